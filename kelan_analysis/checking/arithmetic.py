"""Check one relation among printed quantities: sum, difference, ratio, share, growth, mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from kelan_analysis.checking.check import Check
from kelan_analysis.checking.judged import checked
from kelan_analysis.checking.operands import named, quantities, ratio_scale, same_base
from kelan_analysis.checking.quantity import POINTS, Printed, printed
from kelan_analysis.checking.relation import Relation, linear, ratio
from kelan_analysis.errors import InputError
from kelan_analysis.rounding import Convention


def check_sum(
    parts: Sequence[str],
    total: str,
    *,
    weights: Sequence[int] | None = None,
    exact: Collection[int] = (),
    steps: Mapping[int, str] | None = None,
    coverage: str | None = None,
    rounding: Convention = "half-up",
) -> Check:
    """Check that parts add up to a total.

    Parameters
    ----------
    parts : sequence of str
        Printed quantities: number with or without unit.
    total : str
        The printed total.
    weights : sequence of int, optional
        What each part is multiplied by; -1 takes it away.
    exact : collection of int
        Positions (parts in order, then the total) of figures that are exact whatever they
        look like. Whole counts with a bare measure word are anyway.
    steps : mapping of int to str, optional
        By position, what a figure was rounded to where its digits do not show it.
    coverage : str, optional
        ``"partial"`` where the list may leave out parts (其中), ``"other_scope"`` where the
        parts cover something else than the total.
    rounding : str
        The convention of every printed figure.

    Raises
    ------
    InputError
        If a quantity cannot be read, or the units are of different kinds.

    Examples
    --------
    >>> check_sum(["74.5亿元", "46.92亿元"], "121.43亿元").verdict
    'rounding'
    >>> check_sum(["59个", "64个"], "124个").verdict
    'contradiction'
    >>> check_sum(["2.31亿元", "4.06亿元"], "9.74亿元", coverage="partial").verdict
    'undecidable'
    """
    figures = quantities([*parts, total], exact, steps)
    same_base(figures)
    by_name = named(figures)
    *parts_, whole = by_name
    relation = linear("sum", whole, parts_, weights=weights)
    return checked(relation, by_name, rounding, coverage)


def check_difference(
    a: str, b: str, result: str, *, exact: Collection[int] = (), rounding: Convention = "half-up"
) -> Check:
    """Check that `a` less `b` is `result`; two percentages differ by percentage points.

    Examples
    --------
    >>> check_difference("64.3%", "61.7%", "2.5个百分点").verdict
    'rounding'
    """
    figures = quantities([a, b, result], exact)
    if figures[0].unit == "%" and figures[2].unit == "%":
        raise InputError(
            f"Two percentages differ by percentage points. Got {result!r}; write 个百分点, or use "
            "check_growth for a change in percent."
        )
    same_base(figures)
    relation = linear("difference", "2", ["0", "1"], weights=[1, -1])
    return checked(relation, named(figures), rounding)


def check_ratio(
    a: str,
    b: str,
    result: str,
    *,
    scale: int | None = None,
    denominator: str | None = None,
    exact: Collection[int] = (),
    rounding: Convention = "half-up",
) -> Check:
    """Check that `a` divided by `b` is `result`: a rate, a ratio to one, a multiple.

    Parameters
    ----------
    a, b, result : str
        Printed quantities; the unit of `result` says what it counts in (``%``, ``‰``, ``倍``).
    scale : int, optional
        What the plain quotient is multiplied by, where `result` has no unit.
    denominator : str, optional
        ``"year_end"`` where the rate is defined on the mean population and `b` is the
        year-end one: a failure is then undecidable.
    exact, rounding
        See `check_sum`.

    Examples
    --------
    >>> check_ratio("59个", "64个", "92.2%").verdict
    'exact'
    >>> check_ratio("31274元", "15062元", "2.08:1").formula
    '31274 ÷ 15062 = 2.08:1'
    """
    return _quotient("ratio", [a, b, result], scale, exact, rounding, denominator)


def check_share(
    part: str,
    whole: str,
    result: str,
    *,
    exact: Collection[int] = (),
    rounding: Convention = "half-up",
) -> Check:
    """Check that `part` is `result` percent of `whole`; a bare `result` is in percent.

    Examples
    --------
    >>> check_share("18.62亿元", "73.05亿元", "25.4%").convention
    'truncation'
    """
    return _quotient("share", [part, whole, result], None, exact, rounding, None, bare=100)


def check_mean(
    total: str,
    count: str,
    result: str,
    *,
    exact: Collection[int] = (),
    rounding: Convention = "half-up",
) -> Check:
    """Check that `total` shared out over `count` is `result`: per head, per household, per 亩.

    Examples
    --------
    >>> check_mean("38.46亿元", "12.72万人", "30236元").verdict
    'exact'
    """
    return _quotient("mean", [total, count, result], 1, exact, rounding, None)


def check_growth(
    before: str,
    now: str,
    result: str,
    *,
    years: int = 1,
    prices: str = "nominal",
    base: str = "final",
    exact: Collection[int] = (),
    rounding: Convention = "half-up",
) -> Check:
    """Check that the change from `before` to `now` is `result` percent (or 倍, or 番).

    Parameters
    ----------
    before, now, result : str
        Printed quantities. 增长1.2倍 is a level of 2.2 times, 翻一番 is twice.
    years : int
        Years between the two, where `result` is a yearly average.
    prices : str
        ``"constant"`` where the growth is at constant prices (GDP, value added): nominal
        levels do not check it, the verdict is undecidable.
    base : str
        ``"revised"`` where last year's figure may have been revised since.
    exact, rounding
        See `check_sum`.

    Examples
    --------
    >>> check_growth("36.42亿元", "38.97亿元", "7.0%").verdict
    'exact'
    >>> check_growth("412.6亿元", "436.9亿元", "6.8%", prices="constant").verdict
    'undecidable'
    >>> check_growth("42.5%", "47.6%", "5.1%").repairs[0]["changes"][0]["new"]
    '5.1个百分点'
    """
    figures = quantities([before, now, result], exact)
    same_base(figures[:2])
    grown = figures[2]
    reason = None
    if figures[0].value <= 0:
        reason = "negative_base" if figures[0].value < 0 else "zero_base"
    elif prices == "constant":
        reason = "constant_prices" if years == 1 else "constant_average"
    elif base == "revised":
        reason = "revised_base"
    by_name = named(figures)
    if "番" in grown.text:
        return checked(ratio("growth", "2", "1", "0"), by_name, rounding, reason)
    scale = ratio_scale(grown, bare=100)
    relation = ratio("growth", "2", "1", "0", scale=scale, offset=-scale, power=years)
    if grown.base in POINTS:
        return _percent_not_points(relation, by_name, rounding)
    check = checked(relation, by_name, rounding, reason)
    if check.verdict == "contradiction" and figures[0].unit == "%" == grown.unit:
        return _points_not_percent(check, figures, rounding)
    return check


def same_figure(
    a: str,
    b: str,
    *,
    scope: str | None = None,
    exact: Collection[int] = (),
    rounding: Convention = "half-up",
) -> Check:
    """Check that two printed quantities can stand for one number.

    Parameters
    ----------
    a, b : str
        The two prints; each keeps its own precision.
    scope : str, optional
        ``"other"`` where the two may cover different things: a difference is undecidable.
    exact, rounding
        See `check_sum`.

    Examples
    --------
    >>> same_figure("3.64亿元", "36421万元").verdict
    'exact'
    >>> same_figure("36.4亿元", "36.34亿元").verdict
    'contradiction'
    """
    figures = quantities([a, b], exact)
    same_base(figures)
    coarse, fine = (0, 1) if figures[0].last_place >= figures[1].last_place else (1, 0)
    relation = linear("same", str(coarse), [str(fine)])
    return checked(relation, named(figures), rounding, "other_scope_same" if scope else None)


def _quotient(
    kind: str,
    texts: Sequence[str],
    scale: int | None,
    exact: Collection[int],
    rounding: Convention,
    denominator: str | None,
    bare: int = 1,
) -> Check:
    figures = quantities(texts, exact)
    unit_scale = Fraction(scale) if scale is not None else ratio_scale(figures[2], bare=bare)
    if figures[2].base in POINTS:
        raise InputError(
            f"A {kind} is in %, ‰ or 倍, never in percentage points. Got {texts[2]!r}; percentage "
            "points are for check_difference."
        )
    if unit_scale != 1 or figures[2].base in ("倍", ":1"):
        same_base(figures[:2])
    relation = ratio(kind, "2", "0", "1", scale=unit_scale)
    reason = "mean_population" if denominator == "year_end" else None
    return checked(relation, named(figures), rounding, reason)


def _percent_not_points(
    relation: Relation, figures: dict[str, Printed], rounding: Convention
) -> Check:
    """Judge a change of levels that is printed in percentage points: points are for rates."""
    claimed = figures["2"]
    if figures["0"].base == "%":
        difference = linear("difference", "2", ["1", "0"], weights=[1, -1])
        return checked(difference, figures, rounding)
    percent = printed(claimed.number + "%")
    check = checked(relation, {**figures, "2": percent}, rounding)
    return replace(
        check,
        formula=check.formula.removesuffix(percent.text) + claimed.text,
        printed=claimed.text,
        verdict="contradiction",
        convention=None,
        because=f"两个总量之间的变化用百分数表示，不用百分点：文中的{claimed.text}应为{percent.text}。",
        because_en=f"A change between two levels is in percent, not in percentage points: "
        f"{claimed.text} should read {percent.text}.",
        repairs=(_unit_repair(claimed.text, percent.text),),
    )


def _points_not_percent(check: Check, figures: list[Printed], rounding: Convention) -> Check:
    """Say so where a change printed in percent is the difference of two rates."""
    claimed = figures[2]
    points = printed(claimed.number + "个百分点")
    difference = linear("difference", "2", ["1", "0"], weights=[1, -1])
    if not checked(difference, named([*figures[:2], points]), rounding).holds:
        return check
    return replace(
        check,
        because=f"两个百分数相差的是百分点：文中的{claimed.text}应为{points.text}。",
        because_en=f"Two percentages differ by percentage points: {claimed.text} should read "
        f"{claimed.number} percentage points.",
        repairs=(_unit_repair(claimed.text, points.text),),
    )


def _unit_repair(old: str, new: str) -> dict[str, Any]:
    changes = [{"figure": "2", "old": old, "new": new}]
    return {"changes": changes, "operator": "unit", "repairs_checks": ["K01"], "breaks_checks": []}
