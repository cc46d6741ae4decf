"""Parts of a list that the reading left aside, because they are larger than what was left of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kelan_analysis.checking.proposal import LEVELS, Figures, same_time_and_place
from kelan_analysis.checking.vocabulary import says
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.names import shared_end

_REST = re.compile(r"(?P<word>其余|剩余|余下|其他)[^，,。；;、]{0,8}\Z")
_OPENS = re.compile(r"其中|包括|包含|分为|分别|[:：（(]")  # 其他 ends lists of equals too
_TOTAL_ROW = re.compile(r"[|\s]*(?:合\s*计|总\s*计|小\s*计)\s*[|\t ]")
_INDENTED = re.compile(r"[|\s]*(?:其中|#|　　)")
_NEXT = re.compile(r"[、，,和及与][^，,。；;：:（(]{0,16}\Z")


def left_aside(figures: Figures, whole: Figure, parts: list[Figure]) -> list[Figure]:
    """Return the members of a list of parts that no link names as such, in order of the text.

    A figure without a whole of its own stands in the list if it is joined to a part by 、 or 和,
    or stands between two parts of one sentence.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "投入资金2.3亿元，其中中央1.2亿元，省级6300亿元、市县4700万元。"
    >>> figures = Figures.of(read_figures(text))
    >>> [f.printed for f in left_aside(figures, figures["F01"], figures.children("F01", "part_of"))]
    ['6300亿元']
    """
    if not parts:
        return []
    start, end = whole.end, figures.sentence(parts[-1])[1]
    linked = {part.id for part in parts}
    known = set(linked)
    row = [
        f for f in figures
        if start <= f.start < end and f.kind in LEVELS and f.base_unit == whole.base_unit
        and not f.implicit and says(f.indicator, "means", "marks") <= says(whole.indicator, "means", "marks")
    ]  # fmt: skip
    row = [f for f in row if f.id in linked or (f.relates_to is None and f.hedge is None)]
    grown = True
    while grown:  # a member that is found may lead to the next one
        grown = False
        for i, figure in enumerate(row):
            if figure.id in known or not same_time_and_place(whole, figure):
                continue
            before = row[i - 1] if i else None
            after = row[i + 1] if i + 1 < len(row) else None
            within = all(f is not None and f.id in known for f in (before, after))
            joined = _joined(figures, before, figure, known) or _joined(
                figures, figure, after, known
            )
            if within or joined:
                known.add(figure.id)
                grown = True
    return [figure for figure in row if figure.id in known - linked]


def with_the_rest(figures: Figures, rest: Figure) -> tuple[Figure, list[Figure]] | None:
    """Return the whole and the parts of a list that 其余 ends, where no link says so.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("整合资金2680万元，1900万元建棚，其余780万元建厂。"))
    >>> whole, parts = with_the_rest(figures, figures["F03"])
    >>> whole.printed, [part.printed for part in parts]
    ('2680万元', ['1900万元', '780万元'])
    """
    said = _REST.search(figures.text_before(rest))
    if said is None or rest.kind not in LEVELS:
        return None
    before = [f for f in figures.levels_before(rest) if f.base_unit == rest.base_unit]
    if len(before) < 2 or any(f.relates_to is not None or f.hedge for f in before):
        return None
    *others, whole = before
    if "其中" in figures.text_before(whole):
        return None  # the first of the list itself is no whole of the others
    opened = _OPENS.search(figures.between(whole, others[-1])) is not None
    if not opened and (said["word"] == "其他" or any(f.of_part == whole.id for f in figures)):
        return None  # a sibling of the others, which has a share of its own
    for some in range(1, len(others)):  # 已安排387家，达到比例的241家，其余945家: of another division
        if sum(f.base_value for f in (rest, *others[:some])) == whole.base_value:
            return whole, [*others[:some][::-1], rest]
    return whole, [*others[::-1], rest]


def totals_a_table(figures: Figures, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a whole stands in the row of a table that sums up others, none of which is 其中.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> table = "| 类别 | 学校（所） |\\n| --- | --- |\\n| 小学 | 286 |\\n| 初中 | 97 |\\n| 合计 | 383 |"
    >>> figures = Figures.of(read_figures(table))
    >>> totals_a_table(figures, figures["F03"], [figures["F01"], figures["F02"]])
    True
    """
    if len(parts) < len(figures.children(whole.id, "part_of")):
        return False
    rows = [figures.line(figure) for figure in parts]
    return (
        _TOTAL_ROW.match(figures.line(whole)) is not None
        and len({*rows, figures.line(whole)}) == len(parts) + 1
        and not any(_INDENTED.match(row) for row in rows)
    )


def _joined(figures: Figures, one: Figure | None, two: Figure | None, linked: set[str]) -> bool:
    if one is None or two is None or not {one.id, two.id} & linked:
        return False
    return bool(_NEXT.match(figures.between(one, two)))


def stands_inside(figures: Figures, whole: Figure, parts: list[Figure], member: Figure) -> bool:
    """Whether money joined by 、 stands between two parts of money: then it is one beyond doubt.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "投入资金2.3亿元，其中中央1.2亿元，省级6300亿元、市县4700万元。"
    >>> figures = Figures.of(read_figures(text))
    >>> parts = figures.children("F01", "part_of")
    >>> stands_inside(figures, figures["F01"], parts, figures["F03"])
    True
    """
    linked = {part.id for part in parts}
    row = [f for f in figures if f.start >= whole.end and f.base_unit == whole.base_unit]
    place = next(i for i, f in enumerate(row) if f.id == member.id)
    if not 0 < place < len(row) - 1 or whole.base_unit != "元":
        return False
    before, after = row[place - 1], row[place + 1]
    return _joined(figures, before, member, linked) and _joined(figures, member, after, linked)


def twins_add_up(figures: Figures, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether what stands right behind whole and parts, in another unit, adds up: the list is complete.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "监测对象486户1527人，其中甲类182户603人、乙类213户651人、丙类97户273人。"
    >>> figures = Figures.of(read_figures(text))
    >>> twins_add_up(figures, figures["F01"], [figures[id] for id in ("F03", "F05", "F07")])
    True
    """
    twins = [figures.after(figure) for figure in (whole, *parts)]
    for figure, twin in zip((whole, *parts), twins, strict=True):
        beside = twin is not None and twin.kind in LEVELS and twin.base_unit != figure.base_unit
        if not beside or figures.between(figure, twin) not in ("", "、", "/"):
            return False
    units = {twin.base_unit for twin in twins if twin is not None}
    added = sum(twin.base_value for twin in twins[1:] if twin is not None)
    return len(units) == 1 and added == twins[0].base_value


def named_as_one(figures: Figures, whole: Figure, parts: list[Figure], member: Figure) -> bool:
    """Whether a list behind 其中 goes on with a name that leaves to the whole what is measured.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "粮食产量26.8万吨，其中小麦8.4万吨，玉米12.1万吨，水稻66.3万吨。"
    >>> figures = Figures.of(read_figures(text))
    >>> named_as_one(figures, figures["F01"], figures.children("F01", "part_of"), figures["F04"])
    True
    """
    before = figures.before(member)
    listed = before in parts and figures.between(before, member).startswith(("，", "、", ","))
    if not listed or "其中" not in figures.between(whole, parts[0]) or not member.indicator:
        return False
    printed = figures.text_before(member)
    tail = shared_end(member.indicator, whole.indicator or "")
    alike = all((part.indicator or "").endswith(tail) for part in parts)
    return len(tail) > 1 and alike and (not printed.endswith(tail) or tail == whole.indicator)
