"""What whole numbers forbid: a share that no count gives, rates that imply two denominators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kelan_analysis.checking.check import Check, Sharpness, Verdict
from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.quantity import Printed, printed
from kelan_analysis.errors import InputError
from kelan_analysis.rounding import Convention, Interval, decimal_text, round_to

_NAMED: tuple[Convention, ...] = ("half-up", "half-even", "truncation", "nearest")


def check_whole_count(share: str, n: str, *, rounding: Convention = "half-up") -> Check:
    """Check that some whole number out of `n` is printed as `share` (the GRIM test [1]_).

    Parameters
    ----------
    share : str
        A percentage (``"97.4%"``) or a mean of whole numbers (``"3.48"``).
    n : str
        The whole number it is a share of.
    rounding : str
        The convention of `share`.

    References
    ----------
    .. [1] Brown, N. J. L., Heathers, J. A. J. (2017). The GRIM Test. Social Psychological
       and Personality Science 8(4).

    Examples
    --------
    >>> check_whole_count("97.4%", "78人").verdict, check_whole_count("96.8%", "78人").verdict
    ('rounding', 'contradiction')
    """
    figure, base = printed(share), printed(n, exact=True)
    if base.value < 1 or base.value.denominator != 1:
        raise InputError(f"`n` must be a whole number of 1 or more. Got {n!r}.")
    count, scale = int(base.value), ratio_scale(figure)
    verdict, convention = _graded(figure, count, scale, rounding)
    nearest = Fraction(round(figure.value * count / scale)) / count * scale
    wanted = figure.value * count / scale
    shown = decimal_text(nearest)
    because = {
        "exact": f"{base.text}中的{wanted}正好是{figure.text}。",
        "contradiction": f"{base.text}的任何整数部分都得不出{figure.text}，最接近的是{shown}。",
    }.get(verdict, f"{base.text}中有整数部分舍入后得{figure.text}。")
    because_en = {
        "exact": f"{wanted} of {count} is exactly {figure.text}.",
        "contradiction": f"No whole number of {count} gives {figure.text}; the nearest is {shown}.",
    }.get(verdict, f"Some whole number of {count} rounds to {figure.text}.")
    stands_for = figure.interval(rounding)
    printable = int(scale / figure.last_place) if scale > 1 else int(1 / figure.last_place)
    return Check(
        id="K01", relation="whole_count", formula=f"? ÷ {base.number} = {figure.text}",
        result="0", operands=("1",), printed=figure.text, low=nearest, high=nearest,
        low_closed=True, high_closed=True, verdict=verdict, convention=convention,
        because=because, because_en=because_en, unit=figure.unit,
        sharpness=Sharpness(min(count, printable), printable),
        printed_low=stands_for.low, printed_high=stands_for.high,
        printed_low_closed=stands_for.low_closed, printed_high_closed=stands_for.high_closed,
        recomputed=nearest,
    )  # fmt: skip


def _graded(
    figure: Printed, count: int, scale: Fraction, rounding: Convention
) -> tuple[Verdict, Convention | None]:
    if (figure.value * count / scale).denominator == 1:
        return "exact", None
    for convention in (rounding, *_NAMED):
        if whole_numbers(figure.interval(convention) * (Fraction(count) / scale)):
            return ("rounding", None) if convention == rounding else ("convention", convention)
    return "contradiction", None


def whole_numbers(interval: Interval, limit: int = 100) -> list[int]:
    """Return the whole numbers in an interval, at most `limit` of them.

    Examples
    --------
    >>> whole_numbers(Interval(Fraction(7, 2), Fraction(6), True, False))
    [4, 5]
    """
    if interval.low is None or interval.high is None:
        return []
    first = interval.low.__ceil__()
    last = min(interval.high.__floor__(), first + limit + 1)
    return [n for n in range(first, last + 1) if n in interval][:limit]


@dataclass(frozen=True, slots=True)
class Denominator:
    """What several rates say of the one number that they all divide by.

    Attributes
    ----------
    verdict, convention : str, str or None
        Whether one denominator serves them all.
    implied : tuple of Interval
        The denominator that each rate implies.
    common : Interval
        The values that serve all of them; empty in a contradiction.

    Examples
    --------
    >>> check_denominator([("52人", "34.7%"), ("61人", "40.7%")], rounding="nearest").whole
    [150]
    """

    verdict: Verdict
    convention: Convention | None
    implied: tuple[Interval, ...]
    common: Interval

    @property
    def whole(self) -> list[int]:
        """The whole numbers among them.

        Examples
        --------
        >>> check_denominator([("1人", "50%"), ("3人", "20.0%")]).whole
        []
        """
        return whole_numbers(self.common)


def check_denominator(
    pairs: Sequence[tuple[str, str]], *, rounding: Convention = "half-up"
) -> Denominator:
    """Check that several counts and their rates imply one denominator: births, deaths, people.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Numerator and rate, the rate with its unit (``%``, ``‰``).
    rounding : str
        The convention of every printed figure.

    Examples
    --------
    >>> check_denominator([("1284人", "6.42‰"), ("1506人", "7.61‰")]).verdict
    'contradiction'
    """
    figures = [(printed(part), printed(rate)) for part, rate in pairs]
    points = {part.value / rate.value * ratio_scale(rate) for part, rate in figures}
    implied, common = _implied(figures, rounding)
    if len(points) == 1:
        return Denominator("exact", None, implied, common)
    if not common.empty:
        return Denominator("rounding", None, implied, common)
    for other in _NAMED:
        if other != rounding and not _implied(figures, other)[1].empty:
            return Denominator("convention", other, implied, common)
    return Denominator("contradiction", None, implied, common)


def _implied(
    figures: Sequence[tuple[Printed, Printed]], rounding: Convention
) -> tuple[tuple[Interval, ...], Interval]:
    intervals = tuple(
        part.interval(rounding) / rate.interval(rounding) * ratio_scale(rate)
        for part, rate in figures
    )
    common = Interval(None, None, False, False)
    for interval in intervals:
        common = common.meet(interval)
    return intervals, common


@dataclass(frozen=True, slots=True)
class RoundedOnce:
    """Whether a print comes of its number by one rounding.

    Attributes
    ----------
    verdict : str
        ``exact``, ``convention`` or ``contradiction``.
    once : str
        What one rounding prints.
    steps : tuple of str
        The prints of rounding step by step that lead to the wrong one, if they do.

    Examples
    --------
    >>> check_rounding("18.4996", "19").steps
    ('18.500', '18.50', '18.5', '19')
    """

    verdict: Verdict
    once: str
    steps: tuple[str, ...] = ()


def check_rounding(value: str, print_: str, *, rounding: Convention = "half-up") -> RoundedOnce:
    """Check that `value` was rounded once to `print_`; GB/T 8170 forbids rounding twice.

    Examples
    --------
    >>> check_rounding("-2.3472", "-2.4")
    RoundedOnce(verdict='contradiction', once='-2.3', steps=('-2.347', '-2.35', '-2.4'))
    """
    given, wanted = printed(value), printed(print_)
    once = round_to(given.value, wanted.decimals, rounding)
    if Fraction(once) == wanted.value:
        return RoundedOnce("exact", once)
    for other in _NAMED[:3]:
        if Fraction(round_to(given.value, wanted.decimals, other)) == wanted.value:
            return RoundedOnce("convention", once)
    steps: list[str] = []
    for decimals in range(given.decimals - 1, wanted.decimals - 1, -1):
        steps.append(round_to(steps[-1] if steps else value, decimals, rounding))
    reached = bool(steps) and Fraction(steps[-1]) == wanted.value
    return RoundedOnce("contradiction", once, tuple(steps) if reached else ())
