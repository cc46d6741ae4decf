"""Whether one set of true values can satisfy all relations of a text together.

Relations may each hold and still contradict each other: with x + y = 43, y + z = 41 and x = z the
first two ask for x - z of at least 1. A ratio enters with the range of its printed result, which
makes it linear; so nothing is called impossible that is possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kelan_analysis.checking.check import Verdict
from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.simplex import Constraint, solvable
from kelan_analysis.checking.verdict import judge
from kelan_analysis.rounding import Convention, Interval

_NAMED: tuple[Convention, ...] = ("half-up", "half-even", "truncation", "nearest")


@dataclass(frozen=True, slots=True)
class Together:
    """What several relations allow together.

    Attributes
    ----------
    verdict : str
        ``exact``, ``rounding``, ``convention`` or ``contradiction``.
    convention : str or None
        The convention that they need.
    conflicts : tuple of tuple of str
        In a contradiction, smallest sets of relations that cannot hold together.

    Examples
    --------
    >>> Together("exact", None, ()).feasible
    True
    """

    verdict: Verdict
    convention: Convention | None
    conflicts: tuple[tuple[str, ...], ...]

    @property
    def feasible(self) -> bool:
        """Whether some convention lets all relations hold at once.

        Examples
        --------
        >>> Together("contradiction", None, (("K01", "K02"),)).feasible
        False
        """
        return self.verdict != "contradiction"


def together(
    relations: Mapping[str, Relation],
    figures: Mapping[str, Printed],
    rounding: Convention = "half-up",
) -> Together:
    """Judge all relations jointly, and name a smallest conflict in each group that hangs together.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {n: printed(v) for n, v in zip("xyzst", ("15", "27", "15", "43", "41"))}
    >>> relations = {
    ...     "K01": linear("sum", "s", ["x", "y"]), "K02": linear("sum", "t", ["y", "z"]),
    ...     "K03": linear("same", "x", ["z"]),
    ... }
    >>> together(relations, figures).conflicts
    (('K01', 'K02', 'K03'),)
    """
    graded = {id: judge(r, figures, rounding).verdict for id, r in relations.items()}
    conflicts = [(id,) for id, verdict in graded.items() if verdict == "contradiction"]
    needed: Convention | None = None
    for group in groups({k: v for k, v in relations.items() if graded[k] in _HOLD}, figures):
        if all(graded[id] == "exact" for id in group) and _witnessed(group, relations, figures):
            continue
        under = next((c for c in _order(rounding) if _possible(group, relations, figures, c)), None)
        if under is None:
            group = [id for id in group if graded[id] != "convention"]
            if not any(_possible(group, relations, figures, c) for c in _order(rounding)):
                conflicts.append(_smallest(group, relations, figures))
        elif under != rounding:
            needed = needed or under
    if conflicts:
        return Together("contradiction", None, tuple(conflicts))
    if needed is not None or "convention" in graded.values():
        return Together("convention", needed, ())
    exact = all(verdict in ("exact", "undecidable") for verdict in graded.values())
    return Together("exact" if exact else "rounding", None, ())


_HOLD = ("exact", "rounding", "convention")


def _order(rounding: Convention) -> list[Convention]:
    return [rounding, *(other for other in _NAMED if other != rounding)]


def groups(
    relations: Mapping[str, Relation], figures: Mapping[str, Printed], *, exact: bool = False
) -> list[list[str]]:
    """Return the relations that hang together by a figure, in order; exact ones join if told.

    A figure that is exact is a constant: through it nothing is passed on.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {name: printed("5") for name in "abcd"}
    >>> relations = {"K01": linear("same", "a", ["b"]), "K02": linear("same", "c", ["d"])}
    >>> groups(relations, figures)
    [['K01'], ['K02']]
    """
    owner: dict[str, str] = {}
    root = {id: id for id in relations}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    for id, relation in relations.items():
        for name in relation.names:
            if exact or not figures[name].exact:
                root[find(id)] = find(owner.setdefault(name, id))
    found: dict[str, list[str]] = {}
    for id in relations:
        found.setdefault(find(id), []).append(id)
    return list(found.values())


def _witnessed(
    group: Sequence[str], relations: Mapping[str, Relation], figures: Mapping[str, Printed]
) -> bool:
    """Whether the printed digits themselves satisfy all, but for results that nothing else uses."""
    if len(group) == 1:
        return True
    uses: dict[str, int] = {}
    for id in group:
        for name in relations[id].names:
            uses[name] = uses.get(name, 0) + 1
    for id in group:
        result = relations[id].result
        if result is not None and uses[result] > 1 and not relations[id].at_most:
            points = {n: Interval.point(figures[n].value) for n in relations[id].operands}
            if relations[id].power > 1 or relations[id].yields(points).low != figures[result].value:
                return False
    return True


def _possible(
    group: Sequence[str],
    relations: Mapping[str, Relation],
    figures: Mapping[str, Printed],
    rounding: Convention,
) -> bool:
    chosen = [relations[id] for id in group]
    names = {name for relation in chosen for name in relation.names}
    ranges = {name: figures[name].interval(rounding) for name in names}
    if len(chosen) < 2:
        return all(relation.holds(ranges) for relation in chosen)
    constraints = [c for name, interval in ranges.items() for c in _bounds(name, interval)]
    for relation in chosen:
        if any(ranges[name].width is None for name in relation.names):
            continue
        constraints += _linear(relation, ranges)
    return solvable(constraints)


def _bounds(name: str, interval: Interval) -> list[Constraint]:
    one = Fraction(1)
    found = []
    if interval.low is not None:
        found.append(Constraint({name: -one}, -interval.low, strict=not interval.low_closed))
    if interval.high is not None:
        found.append(Constraint({name: one}, interval.high, strict=not interval.high_closed))
    return found


def _linear(relation: Relation, ranges: Mapping[str, Interval]) -> list[Constraint]:
    """Return a relation as linear constraints; a ratio by the range of its result."""
    terms = dict(relation.numerator)
    if relation.slack:
        return []
    if not relation.denominator and relation.power == 1:
        bound = (relation.constant or Fraction(0)) - relation.offset
        if relation.result is not None:
            terms[relation.result] = terms.get(relation.result, Fraction(0)) - 1 / relation.scale
            bound = -relation.offset
        return [Constraint(terms, bound / relation.scale, equal=not relation.at_most)]
    lifted = relation.lift(relation.target(ranges))
    found = []
    for end, closed, sign in (
        (lifted.low, lifted.low_closed, -1), (lifted.high, lifted.high_closed, 1),
    ):  # fmt: skip
        if end is None:
            continue
        row = {name: weight * sign for name, weight in terms.items()}
        for name, weight in relation.denominator:
            row[name] = row.get(name, Fraction(0)) - end * weight * sign
        found.append(Constraint(row, Fraction(0), strict=not closed))
    return found


def _smallest(
    group: Sequence[str], relations: Mapping[str, Relation], figures: Mapping[str, Printed]
) -> tuple[str, ...]:
    """Leave out every relation without which the rest is still impossible."""
    kept = list(group)
    for id in group:
        rest = [other for other in kept if other != id]
        if not any(_possible(rest, relations, figures, c) for c in _NAMED):
            kept = rest
    return tuple(kept)
