"""Names of money and of work done: of which set, of what budget, of which plan."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.sets import ONLY_A_VERB
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.names import head_after, is_attribute, tidy
from kelan_analysis.reading.words import load, phrases

# Names of a slot's figures, and the set that they are the money of.
Named = tuple[list[str], Draft | None]

_BUDGET = re.compile(r"(?:总)?(?:收入|支出)(?:预算)?")
_BALANCE = re.compile(r"(?:当年|本年|年末|当期|累计)?(?:收支|滚存)?(?:结余|结转)")
_ACCOUNT_SIDE = re.compile(r"(?P<account>[^,]{2,}预算)(?:总?收入|总?支出)")
_RECOVERED = re.compile(rf"^{phrases('recovered')}(?=[\u4e00-\u9fff]{{2}})")
_REACHED = re.compile(r"(?<=[\u4e00-\u9fff]{3})(?:惠及|覆盖|受益)$")  # 补贴惠及4615人，发放资金
_EACH = re.compile(r".*[户人亩棚村社笔件案单车店校]均(?:年)?")
_OF_THEM = re.compile(r"^(?:以上|左右|以内)?的?")
_TWO_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ASKED = ("送审", "报审", "申报", "申请", "概算", "报批")
_APPROVED = frozenset(load("phrases")["approved"])
_GIVEN_OUT = re.compile(r"新增|发放|投放")
_PROVIDED = re.compile(r"(?:提供|发放)(?=[\u4e00-\u9fff]{2})")
_PROGRESS = frozenset(load("phrases")["progress"])
_EVENTS = frozenset(("次", "场", "期", "人次"))
_PLANNED_INVESTMENT = re.compile(r"(?P<of>.*?)(?:年度|今年|当年|本年|全年)?计划投资")
PEOPLE = frozenset(("户", "人", "名", "位", "人次"))
_NOW = frozenset(("", "目前", "现", "截至目前", "截止目前"))
_OF_A_PLACE = frozenset(
    ("总人口", "户籍人口", "户籍总人口", "常住人口", "人口", "总面积", "面积", "土地总面积", "国土面积", "区域面积", "行政区域面积", "耕地面积")
)  # fmt: skip
_DIVISIONS = ("村", "社区", "镇", "乡", "街道", "委会", "办事处", "村民小组", "人口")
_INTENDED = re.compile(r"^(?:今年)?(?:计划|拟|应|落实|下达|安排)(?=[\u4e00-\u9fff]{3})(?!投资|总投资|生育)")


def of_the_place(measure: str, owner: str) -> bool:
    """Whether a measure is one of the place itself, which the villages before it divide.

    Examples
    --------
    >>> of_the_place("总人口", "社区"), of_the_place("总面积", "高标准农田")
    (True, False)
    """
    return measure in _OF_A_PLACE and owner.endswith(_DIVISIONS)


def money_of_set(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 总投资46.92亿元 behind 64个新建项目.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("新建项目64个，总投资46.92亿元。")]
    ['新建项目', '新建项目总投资']
    """
    if slot.item.unit.kind != "amount" or not subject:
        return None
    if _EACH.fullmatch(subject) and slot.lead.has("up", "down"):
        return behind_verb(subject, slot, memory, size)
    counted = memory.counted
    if counted is None and subject in _PROGRESS and not memory.levels:
        counted = memory.last_set
        if counted is not None and counted.quantity.unit.base in _EVENTS:
            projects = (d for d in memory.recent(far=True) if d.kind == "count" and d.relation is None)
            named = next((d.name for d in projects if d.ends_with("项目")), None)
            return ([named + subject], None) if named else None  # 召开调度会18次。…完成投资
    if counted is None or size != 1 or subject.endswith("余额") and _GIVEN_OUT.search(counted.name or ""):
        return None
    if of_the_place(subject, counted.name or ""):
        return [subject], None
    behind = slot.tail.startswith("的") and not slot.lead.adjacent
    if counted.is_mean() and not slot.lead.adjacent:
        return [subject], None  # 日均客流8.6万人次，营业额3100万元
    of_people = counted.quantity.unit.base in PEOPLE and not slot.lead.adjacent
    if of_people and subject.endswith("投资"):
        return [subject], None  # 涉及居民1.06万户，总投资2.3亿元: of the works, not of the people
    if of_people and slot.lead.opening == "其中" and memory.last_level() is not counted:
        return None  # 总投资2.3亿元，其中居民自筹618万元
    if behind and is_attribute(subject) and len(head_after(slot.tail)[0]) > 2:
        return None  # 总投资21.5亿元的产业园, in a clause of its own
    named = bool(counted.name) and subject.startswith(counted.name or "")
    bare = tidy(subject.removeprefix(counted.name or "")) if named else subject
    if named and (provided := _PROVIDED.match(bare)):
        return [bare[provided.end() :]], counted  # 为3.7万户农户提供风险保障14.8亿元
    bare = _RECOVERED.sub("", bare) if named or slot.lead.adjacent else bare
    if is_attribute(bare) or subject != bare:
        last = memory.last_rate()
        behind_rate = last is not None and last.kind == "rate" and last.relation == "rate_of"
        return [bare if behind_rate else f"{_REACHED.sub('', counted.name or '')}{bare}"], counted
    if slot.lead.adjacent and slot.tail.startswith("的"):
        return [f"{counted.name}{bare}"], counted
    return None


def money_of_named(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 总投资6.2亿元的“源网荷储”一体化项目: the owner stands behind its money.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("总投资6.2亿元的光伏项目开工。")]
    ['光伏项目总投资']
    """
    if size != 1 or not is_attribute(subject) or not slot.tail.startswith("的"):
        return None
    head, _ = head_after(slot.tail)
    return ([head + subject], None) if len(head) > 1 else None


def of_budget(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 收入总计, and 完成 behind a budget: what came of it.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("政府性基金预算收入8亿元，支出7.2亿元，年末结余0.8亿元。")]
    ['政府性基金预算收入', '政府性基金预算支出', '政府性基金预算年末结余']
    """
    lead, head = slot.lead, memory.head or ""
    if size != 1:
        return None
    if memory.topic and _BUDGET.fullmatch(subject):
        return [memory.topic.removesuffix("决算") + subject], None
    if memory.topic and memory.topic.endswith("决算") and _BALANCE.fullmatch(subject):
        return [memory.topic.removesuffix("决算") + subject], None
    balance = subject.endswith(("结余", "结转")) and _BALANCE.fullmatch(subject)
    if balance and (account := _ACCOUNT_SIDE.fullmatch(head)):
        return [account["account"] + subject], None
    if subject.removeprefix("本年") in ("收入", "支出"):
        if total := next((w for w in ("总计", "合计") if lead.says(w)), None):
            return [subject + total], None
    done = lead.says("完成", "实际完成")
    if not subject and head.endswith("预算") and done:
        return [head.removesuffix("预算")], None
    return None


def done_of_plan(planned: Draft) -> str | None:
    """Return the name of what was done of a plan: 整治河道完成 of 计划整治河道.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> done_of_plan(Draft(find_quantities("48.5公里", [])[0][0], name="计划整治河道"))
    '整治河道完成'
    """
    name = planned.name or ""
    if invested := _PLANNED_INVESTMENT.fullmatch(name):
        return f"{invested['of']}完成投资"
    what = _INTENDED.sub("", name)
    return f"{what}完成" if what != name else None


def done_so_far(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 计划整治河道48.5公里，目前已完成41.7公里: what was done of the plan.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("计划整治河道60公里，已完成45公里。")]
    ['计划整治河道', '整治河道完成']
    """
    lead = slot.lead
    if size != 1 or subject not in _NOW or not memory.levels or lead.compare:
        return None
    planned = memory.levels[-1]
    said = lead.says("完成", "已完成", "完成了", "累计完成")
    done = done_of_plan(planned) if said and _in_unit(slot, planned) else None
    return None if done is None else ([done], None)


def _in_unit(slot: Slot, level: Draft) -> bool:
    return level.quantity.unit.base == slot.item.unit.base


def counterpart(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 送审工程造价3.12亿元，审定2.81亿元: the same thing, by what was done to it next.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("送审工程造价3.1亿元，审定2.8亿元。")]
    ['送审工程造价', '审定工程造价']
    """
    said = slot.lead.subject
    if size != 1 or subject or said not in _APPROVED or not memory.head:
        return None
    before, asked, what = memory.head.rpartition(next((w for w in _ASKED if w in memory.head), "\0"))
    return ([before + said + what], None) if asked else None


def behind_verb(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return what stands behind a verb alone before the number: what follows is what was counted or added.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("惠及农户380户，户均增收800元。")]
    ['惠及农户', '户均增收']
    """
    lead, tail = slot.lead, slot.tail
    if size != 1:
        return None
    if ONLY_A_VERB.match(subject) and tail and tail[0] not in ",。;、)":
        return [head_after(_OF_THEM.sub("", tail))[0] or subject], None
    if not lead.has("up", "down"):
        return None
    moved = subject + "".join(w for k, w in lead.words if k in ("up", "down"))
    if _EACH.fullmatch(subject):
        return [moved], None
    if not lead.compare and slot.item.unit.kind == "amount" and _TWO_HAN.match(tail):
        return [moved + head_after(tail)[0]], None
    return None
