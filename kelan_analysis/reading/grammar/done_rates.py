"""Rates of what was done: over a counted set, over a plan, or over the level before (X率 behind X)."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import PLANNED, Memory
from kelan_analysis.reading.grammar.money_names import done_of_plan
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.sets import is_done, takes_on
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.names import starts_with_action, tidy
from kelan_analysis.reading.words import MEASURES, phrases

_RATIO_END = re.compile(r"(?:比率|率|(?<=增长|盈利|亏损|开工|达标)面)$")
_HOW_MANY = re.compile(r"(?:总?[量数额]|面积|人数|天数累计)$")
_ALREADY = re.compile(r"已(?=[\u4e00-\u9fff]{2,4}$)")  # 已开工82个，开工率94.3%
_OCCURRED = re.compile(r"(?<=[\u4e00-\u9fff]{2})发生$")  # 有害生物发生面积…，防治面积…，防治率
_AVERAGE = re.compile(r"^(?:全?年)?平均")  # 按年平均人口31.68万人计算，全年出生人口2164人
_OVERALL = re.compile(r"^(?:总体|整体)(?=[\u4e00-\u9fff]{2})")
_COUNTABLE = ("amount", "count", "duration")
_FOUND = re.compile(r"^(?:受理|发现|查出|检出|排查出?|筹集|筹建|配建|收储)(?=[\u4e00-\u9fff]{2})")
_OF_PLAN = re.compile(r"(?:投资|资金|任务|计划)?(?:完成)?率|投资(?:完成)?进度")
_OF_GIVEN = re.compile(r"(?:资金)?(?P<done>拨付|支付|支出|执行|使用)(?:进度|率)")
_INTENDED = re.compile(r"^(?:计划|拟)(?:改造|新建|建设|实施)?(?=[\u4e00-\u9fff]{2})")
_HOW = re.compile(r"按期|按时|及时|一次性?|限时|提前")
_BROUGHT = re.compile(rf"{phrases('carried_over')}|结转|旧存|未结|积案|往年|上年|年初")
_BALANCES = frozenset(("债务", "负债", "资产", "利润", "成本", "税收", "投资"))
_LEAVING = re.compile(r"退|注销|离|流失|报废|不良|逾期|终止|废弃|停|流出|收回|回收|淘汰|吊销|解约|辞|死亡")
_COMING = re.compile(r"(?:今年|本年|全年)?(?:新|招收|招聘|招录|招生|引进|入会|入职|上牌|发放|投放|补栏|吸纳|入库)")
_OF_REQUESTS = ("办结率", "按时办结率", "按期办结率", "处置率", "整改率")
_ACTED = ("开工", "完工", "竣工", "复工")


@rule(
    "rate.action",
    (
        "45个新建项目动工39个，动工率86.7%。",
        "新建项目=45个 新建项目动工=39个 新建项目动工率=86.7%",
    ),
    ("受理纠纷50件，成功调处48件，调处成功率96.0%。", "受理纠纷=50件 成功调处=48件 调处成功率=96.0%"),
    family="relative",
)
def _rate_of_action(slot: Slot, memory: Memory) -> list[Draft] | None:
    """开工率: those of the counted set that were started, over the set."""
    counted = memory.counted
    if counted is None or slot.size != 1:
        return None
    subject = tidy(slot.lead.subject)
    done = memory.last_level()
    if subject in ("率", "完成率") and done and (planned := _planned_before(done, memory)) is not None:
        return _rate(f"{done.name}完成率", slot, memory, of=planned, part=done)
    stem = subject.removesuffix("率")
    action = starts_with_action(stem)  # 建成率, but 建成区绿化覆盖率 is no rate of what was built
    acted = stem in ("", "完成") or stem.endswith(_ACTED)
    acted = acted or action is not None and len(stem) < len(action) + 3
    acted = acted or is_done(stem)
    if not subject.endswith("率") or not acted:
        return None
    part = _done_to_members(stem, memory)
    if part is not None and _says_less(part, slot, memory):
        part.link(part.owner, "part_of", by="rate.action")
    elif part is not None and _otherwise_done(stem, part, memory):
        return _rate(subject, slot, memory)
    if part is None and (told := _rate_of_stem(slot, memory)) is not None:
        return told  # 毕业生8460人，已落实毕业去向7783人，落实率
    owner = counted if part is None or part.owner is None else part.owner
    used_up = counted.relation == "part_of" and counted.to is memory.total and counted.to is not None
    used_up = used_up and memory.of_clause() != [counted]
    if part is None and used_up and memory.taken == abs(counted.to.base()[0]):
        owner = counted.to  # 受理9873件，其中投诉…、举报…、咨询…，按时办结率99.6%: of all
    if part is None and subject in _OF_REQUESTS:  # 受理投诉318件，办结率100%
        return _rate((owner.name or "").removeprefix("受理") + subject, slot, memory)
    if part is None and is_done(stem) and not takes_on(counted):
        return _rate(subject, slot, memory)  # 涉及1582人，调解成功率74.6%
    if part is None and stem and (counted.name or "").startswith(stem):
        if counted.relation == "part_of":  # 58所学校中，已建成智慧校园41所，建成率
            done_to = (counted.name or "").removeprefix(stem)
            return _rate(done_to + subject, slot, memory, of=counted.to, part=counted)
        return _rate(subject, slot, memory, part=counted)  # 签约居民108万人，签约率
    if part is None and stem and counted.relation is None and counted.ends_with(stem):
        return _rate(f"{counted.name}率", slot, memory, part=counted)  # 落地开工9个，开工率: of what is not said
    if part is None and stem and counted.said == stem:  # 已开工31个项目，开工率
        return _rate(f"{counted.name}{subject}", slot, memory, part=counted)
    if part is not None and f"不{stem}" in (part.action or ""):  # 检出不合格47批次，合格率97.8%
        return _rate(f"{owner.name}{subject}", slot, memory, of=owner)
    if part is not None and part.name == part.action and is_done(part.name or ""):
        name = subject  # 按期办结2813件，办结率
    elif part is not None and part.ends_with(stem):
        name = _FOUND.sub("", _ALREADY.sub("", (part.name or "").removesuffix("数"))).removeprefix("实现") + "率"
    else:
        name = f"{_INTENDED.sub('', _FOUND.sub('', owner.name or ''))}{subject}"
    return _rate(name, slot, memory, of=owner, part=part)


def _rate(
    name: str, slot: Slot, memory: Memory, *, of: Draft | None = None, part: Draft | None = None
) -> list[Draft]:
    """A rate of what was done, remembered as the last rate."""
    draft = place(Draft(slot.item, "rate", name), slot, memory)
    memory.rates.append(draft.link(of, "rate_of", part))
    return [draft]


def _beside(part: Draft, stem: str, memory: Memory) -> Draft | None:
    """其中集中供养158人、分散供养454人，集中供养率: the one of a list of parts that the rate says."""
    if part.relation != "part_of" or stem in (part.name or ""):
        return None
    parts = (d for d in reversed(memory.levels) if d.relation == "part_of" and d.to is part.to)
    return next((d for d in parts if d.ends_with(stem)), None)


def _says_less(part: Draft, slot: Slot, memory: Memory) -> bool:
    """受理862件，办结891件，办结率95.0%: more was done than taken on, though the rate says less."""
    owner = part.owner
    more = owner is not None and part.to is None and part.base()[0] > owner.base()[0]
    brought = any(_BROUGHT.search(d.name or "") for d in memory.levels)
    return more and takes_on(owner) and slot.item.value < 100 and not brought


def _otherwise_done(stem: str, part: Draft, memory: Memory) -> bool:
    """Whether a rate is no rate of a count: 办结252件，按期办结率; of a group, behind the rate of all."""
    how = _HOW.match(stem)
    if how is not None and not (part.action or "").startswith(how[0]):
        return True
    owner = part.owner
    if owner is None:
        return False
    earlier = part.base()[0] > owner.base()[0] and (takes_on(owner) or part.to is None)
    return earlier or _has_its_rate(owner, f"{stem}率", memory)


def _stock_before(whole: Draft, memory: Memory) -> bool:
    """Whether a larger level of its unit stands before it: what newcomers came to."""
    before = (d for d in memory.levels if d.quantity.start < whole.quantity.start and d.in_unit_of(whole))
    return any(d.base()[0] > whole.base()[0] for d in before)


def _has_its_rate(whole: Draft, noun: str, memory: Memory) -> bool:
    """参保38.6万人，参保率97.2%，…困难群众参保1.26万人，参保率100%: the second is of the group."""
    rates = [d for d in memory.rates if d.ends_with(noun)]
    if any(whole in (d.to, d.part) for d in rates):
        return True
    at = memory.levels.index(whole) + 1 if rates and whole in memory.levels else 0
    behind = memory.levels[at : at + 1]  # what was said next
    return at > 0 and any(
        d.to is None and whole.quantity.start < d.quantity.start
        and all(d.quantity.start <= level.quantity.start for level in behind)
        for d in rates
    )  # fmt: skip


def _planned_before(done: Draft, memory: Memory) -> Draft | None:
    """计划务工规模1.12万人，实现务工1.18万人，完成率105.4%: what had been planned."""
    before = memory.levels[: memory.levels.index(done)] if done in memory.levels else []
    planned = before[-1] if before else None
    if planned is None or not planned.in_unit_of(done) or PLANNED.search(done.name or ""):
        return None
    name = planned.name or ""
    return planned if PLANNED.search(name) or name.startswith(("计划", "拟")) else None


def _done_to_members(stem: str, memory: Memory) -> Draft | None:
    """The last count of members that something was done to, if it is what the rate says."""
    for draft in reversed(memory.levels):
        action = draft.action
        if not action and draft is memory.counted and draft.relation == "part_of":
            return None  # 新开工项目118个，已开工97个…；续建项目194个，复工率100%
        if not action and draft.relation is None and draft.kind == "count" and len(draft.name or "") > 2:
            return None  # 受理民事案件…，审结…，结案率…；受理刑事案件312件，结案率: of another set
        if not action or draft.owner is None:
            continue
        if stem in action or stem.endswith(action) or not set(action).isdisjoint(stem):
            return draft  # 审结1247件，结案率
        if stem + "率" in _OF_REQUESTS and is_done(action):
            return draft  # 已协调解决119个，办结率
    return None


@rule(
    "rate.plan",
    (
        "计划整治河道48.5公里，目前已完成41.7公里，完成率86.0%。",
        "计划整治河道=48.5公里 整治河道完成=41.7公里 整治河道完成率=86.0%",
    ),
    family="relative",
)
def _rate_of_plan(slot: Slot, memory: Memory) -> list[Draft] | None:
    """完成率 behind what was planned and what of it was done, in one unit."""
    if slot.size != 1 or len(memory.levels) < 2:
        return None
    subject = tidy(slot.lead.subject)
    planned, done = memory.levels[-2:]
    if not done.in_unit_of(planned):
        return None
    if (given := _OF_GIVEN.fullmatch(subject)) and done.ends_with(given["done"]):
        name = subject  # 下达1.2亿元，已拨付8640万元，拨付进度72%
    elif not _OF_PLAN.fullmatch(subject):
        return None
    elif planned.ends_with("总投资") and done.ends_with("完成投资"):
        name = (planned.name or "").removesuffix("总投资") + subject  # 已完成投资7.9亿元，投资进度62.7%
    elif done.name == done_of_plan(planned):
        name = f"{done.name}率".replace("完成投资率", "投资完成率")
    else:
        return None
    return _rate(name, slot, memory, of=planned, part=done)


@rule(
    "rate.stem",
    (
        "高考报名3216人，本科上线1479人，上线率46.0%。",
        "高考报名=3216人 本科上线=1479人 本科上线率=46.0%",
    ),
    family="relative",
)
def _rate_of_stem(slot: Slot, memory: Memory) -> list[Draft] | None:
    """X率 behind …X: the last level over the one before it in the same unit."""
    if slot.size != 1 or len(memory.levels) < 2:
        return None
    subject = tidy(slot.lead.subject)
    end = _RATIO_END.search(subject)
    stem = _OVERALL.sub("", subject[: end.start()]) if end else ""
    if end is None or len(stem) < 2:
        return None
    whole, part = memory.levels[-2:]
    if part.to is None and _COMING.match(whole.name or "") and _stock_before(whole, memory):
        return None  # 现有监测对象3022户，今年新增745户，消除风险239户，消除风险率: of all there were
    if stem in _BALANCES or _LEAVING.match(stem) and _COMING.match(whole.name or "") and part.to is None:
        return None  # 专项债务24亿元，债务率; 入会339人，退会257人，退会率
    if whole.ends_with(stem) and part.ends_with(stem):
        return None  # 采纳426条，部分采纳286条，采纳率
    part = _beside(part, stem, memory) or part
    if stem[0] == "不" and part.to is None and part.name == stem:
        return None  # 批准逮捕1286人，不捕734人，不捕率: over both
    if part.to is not None and part.relation == "part_of":
        whole = part.to
    elif (total := memory.total) not in (None, part) and total.in_unit_of(part):
        whole = total
    elif part.to is None and whole not in memory.of_clause():
        return None  # 节约资金11.9亿元，节资率5.6%；溢价5.2亿元，溢价率6.2%
    own = _HOW_MANY.sub("", part.name or "")
    if subject == f"{stem}面" and stem in (part.name or ""):
        own = f"{whole.name}{stem}"  # 27家营业收入实现正增长，增长面
    elif (part.name or "").startswith(stem) and len(part.name or "") > len(stem) + 1:
        rest = (part.name or "").removeprefix(stem)  # 达标堤防152.7公里，达标率
        measured = rest in MEASURES and (whole.name or "").endswith(rest)
        of = _AVERAGE.sub("", (whole.name or "").removesuffix(rest)) if measured else rest
        own = _OCCURRED.sub("", of) + stem
    elif (found := _FOUND.sub("", part.name or "")).startswith(stem) and part.name != found:
        own = stem  # 检出不合格样品17批次，不合格率
    own = part.name or "" if part.ends_with(stem) and subject != f"{stem}面" else own
    if not own.endswith(stem) or not part.in_unit_of(whole) or own.endswith(f"不{stem}"):
        return None
    above = part.base()[0] > whole.base()[0] and slot.item.value <= 100
    if part.base()[0] <= 0 or above or part.kind not in _COUNTABLE:
        return None
    own = _ALREADY.sub("", own)
    if own.startswith((whole.name or "") + "实现"):  # 187个实现5G网络覆盖，覆盖率
        own = own.replace("实现", "", 1)
    own = own.removeprefix("实现") if len(own) > 3 else own
    name = stem if own.startswith("实际") or subject.endswith("比率") else own
    if (owned := memory.head or "").endswith(own) and own == stem:
        name = owned
    if _has_its_rate(whole, subject, memory):
        return None
    if part.to is None and not _AVERAGE.match(whole.name or ""):
        part.link(whole, "part_of", by="rate.stem")
    return _rate(name + end[0], slot, memory, of=whole, part=part)
