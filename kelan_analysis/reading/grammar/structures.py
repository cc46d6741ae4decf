"""Structures a:b:c and ratios N:1."""

from __future__ import annotations

import re
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place, tie_earlier
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import tidy
from kelan_analysis.units import BARE, Unit, parse_unit

_INDUSTRIES = ("第一产业", "第二产业", "第三产业")
_THREE = re.compile(r"三次?产|产业(?:结构|比)|一[、]?二[、]?三|三大产业")
_STRUCTURE_WORD = re.compile(r"(?:的)?(?:结构|比例|构成|之比|比重|占比|比)(?:关系)?$")
_RATIO_NAME = re.compile(r"比值?$|之比$|倍差$")
_NO_HUNDRED = 20
_RATIO = Unit(None, ":1", Decimal(1), "ratio")


@rule(
    "structure",
    ("三次产业结构为9.6:52.7:37.7。", "第一产业=9.6% 第二产业=52.7% 第三产业=37.7%"),
)
def _structure(slot: Slot, memory: Memory) -> list[Draft] | None:
    """a:b:c is one share a member."""
    if slot.group.joint != "structure":
        return None
    subject = slot.lead.subject or memory.head or ""
    names = _sharing(subject, slot.size, memory)
    percent = parse_unit("%")
    if sum(quantity.value for quantity in slot.group.items) < _NO_HUNDRED:  # 3.6:1:1.3 is no structure
        drafts = [place(Draft(q, "ratio", n), slot, memory) for q, n in zip(slot.group.items, names, strict=True)]
        memory.head = subject
        return drafts
    drafts = []
    for quantity, name in zip(slot.group.items, names, strict=True):
        quantity.unit = percent
        drafts.append(place(Draft(quantity, "share", name), slot, memory))
    tie_earlier(drafts, slot, memory)
    memory.head = subject
    memory.names = names
    return drafts


def _sharing(subject: str, count: int, memory: Memory) -> list[str]:
    if count == 3 and (_THREE.search(subject) or not subject):
        return list(_INDUSTRIES)
    if memory.before and len(memory.before) == count:
        return [d.name or "" for d in memory.before]
    stem = _STRUCTURE_WORD.sub("", subject)
    return members(stem, count) or [f"{subject}（{i + 1}）" for i in range(count)]


@rule("ratio", ("城乡居民收入比为2.06∶1。", "城乡居民收入比=2.06:1"))
def _ratio(slot: Slot, memory: Memory) -> list[Draft] | None:
    """N:1, and a bare number whose name ends in 比."""
    if slot.group.joint != "ratio" and not _is_bare_ratio(slot, memory):
        return None
    name = tidy(slot.lead.subject) or memory.head or ""
    if name in ("收入比", "收入比值", "之比", "比"):
        name = _ratio_of_members(name, memory)
    drafts = []
    for quantity in slot.group.items:
        if quantity.unit is BARE:
            quantity.unit = _RATIO
        drafts.append(place(Draft(quantity, "ratio", name), slot, memory))
    tie_earlier(drafts, slot, memory)
    memory.head = name
    memory.rates += drafts
    return drafts


def _is_bare_ratio(slot: Slot, memory: Memory) -> bool:
    if slot.size > 1 or slot.item.unit is not BARE or slot.item.style != "arabic":
        return False
    continued = slot.lead.has("to") and bool(memory.before) and memory.before[0].kind == "ratio"
    return continued or bool(_RATIO_NAME.search(slot.lead.subject))


def _ratio_of_members(name: str, memory: Memory) -> str:
    owners = memory.names[-2:]
    if len(owners) == 2 and owners[0].startswith("城镇") and owners[1].startswith("农村"):
        return "城乡居民" + name
    return name
