"""`Printed`: one printed quantity as a whole number of its last place, in its base unit.

`"46.92亿元"` is 4692 times ten to the sixth 元. Whole numbers and a power of ten make every
sum of printed figures a sum of integers: exact, and fast enough for thousands of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from kelan_analysis.errors import InputError
from kelan_analysis.numerals import parse_numeral
from kelan_analysis.rounding import Convention, Interval, interval_ends, plain_digits
from kelan_analysis.units import parse_quantity, parse_unit

# Proportions that have their base in %: 六成 is 60 %.
_IN_PERCENT = {"成": 1, "折": 1}
# How many of a relation's plain ratio make one of the unit: 0.922 is 92.2 %.
RATIO_SCALES = {"%": 100, "百分点": 100, "‰": 1000, "千分点": 1000, "‱": 10000, "倍": 1}
POINTS = ("百分点", "千分点")

_SIMPLE = re.compile(r"(-?\d+)(?:\.(\d+))?(\D*|\s*[:：∶︰]\s*10*)\Z", re.ASCII)
_FRACTION = re.compile(r"-?\d+/\d+\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed quantity, ready for exact arithmetic.

    Attributes
    ----------
    text : str
        As printed: ``"46.92亿元"``.
    number : str
        Its plain digits: ``"46.92"``.
    mantissa, exponent : int
        The value in `base` is ``mantissa * 10**exponent``; one last place is ``10**exponent``.
    unit, base : str or None
        Unit as printed and its base unit; None for a bare number.
    shift : int
        Power of ten from `unit` to `base`: 8 for 亿元.
    counted, exact : bool
        Whether it counts whole things, and whether it stands for itself alone.
    fraction : Fraction or None
        The value where no finite decimal gives it (7/12).
    hedge : str or None
        ``over``, ``under``, ``about`` or ``more``: a bound, no rounded figure.

    Examples
    --------
    >>> money = printed("46.92亿元")
    >>> money.mantissa, money.exponent, money.base, str(money.interval())
    (4692, 6, '元', '[4691500000.0, 4692500000.0)')
    """

    text: str
    number: str
    mantissa: int
    exponent: int
    unit: str | None
    base: str | None
    shift: int
    counted: bool
    exact: bool
    fraction: Fraction | None = None
    hedge: str | None = None
    place: Fraction | None = None

    @property
    def value(self) -> Fraction:
        """The printed value in the base unit.

        Examples
        --------
        >>> printed("4.5万元").value
        Fraction(45000, 1)
        """
        if self.fraction is not None:
            return self.fraction
        return Fraction(self.mantissa) * self.last_place

    @property
    def last_place(self) -> Fraction:
        """What one of the last place is worth in the base unit.

        Examples
        --------
        >>> printed("4.5万元").last_place
        Fraction(1000, 1)
        """
        return power_of_ten(self.exponent) if self.place is None else self.place

    @property
    def decimals(self) -> int:
        """Decimals of the number as printed.

        Examples
        --------
        >>> printed("46.92亿元").decimals
        2
        """
        return len(self.number.partition(".")[2])

    def interval(self, rounding: Convention = "half-up") -> Interval:
        """Return every value in the base unit that this stands for.

        Examples
        --------
        >>> print(printed("74.5亿元").interval() / 10**8, printed("59个").interval())
        [74.45, 74.55) [59.0, 59.0]
        """
        if self.hedge is not None:
            return _hedged(self)
        if self.exact:
            return Interval.point(self.value)
        low, high, low_closed, high_closed = interval_ends(self.mantissa, rounding)
        half = self.last_place / 2
        return Interval(low * half, high * half, low_closed, high_closed)

    def in_unit(self, value: Fraction) -> Fraction:
        """Return a value of the base unit in the printed unit.

        Examples
        --------
        >>> printed("74.5亿元").in_unit(Fraction(12143000000))
        Fraction(12143, 100)
        """
        return value / power_of_ten(self.shift)


def printed(text: str | Printed, *, exact: bool = False, step: str | None = None) -> Printed:
    """Read one printed quantity: number with or without unit.

    Parameters
    ----------
    text : str
        ``"59个"``, ``"74.5亿元"``, ``"92.2%"``, ``"12.3"``, or a stated fraction ``"7/12"``.
    exact : bool
        Whether the figure is exact whatever it looks like; whole counts with a bare
        measure word are anyway.
    step : str, optional
        What the figure was rounded to, where its digits do not show it.

    Raises
    ------
    InputError
        If `text` is no number with or without a known unit.

    Examples
    --------
    >>> printed("59个").exact, printed("31.58万人").exact, printed("7/12").value
    (True, False, Fraction(7, 12))
    """
    if isinstance(text, Printed):
        return text
    if not isinstance(text, str):
        raise InputError(
            "A printed quantity is text, because a number loses its last place. "
            f"Got {text!r}; write it in quotes, as printed."
        )
    found = _SIMPLE.match(text)
    if found is None:
        quantity = _unusual(text)
    else:
        whole, part, unit = found.groups()
        name, base, shift, counted = _unit(unit)
        if part:
            quantity = Printed(
                text, f"{whole}.{part}", int(whole + part), shift - len(part), name, base, shift,
                counted, False,
            )  # fmt: skip
        else:
            quantity = Printed(
                text, whole, int(whole), shift, name, base, shift, counted, counted and not shift
            )
    if quantity.unit == "番":
        quantity = doubled(quantity)
    if step is not None:
        quantity = _stepped(quantity, step)
    return replace(quantity, exact=True) if exact and not quantity.exact else quantity


@cache
def power_of_ten(exponent: int) -> Fraction:
    """Return ten to the power of `exponent`, exactly.

    Examples
    --------
    >>> power_of_ten(-2)
    Fraction(1, 100)
    """
    return Fraction(10) ** exponent


@cache
def _unit(text: str) -> tuple[str | None, str | None, int, bool]:
    """Return name, base unit, power of ten to it, and whether it counts whole things."""
    stripped = text.strip()
    if not stripped:
        return None, None, 0, False
    if stripped in _IN_PERCENT:
        return stripped, "%", _IN_PERCENT[stripped], False
    ratio = re.fullmatch(r"[:：∶︰]\s*(10*)", stripped)
    if ratio:
        return stripped, ":1", 1 - len(ratio[1]), False
    unit = parse_unit(stripped)
    return unit.name, unit.base, _shift(unit.factor), unit.kind == "count"


def _shift(factor: Decimal) -> int:
    shift = factor.adjusted()
    if factor != Decimal(1).scaleb(shift):
        raise InputError(
            f"A unit is a power of ten of its base unit. Got a factor of {factor}; give the "
            "figure in the base unit."
        )
    return shift


def _unusual(text: str) -> Printed:
    """Read what is not plain digits and a unit: fractions, Chinese numerals, separators."""
    if _FRACTION.match(text):
        exact = parse_numeral(text).exact
        return Printed(text, text, 0, 0, None, None, 0, False, True, exact)
    quantity = parse_quantity(text.removeprefix("翻").removeprefix("了"))
    mantissa = int(quantity.value.scaleb(quantity.decimals))
    shift = _shift(quantity.unit.factor)
    digits = format(quantity.value, "f")
    counted = quantity.unit.kind == "count"
    return Printed(
        text, digits, mantissa, shift - quantity.decimals, quantity.unit.name,
        quantity.unit.base, shift, counted, quantity.is_exact,
    )  # fmt: skip


def doubled(quantity: Printed) -> Printed:
    """Return 翻N番 as the multiple that it states: two to the power of N, exact.

    Examples
    --------
    >>> printed("翻两番").value
    Fraction(4, 1)
    """
    times = Fraction(2) ** quantity.mantissa
    return replace(quantity, unit="倍", base="倍", fraction=times, exact=True)


def _stepped(quantity: Printed, step: str) -> Printed:
    mantissa, decimals = plain_digits(step, name="step")
    place = Fraction(mantissa, 10**decimals) * power_of_ten(quantity.shift)
    if place <= 0 or quantity.value % place:
        raise InputError(
            f"A figure must be a multiple of its step. Got {quantity.text!r} and {step!r}."
        )
    return replace(quantity, mantissa=int(quantity.value / place), place=place, exact=False)


def _hedged(quantity: Printed) -> Interval:
    """Return the values a hedge allows; it bounds the printed magnitude."""
    size = abs(quantity.value)
    if quantity.hedge in ("over", "more"):
        bound = Interval(size, None, quantity.hedge == "over", False)
    elif quantity.hedge == "under":
        bound = Interval(Fraction(0), size, True, True)
    else:
        half = first_place(quantity) / 2
        bound = Interval(size - half, size + half, True, True)
    return -bound if quantity.value < 0 else bound


def first_place(quantity: Printed) -> Fraction:
    """Return what one of the last place that is not zero is worth (10 for 80).

    Examples
    --------
    >>> first_place(printed("80亿元")) == 10**9
    True
    """
    mantissa, place = abs(quantity.mantissa), quantity.last_place
    while mantissa and mantissa % 10 == 0:
        mantissa, place = mantissa // 10, place * 10
    return place
