"""What a diagnosis works on, the problem, and what it finds: repairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.rounding import Convention


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
    usual : mapping of (str or None, int) to int
        How often the text prints each unit with so many decimals: of two figures of which one may
        have slipped by a power of ten, the one that is printed in the rarer way did.
    percentages : frozenset of str
        Shares and rates in percent, which are hardly ever printed at more than double the whole.
    soft : frozenset of str
        Relations that are guesses which happen to hold: a repair may break them, at a lower rank.

    Examples
    --------
    >>> Problem({}, {}).rounding
    'half-up'
    """

    figures: Mapping[str, Printed]
    relations: Mapping[str, Relation]
    rounding: Convention = "half-up"
    signed: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    upper: Mapping[str, Fraction] = field(default_factory=dict)
    usual: Mapping[tuple[str | None, int], int] = field(default_factory=dict)
    percentages: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Repair:
    """New values for some figures, and how they rank.

    Attributes
    ----------
    changes : tuple of (str, Printed)
        In the order of the record.
    operator : str
        The slip that explains them, else ``value``.
    residual : Fraction
        By how many last places the printed digits are still off.
    size : Fraction
        How much is changed.
    ranges : mapping of str to (str, str)
        Where a figure has too many values to list, from which to which.
    breaks : tuple of str
        The soft relations that would no longer hold.

    Examples
    --------
    >>> Repair((), "value", Fraction(0), Fraction(0)).operator
    'value'
    """

    changes: tuple[tuple[str, Printed], ...]
    operator: str
    residual: Fraction
    size: Fraction
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    breaks: tuple[str, ...] = ()


_Value = tuple[Printed, tuple[str, str] | None]
