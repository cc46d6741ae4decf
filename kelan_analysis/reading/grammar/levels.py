"""Levels: amounts and counts of their indicators, and sums of the levels just listed."""

from __future__ import annotations

import re
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.level_names import level_names
from kelan_analysis.reading.grammar.measured_alike import kinds_of
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.money_names import PEOPLE
from kelan_analysis.reading.grammar.parts import relate_parts
from kelan_analysis.reading.grammar.placing import as_range, place, tie_earlier
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.names import is_attribute, shared_end, tidy
from kelan_analysis.reading.quantity import Quantity
from kelan_analysis.reading.words import SHARE_OF, SIBLINGS, any_of, load

_NOUNS_OF_SUMS = ("支出", "收入", "资金", "投资", "费用", "税收", "保险")
_THESE = rf"(?:[两二三四五六七八九十]项|以上|上述)(?:[两二三四五六七八九十]项)?{any_of(_NOUNS_OF_SUMS)}?"
_SAID_BEFORE = re.compile(r"^(?:以上|上述)")
_SUMMED = re.compile(rf"^(?:(?:{_THESE})?(?:合计|共计|总计)|共)")
_BALANCED = re.compile(r"(?P<side>收入|支出)(?:总计|合计|总量)")
_SUM_BEGINS = frozenset("两二三四五六七八九十以上合共总收支")  # what both of them begin with
_COUNTED_SUM = re.compile(_THESE)
_PER_MANY = re.compile(r"(?:平均)?每(?:[十百千万\d]|平方公里)")  # 每千人口床位数 is a rate, whatever its unit
_HEADS = re.compile(r"人|户|次|件|株|只|头|辆|粉丝|播放|浏览|点击|阅读")  # 投资86亿 is money, 播放量3亿 is none
_MEASURED = re.compile(r"指数|分|浓度|系数")
_NUMBERED = re.compile(r"(?:指数|系数|比值|得分|评分|总分|pH值|PMI|CPI|PPI|值|商)$")
_PER_HEAD = re.compile(r"^(?:人均|生均|户均|师均|车均)")
_EACH = re.compile(r"(?:人|生|户|师|车)均")
_A_RATE = re.compile(r"(?:率|强度|密度)$")
_MEAN = re.compile(r"(?:平均)每?[个家人户名所亩村]|每[个家户名所村]")
_A_MEAN = re.compile(r"每|[户人亩村]均")  # 每亩租金600元、分红126元，共53.8万元
_STEP = re.compile(r"(?:台阶|大关|关口|门槛)")
_CLIMBED = ("站上", "迈上", "跨上", "登上", "迈过", "跨过", "越过", "跃上")
_GROUND = ("占地", "占地面积", "总占地", "总占地面积")  # 项目总投资28亿元，占地210亩，年产值45亿元
_STAFF = frozenset(load("phrases")["staff"])
_ADDED_TO = re.compile(r"加上?(?=上[级解年缴]|地方|债务|调入|动用|转移|返还)")
_MOVES = ("提高", "增", "升", "降", "上调", "下调", "调整", "提升", "压缩", "缩短", "扩大", "涨", "跌", "减")
_BELOW_ZERO = ("为负", "亏损", "零下")
_CODE = re.compile(r"号|码|电话|邮编|线$")


@rule(
    "level.sum",
    (
        "一期、二期管网工程分别投入12.6亿元和7.38亿元，合计19.99亿元。",
        "一期管网工程投入=12.6亿元 二期管网工程投入=7.38亿元 管网工程投入=19.99亿元",
    ),
    (
        "教育支出6.2亿元、卫生健康支出3.1亿元，两项支出合计9.3亿元。",
        "教育支出=6.2亿元 卫生健康支出=3.1亿元 两项支出=9.3亿元",
    ),
    (
        "税收收入3.1亿元，加上级补助收入5.2亿元、调入资金0.4亿元，收入总计8.7亿元。",
        "税收收入=3.1亿元 上级补助收入=5.2亿元 调入资金=0.4亿元 收入总计=8.7亿元",
    ),
)
def _summed(slot: Slot, memory: Memory) -> list[Draft] | None:
    """合计: the levels just listed are its parts, all of them."""
    lead, unit = slot.lead, slot.item.unit
    before = memory.latest[-1].rule if memory.latest and not lead.text and lead.adjacent else ""
    again = before == "level.sum"  # 合计7973户12799人
    if slot.size != 1 or SHARE_OF.search(lead.text) or lead.text[:1] not in _SUM_BEGINS and not again:
        return None  # 两县合计占全市430亿元的30%
    balance = _BALANCED.match(lead.text)
    named = bool(lead.subject) and not _COUNTED_SUM.fullmatch(lead.subject)
    if balance is None and not again and (not _SUMMED.match(lead.text) or named):
        return None
    if unit.kind not in ("amount", "count"):
        return None
    if lead.text.startswith("共") and not lead.after and not memory.latest:
        return None
    levels = (d for d in memory.levels if d.to is None and is_level(d) and not _A_MEAN.search(d.name or ""))
    parts = [d for d in levels if d.quantity.unit.base == unit.base]
    if balance is not None:
        totals = [i for i, part in enumerate(parts, 1) if (part.name or "").endswith("总计")]
        parts = parts[totals[-1] if totals else 0 :]
        if not any((part.name or "").endswith(balance["side"]) for part in parts):
            return None
    parts = _adding_up(parts, slot)
    if parts and memory.added_to and parts[0] is memory.added_to:
        parts = _with_what_was_before(parts, slot, memory)
    if len(parts) < 2:
        return None
    shared = balance[0] if balance else _sum_name([part.name or "" for part in parts])
    said = _SAID_BEFORE.sub("", lead.subject)
    if balance is None and said.endswith(_NOUNS_OF_SUMS):
        shared = said  # 四项支出合计
    draft = Draft(slot.item, _kind(slot, shared), tidy(shared) or _listed(memory))
    place(draft, slot, memory)
    for part in parts:
        part.link(draft, "part_of", by="level.sum")
    memory.levels.append(draft)
    memory.head = draft.name
    return [draft]


def _with_what_was_before(parts: list[Draft], slot: Slot, memory: Memory) -> list[Draft]:
    """加上 adds the list to what was said before: the level that makes it the sum, else nothing."""
    added = sum((part.base()[0] for part in parts), Decimal(0))
    wanted = Draft(slot.item).base()[0] - added
    alike = [d for d in memory.recent() if is_level(d) and d.in_unit_of(parts[0]) and d not in parts]
    for level in alike:
        if level.base()[0] == wanted:
            return [level, *parts]
    side = "收入" if "收入" in slot.lead.text else "支出"
    account = re.compile(rf"预算{side}(?:(?:决算|执行|完成)数)?$")
    own = (d for d in alike if d.relation is None and account.search(d.name or ""))
    return [first, *parts] if (first := next(own, None)) is not None else []


def _listed(memory: Memory) -> str | None:
    """The list that was just dealt out, as one: 教育、卫生健康支出合计."""
    head = memory.head
    return f"{head}合计" if head and "、" in head else head


def _sum_name(names: list[str]) -> str:
    """What the parts are parts of: 进出口 of 进口 and 出口, else what their names share."""
    shared = names[0]
    for name in names[1:]:
        shared = shared_end(shared, name)
    if shared and (whole := kinds_of(names)):
        return whole  # 公办幼儿园、民办幼儿园
    shared = shared if len(shared) > 1 else ""  # 低保金 and 救助金 share no word
    for compound, siblings in SIBLINGS.items():
        if len(siblings) == len(names) and all(map(str.startswith, names, siblings)):
            return compound + names[0].removeprefix(siblings[0])
    shared = shared.lstrip("期级")  # 一期、二期管网工程
    if 1 < len(shared) < 4 and any(len(name) == len(shared) + 1 for name in names):
        return "、".join(names)  # 村委会、居委会 share no word
    return shared


def _adding_up(parts: list[Draft], slot: Slot) -> list[Draft]:
    """The last levels that add up to the sum, else all that are not greater than it."""
    total = Draft(slot.item).base()[0]
    added = Decimal(0)
    for count, part in enumerate(reversed(parts), 1):
        added += part.base()[0]
        if added == total and count > 1:
            return parts[-count:]
    return [part for part in parts if part.base()[0] <= total]


@rule(
    "level",
    ("甲县地区生产总值50.2亿元。", "地区生产总值=50.2亿元"),
    ("高龄津贴从60元/月提高到100元/月。", "高龄津贴=60元/月 高龄津贴=100元/月"),
    (
        "全年蔬菜产量26.4万吨、增长3.7%，水果产量9.15万吨、下降1.2%。",
        "蔬菜产量=26.4万吨 蔬菜产量=3.7% 水果产量=9.15万吨 水果产量=-1.2%",
    ),
)
def _level(slot: Slot, memory: Memory) -> list[Draft] | None:
    """A level of its indicator, in any unit."""
    bare = slot.item.unit.name is None and slot.item.style == "arabic"
    if bare and not _says_a_level(slot, memory):
        return None
    size = slot.names_needed
    names, owner = level_names(slot, memory, size)
    if slot.lead.hedge is None and _STEP.match(slot.tail) and slot.lead.nearest("level")[1] in _CLIMBED:
        slot.lead.hedge = "over"  # 存款首次站上300亿元台阶
    latest = memory.latest[-1] if memory.latest and slot.lead.text == "、" and size == 1 else None
    money = slot.item.unit.base == "元" and latest is not None and latest.kind == "count"
    if owner is None and money and latest.quantity.unit.base not in PEOPLE:
        owner = latest  # 工程建设412宗、162.3亿元
    sign = -1 if slot.lead.says(*_BELOW_ZERO) else 1
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        name = names[min(i, size - 1)]
        draft = place(Draft(quantity, _kind(slot, name, quantity), name, sign=sign), slot, memory)
        drafts.append(draft.link(owner, "amount_of" if draft.kind == "amount" else "part_of"))
    as_range(drafts, slot)
    relate_parts(slot, drafts, memory)
    tie_earlier(drafts, slot, memory)
    _raised(drafts, slot, memory)
    _bound(drafts, slot, memory)
    if _ADDED_TO.match(slot.lead.text) and not memory.levels:
        memory.added_to = drafts[0]
    _remember(drafts, owner, names, slot, memory)
    return drafts


def _kind(slot: Slot, name: str, quantity: Quantity | None = None) -> str:
    unit = (quantity or slot.item).unit
    if unit.kind == "rate":
        return "rate"
    if unit.name in ("%", "‰"):
        return "rate"
    per_head = _PER_MANY.match(name) or name.endswith("率") or _PER_HEAD.search(name)
    if unit.kind == "count" and (per_head or _EACH.fullmatch(slot.lead.text)):
        return "rate"
    if unit.kind == "bare" and name.endswith(("率", "系数")):
        return "rate"
    if unit.kind == "bare":
        money = unit.name in ("亿", "万亿", "千亿", "百亿") and not _HEADS.search(name)
        return "amount" if money or _MEASURED.search(name) else "count"
    return unit.kind if unit.kind in ("count", "duration", "ratio") else "amount"


def _says_a_level(slot: Slot, memory: Memory) -> bool:
    """A bare number is a figure where its name or a verb says so, else it may be any code."""
    lead = slot.lead
    if _NUMBERED.search(lead.subject) or memory.before and lead.has("to"):
        return True
    if slot.size > 1 and "分别" in lead.text:
        return True
    if slot.item.decimals and _A_RATE.search(lead.subject):
        return True
    told = bool(lead.subject) and lead.has("level", "to", "from")
    return told and not _CODE.search(lead.subject)


def _raised(drafts: list[Draft], slot: Slot, memory: Memory) -> None:
    """每月提取1000元提高至1500元: right behind it stands what it became."""
    earlier = memory.latest[-1] if len(memory.latest) == len(drafts) == 1 else None
    if earlier is None or not slot.lead.adjacent or slot.lead.subject or not slot.lead.has("to"):
        return
    moved = slot.lead.has("up", "down") or slot.lead.text.startswith(_MOVES)
    same = is_level(earlier) and earlier.relation is None and earlier.in_unit_of(drafts[0])
    if moved and same and drafts[0].relation is None and earlier.name == drafts[0].name:
        earlier.link(drafts[0], "before_of", by="level")


def _bound(drafts: list[Draft], slot: Slot, memory: Memory) -> None:
    """突破10亿元、达10.8亿元: the first is a bound of the second."""
    if len(drafts) != 1 or len(memory.latest) != 1:
        return
    earlier, later = memory.latest[0], drafts[0]
    if earlier.kind == "growth" and not earlier.name and slot.tail.startswith("的"):
        earlier.name = later.name  # 增长8.3%、达到46.2亿元的产值
        earlier.link(later, "growth_of", by="level")
        return
    if earlier.kind == "growth" and earlier.to is None and earlier.name == later.name:
        if slot.lead.after.startswith("的") and not slot.lead.subject:
            earlier.link(later, "growth_of", by="level")  # 同比增长9.3%的旅游收入，达到6.18亿元
        return
    if earlier.kind == "difference" and earlier.to is None and earlier.name == later.name:
        if not slot.lead.subject and slot.lead.has("level", "to") and earlier.in_unit_of(later):
            earlier.link(later, "change_of", by="level")  # 净增12.8万立方米，达到1036.4万立方米
        return
    if earlier.hedge != "over" or later.hedge is not None or earlier.name != later.name:
        return
    if not slot.lead.subject and slot.lead.has("level", "to") and earlier.in_unit_of(later):
        earlier.link(later, "bound_of", by="level")
        earlier.period = earlier.period or later.period


def _remember(
    drafts: list[Draft], owner: Draft | None, names: list[str], slot: Slot, memory: Memory
) -> None:
    """Leave to the next clauses what they may lean on."""
    lead, single = slot.lead, len(names) == 1
    if single and names[0][:1] in ("平", "每") and _MEAN.match(names[0]):
        memory.levels += drafts
        return
    if slot.bracket is not None:
        if owner is None:
            memory.brackets += drafts
    elif owner is not None:
        memory.head = names[-1]
    elif not (single and names[0] in _GROUND and memory.head):
        if not is_attribute(tidy(lead.subject)) and names[0] not in _STAFF:
            memory.owner = names[-1] if single else None
        memory.head = names[-1] if single else tidy(lead.subject) or names[-1]
    counted = slot.item.unit.kind == "count" and single and slot.bracket is None
    if counted and drafts[0].relation != "before_of" and not lead.has("from"):
        if memory.root is None and memory.counted is None:
            memory.root = drafts[0]
        measured = names[0].endswith("量")  # 快递业务量 counts, but is no set
        if owner is None and not measured and not (names[0] in _STAFF and memory.counted):
            memory.counted = drafts[0]
            if drafts[0].name:
                memory.sets[drafts[0].name] = drafts[0]
    if not lead.has("from"):
        memory.levels += drafts
    if not single:
        memory.names = names
