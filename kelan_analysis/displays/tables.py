"""The key figures and the derived figures as tables: decimals aligned, units in the head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kelan_analysis.displays.page import Page, escape, nothing, section
from kelan_analysis.findings import (
    MARKS,
    formula_text,
    name_of,
    quantity_text,
    range_text,
    unit_text,
    words,
)

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.reading.figure import Figure

REST = "其他"
LONGEST_MARKS = 14  # characters of signs and ids that stand in one line
MOST_KEPT = 12  # rows that stay on one page with the notes below them
_TAG = re.compile("<[^>]+>")
_ORDER = ("amount", "count", "rate", "share", "ratio", "multiple", "growth", "difference")


def key_figures(report: Report, language: str = "zh") -> Page:
    """Return all figures as one table, grouped by unit, each level with its growth.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> page = key_figures(run_checks(read_figures("地区生产总值50.9亿元，增长5.4%。")))
    >>> '<td class="num">50<span class="frac f1">.9</span></td>' in page.html
    True
    """
    said = words(language)
    say = said["table"]
    figures = report.reading.figures
    growths = {f.relates_to: f for f in figures if f.relation == "growth_of" and f.unit == "%"}
    levels = [figure for figure in figures if figures_own_row(figure, growths)]
    groups: dict[tuple[int, str], list[Figure]] = {}
    for figure in levels:
        rank = _rank(figure)
        # What is neither counted nor measured nor a rate keeps its unit beside it.
        unit = figure.unit or "" if rank < len(_ORDER) else REST
        groups.setdefault((rank, unit), []).append(figure)
    if not groups:
        return nothing(said["sections"]["figures"], said["headline"]["none_read"])
    places = max(_places(figure) for figure in levels)
    growth_places = max((_places(figure) for figure in growths.values()), default=0)
    with_growth = bool(growths)
    columns = 3 + with_growth
    head = f'<th class="wide" scope="col">{escape(say["indicator"])}</th>'
    head += f'<th class="num" scope="col">{escape(say["value"])}</th>'
    head += f'<th class="num" scope="col">{escape(say["growth"])}</th>' if with_growth else ""
    marks = {
        figure.id: check_marks(report, *(one for one in (figure, growths.get(figure.id)) if one))
        for figure in levels
    }
    longest = max(len(_TAG.sub("", text)) for text in marks.values())
    narrow = ' class="w24"' if longest > LONGEST_MARKS else ""
    head += f'<th{narrow} scope="col">{escape(say["checks"])}</th>'
    told = _names(levels, language)
    rows = []
    for (_, unit), members in sorted(groups.items(), key=lambda item: item[0][0]):
        name = _group_name(members[0], unit, language)
        rows.append(
            f'<tr class="group"><th class="sub" colspan="{columns}" scope="rowgroup">'
            f"{escape(name)}</th></tr>"
        )
        for figure in members:
            cells = _cells(figure, told[figure.id], places, language)
            if with_growth:
                growth = growths.get(figure.id)
                shown = aligned(quantity_text(growth), growth_places) if growth else ""
                cells += f'<td class="num">{shown}</td>'
            rows.append(f"<tr>{cells}<td>{marks[figure.id]}</td></tr>")
    table = (
        f'<table class="full figures"><thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table>"
    )
    return section(said["sections"]["figures"], f'<div class="scroll" tabindex="0">{table}</div>')


def derived_figures(report: Report, language: str = "zh") -> Page:
    """Return the numbers that the figures imply, each with its range and its caveat.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> page = derived_figures(run_checks(read_figures("很好。")))
    >>> print(page)
    由公布数推算的数字　没有可以推算的数字。
    """
    said = words(language)
    say = said["table"]
    if not report.derived:
        return nothing(said["sections"]["derived"], said["say"]["no_derived"])
    chinese = language == "zh"
    notes: dict[str, str] = {}
    rows = []
    for one in sorted(report.derived, key=lambda one: one.low is None):
        name = one.name if chinese else one.name_en
        caveat = one.caveat if chinese else one.caveat_en
        note = notes.setdefault(caveat, chr(ord("a") + len(notes) % 26))
        bounded = one.low is not None and one.high is not None
        formula = formula_text(one.formula, language) if bounded else "—"
        result = range_text(one.interval, one.unit, language) if bounded else say["not_derivable"]
        rows.append(
            f"<tr><td{_lang(name, language)}>{escape(name)}</td>"
            f'<td><span class="nobr">{escape(formula)}</span></td>'
            f'<td><span class="nobr">{escape(result)}<sup>{note}</sup></span></td></tr>'
        )
    heads = "".join(
        f'<th scope="col"{kind}>{escape(say[key])}</th>'
        for key, kind in (("derived", ' class="wide"'), ("formula", ""), ("range", ""))
    )
    table = f'<table class="full"><thead><tr>{heads}</tr></thead>\n<tbody>\n' + "\n".join(rows)
    listed = "　".join(f"<sup>{note}</sup> {escape(text)}" for text, note in notes.items())
    kept = "keep" if len(rows) <= MOST_KEPT else "flow"
    return section(
        said["sections"]["derived"],
        f'<div class="{kept}">\n<div class="scroll" tabindex="0">{table}\n</tbody></table></div>',
        f'<p class="small note-line">{listed}</p>\n</div>',
    )


def aligned(digits: str, places: int) -> str:
    """Return a number whose decimal point stands where those of its column do.

    Examples
    --------
    >>> aligned("50.9", 2), aligned("123", 0)
    ('50<span class="frac f2">.9</span>', '123')
    """
    if not places:
        return escape(digits)
    whole, point, fraction = digits.partition(".")
    return f'{escape(whole)}<span class="frac f{min(places, 6)}">{point}{escape(fraction)}</span>'


def check_marks(report: Report, *figures: Figure) -> str:
    """Return the signs and ids of the checks of figures that share a row: each verdict once.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> check_marks(report, *report.reading)
    '<span class="mark exact nobr">＝ K01</span>'
    """
    ids = {figure.id for figure in figures}
    graded: dict[str, list[str]] = {}
    for check in report.checks:
        if ids & {check.result, *check.operands}:
            graded.setdefault(check.verdict, []).append(check.id)
    signed = {
        verdict: f"{MARKS[verdict]} {' '.join(_runs(graded[verdict]))}"
        for verdict in MARKS
        if verdict in graded
    }
    return " ".join(
        f'<span class="mark {verdict}{" nobr" * (len(text) <= LONGEST_MARKS)}">{text}</span>'
        for verdict, text in signed.items()
    )


def _runs(ids: list[str]) -> list[str]:
    """Shorten three or more ids in a row, K03 K04 K05, to K03–K05."""
    runs: list[list[str]] = []
    for one in ids:
        if runs and one[1:].isdecimal() and f"K{int(one[1:]) - 1:02d}" == runs[-1][-1]:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        part
        for run in runs
        for part in (run if len(run) < 3 else [f"{run[0]}–{run[-1]}"])
    ]


def figures_own_row(figure: Figure, growths: Mapping[str | None, Figure]) -> bool:
    """Whether a figure has a row of its own; a growth stands beside its level.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> level, growth = read_figures("地区生产总值50.9亿元，增长5.4%。")
    >>> figures_own_row(growth, {level.id: growth})
    False
    """
    return growths.get(figure.relates_to) is not figure


def _names(figures: list[Figure], language: str) -> dict[str, str]:
    """Name each figure; where two would read alike, the earlier one says of when it is."""
    say = words(language)["table"]
    count = Counter((name_of(figure, language), figure.unit) for figure in figures)
    named = {}
    for figure in figures:
        name = name_of(figure, language)
        if count[name, figure.unit] > 1 and figure.relation == "before_of":
            name += words(language)["brackets"].format(say["before"])
        named[figure.id] = name
    return named


def _cells(figure: Figure, name: str, places: int, language: str) -> str:
    said = words(language)
    value = aligned(quantity_text(figure), places)
    name = escape(name)
    if figure.implicit:
        value = f"{'＞' if figure.hedge == 'over' else ''}{value}"
        implied = said["table"]["implied"].format(value=figure.printed)
        name += f' <span class="small">{escape(implied)}</span>'
    elif _rank(figure) == len(_ORDER) and figure.unit:
        unit = said["brackets"].format(unit_text(figure.unit, language))
        name += f'<span class="small">{escape(unit)}</span>'
    return f'<td{_lang(name, language)}>{name}</td><td class="num">{value}</td>'


def _rank(figure: Figure) -> int:
    return _ORDER.index(figure.kind) if figure.kind in _ORDER else len(_ORDER)


def _places(figure: Figure) -> int:
    return len(quantity_text(figure).partition(".")[2])


def _group_name(figure: Figure, unit: str, language: str) -> str:
    say = words(language)["table"]
    if unit == REST:
        return say["rest"]
    key = {"growth": "growth_only"}.get(figure.kind, figure.kind)
    if key == "amount" and "元" not in unit:
        key = "quantity"
    key = key if key in say else "other"
    if key == "ratio":
        return say["ratio"]
    plain = say.get(f"plain_{key}", say["plain"])
    return say[key].format(unit=unit_text(unit, language)) if unit else plain


def _lang(text: str, language: str) -> str:
    return ' lang="zh-CN"' if language != "zh" and any(ord(c) > 0x2E7F for c in text) else ""
