"""Tables printed as text: rows of an indicator's figures under the heads of their columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kelan_analysis.numerals import parse_numeral
from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grids import Cell, Row, grids_of
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.periods import resolve, year_of
from kelan_analysis.reading.quantity import Quantity
from kelan_analysis.reading.run_on import read_run_on
from kelan_analysis.reading.words import phrases
from kelan_analysis.units import BARE, Unit, match_unit

THIS, LAST = "this", "last"  # the period of the text, and the same of the year before

_NUMBER = re.compile(r"\s*(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>%|‰)?\s*")
_IN_BRACKETS = re.compile(r"[((](?P<unit>[^()()]{1,12})[))]|[/／](?P<slash>[%‰][^|]*)$")
_UNIT_LINE = re.compile(r"单位\s*:\s*(?P<unit>[^\s,|)]{1,12})")
_GROWTH_HEAD = re.compile(phrases("head_of_growth"))
_SHARE_HEAD = re.compile(rf"{phrases('head_of_share')}|占.{{0,8}}%")
_BEFORE_HEAD = re.compile(phrases("head_of_before"))
_NOW_HEAD = re.compile(phrases("head_of_now"))
_TOTAL_ROW = re.compile(r"^(?:合计|总计|总量|全县|全市|小计)$")
_ONLY_TOTAL = re.compile(r"^(?:合计|总计|总量)$")
_IS_MEAN = re.compile(r"均|每|单产|亩产|价格?$|率$|比$|指数")  # the mean of a column is no sum of it
_ROW_MARK = re.compile(r"^(?:其中|#|一、|二、|三、|\d+[.、])[:、\s]*")
_SHARE_NAME = re.compile(r"比重|占比|比例$")
_GROWTH_NAME = re.compile(r"增速|增幅$")
_RATIO_NAME = re.compile(r"(?<!占)比值?$")
_AMOUNT_NAME = re.compile(r"指数|额|产值|收入|支出|面积|产量")
_TWO_HAN = re.compile(r"[\u4e00-\u9fff]{2}")


def read_tables(folded: str, year: int | None = None) -> list[Draft]:
    """Read the figures in the cells of a text's tables.

    Parameters
    ----------
    folded : str
        As `fold` gives it.
    year : int or None
        The year of columns that name none.

    Returns
    -------
    list of Draft
        With periods that `settle_period` completes.

    Examples
    --------
    >>> [draft] = read_tables("| 指标 | 2024年 |\\n| 粮食产量(万吨) | 12.68 |")
    >>> draft.name, draft.quantity.unit.name, draft.period
    ('粮食产量', '万吨', '2024')
    """
    drafts: list[Draft] = []
    for rows in grids_of(folded):
        drafts += _read_grid(folded, rows, year)
    return drafts or read_run_on(folded)


def settle_period(period: str | None, base: str | None) -> str | None:
    """Return the period of a cell, given the period of the text.

    Examples
    --------
    >>> settle_period(LAST, "2025-Q1"), settle_period(THIS, "2025"), settle_period("2019", None)
    ('2024-Q1', '2025', '2019')
    """
    if period == THIS:
        return base
    if period == LAST:
        return None if base is None else f"{int(base[:4]) - 1}{base[4:]}"
    return period


@dataclass(slots=True)
class _Columns:
    """The heads of a table, and the totals met so far in its columns."""

    heads: list[str]
    unit: str | None
    year: int | None
    totals: dict[int, Draft] = field(default_factory=dict)
    above: dict[int, list[Draft]] = field(default_factory=dict)
    total: Draft | None = None

    def unit_of(self, row: Row) -> str | None:
        """The unit of a row: a cell of its own, else in the label, else for the whole table."""
        for cell, head in zip(row, self.heads, strict=True):
            if head.strip("()") in ("单位", "计量单位"):
                return cell.text
        return _unit_in(row[0].text) or self.unit


def _read_grid(folded: str, rows: list[Row], year: int | None) -> list[Draft]:
    if len(rows) < 2 or any(_NUMBER.fullmatch(cell.text) for cell in rows[0][1:]):
        return []
    heads = [cell.text for cell in rows[0]]
    start = rows[0][0].start
    units = [m["unit"] for m in _UNIT_LINE.finditer(folded[max(0, start - 60) : start])]
    years = [named for head in heads if (named := year_of(head))]
    columns = _Columns(heads, units[-1] if units else None, years[0] if years else year)
    return [draft for row in rows[1:] for draft in _read_row(row, columns)]


def _read_row(row: Row, columns: _Columns) -> list[Draft]:
    label = _IN_BRACKETS.sub("", row[0].text)
    name = tidy(_ROW_MARK.sub("", label).strip())
    level: Draft | None = None
    levels: dict[str | None, Draft] = {}
    drafts: list[Draft] = []
    for at, (cell, head) in enumerate(zip(row[1:], columns.heads[1:], strict=True), 1):
        found = _NUMBER.fullmatch(cell.text)
        if not found:
            continue
        growth = bool(_GROWTH_HEAD.search(head)) and not _BEFORE_HEAD.fullmatch(head)
        share = not growth and bool(_SHARE_HEAD.search(head))
        printed = found["unit"] or _unit_in(head)
        unit = _unit(printed or ("%" if growth or share else columns.unit_of(row)))
        quantity = _quantity(cell, found, unit)
        period = _period(head, columns.year)
        if growth:
            # 2022年增长 stands beside the level of 2022, where the table has one.
            draft = Draft(quantity, "growth", name).link(levels.get(period, level), "growth_of")
        elif share:
            draft = Draft(quantity, "share", name).link(columns.total, "share_of", level)
        else:
            full = _full_name(name, head)
            draft = Draft(quantity, _kind(unit, full, found["number"]), full)
            if level is not None and _BEFORE_HEAD.search(head):
                draft.link(level, "before_of")
            else:
                level = level or draft
                levels.setdefault(period, draft)
                _total_or_part(draft, name, at, columns)
        draft.period, draft.rule = period, "table"
        drafts.append(draft)
    return drafts


def _total_or_part(draft: Draft, name: str, at: int, columns: _Columns) -> None:
    """合计 is the whole of what stands below it in its column, or above it if it ends a list."""
    rows = columns.above.setdefault(at, [])
    if _TOTAL_ROW.match(name):
        if _IS_MEAN.search(draft.name or ""):
            return
        if len(rows) > 1:
            for row in rows:
                row.link(draft, "part_of")
            columns.above[at] = [draft]
            return
        columns.totals[at] = draft
        columns.total = columns.total or draft
    elif at in columns.totals:
        draft.link(columns.totals[at], "part_of")
    else:
        rows.append(draft)


def _unit_in(text: str) -> str | None:
    found = _IN_BRACKETS.search(text)
    if not found:
        return None
    word = (found["unit"] or found["slash"]).strip()
    return None if _unit(word) is BARE else word


def _unit(text: str | None) -> Unit:
    found = match_unit(text) if text else None
    return found[0] if text and found and found[1] == len(text) else BARE


def _kind(unit: Unit, name: str, number: str) -> str:
    if unit.name in ("%", "‰"):
        if _SHARE_NAME.search(name):
            return "share"
        return "growth" if _GROWTH_NAME.search(name) else "rate"
    if unit is BARE and _RATIO_NAME.search(name):
        return "ratio"
    if unit is BARE:
        return "amount" if "." in number or _AMOUNT_NAME.search(name) else "count"
    return unit.kind if unit.kind in ("amount", "count", "rate", "duration") else "amount"


def _full_name(name: str, head: str) -> str:
    """粮食 under 产量 is 粮食产量; a head that only says when adds nothing."""
    column = _IN_BRACKETS.sub("", head).strip()
    when = year_of(column) or _NOW_HEAD.search(column) or _BEFORE_HEAD.search(column)
    if when or not _TWO_HAN.search(column) or name.endswith(column):
        return name
    return column if _ONLY_TOTAL.match(name) else name + column


def _period(head: str, year: int | None) -> str | None:
    """The period of a column; ``THIS`` and ``LAST`` wait for the period of the text."""
    if year_of(head) is not None:
        return resolve(head, year)
    return LAST if _BEFORE_HEAD.search(head) and not _GROWTH_HEAD.search(head) else THIS


def _quantity(cell: Cell, found: re.Match[str], unit: Unit) -> Quantity:
    start, end = (cell.start + at for at in found.span("number"))
    stop = cell.start + found.end("unit") if found["unit"] else end
    numeral = parse_numeral(found["number"])
    return Quantity(start, stop, start, end, numeral.value, numeral.decimals, unit, "arabic")
