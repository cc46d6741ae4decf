"""What a level is a level of: its own clause, its owner, or what was said before."""

from __future__ import annotations

import re
from collections.abc import Callable

from kelan_analysis.reading.grammar.list_names import PLACED, done_by_each, each_announced, of_those
from kelan_analysis.reading.grammar.measured_alike import may_be_a_kind, measured_alike
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.money_names import (
    Named,
    behind_verb,
    counterpart,
    done_so_far,
    money_of_named,
    money_of_set,
    of_budget,
    of_the_place,
)
from kelan_analysis.reading.grammar.parts import makes_up
from kelan_analysis.reading.grammar.placing import topic_of
from kelan_analysis.reading.grammar.sets import what_is_counted
from kelan_analysis.reading.grammar.slot import Slot, is_dimension
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members, members_or_same
from kelan_analysis.reading.names import head_after, is_attribute, measure_of, tidy, without_measure
from kelan_analysis.reading.words import load, phrases

_NO_NAME = re.compile(r"每[天日晚月年]|大关|关口|门槛|台阶|以上|左右|以内")
_RATE_OF_MONEY = re.compile(r"按(?!每)[^,]*(?:汇率|价格?|口径)|[以按][^,]{1,6}计(?:价|算)?(?=为|达|$)")
_SHARE_OF = re.compile(r"占(?P<whole>[\u4e00-\u9fff]{2,12})$")
_PLANNED = re.compile(r"计划|预算|目标|任务")
_PLAN = re.compile(r"((?:全年|年度|年初|调整|变动|当年)?(?:计划|目标|任务|预算)+数?)$")
_ACCOUNT = re.compile(r"(?:执行|决算|完成)数$")
_STOCKS = ("累计达", "累计达到", "累计", "总数达", "总数达到", "总量达", "总量达到")
_BEFELL = re.compile(r"受灾|死亡|受伤|失踪|受困|伤亡")
_EACH_DAY = ("日均", "月均", "平均每")
_THE_MOST = re.compile(r"最[大高多快小低慢少]的是(?P<what>[\u4e00-\u9fff]{2,12})$")
_MEAN_HEAD = re.compile(r"(?:[户人村亩家套镇乡]均|平均)")
_PLACES = frozenset(("开发区", "高新区", "经开区", "园区", "辖区", "城区"))
_LONG = ("长的", "宽的", "高的", "深的", "厚的")
_AS_LONG = re.compile(r"[长宽高深厚](?P<of>的[\u4e00-\u9fff“]{2}.*)")
_ONE_OF = re.compile(r"(?:.*[的在]|[\u4e00-\u9fff]{2})?一[条座个台栋道根段]")
_LIMIT = re.compile(r"(限额|上限|红线)(?:数)?$")
_OWN_MEASURE = re.compile(
    r"(?:总?户数|总?人口|(?:经营|收获|播种|种植|养殖|采收|挂果|占地)?面积|(?<=..)占地|总?产量|总产|平均单产|单产|亩产|存栏|出栏|营业收入|主营业务收入"
    r"|年?(?:总?产值|销售额|交易额)|收购量|销售?量|交易量|每(?:公斤|斤|吨|亩)均价|均价"
    r"|业务总?量|(?<=..)[全总]长|(?<=债务)限额|资产总额|负债总额|总资产|总负债|利润总额|(?:各项)?(?:存款|贷款)(?:余额)?|去化周期)$"
)
_GIVEN_OUT = re.compile(r"新增|发放|投放|新发放")
_BY_STANDARD = re.compile(r"按(?:照)?(?P<each>每[^,]{1,8})")
_EACH_TIME = re.compile(r"(?<!平均)为?每(?:人|户|亩|吨|公斤|斤)(?:每[月年天])?$|(?<=标准)(?:分别)?为每[月年天]$")  # 低保标准为每人每月672元
ROSE = ("上涨", "上升", "下跌", "下降")  # what each of some did, two characters each
_ROSE_BEHIND = re.compile(r"(?:上涨|下跌|下降|持平|上升|增长|回落)(?=[,。;、]|$)")
_FOR_MANY = re.compile(
    r"(?:约为|相当于|约合)?(?P<per>每[百千万十\d]+名?(?:常住)?(?:人口|人|户|学生|名学生)(?:拥有)?)"
)
_ONLY_EACH = frozenset(("户均", "人均", "亩均", "村均", "校均"))
_MEANS = ("日均", "月均", "年均")
_PAID = re.compile(r"^(?:累计)?(?:拨付|发放|兑付|投入|支出|落实|安排)(?=[\u4e00-\u9fff]{2})")
_RECEIVED = re.compile(r"^(?:领取|享受|获得)(?=[\u4e00-\u9fff]{2})")
_AFTER_ACTION = re.compile(r"(?:惠及|覆盖|受益)$")
_WORKS = frozenset(("改造", "巩固", "整治", "扩容"))
_STATE = re.compile(rf"{phrases('modifies_a_set')}|(?:改造|巩固|扩容)提升|改造|修复|维修")
_TASK = re.compile(r"^下达|(?:目标|计划)?任务$")
_LENT = frozenset(load("phrases")["lent_to_parts"])


def level_names(slot: Slot, memory: Memory, size: int) -> Named:
    """Return `size` names for a level, and the counted set that it is the money of.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("新建项目64个，总投资46.92亿元。")]
    ['新建项目', '新建项目总投资']
    """
    subject = _own_subject(slot)
    if (each := _BY_STANDARD.fullmatch(slot.lead.text)) and slot.tail.lstrip("的").startswith("标准"):
        return [f"{each['each']}标准"] * size, None  # 按每人每年600元标准发放
    if subject.endswith("造成") and size == 1 and (befell := _BEFELL.match(slot.tail)):
        return [befell[0]], None  # 气象灾害造成3.26万人受灾
    if slot.bracket is not None and not subject:
        total = memory.total.name if memory.total is not None else None
        if (limit := _LIMIT.search(slot.bracket)) and size == 1:  # 控制在限额（75.1亿元）之内
            return [(total or memory.head or "").removesuffix("余额") + limit[1]], None
        return [_gloss(slot.bracket, memory.head or "")] * size, None
    later = not subject or slot.lead.has("to")
    if memory.before and len(memory.before) == size and later:
        return [d.name or "" for d in memory.before], None
    subject = _subject_in_context(subject, slot, memory) or _announced(slot, size)
    for named in _NAMED_BY:
        if (found := named(subject, slot, memory, size)) is not None:
            return found
    return _listed(subject, slot, memory, size), None


def _own_subject(slot: Slot) -> str:
    subject = what_is_counted(slot.lead.subject)
    subject = tidy(_EACH_TIME.sub("", subject) if "每" in subject else subject)
    if subject[:1] == "由" and makes_up(slot):
        return subject[1:]
    if subject in _WORKS and (raised := slot.lead.nearest("up")[1]) == "提升":
        subject += raised  # 其中新建9.2万亩、改造提升14.3万亩
    if is_dimension(slot):
        subject += slot.lead.nearest("up", "down")[1]  # 大坝高86米
    if len(subject) > 3:
        subject = subject.removesuffix("占")  # 一线职工占132人
    return "" if _NO_NAME.fullmatch(subject) else subject


def _gloss(behind: str, head: str) -> str:
    """（37万株） behind 年度计划 is the plan of what was named before."""
    planned = _PLANNED.search(behind)
    if not planned and (inside := _SHARE_OF.search(behind)):
        return tidy(take_apart(inside["whole"]).subject)
    plan = _PLAN.search(behind)
    return _ACCOUNT.sub("", head) + plan[1] if plan else head


def _subject_in_context(subject: str, slot: Slot, memory: Memory) -> str:
    lead = slot.lead
    if not subject and lead.earlier and not lead.has("to") and not memory.levels:
        subject = topic_of(lead)
    if not subject and lead.earlier and (most := _THE_MOST.search(lead.earlier[-1])):
        subject = most["what"]  # 降幅最大的是水泥产量，仅为68.2万吨
    if subject in _PLACES and lead.earlier and lead.has("level") and slot.item.unit.kind == "count":
        subject = topic_of(lead) or subject  # 产值超10亿元的企业，开发区有5家
    if _RATE_OF_MONEY.match(lead.text):
        return ""
    if lead.adjacent and memory.latest:  # 17个城市的商超212家
        subject = subject.removeprefix(f"{memory.latest[-1].name}的")
        if (of_each := subject.removeprefix(memory.latest[-1].name or ""))[1:2] == "均":
            return of_each  # 1800余户村民户均增收1.5万元
    return subject


def _announced(slot: Slot, size: int) -> str:
    """金鸡岭、柳叶湖游客量居前两位，分别达…: the clause before named the members."""
    lead = slot.lead
    if size < 2 or not lead.earlier or not lead.has("level", "to") or lead.compare:
        return ""
    clause = PLACED.sub("", lead.earlier[-1])
    return clause if members(clause, size) else ""


def _as_long_as(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """一条380米长的铝箔生产线: what is so long stands behind."""
    if size != 1 or slot.tail[:2] not in _LONG or (found := _AS_LONG.match(slot.tail)) is None:
        return None
    if subject and not _ONE_OF.fullmatch(subject):
        return None
    head = head_after(found["of"])[0].removesuffix("上")
    return ([head], None) if len(head) > 1 else None


def _of_owner(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """夏粮收获面积…，平均单产…: an attribute takes the owner named last."""
    head = memory.head
    if not is_attribute(subject) or not head or subject in head or slot.lead.region:
        return None
    if size > 1:
        owners = memory.names if len(memory.names) == size else members(head, size)
        return ([_AFTER_ACTION.sub("", n) + subject for n in owners], None) if owners else None
    for here, there in (("收入", "支出"), ("支出", "收入")):
        if subject == there and head.endswith(here) and slot.lead.text.startswith("、"):
            return [head.removesuffix(here) + there], None  # 职工医保基金收入34亿元、支出30亿元
        side = _divided_side(head, here, memory)
        if subject == there and side.endswith(here):
            return [side.removesuffix(here) + there], None
    owner = memory.owner or head
    if of_the_place(subject, owner):
        return [subject], None  # 辖23个行政村、2个社区，总人口4.86万人
    if memory.fresh and memory.levels and memory.levels[-1].relation == "part_of":
        part = memory.levels[-1]  # 存款余额…，住户存款…；贷款余额: that of the whole
        if part.name == owner and part.to is not None and part.to.kind == part.kind:
            owner = part.to.name or owner
    part = memory.level_named(owner)
    if part is not None and part.relation == "part_of" and _STATE.fullmatch(owner) and part.to is not None:
        owner = _TASK.sub("", part.to.name or owner)  # 其中新建9.2万亩…，概算总投资
    parted = part is not None and part.relation == "part_of" and part.to is memory.total
    here = [d for d in memory.of_clause() if d.to is memory.total and d.relation == "part_of"]
    listed = parted and memory.parting and len(here) > 2  # 其中县道…、乡道…、村道…，完成投资
    if part is not None and part.to is not None and (listed or parted and owner.startswith(("其他", "其余"))):
        owner = part.to.name or owner  # 种植面积12.8万亩，其中…、其他5.0万亩，产量2.1万吨
    if owner.startswith(_EACH_DAY) or part is not None and part.kind == "duration":
        return [subject], None  # 日均客流8.6万人次，营业额3100万元
    if subject.endswith("余额") and _GIVEN_OUT.match(owner):
        return [subject], None  # 今年新增发放5216万元；贷款余额1.42亿元
    if subject in ("总量", "总数", "保有量"):
        owner = owner.removeprefix("新增")  # 新增市场主体3216户，总量达到2.1万户
    bare = _OWN_MEASURE.sub("", owner)
    if bare == owner and slot.item.unit.base == "元" and _is_money(owner, memory):
        return None  # 所有者权益1103亿元。营业收入486亿元
    return [bare + subject], None


def _divided_side(head: str, side: str, memory: Memory) -> str:
    """预算收入64亿元，其中出让收入60亿元；支出58亿元: the other side is that of the whole."""
    part = next((d for d in reversed(memory.levels) if d.name == head), None)
    whole = part.to if part is not None and part.relation == "part_of" else None
    return whole.name or "" if whole is not None and whole.ends_with(side) else head


def _is_money(name: str, memory: Memory) -> bool:
    said = next((d for d in memory.recent() if d.name == name), None)
    return said is not None and said.quantity.unit.base == "元"


def _elliptical(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """No name in the clause: the list before, the noun behind, or what was named last."""
    if (many := _FOR_MANY.fullmatch(subject)) and memory.head and size == 1:
        counted = memory.level_in(slot.item.unit.base)  # 有效发明专利1284件，…每万人口拥有27.5件
        name = (counted.name if counted is not None else None) or memory.head
        per = many["per"].removesuffix("拥有") if name.endswith("拥有量") else many["per"]
        return [per + name], None
    if not subject and slot.lead.opening == "其中" and size == 1 and _MEAN_HEAD.match(memory.head or ""):
        plain = (d for d in reversed(memory.levels) if not _MEAN_HEAD.match(d.name or ""))
        shared = next((d for d in plain if d.quantity.unit.base == slot.item.unit.base), None)
        if shared is not None:
            return [shared.name or ""], None  # 完成投资930万元，户均3214元，其中今年535万元
    peak = next((w for w in ("最高", "最低") if slot.lead.says(w)), "")
    if subject.endswith("最") and slot.lead.says("高达"):
        subject, peak = subject[:-1], "最高"  # 单日最高达2100人次
    if subject in ("单日", "单月") and peak and memory.head and size == 1:
        mean = next((w for w in ("日均", "月均") if w in memory.head), "")
        owner, _, what = memory.head.rpartition(mean) if mean else ("", "", memory.head)
        return [owner + subject + peak + what], None  # 发送旅客61.3万人次，单日最高2.18万人次
    if subject in _ONLY_EACH and memory.head and size == 1 and not slot.lead.has("up", "down"):
        shared = memory.level_in(slot.item.unit.base)  # 种植苹果1200亩，惠及380户，户均3.2亩
        name = (shared.name if shared else None) or memory.head
        if shared is not None and shared.relation == "amount_of" and shared.to is not None:
            name = _RECEIVED.sub("", name.removeprefix(shared.to.name or ""))
        return [subject + _PAID.sub("", name)], None
    if subject:
        return None
    if size == 1 and slot.item.unit.kind == "count" and (rose := _ROSE_BEHIND.match(slot.tail)):
        return [rose[0]], None  # 其中21种上涨，5种下降
    moved = slot.lead.nearest("up", "down")[1] if slot.item.unit.kind == "count" and size == 1 else ""
    last = memory.last_level()
    if moved and slot.lead.opening == "其中" and slot.lead.text.endswith(moved):
        return [moved], None  # 其中上涨11种
    if moved and last is not None and (last.name or "").startswith(ROSE):
        return [moved + (last.name or "")[2:]], None  # 上涨个股3412只，下跌1674只
    if size > 1 and len(memory.names) == size:
        return list(memory.names), None
    if size > 1 and (dealt := members(PLACED.sub("", memory.head or ""), size)):
        return dealt, None
    name = memory.head or ""
    if slot.lead.text in _STOCKS and len(name) > 4:
        name = name.removeprefix("新增").removeprefix("新登记")  # 新增注册商标734件，累计达9216件
    if name and slot.lead.text.removesuffix("新增") in _MEANS:
        return [slot.lead.text[:2] + name], None
    anew = slot.lead.region and slot.lead.text == slot.lead.region and not slot.lead.adjacent
    if slot.tail.startswith("的") or slot.tail and (anew or not name):  # 全县26.4万亩油菜长势良好
        name = head_after(slot.tail)[0] or name
    return [name] * size, None


def _listed(subject: str, slot: Slot, memory: Memory, size: int) -> list[str]:
    names = members_or_same(subject, size) if size > 1 else [subject]
    if size > 1 and slot.lead.opening == "其中":
        names = _named_in_full(names, memory.head or "")
    last = memory.level_in(slot.item.unit.base) if size == 1 and may_be_a_kind(subject) else None
    if last is not None and (alike := measured_alike(subject, last.name or "")):
        return [alike]
    if (slot.lead.opening == "其中" or memory.parting) and memory.head:
        measure = measure_of(memory.total.name or "" if memory.total else memory.head)
        if measure in _LENT and all(without_measure(n) and len(n) < 7 for n in names):
            return [_lent(n, measure) for n in names]
        whole = memory.total.name or "" if memory.total else memory.head
        if "居民" in whole and all(n in ("城镇", "农村", "乡村", "城市") for n in names):
            return [n + whole[whole.index("居民") :] for n in names]
    return names


def _named_in_full(names: list[str], whole: str) -> list[str]:
    """其中同城、异地、国际快递业务量: the last says the whole's name, of which the others have the end."""
    measure = measure_of(whole)
    if not measure or not names[-1].endswith(whole) or names[-1] == whole:
        return names
    return [n if n.endswith(whole) else n.removesuffix(measure) + whole for n in names]


def _lent(name: str, measure: str) -> str:
    """工业用电 and 用电量 make 工业用电量."""
    shared = next((n for n in range(len(measure), 0, -1) if name.endswith(measure[:n])), 0)
    return name + measure[shared:]


_NAMED_BY: tuple[Callable[[str, Slot, Memory, int], Named | None], ...] = (
    _as_long_as, of_those, done_by_each, each_announced,
    money_of_set, money_of_named, of_budget, done_so_far, counterpart,
    _of_owner, _elliptical, behind_verb,
)  # fmt: skip
