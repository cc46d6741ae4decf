"""A declared relation in words: `a + b = c`, `part / whole * 100 = share`, `(now / before - 1) * 100 = g`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kelan_analysis.checking.relation import Relation
from kelan_analysis.errors import InputError

_DEEPEST = 40  # brackets and signs inside each other
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<operator>[-+−×÷*/()=])"
    r"|「(?P<quoted>[^」]+)」|(?P<name>[^\s\-+−×÷*/()=「」]+))"
)
_Sum = dict[str, Fraction]
_ONE: _Sum = {"": Fraction(1)}
_WAYS = "sums and differences of figures, and one division: a + b = c, a / b * 100 = c"


@dataclass(frozen=True, slots=True)
class _Value:
    """(upper / lower) + offset, where upper and lower are weighted sums."""

    upper: _Sum
    lower: _Sum
    offset: Fraction = Fraction(0)

    @property
    def constant(self) -> Fraction | None:
        if set(self.upper) <= {""} and set(self.lower) == {""}:
            return self.upper.get("", Fraction(0)) / self.lower[""] + self.offset
        return None

    @property
    def is_sum(self) -> bool:
        return set(self.lower) == {""}

    def times(self, factor: Fraction) -> _Value:
        upper = {name: weight * factor for name, weight in self.upper.items()}
        return _Value(upper, self.lower, self.offset * factor)


def parse_relation(text: str) -> Relation:
    """Read one declared relation.

    A name that holds an operator or a blank is put between 「 and 」.

    Raises
    ------
    InputError
        If it is no equation, or no sum and no ratio in which each figure stands once.

    Examples
    --------
    >>> parse_relation("a + b = c").names
    ('a', 'b', 'c')
    >>> growth = parse_relation("(cur / base - 1) * 100 = g")
    >>> growth.kind, growth.scale, growth.offset
    ('growth', Fraction(100, 1), Fraction(-100, 1))
    >>> parse_relation("a * b = c")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: A relation is made of sums and differences of figures, and \
one division: a + b = c, a / b * 100 = c. Got 'a * b = c'.
    """
    sides = text.split("=")
    if len(sides) != 2 or not all(side.strip() for side in sides):
        raise InputError(f"A relation has one equals sign, such as a + b = c. Got {text!r}.")
    try:
        left, right = (_Parser(side).value() for side in sides)
        if _single(left) and not _single(right):
            left, right = right, left
        return _relation(left, right)
    except (ValueError, ZeroDivisionError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"A relation is made of {_WAYS}. Got {text!r}.") from None


class _Parser:
    """Terms, factors and brackets, from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def value(self) -> _Value:
        found = self._sum()
        if self.at != len(self.tokens):
            raise ValueError("something is left over")
        return found

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _sum(self) -> _Value:
        found = self._product()
        while self._peek()[1] in ("+", "-") and self._peek()[0] == "operator":
            sign = self._next()[1]
            other = self._product()
            found = _added(found, other if sign == "+" else other.times(Fraction(-1)))
        return found

    def _product(self) -> _Value:
        found = self._factor()
        while self._peek() in (("operator", "*"), ("operator", "/")):
            operator = self._next()[1]
            other = self._factor()
            found = _multiplied(found, other) if operator == "*" else _divided(found, other)
        return found

    def _factor(self) -> _Value:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("too many brackets and signs inside each other")
        found = self._inner()
        self.depth -= 1
        return found

    def _inner(self) -> _Value:
        kind, word = self._next()
        if (kind, word) == ("operator", "-"):
            return self._factor().times(Fraction(-1))
        if (kind, word) == ("operator", "+"):
            return self._factor()
        if (kind, word) == ("operator", "("):
            found = self._sum()
            if self._next() != ("operator", ")"):
                raise ValueError("a bracket is open")
            return found
        if kind == "number":
            return _Value({"": Fraction(word)}, _ONE)
        if kind != "name":
            raise ValueError("a figure is missing")
        return _Value({word: Fraction(1)}, _ONE)

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self.at += 1
        return token


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    spelled = {"−": "-", "×": "*", "÷": "/"}
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError("unreadable")
        at = found.end()
        if found["operator"]:
            yield "operator", spelled.get(found["operator"], found["operator"])
        elif found["number"]:
            yield "number", found["number"]
        else:
            yield "name", found["quoted"] or found["name"]


def _added(one: _Value, two: _Value) -> _Value:
    for a, b in ((one, two), (two, one)):
        if b.constant is not None:
            return _Value(a.upper, a.lower, a.offset + b.constant)
    if one.lower != two.lower:
        raise ValueError("sum of ratios")
    return _Value(_plus(one.upper, two.upper), one.lower, one.offset + two.offset)


def _plus(one: _Sum, two: _Sum, factor: Fraction = Fraction(1)) -> _Sum:
    found = dict(one)
    for name, weight in two.items():
        found[name] = found.get(name, Fraction(0)) + weight * factor
    return {name: weight for name, weight in found.items() if weight}


def _multiplied(one: _Value, two: _Value) -> _Value:
    for a, b in ((one, two), (two, one)):
        if b.constant is not None:
            return a.times(b.constant)
    raise ValueError("product of figures")


def _divided(one: _Value, two: _Value) -> _Value:
    if two.constant is not None:
        return one.times(1 / two.constant)
    if not one.is_sum or not two.is_sum:
        raise ValueError("ratio of ratios")
    return _Value(_flat(one), _flat(two))


def _flat(value: _Value) -> _Sum:
    scaled = {name: weight / value.lower[""] for name, weight in value.upper.items()}
    return _plus(scaled, {"": value.offset})


def _single(value: _Value) -> bool:
    return list(value.upper.values()) == [1] and "" not in value.upper and (
        value.lower == _ONE and not value.offset
    )


def _relation(left: _Value, right: _Value) -> Relation:
    if left.is_sum and right.is_sum and not _single(right):
        return _balance(_plus(_flat(left), _flat(right), Fraction(-1)))
    if not _single(right):
        if right.constant is None:
            raise ValueError("ratio on both sides")
        result, constant = None, right.constant
    else:
        result, constant = next(iter(right.upper)), None
    upper, lower, offset = dict(left.upper), dict(left.lower), left.offset
    shared = sorted((set(upper) & set(lower)) - {""})
    if shared:
        factor = upper[shared[0]] / lower[shared[0]]
        upper, offset = _plus(upper, lower, -factor), offset + factor
    if set(lower) == {""}:
        offset += upper.pop("", Fraction(0)) / lower[""]
    names = [*(set(upper) - {""}), *(set(lower) - {""}), *([result] if result else [])]
    if len(names) != len(set(names)) or not set(upper) - {""} or "" in upper:
        raise ValueError("a figure stands twice")
    return _made(upper, lower, offset, result, constant)


def _made(
    upper: _Sum, lower: _Sum, offset: Fraction, result: str | None, constant: Fraction | None
) -> Relation:
    if set(lower) == {""}:
        terms = tuple((name, weight / lower[""]) for name, weight in upper.items())
        weights = [weight for _, weight in terms]
        kind = "sum" if all(w > 0 for w in weights) else "difference"
        kind = "same" if weights == [1] and result and not offset else kind
        return Relation(kind, result, terms, offset=offset, constant=constant)
    if "" in lower:
        raise ValueError("a constant below the line")
    scale = next(iter(upper.values()))
    terms = tuple((name, weight / scale) for name, weight in upper.items())
    below = tuple(lower.items())
    kind = "growth" if offset and offset == -scale else "ratio"
    return Relation(kind, result, terms, below, scale, offset, constant=constant)


def _balance(terms: _Sum) -> Relation:
    """Return terms = 0 with one of them as the result: the only one taken away, if there is one."""
    constant = -terms.pop("", Fraction(0))
    taken = [name for name, weight in terms.items() if weight == -1]
    if len(taken) == 1 and not constant:
        rest = tuple((name, weight) for name, weight in terms.items() if name != taken[0])
        if rest:
            kind = "sum" if all(weight > 0 for _, weight in rest) else "difference"
            kind = "same" if len(rest) == 1 and rest[0][1] == 1 else kind
            return Relation(kind, taken[0], rest)
    if not terms:
        raise ValueError("no figure")
    return Relation("sum", None, tuple(terms.items()), constant=constant)
