"""Growth: 增长, 下降, 增幅, 翻番, tied to the level that grew."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.looking_back import level_before
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import as_range, place, tie_earlier, topic_of
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.leads import Lead
from kelan_analysis.reading.members import members_or_same
from kelan_analysis.reading.names import head_after, is_attribute, measure_of, tidy, without_measure
from kelan_analysis.reading.openings import take_opening

_RELATIVE = frozenset(("%", "‰", "‱", "成", None, "倍", "折"))
_GROWTH = ("up", "down", "growth_up", "growth_down")
_NO_GROWTH = re.compile(r"占|贡献")
_DONE = re.compile(r"(?:实现|完成)$")
# Nouns that say no more than the head did: 粮食产量12万吨，总量增长2%.
_SAME_AGAIN = frozenset(("", "数量", "总量", "规模", "总数", "同口径", "产量", "产值"))

# 扣除房地产开发投资后增长8.2%: what grew was named before.
_WITHOUT = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<what>(?:扣除|剔除|不含|不包括|不计|不考虑)[^,。;]{2,14}?)"
    r"(?P<factor>(?:等)?(?:因素|影响)(?:影响)?)?(?:后|之后|的影响)"
)
_OF_WHAT = re.compile(r"的(?:是|为|有)(?P<what>[\u4e00-\u9fff]{2,12})(?=[,。;]|$)")
_IMPROVED = re.compile(r"(?:改善|好转)[^,。;]{0,3}$")
_FASTEST = re.compile(
    r"(?P<owner>[\u4e00-\u9fff]*?)(?P<noun>增速|增幅|增长|涨幅)?最[快高大慢低小]的?(?:是|为)(?P<what>[\u4e00-\u9fff]{2,14})$"
)
_TURNED = re.compile(r"(?:增速|增幅|涨幅).*?(?:转|为)(?P<to>[正负增降])$")
_BURDEN = re.compile(r"(?:浓度|排放量|综合指数|能耗|物耗|死亡率|失业率)$")  # less of it is better
_AT_THE_SPEED = re.compile(r"的(?:速度|幅度|增速)[^,。;]{0,4}?(?:增长|上升|递增|(?P<fall>下降|递减|减少))")
_WITH_A_SPEED = re.compile(r"(?:则|仍|均)?以$")
_LEVEL_NAME = re.compile(r"(?:增加值|投资|总额|产值|收入|支出|总值|销售额|产量|出口|进口|进出口|零售额|利润|利润总额|税收|用电量|发电量|货运量|客运量)$")
_AT_AN_END = re.compile(r"(?:年初|年?[末底])$")
_FLOW = re.compile(r"新(?:建|增|登记|开|发展|注册)")
_BECAUSE = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,6}?)(?:因|由于|受)")  # 棉花因调整布局，总产减少

_HOW_MANY = re.compile(r"(?:总?数量?|总量|[户个人家]数)$")
_BOTH_BASES = re.compile(r"[同环]比(?:[、和与及,][同环]比)?")
_YEAR_BEFORE = re.compile(r"(?:而|其)?(?:上年|去年|上一年)(?:度|同期|同月|同季)?(?:则|仅|只)?(?:为|是)?(?:同比)?")
_BRANCH = ("业", "国有控股")  # 服务业, 股份制企业
_HOW_MANY_OF = re.compile(r"(?P<of>死亡|受伤|失踪|受灾)?(?P<unit>人)数")
_AND = re.compile(r"、|和|及|与")
_NUMBERS = frozenset(("个数", "数量", "户数", "件数", "宗数", "人数", "数", "笔数", "起数"))
_SUMS = frozenset(("投资额", "总投资", "金额", "成交额", "合同额", "产值", "投资", "价值", "资金", "额"))

_REFERRED = {"前者": -2, "后者": -1}

_Grown = tuple[list[str], list[Draft | None]]


@rule(
    "growth",
    (
        "一般公共预算收入完成2.33亿元，增幅6.25%。",
        "一般公共预算收入=2.33亿元 一般公共预算收入=6.25%",
    ),
    (
        "城乡居民人均消费支出分别增长4.7%、8.2%；",
        "城镇居民人均消费支出=4.7% 农村居民人均消费支出=8.2%",
    ),
    ("光伏组件产量增长0.9倍。", "光伏组件产量=0.9倍"),
    (
        "工业、建筑业、服务业产值分别增长12.1%、8.6%和下降3.4%。",
        "工业产值=12.1% 建筑业产值=8.6% 服务业产值=-3.4%",
    ),
    (
        "固定资产投资增长3.9%，扣除房地产开发投资后增长8.2%。",
        "固定资产投资=3.9% 固定资产投资（扣除房地产开发投资）=8.2%",
    ),
    ("出口额51.2亿元，同比增速转负，为0.9%。", "出口额=51.2亿元 出口额=-0.9%"),
    ("规上工业利润由上年的下降5.7%转为增长3.9%。", "规上工业利润=-5.7% 规上工业利润=3.9%"),
    ("文化企业营收增长6.8%，而上年同期为下降4.3%。", "文化企业营收=6.8% 文化企业营收=-4.3%"),
    ("用电量：3.42亿千瓦时（+5.6%）。", "用电量=3.42亿千瓦时 用电量=5.6%"),
)
def _growth(slot: Slot, memory: Memory) -> list[Draft] | None:
    """增长, 下降, 增幅, 翻番: a growth, tied to its level where the text prints it."""
    if not _is_growth(slot, memory):
        return None
    if (earlier := _year_before(slot, memory)) is not None:
        return [earlier]
    lead, size = slot.lead, slot.names_needed
    names, targets = memory.deal(slot, lambda count: _grown(slot, memory, count))
    said = ",".join((*lead.earlier, lead.text, slot.tail[:12]))
    earlier_value = lead.has("from") and size == 1
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        at = min(i, size - 1)
        sign = -1 if _turned(lead) < 0 else lead.sign
        speed = _AT_THE_SPEED.match(slot.tail)
        sign = -1 if speed and speed["fall"] else sign
        sign = -sign if _IMPROVED.search(lead.text) and _BURDEN.search(names[at]) else sign
        draft = place(Draft(quantity, "growth", names[at], sign=sign), slot, memory)
        draft.said = said
        drafts.append(draft if earlier_value else draft.link(targets[at], "growth_of"))
    as_range(drafts, slot)
    if "年均" in lead.text or lead.says("年平均") or lead.average:
        _span_the_years(drafts, memory)
    if lead.has("from") or memory.before:
        tie_earlier(drafts, slot, memory)
    memory.rates += drafts
    if size > 1:
        memory.names = [d.name or "" for d in drafts]
    return drafts


def _is_growth(slot: Slot, memory: Memory) -> bool:
    lead, item = slot.lead, slot.item
    if item.unit.name == "番":
        return True
    bare = item.unit.kind == "bare" and item.style != "fraction"
    if item.unit.name not in _RELATIVE or bare or _NO_GROWTH.search(lead.text):
        return False
    if item.unit.name == "%" and _AT_THE_SPEED.match(slot.tail):
        return True
    if _turned(lead) or not lead.subject and lead.has("level") and _fastest(lead, memory):
        return True
    compared = lead.compare is not None and item.unit.name == "%"
    compared = compared or lead.says("同比", "环比") or lead.text in ("同比", "环比")
    if item.value < 0 and (slot.bracket is not None and not lead.text or compared):
        return True  # （-1.2%）
    if item.value < 0 and item.unit.name == "%" and _LEVEL_NAME.search(lead.subject):
        return True  # 固定资产投资-4.1%
    was_growth = bool(memory.before) and memory.before[0].kind == "growth"
    if not lead.has(*_GROWTH):
        aimed = lead.period or lead.text in ("确保", "力争", "争取", "力争达到")
        again = lead.has("level") and aimed and not lead.subject and not lead.text.endswith("的")
        if again and item.unit.name == "%":
            return bool(memory.latest) and memory.latest[-1].kind == "growth"  # 上半年为6.5%
        return was_growth and lead.has("to") or item.unit.name == "倍"
    # 利润增长到2亿元 arrives at a level; 降幅收窄到1.8% is a growth still
    arrives = lead.nearest(*_GROWTH, "to")[0] == "to"
    return not arrives or was_growth or lead.has("growth_up", "growth_down")


def _year_before(slot: Slot, memory: Memory) -> Draft | None:
    """增长6.8%，而上年同期为下降4.3%: the growth of the year before."""
    lead, now = slot.lead, memory.last_rate()
    told = _YEAR_BEFORE.match(lead.text)
    if told is None or lead.subject not in ("", "同期") or now is None or now.kind != "growth":
        return None
    if slot.size > 1 or lead.compare or lead.has("to"):
        return None
    draft = Draft(slot.item, "growth", now.name, sign=lead.sign, region=now.region)
    if now.period and now.period[:4].isdigit():
        draft.period = f"{int(now.period[:4]) - 1}{now.period[4:]}"
    memory.rates.insert(-1, draft)
    return place(draft, slot, memory).link(now, "before_of")


def _fastest(lead: Lead, memory: Memory) -> str:
    """增速最快的是装备制造业，为11.4%: what the clause before says to have grown so, or where."""
    found = _FASTEST.search(lead.earlier[-1]) if lead.earlier else None
    last = memory.last_rate()
    if found is None or not found["noun"] and (last is None or last.kind != "growth"):
        return ""
    place = take_opening(found["what"])
    if place.region is None or place.subject:
        return tidy(found["what"])
    lead.region = place.region  # 收入增速最快的是丰源县，达到8.1%，最慢的是安和区
    return tidy(take_opening(found["owner"]).subject) or (last.name if last else "") or ""


def _turned(lead: Lead) -> int:
    """同比增速转正，为0.9%: +1 or -1 where the clause before says that a growth turned."""
    if lead.subject or not lead.earlier or not lead.has("level"):
        return 0
    found = _TURNED.search(lead.earlier[-1])
    return 0 if found is None else -1 if found["to"] in "负降" else 1


def _span_the_years(drafts: list[Draft], memory: Memory) -> None:
    """年均增长 behind 由2020年的 X 到2024年的 Y covers the years between."""
    if not memory.pairs:
        return
    first, last = (d.period or "" for d in memory.pairs[-1])
    if first.isdigit() and last.isdigit():
        for draft in drafts:
            draft.period = f"{int(first) + 1}/{last}"


def _grown(slot: Slot, memory: Memory, size: int) -> _Grown:
    """What grew, and the levels of it."""
    lead = slot.lead
    subject = tidy(_DONE.sub("", lead.subject))
    if _AT_THE_SPEED.match(slot.tail):
        subject = tidy(_WITH_A_SPEED.sub("", lead.subject))
    if _BOTH_BASES.fullmatch(subject):
        subject = ""  # 环比、同比分别上涨
    none: list[Draft | None] = [None] * size
    if subject in _REFERRED and size == 1 and len(memory.levels) > 1:
        meant = memory.levels[_REFERRED[subject]]
        return [meant.name or ""], [meant]
    if memory.before and lead.has("to") and len(memory.before) == size and not subject:
        return [d.name or "" for d in memory.before], none
    if slot.bracket is not None and memory.latest and not lead.region:
        last = memory.last_level()
        owner = last if last is not None else memory.latest[-1].to
        name = subject or (last.name if last is not None else memory.head) or ""
        return [name] * size, [owner] * size
    if lead.average.endswith("均") and not subject:
        ends = memory.pairs[-1][1] if memory.pairs and size == 1 else None
        return [(memory.head or "") + lead.average] * size, [ends] * size
    opens = not memory.levels and not memory.rates and not lead.after
    if not subject and size == 1 and (fastest := _fastest(lead, memory)):
        return [fastest], none
    if not subject and opens and size == 1 and slot.tail.startswith("的"):
        named = take_opening(head_after(slot.tail)[0])  # 同比增长9.3%的旅游收入，达到6.18亿元
        if len(named.subject) > 2:
            lead.region = lead.region or named.region
            memory.head = named.subject
            return [named.subject], none
    if not subject and (behind := _OF_WHAT.match(slot.tail)):  # 增长3.1%的是消费品制造业
        return [behind["what"]] * size, none
    if not subject and lead.earlier and opens:
        subject = topic_of(lead)
    if slot.item.style == "fraction" and subject in ("", "年内") and slot.tail:
        subject = head_after(slot.tail.split("的")[0])[0]
    if without := _WITHOUT.fullmatch(subject):
        name = f"{without['owner']}" or memory.head or ""
        return [name if without["factor"] else f"{name}（{without['what']}）"] * size, none
    money = memory.level_in("元") if size == 1 and subject.endswith("额") else None
    if money is not None and len(subject) > 2 and (money.name or "").endswith(subject[:-1]):
        return [f"{money.name}额"], [money]  # 质押融资17笔、1.86亿元，融资额增长22.4%
    if subject in ("产量", "产值") and (measure := measure_of(memory.head or "")) not in ("", subject):
        subject = f"{(memory.head or '').removesuffix(measure)}{subject}"  # 存栏量同比减4.3%，产量降2.1%
    if not subject or subject in _SAME_AGAIN and memory.head:
        return _grown_again(subject, memory, size, lead.compare or "")
    return _grown_by_name(subject, slot, memory, size)


def _attributes(subject: str, size: int, memory: Memory) -> list[Draft]:
    """个数和投资额同比分别增长: the count and the money just printed."""
    parts = _AND.split(subject)
    if len(parts) != size or not all(p in _NUMBERS or p in _SUMS or _HOW_MANY_OF.fullmatch(p) for p in parts):
        return []
    found = [_attribute(part, memory) for part in parts]
    return [d for d in found if d is not None] if None not in found else []


def _attribute(part: str, memory: Memory) -> Draft | None:
    """The last count in that unit (起数, 人数), or of any; the last money."""
    kind = "amount" if part in _SUMS else "count"
    levels = [d for d in reversed(memory.levels) if d.kind == kind]
    if (of := _HOW_MANY_OF.fullmatch(part)) and of["of"]:  # 死亡人数
        return next((d for d in levels if d.ends_with(of["of"]) and d.quantity.unit.base == of["unit"]), None)
    own = (d for d in levels if d.quantity.unit.base == part.removesuffix("数"))
    return next(own, levels[0] if levels else None)


def _grown_again(subject: str, memory: Memory, size: int, compare: str) -> _Grown:
    """The clause names nothing new: what was said last has grown."""
    none: list[Draft | None] = [None] * size
    if size > 1:
        changes = memory.drafts[-size:]
        if len(changes) == size and all(d.kind == "difference" for d in changes):
            return [d.name or "" for d in changes], [d.to for d in changes]
        levels = [d for d in memory.levels if is_level(d)][-size:]
        if len(levels) == size:
            return [d.name or "" for d in levels], list(levels)
        if len(memory.names) == size:
            return list(memory.names), none
    last = memory.last_level()
    if last is not None and size == 1 and (stock := _stock_before(last, memory, compare)) is not None:
        return [stock.name or ""], [stock]
    if last is not None and last in memory.brackets and last.relation == "part_of":
        last = next((d for d in reversed(memory.levels) if is_level(d) and d is last.to), last)
        memory.head = last.name  # 接待游客412.6万人次（其中过夜98.3万人次），同比增长
    if last is not None and last.relation == "range_of":
        last = last.to or last  # 450～520毫米，偏多1～2成
    if last is not None and (memory.head is None or last.ends_with(memory.head)):
        name = (last.name or "") + (subject if subject == "数量" else "")
        return [name] * size, [last] * size
    change = memory.latest[-1] if memory.latest and last is None and size == 1 else None
    if change is not None and change.kind == "difference" and change.relation == "change_of":
        return [change.name or ""], [change.to]  # 与上年相比，事故起数减少9起，下降12.3%
    return [memory.head or ""] * size, none


def _stock_before(last: Draft, memory: Memory, compare: str) -> Draft | None:
    """拥有充电桩2864个，今年新建693个，较去年底增长31.9%: what stood at the year's end has grown."""
    if not _AT_AN_END.search(compare) or not _FLOW.match(last.name or ""):
        return None
    stocks = (d for d in reversed(memory.levels) if d is not last and d.in_unit_of(last))
    return next((d for d in stocks if is_level(d) and d.base()[0] > last.base()[0]), None)


def _counted_again(subject: str, memory: Memory) -> Draft | None:
    """规上电商企业312家…，企业数量增长14.7%: the count by the end of its name."""
    noun = _HOW_MANY.sub("", subject)
    if noun == subject or len(noun) < 2 or memory.level_named(subject) is not None:
        return None
    levels = (d for d in reversed(memory.levels) if is_level(d) and d.kind == "count")
    return next((d for d in levels if d.ends_with(noun)), None)


def _value_added_too(names: list[str], memory: Memory) -> list[str] | None:
    """轻工业增加值增长3.6%，重工业增长6.8%: branches named behind one whose value added grew."""
    first = next((d.name or "" for d in memory.rates if d.kind == "growth"), "")
    if not first.endswith("增加值") or not all(n.endswith(_BRANCH) for n in names):
        return None
    return [n + "增加值" for n in names]


def _grown_by_name(subject: str, slot: Slot, memory: Memory, size: int) -> _Grown:
    if size > 1 and (own := _attributes(subject, size, memory)):
        return [d.name or "" for d in own], list(own)
    names = members_or_same(subject, size)
    if slot.lead.opening == "其中":
        memory.parting = True
    if memory.parting:
        measure = measure_of((memory.names or [memory.head or ""])[0])
        if measure and all(without_measure(n) for n in names):
            names = [n + measure for n in names]
        return names, [memory.level_named(n) for n in names]
    if (added := _value_added_too(names, memory)) is not None:
        return added, [memory.level_named(n) for n in added]
    if size == 1 and is_attribute(subject):
        if slot.lead.earlier and (because := _BECAUSE.match(slot.lead.earlier[0])):
            memory.head = because["what"] + subject
            return [memory.head], [memory.level_named(memory.head)]
        own = memory.level_ending(subject)
        if own is not None:
            return [own.name or subject], [own]
    if size == 1 and (counted := _counted_again(subject, memory)) is not None:
        return [counted.name or subject], [counted]
    memory.head = names[-1]
    levels = [memory.level_named(n, subject) for n in names]
    if size == 1 and levels == [None]:
        levels = [level_before(names[0], slot.lead, memory)]
    return names, levels
