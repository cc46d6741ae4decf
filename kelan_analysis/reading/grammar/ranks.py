"""Ranks (第N位) and multiples (是…的N倍)."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place, tie_earlier
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members_or_same
from kelan_analysis.reading.names import is_attribute, tidy
from kelan_analysis.reading.words import phrases

_RANKED_AT = re.compile(
    rf"(?:分别)?(?:继续|稳|均|一直|仍|已)?{phrases('ranked_at')}"
    r"(?:到|至|名|在|列|全)?(?P<scope>[^,。;]*)$"
)
_AMONG_FIRST = re.compile(r"(?:[居列位于入至在到进名第排]|[国省市县区州位]|排名|行列|方阵)前$")
_BEFORE_SUBJECT = re.compile(r"^(?:其中|分别|全年|在)+")
_AMONG_COUNTED = re.compile(r"[\u4e00-\u9fff()、]{0,12}中")
_HOW_MANY_TIMES = re.compile(r"(?:倍数|倍率|倍差|市盈率|市净率)$")
_PLACES_BEFORE = re.compile(r"^(?:县区|市县|县市区|[县市][(]市?、?区[)]|市州)(?=[\u4e00-\u9fff]{3})")  # 9个县（区）营商环境评价中
_OF_PLACES = re.compile(r"(?:市州|州市|县区|市县|县市区|县[(]市、?区[)]|地市|设区市|省区市|城市|乡镇|镇街)")
_AMONG_PLACES = re.compile(r"(?:[县市区省镇乡家个]|[县市]\([市区旗、,]{1,3}\)|市县|县区|市州|省份|城市)?中|")
_SCOPE_TAIL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:在)?全[国省市县区](?:同类)?$")
_RANK_TAIL = re.compile(r"(?:总量|综合)?(?:排名|位次|名次)$")
_GROWTH_NOUN = re.compile(r"(?:增速|增幅|增长速度|增长率)$")
_FROM = re.compile(r"[由从]")
_FROM_CLAUSE = re.compile(r"(?:由|从)[^,]*$")
_MULTIPLE = re.compile(rf"(?P<verb>{phrases('multiple_verbs')})(?P<of>[^,。;]*?)的?$")
_GREW_BY = re.compile(rf"{phrases('grew_by')}(?:了|约|近|超|超过|逾|达)*$")

_Ranked = tuple[list[str], list[Draft | None]]


@rule(
    "rank",
    (
        "全县进出口总额完成2.09亿元,同比下降11.8%,居全市第9位。",
        "进出口总额=2.09亿元 进出口总额=-11.8% 进出口总额增速=9位",
    ),
)
def _rank(slot: Slot, memory: Memory) -> list[Draft] | None:
    """第N位 ranks the growth, or the level where no growth stands before."""
    lead = slot.lead
    top = slot.item.unit.name in ("位", "名") and bool(_AMONG_FIRST.search(lead.text))
    if slot.item.style != "rank" and not top:
        return None
    subject = _what_is_ranked(slot, memory)
    if lead.adjacent and _OF_PLACES.fullmatch(subject):
        subject = ""  # 列全省14个市州第2
    among = lead.adjacent and (not subject or bool(_AMONG_COUNTED.match(lead.text)))
    names, targets = _ranked(slot.size, memory, subject, among=among)
    alone = memory.before or lead.has("from") or _FROM.search(lead.text)
    drafts = []
    for quantity, name, target in zip(slot.group.items, names, targets, strict=True):
        if (of_all := _PLACES_BEFORE.sub("", name)) != name:
            name, target = of_all, None  # 在全市9个县（区）营商环境评价中，我县列第2位
        draft = Draft(quantity, "rank", name, hedge="under" if top else None)
        place(draft, slot, memory)
        if target is not None and not alone:
            draft.link(target, "rank_of")
        drafts.append(draft)
    if _FROM_CLAUSE.search(lead.text):
        lead.kinds.add("from")
        lead.origin = lead.origin or ""
    tie_earlier(drafts, slot, memory)
    return drafts


def _what_is_ranked(slot: Slot, memory: Memory) -> str:
    """The clause's own name, without the scope: 全市 in 居全市第9位 is no place of the figure."""
    lead = slot.lead
    found = _RANKED_AT.search(lead.text)
    if found:
        subject = lead.text[: found.start()]
    else:
        subject = "" if lead.has("to", "level") else lead.text
    if lead.region:
        if lead.region in subject:
            subject = subject.partition(lead.region)[2]
        if found and lead.region in found["scope"] or lead.region in ("全国", "全省", "全市"):
            lead.region = None
    if found and found["scope"].endswith("榜") and len(found["scope"]) > 2:
        return found["scope"]  # 位列金牌榜第3位
    subject = tidy(_BEFORE_SUBJECT.sub("", subject))
    if _AMONG_PLACES.fullmatch(subject):
        return ""
    subject = _SCOPE_TAIL.sub("", _RANK_TAIL.sub("", subject))
    subject = _PLACES_BEFORE.sub("", subject)
    if is_attribute(subject) and memory.head and not _GROWTH_NOUN.search(subject):
        return memory.head + subject
    return subject


def _ranked(count: int, memory: Memory, subject: str, *, among: bool = False) -> _Ranked:
    if memory.before and len(memory.before) == count:
        return [d.name or "" for d in memory.before], [None] * count
    counted = memory.latest[-1] if among and memory.latest else None
    if counted is not None and counted.said and not subject and count == 1:
        return [counted.said], [memory.level_named(counted.said)]  # 考核在12个县中列第4位
    growths = [d for d in memory.rates if d.kind == "growth"]
    if _GROWTH_NOUN.sub("", subject):
        return _ranked_by_name(count, memory, subject, growths)
    last = growths[-count:]
    if subject:  # 增速居全市第二
        if count == 1:
            own = last[0] if last and last[0].name == memory.head else None
            return [f"{(own.name if own else memory.head) or ''}{subject}"], [own]
        if len(last) == count:
            return [f"{d.name}{subject}" for d in last], list(last)
        return [f"{memory.head or ''}{subject}"] * count, [None] * count
    if len(last) == count:
        return [f"{d.name}增速" for d in last], list(last)
    rate = memory.last_rate()
    places = counted is not None and counted in memory.levels  # 在全市8个县（区）中居第5位
    others = [d for d in memory.levels if not places or d is not counted]
    if count == 1 and places and rate is not None and not others:
        return [rate.name or ""], [rate]
    if count == 1 and rate is not None and rate.kind in ("rate", "share") and memory.levels:
        if rate.quantity.start > memory.levels[-1].quantity.start:
            return [rate.name or ""], [rate]  # 满意率96.8%，排名全市第3
    levels = others[-count:]
    if len(levels) == count:
        return [d.name or "" for d in levels], list(levels)
    return [memory.head or ""] * count, [None] * count


def _ranked_by_name(count: int, memory: Memory, subject: str, growths: list[Draft]) -> _Ranked:
    names = members_or_same(subject, count)
    targets: list[Draft | None] = []
    for name in names:
        stem = _GROWTH_NOUN.sub("", name)
        growth = next((g for g in reversed(growths) if stem != name and g.name == stem), None)
        targets.append(growth or memory.level_named(name))
    if not _GROWTH_NOUN.search(subject):
        memory.head = subject
    return names, targets


@rule(
    "multiple",
    ("2024年全县普惠托位达2130个，是2020年的3.4倍。", "普惠托位=2130个 普惠托位=3.4倍"),
    ("乙镇游客接待量增加到三年前的1.8倍。", "游客接待量=1.8倍"),
)
def _multiple(slot: Slot, memory: Memory) -> list[Draft] | None:
    """是…的N倍 is a multiple; 增长N倍 is a growth."""
    if slot.item.unit.name != "倍":
        return None
    text = slot.lead.text
    if _HOW_MANY_TIMES.search(slot.lead.subject):  # 认购倍数2.7倍
        memory.head = tidy(slot.lead.subject)
        draft = place(Draft(slot.item, "multiple", memory.head), slot, memory)
        return [draft]
    found = _MULTIPLE.search(text)
    if not found or _GREW_BY.search(text):
        return None
    if not text.endswith("的") and found["verb"] in ("达", "达到", "为", "到"):
        return None
    before = take_apart(text[: found.start()])
    slot.lead.period, slot.lead.region = before.period, before.region
    name = tidy(before.subject) or memory.head or ""
    names = members_or_same(name, slot.size) if before.subject else [name] * slot.size
    targets = [memory.level_named(n) for n in names]
    if slot.size > 1 and not before.subject and len(memory.levels) >= slot.size:
        targets = list(memory.levels[-slot.size :])
        names = [d.name or "" for d in memory.levels[-slot.size :]]
    memory.head = name
    return [
        place(Draft(quantity, "multiple", own), slot, memory).link(target, "multiple_of")
        for quantity, own, target in zip(slot.group.items, names, targets, strict=True)
    ]
