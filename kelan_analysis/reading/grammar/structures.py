"""Structures a:b:c, ratios N:1, ranks and multiples."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.context import Memory, Slot, place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import is_attribute, tidy
from kelan_analysis.units import BARE, Unit, parse_unit

_INDUSTRIES = ["第一产业", "第二产业", "第三产业"]
_THREE = re.compile(r"三次?产|产业(?:结构|比)|一[、]?二[、]?三|三大产业")
_STRUCTURE_WORD = re.compile(r"(?:的)?(?:结构|比例|构成|之比|比重|占比|比)(?:关系)?$")
_RATIO_NAME = re.compile(r"比值?$|之比$")
RATIO = Unit(None, ":1", Decimal(1), "ratio")


def later_of(drafts: list[Draft], slot: Slot, memory: Memory) -> None:
    """Tie 由 X 到 Y: the earlier values wait, the later ones take them."""
    lead = slot.lead
    if lead.has("from"):
        for draft in drafts:
            origin = lead.origin or ""
            draft.period = _period_of(origin, memory)
        memory.before = list(drafts)
        return
    if memory.before and len(memory.before) == len(drafts):
        for earlier, later in zip(memory.before, drafts, strict=True):
            earlier.link(later, "before_of")
            if later.period and re.fullmatch(r"\d{4}/\d{4}", later.period):
                earlier.period, _, later.period = later.period.partition("/")
            memory.pairs.append((earlier, later))
        memory.before = []


def _period_of(origin: str, memory: Memory) -> str | None:
    from kelan_analysis.reading.periods import resolve

    if re.search(r"年|月|季|期", origin):
        return resolve(origin, memory.year)
    return None if memory.period is None else memory.period


@rule(
    "structure",
    ("三次产业结构为9.6:52.7:37.7。", "第一产业=9.6% 第二产业=52.7% 第三产业=37.7%"),
)
def structure(slot: Slot, memory: Memory) -> list[Draft] | None:
    """a:b:c is one share a member."""
    if slot.group.joint != "structure":
        return None
    subject = slot.lead.subject or memory.head or ""
    count = slot.size
    stem = _STRUCTURE_WORD.sub("", subject)
    if count == 3 and (_THREE.search(subject) or not subject):
        names = _INDUSTRIES
    elif memory.before and len(memory.before) == count:
        names = [d.name for d in memory.before]
    else:
        names = members(stem, count) or [f"{subject}（{i + 1}）" for i in range(count)]
    percent = parse_unit("%")
    drafts = []
    for quantity, name in zip(slot.group.items, names, strict=True):
        quantity.unit = percent
        drafts.append(place(Draft(quantity, "share", name), slot, memory))
    later_of(drafts, slot, memory)
    memory.head = subject
    memory.names = list(names)
    return drafts


@rule("ratio", ("城乡居民收入比为2.06∶1。", "城乡居民收入比=2.06:1"))
def ratio(slot: Slot, memory: Memory) -> list[Draft] | None:
    """N:1, and a bare number whose name ends in 比."""
    bare = all(q.unit is BARE and q.style == "arabic" for q in slot.group.items)
    subject = slot.lead.subject
    named_ratio = bool(_RATIO_NAME.search(subject)) or (
        slot.lead.has("to") and bool(memory.before) and memory.before[0].kind == "ratio"
    )
    if slot.group.joint != "ratio" and not (bare and named_ratio and slot.size == 1):
        return None
    name = tidy(subject) or memory.head
    if name in ("收入比", "收入比值", "之比", "比") and memory.names:
        name = _ratio_of_members(name, memory)
    drafts = []
    for quantity in slot.group.items:
        if quantity.unit is BARE:
            quantity.unit = RATIO
        drafts.append(place(Draft(quantity, "ratio", name), slot, memory))
    later_of(drafts, slot, memory)
    memory.head = name
    memory.rates += drafts
    return drafts


def _ratio_of_members(name: str, memory: Memory) -> str:
    owners = memory.names[-2:]
    if len(owners) == 2 and owners[0].startswith("城镇") and owners[1].startswith("农村"):
        return "城乡居民" + name
    return name


_RANK_AT = re.compile(
    r"(?:分别)?(?:继续|稳|均|一直|仍|已)?(?:位居|位列|位于|居于|居|名列|列|排名|排在|排|跃居|跃升|保持|稳居|处于|上升|升|降|退|由|从|在|为|到|至|获)"
    r"(?:到|至|名|在|列|全)?(?P<scope>[^,。;]*)$"
)
_TOP = re.compile(r"(?:[居列位于入至在到进名第排]|[国省市县区州位]|排名|行列|方阵)前$")
_SCOPE_TAIL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:在)?全[国省市县区](?:同类)?$")
_RANK_TAIL = re.compile(r"(?:总量|综合)?(?:排名|位次|名次)$")
_GROWTH_NOUN = re.compile(r"(?:增速|增幅|增长速度|增长率)$")


@rule(
    "rank",
    (
        "全县进出口总额完成2.09亿元,同比下降11.8%,居全市第9位。",
        "进出口总额=2.09亿元 进出口总额=-11.8% 进出口总额增速=9位",
    ),
)
def rank(slot: Slot, memory: Memory) -> list[Draft] | None:
    """第N位 ranks the growth, or the level where no growth stands before."""
    top = bool(_TOP.search(slot.lead.text)) and slot.group.items[0].unit.name in ("位", "名")
    if slot.group.items[0].style != "rank" and not top:
        return None
    text = slot.lead.text
    found = _RANK_AT.search(text)
    subject = text[: found.start()] if found else ("" if slot.lead.has("to", "level") else text)
    lead = slot.lead
    if lead.region:
        subject = subject.partition(lead.region)[2] if lead.region in subject else subject
        scope_only = found and lead.region in found["scope"]
        if scope_only or lead.region in ("全国", "全省", "全市"):
            lead = replace(lead, region=None)
            slot.lead = lead
    subject = tidy(re.sub(r"^(?:其中|分别|全年|在)+", "", subject))
    if re.fullmatch(r"[县市区省镇乡家个]?中|", subject):
        subject = ""
    subject = _SCOPE_TAIL.sub("", _RANK_TAIL.sub("", subject))
    if is_attribute(subject) and memory.head and not _GROWTH_NOUN.search(subject):
        subject = memory.head + subject
    names, targets = _ranked(slot, memory, subject)
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        draft = Draft(quantity, "rank", names[i])
        if top:
            draft.hedge = "under"
        place(draft, slot, memory)
        if (
            targets[i] is not None
            and not memory.before
            and "from" not in lead.kinds
            and not re.search(r"[由从]", text)
        ):
            draft.link(targets[i], "rank_of")
        drafts.append(draft)
    if re.search(r"(?:由|从)[^,]*$", text):
        lead.kinds.add("from")
        lead.origin = lead.origin or ""
    later_of(drafts, slot, memory)
    return drafts


def _ranked(slot: Slot, memory: Memory, subject: str) -> tuple[list[str], list[Draft | None]]:
    count = slot.size
    if memory.before and len(memory.before) == count:
        return [d.name for d in memory.before], [None] * count
    growths = [d for d in memory.rates if d.kind == "growth"]
    own = _GROWTH_NOUN.sub("", subject)
    if subject and own:
        names = members(subject, count) or [subject] * count
        targets: list[Draft | None] = [
            next(
                (
                    g
                    for g in reversed(growths)
                    if _GROWTH_NOUN.search(n) and g.name == _GROWTH_NOUN.sub("", n)
                ),
                None,
            )
            or next((v for v in reversed(memory.levels) if v.name == n), None)
            for n in names
        ]
        if not _GROWTH_NOUN.search(subject):
            memory.head = subject
        return names, targets
    if subject:
        named = [g for g in growths[-count:]]
        owners = [g.name for g in named] if len(named) == count else [memory.head or ""] * count
        found = (
            list(named)
            if len(named) == count and (count > 1 or owners[0] == memory.head)
            else [None] * count
        )
        if count == 1 and found == [None]:
            owners = [memory.head or ""]
        return [f"{name}{subject}" for name in owners], found
    if len(growths) >= count:
        last = growths[-count:]
        return [f"{g.name}增速" for g in last], list(last)
    levels = memory.levels[-count:]
    if len(levels) == count:
        return [d.name or "" for d in levels], list(levels)
    return [memory.head or ""] * count, [None] * count


_MULTIPLE = re.compile(
    r"(?P<verb>相当于|达到|达|增加到|增长到|扩大到|提高到|发展到|上升到|增至|升至|是|为|到)(?P<of>[^,。;]*?)的?$"
)


@rule(
    "multiple",
    ("2024年全县普惠托位达2130个，是2020年的3.4倍。", "普惠托位=2130个 普惠托位=3.4倍"),
    ("乙镇游客接待量增加到三年前的1.8倍。", "游客接待量=1.8倍"),
)
def multiple(slot: Slot, memory: Memory) -> list[Draft] | None:
    """是…的N倍 is a multiple; 增长N倍 is a growth."""
    if slot.group.items[0].unit.name != "倍":
        return None
    text = slot.lead.text
    found = _MULTIPLE.search(text)
    if not found or re.search(
        r"(?:增长|增加|提高|下降|扩大|提升|上升|翻|增)(?:了|约|近|超|超过|逾|达)*$", text
    ):
        return None
    if not text.endswith("的") and found["verb"] in ("达", "达到", "为", "到"):
        return None
    from kelan_analysis.reading.leads import take_apart

    before = take_apart(text[: found.start()])
    name = tidy(before.subject) or memory.head
    slot.lead.period = before.period
    slot.lead.region = before.region
    size = slot.size
    names = (members(name or "", size) if before.subject else None) or [name] * size
    targets = [next((d for d in reversed(memory.levels) if d.name == n), None) for n in names]
    if size > 1 and not before.subject and len(memory.levels) >= size:
        targets = memory.levels[-size:]
        names = [d.name for d in targets]
    drafts = []
    for quantity, own, level in zip(slot.group.items, names, targets, strict=True):
        draft = place(Draft(quantity, "multiple", own), slot, memory)
        drafts.append(draft.link(level, "multiple_of"))
    memory.head = name
    return drafts
