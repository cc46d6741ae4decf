"""Tables printed as text: pipe or tab tables with their heads, and tables run into one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kelan_analysis.numerals import parse_numeral
from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.marks import Mark
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.periods import resolve, year_of
from kelan_analysis.reading.quantities import Quantity
from kelan_analysis.units import BARE, Unit, match_unit

_NUMBER = re.compile(r"\s*(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>%|‰)?\s*")
_IN_BRACKETS = re.compile(r"[((](?P<unit>[^()()]{1,12})[))]|[/／](?P<slash>[%‰][^|]*)$")
_UNIT_LINE = re.compile(r"单位\s*:\s*(?P<unit>[^\s,|)]{1,12})")
_GROWTH_HEAD = re.compile(r"增长|增速|增幅|±|同比|增减|升降|比上年|比去年")
_SHARE_HEAD = re.compile(r"占比|比重|构成|结构|占.{0,8}%|份额")
_BEFORE_HEAD = re.compile(r"上年|去年|上期|同期|基期")
_NOW_HEAD = re.compile(
    r"本年|今年|本期|当年|累计|绝对|总量|数量|数值|合计|实绩|完成|指标值|一季度|上半年|全年|总计"
)
THIS, LAST = "this", "last"
_TOTAL_ROW = re.compile(r"^(?:合计|总计|总量|全县|全市|小计)$")
_RUN_ON = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,12})(?P<cells>(?:[ \t]+-?\d[\d,]*(?:\.\d+)?){1,4})(?=[ \t]+[\u4e00-\u9fff]|\s*$)",
    re.M,
)


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    text: str


def read_tables(
    folded: str, marks: list[Mark], year: int | None = None, region: str | None = None
) -> tuple[list[Draft], list[Mark]]:
    """Read the tables of a folded text.

    Parameters
    ----------
    folded : str
        As `fold` gives it.
    marks : list of Mark
        Marks found so far.
    year, region : int, str or None
        Context for columns that name no year.

    Returns
    -------
    tuple of list of Draft and list of Mark
        The figures of the cells, and `marks` with the cells' spans added, so that the prose
        rules leave them alone.

    Examples
    --------
    >>> drafts, _ = read_tables("| 指标 | 2024年 |\\n| 粮食产量(万吨) | 12.68 |", [])
    >>> drafts[0].name, drafts[0].unit_name, drafts[0].period
    ('粮食产量', '万吨', '2024')
    """
    drafts: list[Draft] = []
    for lines in _blocks(folded):
        drafts += _read_block(folded, lines, year)
    if not drafts:
        drafts = _read_run_on(folded)
    for draft in drafts:
        draft.region = region
        draft.rule = draft.rule or "table"
    inside = [
        Mark(d.quantity.start, d.quantity.end, "figure", "table cell", "table") for d in drafts
    ]
    return drafts, sorted([*marks, *inside], key=lambda m: m.start)


def _blocks(folded: str) -> list[list[tuple[int, list[_Cell]]]]:
    """Runs of lines with the same number of cells, two or more of them."""
    blocks: list[list[tuple[int, list[_Cell]]]] = []
    current: list[tuple[int, list[_Cell]]] = []
    position = 0
    for line in folded.splitlines(keepends=True):
        cells = _cells(line, position)
        if cells and (not current or len(cells) == len(current[-1][1])):
            current.append((position, cells))
        else:
            if len(current) > 1:
                blocks.append(current)
            current = [(position, cells)] if cells else []
        position += len(line)
    if len(current) > 1:
        blocks.append(current)
    return blocks


def _cells(line: str, position: int) -> list[_Cell]:
    bare = line.rstrip("\r\n")
    if bare.count("|") >= 2:
        parts = re.finditer(
            r"[^|]+", bare.replace("| |", "|  ", 1) if bare.startswith("| |") else bare
        )
    elif "\t" in bare:
        parts = re.finditer(r"[^\t]+", bare)
    else:
        return []
    cells = []
    for found in parts:
        text = found[0].strip()
        if text:
            start = position + found.start() + len(found[0]) - len(found[0].lstrip())
            cells.append(_Cell(start, start + len(text), text))
    return cells if len(cells) > 1 else []


def _read_block(folded: str, lines: list[tuple[int, list[_Cell]]], year: int | None) -> list[Draft]:
    rows = [cells for _, cells in lines if not all(re.fullmatch(r"[-: ]+", c.text) for c in cells)]
    if len(rows) < 2 or any(_NUMBER.fullmatch(c.text) for c in rows[0][1:]):
        return []
    heads = [c.text for c in rows[0]]
    above = folded[max(0, lines[0][0] - 60) : lines[0][0]]
    shared = None
    for shared in _UNIT_LINE.finditer(above):
        pass
    years = [y for h in heads if (y := year_of(h))]
    base_year = years[0] if years else year
    drafts: list[Draft] = []
    wholes: dict[int, Draft] = {}
    for row in rows[1:]:
        drafts += _read_row(
            row, heads, shared["unit"] if shared else None, base_year, wholes, folded
        )
    return drafts


def _read_row(
    row: list[_Cell], heads: list[str], shared: str | None, year: int | None,
    wholes: dict[int, Draft], folded: str,
) -> list[Draft]:  # fmt: skip
    label = row[0].text
    unit_text = _unit_in(label) or shared
    name = tidy(
        re.sub(
            r"^(?:其中|#|一、|二、|三、|\d+[.、])[:、\s]*", "", _IN_BRACKETS.sub("", label)
        ).strip()
    )
    column_unit = next(
        (c.text for c, h in zip(row, heads, strict=True) if h.strip("()") in ("单位", "计量单位")),
        None,
    )
    level: Draft | None = None
    drafts: list[Draft] = []
    for at, (cell, head) in enumerate(zip(row[1:], heads[1:], strict=True), 1):
        found = _NUMBER.fullmatch(cell.text)
        if not found:
            continue
        printed_unit = found["unit"] or _unit_in(head)
        growth = bool(_GROWTH_HEAD.search(head)) and not _BEFORE_HEAD.fullmatch(head)
        share = bool(_SHARE_HEAD.search(head))
        if growth or share:
            printed_unit = printed_unit or "%"
        unit = _unit(printed_unit or column_unit or unit_text)
        kind = "growth" if growth else "share" if share else _kind(unit, name, found["number"])
        draft = Draft(
            _quantity(cell, found, unit, folded), kind, _full_name(name, head, growth or share)
        )
        draft.period = _period(head, year)
        if growth:
            draft.link(level, "growth_of")
        elif share:
            draft.link(wholes.get(-1), "share_of", level)
        elif _BEFORE_HEAD.search(head) and level is not None:
            draft.link(level, "before_of")
        else:
            level = draft if level is None else level
            if _TOTAL_ROW.match(name):
                wholes[at] = draft
                wholes.setdefault(-1, draft)
            elif at in wholes:
                draft.link(wholes[at], "part_of")
        drafts.append(draft)
    return drafts


def _unit_in(text: str) -> str | None:
    found = _IN_BRACKETS.search(text)
    if not found:
        return None
    word = (found["unit"] or found["slash"]).strip()
    return word if match_unit(word) and match_unit(word)[1] == len(word) else None


def _unit(text: str | None) -> Unit:
    if text is None:
        return BARE
    found = match_unit(text)
    return found[0] if found and found[1] == len(text) else BARE


def _kind(unit: Unit, name: str, number: str) -> str:
    if unit.name in ("%", "‰"):
        return (
            "share"
            if re.search(r"比重|占比|比例$", name)
            else "growth"
            if re.search(r"增速|增幅$", name)
            else "rate"
        )
    if unit is BARE:
        return (
            "amount"
            if "." in number or re.search(r"指数|额|产值|收入|支出|面积|产量", name)
            else "count"
        )
    return unit.kind if unit.kind in ("amount", "count", "rate", "duration") else "amount"


def _full_name(name: str, head: str, qualified: bool) -> str:
    column = _IN_BRACKETS.sub("", head).strip()
    if (
        qualified
        or year_of(column)
        or _NOW_HEAD.search(column)
        or _BEFORE_HEAD.search(column)
        or not re.search(r"[\u4e00-\u9fff]{2}", column)
    ):
        return name
    return name + column if not name.endswith(column) else name


def _period(head: str, year: int | None) -> str | None:
    """The period of a column; ``THIS`` and ``LAST`` wait for the period of the text."""
    if year_of(head) is not None:
        return resolve(head, year)
    if _BEFORE_HEAD.search(head) and not _GROWTH_HEAD.search(head):
        return LAST
    return THIS


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


def _quantity(cell: _Cell, found: re.Match[str], unit: Unit, folded: str) -> Quantity:
    start = cell.start + found.start("number")
    number_end = cell.start + found.end("number")
    end = cell.start + found.end("unit") if found["unit"] else number_end
    numeral = parse_numeral(found["number"])
    return Quantity(start, end, start, number_end, numeral.value, numeral.decimals, unit, "arabic")


def _read_run_on(folded: str) -> list[Draft]:
    """Labels and bare numbers in one line; two columns of which the second is a share of 100."""
    rows = [m for m in _RUN_ON.finditer(folded)]
    if len(rows) < 3 or not all(
        b.start() - a.end() <= 3 for a, b in zip(rows, rows[1:], strict=False)
    ):
        return []
    cells = [[c for c in re.finditer(r"-?\d[\d,]*(?:\.\d+)?", row["cells"])] for row in rows]
    if len({len(c) for c in cells}) != 1:
        return []
    shares = len(cells[0]) == 2 and parse_numeral(cells[0][1][0]).value == 100
    if len(cells[0]) > 1 and not shares:
        return []
    drafts: list[Draft] = []
    whole: Draft | None = None
    for row, found in zip(rows, cells, strict=True):
        name = tidy(re.sub(r"^(?:年末|全县|全市|年底)+", "", row["label"]))
        values = []
        for kind, cell in zip(("count", "share"), found, strict=False):
            start = row.start("cells") + cell.start()
            numeral = parse_numeral(cell[0])
            end = start + len(cell[0])
            quantity = Quantity(
                start, end, start, end, numeral.value, numeral.decimals, BARE, "arabic"
            )
            if kind == "count" and numeral.decimals:
                kind = "amount"
            values.append(Draft(quantity, kind, name, rule="table.run-on"))
        if whole is None:
            whole = values[0]
        elif shares:
            values[0].link(whole, "part_of")
            values[1].link(whole, "share_of", values[0])
        drafts += values
    if not shares and sum((d.value for d in drafts[1:]), Decimal(0)) == drafts[0].value:
        for draft in drafts[1:]:
            draft.link(drafts[0], "part_of")
    return drafts
