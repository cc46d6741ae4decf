"""The corrections: what this edition changes against the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kelan_analysis.displays.page import Page, escape, section
from kelan_analysis.findings import words
from kelan_analysis.findings.editions import edition_of

if TYPE_CHECKING:
    from kelan_analysis.checking import Report


def changes(report: Report, language: str = "zh", **parameters: Any) -> Page:
    """Return what changed since the brief was last published; nothing for a first edition.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> changes(run_checks(read_figures("粮食产量12.60万吨。"))).html
    ''
    """
    said = words(language)
    say = said["changes"]
    edition = edition_of(report, parameters | {"language": language})
    if not edition.changes:
        return Page("")
    rows = []
    for change in edition.changes:
        old, new = (_shown(change["what"], change[side], said) for side in ("old", "new"))
        name = f"{say[change['what']]} {change['name'] or ''}".strip()
        rows.append(
            f'<tr><td lang="zh-CN">{escape(name)}</td><td>{escape(old)}</td>'
            f"<td>{escape(new)}</td></tr>"
        )
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in ((say["what"], ' class="wide"'), (say["old"], ""), (say["new"], ""))
    )
    table = (
        f'<table class="full"><thead><tr>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table>"
    )
    heading = say["heading"].format(number=edition.number, last=edition.number - 1)
    return section(heading, f'<div class="scroll" tabindex="0">{table}</div>')


def _shown(what: str, value: str | None, said: Any) -> str:
    if value is None:
        return said["changes"]["absent"]
    if what == "check":
        return said["verdict"].get(value, value)
    return value[:12] + "…" if what == "source" else value
