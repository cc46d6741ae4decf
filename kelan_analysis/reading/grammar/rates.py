"""Rates: what is in per cent and neither growth nor share of a printed whole."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.measured_alike import measured_alike, rate_of_a_part
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import announced, as_range, place, tie_earlier
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.sets import ONLY_A_VERB
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.leads import Lead, take_apart
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.words import phrases

_RATE_NOUN = re.compile(r"(?:率|抚养比|存贷比|性别比|(?:覆盖|亏损|盈利|增长|达标|开工)面|系数|程度|化|进度|强度|密度)$")
_RATIO_END = re.compile(r"(?:比率|率|(?<=增长|盈利|亏损|开工|达标)面)$")
_LIMIT_BEHIND = re.compile(r"的(?P<what>(?:控制|预期|约束性?|考核)?(?:目标|指标|标准|上限|红线|警戒线|预警线|安全线))(?=[,。;]|$)")
_GROWTH_NOUN = re.compile(r"(?:增速|增幅|涨幅|增长率)$")
_SHARE_NOUN = re.compile(r"(?:比重|比例|占比|份额|持股|股比)$")
_CONTRIBUTION = re.compile(
    r"(?P<owner>[^,。;]*?)对(?P<whole>[^,。;]*?)(?:的)?贡献率(?:分别|依次|为|是|达|达到)*$"
)
_OUTPUT = re.compile(r"(?:增加值|总产值)$")
_OF_EARLIER = re.compile(
    r"(?:仅|只)?(?:有|为|是|相当于)(?:高峰|峰值|上年|去年|往年|常年|原来|过去|历史|最高)"
)
_OUTPUT_OR_SHARE = re.compile(r"增加值$|占.*$")
_BEHIND = re.compile(r"[的]?([\u4e00-\u9fff“]{2,8}?)(?:,|。|;|$|以上|左右)")
_SCOPE = re.compile(r"(?:全[国省市县区镇]|同期)$")
_MADE_OF = re.compile(r"(?:以上|左右|以内)?(?:为|是|属于?|系)(?P<what>[\u4e00-\u9fff]{2,10})(?=[,。;]|$)")
_NOTHING_BEHIND = ("以上", "左右", "以内", "以下", "目标", "水平", "范围", "区间", "控制", "预期")
_ANSWERED = re.compile(
    r"(?:以上|左右)?(?:的(?:受访者|企业|人))?(?:认为|表示|反映|称)?"
    r"(?P<what>(?:预计|计划|希望|看好|担心|选择|打算|(?<=[为示映称]))[\u4e00-\u9fff]{2,12})(?=[,。;]|$)"
)
_USED_FOR = re.compile(r"(?:用于|投向|来自|源于)[\u4e00-\u9fff]{2,14}")
_OF_THEM = re.compile(
    rf"(?:以上|左右)?的(?P<noun>[\u4e00-\u9fff]{{1,8}}?)(?P<verb>{phrases('done_by_some')})"
    r"(?P<rest>[^,。;]*)"
    r"|(?:以上|左右)?的(?P<only>[\u4e00-\u9fff]{1,10})"
)
_LEVEL_OF_A_PLACE = r"(?:平均|水平|平均水平)*$"
_OF_ANOTHER = re.compile(r"(?:高于|低于|快于|慢于|[比较])(?P<what>[^,。;]{6,}?)(?:增速|增幅)$")
_WHOLE_PLACE = re.compile(rf"(全[国省市县区]){_LEVEL_OF_A_PLACE}")
_NAMED_PLACE = re.compile(
    rf"(?:^|[较比于出和与、])([\u4e00-\u9fff]{{1,4}}?[省市县区]){_LEVEL_OF_A_PLACE}"
)


@rule(
    "rate",
    ("城镇登记失业率控制在4%以内。", "城镇登记失业率=4%"),
    ("营收增速提高3.3个百分点，达到7.6%。", "营收增速=3.3百分点 营收=7.6%"),
    ("全县登记在册志愿者12,760人，其中未成年人不足2.5%。", "登记在册志愿者=12760人 未成年人=2.5%"),
    family="relative",
)
def _rate(slot: Slot, memory: Memory) -> list[Draft] | None:
    """Any other per cent: a rate by its name, a share after 其中."""
    lead, size = slot.lead, slot.names_needed
    if (arrived := _arrived(slot, memory)) is not None:
        return [arrived]
    subject, names = _contributing(slot, memory)
    if _OF_EARLIER.match(subject):
        subject = ""  # 降至2.14万户，仅为高峰期的三分之一
    if not subject and slot.lead.has("level", "to") and not slot.lead.has("from"):
        subject = announced(slot.lead)
    if slot.bracket is not None and not subject:
        return _of_another_place(slot, memory)
    if not subject and memory.head and (limit := _LIMIT_BEHIND.match(slot.tail)):
        subject = memory.head + limit["what"]  # 受害率0.03‰，远低于0.9‰的控制指标
    subject, kind = _named_behind(slot, memory, subject)
    total: Draft | None = None
    if lead.opening == "其中" or memory.parting and kind == "rate" and not _is_rate(subject):
        total = _divided(slot, memory)
        if memory.latest and memory.latest[-1].kind == "rate":
            total = None  # 总抚养比54.3%，其中少儿抚养比24.6%
        of_rate = total is None and not memory.levels and (last := memory.last_rate()) is not None
        if not _is_rate(subject) and not (of_rate and last.kind == "rate"):
            kind = "share"
    if kind == "rate" and subject and size == 1 and not _is_rate(subject):
        subject, kind = _as_the_rate_before(subject, slot, memory)
    if not subject and lead.has("from") and lead.earlier:
        memory.head = tidy(take_apart(lead.earlier[-1]).subject) or memory.head
    names = names or (members(subject, size) if subject else None)
    if names is None and size == 2 and subject and len(memory.levels) > 1:
        names = _of_both(subject, memory)
    dealt = [d.name or "" for d in memory.latest if is_level(d)]
    if names is None and 1 < size == len(dealt) and _RATIO_END.search(subject) and len(subject) < 5:
        names = [name + subject for name in dealt]  # 第一批、第二批改造312户和186户，竣工率分别为
    names = names or [subject or memory.head or ""] * size
    if memory.before and len(memory.before) == slot.size and not subject:
        names = [d.name or "" for d in memory.before]
        kind = memory.before[0].kind
    elif not subject and size > 1 and _restored(lead):  # 恢复到2019年同期的108.4%和112.6%
        levels = [d for d in memory.levels if is_level(d)][-size:]
        names = [d.name or "" for d in levels] if len(levels) == size else names
    part = None
    if kind == "share" and subject.endswith(("占比", "比重")):
        own = subject[:-2]
        part = next((d for d in reversed(memory.levels) if d.name == own and is_level(d)), None)
        begun = (d for d in memory.levels if d.relation == "part_of" and (d.name or "").startswith(own))
        if part is None and size == 1 and total is None and len(own) > 1:
            part = next(begun, None)  # 其中牧业产值7.94亿元…，牧业比重为37.0%
        if part is not None and part.relation == "part_of" and part.to is not None and total is None:
            names, total = [f"{part.name}占{memory.said_whole(part.to)}比重"], part.to
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        draft = place(Draft(quantity, kind, names[min(i, size - 1)]), slot, memory)
        drafts.append(draft.link(total, "share_of", part) if kind == "share" and total else draft)
    as_range(drafts, slot)
    if total is None:
        memory.head = names[-1] or memory.head
    tie_earlier(drafts, slot, memory)
    memory.rates += drafts
    if size > 1:
        memory.names = names
    return drafts


def _arrived(slot: Slot, memory: Memory) -> Draft | None:
    """提高3.3个百分点，达到7.6%, and 首次超过五成、达50.4%: what the figure before led to."""
    lead = slot.lead
    before = memory.latest[0] if len(memory.latest) == 1 else None
    if before is None or slot.size > 1 or lead.subject or lead.compare or lead.has("from"):
        return None
    if not lead.has("level", "to") or lead.earlier or slot.bracket is not None:
        return None
    if before.quantity.unit.kind == "difference" and before.to is None and before.name:
        stem = _GROWTH_NOUN.sub("", before.name)
        kind = "growth" if stem != before.name else "share" if _SHARE_NOUN.search(stem) else "rate"
        draft = place(Draft(slot.item, kind, stem), slot, memory)
        if before.relation is None:
            before.link(draft, "change_of", by="rate")
    elif before.kind in ("share", "rate", "growth") and before.hedge == "over":
        draft = Draft(slot.item, before.kind, before.name, sign=before.sign)
        place(draft, slot, memory).link(before.to, before.relation or "share_of", before.part)
    elif before.relation == "part_of" and before.to is not None and before.kind == "count":
        if slot.item.unit.name != "%":
            return None
        draft = Draft(slot.item, "share", f"{before.name}占{memory.said_whole(before.to)}")
        place(draft, slot, memory).link(before.to, "share_of", before)
    else:
        return None
    memory.rates.append(draft)
    return draft


def _as_the_rate_before(subject: str, slot: Slot, memory: Memory) -> tuple[str, str]:
    """职工报销比例84.7%，居民69.2%; 机械化率87.6%，其中小麦99.2%、玉米93.4%."""
    last = memory.last_rate()
    if last is None or last.kind not in ("rate", "share") or not last.name or last.to is not None:
        return subject, "rate"
    if alike := measured_alike(subject, last.name):
        return alike, last.kind
    goes_on = slot.lead.opening == "其中" or slot.lead.text.startswith(("、", "和"))
    return goes_on and rate_of_a_part(subject, last.name) or subject, "rate"


def _is_rate(subject: str) -> bool:
    return bool(_RATE_NOUN.search(subject))


def _contributing(slot: Slot, memory: Memory) -> tuple[str, list[str] | None]:
    """对…的贡献率: named by who contributes; a list of them may stand in the clause before."""
    subject = slot.lead.subject
    found = _CONTRIBUTION.search(slot.lead.text) if "贡献率" in slot.lead.text else None
    if not found and not subject.endswith("的贡献率"):
        return tidy(subject), None
    owner = _OUTPUT.sub("", tidy(take_apart(found["owner"] if found else "").subject))
    if not owner and len(memory.names) == slot.names_needed:
        memory.names = [f"{_OUTPUT_OR_SHARE.sub('', n)}贡献率" for n in memory.names]
        return "贡献率", list(memory.names)
    last, level = memory.last_rate(), memory.last_level()
    if not owner and last is not None and last.kind == "growth":
        if level is None or level.quantity.start < last.quantity.start:
            owner = _OUTPUT.sub("", last.name or "")  # 技改投资增长18.4%，对…的贡献率
    if not owner and memory.levels:
        owner = _OUTPUT.sub("", memory.levels[-1].name or "")
    return f"{owner}贡献率", None


def _named_behind(slot: Slot, memory: Memory, subject: str) -> tuple[str, str]:
    """Name and kind of a rate whose name may stand behind it: 三分之二的村开通了公交."""
    lead, tail = slot.lead, slot.tail
    fraction = slot.item.style == "fraction" or slot.item.unit.name == "成"
    kind = "share" if _SHARE_NOUN.search(subject) else "rate"
    if subject.startswith("其余") and memory.rates and memory.rates[-1].kind == "share":
        return subject, "share"  # 焚烧占72.4%，填埋占16.8%，其余10.8%
    bare = lead.text.removeprefix(lead.region or "").strip("将约近超过逾")
    if not subject and (made := _MADE_OF.match(tail)):  # 四成以上为乡土树种
        return made["what"], "share"
    if tail.lstrip("以上左右").startswith("的") and ONLY_A_VERB.match(_SCOPE.sub("", tidy(subject))):
        subject = bare = ""  # 贡献了近四分之一的税收, 创造了全县15.8%的生产总值
    alone = not subject and bare in ("", "有", "仍有", "还有")
    if alone and fraction and (answered := _ANSWERED.match(tail)):  # 受访企业中，超六成预计订单增加
        asked = next((c for c in reversed(lead.earlier) if c.endswith("中")), "")
        memory.whole = tidy(take_apart(asked.removesuffix("中").removeprefix("在")).subject) or memory.whole
        return answered["what"] + (memory.whole or ""), "share"
    if alone and (them := _OF_THEM.match(tail)):
        return _what_some_do(them), "share"
    unnamed = not subject and tail and not lead.has("to", "from")
    if lead.has("level") and lead.says("实现") or unnamed:
        behind = _BEHIND.match(tail)
        if behind and not _is_rate(subject) and not behind[1].startswith(_NOTHING_BEHIND):
            subject = tidy((subject or memory.head or "") + behind[1])
    if kind == "rate" and fraction and not _is_rate(subject) and not _restored(lead):
        kind = "share"
        if used := _USED_FOR.match(tail):
            subject = tidy(subject) + used[0]
    return subject, kind


def _of_both(rate: str, memory: Memory) -> list[str] | None:
    """城镇居民…；农村居民…，恩格尔系数分别为: of those whose levels were printed last."""
    owners = ("城镇居民", "农村居民")
    said = [d.name or "" for d in memory.levels if is_level(d)][-2:]
    of_both = len(said) == 2 and all(n.startswith(o) for n, o in zip(said, owners, strict=True))
    return [owner + rate for owner in owners] if of_both else None


def _restored(lead: Lead) -> bool:
    """恢复至2019年同期的七成: a level over an earlier one, and no share."""
    return (lead.compare_word or "").startswith("恢复")


def _what_some_do(found: re.Match[str]) -> str:
    if found["only"]:
        return found["only"]
    return f"{found['verb']}{found['rest'].removeprefix('了')}的{found['noun']}"


def _divided(slot: Slot, memory: Memory) -> Draft | None:
    """The whole of a share behind 其中: the level before, or what is being divided already."""
    if slot.lead.opening == "其中":
        whole = memory.last_level() or next(reversed(memory.carried.values()), None)
        if whole is not None:
            memory.divide(whole, sentence=False)
    return memory.total


def _of_another_place(slot: Slot, memory: Memory) -> list[Draft] | None:
    """（6.2%） behind 较全市: the same rate of another place."""
    own = memory.last_rate()
    if own is None:
        return None
    behind = slot.bracket or ""
    place_name = _WHOLE_PLACE.search(behind) or _NAMED_PLACE.search(behind)
    draft = Draft(slot.item, own.kind, own.name, period=own.period)
    draft.region = place_name[1] if place_name else own.region
    if (other := _OF_ANOTHER.search(behind)) is not None:  # 高于全县农村居民收入增速（7.5%）
        draft.name = tidy(take_apart(other["what"]).subject) or own.name
    memory.brackets.append(draft)
    memory.rates.insert(0, draft)
    return [draft]
