"""What contradicts and what cannot be decided, each as a card that explains itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kelan_analysis.charts.intervals import one_interval
from kelan_analysis.displays.formulae import column_of, formula_html, reason_of
from kelan_analysis.displays.page import Page, escape, nothing, paragraph, section
from kelan_analysis.displays.source import mark_figures
from kelan_analysis.findings import MARKS, formula_text, name_of, verdicts_of_figures, words

if TYPE_CHECKING:
    from kelan_analysis.checking import Check, Report

_STOP = re.compile(r"[。！？!?\n]")
SHOWN_REPAIRS = 3


def contradictions(report: Report, language: str = "zh") -> Page:
    """Return a card for each contradiction, with the smallest change that would mend it.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> page = contradictions(run_checks(read_figures("64个新建项目开工59个，开工率92.2%。")))
    >>> print(page)
    矛盾之处　没有发现互相矛盾的数字。
    """
    said = words(language)
    wrong = [check for check in report.checks if check.verdict == "contradiction"]
    parts = []
    first: dict[str, str] = {}  # the check whose card lists the same changes
    for check in wrong:
        same = first.setdefault(repr(check.repairs), check.id) if check.repairs else check.id
        parts.append(_card(report, check, language, same).html)
    for ids in report.conflicts:
        if not any(report[name].verdict == "contradiction" for name in ids):
            text = said["say"]["together"].format(checks=said["listing"].join(ids))
            parts.append(f'<div class="card contradiction">{paragraph(text)}</div>')
    if not parts:
        return nothing(said["sections"]["contradictions"], said["say"]["no_contradictions"])
    return section(said["sections"]["contradictions"], *parts)


def undecided(report: Report, language: str = "zh") -> Page:
    """Return each relation that cannot be decided, with the reason.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> page = undecided(run_checks(read_figures("64个新建项目开工59个，开工率92.2%。")))
    >>> print(page)
    不能判定的关系　没有无法判定的关系。
    """
    said = words(language)
    open_checks = [check for check in report.checks if check.verdict == "undecidable"]
    if not open_checks:
        return nothing(said["sections"]["undecided"], said["say"]["no_undecided"])
    say = said["table"]
    rows = "\n".join(
        f'<tr><td><span class="mark undecidable nobr">{MARKS["undecidable"]} {escape(check.id)}'
        f"</span></td><td>{formula_html(check.formula, language)}</td>"
        f"<td>{escape(reason_of(check, language))}</td></tr>"
        for check in open_checks
    )
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in (
            (say["checks"], ""),
            (say["relation"], column_of(open_checks, language)),
            (say["because"], ' class="wide"'),
        )
    )
    table = (
        f'<table class="full"><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>'
    )
    boxed = f'<div class="scroll" tabindex="0">{table}</div>'
    return section(said["sections"]["undecided"], boxed)


def explanation_card(report: Report, check: Check, language: str = "zh") -> Page:
    """Return one check with its source sentence, formula, both ranges and what would mend it.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> print(str(explanation_card(report, report.checks[0])).splitlines()[0])
    ＝ K01　59 ÷ 64 = 92.2%　精确成立
    """
    return _card(report, check, language, check.id)


def _card(report: Report, check: Check, language: str, same: str) -> Page:
    said = words(language)
    head = (
        f'<p><span class="mark {check.verdict}">{MARKS[check.verdict]} {escape(check.id)}</span>　'
        f"<strong>{escape(formula_text(check.formula, language))}</strong>　"
        f"{escape(said['verdict'][check.verdict])}</p>"
    )
    parts = [head, paragraph(reason_of(check, language)), *_sentences(report, check)]
    if check.verdict == "contradiction":
        drawn = one_interval(check, language)
        parts += [drawn.html()] if drawn else []
        parts.append(
            _repairs(report, check, language)
            if same == check.id
            else paragraph(said["say"]["mend_as"].format(check=same), "small")
        )
    body = "\n".join(parts)
    return Page(f'<div class="card {check.verdict}">\n{body}\n</div>')


def _sentences(report: Report, check: Check) -> list[str]:
    """Quote each source sentence that a figure of the check stands in, figures marked."""
    text = report.reading.text
    ids = {*check.operands, check.result}
    figures = [figure for figure in report.reading.figures if figure.id in ids]
    verdicts = verdicts_of_figures(report)
    spans = sorted({_sentence(text, figure.start, figure.end) for figure in figures})
    return [
        '<blockquote><p lang="zh-CN">'
        + mark_figures(text, [f for f in figures if start <= f.start < end], verdicts, start, end)
        + "</p></blockquote>"
        for start, end in spans
    ]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [match.end() for match in _STOP.finditer(text, 0, start)]
    after = _STOP.search(text, end)
    first = before[-1] if before else 0
    while first < start and text[first].isspace():
        first += 1
    last = after.end() if after else len(text)
    return first, last if text[last - 1 : last] != "\n" else last - 1


def _repairs(report: Report, check: Check, language: str) -> str:
    said = words(language)
    say = said["say"]
    if not check.repairs:
        return paragraph(say["no_repair"], "small")
    items = "".join(
        f"<li>{escape(_repair(report, repair, language))}</li>"
        for repair in check.repairs[:SHOWN_REPAIRS]
    )
    return f"<p><strong>{escape(say['mend'])}</strong></p><ol>{items}</ol>"


def _repair(report: Report, repair: dict[str, Any], language: str) -> str:
    said = words(language)
    say = said["say"]
    by_id = {figure.id: figure for figure in report.reading.figures}
    changes = []
    for change in repair["changes"]:
        figure = by_id.get(change["figure"])
        name = name_of(figure, language) if figure else change["figure"]
        changes.append(say["change"].format(indicator=name, **_said(change, language)))
    text = said["between"].join(changes)
    slip = said["slips"].get(repair.get("operator", ""))
    text += said["brackets"].format(slip) if slip else ""
    mended = repair.get("repairs_checks") or []
    broken = repair.get("breaks_checks") or []
    text += (
        said["comma"] + say["mends"].format(checks=said["listing"].join(mended)) if mended else ""
    )
    text += (
        said["comma"] + say["breaks"].format(checks=said["listing"].join(broken)) if broken else ""
    )
    return text + said["stop"]


def _said(change: dict[str, Any], language: str) -> dict[str, str]:
    return {side: formula_text(str(change[side]), language) for side in ("old", "new")}
