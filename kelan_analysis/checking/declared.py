"""Printed figures confronted with relations that the caller declares: `check_relations`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kelan_analysis.checking.checks_file import known_name
from kelan_analysis.checking.expression import parse_relation
from kelan_analysis.checking.judged import checked
from kelan_analysis.checking.mending import mend
from kelan_analysis.checking.quantity import printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.report import Report
from kelan_analysis.reading.figure import Figure
from kelan_analysis.rounding import Convention


@dataclass(frozen=True, slots=True)
class Record:
    """Printed figures by name, without a text.

    Examples
    --------
    >>> Record({"a": "59个"}).as_json()["figures"]
    [{'id': 'a', 'printed': '59个'}]
    """

    printed: Mapping[str, str]
    text: str = ""
    figures: tuple[Figure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON types.

        Examples
        --------
        >>> Record({}).as_json()["source"] is None
        True
        """
        figures = [{"id": name, "printed": text} for name, text in self.printed.items()]
        return {"source": None, "figures": figures}


def check_relations(
    figures: Mapping[str, str],
    relations: Sequence[str],
    *,
    exact: Collection[str] = (),
    rounding: Convention = "half-up",
    signed: Collection[str] | None = None,
    upper: Mapping[str, str] | None = None,
    fixed: Collection[str] = (),
) -> Report:
    """Confront printed figures with declared relations, one by one and all together.

    Parameters
    ----------
    figures : mapping of str to str
        Printed quantities by name; those with a unit are brought to its base unit.
    relations : sequence of str
        ``"a + b = c"``, ``"part / whole * 100 = share"``, ``"(now / before - 1) * 100 = g"``:
        sums, and one division, in which each figure stands once.
    exact : collection of str
        Figures that are exact whatever they look like.
    rounding : str
        The convention of every printed figure.
    signed : collection of str, optional
        Figures that a repair may make negative; by default those printed with a minus sign
        and those that a difference or a growth yields.
    upper : mapping of str to str, optional
        Largest value that a repair may give a figure.
    fixed : collection of str
        Figures that no repair may change.

    Returns
    -------
    Report
        With `feasible`, `conflicts`, and `repairs`: every smallest set of changes, ranked.

    Raises
    ------
    InputError
        If a relation is none of these, or names an unknown figure.

    Examples
    --------
    >>> check_relations({"a": "59", "b": "64", "c": "123"}, ["a + b = c"],
    ...                 exact=["a", "b", "c"]).feasible
    True
    >>> report = check_relations({"a": "318", "b": "276", "s": "549"}, ["a + b = s"],
    ...                          exact=["a", "b", "s"])
    >>> report.repairs[0]["changes"]
    [{'figure': 's', 'old': '549', 'new': '594'}]
    """
    for argument, names in (
        ("exact", exact), ("signed", signed or ()), ("upper", upper or {}), ("fixed", fixed),
    ):  # fmt: skip
        for name in names:
            known_name(name, figures, f"`{argument}`")
    quantities = {name: printed(text, exact=name in exact) for name, text in figures.items()}
    parsed = {f"K{i:02d}": parse_relation(text) for i, text in enumerate(relations, 1)}
    for text, relation in zip(relations, parsed.values(), strict=True):
        for name in relation.names:
            known_name(name, figures, f"Relation {text!r}")
    checks = [checked(r, quantities, rounding, id=id) for id, r in parsed.items()]
    if signed is None:
        signed = signs(parsed.values()) | {n for n, q in quantities.items() if q.mantissa < 0}
    bounds = {name: Fraction(value) for name, value in (upper or {}).items()}
    mended = mend(
        checks, parsed, quantities, rounding, signed=signed, upper=bounds, fixed=fixed
    )
    return Report.of(Record(dict(figures)), mended)


def signs(relations: Collection[Relation]) -> set[str]:
    """Return the figures that may be negative: what a difference or a growth yields.

    Examples
    --------
    >>> sorted(signs([parse_relation("a - b = d"), parse_relation("a + b = c")]))
    ['d']
    """
    return {
        relation.result
        for relation in relations
        if relation.result is not None and relation.kind in ("difference", "growth")
    }
