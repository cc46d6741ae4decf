"""`Interval`: exact ends (`fractions.Fraction`), each open or closed, and arithmetic on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kelan_analysis.rounding.digits import decimal_text, places_of


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
        >>> Interval(Fraction(495, 100), Fraction(505, 100)).width
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
        >>> print(Interval(Fraction(1), Fraction(3), True, False).reciprocal())
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
        >>> print(Interval(Fraction(1), None).meet(Interval(None, Fraction(2), False, False)))
        [1.0, 2.0)
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
        >>> below = Interval(Fraction(1), Fraction(2), True, False)
        >>> below.meets(Interval(Fraction(2), Fraction(3)))
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
        places = max(1, places_of(self.low), places_of(self.high))
        low = "-inf" if self.low is None else decimal_text(self.low, places)
        high = "inf" if self.high is None else decimal_text(self.high, places)
        opening = "[" if self.low_closed and self.low is not None else "("
        closing = "]" if self.high_closed and self.high is not None else ")"
        return f"{opening}{low}, {high}{closing}"


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
