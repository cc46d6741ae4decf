"""Percentage points: differences of rates, and what parts add to a growth."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.looking_back import base_told
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place, tie_earlier
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.leads import Lead
from kelan_analysis.reading.members import members_or_same
from kelan_analysis.reading.names import tidy

_PULL = re.compile(
    r"(?P<owner>[^,。;]*?)(?:分别)?(?:共同|合计)?(?:向[上下])?拉(?:动|低|高)(?P<what>[^,。;]*?)"
    r"(?:增长|增速|上升|下降|回落)?[^,。;]{0,3}$"
)
_GROWN = re.compile(r"(?:增长|增速|上升|下降|回落|约|近|超过?|了|的)*$")
_OF_ALL = re.compile(r"(?:全[国省市县区])?(?:地区)?(?:经济|GDP|生产总值|经济增长)?|.{0,4}经济")
_BEFORE_OWNER = re.compile(r"^(?:其中|分别)")
_ONLY_OWNER = re.compile(r"(?:对.*)?(?:增加值)?贡献率$|增加值$|占.*$")
_NOUN_OF_GROWTH = re.compile(r"(?:增速|增幅|涨幅|降幅|增长率|增长速度)$")
_OTHER_PLACE = re.compile(r"[国省市县区]|平均|水平|(?:计划|目标|预期|任务|预算|序时进度)$")  # or what was aimed at
_TIME = re.compile(r"[年期月季初末底前周日时]|普查")
_SEVERAL = re.compile(r"[、和与及]|[两二三四五](?:个|年)")  # 分别比一季度、上半年加快
_SHARE_NOUNS = ("比重", "占比", "比例", "份额")


def rate_name(draft: Draft, memory: Memory) -> str:
    """Name what a difference in points is a difference of: a growth becomes …增速.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("税收收入增长6.4%，比一季度回落2个百分点。")]
    ['税收收入', '税收收入增速']
    """
    name = draft.name or memory.head or ""
    if draft.kind == "growth" and not _NOUN_OF_GROWTH.search(name):
        return f"{name}增速"
    return name


@rule(
    "points.pull",
    (
        "三次产业分别拉动增长0.60个百分点、-0.33个百分点、4.58个百分点。",
        "第一产业拉动增长=0.60百分点 第二产业拉动增长=-0.33百分点 第三产业拉动增长=4.58百分点",
    ),
    family="points",
)
def _pull(slot: Slot, memory: Memory) -> list[Draft] | None:
    """拉动增长: the points that a part adds to the growth of the whole."""
    text = slot.lead.text
    found = _PULL.search(text) if "拉" in text else None
    if not found:
        return None
    names = _pulling(found["owner"], slot, memory)
    growths = [d for d in memory.rates if d.kind == "growth" and "贡献" not in (d.name or "")]
    whole = next(iter(growths), None)
    what = tidy(_GROWN.sub("", text[found.start("what") :]))
    if what and not _OF_ALL.fullmatch(what):  # 拉动规模以上工业增长3.6个百分点
        whole = next((d for d in growths if (d.name or "").startswith(what)), None)
    else:
        what = ""
    if whole is not None and len(names) == 1 and (whole.name or "").startswith(names[0]):
        whole = None  # 第二产业增加值增长6.7%，…拉动经济增长2.8个百分点: not of its own growth
    lowers = "拉低" in text
    sign = -1 if lowers or text.endswith(("下降", "回落")) else 1
    does = f"拉低{what}" if lowers else f"拉动{what}增长"
    return [
        place(Draft(quantity, "difference", f"{name}{does}", sign=sign), slot, memory).link(
            whole, "part_of"
        )
        for quantity, name in zip(slot.group.items, names, strict=True)
    ]


def _pulling(owner: str, slot: Slot, memory: Memory) -> list[str]:
    owner = tidy(_BEFORE_OWNER.sub("", owner))
    if slot.lead.region:
        owner = owner.removeprefix(slot.lead.region)
    last = memory.last_rate()
    if owner:
        names = members_or_same(owner, slot.size)
    elif slot.size == 1 and memory.parting and last is not None and last.kind == "growth":
        names = [last.name or ""]  # 制造业投资增长11.2%，其中高技术制造业投资增长23.5%，拉动…
    else:
        names = [_ONLY_OWNER.sub("", n) for n in memory.names[-slot.size :]]
    if len(names) == slot.size:
        return names
    last = last if memory.parting else None
    said = memory.head if last is None else last.name
    return [_ONLY_OWNER.sub("", said or "")] * slot.size


@rule(
    "points.brackets",
    (
        "全县固定资产投资增长6.7%，较全市（6.2%）和全省平均水平（5.9%）分别高0.5、0.8个百分点。",
        "固定资产投资=6.7% 固定资产投资=6.2% 固定资产投资=5.9% "
        "固定资产投资增速=0.5百分点 固定资产投资增速=0.8百分点",
    ),
    family="points",
)
def _against_brackets(slot: Slot, memory: Memory) -> list[Draft] | None:
    """较甲（x）和乙（y）分别高: differences to comparators in brackets."""
    if not memory.brackets or slot.bracket is not None:
        return None
    own = next((d for d in reversed(memory.rates) if d not in memory.brackets), None)
    if own is None:
        return None
    earlier = _TIME.search(slot.lead.compare or "") and not _OTHER_PLACE.search(slot.lead.compare or "")
    drafts = []
    for quantity in slot.group.items:
        draft = Draft(quantity, "difference", rate_name(own, memory), sign=slot.lead.sign)
        draft.region = own.region
        drafts.append(place(draft, slot, memory).link(own, "change_of" if earlier else "difference_of"))
    memory.brackets = []
    return drafts


@rule(
    "points",
    ("城镇化率57.36%，比上年提高0.87个百分点。", "城镇化率=57.36% 城镇化率=0.87百分点"),
    ("税收收入增长6.4%，比一季度回落两个百分点。", "税收收入=6.4% 税收收入增速=-2百分点"),
    family="points",
)
def _points(slot: Slot, memory: Memory) -> list[Draft] | None:
    """百分点: the difference of two rates."""
    lead, size = slot.lead, slot.size
    elsewhere = bool(lead.compare and _OTHER_PLACE.search(lead.compare))
    elsewhere = elsewhere or bool(lead.compare) and not _TIME.search(lead.compare or "")
    if (base := base_told(lead, memory)) is not None:
        lead.compare, elsewhere = base, True  # 比目标值79.1%高1.2个百分点
    rates = [
        d
        for d in memory.rates
        if d.kind in ("growth", "rate", "share")
        and d.relation != "before_of"
        and d not in memory.brackets
    ]
    rates = _on_the_same_base(rates, lead)
    subject = tidy(lead.subject)
    dealt = size + slot.dealt
    if slot.continues and len(memory.dealing) >= size or slot.dealt and len(rates) >= dealt:
        names, targets = memory.deal(
            slot, lambda n: ([rate_name(d, memory) for d in rates[-n:]], list(rates[-n:]))
        )
        subject = ""
    elif subject:
        names, targets = _points_of(subject, slot, memory, rates)
    elif size > 1 and len(rates) == 1 and _SEVERAL.search(lead.compare or ""):
        targets = [rates[0]] * size
        names = [rate_name(rates[0], memory)] * size
    elif size > 1 and any(q.unit.kind != "difference" for q in slot.group.items):
        # 绿化覆盖率…、绿地率…、公园面积…，分别提高0.5个百分点、0.4个百分点和0.3平方米
        said = sorted((*rates, *filter(is_level, memory.levels)), key=lambda d: d.quantity.start)
        targets = list(said[-size:]) if len(said) >= size else [None] * size
        names = [rate_name(d, memory) if d else memory.head or "" for d in targets]
    elif len(rates) >= size:
        targets = list(rates[-size:])
        names = [rate_name(d, memory) for d in rates[-size:]]
        if lead.has("growth_down") and size == 1:  # 下降4.6%，但环比增长12.5%，降幅收窄
            fell = next((d for d in reversed(rates) if d.kind == "growth" and d.value < 0), None)
            targets, names = ([fell], [rate_name(fell, memory)]) if fell is not None else (targets, names)
        if lead.has("growth_down"):
            names = [n.removesuffix("增速") + "降幅" if n.endswith("增速") else n for n in names]
    else:
        targets = [None] * size
        names = [memory.head or ""] * size
    relation = "difference_of" if elsewhere else "change_of"
    drafts = [
        place(Draft(quantity, "difference", name, sign=lead.sign), slot, memory).link(
            target, relation
        )
        for quantity, name, target in zip(slot.group.items, names, targets, strict=True)
    ]
    if subject and not any(targets):
        memory.head = subject
    tie_earlier(drafts, slot, memory)
    return drafts


def _on_the_same_base(rates: list[Draft], lead: Lead) -> list[Draft]:
    """增长8.1%，环比增长10.6%，增速加快4.8个百分点: the points are those of the first."""
    if not rates or lead.says("环比") or rates[-1].against != "环比":
        return rates
    first = next((d for d in rates if d.name == rates[-1].name and d.against != "环比"), None)
    return rates if first is None else [d for d in rates if d is not rates[-1]]


def _points_of(
    subject: str, slot: Slot, memory: Memory, rates: list[Draft]
) -> tuple[list[str], list[Draft | None]]:
    """Names and rates of points whose clause has a name of its own."""
    lead, size = slot.lead, slot.size
    names = members_or_same(subject, size)
    if lead.has("growth_up"):
        names = [f"{n}增速" for n in names]
    elif lead.has("growth_down"):
        names = [f"{n}降幅" for n in names]
    targets: list[Draft | None] = []
    for name in names:
        alike = (name, _NOUN_OF_GROWTH.sub("", name))
        targets.append(next((d for d in reversed(rates) if d.name in alike), None))
    if size == 1 and subject in _SHARE_NOUNS:
        share = next((d for d in reversed(rates) if d.kind == "share"), None)
        targets = [share]
        if share is not None:
            own = share.name or ""
            names = [own if own.endswith(subject) else own + subject]
    elif size == 1 and subject == "进度" and rates:  # 完成计划的37.8%，进度快3.2个百分点
        names, targets = [rates[-1].name or subject], [rates[-1]]
    elif size == 1 and targets == [None] and len(subject) < 5 and subject.endswith("率"):
        targets = [memory.rate_ending(subject)]
    if lead.has("growth_up", "growth_down"):
        return names, targets
    pairs = zip(targets, names, strict=True)
    return [name if t is None else rate_name(t, memory) for t, name in pairs], targets
