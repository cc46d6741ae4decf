"""Changes: percentage points, growth, doublings, absolute changes."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.context import Memory, Slot, is_level, place, topic_of
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.structures import later_of
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import head_after, is_attribute, measure_of, tidy, without_measure
from kelan_analysis.reading.periods import resolve

_PULL = re.compile(
    r"(?P<owner>[^,。;]*?)(?:分别)?(?:共同|合计)?(?:向[上下])?拉(?:动|低|高)(?P<what>[^,。;]*?)(?:增长|增速|上升|下降|回落)?[^,。;]{0,3}$"
)
_PERCENT = frozenset(("%", "‰", "‱", "成", None))
_GROWTH_WORDS = ("up", "down", "growth_up", "growth_down")
_NOUN_GROWTH = re.compile(r"(?:增速|增幅|涨幅|降幅|增长率|增长速度)$")


def rate_name(draft: Draft, memory: Memory) -> str:
    """Name what a difference in points is a difference of: a growth becomes …增速."""
    name = draft.name or memory.head or ""
    if draft.kind == "growth" and not _NOUN_GROWTH.search(name):
        return f"{name}增速"
    return name


@rule(
    "points.pull",
    (
        "三次产业分别拉动增长0.60个百分点、-0.33个百分点、4.58个百分点。",
        "第一产业拉动增长=0.60百分点 第二产业拉动增长=-0.33百分点 第三产业拉动增长=4.58百分点",
    ),
)
def pull(slot: Slot, memory: Memory) -> list[Draft] | None:
    """拉动增长: the points that a part adds to the growth of the whole."""
    found = _PULL.search(slot.lead.text)
    if slot.group.items[0].unit.kind != "difference" or not found:
        return None
    owner = tidy(re.sub(r"^(?:其中|分别)", "", found["owner"]))
    if slot.lead.region and owner.startswith(slot.lead.region):
        owner = owner[len(slot.lead.region) :]
    if owner:
        names = members(owner, slot.size) or [owner]
    else:
        names = [
            re.sub(r"(?:对.*)?(?:增加值)?贡献率$|增加值$", "", n)
            for n in memory.names[-slot.size :]
        ]
    if len(names) != slot.size:
        names = [memory.head or ""] * slot.size
    whole = next(
        (d for d in memory.rates if d.kind == "growth" and "贡献" not in (d.name or "")), None
    )
    down = "拉低" in slot.lead.text or slot.lead.text.endswith(("下降", "回落"))
    drafts = []
    for quantity, name in zip(slot.group.items, names, strict=True):
        draft = Draft(quantity, "difference", f"{name}拉动增长", sign=-1 if down else 1)
        drafts.append(place(draft, slot, memory).link(whole, "part_of"))
    return drafts


@rule(
    "points.brackets",
    (
        "全县固定资产投资增长6.7%，较全市（6.2%）和全省平均水平（5.9%）分别高0.5、0.8个百分点。",
        "固定资产投资=6.7% 固定资产投资=6.2% 固定资产投资=5.9% 固定资产投资增速=0.5百分点 固定资产投资增速=0.8百分点",
    ),
)
def points_against_brackets(slot: Slot, memory: Memory) -> list[Draft] | None:
    """较甲（x）和乙（y）分别高: differences to comparators in brackets."""
    if slot.group.items[0].unit.kind != "difference" or not memory.brackets:
        return None
    own = next((d for d in reversed(memory.rates) if d not in memory.brackets), None)
    if own is None or slot.bracket is not None:
        return None
    drafts = []
    for quantity in slot.group.items:
        draft = Draft(quantity, "difference", rate_name(own, memory), sign=slot.lead.sign)
        draft.region = own.region
        drafts.append(place(draft, slot, memory).link(own, "difference_of"))
    memory.brackets = []
    return drafts


@rule(
    "points",
    ("城镇化率57.36%，比上年提高0.87个百分点。", "城镇化率=57.36% 城镇化率=0.87百分点"),
    ("税收收入增长6.4%，比一季度回落两个百分点。", "税收收入=6.4% 税收收入增速=-2百分点"),
)
def points(slot: Slot, memory: Memory) -> list[Draft] | None:
    """百分点: the difference of two rates."""
    if slot.group.items[0].unit.kind != "difference":
        return None
    lead, size = slot.lead, slot.size
    subject = tidy(lead.subject)
    region_like = bool(lead.compare and re.search(r"[国省市县区]|平均|水平", lead.compare))
    relation = "difference_of" if region_like else "change_of"
    candidates = [
        d
        for d in memory.rates
        if d.kind in ("growth", "rate", "share")
        and d.relation != "before_of"
        and d not in memory.brackets
    ]
    targets: list[Draft | None] = [None] * size
    if subject:
        names = members(subject, size) or [subject] * size
        if lead.has("growth_up"):
            names = [f"{n}增速" for n in names]
        elif lead.has("growth_down"):
            names = [f"{n}降幅" for n in names]
        stems = [_NOUN_GROWTH.sub("", n) for n in names]
        targets = [
            next((c for c in reversed(candidates) if c.name in (n, s)), None)
            for n, s in zip(names, stems, strict=True)
        ]
        if size == 1 and subject in ("比重", "占比", "比例", "份额"):
            share = next((c for c in reversed(candidates) if c.kind == "share"), None)
            targets, names = (
                [share],
                [
                    f"{share.name}{'' if share.name.endswith(subject) else subject}"
                    if share
                    else subject
                ],
            )
        elif size == 1 and targets == [None] and len(subject) < 5 and subject.endswith("率"):
            targets = [memory.rate_like(subject)]
        if not lead.has("growth_up", "growth_down"):
            names = [
                rate_name(t, memory) if t is not None else n
                for t, n in zip(targets, names, strict=True)
            ]
    elif size > 1 and region_like and len(candidates) == 1 and "、" in (lead.compare or ""):
        targets = [candidates[0]] * size
        names = [rate_name(candidates[0], memory)] * size
    elif len(candidates) >= size:
        chosen = candidates[-size:]
        targets = list(chosen)
        names = [rate_name(c, memory) for c in chosen]
        if lead.has("growth_down"):
            names = [re.sub(r"增速$", "降幅", n) for n in names]
    else:
        names = [memory.head or ""] * size
    drafts = []
    for quantity, name, target in zip(slot.group.items, names, targets, strict=True):
        draft = Draft(quantity, "difference", name, sign=lead.sign)
        place(draft, slot, memory)
        drafts.append(draft.link(target, relation))
    if subject and targets == [None] * size:
        memory.head = subject
    later_of(drafts, slot, memory)
    return drafts


@rule(
    "comparator",
    (
        "常住人口183426人，与2010年的191570人相比，减少8144人。",
        "常住人口=183426人 常住人口=191570人 常住人口=-8144人",
    ),
)
def comparator(slot: Slot, memory: Memory) -> list[Draft] | None:
    """与2010年的191570人相比, 比上年决算数X: the earlier level, printed inside a comparison."""
    lead = slot.lead
    if (
        lead.compare is None
        or lead.subject
        or slot.size != 1
        or lead.has("up", "down", "growth_up", "growth_down", "level", "to")
    ):
        return None
    if lead.compare_word not in ("比", "较", "与", "同") or not re.search(
        r"年|期|月|季|数", lead.compare
    ):
        return None
    item = slot.group.items[0]
    if item.unit.kind == "difference" or item.style in ("rank", "double"):
        return None
    target = next(
        (
            d
            for d in reversed(memory.levels + memory.rates)
            if d.quantity.unit.base == item.unit.base
        ),
        None,
    )
    name = target.name if target is not None else memory.head
    draft = Draft(
        item, target.kind if target is not None else item.unit.kind, name, rule="comparator"
    )
    draft.period = resolve(lead.compare, memory.year)
    return [place(draft, slot, memory)]


def _is_growth(slot: Slot, memory: Memory) -> bool:
    lead = slot.lead
    item = slot.group.items[0]
    if item.unit.name == "番":
        return True
    if (
        item.unit.name not in (*_PERCENT, "倍", "折")
        or item.unit.kind == "bare"
        and item.style != "fraction"
    ):
        return False
    if re.search(r"占|贡献", lead.text):
        return False
    if not lead.has(*_GROWTH_WORDS):
        origin_growth = memory.before and memory.before[0].kind == "growth"
        return bool(origin_growth and lead.has("to")) or item.unit.name == "倍"
    kinds = [kind for kind, _ in lead.words]
    nearest = next((k for k in reversed(kinds) if k in (*_GROWTH_WORDS, "to")), None)
    return nearest != "to" or bool(memory.before and memory.before[0].kind == "growth")


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
    ("规上工业利润由上年的下降5.7%转为增长3.9%。", "规上工业利润=-5.7% 规上工业利润=3.9%"),
)
def growth(slot: Slot, memory: Memory) -> list[Draft] | None:
    """增长, 下降, 增幅, 翻番: a growth, tied to its level where the text prints it."""
    if not _is_growth(slot, memory):
        return None
    lead, size = slot.lead, slot.size
    if slot.group.joint == "range":
        size = 1
    names, targets = _grown(slot, memory, size)
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        at = min(i, size - 1)
        draft = Draft(quantity, "growth", names[at], sign=lead.sign)
        place(draft, slot, memory)
        if targets[at] is not None and not (lead.has("from") and size == 1):
            draft.link(targets[at], "growth_of")
        drafts.append(draft)
    if slot.group.joint == "range":
        drafts[1].link(drafts[0], "range_of")
    averaged = lead.says("年均") or lead.says("年平均") or "年均" in lead.text
    if averaged and memory.pairs:
        earlier, later = memory.pairs[-1]
        if earlier.period and later.period and earlier.period.isdigit() and later.period.isdigit():
            for draft in drafts:
                draft.period = f"{int(earlier.period) + 1}/{later.period}"
    if lead.has("from") or memory.before:
        later_of(drafts, slot, memory)
    memory.rates += drafts
    memory.names = [d.name or "" for d in drafts] if size > 1 else memory.names
    return drafts


def _grown(slot: Slot, memory: Memory, size: int) -> tuple[list[str], list[Draft | None]]:
    lead = slot.lead
    subject = tidy(re.sub(r"(?:实现|完成)$", "", lead.subject))
    none: list[Draft | None] = [None] * size
    average = lead.average
    if memory.before and lead.has("to") and len(memory.before) == size and not subject:
        return [d.name or "" for d in memory.before], none
    if slot.bracket is not None and memory.latest and not lead.region:
        last = memory.last_level()
        owner = last if last is not None else memory.latest[-1].to
        base = last.name if last is not None else memory.head
        return [tidy(subject) or base or ""] * size, [owner] * size
    if average and not subject:
        return [(memory.head or "") + average] * size, none
    if not subject and lead.earlier and not memory.levels and not memory.rates and not lead.after:
        subject = topic_of(lead)
    if slot.group.items[0].style == "fraction" and subject in ("", "年内") and slot.tail:
        subject = head_after(re.split(r"的", slot.tail)[0])[0]
    if (
        not subject
        or subject in ("数量", "总量", "规模", "总数", "同口径", "产量", "产值")
        and memory.head
    ):
        levels = [d for d in memory.levels if is_level(d)]
        if size > 1 and len(levels) >= size:
            chosen = levels[-size:]
            return [d.name or "" for d in chosen], list(chosen)
        if size > 1 and len(memory.names) == size:
            return list(memory.names), none
        last = memory.last_level()
        if last is not None and (
            last.name == memory.head
            or memory.head is None
            or last.name
            and memory.head
            and last.name.endswith(memory.head)
        ):
            name = (last.name or "") + (subject if subject in ("数量",) else "")
            return [name] * size, [last] * size
        return [memory.head or ""] * size, none
    names = members(subject, size) or [subject] * size
    if memory.parting or lead.opening == "其中":
        if lead.opening == "其中":
            memory.parting = True
        measure = measure_of((memory.names or [memory.head or ""])[0])
        if measure and all(without_measure(n) for n in names):
            names = [n + measure for n in names]
        targets: list[Draft | None] = [
            next((v for v in reversed(memory.levels) if v.name == n), None) for n in names
        ]
        return names, targets
    if size == 1 and is_attribute(subject) and (own := memory.named_like(subject)) is not None:
        return [own.name or subject], [own]
    memory.head = names[-1]
    targets = [
        next((v for v in reversed(memory.levels) if v.name in (n, subject)), None) for n in names
    ]
    return names, targets


_EACH = re.compile(r"(?:户|人|亩|棚|车|社|村)均")
_WORKS = re.compile(r"改造|治理|整治|修复|巩固|改建|建设|新建|更新")  # 改造提升1.5万亩 is work done
_THING = re.compile(r"^(?!以[上下内]|左右|上下|多|余)[\u4e00-\u9fff]{2}")


def _same_unit(level: Draft, unit: str | None) -> bool:
    """A yield in 公斤/亩 changes in 公斤; a ratio changes in its own bare number."""
    base = level.quantity.unit.base
    if unit is None:
        return level.kind == "ratio"
    return base == unit or bool(base and base.startswith(f"{unit}/"))


@rule(
    "change",
    ("全县户籍人口207640人，比上年末减少2215人。", "户籍人口=207640人 户籍人口=-2215人"),
    ("稻谷每斤上调1毛钱。", "稻谷=1角"),
)
def absolute_change(slot: Slot, memory: Memory) -> list[Draft] | None:
    """比上年增加410亩: a change in the level's own unit."""
    lead = slot.lead
    item = slot.group.items[0]
    if item.style not in ("arabic", "chinese", "mixed") or item.unit.kind not in (
        "amount",
        "count",
        "rate",
        "bare",
        "duration",
    ):
        return None
    if not lead.has("up", "down", "compare") or lead.has("to", "from"):
        return None
    if lead.has("growth_up", "growth_down"):
        return None
    if not lead.has("up", "down") and lead.compare_word in (
        None,
        "比",
        "较",
        "与",
        "同",
        "超过",
        "超",
    ):
        return None
    if item.unit.kind == "duration" and not lead.compare:
        return None
    subject = tidy(lead.subject)
    if not lead.compare and (_WORKS.fullmatch(subject) or _EACH.fullmatch(subject)):
        return None
    nearest = next((w for k, w in reversed(lead.words) if k in ("up", "down", "level")), "")
    if nearest in ("实现", "完成", "达到", "达", "为") and not lead.compare:
        return None
    size = slot.size
    if (
        not lead.compare
        and _THING.match(slot.tail)
        and item.unit.kind in ("amount", "count")
        and slot.bracket is None
    ):
        return None
    unit = item.unit.base
    alike = [v for v in (*memory.levels, *memory.rates) if is_level(v) and _same_unit(v, unit)]
    if not subject:
        if len(alike) >= size:
            targets = alike[-size:]
            names = [t.name or "" for t in targets]
        elif memory.head:
            targets, names = [None] * size, [memory.head] * size
        else:
            return None
    else:
        names = members(subject, size) or [subject] * size
        targets = [next((v for v in reversed(alike) if v.name == n), None) for n in names]
        if not is_attribute(subject):
            memory.head = names[-1]
    drafts = []
    for quantity, name, target in zip(slot.group.items, names, targets, strict=True):
        draft = place(Draft(quantity, "difference", name, sign=lead.sign), slot, memory)
        drafts.append(draft.link(target, "change_of"))
    memory.names = names if size > 1 else memory.names
    return drafts
