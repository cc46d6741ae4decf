"""Limits, method and provenance: why a reader may believe it, and how to find out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kelan_analysis import __version__
from kelan_analysis.displays.page import Page, escape, section
from kelan_analysis.findings import words

if TYPE_CHECKING:
    from kelan_analysis.checking import Report


def limits(report: Report, language: str = "zh") -> Page:
    """Return what the brief does not say.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> print(str(limits(run_checks(read_figures("很好。")), "en")).splitlines()[0])
    Limits
    """
    said = words(language)
    items = "".join(f"<li>{escape(text)}</li>" for text in said["limits"]["sentences"])
    return section(said["sections"]["limits"], f'<div class="fine"><ul>{items}</ul></div>')


def method(report: Report, language: str = "zh") -> Page:
    """Return the method in five sentences.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> print(str(method(run_checks(read_figures("很好。")), "zh")).splitlines()[0])
    方法
    """
    said = words(language)
    items = "".join(f"<li>{escape(text)}</li>" for text in said["method"]["sentences"])
    return section(said["sections"]["method"], f'<div class="fine"><ol>{items}</ol></div>')


def provenance(report: Report, language: str = "zh", **parameters: object) -> Page:
    """Return source hash, parameters, program and how to verify.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> "SHA-256 09fb7634" in str(provenance(report, "zh", release="140929-kelan-2023"))
    True
    """
    said = words(language)
    say = said["provenance"]
    release = report.reading.release
    given = {**parameters, "language": language}
    rows = [
        (say["parameters"], ", ".join(f"{name} = {given[name]}" for name in sorted(given))),
        (
            say["program"],
            f"kelan-analysis {__version__}, Python {sys.version_info.major}."
            f"{sys.version_info.minor}.{sys.version_info.micro}",
        ),
        (say["verify"], say["verify_value"]),
    ]
    if release is not None:
        rows.insert(0, (say["source_hash"], f"SHA-256 {release.sha256}"))
        again = say["again_value"].format(release=release.name, language=language)
        rows.append((say["again"], again))
    listed = "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return section(said["sections"]["provenance"], f'<dl class="facts">\n{listed}\n</dl>')
