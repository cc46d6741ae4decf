"""Durations: 连续N年, 提前N天."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.words import phrases

_LASTING = re.compile(
    r"[^,。;]*?(?P<how>连续|历时|提前|延长|推迟|坚持|为期|保持|稳居|缩短|压缩|滞后)[^,。;]{0,4}$"
)
_HOLDING = ("连续", "稳居", "保持", "坚持")
_MOVED = ("延长", "缩短", "压缩")  # 人均停留时间延长0.5天
_HELD = re.compile(
    rf"^(?:以上|左右|以内)?(?P<verb>获得?评?|被[评授认命]\w{{1,3}}|{phrases('held_for_years')})"
)
_AGAINST = ("快于", "慢于", "高于", "低于", "位于", "处于", "运行在")
_COMPARED = re.compile(rf"(?:{'|'.join(_AGAINST)})[\u4e00-\u9fff]{{2,10}}(?=[,。;、]|$)")
_QUOTED = re.compile(r"^[^,。;]*?[“《][^”》]*[”》]")
_AS = re.compile(r"(?:了|为省级)(?=“)")
_TRENDS = ("增长", "下降", "回升", "上升", "回落", "正增长")
_YEAR = re.compile(r"\d{4}")


@rule(
    "duration",
    ("乙镇连续六年获评“平安乡镇”。", "连续获评“平安乡镇”=6年"),
    ("老旧管网改造提前45天完成。", "老旧管网改造提前=45天"),
)
def _duration(slot: Slot, memory: Memory) -> list[Draft] | None:
    """连续N年, 提前N天: how long, named with what was held."""
    if slot.item.unit.kind != "duration" or slot.size != 1:
        return None
    lead = slot.lead
    if lead.has("from", "to") or not lead.subject and memory.level_in(slot.item.unit.base):
        return None
    found = _LASTING.search(lead.text)
    if not found:
        return None
    how = found["how"]
    owner = tidy(lead.subject.partition(how)[0])
    what = _held(slot.tail) if how in _HOLDING else ""
    if what.startswith(_AGAINST):  # 增长5.8%，增速连续三年快于全市平均水平
        owner = owner or memory.head or ""
        speed = "增速" if lead.text[: found.start("how")].endswith("增速") else ""
        owner = owner.removesuffix(speed) + speed
    if not owner and what in _TRENDS and lead.adjacent is False and memory.head:
        owner = memory.head  # 进出口…，连续4个月保持增长
    name = owner if owner and how in _MOVED else f"{owner}{how}{what}"
    draft = place(Draft(slot.item, "duration", name), slot, memory)
    if how == "连续" and draft.period and _YEAR.fullmatch(draft.period):
        draft.period = f"to {draft.period}"
    if owner:
        memory.head = owner
    return [draft]


def _held(tail: str) -> str:
    held = _HELD.match(tail)
    if against := _COMPARED.match(tail):
        return against[0]
    if not held:
        return ""
    if quoted := _QUOTED.match(tail):
        return _AS.sub("", quoted[0])
    if "增长" in tail[:12] and held["verb"] in ("保持", "实现"):
        return "增长"
    return held["verb"]
