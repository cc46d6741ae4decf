"""`Relation`: a formula among named figures in which each figure stands once.

Every relation of official prose that arithmetic can test is a sum, or a sum over a sum:

    (result - offset) / scale = numerator / denominator        (to a power, for yearly averages)

Since no figure enters twice, interval arithmetic gives the exact range of the formula, and the
formula can be solved for any of its figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kelan_analysis.rounding import Interval

Ranges = Mapping[str, Interval]
Terms = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """One formula: what yields `result`, or a constant, from the other figures.

    Attributes
    ----------
    kind : str
        ``sum``, ``difference``, ``ratio``, ``share``, ``growth``, ``ratio_to_one``,
        ``mean``, ``same`` ...
    result : str or None
        The figure that the formula yields; None where it must yield `constant`.
    numerator, denominator : tuple of (str, Fraction)
        Figures with their weights; no denominator for a sum.
    scale, offset : Fraction
        100 and -100 turn now ÷ before into a growth in %.
    power : int
        Years of a yearly average, else 1.
    constant : Fraction or None
        What the formula must yield where no figure prints it.
    of_change : bool
        Whether the numerator is a change and the denominator the level after it: the formula
        then yields the growth, change ÷ (level − change).
    slack : Fraction
        By what part the denominator may be off beside its rounding: the mean population of a year
        is not that of its end.
    at_most : bool
        Whether the numerator need only not exceed the result: a part of a whole.

    Examples
    --------
    >>> rate = ratio("rate", "r", "a", "b", scale=100)
    >>> ranges = {"a": Interval.point(59), "b": Interval.point(64)}
    >>> print(rate.yields(ranges))
    [92.1875, 92.1875]
    """

    kind: str
    result: str | None
    numerator: Terms
    denominator: Terms = ()
    scale: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    power: int = 1
    constant: Fraction | None = None
    of_change: bool = False
    at_most: bool = False
    slack: Fraction = Fraction(0)

    @property
    def operands(self) -> tuple[str, ...]:
        """Names of the figures that the formula is made of.

        Examples
        --------
        >>> linear("sum", "c", ["a", "b"]).operands
        ('a', 'b')
        """
        return tuple(name for name, _ in self.numerator + self.denominator)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all figures that it binds, the result last.

        Examples
        --------
        >>> linear("sum", "c", ["a", "b"]).names
        ('a', 'b', 'c')
        """
        return self.operands if self.result is None else (*self.operands, self.result)

    def quotient(self, ranges: Ranges) -> Interval:
        """Return the exact range of numerator over denominator.

        Raises
        ------
        ZeroDivisionError
            If the denominator may be zero.

        Examples
        --------
        >>> print(linear("sum", "c", ["a"]).quotient({"a": Interval.point(3)}))
        [3.0, 3.0]
        """
        upper = _weighted(self.numerator, ranges)
        if self.at_most:
            return Interval(upper.low, None, upper.low_closed, False)
        return upper / self._lower(ranges) if self.denominator else upper

    def _lower(self, ranges: Ranges) -> Interval:
        plain = _weighted(self.denominator, ranges)
        return plain * Interval(1 - self.slack, 1 + self.slack) if self.slack else plain

    def lift(self, result: Interval) -> Interval:
        """Return what the quotient must be for the formula to yield `result`.

        Examples
        --------
        >>> growth = ratio("growth", "g", "now", "before", scale=100, offset=-100, power=2)
        >>> print(growth.lift(Interval.point(10)))
        [1.21, 1.21]
        """
        if self.at_most:
            return Interval(None, result.high, False, result.high_closed)
        plain = (result - Interval.point(self.offset)) / self.scale
        if self.of_change:
            return _mapped(plain, 1)
        if self.power == 1 or (plain.high is not None and plain.high < 0):
            return plain  # below zero no levels yield it
        low = Fraction(0) if plain.low is None else max(plain.low, Fraction(0))
        return Interval(low, plain.high, plain.low_closed, plain.high_closed) ** self.power

    def yields(self, ranges: Ranges) -> Interval:
        """Return the exact range of the formula; with a power, its ends to 12 places outward.

        Examples
        --------
        >>> both = {"a": Interval.point(3), "b": Interval.point(4)}
        >>> print(linear("sum", "c", ["a", "b"]).yields(both))
        [7.0, 7.0]
        """
        plain = self.quotient(ranges)
        if self.of_change:
            plain = _mapped(plain, -1)
        elif self.power > 1:
            plain = _rooted(plain, self.power)
        return plain * self.scale + Interval.point(self.offset)

    def target(self, ranges: Ranges) -> Interval:
        """Return the range of what the formula must yield.

        Examples
        --------
        >>> print(linear("sum", None, ["a", "b"], constant=100).target({}))
        [100.0, 100.0]
        """
        if self.result is None:
            return Interval.point(self.constant or Fraction(0))
        return ranges[self.result]

    def holds(self, ranges: Ranges) -> bool:
        """Whether some values inside `ranges` satisfy the formula.

        Examples
        --------
        >>> ranges = {name: Interval.point(value) for name, value in zip("abc", (59, 64, 123))}
        >>> linear("sum", "c", ["a", "b"]).holds(ranges)
        True
        """
        return self.quotient(ranges).meets(self.lift(self.target(ranges)))

    def solve_for(self, name: str, ranges: Ranges) -> Interval | None:
        """Return the range of one figure that the others allow; None where any value will do.

        Examples
        --------
        >>> ranges = {"a": Interval.point(59), "c": Interval.point(123)}
        >>> print(linear("sum", "c", ["a", "b"]).solve_for("b", ranges))
        [64.0, 64.0]
        """
        if name == self.result:
            return self.yields(ranges)
        quotient = self.lift(self.target(ranges))
        weight = dict(self.numerator).get(name)
        try:
            if weight is not None:
                rest = _weighted(self.numerator, ranges, without=name)
                upper = quotient
                if self.denominator:
                    upper = quotient * self._lower(ranges)
                return (upper - rest) / weight
            weight = dict(self.denominator)[name]
            rest = _weighted(self.denominator, ranges, without=name)
            lower = _weighted(self.numerator, ranges) / quotient
            if self.slack:
                lower = lower / Interval(1 - self.slack, 1 + self.slack)
            return (lower - rest) / weight
        except ZeroDivisionError:
            return None


def linear(
    kind: str,
    result: str | None,
    parts: list[str],
    *,
    weights: list[Fraction | int] | None = None,
    constant: Fraction | int | None = None,
) -> Relation:
    """Return the relation parts = result, or parts = constant.

    Examples
    --------
    >>> linear("difference", "d", ["a", "b"], weights=[1, -1]).numerator
    (('a', Fraction(1, 1)), ('b', Fraction(-1, 1)))
    """
    weighted = weights or [1] * len(parts)
    terms = tuple((name, Fraction(w)) for name, w in zip(parts, weighted, strict=True))
    fixed = None if constant is None else Fraction(constant)
    return Relation(kind, result, terms, constant=fixed)


def part_of(whole: str, part: str) -> Relation:
    """Return the relation part ≤ whole.

    Examples
    --------
    >>> ranges = {"part": Interval.point(59), "whole": Interval.point(46)}
    >>> part_of("whole", "part").holds(ranges)
    False
    """
    return Relation("part", whole, ((part, Fraction(1)),), at_most=True)


def ratio(
    kind: str,
    result: str | None,
    numerator: str,
    denominator: str,
    *,
    scale: Fraction | int = 1,
    offset: Fraction | int = 0,
    power: int = 1,
    constant: Fraction | int | None = None,
) -> Relation:
    """Return the relation numerator over denominator = result.

    Examples
    --------
    >>> ratio("share", "s", "part", "whole", scale=100).operands
    ('part', 'whole')
    """
    one = Fraction(1)
    return Relation(
        kind, result, ((numerator, one),), ((denominator, one),), Fraction(scale),
        Fraction(offset), power, None if constant is None else Fraction(constant),
    )  # fmt: skip


def _weighted(terms: Terms, ranges: Ranges, without: str | None = None) -> Interval:
    summed = Interval.point(0)
    for name, weight in terms:
        if name != without:
            summed = summed + (ranges[name] if weight == 1 else ranges[name] * weight)
    return summed


def _mapped(plain: Interval, sign: int) -> Interval:
    """Return x ÷ (1 + x), of a growth the change by the level, or its inverse x ÷ (1 − x)."""
    ends = []
    impossible = sign > 0 and plain.low is not None and plain.high is not None and plain.high < -1
    for end in (plain.low, plain.high):
        if end is not None and 1 + sign * end <= 0 and not impossible:  # a fall by 123 %
            raise ZeroDivisionError("a level fell to zero or below: it has no growth.")
        ends.append(None if end is None else end / (1 + sign * end))
    return Interval(ends[0], ends[1], plain.low_closed, plain.high_closed)


def _rooted(plain: Interval, power: int) -> Interval:
    """Take a root of both ends, rounded outward; an end that is exact stays so."""
    low = None if plain.low is None else _root(plain.low, power, up=False)
    high = None if plain.high is None else _root(plain.high, power, up=True)
    return Interval(low, high, plain.low_closed, plain.high_closed)


def _root(value: Fraction, power: int, *, up: bool, places: int = 12) -> Fraction:
    if value < 0:
        raise ZeroDivisionError(f"{value} has no root: a level fell below zero.")
    grid = 10**places
    wanted = value * grid**power
    root = _whole_root(wanted.numerator // wanted.denominator, power)
    return Fraction(root + (up and Fraction(root) ** power != wanted), grid)


def _whole_root(value: int, power: int) -> int:
    """Return the largest whole number whose `power` does not exceed `value`, by bisection."""
    low, high = 0, 1 << (value.bit_length() // power + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**power <= value else (low, middle - 1)
    return low
