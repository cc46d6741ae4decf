"""`write_brief`: from the words of a command line to a brief on disk and one line of verdict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kelan_analysis.briefs.parameters import Parameter, read_parameters
from kelan_analysis.cli.given import given_parameters, outputs_folder
from kelan_analysis.cli.output import write
from kelan_analysis.cli.progress import telling
from kelan_analysis.releases import find_project


def write_brief(
    release: str | None,
    pairs: Sequence[tuple[str, str]],
    *,
    files: Sequence[Path] = (),
    gate: bool = False,
    project: Path | None = None,
    reports: Path | None = None,
) -> int:
    """Write the brief of a release; print its verdict and its paths; return the exit status.

    Whatever is wrong with the input is found before a kernel starts.

    Parameters
    ----------
    release : str or None
        A folder of ``data/``; by default the one that the notebook names.
    pairs : sequence of (name, value)
        Parameters, as words.
    files : sequence of Path
        Files of parameters; what the words say goes before them.
    gate : bool
        Return 1 where anything contradicts; the brief is written all the same.
    project, reports : Path, optional
        The project, and where the outputs go (``<project>/reports``).

    Examples
    --------
    >>> write_brief("140929-kelan-2032", [])
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: release must be a folder of data/. Got \
'140929-kelan-2032'; the nearest is '140929-kelan-2023'.
    """
    folder = find_project(project)
    notebook = find_notebook(folder)
    declared = read_parameters(notebook)
    given = given_parameters(declared, pairs, files, release=release)
    name = given.get("release") or _default(declared)
    if name is not None:
        _require_figures(name, folder)
    out = outputs_folder(folder, reports) / (name or notebook.stem)

    from kelan_analysis.briefs.making import make_brief

    with telling(f"brief {name or notebook.stem}") as progress:
        brief = make_brief(notebook, given, out, cwd=folder / "notebooks", progress=progress)
    write(brief.headline)
    for file in ("brief.html", "brief.pdf"):
        write(_shortest(brief.files[file]))
    return 1 if gate and _contradictions(brief.folder) else 0


def find_notebook(project: Path) -> Path:
    """Return the notebook of the brief: the project's own, else the one that came with us.

    Examples
    --------
    >>> find_notebook(find_project()).name
    'brief.ipynb'
    """
    own = project / "notebooks" / "brief.ipynb"
    carried = Path(__file__).parents[1] / "notebooks" / "brief.ipynb"
    return own if own.exists() or not carried.exists() else carried


def list_parameters(notebook: Path) -> str:
    """Return the parameters of a notebook as a table.

    Examples
    --------
    >>> print(list_parameters(Path("notebooks/brief.ipynb")).split()[:5])
    ['name', 'type', 'default', 'choices', 'about']
    """
    from kelan_analysis.cli.views import text_table

    rows = [
        (p.name, p.type, p.default, ", ".join(map(str, p.choices)), p.about)
        for p in read_parameters(notebook).values()
    ]
    return text_table(("name", "type", "default", "choices", "about"), rows)


def _default(declared: dict[str, Parameter]) -> str | None:
    return declared["release"].default if "release" in declared else None


def _require_figures(name: str, project: Path) -> None:
    from kelan_analysis.cli.views import read_source

    read_source(name, project, release=True)


def _contradictions(folder: Path) -> int:
    report = json.loads((folder / "checks.json").read_text("utf-8"))
    return report["summary"]["contradiction"]


def _shortest(path: Path) -> Path:
    here = Path.cwd()
    below = path.is_relative_to(here) and here != Path(here.anchor)
    return path.relative_to(here) if below else path
