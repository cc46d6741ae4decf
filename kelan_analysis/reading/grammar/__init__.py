"""The grammar: rules that read one construction each, in the order in which they are tried."""

from kelan_analysis.reading.grammar import structures, changes, shares, levels  # noqa: I001
from kelan_analysis.reading.grammar.context import Memory, Slot
from kelan_analysis.reading.grammar.implied import implied
from kelan_analysis.reading.grammar.registry import RULES, Rule

__all__ = [
    "RULES",
    "Memory",
    "Rule",
    "Slot",
    "changes",
    "implied",
    "levels",
    "shares",
    "structures",
]
