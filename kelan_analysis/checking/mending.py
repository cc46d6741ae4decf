"""From judged relations to what they say together: conflicts, and what would mend them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product
from typing import Any

from kelan_analysis.checking.check import Check
from kelan_analysis.checking.diagnosis import Diagnosis, diagnose
from kelan_analysis.checking.feasibility import Together, groups, together
from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.search import Problem
from kelan_analysis.rounding import Convention

_COMBINED = 1000  # combinations of repairs of separate faults that are spelled out


@dataclass(frozen=True, slots=True)
class Mended:
    """Checks with their repairs, and the joint verdict.

    Attributes
    ----------
    checks : tuple of Check
        Those of a contradiction carry what would mend everything they touch.
    together : Together
        The joint verdict and the smallest conflicts.
    diagnoses : tuple of Diagnosis
        One for each fault that stands apart from the others.
    order : tuple of str
        The figures in the order of the record.

    Examples
    --------
    >>> Mended((), Together("exact", None, ()), ()).repairs
    ()
    """

    checks: tuple[Check, ...]
    together: Together
    diagnoses: tuple[Diagnosis, ...]
    order: tuple[str, ...] = ()

    @property
    def repairs(self) -> tuple[dict[str, Any], ...]:
        """Every smallest set of changes that mends all faults, ranked.

        Examples
        --------
        >>> from kelan_analysis.checking import check_relations
        >>> figures = {"a": "412", "b": "385", "t": "779"}
        >>> check_relations(figures, ["a + b = t"], exact=list(figures)).repairs[0]["operator"]
        'swap'
        """
        if not self.diagnoses or not all(d.repairs for d in self.diagnoses):
            return ()
        if len(self.diagnoses) == 1:
            return self.diagnoses[0].repairs
        choices = product(*(zip(d.repairs, d.scores, strict=True) for d in self.diagnoses))
        combined = [self._combined(parts) for parts in islice(choices, _COMBINED)]
        combined.sort(key=lambda entry: entry[0])
        return tuple(record for _, record in combined)

    def _combined(
        self, parts: Sequence[tuple[dict[str, Any], tuple[Fraction, Fraction]]]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Join the repairs of separate faults, and rank them as one."""
        repairs = [repair for repair, _ in parts]
        changes = [change for repair in repairs for change in repair["changes"]]
        changes.sort(key=lambda change: self.order.index(change["figure"]))
        names = [repair["operator"] for repair in repairs]
        operator = "value" if "value" in names else "+".join(names)
        residual = sum(score[0] for _, score in parts)
        size = sum(score[1] for _, score in parts)
        places = [self.order.index(change["figure"]) for change in changes]
        checks = sorted(id for repair in repairs for id in repair["repairs_checks"])
        record = {
            "changes": changes, "operator": operator, "repairs_checks": checks,
            "breaks_checks": sorted(id for repair in repairs for id in repair["breaks_checks"]),
        }  # fmt: skip
        return (operator == "value", residual, size, places), record

    @property
    def other_repairs(self) -> tuple[dict[str, Any], ...]:
        """One slip that changes more figures than the fewest: two exchanged, one unit throughout.

        Examples
        --------
        >>> Mended((), Together("exact", None, ()), ()).other_repairs
        ()
        """
        return tuple(repair for d in self.diagnoses for repair in d.other_repairs)


def mend(
    checks: Sequence[Check],
    relations: Mapping[str, Relation],
    figures: Mapping[str, Printed],
    rounding: Convention = "half-up",
    *,
    signed: Collection[str] = (),
    upper: Mapping[str, Fraction] | None = None,
    fixed: Collection[str] = (),
    percentages: Collection[str] = (),
    soft: Collection[str] = (),
) -> Mended:
    """Judge all relations together and diagnose what contradicts.

    Parameters
    ----------
    checks : sequence of Check
        The judged relations; those undecidable take no part.
    relations : mapping of str to Relation
        By the id of their check.
    figures : mapping of str to Printed
        In the order of the record.
    rounding : str
        The convention.
    signed, upper, fixed, percentages, soft
        See `search.Problem`.

    Examples
    --------
    >>> from kelan_analysis.checking import check_relations
    >>> report = check_relations({"a": "5", "b": "7", "c": "13"}, ["a + b = c"], exact=list("abc"))
    >>> report.feasible, [repair["changes"][0]["figure"] for repair in report.repairs]
    (False, ['a', 'b', 'c'])
    """
    decided = {
        c.id: relations[c.id] for c in checks if c.verdict != "undecidable" and c.id in relations
    }
    settled = {c.id for c in checks if c.convention == "closed_to_100"}
    plain = {id: relation for id, relation in decided.items() if id not in settled}
    joint = together(plain, figures, rounding)
    alone = [(c.id,) for c in checks if c.verdict == "contradiction" and c.id not in plain]
    if alone:
        joint = Together("contradiction", None, (*joint.conflicts, *alone))
    diagnoses = []
    usual = Counter((figure.unit, figure.decimals) for figure in figures.values())
    if joint.conflicts:
        for group in groups(plain, figures, exact=True):
            if any(set(conflict) & set(group) for conflict in joint.conflicts):
                names = {name for id in group for name in plain[id].names}
                problem = Problem(
                    {name: f for name, f in figures.items() if name in names},
                    {id: plain[id] for id in group}, rounding, frozenset(signed),
                    frozenset(fixed), upper or {}, usual, frozenset(percentages), frozenset(soft),
                )  # fmt: skip
                diagnoses.append(diagnose(problem))
    by_check = {
        id: tuple(r for r in _merged(d) if id in r["repairs_checks"])
        for d in diagnoses
        for id in d.violated
    }
    for check in checks:
        if check.verdict == "contradiction" and check.id not in by_check:
            own = tuple({**r, "repairs_checks": [check.id]} for r in check.repairs)
            by_check[check.id] = (*_borrowed(check, by_check.values()), *own)
    mended = tuple(
        replace(check, repairs=by_check[check.id]) if check.id in by_check else check
        for check in checks
    )
    return Mended(mended, joint, tuple(diagnoses), tuple(figures))


# The fewer ways a slip has to fit, the more it says when it fits: two given figures can be
# exchanged in one way, a digit of them replaced in dozens.
_TELLING = ("sign", "unit", "exchange", "swap", "shift", "digit", "omit", "insert", "value")


def _merged(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """Return all repairs, the most telling slip first, mere values last."""
    everything = [*diagnosis.repairs, *diagnosis.other_repairs]
    return sorted(
        everything,
        key=lambda repair: (
            repair["operator"] == "value",
            len(repair["breaks_checks"]),
            max(_TELLING.index(name) for name in repair["operator"].split("+")),
        ),
    )


def _borrowed(
    check: Check, repairs: Iterable[tuple[dict[str, Any], ...]]
) -> tuple[dict[str, Any], ...]:
    """Return the repairs of other checks that change a figure of this one, each once."""
    own = {*check.operands, check.result}
    found = {
        str(repair["changes"]): repair
        for group in repairs
        for repair in group
        if own & {change["figure"] for change in repair["changes"]}
    }
    return tuple(found.values())
