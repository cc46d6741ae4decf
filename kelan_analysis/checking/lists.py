"""Parts of a list that the reading left aside, because they are larger than what was left of it."""

from __future__ import annotations

import re

from kelan_analysis.checking.proposal import LEVELS, Figures, same_time_and_place
from kelan_analysis.reading.figure import Figure

_NEXT = re.compile(r"[、和及与][^，,。；;：:]{0,16}\Z")
_FIRST = re.compile(r"[，,。（(]\s*其中[：:，,]?[^，,。；;、]{0,16}\Z")


def left_aside(figures: Figures, whole: Figure, parts: list[Figure]) -> list[Figure]:
    """Return the members of a list of parts that no link names as such, in order of the text.

    A figure without a whole of its own stands in the list if it is joined to a part by 、 or 和,
    or stands between two parts of one sentence.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "投入资金2.3亿元，其中中央1.2亿元、省级6300亿元、市县4700万元。"
    >>> figures = Figures.of(read_figures(text))
    >>> [f.printed for f in left_aside(figures, figures["F01"], figures.children("F01", "part_of"))]
    ['6300亿元']
    """
    if not parts:
        return []
    start, end = whole.end, figures.sentence(parts[-1])[1]
    linked = {part.id for part in parts}
    row = [
        f for f in figures
        if start <= f.start < end and f.kind in LEVELS and f.base_unit == whole.base_unit
        and not f.implicit
    ]  # fmt: skip
    found = []
    for i, figure in enumerate(row):
        if figure.id in linked or figure.relates_to is not None or figure.hedge is not None:
            continue
        before = row[i - 1] if i else None
        after = row[i + 1] if i + 1 < len(row) else None
        within = all(f is not None and f.id in linked for f in (before, after))
        if same_time_and_place(whole, figure) and (
            within
            or _joined(figures, before, figure, linked)
            or _joined(figures, figure, after, linked)
        ):
            found.append(figure)
    return found


def _joined(figures: Figures, one: Figure | None, two: Figure | None, linked: set[str]) -> bool:
    if one is None or two is None or not {one.id, two.id} & linked:
        return False
    return bool(_NEXT.match(figures.between(one, two)))


def stands_inside(figures: Figures, whole: Figure, parts: list[Figure], member: Figure) -> bool:
    """Whether money joined by 、 stands between two parts of money: then it is one beyond doubt.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "投入资金2.3亿元，其中中央1.2亿元、省级6300亿元、市县4700万元。"
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


def first_is_larger(figures: Figures, whole: Figure) -> Figure | None:
    """Return the money right behind 其中 that is more than the money before it, if there is any.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("投入资金0.8亿元，其中中央1.2亿元、省级0.4亿元。"))
    >>> first_is_larger(figures, figures["F01"]).printed
    '1.2亿元'
    """
    following = figures.after(whole)
    if following is None or following.relates_to is not None or whole.base_unit != "元":
        return None
    if following.base_unit != "元" or {whole.kind, following.kind} != {"amount"}:
        return None
    if whole.hedge or following.hedge or following.base_value <= whole.base_value:
        return None
    close = _FIRST.match(figures.between(whole, following)) is not None
    return following if close and same_time_and_place(whole, following) else None
