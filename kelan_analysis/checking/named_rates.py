"""What a rate or a ratio divides by its name alone: 优良率, 生师比, 学生与专任教师之比."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kelan_analysis.checking.proposal import LEVELS, Figures, same_time_and_place
from kelan_analysis.checking.vocabulary import entries, named, partitions
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.periods import same_end, same_time

Pairs = list[tuple[Figure, Figure]]

_MEASURED = (*LEVELS, "duration")
_RATIO_OF = re.compile(r"(?P<above>[^与和]{2,8})[与和](?P<below>[^与和]{2,8}?)(?:人数|数)?之比")


def is_bare_ratio(figure: Figure) -> bool:
    """Whether a number without a unit is a ratio to one by its name.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [is_bare_ratio(figure) for figure in read_figures("城乡收入比2.1。")]
    [False]
    """
    names = [name for known in entries("ratio_to_one") for name in known["name"]]
    return figure.kind == "amount" and figure.unit is None and named(figure, names)


def pairs_by_name(figures: Figures, figure: Figure) -> Pairs:
    """Return what a known name may be made of: 城乡收入比, 优良率.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("学生3.2万人，专任教师2100人，学生与专任教师之比为15.2:1。"))
    >>> [(above.id, below.id) for above, below in pairs_by_name(figures, figures["F03"])]
    [('F01', 'F02')]
    """
    found = []
    taken = {(f.of_part, f.relates_to) for f in figures if f is not figure}  # these have their rate
    for section, above, below in (
        ("ratio_to_one", "above", "below"), ("rate", "part", "whole"),
    ):  # fmt: skip
        for known in entries(section):
            to_one = figure.kind in ("ratio", "amount")
            if not named(figure, known["name"]) or to_one != (section == "ratio_to_one"):
                continue
            both = known.get("both", "")
            parts = _levels(figures, figure, known[above], both)
            wholes = _levels(figures, figure, known[below], both)
            found += [
                (part, whole)
                for part in parts
                for whole in wholes
                if part.id != whole.id and same_end(part.period, whole.period)
                and (part.id, whole.id) not in taken
                and (to_one or part.relation != "part_of" or part.relates_to == whole.id)
                and (part.base_unit == whole.base_unit or part.kind == whole.kind == "count")
                and (to_one or figure.base_value > 100 or part.base_value <= whole.base_value)
            ]  # fmt: skip
    found = found or _said_ratio(figures, figure)
    alike = [pair for pair in found if pair[0].base_unit == pair[1].base_unit]
    return alike or found


def _said_ratio(figures: Figures, figure: Figure) -> Pairs:
    """Return what a ratio says that it divides: 学生与专任教师之比."""
    said = _RATIO_OF.fullmatch(figure.indicator or "")
    if said is None or figure.kind != "ratio":
        return []
    above, below = (_levels(figures, figure, [said[side]], "") for side in ("above", "below"))
    return [(one, two) for one in above for two in below if one.id != two.id and one.base_unit == two.base_unit]


def _levels(figures: Figures, near: Figure, words: Iterable[str], both: str) -> list[Figure]:
    """Return the levels whose name has one of the words, the nearest first."""
    found = [
        f
        for f in figures
        if f.kind in _MEASURED and f.id != near.id and named(f, words) and both in f.indicator
        and same_time_and_place(f, near) and f.hedge is None
        and (f.period is None or near.period is None or same_end(f.period, near.period))
    ]  # fmt: skip
    return sorted(found, key=lambda f: abs(f.start - near.start))


def pairs_of_industries(figures: Figures, figure: Figure) -> Pairs:
    """Return level and whole of a share in a structure of industries that is linked to neither.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "地区生产总值100亿元。第一产业增加值20亿元。三次产业结构为20:30:50。"
    >>> figures = Figures.of(read_figures(text))
    >>> [(part.id, whole.id) for part, whole in pairs_of_industries(figures, figures["F03"])]
    [('F02', 'F01')]
    """
    if figure.kind != "share" or figure.of_part is not None:
        return []
    industries = next(p for p in partitions() if "地区生产总值" in p.whole)
    words = next((w for w in industries.members if figure.indicator in w), ())
    parts = _levels(figures, figure, [f"{word}增加值" for word in words], "")
    wholes = [f for f in figures if f.indicator in industries.whole and f.kind == "amount"]
    if not parts:  # 第一产业增加值96.4亿元…；第二产业318.7亿元…。三次产业比为…
        bare = [f for f in _levels(figures, figure, words, "") if f.indicator in words]
        added = [f for f in figures if (f.indicator or "").endswith("产业增加值")]
        parts = [f for f in bare if f.relates_to in {w.id for w in wholes} or added and not f.relates_to]
    return [
        (part, whole)
        for part in parts
        for whole in wholes
        if part.base_unit == whole.base_unit and same_time_and_place(part, whole)
        and same_time(figure.period, part.period) and same_time(part.period, whole.period)
    ]  # fmt: skip
