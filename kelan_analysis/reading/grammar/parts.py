"""Parts and wholes: what belongs to the whole that a clause divides, or that everybody knows."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.dividing import open_division, whole_before
from kelan_analysis.reading.grammar.memory import PLANNED, Memory
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.grammar.wholes import (
    is_known_whole,
    known_whole,
)
from kelan_analysis.reading.leads import Lead
from kelan_analysis.reading.names import shared_end

_THE_REST = re.compile(r"(?:其余|剩余|余下|其他)")
_ADDS_UP = ("amount", "count", "duration")  # 有效监测天数364天，其中优142天
_NO_PART = re.compile(r"^(?:每|平均|户均|折合)|收不抵支|赤字$|缺口$|[人年月日季周亩户村校场次]均(?!衡)|密度|亏损|最[多少高低大小长短]$|(?:价格|(?<![折计估作])价)$")
_MADE_UP = ("构成", "组成")
_LONGEST_LIST = 8
_A_SLIP = 10  # of a decimal point: what is larger by more was not meant for a part
_BAND = re.compile(r"\d[^,、]*以[上下内]$")
_BAND_BEFORE = re.compile(r"^.*?\d[^,、]*?以[上下内](?:的)?")


def relate_parts(slot: Slot, drafts: list[Draft], memory: Memory) -> None:
    """Tie levels to the whole that the sentence divides, or to their well-known whole.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.relation for f in read_figures("粮食产量12.6万吨，其中水稻8.1万吨。")]
    [None, 'part_of']
    """
    if makes_up(slot) and (whole := whole_before(drafts[0], memory)) is not None:
        memory.divide(whole, sentence=False)
    if slot.bracket is None or not memory.parting:  # 其中：酒驾386起（其中醉驾84起）、超速…
        open_division(slot.lead, drafts[0], memory)
    if (whole := _adding_up_to(slot, drafts, memory)) is not None:
        for draft in drafts:
            draft.link(whole, "part_of", by="part.adds-up")
    beside = memory.latest[-1] if memory.latest and slot.lead.text in ("", "、") else None
    for draft in drafts:
        partner, beside = beside, draft
        if draft.to is not None or draft.relation == "before_of":
            continue
        if (twin := _beside_the_whole(partner, draft, memory)) is not None:
            draft.link(twin, "part_of", by="part.continued")
        elif slot.bracket is not None and (outside := _before_bracket(draft, memory)):
            draft.link(outside, "part_of", by="part.brackets")
        elif (whole := _whole_of_the_rest(slot, memory)) is not None:
            draft.link(whole, "part_of", by="part.continued")
        elif (side := _other_side(draft, memory)) is not None:
            draft.link(side, "part_of", by="part.divided")
        elif _list_is_closed(slot, memory):
            continue
        elif memory.parting and memory.total is not None and _fits(draft, memory.total, memory):
            draft.link(memory.total, "part_of", by="part.divided")
            if _BAND.search(draft.name or ""):  # 其中树龄300年以上的417株
                draft.name = _in_band(draft.name or "", memory.total.name or "", slot.lead)
            memory.taken += abs(draft.base()[0])
            memory.parts += 1
        elif (whole := _too_small_for(draft, slot, memory)) is not None:
            draft.link(whole, "part_of", by="part.divided")
        elif (whole := _still_divided(slot, draft, memory)) is not None:
            draft.link(whole, "part_of", by="part.continued")
            memory.taken += abs(draft.base()[0])
        elif not memory.adrift and (known := known_whole(draft, memory)) is not None:
            draft.link(known, "part_of", by="part.known")


def _adding_up_to(slot: Slot, drafts: list[Draft], memory: Memory) -> Draft | None:
    """装机142.6万千瓦，火电、风电、光伏、水电分别为60、38.4、41.7和2.5万千瓦: a list that is all of it."""
    if slot.group.joint != "list" or slot.size < 2:
        return None
    latest = memory.latest[-1] if memory.latest else None
    whole = latest if latest in memory.levels else None
    if whole is None or whole.relation == "before_of":
        return None
    fits = all(d.to is None and d.in_unit_of(whole) and d.kind in _ADDS_UP for d in drafts)
    if not fits or whole.kind not in _ADDS_UP or len({(d.name, d.period) for d in drafts}) < slot.size:
        return None
    return whole if sum(d.base()[0] for d in drafts) == whole.base()[0] else None


def makes_up(slot: Slot) -> bool:
    """由个人缴费1.4亿元和财政补助2.0亿元构成: whether the clause lists what a whole is made of.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.relation for f in read_figures("基金总额3亿元，由缴费1亿元和补助2亿元构成。")]
    [None, 'part_of', 'part_of']
    """
    if slot.lead.text[:1] != "由" or slot.lead.has("from"):
        return False
    for _ in range(_LONGEST_LIST):
        if slot.tail.startswith(_MADE_UP) or slot.following is None:
            break
        slot = slot.following
    return slot.tail.startswith(_MADE_UP)


def _whole_of_the_rest(slot: Slot, memory: Memory) -> Draft | None:
    """重大隐患57项，已整改51项，其余6项: the rest of those to some of which something was done."""
    if not _THE_REST.match(slot.lead.text):
        return None
    latest = memory.latest[-1] if memory.latest else None
    told = not slot.lead.text.startswith("其他")
    if latest is not None and latest.relation in ("rate_of", "share_of") and told:
        latest = latest.part  # 已整改51项，整改率89.5%，其余6项
    rest = Draft(slot.item)
    if told and latest is not None and not latest.action:  # 其中已消除风险865户、2691人；其余182户
        part = memory.level_in(slot.item.unit.base)
        whole = part.to if part is not None and part.relation == "part_of" else None
        listed = whole is not None and whole in memory.levels and rest.base()[0] <= whole.base()[0]
        return whole if listed else None
    if latest is None or not latest.action:
        return None
    whole = latest.to if latest.relation == "part_of" else None
    if whole is not None and rest.base()[0] > whole.base()[0]:
        whole = whole.to if whole.relation == "part_of" else None  # 餐饮食品264批次，不合格8批次；其余1314批次: of all that was tested
    return whole


def _too_small_for(draft: Draft, slot: Slot, memory: Memory) -> Draft | None:
    """Return a whole that cannot hold a part that the words give it: one of the two is misprinted.

    其中 right behind the only level that it can mean, or a list that goes on: the words say more
    than the sizes do.
    """
    latest = memory.latest[-1] if memory.latest else None
    if latest is None or draft.kind not in _ADDS_UP or _NO_PART.search(draft.name or ""):
        return None
    goes_on = slot.lead.text.startswith(("、", "和")) and latest.relation == "part_of"
    if goes_on and latest.to is memory.total and memory.parting:
        whole = latest.to
    elif slot.lead.opening == "其中" and slot.bracket is None:
        before = [d for d in memory.levels if d.in_unit_of(draft) and is_level(d)]
        whole = before[0] if len(before) == 1 and before[0].relation is None else None
    else:
        return None
    if whole is None or not whole.in_unit_of(draft) or PLANNED.search(whole.name or ""):
        return None
    above, size = abs(whole.base()[0]), abs(draft.base()[0])
    return whole if above < size <= above * _A_SLIP else None  # 酒驾1264起，其中醉驾186起…超速18642起


def _still_divided(slot: Slot, draft: Draft, memory: Memory) -> Draft | None:
    """其中猪肉产量…；牛肉产量…: over a semicolon a part goes on that is named like the first."""
    if memory.parting or memory.total is None or not slot.lead.subject:
        return None
    parts = [d for d in memory.levels if d.relation == "part_of" and d.to is memory.total]
    if not parts:
        return None
    alike = len(shared_end(parts[0].name or "", draft.name or "")) >= 3
    return memory.total if alike and _fits(draft, memory.total, memory) else None


def _beside_the_whole(partner: Draft | None, draft: Draft, memory: Memory) -> Draft | None:
    """监测对象1264户4037人，其中1108户3542人: the people of those households, of all people."""
    if partner is None or partner.relation != "part_of" or partner.to is None:
        return None
    levels = memory.levels if partner.to in memory.levels else memory.recent()[::-1]
    at = levels.index(partner.to) + 1 if partner.to in levels else len(levels)
    twin = levels[at] if at < len(levels) else None
    if twin is None or twin is partner or not is_level(twin) or not twin.in_unit_of(draft):
        return None
    return twin if twin.base()[0] >= draft.base()[0] else None


def _other_side(draft: Draft, memory: Memory) -> Draft | None:
    """总收入62亿元，总支出59亿元。其中，职工收入34亿元、支出30亿元: spending is part of all spending."""
    total = memory.total if memory.parting else None
    if total is None:
        return None
    for here, there in (("收入", "支出"), ("支出", "收入")):
        if not total.ends_with(here) or not draft.ends_with(there):
            continue
        sides = (d for d in memory.recent() if is_level(d) and d.ends_with(there) and d.relation is None)
        side = next(sides, None)
        holds = side is not None and side.in_unit_of(draft) and side.base()[0] >= draft.base()[0]
        return side if holds else None
    return None


def _list_is_closed(slot: Slot, memory: Memory) -> bool:
    """个人捐赠214.8万元、其他捐赠97.3万元，用于助学项目62.5万元: what follows is no part beside them."""
    if not memory.levels or not slot.lead.text.startswith(("用于", "主要用于", "其中用于")):
        return False
    last = memory.levels[-1]
    return last.relation == "part_of" and (last.name or "").startswith(("其他", "其余"))


def _of_another_measure(draft: Draft, total: Draft, memory: Memory) -> bool:
    """营业收入18.6亿元。分季度看，二季度营业收入9.9亿元，净利润1.2亿元: profit is no part of revenue."""
    first = next((d for d in memory.levels if d.to is total and d.relation == "part_of"), None)
    if first is None or not draft.name or first.period == total.period:
        return False
    if not (first.name or "").endswith(total.name or "") and not (total.name or "").endswith(first.name or ""):
        return False
    return len(shared_end(draft.name, total.name or "")) < 2


def _in_band(band: str, whole: str, lead: Lead) -> str:
    """Name the part of a whole that lies within a band: 树龄300年以上的 of 古树名木."""
    noun = _BAND_BEFORE.sub("", whole)
    return f"{band}的{noun}" if lead.text.endswith("的") else band + noun


def _before_bracket(draft: Draft, memory: Memory) -> Draft | None:
    """财政资金7.36亿元（中央3.12亿元、省级…）: what the brackets divide."""
    outside = next((d for d in reversed(memory.levels) if d not in memory.brackets), None)
    if outside is None or not outside.in_unit_of(draft) or draft.name in (None, outside.name):
        return None
    if PLANNED.search(draft.name or "") or draft.kind not in ("amount", "count"):
        return None
    return outside if abs(draft.base()[0]) < abs(outside.base()[0]) else None


def _fits(draft: Draft, total: Draft, memory: Memory) -> bool:
    """Whether a level can be a part: of the same unit, and not more than is left."""
    if total is draft or not total.in_unit_of(draft):
        return False
    latest = memory.latest[-1] if memory.latest else None
    if latest and latest.to is None and (latest.name or "").startswith("每") and latest.in_unit_of(draft):
        return False  # 每亩保费55元，农户承担11元: a part of what one mu costs, not of the whole
    if _of_another_measure(draft, total, memory):
        return False
    firms = draft.kind == "count" and draft.ends_with("亏损")  # 18家企业中，13家盈利、1家亏损
    if _NO_PART.search(draft.name or "") and not firms and not is_known_whole(total, draft):
        return False
    if draft.kind not in _ADDS_UP or total.kind not in _ADDS_UP:
        return False
    size, whole = abs(draft.base()[0]), abs(total.base()[0])
    return size <= whole and (not memory.parts or memory.taken + size <= whole * 11 / 10)
