"""Growth of a whole from the growth of its parts, and yearly averages of a growth."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kelan_analysis.checking.check import Check, Verdict
from kelan_analysis.checking.explain import sentences
from kelan_analysis.checking.judged import checked
from kelan_analysis.checking.quantity import Printed, printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.verdict import Judgement, sharpness
from kelan_analysis.rounding import Convention, Interval, decimal_text

_NAMED: tuple[Convention, ...] = ("half-up", "half-even", "truncation", "nearest")


def check_growth_of_sum(
    parts: Sequence[tuple[str, str]],
    growth: str,
    *,
    prices: str = "nominal",
    rounding: Convention = "half-up",
) -> Check:
    """Check the growth of a whole against levels and growths of all its parts.

    For nominal series the bases add: the whole grew from the sum of the levels before.

    Parameters
    ----------
    parts : sequence of (str, str)
        Level and growth of each part; the parts must leave nothing out.
    growth : str
        The printed growth of the whole.
    prices : str
        ``"constant"`` where growth is at constant prices: undecidable then.
    rounding : str
        The convention of every printed figure.

    Examples
    --------
    >>> fiscal = [("6.84亿元", "7.1%"), ("2.78亿元", "1.2%")]
    >>> check_growth_of_sum(fiscal, "5.3%").verdict, check_growth_of_sum(fiscal, "8.4%").verdict
    ('exact', 'contradiction')
    """
    levels = [printed(level) for level, _ in parts]
    rates = [printed(rate if rate.endswith("%") else rate + "%") for _, rate in parts]
    whole = printed(growth if growth.endswith("%") else growth + "%")
    reason = "constant_weights" if prices == "constant" else None
    return growth_of_sum(levels, rates, whole, rounding, reason)


def growth_of_sum(
    levels: Sequence[Printed],
    rates: Sequence[Printed],
    whole: Printed,
    rounding: Convention = "half-up",
    reason: str | None = None,
    *,
    result: str = "0",
    operands: tuple[str, ...] = (),
    weighted: bool = True,
) -> Check:
    """Judge the growth of a whole, given its parts as quantities.

    Where the levels are no weights of the growths (constant prices), `weighted` is False and
    the growth of the whole need only lie between those of its parts.

    Examples
    --------
    >>> one = [printed("10亿元")], [printed("5.0%")], printed("5.0%")
    >>> growth_of_sum(*one).formula
    '10 ÷ (10 ÷ 1.050) − 1 = 5.0%'
    """
    if weighted and _base_is_lost(levels, rates, rounding):  # nothing says how much it was before
        weighted, reason = False, reason or "base_unknown"
    range_ = _range if weighted else _between
    stands_for, allowed = whole.interval(rounding), range_(levels, rates, rounding)
    factors = [1 + rate.value / 100 for rate in rates]
    point = _growth([level.value for level in levels], factors) if weighted else None
    values = [rate.value for rate in rates]
    verdict: Verdict = "contradiction"
    convention: Convention | None = None
    if min(values) <= whole.value <= max(values) if point is None else point in stands_for:
        verdict = "exact"
    elif allowed.meets(stands_for):
        verdict = "rounding"
    else:
        for other in _NAMED:
            if other == rounding or weighted and _base_is_lost(levels, rates, other):
                continue  # -99 % cut off may have been nearly all of it
            if range_(levels, rates, other).meets(whole.interval(other)):
                verdict, convention = "convention", other
                break
    if reason is not None:
        verdict, convention = "undecidable", None
    graded = Judgement(verdict, convention, allowed, stands_for, point, reason)
    kind = "growth_of_sum" if weighted else "growth_between"
    because, because_en = sentences(kind, graded, whole)
    bases = " + ".join(
        f"{level.number} ÷ {_factor(rate)}" for level, rate in zip(levels, rates, strict=True)
    )
    upper = " + ".join(level.number for level in levels)
    upper = f"({upper})" if len(levels) > 1 else upper
    formula = f"{upper} ÷ ({bases}) − 1 = {whole.text}"
    if not weighted:
        least, most = min(rates, key=lambda r: r.value), max(rates, key=lambda r: r.value)
        formula = f"{least.text} ≤ {whole.text} ≤ {most.text}"
    return Check(
        id="K01", relation="growth_of_sum", formula=formula.replace("-", "−"),
        result=result, operands=operands, printed=whole.text, low=allowed.low, high=allowed.high,
        low_closed=allowed.low_closed, high_closed=allowed.high_closed, verdict=verdict,
        convention=convention, because=because, because_en=because_en, unit=whole.unit,
        sharpness=sharpness(graded, whole, rounding), recomputed=point,
        printed_low=stands_for.low, printed_high=stands_for.high,
        printed_low_closed=stands_for.low_closed, printed_high_closed=stands_for.high_closed,
        reason=reason,
    )  # fmt: skip


def _base_is_lost(
    levels: Sequence[Printed], rates: Sequence[Printed], rounding: Convention
) -> bool:
    """Whether a part fell by all there was, so that level and growth do not tell its base."""
    fell = any((low := rate.interval(rounding).low) is None or low <= -100 for rate in rates)
    return fell or all(level.interval(rounding).meets(Interval.point(0)) for level in levels)


def _factor(rate: Printed) -> str:
    return decimal_text(1 + rate.value / 100, rate.decimals + 2)


def _growth(levels: Sequence[Fraction], factors: Sequence[Fraction]) -> Fraction:
    bases = sum(level / factor for level, factor in zip(levels, factors, strict=True))
    return (sum(levels, Fraction(0)) / bases - 1) * 100


def _range(levels: Sequence[Printed], rates: Sequence[Printed], rounding: Convention) -> Interval:
    """Return the exact range: it rises with each growth, and with the weight of fast growers.

    At an extreme each level stands at one of its ends, the fast growers at one and the slow
    ones at the other; where the change-over lies is tried out.
    """
    spans = [level.interval(rounding) for level in levels]
    growths = [rate.interval(rounding) / 100 + Interval.point(1) for rate in rates]
    closed = all(s.low_closed and s.high_closed for s in [*spans, *growths])
    ends = []
    for fast in (False, True):
        factors = [g.high if fast else g.low for g in growths]
        order = sorted(range(len(levels)), key=lambda i: factors[i], reverse=fast)
        tried = []
        for cut in range(len(levels) + 1):
            leading = set(order[:cut])
            weights = [s.high if i in leading else s.low for i, s in enumerate(spans)]
            tried.append(_growth(weights, factors))
        ends.append(max(tried) if fast else min(tried))
    return Interval(ends[0], ends[1], closed, closed)


def _between(levels: Sequence[Printed], rates: Sequence[Printed], rounding: Convention) -> Interval:
    """Return the range from the slowest part to the fastest."""
    spans = [rate.interval(rounding) for rate in rates]
    low = min(spans, key=lambda s: (s.low, not s.low_closed))
    high = max(spans, key=lambda s: (s.high, s.high_closed))
    return Interval(low.low, high.high, low.low_closed, high.high_closed)


def check_average_growth(
    total_growth: str, average: str, years: int, *, rounding: Convention = "half-up"
) -> Check:
    """Check a yearly average (年均, 两年平均) against the growth over all years: it is geometric.

    Examples
    --------
    >>> check_average_growth("13.2%", "6.4%", 2).verdict
    'exact'
    >>> check_average_growth("13.2%", "6.6%", 2).verdict
    'contradiction'
    """
    figures = {
        "0": printed(total_growth), "1": printed("100%", exact=True), "2": printed(average),
    }  # fmt: skip
    one = Fraction(1)
    relation = Relation(
        "growth", "2", (("1", one), ("0", one)), (("1", one),), Fraction(100), Fraction(-100), years
    )
    return checked(relation, figures, rounding)
