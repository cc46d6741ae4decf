"""Wholes and plans that are printed inside a rate: 为年初预算6.85亿元的60.1%, 完成年度计划的…."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.words import phrases

# 两县, 三者合计: what was just listed, as one.
ALL_OF_THEM = re.compile(
    r"^(?:(?:以上|上述)?[两二三四五六七八](?:者|[县市区镇乡村类项种期批家]|个[县市区镇乡村]|大?(?:行业|产业|地区))"
    r"[\u4e00-\u9fff]{0,3}?(?:合计|共计|总计|共|之和)?(?:总量)?|合计|共计|总计)$"
)
_WHOLE_INSIDE = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<verb>仅?占|仅为|为|是|完成|达到|超)(?P<whole>[\u4e00-\u9fff]{2,14})$"
)
_PLANNED = re.compile(r"计划|预算|目标|任务|预期")
_ACCOUNT = re.compile(r"(?:执行|决算|完成)数$")
_DONE_SO_FAR = re.compile(r"(?:累计完成|累计|完成)投资(?=(?:年度|全年)?(?:投资)?计划)")
_OF_PLAN = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<verb>占|仅为|为|是|完成|达到|达|实现|超)"
    rf"(?P<plan>(?:{phrases('planned_by')}|调整后?)*(?:投资|收入|支出|生产|造林|招生|销售|采购|用地|[\u4e00-\u9fff]{{2}})?{phrases('plans')}(?:投资)?"
    r"|(?:正常|设计|核定|常年)[\u4e00-\u9fff]{2,6}?)的?$"
)
_SAYS_A_PLAN = re.compile(rf"{phrases('plans')}|正常|设计|核定|常年")  # most clauses hold none
_DEALT = re.compile(r"^(?:分别|各自?|均|依次)$")
_PLAN_ITSELF = ("计划", "目标", "任务", "预算")
_PLAN_ALONE = re.compile(rf"{phrases('planned_by')}*调?整?后?{phrases('plans')}")
_PLANNED_TO = re.compile(r"^(?:年度|全年|今年)?(?:计划|拟)(?=[\u4e00-\u9fff]{2})")
_ALREADY = re.compile(r"^已?(?:完成|实现)?")
_PLANNED_LEVEL = re.compile(r"(?:年度|年初|全年|本年|当年)?(?:计划|预算|目标)(?:投资|数)?$")


@rule(
    "whole.inside",
    (
        "一般公共预算收入4.12亿元，为年初预算6.85亿元的60.1%。",
        "一般公共预算收入=4.12亿元 一般公共预算收入年初预算=6.85亿元 一般公共预算收入为年初预算=60.1%",
    ),
    (
        "高标准农田26.8万亩，占耕地面积43.5万亩的61.6%。",
        "高标准农田=26.8万亩 耕地面积=43.5万亩 高标准农田占耕地面积=61.6%",
    ),
)
def _whole_inside(slot: Slot, memory: Memory) -> list[Draft] | None:
    """占W w的 x %: the whole is printed between its name and the share."""
    if slot.is_relative:
        return _share_of_whole_inside(slot, memory)
    following = slot.following
    if following is None or slot.size != 1 or not following.is_relative:
        return None
    if not following.lead.adjacent or not _only_de(following):
        return None
    found = _WHOLE_INSIDE.search(slot.lead.text)
    if not found:
        return None
    part = next((d for d in reversed(memory.levels) if is_level(d)), None)
    owner = tidy(take_apart(found["owner"]).subject)
    if ALL_OF_THEM.match(found["owner"]):
        part = None  # 甲县86亿元，乙县43亿元，两县占全市430亿元的30%
    owner = owner or (memory.head if part is None else part.name) or ""
    if _PLANNED.search(found["whole"]):
        whole = tidy(found["whole"])
        if part is not None and part.ends_with("完成投资") and "投资" not in whole:
            whole += "投资"
        name = f"{_ACCOUNT.sub('', owner)}{whole}"
    else:
        name = whole = tidy(take_apart(found["whole"]).subject)
    kind = "count" if slot.item.unit.kind == "count" else "amount"
    draft = place(Draft(slot.item, kind, _DONE_SO_FAR.sub("", name)), slot, memory)
    said = tidy(found["whole"]) if _PLANNED.search(found["whole"]) else whole or found["whole"]
    memory.inside = (draft, part, f"{owner}{found['verb']}{said}")
    return [draft]


def _only_de(slot: Slot) -> bool:
    """Whether nothing but 的, and perhaps a hedge, leads to the figure."""
    return slot.lead.text.strip("近约超") == "的"


def _share_of_whole_inside(slot: Slot, memory: Memory) -> list[Draft] | None:
    waiting, memory.inside = memory.inside, None
    if waiting is None or not _only_de(slot):
        return None
    whole, part, name = waiting
    kind = "share" if "占" in name and not _PLANNED.search(name) else "rate"
    draft = place(Draft(slot.item, kind, name), slot, memory)
    memory.rates.append(draft)
    return [draft.link(whole, f"{kind}_of", part)]


@rule(
    "plan",
    (
        "全年水利建设支出１，２０４，８００元，为年度计划的９６．５％。",
        "水利建设支出=1204800元 水利建设支出为年度计划=96.5%",
    ),
    (
        "全年完成植树38.26万株，完成年度计划（37万株）的103.4%。",
        "植树=38.26万株 植树年度计划=37万株 植树完成年度计划=103.4%",
    ),
    (
        "再就业1026人，困难人员就业312人，分别完成年度目标的102.6%和104.0%。",
        "再就业=1026人 困难人员就业=312人 再就业完成年度目标=102.6% 困难人员就业完成年度目标=104.0%",
    ),
    family="relative",
)
def _plan(slot: Slot, memory: Memory) -> list[Draft] | None:
    """为年度计划的 x %: what was done, over what was planned."""
    if not _SAYS_A_PLAN.search(slot.lead.text):
        return None
    found = _OF_PLAN.search(slot.lead.text)
    if not found:
        return None
    verb, planned = found["verb"], found["plan"]
    owner = tidy(slot.lead.subject.partition(verb)[0]) if found["owner"] else ""
    if not _DEALT.sub("", tidy(found["owner"])) or owner.endswith(_PLAN_ITSELF):
        owner = ""
    levels = reversed(memory.levels)
    done = next((d for d in levels if d not in memory.brackets and _can_be_done(d)), None)
    name = owner or (memory.head if done is None else done.name) or ""
    plan = _plan_in_brackets(memory)
    if plan is None and done is not None:
        plan = _plan_before(done, memory)
    kind = "share" if verb == "占" else "rate"
    drafts = []
    named = members(owner, slot.size) if slot.size > 1 and owner else None
    each = [d for d in memory.levels if d not in memory.brackets and is_level(d)][-slot.size :]
    several = slot.size > 1 and not owner and len(each) == slot.size
    for i, quantity in enumerate(slot.group.items):
        if several:
            name, done = each[i].name or "", each[i]
        name = named[i] if named else name  # 生猪、肉牛出栏量分别完成年度任务的98%和101%
        draft = place(Draft(quantity, kind, f"{name}{verb}{planned}"), slot, memory)
        if plan is not None:
            draft.link(plan, "rate_of", done)
        elif done is not None and (not owner or done.name == owner):
            draft.part = done
        drafts.append(draft)
    memory.brackets = []
    memory.levels = [level for level in memory.levels if level is not plan]
    memory.rates += drafts
    return drafts


@rule(
    "plan.brackets",
    (
        "税收收入完成3.2亿元，完成预算的101.7%（预算为3.15亿元），增长4.3%。",
        "税收收入=3.2亿元 税收收入完成预算=101.7% 税收收入预算=3.15亿元 税收收入=4.3%",
    ),
)
def _plan_behind(slot: Slot, memory: Memory) -> list[Draft] | None:
    """（预算为3.15亿元） behind 完成预算的101.7%: the plan, which the clauses behind pass over."""
    if slot.bracket is None or slot.size != 1:
        return None
    done = memory.last_rate()
    if done is None or done.to is not None:
        return None
    planned = _PLAN_ALONE.fullmatch(tidy(slot.lead.subject))
    if planned is None or slot.item.unit.kind not in ("amount", "count"):
        return None
    if not _PLANNED.search(done.name or ""):
        return None
    owner = (done.part.name if done.part is not None else memory.head) or ""
    draft = place(Draft(slot.item, slot.item.unit.kind, owner + planned[0]), slot, memory)
    done.link(draft, "rate_of", by="plan.brackets")
    return [draft]


def _can_be_done(draft: Draft) -> bool:
    return is_level(draft) and not draft.ends_with("短收") and not draft.ends_with("超收")


def _plan_in_brackets(memory: Memory) -> Draft | None:
    """完成年度计划（37万株）的: the first figure in brackets of this sentence."""
    start = memory.levels[0].quantity.start if memory.levels else 0
    return next((d for d in memory.brackets if d.quantity.end > start), None)


def _plan_before(done: Draft, memory: Memory) -> Draft | None:
    """The plan that was printed before: 年度计划投资, in the unit of what was done."""
    for draft in memory.recent(far=True):
        name = draft.name or ""
        if draft is done or not is_level(draft) or not draft.in_unit_of(done):
            continue
        if (begun := _PLANNED_TO.match(name)) and name[begun.end() :] == _ALREADY.sub("", done.name or ""):
            return draft  # 计划春播面积37.97万亩，…已完成春播面积27.44万亩，占计划的
        of_one = draft.to is not None and draft.to is done.to and draft.relation == done.relation == "amount_of"
        if _PLANNED_LEVEL.search(name) and "总投资" not in name and (of_one or _same_account(name, done.name)):
            return draft
    return None


def _same_account(plan: str, done: str | None) -> bool:
    """A budget of revenue is no plan of expenditure, nor one set's plan another's."""
    sides = ("收入", "支出")
    if any(side in plan and side not in (done or "") for side in sides):
        return False
    return plan[:2] == (done or "")[:2]
