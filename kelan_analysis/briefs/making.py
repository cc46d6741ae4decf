"""`make_brief`: from a notebook and its parameters to six files, whole or not at all."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.kernels import Resources
from kelan_analysis.briefs.manifest import describe, make_manifest
from kelan_analysis.briefs.parameters import check_parameters, load_notebook, read_parameters
from kelan_analysis.briefs.publishing import private_folder, publish, real_folder
from kelan_analysis.briefs.running import EXECUTED, Progress, run_notebook, save_executed
from kelan_analysis.errors import InputError, RunError
from kelan_analysis.source_date import source_date

# Where a notebook finds the edition before this one, to say what changed.
LAST = "KELAN_LAST_EDITION"
MANIFEST_ABOUT = {"zh": "清单：输入与输出的校验值", "en": "Manifest: hashes of inputs and outputs"}


@dataclass(frozen=True)
class Brief:
    """A published brief.

    Attributes
    ----------
    folder : Path
        Where it is.
    files : dict
        File name to path: ``brief.html``, ``brief.pdf``, ``brief.ipynb``, ``manifest.json``
        and the data files that the notebook attached.
    title, headline : str
        Its title, and its verdict in one sentence (the first element of class ``lead``).

    Examples
    --------
    >>> Brief(Path("reports/a"), {}, "t", "All hold.").headline
    'All hold.'
    """

    folder: Path
    files: dict[str, Path]
    title: str
    headline: str


def make_brief(
    notebook: Path,
    parameters: Mapping[str, Any],
    out: Path,
    *,
    words: bool = False,
    cwd: Path | None = None,
    time_limit: float = 600,
    progress: Progress | None = None,
    resources: Resources = Resources(),
    proof: Callable[[Mapping[str, bytes]], None] | None = None,
) -> Brief:
    """Run a notebook and publish it as HTML and PDF with its data.

    Parameters
    ----------
    notebook : Path
        The notebook, with its parameters declared as `read_parameters` says.
    parameters : mapping
        Values by name; what is not given has the notebook's default.
    out : Path
        Folder to publish to, `reports/<release>/`; it is exchanged whole at the very end.
    words : bool
        The values are words of the command line, to be read as the declared types.
    cwd : Path, optional
        Working directory of the kernel; by default the notebook's folder.
    time_limit : float
        Seconds that one cell may take.
    progress : callable, optional
        Called with steps done, steps in all, and what is going on.
    resources : Resources
        Limits of the whole run, and who starts the kernel.
    proof : callable, optional
        Called with the files before they are published; what it raises stops that.

    Returns
    -------
    Brief
        What was published.

    Raises
    ------
    InputError
        For a parameter or a release that is not known or does not fit; nothing was written.
    RunError
        If a cell fails, a picture has no alt text, a glyph is missing, another run holds the
        folder or the disk is full. The last good brief stays; the notebook as far as it was
        run is kept as ``<out>.failed.ipynb``.

    Examples
    --------
    >>> make_brief(Path("notebooks/brief.ipynb"), {"language": "fr"}, Path("reports/x"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: parameter language must be one of "zh", "en". Got "fr".
    """
    notebook, out = Path(notebook).absolute(), Path(out).absolute()
    if real_folder(out) == notebook.resolve().parent:
        raise InputError(
            f"a brief has a folder of its own. Got {out}, which holds {notebook.name} itself; give "
            "another one."
        )
    declared = read_parameters(notebook)
    given = check_parameters(declared, parameters, words=words)
    source_date()  # nonsense is refused before a kernel starts
    values = {name: given.get(name, one.default) for name, one in declared.items()}
    failed = out.parent / f"{out.name}.failed.ipynb"
    steps = _count_cells(notebook) + bool(values) + 3
    tell = _telling(progress, steps)
    with private_folder(out) as work:
        tell(0, steps, "kernel")
        try:
            nb = run_notebook(
                notebook, values, work=work, cwd=cwd, time_limit=time_limit, progress=tell,
                meanwhile=_warm_up, environment={LAST: str(out)}, resources=resources,
            )  # fmt: skip
            tell(steps - 2, steps, "brief.html, brief.pdf")
            try:
                files, document = render_brief(nb, notebook, values)
                if proof:
                    proof(files)
            except RunError:
                save_executed(nb, work)
                raise
        except RunError:
            if (work / EXECUTED).exists():
                shutil.copyfile(work / EXECUTED, failed)
            raise
        tell(steps - 1, steps, out.name)
        publish(files, out, work)
        with suppress(OSError):  # the brief is out, whatever becomes of the notebook that failed
            failed.unlink(missing_ok=True)
    tell(steps, steps, out.name)
    paths = {name: out / name for name in sorted(files)}
    return Brief(out, paths, document.title, document.headline)


def render_brief(
    nb: Any, notebook: Path, parameters: Mapping[str, Any]
) -> tuple[dict[str, bytes], Any]:
    """Return the files of a brief from its executed notebook, and its `Document`.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> book = v4.new_notebook(cells=[v4.new_markdown_cell("# 岢岚县")])
    >>> files, document = render_brief(book, Path("notebooks/brief.ipynb"), {})
    >>> sorted(files)
    ['brief.html', 'brief.ipynb', 'brief.pdf', 'manifest.json']
    """
    from kelan_analysis.briefs.cells import edition_facts, given_inputs
    from kelan_analysis.briefs.documents import Attachment
    from kelan_analysis.briefs.tidying import tidy_notebook
    from kelan_analysis.briefs.typesetting import write_pdf

    document, _ = _exporter().document(nb)
    data = {item.name: item.content for item in document.attachments}
    facts = {
        "title": document.title,
        "notebook": describe(notebook.name, notebook.read_bytes()),
        "parameters": parameters,
        "inputs": given_inputs(nb),
        **edition_facts(nb),
    }
    manifest = Attachment(
        "manifest.json",
        "application/json",
        MANIFEST_ABOUT[document.language],
        make_manifest(**facts, outputs=data),
        "supplement",
    )
    sent = {name: content for name, content in data.items() if name != "source.txt"}
    files = sent | {
        "brief.html": _exporter().page(document).encode("utf-8"),
        "brief.pdf": write_pdf(document.with_attachments(manifest)),
        "brief.ipynb": tidy_notebook(nb).encode("utf-8"),
    }
    return files | {"manifest.json": make_manifest(**facts, outputs=data | files)}, document


@functools.cache
def _exporter() -> Any:
    from kelan_analysis.briefs.exporters import KelanHTMLExporter

    return KelanHTMLExporter(strict=True)


@functools.cache
def _warm_up() -> None:
    """Load in good time what prints the brief, while the kernel computes."""
    import nbformat.v4

    from kelan_analysis.briefs.typesetting import write_pdf

    cells = [nbformat.v4.new_markdown_cell("# 简报\n\n5.4%")]
    document, _ = _exporter().document(nbformat.v4.new_notebook(cells=cells))
    _exporter().page(document)
    write_pdf(document)


def _telling(progress: Progress | None, steps: int) -> Progress:
    def tell(done: int, total: int, what: str) -> None:
        if progress:
            progress(done + (total != steps), steps, what)

    return tell


def _count_cells(path: Path) -> int:
    cells = load_notebook(path)["cells"]
    return sum(c["cell_type"] == "code" and bool("".join(c["source"]).strip()) for c in cells)
