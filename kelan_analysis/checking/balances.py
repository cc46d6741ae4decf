"""Relations of one figure less another: 顺差, 结余, 自然增长率, what a plan was missed by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kelan_analysis.checking.additive import is_net
from kelan_analysis.checking.choice import choose, confirmed
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.vocabulary import entries, named
from kelan_analysis.reading.figure import Figure

_FAR = 80  # characters back to what a balance is drawn of
_PLAIN = ("顺差", "逆差", "自然增长率")  # names that mean one thing only
_OF_OTHERS = re.compile(r"(?:^|[，,；;。])(?:其中)?(?:对(?!外)|与)[\u4e00-\u9fff]{1,8}(?:顺差|逆差)|上年|去年|历年")
_PLANS = ("预算", "计划", "目标", "任务")


def propose_balances(figures: Figures) -> Iterator[Proposal]:
    """Propose differences by their names, and by what they were missed or exceeded by.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "出口24.57亿元，进口12.25亿元，贸易顺差12.32亿元。"
    >>> [p.relation.operands for p in propose_balances(Figures.of(read_figures(text)))]
    [('F01', 'F02')]
    """
    drawn: set[frozenset[str]] = set()  # a pair has one balance: 逆差26.2亿元，对美顺差12.4亿元
    for figure in figures:
        for pair in (_by_name(figures, figure), _against_plan(figures, figure)):
            if pair is not None:
                ids = [f.id for f in pair]
                relation = linear("difference", figure.id, ids, weights=[1, -1])
                near = figures.sentence(pair[0]) == figures.sentence(figure)
                certain = (near or named(figure, _PLAIN)) and _can_be_left(figure, *pair)
                of_others = _OF_OTHERS.search(figures.text_before(figure)) is not None
                first = frozenset(ids) not in drawn and not of_others
                if first or confirmed(figures, relation):
                    yield from choose(figures, [relation], certain=certain)
                if not of_others:
                    drawn.add(frozenset(ids))


def _can_be_left(figure: Figure, above: Figure, below: Figure) -> bool:
    """Whether the sign of a balance agrees with what it is drawn of: 收入42.6亿元，支出86.4亿元，结余1.2亿元 had other income."""
    return named(figure, _PLAIN) or figure.value < 0 or above.base_value >= below.base_value


def _by_name(figures: Figures, figure: Figure) -> tuple[Figure, Figure] | None:
    for known in entries("difference"):
        if not named(figure, known["name"]) or named(figure, known.get("except", ())):
            continue
        before = [
            f for f in figures
            if f.end <= figure.start and f.base_unit == figure.base_unit and f.hedge is None
            and f.kind in (*LEVELS, "rate") and same_time_and_place(f, figure) and not is_net(f)
            and figure.start - f.end < _FAR
        ]  # fmt: skip
        wholes = {f.relates_to for f in before if f.relation == "part_of"}
        single = [  # 进出口合计 names both, and is neither
            f for f in reversed(before)
            if f.id not in wholes and named(f, known["from"]) != named(f, known["less"])
        ]  # fmt: skip
        single = [f for f in single if f.relation != "part_of"] or single
        above = next((f for f in single if named(f, known["from"])), None)
        below = next((f for f in single if named(f, known["less"])), None)
        if above is not None and below is not None and above is not below:
            return above, below
    return None


def _against_plan(figures: Figures, figure: Figure) -> tuple[Figure, Figure] | None:
    """Return level and plan of 短收, 超收: the plan is named for what it is a plan of."""
    level = figures.target(figure)
    if figure.relation != "difference_of" or level is None or level.kind not in LEVELS:
        return None
    for plan in figures:
        name = plan.indicator or ""
        if (
            plan.base_unit == level.base_unit == figure.base_unit
            and plan.kind in LEVELS
            and name.startswith(level.indicator or "\0")
            and any(name.removeprefix(level.indicator or "").startswith(w) for w in _PLANS)
        ):
            return level, plan
    return None
