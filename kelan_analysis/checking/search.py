"""The search behind a diagnosis: which values of which figures make all relations hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from kelan_analysis.checking.check import HOLDS
from kelan_analysis.checking.problem import Problem, Repair
from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.slips import neighbours, rescaled, slip, with_mantissa
from kelan_analysis.checking.verdict import judge
from kelan_analysis.rounding import Interval, rounded_mantissa

_LISTED = 12  # values of one figure that are listed one by one; beyond that, their range
_BUDGET = 300  # values tried for sets of two and more, so that a long text stays quick


class Search:
    """Candidates for the repair of a problem.

    Examples
    --------
    >>> Search(Problem({}, {})).violated
    []
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.left = _BUDGET
        self.order = {name: i for i, name in enumerate(problem.figures)}
        self.violated = [id for id, r in problem.relations.items() if not self.holds(r, {})]
        self.touching: dict[str, list[Relation]] = {name: [] for name in problem.figures}
        self.guesses: dict[str, list[str]] = {name: [] for name in problem.figures}
        for id, relation in problem.relations.items():
            for name in relation.names:
                if id in problem.soft:
                    self.guesses[name].append(id)
                else:
                    self.touching[name].append(relation)

    @cached_property
    def _ranges(self) -> dict[str, Interval]:
        rounding = self.problem.rounding
        return {name: f.interval(rounding) for name, f in self.problem.figures.items()}

    def sets(self, size: int) -> Iterator[tuple[str, ...]]:
        """Yield the sets of figures that have one in each violated relation.

        Examples
        --------
        >>> list(Search(Problem({}, {})).sets(1))
        []
        """
        for places in sorted(self._hitting(frozenset(), size)):
            if self.left < 0:
                return
            yield tuple(self._names[place] for place in places)

    def _hitting(self, chosen: frozenset[int], size: int) -> set[tuple[int, ...]]:
        """Return the sets of `size` figures, by place, that hold these and hit every violation."""
        missed = [places for places in self._broken if not places & chosen]
        if len(chosen) == size:
            return set() if missed else {tuple(sorted(chosen))}
        choices = min(missed, key=len) if missed else self._free
        found: set[tuple[int, ...]] = set()
        for place in sorted(choices - chosen):
            found |= self._hitting(chosen | {place}, size)
        return found

    @cached_property
    def _names(self) -> list[str]:
        return list(self.problem.figures)

    @cached_property
    def _free(self) -> frozenset[int]:
        fixed = self.problem.fixed
        return frozenset(
            i for i, n in enumerate(self._names) if n not in fixed and self.touching[n]
        )

    @cached_property
    def _broken(self) -> list[frozenset[int]]:
        """For each violated relation, the places of its figures that may be changed."""
        broken = [self.problem.relations[id] for id in self.violated]
        return [frozenset(self.order[n] for n in r.names) & self._free for r in broken]

    def repairs(self, names: tuple[str, ...]) -> list[Repair]:
        """Return every change of exactly these figures after which all relations hold.

        Examples
        --------
        >>> from kelan_analysis.checking.quantity import printed
        >>> from kelan_analysis.checking.relation import linear
        >>> figures = {name: printed(text) for name, text in zip("abc", ("2个", "3个", "6个"))}
        >>> search = Search(Problem(figures, {"K01": linear("sum", "c", ["a", "b"])}))
        >>> [(repair.operator, repair.changes[0][1].text) for repair in search.repairs(("c",))]
        [('digit', '5个')]
        """
        found = []
        *first, last = sorted(names, key=lambda n: self._private(n, names), reverse=True)
        if len(names) == 2:
            found += self.exchange(names)
        domains = [self._domain(name, names) for name in first]
        self.left -= 5 * len(first)
        for values in product(*domains):
            self.left -= len(names) > 1
            if self.left < 0:
                break
            changed = dict(zip(first, values, strict=True))
            for value, span in self.solutions(last, changed, self.touching[last]):
                everything = {**changed, last: value}
                if self.all_hold(everything):
                    found.append(self.repair(everything, {last: span} if span else {}))
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
            found, span = self._printable(figure, allowed) if allowed else ([], None)
            found = found[:-1] if span else found  # of a wide range, what one slip explains
            return [value for value in found if self.possible(name, value)]
        values = [with_mantissa(figure, m) for m in neighbours(figure)]
        values += [*rescaled(figure), with_mantissa(figure, -figure.mantissa)]
        return [value for value in values if self.possible(name, value)]

    def solutions(
        self, name: str, changed: Mapping[str, Printed], relations: Sequence[Relation]
    ) -> list[tuple[Printed, tuple[str, str] | None]]:
        """Return the printable values of one figure that these relations and the others allow.

        Examples
        --------
        >>> from kelan_analysis.checking.quantity import printed
        >>> from kelan_analysis.checking.relation import linear
        >>> search = Search(Problem({"a": printed("5个"), "b": printed("7个")}, {}))
        >>> [value.text for value, _ in search.solutions("a", {}, [linear("same", "a", ["b"])])]
        ['7个']
        """
        allowed = self._allowed(name, relations, changed)
        if allowed is None:
            return []
        figure = self.problem.figures[name]
        values, span = self._printable(figure, allowed)
        meant = [v for v in rescaled(figure) if v.interval(self.problem.rounding).meets(allowed)]
        found = {v.value: v for v in (*values, *meant)}
        return [(value, span) for value in found.values() if self.possible(name, value)]

    def _allowed(
        self, name: str, relations: Sequence[Relation], changed: Mapping[str, Printed]
    ) -> Interval | None:
        """Return the range of one figure that all these relations allow; None if none is left."""
        ranges = self._ranges
        if changed:
            new = {n: value.interval(self.problem.rounding) for n, value in changed.items()}
            ranges = {**ranges, **new}
        allowed = Interval(None, None, False, False)
        for relation in relations:
            try:
                solved = relation.solve_for(name, ranges)
            except (ZeroDivisionError, ValueError):
                return None
            if solved is not None:
                allowed = allowed.meet(solved)
        return None if allowed.empty else allowed

    def _printable(
        self, figure: Printed, allowed: Interval
    ) -> tuple[list[Printed], tuple[str, str] | None]:
        """Return the printable values in a range; where they are too many, those near a slip."""
        place = figure.last_place
        if figure.fraction is not None or (allowed.low is None and allowed.high is None):
            return [], None
        if allowed.low is None or allowed.high is None:
            slips = [with_mantissa(figure, m) for m in (-figure.mantissa, *neighbours(figure))]
            return [v for v in slips if v.interval(self.problem.rounding).meets(allowed)], None
        low, high = (allowed.low / place).__floor__() - 2, (allowed.high / place).__ceil__() + 2
        if high - low <= _LISTED + 6:
            wanted = [m for m in range(low, high + 1) if self._reaches(figure, m, allowed)]
            return [with_mantissa(figure, m) for m in wanted if m != figure.mantissa], None
        slips = (-figure.mantissa, *neighbours(figure))
        wanted = [m for m in slips if low <= m <= high]
        wanted = [m for m in wanted if self._reaches(figure, m, allowed)]
        values = [with_mantissa(figure, m) for m in dict.fromkeys([*wanted, (low + high) // 2])]
        span = (with_mantissa(figure, low + 2).text, with_mantissa(figure, high - 2).text)
        return values, span

    def _reaches(self, figure: Printed, mantissa: int, allowed: Interval) -> bool:
        return replace(figure, mantissa=mantissa).interval(self.problem.rounding).meets(allowed)

    def possible(self, name: str, value: Printed) -> bool:
        """Whether a value may stand for a figure: another one, of a sign and size it can have.

        Examples
        --------
        >>> from kelan_analysis.checking.quantity import printed
        >>> search = Search(Problem({"a": printed("5")}, {}))
        >>> search.possible("a", printed("-5")), search.possible("a", printed("6"))
        (False, True)
        """
        old = self.problem.figures[name]
        if value.value == old.value or (value.value < 0 and name not in self.problem.signed):
            return False
        upper = self.problem.upper.get(name)
        return upper is None or value.value <= upper

    def exchange(self, names: Sequence[str]) -> list[Repair]:
        """Return the repair that exchanges two figures, if it mends all.

        Examples
        --------
        >>> from kelan_analysis.checking.quantity import printed
        >>> Search(Problem({"a": printed("5"), "b": printed("5")}, {})).exchange(["a", "b"])
        []
        """
        one, two = (self.problem.figures[name] for name in names)
        if one.base != two.base or one.value == two.value:
            return []
        changed = {names[0]: two, names[1]: one}
        possible = all(self.possible(name, value) for name, value in changed.items())
        if not possible or not self.all_hold(changed):
            return []
        return [self.repair(changed, {}, "exchange")]

    def all_hold(self, changed: Mapping[str, Printed]) -> bool:
        """Whether all violated relations and all that a change touches hold after it.

        Examples
        --------
        >>> Search(Problem({}, {})).all_hold({})
        True
        """
        touched = {id(r): r for r in (self.problem.relations[k] for k in self.violated)}
        touched |= {id(r): r for name in changed for r in self.touching[name]}
        return all(self.holds(relation, changed) for relation in touched.values())

    def holds(self, relation: Relation, changed: Mapping[str, Printed]) -> bool:
        """Whether a relation is no contradiction after a change.

        Examples
        --------
        >>> from kelan_analysis.checking.quantity import printed
        >>> from kelan_analysis.checking.relation import linear
        >>> same = linear("same", "a", ["b"])
        >>> Search(Problem({"a": printed("5个"), "b": printed("6个")}, {})).holds(same, {})
        False
        """
        figures = {**self.problem.figures, **changed} if changed else self.problem.figures
        return judge(relation, figures, self.problem.rounding).verdict in HOLDS

    def repair(
        self,
        changed: Mapping[str, Printed],
        ranges: Mapping[str, tuple[str, str]],
        operator: str | None = None,
    ) -> Repair:
        """Return a change as a repair, with the slip that explains it.

        Examples
        --------
        >>> from kelan_analysis.checking.quantity import printed
        >>> search = Search(Problem({"a": printed("54")}, {}))
        >>> search.repair({"a": printed("45")}, {}).operator
        'swap'
        """
        ordered = sorted(changed.items(), key=lambda item: self.order[item[0]])
        if operator is None:
            slips = [self._slip(name, value) for name, value in ordered]
            operator = "value" if None in slips else "+".join(s for s in slips if s)
        size = sum(abs(value.value - self.problem.figures[n].value) for n, value in ordered)
        kept = ranges if operator == "value" else {}
        ids = dict.fromkeys(id for name, _ in ordered for id in self.guesses[name])
        breaks = tuple(id for id in ids if not self.holds(self.problem.relations[id], changed))
        residual = self._residual(changed)
        return Repair(tuple(ordered), operator, residual, Fraction(size), kept, breaks)

    def _slip(self, name: str, value: Printed) -> str | None:
        old = self.problem.figures[name]
        return "unit" if value.unit != old.unit else slip(value.number, old.number)

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
            there = rounded_mantissa(graded.recomputed / place, 0, "half-up")
            off += abs(there - result.value / place)
        return off

    def rank(self, repair: Repair) -> tuple[Any, ...]:
        """Return the order of the repairs: slips, what breaks nothing, what prints as usual, small ones.

        Examples
        --------
        >>> Search(Problem({}, {})).rank(Repair((), "swap", Fraction(0), Fraction(3)))[0]
        False
        """
        places = tuple(self.order[name] for name, _ in repair.changes)
        value = repair.operator == "value"
        return (
            value, len(repair.breaks), self._beyond_double(repair), self._unusual(repair),
            repair.residual, repair.size, places,
        )  # fmt: skip

    def _unusual(self, repair: Repair) -> int:
        """Return by how much rarer units and decimals of a repair are than the printed ones."""
        usual, figures = self.problem.usual, self.problem.figures
        return sum(
            usual.get((figures[name].unit, figures[name].decimals), 0)
            - usual.get((value.unit, value.decimals), 0)
            for name, value in repair.changes
            if (value.unit, value.decimals) != (figures[name].unit, figures[name].decimals)
        )

    def _beyond_double(self, repair: Repair) -> int:
        """Return how many percentages of the violated relations stay above 200 %."""
        changed = dict(repair.changes)
        broken = {n for id in self.violated for n in self.problem.relations[id].names}
        figures = {name: changed.get(name, self.problem.figures[name]) for name in broken}
        return sum(
            value.value > 200 for n, value in figures.items() if n in self.problem.percentages
        )


def _distinct(repairs: Sequence[Repair]) -> list[Repair]:
    """Drop the same change found twice; the one named an exchange stays."""
    seen: dict[tuple[tuple[str, Fraction], ...], Repair] = {}
    for repair in repairs:
        key = tuple((name, value.value) for name, value in repair.changes)
        seen.setdefault(key, repair)
    return list(seen.values())
