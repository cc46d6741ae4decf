"""What smallest change mends a contradiction: every set of the fewest figures, ranked, no ties hidden.

The search is exact. A set of figures can mend the violated relations only if it has a figure in
each of them; for one figure, the values that the other figures allow are an interval, and every
printable value in it is tried. Sets of two and three fix the last figure in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.search import Problem, Repair, Search
from kelan_analysis.checking.slips import rescaled

_LARGEST = 3


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
        made throughout; where few changes cannot mend all, changes that mend one check.
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
    search = Search(problem)
    if not search.violated:
        return Diagnosis((), (), ())
    for size in range(1, _LARGEST + 1):
        exchanged = []
        if size == 2:
            exchanged = [r for names in search.sets(2) for r in search.exchange(names)]
        found = [repair for names in search.sets(size) for repair in search.repairs(names)]
        if found and search.left >= 0:
            return _minimal(search, found, size)
        if exchanged:  # the search was cut short, but these mend everything
            return _minimal(search, exchanged, size)
    return _one_by_one(search)


def _minimal(search: Search, found: Sequence[Repair], size: int) -> Diagnosis:
    ranked = sorted(found, key=search.rank)
    sets = sorted({tuple(name for name, _ in repair.changes) for repair in found})
    others = sorted(_others(search, size, ranked), key=search.rank)
    return Diagnosis(
        tuple(search.violated), tuple(sets),
        tuple(_record(search, repair, search.violated) for repair in ranked),
        tuple(_record(search, repair, search.violated) for repair in others),
        tuple((repair.residual, repair.size) for repair in ranked),
    )  # fmt: skip


def _one_by_one(search: Search) -> Diagnosis:
    """Mend one check at a time, where no few changes mend all or the search was cut short."""
    found: list[tuple[Repair, str]] = []
    for id in search.violated:
        broken = search.problem.relations[id]
        for name in dict.fromkeys(broken.names):
            if name in search.problem.fixed:
                continue
            kept = [r for r in search.touching[name] if search.holds(r, {})]
            for value, span in search.solutions(name, {}, [*kept, broken]):
                if all(search.holds(r, {name: value}) for r in (*kept, broken)):
                    found.append((search.repair({name: value}, {name: span} if span else {}), id))
    found.sort(key=lambda entry: search.rank(entry[0]))
    records = tuple(_record(search, repair, [id]) for repair, id in found)
    return Diagnosis(tuple(search.violated), (), (), records)


def _others(search: Search, size: int, found: Sequence[Repair]) -> list[Repair]:
    """Return one cause behind more figures: two exchanged, one factor slipped throughout."""
    extra = []
    if size < 2:
        for names in search.sets(2):
            extra += search.exchange(names)
    if size == 1 and all(repair.operator == "value" for repair in found):
        for names in search.sets(2):
            extra += _throughout(search, names)
    return extra


def _throughout(search: Search, names: tuple[str, ...]) -> list[Repair]:
    """Return the repairs in which one and the same slip of scale befell all these figures."""
    by_factor: dict[Fraction, dict[str, Printed]] = {}
    for name in names:
        old = search.problem.figures[name]
        for value in rescaled(old):
            by_factor.setdefault(value.value / old.value, {})[name] = value
    return [
        search.repair(changed, {})
        for changed in by_factor.values()
        if len(changed) == len(names)
        and all(search.possible(name, value) for name, value in changed.items())
        and search.all_hold(changed)
    ]


def _record(search: Search, repair: Repair, mended: Sequence[str]) -> dict[str, Any]:
    changes = []
    for name, value in repair.changes:
        old = search.problem.figures[name]
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
        "repairs_checks": list(mended),
        "breaks_checks": list(repair.breaks),
    }
