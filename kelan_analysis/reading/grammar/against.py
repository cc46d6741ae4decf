"""Comparators: the earlier level, printed inside a comparison (与2010年的191570人相比)."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.periods import resolve

_EARLIER = re.compile(r"年|期|月|季|数")
_PREDICATES = ("up", "down", "growth_up", "growth_down", "level", "to")


@rule(
    "comparator",
    (
        "常住人口183426人，与2010年的191570人相比，减少8144人。",
        "常住人口=183426人 常住人口=191570人 常住人口=-8144人",
    ),
)
def _comparator(slot: Slot, memory: Memory) -> list[Draft] | None:
    """与2010年的191570人相比, 比上年决算数X: the earlier level, inside a comparison."""
    lead, item = slot.lead, slot.item
    if lead.compare is None or lead.subject or slot.size != 1 or lead.has(*_PREDICATES):
        return None
    if lead.compare_word not in ("比", "较", "与", "同") or not _EARLIER.search(lead.compare):
        return None
    if item.unit.kind == "difference" or item.style in ("rank", "double"):
        return None
    said = reversed(memory.levels + memory.rates)
    now = next((d for d in said if d.quantity.unit.base == item.unit.base), None)
    kind, name = (item.unit.kind, memory.head) if now is None else (now.kind, now.name)
    if kind == "bare":
        return None
    draft = Draft(item, kind, name, period=resolve(lead.compare, memory.year))
    return [place(draft, slot, memory)]
