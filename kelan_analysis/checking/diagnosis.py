"""What smallest change mends a contradiction: every set of the fewest figures, ranked, no ties hidden.

The search is exact. A set of figures can mend the violated relations only if it has a figure in
each of them; for one figure, the values that the other figures allow are an interval, and every
printable value in it is tried. Sets of two and three fix the last figure in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.slips import OPERATORS, neighbours, rescaled, slip, with_mantissa
from kelan_analysis.checking.verdict import judge
from kelan_analysis.rounding import Convention, Interval, rounded_mantissa

_LISTED = 12  # values of one figure that are listed one by one; beyond that, their range
_TRIED = 400  # values of one figure that are tried beside a second one
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Figures bound by relations, some of which cannot hold.

    Attributes
    ----------
    figures : mapping of str to Printed
        In the order of the record.
    relations : mapping of str to Relation
        By the id of their check.
    rounding : str
        The convention.
    signed, fixed : frozenset of str
        Figures that may be negative; figures that may not be changed.
    upper : mapping of str to Fraction
        Upper bounds, in the base unit.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {name: printed(text) for name, text in zip("abt", ("412个", "385个", "779个"))}
    >>> problem = Problem(figures, {"K01": linear("sum", "t", ["a", "b"])})
    >>> diagnose(problem).repairs[0]["changes"]
    [{'figure': 't', 'old': '779', 'new': '797'}]
    """

    figures: Mapping[str, Printed]
    relations: Mapping[str, Relation]
    rounding: Convention = "half-up"
    signed: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    upper: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Every minimal explanation of a contradiction.

    Attributes
    ----------
    violated : tuple of str
        Checks that cannot hold.
    minimal_sets : tuple of tuple of str
        Every smallest set of figures that can mend them all.
    repairs : tuple of dict
        Every change of such a set, ranked.
    other_repairs : tuple of dict
        One slip that touches more figures than necessary (two figures exchanged), and one slip
        made throughout.
    scores : tuple of (Fraction, Fraction)
        By how many last places each of `repairs` leaves the digits off, and how much it changes.

    Examples
    --------
    >>> Diagnosis((), (), ()).repairs
    ()
    """

    violated: tuple[str, ...]
    minimal_sets: tuple[tuple[str, ...], ...]
    repairs: tuple[dict[str, Any], ...]
    other_repairs: tuple[dict[str, Any], ...] = ()
    scores: tuple[tuple[Fraction, Fraction], ...] = ()


def diagnose(problem: Problem) -> Diagnosis:
    """Find every smallest set of changes after which every relation holds.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {name: printed(text) for name, text in zip("bdn", ("512个", "897个", "385个"))}
    >>> sum_ = linear("difference", "n", ["b", "d"], weights=[1, -1])
    >>> found = diagnose(Problem(figures, {"K01": sum_}, signed=frozenset("n")))
    >>> found.minimal_sets, found.repairs[0]["operator"]
    ((('b',), ('d',), ('n',)), 'sign')
    """
    search = _Search(problem)
    if not search.violated:
        return Diagnosis((), (), ())
    for size in range(1, _LARGEST + 1):
        found = [repair for names in search.sets(size) for repair in search.repairs(names)]
        if found:
            return search.diagnosis(found, size)
    return search.diagnosis([], 0)


@dataclass(frozen=True, slots=True)
class _Repair:
    changes: tuple[tuple[str, Printed], ...]
    operator: str
    residual: Fraction
    size: Fraction
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class _Search:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.order = {name: i for i, name in enumerate(problem.figures)}
        self.violated = [id for id, r in problem.relations.items() if not self._holds(r, {})]
        self.touching: dict[str, list[Relation]] = {name: [] for name in problem.figures}
        for relation in problem.relations.values():
            for name in relation.names:
                self.touching[name].append(relation)

    def sets(self, size: int) -> Iterator[tuple[str, ...]]:
        """Yield the sets of figures that have one in each violated relation."""
        violated = [set(self.problem.relations[id].names) for id in self.violated]
        free = [n for n in self.problem.figures if n not in self.problem.fixed and self.touching[n]]
        for names in combinations(free, size):
            chosen = set(names)
            if all(chosen & names_ for names_ in violated):
                yield names

    def repairs(self, names: tuple[str, ...]) -> list[_Repair]:
        """Return every change of exactly these figures after which all relations hold."""
        found = []
        *first, last = sorted(names, key=lambda n: self._private(n, names), reverse=True)
        if len(names) == 2:
            found += self._exchange(names)
        domains = [self._domain(name, names) for name in first]
        for values in product(*domains):
            changed = dict(zip(first, values, strict=True))
            for value, span in self._solutions(last, changed):
                everything = {**changed, last: value}
                if self._all_hold(everything):
                    found.append(self._repair(everything, {last: span} if span else {}))
        return _distinct(found)

    def _private(self, name: str, names: Sequence[str]) -> bool:
        """Whether a relation binds this figure and no other of the set."""
        others = set(names) - {name}
        return any(not others & set(r.names) for r in self.touching[name])

    def _domain(self, name: str, names: Sequence[str]) -> list[Printed]:
        """Return the values of a figure to try beside another: what its own relations allow."""
        others = set(names) - {name}
        own = [r for r in self.touching[name] if not others & set(r.names)]
        figure = self.problem.figures[name]
        if own:
            allowed = self._allowed(name, own, {})
            found, _ = self._printable(figure, allowed, _TRIED) if allowed else ([], None)
            return [value for value in found if self._possible(name, value)]
        values = [with_mantissa(figure, m) for m in neighbours(figure)]
        values += [*rescaled(figure), with_mantissa(figure, -figure.mantissa)]
        return [value for value in values if self._possible(name, value)]

    def _solutions(
        self, name: str, changed: Mapping[str, Printed]
    ) -> list[tuple[Printed, tuple[str, str] | None]]:
        """Return the printable values of one figure that the others allow."""
        allowed = self._allowed(name, self.touching[name], changed)
        if allowed is None:
            return []
        figure = self.problem.figures[name]
        values, span = self._printable(figure, allowed, _LISTED)
        for value in rescaled(figure):
            if value.interval(self.problem.rounding).meets(allowed):
                values.append(value)
        return [(value, span) for value in values if self._possible(name, value)]

    def _allowed(
        self, name: str, relations: Sequence[Relation], changed: Mapping[str, Printed]
    ) -> Interval | None:
        """Return the range of one figure that all these relations allow; None if none is left."""
        figures = {**self.problem.figures, **changed}
        allowed = Interval(None, None, False, False)
        for relation in relations:
            ranges = {
                n: figures[n].interval(self.problem.rounding) for n in relation.names if n != name
            }
            try:
                solved = relation.solve_for(name, ranges)
            except (ZeroDivisionError, ValueError):
                return None
            if solved is not None:
                allowed = allowed.meet(solved)
        return None if allowed.empty else allowed

    def _printable(
        self, figure: Printed, allowed: Interval, limit: int
    ) -> tuple[list[Printed], tuple[str, str] | None]:
        """Return the printable values in a range; where they are too many, those near a slip."""
        if figure.fraction is not None or allowed.low is None or allowed.high is None:
            return [], None
        place = figure.last_place
        low, high = (allowed.low / place).__floor__() - 2, (allowed.high / place).__ceil__() + 2
        if high - low <= limit + 6:
            wanted = [m for m in range(low, high + 1) if self._reaches(figure, m, allowed)]
            return [with_mantissa(figure, m) for m in wanted if m != figure.mantissa], None
        wanted = [m for m in neighbours(figure) if self._reaches(figure, m, allowed)]
        middle = (low + high) // 2
        values = [with_mantissa(figure, m) for m in dict.fromkeys([*wanted, middle])]
        span = (with_mantissa(figure, low + 2).text, with_mantissa(figure, high - 2).text)
        return values, span

    def _reaches(self, figure: Printed, mantissa: int, allowed: Interval) -> bool:
        return replace(figure, mantissa=mantissa).interval(self.problem.rounding).meets(allowed)

    def _possible(self, name: str, value: Printed) -> bool:
        old = self.problem.figures[name]
        if value.value == old.value or (value.value < 0 and name not in self.problem.signed):
            return False
        upper = self.problem.upper.get(name)
        return upper is None or value.value <= upper

    def _exchange(self, names: tuple[str, ...]) -> list[_Repair]:
        one, two = (self.problem.figures[name] for name in names)
        if one.base != two.base or one.value == two.value:
            return []
        changed = {names[0]: two, names[1]: one}
        possible = all(self._possible(name, value) for name, value in changed.items())
        if not possible or not self._all_hold(changed):
            return []
        return [self._repair(changed, {}, "exchange")]

    def _all_hold(self, changed: Mapping[str, Printed]) -> bool:
        touched = {id(r): r for name in changed for r in self.touching[name]}
        touched |= {id(r): r for r in (self.problem.relations[k] for k in self.violated)}
        return all(self._holds(relation, changed) for relation in touched.values())

    def _holds(self, relation: Relation, changed: Mapping[str, Printed]) -> bool:
        figures = {**self.problem.figures, **changed} if changed else self.problem.figures
        return judge(relation, figures, self.problem.rounding).verdict != "contradiction"

    def _repair(
        self,
        changed: Mapping[str, Printed],
        ranges: Mapping[str, tuple[str, str]],
        operator: str | None = None,
    ) -> _Repair:
        ordered = sorted(changed.items(), key=lambda item: self.order[item[0]])
        if operator is None:
            slips = [self._slip(name, value) for name, value in ordered]
            operator = "+".join(s or "value" for s in slips)
            operator = "value" if None in slips else operator
        size = sum(abs(value.value - self.problem.figures[n].value) for n, value in ordered)
        return _Repair(
            tuple(ordered), operator, self._residual(changed), Fraction(size),
            ranges if operator == "value" else {},
        )  # fmt: skip

    def _slip(self, name: str, value: Printed) -> str | None:
        old = self.problem.figures[name]
        if value.unit != old.unit:
            return "unit"
        return slip(value.number, old.number)

    def _residual(self, changed: Mapping[str, Printed]) -> Fraction:
        """Return by how many last places the printed digits are off, over all that changed."""
        figures = {**self.problem.figures, **changed}
        off = Fraction(0)
        for relation in {id(r): r for name in changed for r in self.touching[name]}.values():
            graded = judge(relation, figures, self.problem.rounding)
            if relation.result is None or graded.recomputed is None:
                continue
            result = figures[relation.result]
            place = result.last_place
            off += abs(rounded_mantissa(graded.recomputed / place, 0, "half-up") - result.value / place)
        return off

    def rank(self, repair: _Repair) -> tuple[Any, ...]:
        """Return the order of the repairs: slips first, then exact ones, then small ones."""
        places = tuple(self.order[name] for name, _ in repair.changes)
        return repair.operator == "value", repair.residual, repair.size, places

    def diagnosis(self, found: Sequence[_Repair], size: int) -> Diagnosis:
        ranked = sorted(found, key=self.rank)
        sets = sorted(
            {tuple(name for name, _ in repair.changes) for repair in found},
            key=lambda names: tuple(names),
        )
        others = [] if not self.violated else sorted(self._others(size, ranked), key=self.rank)
        return Diagnosis(
            tuple(self.violated), tuple(sets),
            tuple(self._record(repair) for repair in ranked),
            tuple(self._record(repair) for repair in others),
            tuple((repair.residual, repair.size) for repair in ranked),
        )  # fmt: skip

    def _others(self, size: int, found: Sequence[_Repair]) -> list[_Repair]:
        """Return one cause behind more figures: two exchanged, one factor slipped throughout."""
        if size == 0:
            return []
        extra = []
        if size < 2:
            for names in self.sets(2):
                extra += self._exchange(names)
        if all(repair.operator == "value" for repair in found):
            for names in self.sets(size + 1):
                extra += self._throughout(names)
        return extra

    def _throughout(self, names: tuple[str, ...]) -> list[_Repair]:
        """Return the repairs in which one and the same slip of scale befell all these figures."""
        by_factor: dict[Fraction, dict[str, Printed]] = {}
        for name in names:
            old = self.problem.figures[name]
            for value in rescaled(old):
                by_factor.setdefault(value.value / old.value, {})[name] = value
        return [
            self._repair(changed, {})
            for changed in by_factor.values()
            if len(changed) == len(names)
            and all(self._possible(name, value) for name, value in changed.items())
            and self._all_hold(changed)
        ]

    def _record(self, repair: _Repair) -> dict[str, Any]:
        changes = []
        for name, value in repair.changes:
            old = self.problem.figures[name]
            same_unit = value.unit == old.unit
            change = {
                "figure": name,
                "old": old.number if same_unit else old.text,
                "new": value.number if same_unit else value.text,
            }
            if name in repair.ranges:
                change["from"], change["to"] = repair.ranges[name]
            changes.append(change)
        return {
            "changes": changes,
            "operator": repair.operator,
            "repairs_checks": list(self.violated),
            "breaks_checks": [],
        }


def _distinct(repairs: Sequence[_Repair]) -> list[_Repair]:
    """Drop the same change found twice; the one named an exchange stays."""
    seen: dict[tuple[tuple[str, Fraction], ...], _Repair] = {}
    for repair in repairs:
        key = tuple((name, value.value) for name, value in repair.changes)
        seen.setdefault(key, repair)
    return list(seen.values())


def typicality(operator: str) -> int:
    """Return how typical a slip is, 0 the most; several slips count as their rarest.

    Examples
    --------
    >>> typicality("digit") < typicality("swap+value")
    True
    """
    return max(OPERATORS.index(name) for name in operator.split("+"))
