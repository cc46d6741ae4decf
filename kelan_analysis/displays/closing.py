"""`close`: hands the data over to the brief and proves that the notebook ran to its end."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kelan_analysis.displays.page import escape
from kelan_analysis.errors import RunError
from kelan_analysis.escapes import json_text
from kelan_analysis.findings import Edition, edition_of, words

if TYPE_CHECKING:
    from kelan_analysis.checking import Report

ATTACHMENT_TYPE = "application/vnd.kelan.attachment+json"
CLOSING_TYPE = "application/vnd.kelan.closing+json"
_READ = ("source.txt", "source.toml", "figures.csv", "checks.toml")


@dataclass(frozen=True)
class Closing:
    """The last output of a brief's notebook: its data files and the closing mark.

    Examples
    --------
    >>> Closing((), (), "<p>end</p>")._repr_mimebundle_()["text/html"]
    '<p>end</p>'
    """

    files: tuple[dict[str, str], ...]
    inputs: tuple[dict[str, Any], ...]
    html: str
    edition: Edition = Edition()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            ATTACHMENT_TYPE: {"files": list(self.files), "inputs": list(self.inputs)},
            CLOSING_TYPE: {
                "edition": self.edition.number,
                "changes": list(self.edition.changes),
            },
            "text/html": self.html,
            "text/plain": "Closing",
        }


def close(report: Report, language: str = "zh", **parameters: Any) -> Closing:
    """Attach figures, checks and source to the brief, and close it.

    This is the last call of a brief's notebook: without its output no brief is published.

    Raises
    ------
    RunError
        If a chart of matplotlib was drawn and not shown: the brief would lack it.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> [item["name"] for item in close(report).files]
    ['checks.json', 'figures.csv', 'source.txt']
    """
    from kelan_analysis.table import figures_csv

    _refuse_lost_charts()
    said = words(language)
    say = said["provenance"]
    checks = json_text(report.as_json(), sort_keys=True)
    files = (
        _file("checks.json", "application/json", say["checks_json"], checks, "data"),
        _file("figures.csv", "text/csv", say["figures_csv"], figures_csv(report.reading), "data"),
        _file("source.txt", "text/plain", say["source_txt"], report.reading.text, "source"),
    )
    listed = said["listing"].join(item["name"] for item in files)
    html = (
        f'<dl class="facts">\n<dt>{escape(say["files"])}</dt>'
        f"<dd>{escape(said['say']['attached'].format(files=listed))}</dd>\n</dl>"
    )
    edition = edition_of(report, parameters | {"language": language})
    return Closing(files, tuple(_inputs(report)), html, edition)


def _refuse_lost_charts() -> None:
    """In a kernel, `plt.show()` closes what it shows; with a backend of files it does nothing."""
    ipython, pyplot = sys.modules.get("IPython"), sys.modules.get("matplotlib.pyplot")
    if ipython is None or pyplot is None or ipython.get_ipython() is None:
        return
    if left := len(pyplot.get_fignums()):
        raise RunError(
            f"every chart must be in the brief. {left} of matplotlib "
            f"{'is' if left == 1 else 'are'} missing, drawn and not shown; leave its backend as it "
            "is, or close what is not wanted with plt.close()."
        )


def _file(name: str, media: str, about: str, text: str, relationship: str) -> dict[str, str]:
    return {
        "name": name,
        "media": media,
        "about": about,
        "text": text,
        "relationship": relationship,
    }


def _inputs(report: Report):
    release = report.reading.release
    if release is None:
        return
    for name in _READ:
        path = release.path / name
        if path.is_file():
            content = path.read_bytes()
            yield {
                "name": f"{release.name}/{name}",
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
            }
