"""What was due and what of it was done: 应检机动车3.42万辆，已检3.15万辆，检验率92.1%."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.names import tidy

_DONE = re.compile(r"^(?P<how>已|实际?)(?P<did>[\u4e00-\u9fff]{1,2})(?P<what>[\u4e00-\u9fff]*)$")
_ASKED = re.compile(r"^应(?P<did>[征收缴交])(?P<what>[\u4e00-\u9fff]{2,})$")
_RECEIVED = re.compile(r"(?:实际|已)(?:入库|到账|征收|收缴|缴纳|征缴)")
_HOW = ("已", "实")
_UNITS = ("amount", "count")


@rule(
    "due",
    ("应检机动车3.42万辆，已检3.15万辆。", "应检机动车=3.42万辆 已检机动车=3.15万辆"),
    ("应参保居民28.6万人，已参保27.3万人。", "应参保居民=28.6万人 已参保居民=27.3万人"),
    ("应缴税款6.2亿元，实缴5.8亿元。", "应缴税款=6.2亿元 实缴税款=5.8亿元"),
    ("应征社会保险费3.4亿元，实际入库3.2亿元。", "应征社会保险费=3.4亿元 社会保险费实际入库=3.2亿元"),
)
def _done_of_due(slot: Slot, memory: Memory) -> list[Draft] | None:
    """已X, 实X behind 应X: those of whom it was done."""
    text = slot.lead.text.strip("、")
    if text[:1] not in _HOW or slot.size != 1 or slot.item.unit.kind not in _UNITS or not memory.levels:
        return None
    found, due = _DONE.match(text), memory.levels[-1]
    if found is None or slot.lead.compare or not is_level(due) or due.quantity.unit.base != slot.item.unit.base:
        return None
    name, owed = due.name or "", f"应{found['did']}"
    before, said, what = name.partition(owed)
    if (asked := _ASKED.match(name)) and _RECEIVED.fullmatch(text):
        draft = Draft(slot.item, due.kind, asked["what"] + text)  # 应征保险费，实际入库
        draft.action = asked["did"] + text
    elif said and len(before) <= 6 and found["what"] in ("", what):
        draft = Draft(slot.item, due.kind, f"{before}{found['how']}{found['did']}{what}")
        draft.action = found["did"]
    else:
        return None
    place(draft, slot, memory)
    if draft.base()[0] <= due.base()[0]:  # 应收8.64亿元，实收8.66亿元，含陈欠
        draft.link(due, "part_of")
    draft.owner = due
    memory.levels.append(draft)
    memory.head = draft.name
    return [draft]


@rule(
    "rate.due",
    (
        "应检机动车3.42万辆，已检3.15万辆，检验率92.1%。",
        "应检机动车=3.42万辆 已检机动车=3.15万辆 机动车检验率=92.1%",
    ),
    family="relative",
)
def _rate_of_due(slot: Slot, memory: Memory) -> list[Draft] | None:
    """检验率, 参保率 behind what was due and what was done."""
    done = memory.last_level()
    subject = tidy(slot.lead.subject)
    if slot.size != 1 or done is None or done.owner is None or done.rule != "due":
        return None
    if slot.lead.opening == "其中":
        return None  # 其中新小区收缴率96.2%
    if not subject.endswith("率") or not set(subject) & set(done.action or ""):
        return None
    what = (done.name or "").partition(done.action or "")[2]
    name = subject if subject.startswith(what) else what + subject
    draft = place(Draft(slot.item, "rate", name), slot, memory)
    memory.rates.append(draft)
    return [draft.link(done.owner, "rate_of", done)]
