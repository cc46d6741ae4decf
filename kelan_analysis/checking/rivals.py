"""What a difference or a multiple is against, where the text names it: 比限额低1.07亿元, 是核销额的7.8倍."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from kelan_analysis.checking.choice import choose
from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import linear, ratio
from kelan_analysis.checking.vocabulary import strip_measure
from kelan_analysis.reading.figure import Figure

_AGAINST = re.compile(
    r"(?:比|较|高于|低于|快于|慢于|高出|低出|多于|少于)(?P<what>[^，,。；;、比较于出]{2,14}?)"
    r"(?:高出|低出|超出|高|低|多|少|快|慢)?了?\Z"
)
_TIMES = re.compile(r"(?:相当于|是|为)(?P<what>[^，,。；;、是为于]{2,12}?)的\Z")
_APART = re.compile(r"(?:相差|差距|差额|之差)(?:为|达|达到|有)?\Z")
_ELSEWHERE = re.compile(r"年|月|季|期|周|计划|平均|水平|[全国省市县区]{2}")
_RATES = ("growth", "rate", "share")


def propose_against(figures: Figures) -> Iterator[Proposal]:
    """Propose differences from, and multiples of, a figure that the text calls by its name.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "债务限额52.4亿元。债务余额51.33亿元，比限额低1.07亿元。"
    >>> [p.relation.operands for p in propose_against(Figures.of(read_figures(text)))]
    [('F02', 'F01')]
    """
    for figure in figures:
        if figure.implicit or figure.hedge is not None:
            continue
        if figure.kind == "multiple":
            yield from _times(figures, figure)
        elif figure.kind == "difference" or _APART.search(figures.text_before(figure)):
            yield from _apart(figures, figure)
            yield from _from_named(figures, figure)


def _from_named(figures: Figures, figure: Figure) -> Iterator[Proposal]:
    found = _AGAINST.search(figures.text_before(figure))
    if found is None or figure.kind != "difference" or _ELSEWHERE.search(found["what"]):
        return
    own = figures.target(figure) or _nearest(figures, figure)
    if own is None or own.relation == "before_of":
        return
    rivals = _called(figures, found["what"], own)
    relations = [
        linear("difference", figure.id, [own.id, rival.id], weights=[1, -1])
        for rival in rivals if _of_one_kind(figure, own, rival)
    ]  # fmt: skip
    yield from choose(figures, relations, certain=True)


def _times(figures: Figures, figure: Figure) -> Iterator[Proposal]:
    found = _TIMES.search(figures.text_before(figure))
    now = figures.target(figure)
    if found is None or now is None or now.kind not in LEVELS or _ELSEWHERE.search(found["what"]):
        return
    scale = ratio_scale(figures.printed[figure.id])
    relations = [
        ratio("multiple", figure.id, now.id, rival.id, scale=scale)
        for rival in _called(figures, found["what"], now) if rival.kind == now.kind
    ]  # fmt: skip
    yield from choose(figures, relations, certain=True)


def _apart(figures: Figures, figure: Figure) -> Iterator[Proposal]:
    """Propose 相差 of the two figures right before it, the larger less the smaller."""
    if not _APART.search(figures.text_before(figure)) or figure.kind not in (*LEVELS, "difference"):
        return
    second = figures.before(figure)
    first = figures.before(second) if second is not None else None
    if first is None or second is None or figures.sentence(first) != figures.sentence(figure):
        return
    if first.kind != second.kind or not _of_one_kind(figure, first, second):
        return
    said = [
        f for f in figures
        if f.end <= figure.start and figures.sentence(f) == figures.sentence(figure)
        and f.kind == second.kind and _of_one_kind(figure, f, second) and f.relation != "before_of"
    ]  # fmt: skip
    weights = [1, -1] if figure.value >= 0 else [-1, 1]
    pairs = (sorted(pair, key=lambda f: -f.base_value) for pair in combinations(said[::-1], 2))
    gaps = [linear("difference", figure.id, [high.id, low.id], weights=weights) for high, low in pairs]
    yield from choose(figures, gaps, certain=True)


def _nearest(figures: Figures, figure: Figure) -> Figure | None:
    near = (f for f in figures.levels_before(figure) if f.base_unit == figure.base_unit)
    return next(near, None)


def _of_one_kind(gap: Figure, one: Figure, two: Figure) -> bool:
    if gap.base_unit == "百分点":
        return one.base_unit == two.base_unit == "%" and one.kind == two.kind and one.kind in _RATES
    return one.base_unit == two.base_unit == gap.base_unit and one.kind == two.kind


def _called(figures: Figures, name: str, own: Figure) -> list[Figure]:
    """Return the figures that a short name means, the nearest before the figure first."""
    short = strip_measure(name)
    found = [
        f for f in figures
        if f is not own and f.base_unit == own.base_unit and f.hedge is None and not f.implicit
        and f.relation != "before_of" and short in (f.indicator or "")
        and f.indicator != own.indicator and same_time_and_place(f, own)
    ]  # fmt: skip
    exact = [f for f in found if strip_measure(f.indicator or "") == short]
    return sorted(exact or found, key=lambda f: abs(f.start - own.start))
