"""Exact ends of intervals as text that a reader takes in, never narrower than they are."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kelan_analysis.findings.language import words
from kelan_analysis.rounding import Interval, decimal_text
from kelan_analysis.units import match_unit

if TYPE_CHECKING:
    from kelan_analysis.reading.figure import Figure

_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")
_UNIT_AFTER = re.compile(r"(?<=\d)[\u4e00-\u9fff]+")


def interval_text(
    interval: Interval, *, places: int = 4, unit: str = "", infinity: str = "∞"
) -> str:
    """Write an interval with its brackets; an end that is cut is moved outwards and opened.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> interval_text(Interval(half, Fraction(2, 3), True, True))
    '[0.5, 0.6667)'
    >>> interval_text(Interval(half, half, True, True), unit="%")
    '0.5%'
    """
    low, low_cut = _end(interval.low, places, up=False)
    high, high_cut = _end(interval.high, places, up=True)
    if low is not None and interval.low == interval.high and not low_cut:
        return f"{low}{unit}"
    left = "[" if interval.low_closed and not low_cut and low is not None else "("
    right = "]" if interval.high_closed and not high_cut and high is not None else ")"
    return f"{left}{low or '−' + infinity}, {high or infinity}{right}{unit}"


def range_text(interval: Interval, unit: str, language: str, places: int = 2) -> str:
    """Write a bounded interval as a reader says it, cut ends moved outwards.

    Examples
    --------
    >>> range_text(Interval(Fraction(1, 3), Fraction(2, 3), True, True), "%", "zh")
    '0.33%至0.67%'
    """
    ends = []
    for value, up in ((interval.low, False), (interval.high, True)):
        assert value is not None
        scaled = value * 10**places
        whole = (
            -(-scaled.numerator // scaled.denominator)
            if up
            else scaled.numerator // scaled.denominator
        )
        ends.append(decimal_text(Fraction(whole, 10**places), places).replace("-", "−") + unit)
    low, high = ends
    return low if low == high else words(language)["say"]["from_to"].format(low=low, high=high)


def formula_text(formula: str, language: str) -> str:
    """Write a formula as its readers do: a minus for a hyphen, no measure words in English.

    Examples
    --------
    >>> formula_text("59 + 64 = 123个", "zh"), formula_text("59 + 64 = 123个", "en")
    ('59 + 64 = 123个', '59 + 64 = 123')
    >>> formula_text("3.94亿元 ÷ (1 + -2.4%)", "en")
    '3.94亿元 ÷ (1 − 2.4%)'
    """
    signed = _HYPHEN.sub("−", formula).replace("+ −", "− ")
    return signed if language == "zh" else _UNIT_AFTER.sub(_without_measure_word, signed)


def _without_measure_word(match: re.Match[str]) -> str:
    found = match_unit(match[0])
    counted = found is not None and found[1] == len(match[0]) and found[0].kind == "count"
    return "" if counted and found[0].factor == 1 else match[0]


def unit_text(unit: str, language: str) -> str:
    """Return a unit with its gloss, where the language has one.

    Examples
    --------
    >>> unit_text("亿元", "zh"), unit_text("亿元", "en")
    ('亿元', '亿元, 100 million yuan')
    """
    gloss = words(language)["units"].get(unit)
    return f"{unit}, {gloss}" if gloss else unit


def percent_text(value: Fraction, places: int = 1) -> str:
    """Write a share as a percentage.

    Examples
    --------
    >>> percent_text(Fraction(59, 64))
    '92.2%'
    """
    from kelan_analysis.rounding import round_to

    return round_to(value * 100, places) + "%"


def quantity_text(figure: Figure) -> str:
    """Write a figure's signed value as it was printed, trailing zeros kept, without its unit.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> quantity_text(read_figures("增速下降5.10%。")[0])
    '−5.10'
    """
    if figure.exact is not None:
        return str(figure.exact)
    digits = format(abs(figure.value), "f")
    if figure.decimals is not None and isinstance(figure.value, Decimal):
        whole, _, fraction = digits.partition(".")
        fraction = fraction.ljust(figure.decimals, "0")
        digits = f"{whole}.{fraction}" if fraction else whole
    return ("−" if figure.value < 0 else "") + digits


def _end(value: Fraction | None, places: int, *, up: bool) -> tuple[str | None, bool]:
    if value is None:
        return None, False
    scaled = value * 10**places
    if scaled.denominator == 1:
        return decimal_text(value).replace("-", "−"), False
    floor = scaled.numerator // scaled.denominator
    return decimal_text(Fraction(floor + up, 10**places)).replace("-", "−"), True
