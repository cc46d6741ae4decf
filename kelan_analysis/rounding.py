"""Every value that a printed number stands for: exact intervals with open and closed ends.

A figure printed `74.5` was some number of [74.45, 74.55) before it was rounded. All arithmetic
here is exact (`fractions.Fraction`), and each end of an interval says whether it belongs to it,
because whether two intervals that touch in one point agree depends on nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kelan_analysis.errors import InputError

Convention = Literal["half-up", "half-even", "nearest", "truncation"]
CONVENTIONS: tuple[Convention, ...] = ("half-up", "half-even", "nearest", "truncation")

_PLAIN = re.compile(r"([-−+]?)(\d+)(?:\.(\d+))?\Z")


@dataclass(frozen=True, slots=True)
class Interval:
    """An exact interval whose two ends are open or closed; None is an end without bound.

    Parameters
    ----------
    low, high : Fraction or None
        The ends; None stands for minus and plus infinity.
    low_closed, high_closed : bool
        Whether the end itself belongs to the interval.

    Examples
    --------
    >>> total = Interval.point(59) + Interval.point(64)
    >>> print(total, total.meets(Interval.point(123)))
    [123.0, 123.0] True
    >>> print(Interval(Fraction(80), None, False, False) * 2)
    (160.0, inf)
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    @classmethod
    def point(cls, value: Fraction | int | str) -> Interval:
        """Return the interval that holds one value.

        Examples
        --------
        >>> print(Interval.point("7/4"))
        [1.75, 1.75]
        """
        exact = Fraction(value)
        return cls(exact, exact, True, True)

    @property
    def width(self) -> Fraction | None:
        """Length from end to end, None without bound.

        Examples
        --------
        >>> printed_interval("5.0").width
        Fraction(1, 10)
        """
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def empty(self) -> bool:
        """Whether no value lies inside.

        Examples
        --------
        >>> Interval(Fraction(1), Fraction(1), True, False).empty
        True
        """
        if self.low is None or self.high is None or self.low < self.high:
            return False
        return self.low > self.high or not (self.low_closed and self.high_closed)

    def __contains__(self, value: Fraction | int) -> bool:
        return not self.meet(Interval.point(value)).empty

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_closed,
            self.low_closed,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval | Fraction | int) -> Interval:
        if not isinstance(other, Interval):
            return self._scaled(Fraction(other))
        corners = [
            _product(mine, theirs) for mine in self._ends() for theirs in other._ends()
        ]
        return _hull(corners)

    __rmul__ = __mul__

    def __truediv__(self, other: Interval | Fraction | int) -> Interval:
        if not isinstance(other, Interval):
            return self._scaled(1 / Fraction(other))
        return self * other.reciprocal()

    def __pow__(self, power: int) -> Interval:
        if power < 1 or (power > 1 and (self.low is None or self.low < 0)):
            raise ValueError(
                f"only an interval above zero is raised to a power of 1 or more. Got {self} "
                f"and {power}."
            )
        return Interval(
            None if self.low is None else self.low**power,
            None if self.high is None else self.high**power,
            self.low_closed,
            self.high_closed,
        )

    def reciprocal(self) -> Interval:
        """Return one over each value; the interval must not hold zero.

        Examples
        --------
        >>> print(printed_interval("2", step="2").reciprocal())
        (0.333333..., 1.0]
        """
        if self.meets(Interval.point(0)):
            raise ZeroDivisionError(f"{self} holds zero: a division by it says nothing.")
        low = _inverse(self.high, self.high_closed)
        high = _inverse(self.low, self.low_closed)
        return Interval(low[0], high[0], low[1], high[1])

    def meet(self, other: Interval) -> Interval:
        """Return the values that both intervals hold (it may be empty).

        Examples
        --------
        >>> print(printed_interval("5.0").meet(printed_interval("5")))
        [4.95, 5.05)
        """
        low, low_closed = _inner(
            (self.low, self.low_closed), (other.low, other.low_closed), above=True
        )
        high, high_closed = _inner(
            (self.high, self.high_closed), (other.high, other.high_closed), above=False
        )
        return Interval(low, high, low_closed, high_closed)

    def meets(self, other: Interval) -> bool:
        """Whether the two intervals hold a value in common.

        Examples
        --------
        >>> printed_interval("91.25").meets(printed_interval("91.3"))
        True
        >>> printed_interval("91.2").meets(printed_interval("91.3"))
        False
        """
        for below, above in ((self, other), (other, self)):
            if below.high is None or above.low is None or below.high > above.low:
                continue
            if below.high < above.low or not (below.high_closed and above.low_closed):
                return False
        return True

    def _scaled(self, factor: Fraction) -> Interval:
        if factor < 0:
            return (-self)._scaled(-factor)
        if not factor:
            return Interval.point(0)
        return Interval(
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
            self.low_closed,
            self.high_closed,
        )

    def _ends(self) -> tuple[tuple[Fraction | None, bool, int], ...]:
        return (self.low, self.low_closed, -1), (self.high, self.high_closed, 1)

    def __str__(self) -> str:
        places = max(1, _places(self.low), _places(self.high))
        low = "-inf" if self.low is None else decimal_text(self.low, places)
        high = "inf" if self.high is None else decimal_text(self.high, places)
        opening = "[" if self.low_closed and self.low is not None else "("
        closing = "]" if self.high_closed and self.high is not None else ")"
        return f"{opening}{low}, {high}{closing}"


def printed_interval(
    digits: str, *, step: str | None = None, rounding: Convention = "half-up"
) -> Interval:
    """Return every value that rounding prints as `digits`, by half-up (四舍五入) unless told.

    Parameters
    ----------
    digits : str
        The number as printed, without unit or commas: ``"85094"``, ``"-0.2"``. A string,
        never a float: the last printed place sets the width, and ``"5.0"`` says more
        than ``"5"``.
    step : str, optional
        Rounding step (修约间隔) in the figure's own unit; by default one of the last
        printed place. Give it where the publisher rounded more coarsely than the digits
        show: ``step="100"`` for ``"1393700"``.
    rounding : str, optional
        ``"half-up"``, ``"half-even"`` (GB/T 8170), ``"nearest"`` (which way a tie went is
        unknown: both ends closed) or ``"truncation"`` (cut toward zero).

    Returns
    -------
    Interval
        In the unit `digits` was printed in, exact: half a step to each side, or a whole
        step away from zero where the number was cut.

    Raises
    ------
    ValueError
        If `digits` is not a plain decimal number, or not a multiple of `step`.

    Notes
    -----
    A half is carried away from zero [1]_, so with half a step ``h`` the interval is
    ``[x - h, x + h)`` above zero, ``(x - h, x + h]`` below, and ``(-h, h)`` at zero.

    References
    ----------
    .. [1] GB/T 8170-2008: a negative number is rounded by its absolute value.

    Examples
    --------
    Exports of 269890, imports of 184795 and a surplus of 85094 (亿元), one short of the
    difference. Rounding alone can explain one; it cannot two.

    >>> surplus = printed_interval("269890") - printed_interval("184795")
    >>> print(surplus, printed_interval("85094"))
    (85094.0, 85096.0) [85093.5, 85094.5)
    >>> surplus.meets(printed_interval("85094")), surplus.meets(printed_interval("85093"))
    (True, False)
    >>> print(printed_interval("-0.2"), printed_interval("6.4", rounding="half-even"))
    (-0.25, -0.15] [6.35, 6.45]
    """
    mantissa, decimals = plain_digits(digits)
    place = Fraction(1, 10**decimals)
    if step is None:
        return mantissa_interval(mantissa, place, rounding)
    step_mantissa, step_decimals = plain_digits(step, name="step")
    width = Fraction(step_mantissa, 10**step_decimals)
    if width <= 0 or mantissa * place % width:
        raise InputError(
            f"`digits` must be a multiple of `step`. Got {digits!r} and {step!r}; leave `step` "
            f"out where the last printed place was the one rounded to."
        )
    return mantissa_interval(int(mantissa * place / width), width, rounding)


def mantissa_interval(mantissa: int, place: Fraction, rounding: Convention) -> Interval:
    """Return the interval of `mantissa` times `place`, rounded to a multiple of `place`.

    Examples
    --------
    >>> print(mantissa_interval(745, Fraction(1, 10), "half-up"))
    [74.45, 74.55)
    """
    ends = interval_ends(mantissa, rounding)
    half = place / 2
    return Interval(ends[0] * half, ends[1] * half, ends[2], ends[3])


def interval_ends(mantissa: int, rounding: Convention) -> tuple[int, int, bool, bool]:
    """Return the ends in half places, as whole numbers, and whether each is closed.

    Examples
    --------
    >>> interval_ends(745, "half-up"), interval_ends(-7, "truncation")
    ((1489, 1491, True, False), (-16, -14, False, True))
    """
    twice = 2 * mantissa
    if rounding == "half-up":
        return twice - 1, twice + 1, mantissa > 0, mantissa < 0
    if rounding == "nearest":
        return twice - 1, twice + 1, True, True
    if rounding == "half-even":
        even = not mantissa & 1
        return twice - 1, twice + 1, even, even
    if rounding == "truncation":
        low = twice - 2 if mantissa <= 0 else twice
        high = twice + 2 if mantissa >= 0 else twice
        return low, high, mantissa > 0, mantissa < 0
    raise InputError(
        f"`rounding` must be one of {', '.join(CONVENTIONS)}. Got {rounding!r}."
    )


def round_to(
    value: Fraction | int | str, decimals: int, rounding: Convention = "half-up"
) -> str:
    """Print `value` with `decimals` decimals, rounded once.

    Parameters
    ----------
    value : Fraction, int or str
        The exact value; a string may be a decimal or a fraction (``"59/64"``).
    decimals : int
        Decimals to print; negative ones round to tens, hundreds ...
    rounding : str, optional
        ``"half-up"`` (default), ``"half-even"`` or ``"truncation"``. Ties unknown
        (``"nearest"``) is a doubt about printed figures and cannot print one.

    Returns
    -------
    str
        The printed digits; a zero carries no sign.

    Examples
    --------
    >>> round_to("2.445", 2), round_to("2.445", 2, "half-even"), round_to("-3.29", 1, "truncation")
    ('2.45', '2.44', '-3.2')
    """
    exact = value if isinstance(value, Fraction) else Fraction(value)
    return digits_text(rounded_mantissa(exact, decimals, rounding), decimals)


def rounded_mantissa(value: Fraction, decimals: int, rounding: Convention) -> int:
    """Return `value` rounded to `decimals`, counted in its last place.

    Examples
    --------
    >>> rounded_mantissa(Fraction(59, 64), 3, "half-up")
    922
    """
    scaled = value * Fraction(10) ** decimals
    sign = -1 if scaled < 0 else 1
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if rounding == "half-up":
        whole += twice >= 0
    elif rounding == "half-even":
        whole += twice > 0 or (twice == 0 and whole % 2 == 1)
    elif rounding != "truncation":
        raise InputError(
            f"`rounding` must be half-up, half-even or truncation to print a number. "
            f"Got {rounding!r}."
        )
    return sign * whole


def digits_text(mantissa: int, decimals: int) -> str:
    """Print `mantissa` times ten to the power of minus `decimals`.

    Examples
    --------
    >>> digits_text(-50, 2), digits_text(7, 0), digits_text(7, -2)
    ('-0.50', '7', '700')
    """
    if decimals <= 0:
        return str(mantissa * 10**-decimals)
    digits = str(abs(mantissa)).rjust(decimals + 1, "0")
    sign = "-" if mantissa < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def decimal_text(value: Fraction, places: int = 0) -> str:
    """Write an exact value as decimal text, ending in ``...`` where it has no end.

    Examples
    --------
    >>> decimal_text(Fraction(7, 4)), decimal_text(Fraction(1, 3)), decimal_text(Fraction(7, 4), 3)
    ('1.75', '0.333333...', '1.750')
    """
    needed = _places(value)
    if needed < 0:
        return round_to(value, 6, "truncation") + "..."
    return round_to(value, max(needed, places), "truncation")


def plain_digits(digits: str, *, name: str = "digits") -> tuple[int, int]:
    """Return a plain decimal number as a whole number and its count of decimals.

    Examples
    --------
    >>> plain_digits("-46.92")
    (-4692, 2)
    """
    found = _PLAIN.match(digits) if isinstance(digits, str) else None
    if found is None or not digits.replace("−", "-").isascii():
        raise InputError(
            f"`{name}` must be a plain decimal number, without unit, comma or exponent. "
            f"Got {digits!r}; use `read_figures` on raw text."
        )
    sign, whole, part = found.groups()
    mantissa = int(whole + part) if part else int(whole)
    return (-mantissa if sign and sign != "+" else mantissa), len(part) if part else 0


def _places(value: Fraction | None) -> int:
    """Return the decimals that write `value` in full, -1 where none do."""
    if value is None or value.denominator == 1:
        return 0
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else -1


def _product(
    mine: tuple[Fraction | None, bool, int], theirs: tuple[Fraction | None, bool, int]
) -> tuple[Fraction | None, bool, int]:
    """Multiply two ends; an end that is a closed zero stays zero against any other."""
    (x, x_closed, x_side), (y, y_closed, y_side) = mine, theirs
    for value, closed, other, other_closed in (
        (x, x_closed, y, y_closed),
        (y, y_closed, x, x_closed),
    ):
        if value == 0 and (closed or other is None):
            return Fraction(0), closed, 0
    if x is None or y is None:
        sign = (x_side if x is None else (1 if x > 0 else -1)) * (
            y_side if y is None else (1 if y > 0 else -1)
        )
        return None, False, sign
    return x * y, x_closed and y_closed, 0


def _hull(corners: list[tuple[Fraction | None, bool, int]]) -> Interval:
    """Return the smallest interval that holds all corners."""
    finite = [(value, closed) for value, closed, _ in corners if value is not None]
    low: tuple[Fraction | None, bool] = (None, False)
    high: tuple[Fraction | None, bool] = (None, False)
    if finite and not any(value is None and side < 0 for value, _, side in corners):
        least = min(value for value, _ in finite)
        low = least, any(closed for value, closed in finite if value == least)
    if finite and not any(value is None and side > 0 for value, _, side in corners):
        most = max(value for value, _ in finite)
        high = most, any(closed for value, closed in finite if value == most)
    return Interval(low[0], high[0], low[1], high[1])


def _inverse(end: Fraction | None, closed: bool) -> tuple[Fraction | None, bool]:
    """Return one over an end: zero and no bound are each other's inverse, both open."""
    if end is None:
        return Fraction(0), False
    return (1 / end, closed) if end else (None, False)


def _inner(
    one: tuple[Fraction | None, bool], two: tuple[Fraction | None, bool], *, above: bool
) -> tuple[Fraction | None, bool]:
    """Return the tighter of two lower ends (`above`) or two upper ones."""
    if one[0] is None or two[0] is None:
        return two if one[0] is None else one
    if one[0] == two[0]:
        return one[0], one[1] and two[1]
    return one if (one[0] > two[0]) == above else two
