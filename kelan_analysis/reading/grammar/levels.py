"""Levels: amounts and counts, the counted sets and their money, parts of a whole, durations."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.context import Memory, Slot, is_level, place, topic_of
from kelan_analysis.reading.grammar.parts import relate_parts
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.structures import later_of
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import (
    head_after,
    is_attribute,
    measure_of,
    starts_with_action,
    tidy,
    without_measure,
)
from kelan_analysis.reading.words import ACTIONS, ATTRIBUTES

_LASTING = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<how>连续|历时|提前|延长|推迟|坚持|为期|保持|稳居|缩短|压缩|滞后|平均)[^,。;]{0,4}$"
)
_HELD = re.compile(
    r"^(?:以上|左右|以内)?(?P<verb>保持|稳定|实现|获得?评?|入选|被[评授认命]\w{1,3}|位居|居|增长|下降|荣获|蝉联|名列|位列|稳居|无|超|突破|被|在|呈|正)"
)
_QUOTED = re.compile(r"^[^,。;]*?[“《][^”》]*[”》]")
_SUMMED = re.compile(r"^(?:合计|共计|总计|两项合计|三项合计|以上合计|共)")
_VERB_ONLY = re.compile(
    r"^(?:组织|帮助|引导|带动|直供|覆盖|经受住|建成|新建|改建|扩建|拥有|涉及|惠及|设立|建立|打造|培育|认定|实施|开展|举办|引进|落实|创建|获得|完成|推进|谋划|储备|签约|开工|服务|选派|派出|组建|共|有|现有|辖|下辖|新增|发放|支持|新认定|新培育|争取|出台|修订|制定|承接|入选|整合|改造|拆除|清理|治理|查处|侦破|培训|吸纳|安置|救助|资助|盘活|收储|供应|命名|评选|接待|共有|集聚|招引|招商|布局|建有|遍布|分布在|来自|辐射|由|对|在|向|为|从|与|使|让|全|将|把|吸引|联合|投放|更新|新开|开通|开行|新开通|实现|取得|达成|推动|促成|列入|纳入|配备|配套|配建|安装|购置|采购|种植|栽植|补植|完善|提供|开发|推出|评定|培养|表彰|奖励|选聘|招聘|招录|引育|选树|确定|确认|落户|投用|投产)(?:了|出|起)?$"
)
_PREFIX_CUT = re.compile(r"^(?:排查(?:出|整治)?|查出|共?(?=建成))")
_PROGRESS = frozenset(
    ("完成投资", "累计完成投资", "已完成投资", "到位资金", "年度计划投资", "总投资")
)
_LENT = frozenset(
    ("产量", "出栏", "存栏", "床位", "装机容量", "事故", "用电量", "发电量", "存栏量", "出栏量")
)
_MONEY_WORDS = ("元",)


@rule(
    "duration",
    ("乙镇连续六年获评“平安乡镇”。", "连续获评“平安乡镇”=6年"),
    ("老旧管网改造提前45天完成。", "老旧管网改造提前=45天"),
)
def duration(slot: Slot, memory: Memory) -> list[Draft] | None:
    """连续N年, 提前N天: how long, named with what was held."""
    item = slot.group.items[0]
    if item.unit.kind != "duration" or slot.size != 1:
        return None
    lead = slot.lead
    found = _LASTING.search(lead.text)
    if not found:
        return None
    owner = tidy(
        lead.subject.partition(found["how"])[0] if found["how"] in lead.subject else lead.subject
    )
    if owner.endswith(found["how"]):
        owner = owner.removesuffix(found["how"])
    what = ""
    if found["how"] in ("连续", "稳居", "保持", "蝉联", "坚持"):
        what = _held(slot.tail)
    name = f"{owner}{found['how']}{what}"
    draft = place(Draft(item, "duration", name), slot, memory)
    if (
        found["how"] == "连续"
        and draft.period
        and re.fullmatch(r"\d{4}", draft.period)
        and not lead.period
    ):
        draft.period = f"to {draft.period}"
    if owner:
        memory.head = owner
    return [draft]


def _held(tail: str) -> str:
    held = _HELD.match(tail)
    if not held:
        return ""
    if quoted := _QUOTED.match(tail):
        return re.sub(r"(?:了|为省级)(?=“)", "", quoted[0])
    if "增长" in tail[:12] and held["verb"] in ("保持", "实现"):
        return "增长"
    return held["verb"]


@rule(
    "count.set",
    (
        "59个总投资74.5亿元的续建项目全部复工；",
        "续建项目=59个 续建项目总投资=74.5亿元 续建项目复工=59个",
    ),
    (
        "3个市重点项目总投资12.79亿元，完成投资4.24亿元。",
        "市重点项目=3个 市重点项目总投资=12.79亿元 市重点项目完成投资=4.24亿元",
    ),
)
def counted_set(slot: Slot, memory: Memory) -> list[Draft] | None:
    """N个…: a counted set whose head stands after the number, or after its money."""
    item = slot.group.items[0]
    if item.unit.kind not in ("count", "bare") or slot.size != 1 or item.unit.name is None:
        return None
    if slot.lead.has("to", "from"):
        return None
    subject = tidy(_PREFIX_CUT.sub("", slot.lead.subject))
    if slot.lead.adjacent and subject.endswith("中"):
        subject = ""  # 8个断面中7个
    own = bool(subject) and not _VERB_ONLY.match(subject)
    modified = (
        _MODIFIER.fullmatch(subject)
        if memory.root is not None or memory.total is not None
        else None
    )
    if modified and slot.size == 1:
        whole = memory.total if memory.parting and memory.total is not None else memory.root
        if whole is not None and whole.quantity.unit.base == item.unit.base:
            draft = place(Draft(item, "count", f"{subject}{whole.name}"), slot, memory)
            draft.link(whole, "part_of")
            joined = slot.following is not None and slot.following.lead.text.startswith("、")
            memory.counted = draft if joined else whole
            memory.levels.append(draft)
            memory.head = draft.name if joined else whole.name
            return [draft]
    if (known := _known_set(subject, memory)) is not None:
        memory.counted = known
    if memory.counted is None and subject in ACTIONS and memory.last_set is not None:
        if (
            memory.last_set.quantity.unit.base == item.unit.base
            and item.value <= memory.last_set.quantity.value
        ):
            memory.counted = memory.last_set
    if memory.counted is not None and (action := _acted(subject, memory)):
        name = f"{memory.counted.name}{action}"
        draft = place(Draft(item, "count", name), slot, memory)
        draft.action, draft.owner = action, memory.counted
        draft.link(memory.counted, "part_of")
        memory.levels.append(draft)
        return [draft]
    head, rest = ("", "")
    if not own or slot.lead.adjacent:
        head, rest = _head_behind(slot)
    if not head and not own and not subject:
        if memory.head and slot.lead.has("level") and not slot.tail.startswith("的"):
            return None
    if own and not (slot.lead.adjacent and head):
        return None
    if undone := re.match(r"(?:尚|仍)?未(?P<what>[\u4e00-\u9fff]{2})", rest):
        if head and starts_with_action(undone["what"]):
            head = f"未{undone['what']}{head}"
    name = head or (
        subject + tidy(slot.tail.split(",")[0]) if starts_with_action(slot.tail) else subject
    )
    if not name:
        return None
    if item.unit.base is None and subject and head:
        name = ("" if subject in _HELPING else subject) + head  # 惠及20多万群众
    if (
        head in memory.sets
        and (done := re.match(r"(?:已|均|正在)*", rest))
        and (action := starts_with_action(rest[done.end() :]))
    ):
        known = memory.sets[head]
        if known.quantity.unit.base == item.unit.base and item.value <= known.quantity.value:
            draft = place(Draft(item, "count", f"{head}{action}"), slot, memory)
            draft.action, draft.owner = action, known
            memory.counted = known
            memory.levels.append(draft)
            return [draft.link(known, "part_of")]
    draft = place(Draft(item, "count", name), slot, memory)
    _join_root(draft, memory)
    if draft.to is None:
        relate_parts(slot, [draft], memory)
    memory.counted = memory.sets[name] = draft
    memory.levels.append(draft)
    memory.head = name
    return [draft]


_HELPING = frozenset(("帮助", "组织", "引导", "带动", "促进", "支持", "推动", "动员", "发动"))
_MODIFIER = re.compile(
    r"(?:新开工|新建|续建|在建|拟建|储备|前期|拟开工|计划新开工|竣工|结转|已开工|未开工|改扩建)"
)


def _known_set(subject: str, memory: Memory) -> Draft | None:
    """新开工项目开工57项: the set was named before."""
    for name, known in memory.sets.items():
        if subject.startswith(name) and subject[len(name) :] in ACTIONS:
            return known
    return None


def _acted(subject: str, memory: Memory) -> str | None:
    """The action in 的新建项目开工 or 开工, where the set is known already."""
    rest = subject.removeprefix(memory.counted.name or "\0")
    rest = tidy(rest)
    if not rest or len(rest) > 12:
        return None
    if rest in ACTIONS:
        return rest
    tail = next((a for a in ACTIONS if rest.endswith(a)), None)
    if tail and rest != subject:
        return rest
    return None


def _head_behind(slot: Slot) -> tuple[str, str]:
    """Head noun behind the count: at once, or behind the money that qualifies it."""
    following = slot.following
    tail = slot.tail
    if following is not None and not re.search(r"[,。;]", tail):
        between = tidy(tail)
        nature = (
            following.group.items[0].unit.base in _MONEY_WORDS
            or following.group.items[0].unit.kind == "amount"
        )
        if nature and (between in ATTRIBUTES or not between) and following.tail.startswith("的"):
            return head_after(following.tail)
        if nature and between:
            attribute = next(
                (a for a in sorted(ATTRIBUTES, key=len, reverse=True) if between.endswith(a)), ""
            )
            if attribute and between != attribute:
                return tidy(between.removesuffix(attribute)), attribute
    if re.match(r"[以之左]?[上下右内](?!游|海|汽)|[,。;、)]|$", tail):
        return "", ""
    tail = re.sub(r"^(?:以上|左右|以内)?的?", "", tail)
    tail = re.split(r"的(?=[\u4e00-\u9fff]{1,8}$)", tail)[0] if following is not None else tail
    return head_after(tail)


def _join_root(draft: Draft, memory: Memory) -> None:
    """A later set of the sentence whose head is the same noun is part of the first."""
    root = memory.root
    if root is None or root.quantity.unit.base != draft.quantity.unit.base:
        return
    shared = _shared_end(root.name or "", draft.name or "")
    if len(shared) >= 2 and draft.value < root.value:
        draft.link(root, "part_of")


def _shared_end(a: str, b: str) -> str:
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return a[len(a) - n :]


@rule(
    "level.sum",
    (
        "一期、二期管网工程分别投入12.6亿元和7.38亿元，合计19.99亿元。",
        "一期管网工程投入=12.6亿元 二期管网工程投入=7.38亿元 管网工程投入=19.99亿元",
    ),
)
def summed(slot: Slot, memory: Memory) -> list[Draft] | None:
    """合计: the levels just listed are its parts, all of them."""
    item = slot.group.items[0]
    if (
        slot.size != 1
        or not _SUMMED.match(slot.lead.text)
        or slot.lead.subject
        or item.unit.kind not in ("amount", "count")
    ):
        return None
    if slot.lead.text.startswith("共") and not slot.lead.after and not memory.latest:
        return None
    parts = [
        d
        for d in memory.levels
        if d.quantity.unit.base == item.unit.base and d.to is None and is_level(d)
    ]
    if len(parts) < 2:
        return None
    shared = parts[0].name or ""
    for part in parts[1:]:
        shared = _shared_end(shared, part.name or "")
    shared = re.sub(r"^期", "", shared)
    draft = place(Draft(item, _kind_of(slot, shared), tidy(shared) or memory.head), slot, memory)
    for part in parts:
        part.link(draft, "part_of")
    memory.levels.append(draft)
    memory.head = draft.name
    return [draft]


def _kind_of(slot: Slot, name: str) -> str:
    unit = slot.group.items[0].unit
    if unit.kind in ("rate",):
        return "rate"
    if unit.kind == "count" and (re.match(r"(?:平均)?每[十百千万\d]", name) or name.endswith("率")):
        return "rate"
    if unit.kind == "bare":
        return "amount" if re.search(r"指数|分|浓度|系数", name) else "count"
    return unit.kind if unit.kind in ("amount", "count", "duration", "ratio") else "amount"


@rule(
    "level",
    ("甲县地区生产总值50.2亿元。", "地区生产总值=50.2亿元"),
    ("高龄津贴从60元/月提高到100元/月。", "高龄津贴=60元/月 高龄津贴=100元/月"),
    (
        "全年蔬菜产量26.4万吨、增长3.7%，水果产量9.15万吨、下降1.2%。",
        "蔬菜产量=26.4万吨 蔬菜产量=3.7% 水果产量=9.15万吨 水果产量=-1.2%",
    ),
)
def level(slot: Slot, memory: Memory) -> list[Draft] | None:
    """A level of its indicator, in any unit."""
    lead = slot.lead
    first = slot.group.items[0]
    if first.unit.name is None and first.style == "arabic" and not _says_a_level(slot, memory):
        return None
    size = 1 if slot.group.joint == "range" else slot.size
    names, owner = _level_names(slot, memory, size)
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        name = names[min(i, size - 1)]
        draft = Draft(quantity, _kind_of(slot, name), name)
        place(draft, slot, memory)
        if owner is not None:
            draft.link(owner, "amount_of" if draft.kind == "amount" else "part_of")
        drafts.append(draft)
    if slot.group.joint == "range":
        drafts[1].link(drafts[0], "range_of")
    relate_parts(slot, drafts, memory)
    later_of(drafts, slot, memory)
    _bound(drafts, slot, memory)
    if slot.bracket is not None and owner is None:
        memory.brackets += drafts
    if (
        first.unit.kind == "count"
        and size == 1
        and slot.bracket is None
        and drafts[0].relation != "before_of"
        and not lead.has("from")
    ):
        if memory.root is None and memory.counted is None:
            memory.root = drafts[0]
        memory.counted = drafts[0] if owner is None else memory.counted
        if owner is None and drafts[0].name:
            memory.sets[drafts[0].name] = drafts[0]
    memory.levels += [d for d in drafts if not lead.has("from")]
    if slot.bracket is None and owner is None:
        if not is_attribute(tidy(lead.subject)):
            memory.owner = names[-1] if size == 1 else None
        memory.head = names[-1] if size == 1 else _common_name(lead.subject, names)
    elif slot.bracket is None:
        memory.head = names[-1]
    memory.names = names if size > 1 else memory.names
    return drafts


_OWN_MEASURE = re.compile(
    r"(?:(?:收获|播种|种植|养殖|采收)?面积|总?产量|平均单产|单产|存栏|出栏|营业收入|主营业务收入)$"
)


def _owned(owner: str, head: str, attribute: str) -> str:
    """夏粮收获面积, 平均单产: the attribute belongs to 夏粮; 收入 and 支出 take turns."""
    for here, there in (("收入", "支出"), ("支出", "收入")):
        if attribute == there and head.endswith(here):
            return head.removesuffix(here) + there
    if attribute in ("总量", "总数", "保有量"):
        owner = owner.removeprefix("新增")  # 新增市场主体3216户，总量达到2.1万户
    return (_OWN_MEASURE.sub("", owner) or owner) + attribute


_NUMBERED = re.compile(r"(?:指数|系数|比值|得分|评分|总分|pH值|PMI|CPI|PPI|值|商)$")


def _says_a_level(slot: Slot, memory: Memory) -> bool:
    """A bare number is a figure where its name or a verb says so, else it may be any code."""
    lead = slot.lead
    if _NUMBERED.search(lead.subject) or memory.before and lead.has("to"):
        return True
    if slot.size > 1 and "分别" in lead.text:
        return True
    return (
        bool(lead.subject)
        and lead.has("level", "to", "from")
        and not re.search(r"号|码|电话|邮编|线$", lead.subject)
    )


def _common_name(subject: str, names: list[str]) -> str:
    return tidy(subject) or names[-1]


def _level_names(slot: Slot, memory: Memory, size: int) -> tuple[list[str], Draft | None]:
    lead = slot.lead
    subject = tidy(_PREFIX_CUT.sub("", lead.subject))
    subject = "" if re.fullmatch(r"大关|关口|门槛|台阶|以上|左右|以内", subject) else subject
    money = slot.group.items[0].unit.kind == "amount"
    if slot.bracket is not None and not subject:
        base = memory.head or ""
        if (
            inside := re.search(r"占(?P<whole>[\u4e00-\u9fff]{2,12})$", slot.bracket)
        ) and not re.search(r"计划|预算|目标|任务", slot.bracket):
            return [tidy(take_apart(inside["whole"]).subject)] * size, None
        planned = re.search(
            r"((?:全年|年度|年初|调整|变动|当年)?(?:计划|目标|任务|预算))$", slot.bracket
        )
        return [base + planned[1] if planned else base] * size, None
    if memory.before and len(memory.before) == size and (not subject or lead.has("to")):
        return [d.name or "" for d in memory.before], None
    if not subject and lead.earlier and not lead.has("to") and not memory.levels:
        subject = topic_of(lead)
    if re.match(r"按[^,]*(?:汇率|价格?|口径)", lead.text):
        subject = ""
    if lead.adjacent and memory.latest and subject.startswith(f"{memory.latest[-1].name}的"):
        subject = subject.removeprefix(f"{memory.latest[-1].name}的")  # 17个城市的商超212家
    counted = memory.counted
    if (
        counted is None
        and money
        and subject in _PROGRESS
        and memory.last_set is not None
        and not memory.levels
    ):
        counted = memory.last_set
    if counted is not None and money and size == 1 and subject:
        bare = (
            tidy(subject.removeprefix(counted.name or "\0"))
            if subject.startswith(counted.name or "\0")
            else subject
        )
        if is_attribute(bare) or subject != bare:
            scoped = not any(
                d.kind == "rate" and d.relation == "rate_of" for d in memory.rates[-1:]
            )
            name = f"{counted.name}{bare}" if scoped else bare
            return [name], counted
        if bare.startswith("的") or lead.adjacent and slot.tail.startswith("的"):
            return [f"{counted.name}{bare}"], counted
    if size == 1 and memory.topic and re.fullmatch(r"(?:总)?(?:收入|支出)(?:预算)?", subject):
        return [memory.topic + subject], None
    if size == 1 and subject in ("收入", "支出") and (lead.says("总计") or lead.says("合计")):
        return [f"{subject}总计"], None
    if (
        not subject
        and size == 1
        and (memory.head or "").endswith("预算")
        and lead.has("level")
        and (lead.says("完成") or lead.says("实际完成"))
    ):
        return [(memory.head or "").removesuffix("预算")], None
    if is_attribute(subject) and memory.head and subject not in memory.head and not lead.region:
        if size > 1 and len(memory.names) == size:
            return [n + subject for n in memory.names], None
        if size == 1:
            return [_owned(memory.owner or memory.head, memory.head, subject)], None
    if not subject:
        if size > 1 and len(memory.names) == size:
            return list(memory.names), None
        if slot.tail.startswith("的") or (not memory.head and slot.tail):
            head, _ = head_after(slot.tail)
            return [head or memory.head or ""] * size, None
        return [memory.head or ""] * size, None
    names = members(subject, size) if size > 1 else None
    if (
        size == 1
        and _VERB_ONLY.match(subject)
        and slot.tail
        and not re.match(r"[,。;、)]", slot.tail)
    ):
        head, _ = head_after(re.sub(r"^(?:以上|左右|以内)?的?", "", slot.tail))
        return [tidy(head) or subject], None
    if size == 1 and lead.has("up", "down") and re.fullmatch(r"[户人亩棚村社]均(?:年)?", subject):
        return [subject + "".join(w for k, w in lead.words if k in ("up", "down"))], None
    if (
        size == 1
        and lead.has("up", "down")
        and not lead.compare
        and money
        and re.match(r"[\u4e00-\u9fff]{2}", slot.tail)
    ):
        head, _ = head_after(slot.tail)
        return [subject + "".join(w for k, w in lead.words if k in ("up", "down")) + head], None
    names = names or [subject] * size
    if (lead.opening == "其中" or memory.parting) and memory.head:
        measure = measure_of(memory.total.name or "" if memory.total else memory.head)
        if measure in _LENT and all(without_measure(n) and len(n) < 7 for n in names):
            names = [n + measure for n in names]
    return names, None


def _bound(drafts: list[Draft], slot: Slot, memory: Memory) -> None:
    """突破10亿元、达10.8亿元: the first is a bound of the second."""
    if len(drafts) != 1 or len(memory.latest) != 1:
        return
    earlier, later = memory.latest[0], drafts[0]
    if earlier.hedge == "over" and later.hedge is None and earlier.name == later.name:
        if (
            slot.lead.has("level")
            and not slot.lead.subject
            and earlier.unit_name == later.unit_name
        ):
            earlier.link(later, "bound_of")
            earlier.period = earlier.period or later.period
