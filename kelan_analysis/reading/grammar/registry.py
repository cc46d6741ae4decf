"""The register of rules: one construction is one rule, with its examples beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.slot import Slot

Reader = Callable[[Slot, Memory], list[Draft] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A construction: its id, its examples, and the function that reads it.

    Attributes
    ----------
    id : str
        By which every field of a figure says where it comes from.
    examples : tuple of tuple
        Pairs of a sentence and what it must give: ``"name=signed value unit"`` for each
        figure, in order.
    read : callable
        From a slot and the memory to drafts, or None where the slot is not this construction.
    family : str
        Slots that it is tried on: ``relative`` (per cent, tenths, fractions), ``points``, or
        empty for all.

    Examples
    --------
    >>> from kelan_analysis.reading.grammar import RULES
    >>> RULES[0].id, RULES[0].examples[0][0]
    ('structure', '三次产业结构为9.6:52.7:37.7。')
    """

    id: str
    examples: tuple[tuple[str, str], ...]
    read: Reader
    family: str = ""


_REGISTERED: dict[str, Rule] = {}


def rule(
    id: str, *examples: tuple[str, str], family: str = ""
) -> Callable[[Reader], Reader]:
    """Register a rule with its examples; ``RULE_ORDER`` says when it is tried.

    A rule gets a slot and the memory, and returns the drafts of the slot's figures, or None
    where the slot is not its construction.

    Examples
    --------
    >>> from kelan_analysis.reading.grammar import RULE_ORDER
    >>> "growth" in RULE_ORDER
    True
    """

    def register(read: Reader) -> Reader:
        _REGISTERED[id] = Rule(id, examples, read, family)
        return read

    return register


def in_order(ids: Iterable[str]) -> tuple[Rule, ...]:
    """Return the registered rules in the order in which they are tried.

    Raises
    ------
    LookupError
        If a registered rule is not in `ids`, or the other way round.

    Examples
    --------
    >>> from kelan_analysis.reading.grammar import RULE_ORDER
    >>> in_order(RULE_ORDER)[0].id
    'structure'
    """
    ids = tuple(ids)
    if odd := set(ids) ^ set(_REGISTERED):
        raise LookupError(
            f"RULE_ORDER names every registered rule once. Got {sorted(odd)} in only one of "
            "the two; add the rule to RULE_ORDER in kelan_analysis/reading/grammar/__init__.py."
        )
    return tuple(_REGISTERED[id] for id in ids)
