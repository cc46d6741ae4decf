"""The graded verdict on one relation among printed quantities, exact under every convention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kelan_analysis.checking.check import Sharpness, Verdict
from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation, Terms
from kelan_analysis.rounding import CONVENTIONS, Convention, Interval, interval_ends

# The order in which a convention is named that alone explains a result.
_NAMED: tuple[Convention, ...] = ("half-up", "half-even", "truncation", "nearest")

# Doubts that arithmetic can dispel: where it holds, sharply, the doubt is answered.
SOFT_REASONS = (
    "partial", "other_scope", "other_scope_same", "revised_base", "mean_population",
    "either_prices",
)  # fmt: skip
_Ends = tuple[int, int, bool, bool]
HalfPlaces = tuple[_Ends, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What arithmetic says about one relation, in base units.

    Attributes
    ----------
    verdict, convention : str, str or None
        The grade, and the convention that it needs.
    allowed, stands_for : Interval
        What the operands allow, and what the result is printed as.
    recomputed : Fraction or None
        What the printed digits give, unrounded; None for a root.
    reason : str or None
        Why it cannot be decided.
    half_places : tuple or None
        Of a sum: the ends of `allowed` as whole numbers, and the power of ten of two of them.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {"a": printed("1.2"), "b": printed("3.4"), "c": printed("4.7")}
    >>> judge(linear("sum", "c", ["a", "b"]), figures).verdict
    'rounding'
    """

    verdict: Verdict
    convention: str | None
    allowed: Interval
    stands_for: Interval
    recomputed: Fraction | None
    reason: str | None = None
    half_places: HalfPlaces | None = None


def judge(
    relation: Relation,
    figures: Mapping[str, Printed],
    rounding: Convention = "half-up",
    reason: str | None = None,
) -> Judgement:
    """Grade one relation: exact, rounding, convention, contradiction or undecidable.

    Parameters
    ----------
    relation : Relation
        The formula.
    figures : mapping of str to Printed
        The printed quantity behind each of its names.
    rounding : str
        The convention of every printed figure, see `rounding.CONVENTIONS`.
    reason : str, optional
        A doubt about scope or prices (``partial``, ``constant_prices`` ...), which makes a
        failure undecidable; some doubts make a success undecidable too.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import ratio
    >>> figures = {"a": printed("5个"), "b": printed("16个"), "r": printed("31.2%")}
    >>> graded = judge(ratio("ratio", "r", "a", "b", scale=100), figures)
    >>> graded.verdict, graded.convention
    ('convention', 'half-even')
    """
    try:
        graded = _grade(relation, figures, rounding)
    except ZeroDivisionError:
        nothing = Interval(None, None, False, False)
        return Judgement("undecidable", None, nothing, nothing, None, reason or "zero_base")
    if reason is None or (reason in SOFT_REASONS and graded.verdict != "contradiction"):
        return graded
    if reason == "partial" and len(relation.operands) == 1 and exceeds_whole(graded):
        return graded
    return Judgement(
        "undecidable", None, graded.allowed, graded.stands_for, graded.recomputed, reason
    )


def exceeds_whole(graded: Judgement) -> bool:
    """Whether parts add to more than their whole: wrong even where the list is not complete.

    Examples
    --------
    >>> whole, part = Interval.point(7), Interval.point(8)
    >>> exceeds_whole(Judgement("contradiction", None, part, whole, None))
    True
    """
    low, high = graded.allowed.low, graded.stands_for.high
    return low is not None and high is not None and low >= high


def _grade(
    relation: Relation, figures: Mapping[str, Printed], rounding: Convention
) -> Judgement:
    scaled = _scaled_sum(relation, figures)
    if scaled is not None:
        return scaled.grade(rounding)
    point = _point(relation, figures)
    ranges = {name: figures[name].interval(rounding) for name in relation.names}
    target = relation.target(ranges)
    allowed = _yielded(relation, ranges)
    if relation.lift(target).meets(Interval.point(point)):
        return Judgement("exact", None, allowed, target, _plain(relation, point))
    if relation.holds(ranges):
        return Judgement("rounding", None, allowed, target, _plain(relation, point))
    for other in _NAMED:
        if other != rounding:
            under = {name: figures[name].interval(other) for name in relation.names}
            if relation.holds(under):
                return Judgement("convention", other, allowed, target, _plain(relation, point))
    return Judgement("contradiction", None, allowed, target, _plain(relation, point))


def _yielded(relation: Relation, ranges: Mapping[str, Interval]) -> Interval:
    """Return the range of the formula; of a change beyond its level, no growth at all."""
    try:
        return relation.yields(ranges)
    except ZeroDivisionError:
        quotient = relation.quotient(ranges) if relation.of_change else None
        if quotient is None or quotient.low is None or quotient.low < 1:
            raise
        return Interval(None, None, False, False)


def _point(relation: Relation, figures: Mapping[str, Printed]) -> Fraction:
    points = {name: Interval.point(figures[name].value) for name in relation.operands}
    quotient = relation.quotient(points).low
    assert quotient is not None
    return quotient


def _plain(relation: Relation, quotient: Fraction) -> Fraction | None:
    if relation.power > 1:
        return None
    if relation.of_change:
        if quotient >= 1:
            return None
        quotient = quotient / (1 - quotient)
    return quotient * relation.scale + relation.offset


@dataclass(frozen=True, slots=True)
class _ScaledSum:
    """A sum in whole numbers of half the finest last place: no fraction until the end."""

    terms: tuple[tuple[Printed, int], ...]
    result: Printed | None
    constant: int
    exponent: int

    def grade(self, rounding: Convention) -> Judgement:
        allowed, target = self._allowed(rounding), self._target(rounding)
        point = sum(
            w * 2 * p.mantissa * 10 ** (p.exponent - self.exponent) for p, w in self.terms
        )
        verdict: Verdict = "contradiction"
        convention: Convention | None = None
        if _meet((point, point, True, True), target):
            verdict = "exact"
        elif _meet(allowed, target):
            verdict = "rounding"
        else:
            for other in _NAMED:
                if other != rounding and _meet(self._allowed(other), self._target(other)):
                    verdict, convention = "convention", other
                    break
        scale = 10 ** abs(self.exponent)
        up, down = (scale, 2) if self.exponent > 0 else (1, 2 * scale)
        return Judgement(
            verdict, convention, _interval(allowed, up, down), _interval(target, up, down),
            Fraction(point * up, down), None, (allowed, self.exponent),
        )  # fmt: skip

    def _allowed(self, rounding: Convention) -> _Ends:
        low = high = 0
        low_closed = high_closed = True
        for figure, weight in self.terms:
            a, b, a_closed, b_closed = self._ends(figure, rounding)
            if weight < 0:
                a, b, a_closed, b_closed = b, a, b_closed, a_closed
            low += weight * a
            high += weight * b
            low_closed = low_closed and a_closed
            high_closed = high_closed and b_closed
        return low, high, low_closed, high_closed

    def _target(self, rounding: Convention) -> _Ends:
        if self.result is None:
            return self.constant, self.constant, True, True
        return self._ends(self.result, rounding)

    def _ends(self, figure: Printed, rounding: Convention) -> _Ends:
        factor = 10 ** (figure.exponent - self.exponent)
        if figure.exact:
            point = 2 * figure.mantissa * factor
            return point, point, True, True
        low, high, low_closed, high_closed = interval_ends(figure.mantissa, rounding)
        return low * factor, high * factor, low_closed, high_closed


def _scaled_sum(relation: Relation, figures: Mapping[str, Printed]) -> _ScaledSum | None:
    """Return the sum in whole numbers, or None where a term is no plain decimal."""
    if relation.denominator or relation.scale != 1 or relation.offset or relation.at_most:
        return None
    result = None if relation.result is None else figures[relation.result]
    terms = _whole_terms(relation.numerator, figures)
    if terms is None or (result is not None and not _is_plain(result)):
        return None
    constant = relation.constant or Fraction(0)
    exponents = [figure.exponent for figure, _ in terms]
    if result is not None:
        exponents.append(result.exponent)
    exponent = min(exponents)
    if result is None:
        exponent = min(exponent, 0)
        if constant.denominator != 1:
            return None
    return _ScaledSum(terms, result, 2 * constant.numerator * 10**-min(exponent, 0), exponent)


def _whole_terms(
    terms: Terms, figures: Mapping[str, Printed]
) -> tuple[tuple[Printed, int], ...] | None:
    found = []
    for name, weight in terms:
        figure = figures[name]
        if weight.denominator != 1 or not _is_plain(figure):
            return None
        found.append((figure, weight.numerator))
    return tuple(found)


def _is_plain(figure: Printed) -> bool:
    return figure.fraction is None and figure.place is None and figure.hedge is None


def _meet(one: _Ends, two: _Ends) -> bool:
    if one[1] < two[0] or two[1] < one[0]:
        return False
    if one[1] == two[0]:
        return one[3] and two[2]
    if two[1] == one[0]:
        return two[3] and one[2]
    return True


def _interval(ends: _Ends, up: int, down: int) -> Interval:
    return Interval(Fraction(ends[0] * up, down), Fraction(ends[1] * up, down), ends[2], ends[3])


def sharpness(
    graded: Judgement, result: Printed, rounding: Convention, *, share: bool = False
) -> Sharpness:
    """Count the printable results that would have passed, and those that could be printed.

    Parameters
    ----------
    graded : Judgement
        With what the operands allow, in the base unit.
    result : Printed
        The result; its last place is the grid, its length says what else could stand there.
    rounding : str
        The convention.
    share : bool
        Whether anything from 0 to 100 % could have been printed.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import ratio
    >>> figures = {"a": printed("59个"), "b": printed("64个"), "r": printed("92.2%")}
    >>> graded = judge(ratio("ratio", "r", "a", "b", scale=100), figures)
    >>> sharpness(graded, figures["r"], "half-up", share=True)
    Sharpness(accepted=1, printable=1001)
    """
    if share:
        place = result.last_place
        printable = int(100 / place) + 1 if place <= 100 else 1
    else:
        printable = 9 * 10 ** (len(str(abs(result.mantissa))) - 1)
    if graded.half_places is not None:
        ends, exponent = graded.half_places
        return Sharpness(_counted(ends, 10 ** (result.exponent - exponent), result, rounding), printable)
    allowed, half = graded.allowed, result.last_place / 2
    if allowed.low is None or allowed.high is None:
        return Sharpness(None, printable)
    low, high = allowed.low / half, allowed.high / half
    scale = low.denominator * high.denominator
    ends = int(low * scale), int(high * scale), allowed.low_closed, allowed.high_closed
    return Sharpness(_counted(ends, scale, result, rounding), printable)


def _counted(ends: _Ends, scale: int, result: Printed, rounding: Convention) -> int:
    """Count the numbers of the grid that meet a range; `scale` of its units are half a place."""
    reach = 0 if result.exact else 2
    first, last = ends[0] // (2 * scale) - reach, -(-ends[1] // (2 * scale)) + reach
    while first <= last and not _meet(_on_grid(first, scale, result, rounding), ends):
        first += 1
    while first <= last and not _meet(_on_grid(last, scale, result, rounding), ends):
        last -= 1
    return last - first + 1


def _on_grid(mantissa: int, scale: int, result: Printed, rounding: Convention) -> _Ends:
    if result.exact:
        return 2 * mantissa * scale, 2 * mantissa * scale, True, True
    low, high, low_closed, high_closed = interval_ends(mantissa, rounding)
    return low * scale, high * scale, low_closed, high_closed


def conventions_that_hold(
    relation: Relation, figures: Mapping[str, Printed]
) -> tuple[Convention, ...]:
    """Return every rounding convention under which the relation holds.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {"a": printed("5"), "b": printed("5.5")}
    >>> conventions_that_hold(linear("same", "a", ["b"]), figures)
    ('half-up', 'half-even', 'nearest', 'truncation')
    """
    return tuple(
        rounding
        for rounding in CONVENTIONS
        if judge(relation, figures, rounding).verdict in ("exact", "rounding")
    )
