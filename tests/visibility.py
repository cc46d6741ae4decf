"""Whether a labelled relation is broken beyond every rounding: an evaluator apart from the package's.

It knows nothing of the package's relations and verdicts. It reads a label (`relation`, `operands`,
`result`), gives every figure its widest interval under any convention of rounding, and asks
whether the formula can still reach what is printed.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Span:
    """Every value from low to high; an end that only some convention reaches counts as reached."""

    low: Fraction
    high: Fraction

    def __add__(self, other):
        return Span(self.low + other.low, self.high + other.high)

    def __mul__(self, other):
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def over(self, other):
        """Divide; None where the divisor may be zero."""
        if other.low <= 0 <= other.high:
            return None
        return self * Span(1 / other.high, 1 / other.low)

    def meets(self, other):
        return self.low <= other.high and other.low <= self.high


def point(value):
    return Span(Fraction(value), Fraction(value))


def span_of(figure, convention):
    """What a printed figure stands for, in its base unit: `nearest`, either tie, or `truncation`."""
    value = Fraction(figure.exact) if figure.exact is not None else Fraction(figure.base_value)
    if figure.exact is not None:
        return point(value * 100 if figure.base_unit == "%" else value)
    factor = Fraction(figure.base_value) / Fraction(figure.value) if figure.value else Fraction(1)
    decimals = figure.decimals or 0
    whole = figure.kind in ("count", "duration", "rank") and decimals == 0 and factor == 1
    if (whole or figure.implicit) and figure.hedge is None:
        return point(value)
    place = factor / 10**decimals
    number = (figure.number or "").replace(",", "")
    if number and not number.isascii() and not decimals:
        units = int(abs(figure.value))
        while units and units % 10 == 0:  # the zeros of 三亿八千二百万 are not printed
            units, place = units // 10, place * 10
    if convention == "truncation":
        away = value + place if value > 0 else value - place
        ends = (value, away) if value else (-place, place)
        return Span(min(ends), max(ends))
    return Span(value - place / 2, value + place / 2)


def broken(label, figures):
    """Whether a labelled relation is a contradiction under every convention of rounding."""
    return not any(_reaches(label, figures, convention) for convention in ("nearest", "truncation"))


def _reaches(label, figures, convention):
    spans = [span_of(figures[id], convention) for id in label["operands"]]
    if label["result"] is None:
        target = point(label["constant"])
    else:
        target = span_of(figures[label["result"]], convention)
    allowed = _FORMULAS[label["relation"]](spans, label, figures)
    return allowed is None or allowed.meets(target)


def _sum(spans, label, figures):
    return sum(spans[1:], spans[0])


def _difference(spans, label, figures):
    first, *rest = spans
    return sum((Span(-s.high, -s.low) for s in rest), first)


def _ratio(spans, label, figures):
    unit = figures[label["result"]].base_unit
    scale = {"%": 100, "‰": 1000}.get(unit, 1) if label["relation"] == "ratio" else 1
    quotient = spans[0].over(spans[1])
    return quotient and quotient * point(Fraction(label.get("scale", 1)) * scale)


def _growth(spans, label, figures):
    """From the first operand to the second, a yearly average over `years`."""
    quotient = spans[1].over(spans[0])
    if quotient is None or quotient.low < 0:
        return None
    years = label.get("years", 1)
    return Span(*(_root(end, years) * 100 - 100 for end in (quotient.low, quotient.high)))


def _root(value, years):
    """By bisection, far closer than any printed place."""
    if years == 1:
        return value
    low, high = Fraction(0), max(value, Fraction(1))
    for _ in range(64):
        middle = (low + high) / 2
        low, high = (middle, high) if middle**years <= value else (low, middle)
    return low


def _growth_from_change(spans, label, figures):
    change, level = spans
    ends = [
        c / (v - c) * 100
        for c in (change.low, change.high)
        for v in (level.low, level.high)
        if v > c
    ]
    return Span(min(ends), max(ends)) if len(ends) == 4 else None


def _growth_of_sum(spans, label, figures):
    return Span(min(s.low for s in spans), max(s.high for s in spans))



_FORMULAS = {
    "sum": _sum, "difference": _difference, "ratio": _ratio, "ratio_to_one": _ratio,
    "mean": _ratio, "growth": _growth, "growth_from_change": _growth_from_change,
    "growth_of_sum": _growth_of_sum, "same": lambda spans, label, figures: spans[0],
}  # fmt: skip
