"""Parts and wholes: what 其中, 按…分 and …中 divide, and what everybody knows to be divided."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.context import Memory, Slot, is_level
from kelan_analysis.reading.words import load

_OPENER = re.compile(
    r"^(?:其中|包括|包含|分别是)|(?:按|分)[^,。;]{1,12}?(?:分|看|统计|划分)$|^从[^,。;]{1,8}看$|^分[^,。;]{1,8}看$"
)
_AMONG = re.compile(r"^(?:在)?(?P<whole>[^,。;]{2,16}?)(?:之?中|当中|里)(?=$|,)")
_AMONG_FUSED = re.compile(r"^(?:在)?(?P<whole>[^,。;的]{2,12}?)中(?=[\u4e00-\u9fff])")
_WHOLES = [
    (re.compile(child), re.compile(whole)) for child, whole in load("nouns")["parts"].items()
]


def relate_parts(slot: Slot, drafts: list[Draft], memory: Memory) -> None:
    """Tie levels to the whole that the sentence divides, or to their well-known whole."""
    first = drafts[0]
    _open(slot, first, memory)
    for draft in drafts:
        if draft.to is not None or draft.relation == "before_of":
            continue
        if memory.parting and memory.total is not None and _fits(draft, memory):
            draft.link(memory.total, "part_of")
            memory.taken += abs(draft.base()[0])
            memory.parts += 1
            continue
        known = known_whole(draft, memory)
        if known is not None:
            draft.link(known, "part_of")


def _open(slot: Slot, first: Draft, memory: Memory) -> None:
    lead = slot.lead
    if lead.after.endswith("中") and memory.latest and memory.latest[-1].kind == "count":
        memory.divide(memory.latest[-1], sentence=False)
        return
    if (
        lead.adjacent
        and lead.text.endswith("中")
        and memory.latest
        and memory.latest[-1].kind == "count"
    ):
        memory.divide(memory.latest[-1], sentence=False)
        return
    among = next((f["whole"] for c in lead.earlier if (f := _AMONG.match(c))), None)
    if (
        among is None
        and (fused := _AMONG_FUSED.match(lead.text))
        and _named(fused["whole"], first, memory)
    ):
        among = fused["whole"]
    if among is not None:
        whole = _named(among, first, memory)
        if whole is not None:
            memory.divide(whole, sentence=True)
        return
    opener = lead.opening == "其中" or any(_OPENER.search(c) for c in lead.earlier)
    if not opener:
        return
    sentence = (
        not lead.after
        and not memory.latest
        or any(_OPENER.search(c) and not c.startswith("其中") for c in lead.earlier)
    )
    again = memory.parting and memory.total is not None and not memory.levels_since()
    whole = whole_before(first, memory)
    if whole is None and again:
        whole = memory.total
    if (
        lead.earlier
        and not sentence
        and memory.total is not None
        and any(c.startswith(("按", "分")) for c in lead.earlier)
    ):
        whole = memory.total
    if whole is not None:
        memory.divide(whole, sentence=sentence)


def whole_before(draft: Draft, memory: Memory) -> Draft | None:
    """Return the last level before in the same unit, which 其中 divides."""
    base = draft.quantity.unit.base
    for candidate in reversed(memory.levels):
        if (
            candidate is not draft
            and candidate.quantity.unit.base == base
            and is_level(candidate)
            and candidate.kind != "rate"
            and candidate.action is None
        ):
            if (
                candidate.relation == "part_of"
                and candidate.to is memory.total
                and memory.sentence_parts
            ):
                return memory.total
            return candidate
    if memory.total is not None and memory.total.quantity.unit.base == base:
        return memory.total
    return memory.carried.get(base)


def _named(name: str, draft: Draft, memory: Memory) -> Draft | None:
    base = draft.quantity.unit.base
    short = re.sub(r"^(?:全县|全市|全部|全区|全镇|全省)", "", name)
    alike = [
        d for d in memory.drafts[-80:]
        if d is not draft and is_level(d) and d.quantity.unit.base == base and d.rule != "comparator" and d.name
    ]  # fmt: skip
    exact = [d for d in alike if d.name == short]
    near = [d for d in alike if d.name.endswith(short) or short.endswith(d.name)]
    return next(reversed(exact or near), None)


def _fits(draft: Draft, memory: Memory) -> bool:
    total = memory.total
    if total is None or total is draft or total.quantity.unit.base != draft.quantity.unit.base:
        return False
    if re.search(r"^(?:每|平均|户均|折合)|人均", draft.name or ""):
        return False
    if draft.kind not in ("amount", "count") or total.kind not in ("amount", "count"):
        return False
    size, whole = abs(draft.base()[0]), abs(total.base()[0])
    if size > whole:
        return False
    return not memory.parts or memory.taken + size <= whole * 11 / 10


def known_whole(draft: Draft, memory: Memory) -> Draft | None:
    """Return the printed whole of a part that everybody knows: 税收收入 of 一般公共预算收入."""
    name = draft.name or ""
    if draft.kind not in ("amount", "count"):
        return None
    for child, whole in _WHOLES:
        if not child.search(name):
            continue
        for candidate in reversed(memory.drafts[-40:]):
            if (
                candidate is draft
                or candidate.rule == "comparator"
                or not is_level(candidate)
                or candidate.kind not in ("amount", "count")
            ):
                continue
            if (
                candidate.quantity.unit.base != draft.quantity.unit.base
                or candidate.period != draft.period
            ):
                continue
            if (
                candidate.name
                and whole.search(candidate.name)
                and abs(candidate.base()[0]) >= abs(draft.base()[0])
            ):
                return candidate
    return None
