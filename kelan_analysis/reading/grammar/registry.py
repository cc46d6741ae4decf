"""The register of rules: one construction is one rule, with its examples beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.context import Memory, Slot

Reader = Callable[[Slot, Memory], list[Draft] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A construction: its id, its examples, and the function that reads it.

    Examples are pairs of a sentence and what it must give: ``"name=signed value unit"``
    for each figure, in order.
    """

    id: str
    examples: tuple[tuple[str, str], ...]
    read: Reader


RULES: list[Rule] = []


def rule(id: str, *examples: tuple[str, str]) -> Callable[[Reader], Reader]:
    """Register a rule; rules are tried in the order of registration, the first answer stands.

    Examples
    --------
    >>> from kelan_analysis.reading.grammar import RULES
    >>> RULES[0].id
    'structure'
    """

    def register(read: Reader) -> Reader:
        RULES.append(Rule(id, examples, read))
        return read

    return register
