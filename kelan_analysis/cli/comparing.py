"""`write_comparison`: the comparison of releases as a brief like any other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kelan_analysis.cli.output import write
from kelan_analysis.cli.progress import telling
from kelan_analysis.errors import InputError
from kelan_analysis.releases import find_project, release_names

NOTEBOOK = "compare.ipynb"


def write_comparison(
    releases: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    *,
    files: Sequence[Path] = (),
    form: str | None = None,
    project: Path | None = None,
    reports: Path | None = None,
) -> int:
    """Write ``reports/compare/``, or print the table; return the exit status.

    Parameters
    ----------
    releases : sequence of str
        Folders of ``data/``; by default all.
    pairs : sequence of (name, value)
        Parameters of the notebook, as words.
    files : sequence of Path
        Files of parameters; what the words say goes before them.
    form : str, optional
        ``csv`` or ``json``: print the table of figures instead.
    project, reports : Path, optional
        The project, and where the outputs go (``<project>/reports``).

    Examples
    --------
    >>> write_comparison(["140929-kelan-2032"], [])
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: release must be a folder of data/. Got \
'140929-kelan-2032'; there are 4.
    """
    folder = find_project(project)
    known = release_names(folder)
    for name in releases:
        if name not in known:
            raise InputError(
                f"release must be a folder of data/. Got {name!r}; there are {len(known)}."
            )
    if form:
        write(_printed(releases, folder, form))
        return 0

    from kelan_analysis.briefs.making import make_brief
    from kelan_analysis.briefs.parameters import read_parameters
    from kelan_analysis.cli.given import given_parameters, outputs_folder

    own = folder / "notebooks" / NOTEBOOK
    notebook = own if own.exists() else Path(__file__).parents[1] / "notebooks" / NOTEBOOK
    given = given_parameters(
        read_parameters(notebook), pairs, files, releases=" ".join(releases) or None
    )
    out = outputs_folder(folder, reports) / "compare"
    with telling("compare") as progress:
        brief = make_brief(notebook, given, out, cwd=folder / "notebooks", progress=progress)
    write(brief.headline)
    for file in ("brief.html", "brief.pdf"):
        path = brief.files[file]
        write(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return 0


def _printed(releases: Sequence[str], project: Path, form: str) -> str:
    from kelan_analysis.comparison import PUBLIC, compare_releases

    comparison = compare_releases(releases, project)
    if form == "csv":
        return comparison.csv()
    from kelan_analysis.cli.views import as_json

    crossings = [
        {"kind": one.kind, **one.check.as_json(), "sources": [f"{r.source}:{r.id}" for r in one.rows]}
        for one in comparison.crossings
    ]
    figures = [{name: getattr(row, name) for name in PUBLIC} for row in comparison.rows]
    return as_json({"releases": list(comparison.releases), "figures": figures, "checks": crossings})
