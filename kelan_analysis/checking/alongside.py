"""What goes along with parts that add up: their money, what was done of them, the year before."""

from __future__ import annotations

from collections.abc import Iterator

from kelan_analysis.checking.choice import choose
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.totals import sums_up
from kelan_analysis.reading.figure import Figure


def money_of_parts(figures: Figures, whole: Figure, parts: list[Figure]) -> Iterator[Proposal]:
    """Propose that the money of counted parts adds to the money of their whole.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "项目123个，总投资9.2亿元，其中续建59个、总投资4.1亿元，新建64个、总投资5.1亿元。"
    >>> figures = Figures.of(read_figures(text))
    >>> parts = [figures["F03"], figures["F05"]]
    >>> [p.relation.operands for p in money_of_parts(figures, figures["F01"], parts)]
    [('F04', 'F06')]
    """
    for amount in figures.children(whole.id, "amount_of"):
        measured = _measure(amount, whole)
        found = []
        for part in parts:
            same = [
                money
                for money in figures.children(part.id, "amount_of")
                if money.base_unit == amount.base_unit and _alike(measured, _measure(money, part))
            ]
            found += [same[0].id] if len(same) == 1 else []
        if len(found) == len(parts):
            yield Proposal(linear("sum", amount.id, found))


def _measure(amount: Figure, counted: Figure) -> str:
    """Return what an amount measures of a counted set: 总投资 of 新建项目总投资."""
    stem = (counted.indicator or "").removesuffix("数").removesuffix("个")
    return (amount.indicator or "").removeprefix(stem)


def _alike(one: str, two: str) -> bool:
    """Whether two measures are the same but for a word in front: 概算总投资 and 总投资."""
    shorter, longer = sorted((one, two), key=len)
    return len(shorter) > 2 and longer.endswith(shorter)


def done_of_parts(figures: Figures, whole: Figure, parts: list[Figure]) -> Iterator[Proposal]:
    """Propose that what was done of each part adds to what was done of the whole (开复工合计).

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "储备项目123个。其中，59个续建项目复工58个，64个新建项目开工60个，开复工合计118个。"
    >>> figures = Figures.of(read_figures(text))
    >>> sets = [figures["F02"], figures["F04"]]
    >>> [p.relation.operands for p in done_of_parts(figures, figures["F01"], sets)]
    [('F03', 'F05')]
    """
    for done in figures.children(whole.id, "part_of"):
        if done in parts or done.kind != "count" or done.implicit:
            continue
        inner = [
            [c for c in figures.children(part.id, "part_of") if c.end <= done.start]
            for part in parts
        ]
        if all(len(children) == 1 for children in inner):
            relation = linear("sum", done.id, [children[0].id for children in inner])
            yield from choose(figures, [relation], certain=sums_up(figures, done))


def parts_a_year_before(figures: Figures, whole: Figure, parts: list[Figure]) -> Iterator[Proposal]:
    """Propose that the levels of the year before add up as those of this year do.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "学校110所，上年120所，其中小学72所，上年80所，初中38所，上年40所。"
    >>> figures = Figures.of(read_figures(text))
    >>> now = [figures["F03"], figures["F05"]]
    >>> [p.relation.operands for p in parts_a_year_before(figures, figures["F01"], now)]
    [('F04', 'F06')]
    """
    before = [figures.children(figure.id, "before_of") for figure in (whole, *parts)]
    if all(len(found) == 1 for found in before):
        ids = [found[0].id for found in before]
        yield Proposal(linear("sum", ids[0], ids[1:]))
