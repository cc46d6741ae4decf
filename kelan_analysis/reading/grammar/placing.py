"""What every rule does with its drafts: place, period, hedge, and 由 X 到 Y."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.leads import Lead, take_apart
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.openings import period_opened_by
from kelan_analysis.reading.periods import resolve, resolve_like
from kelan_analysis.reading.words import HEDGE_AFTER, MEASURES, any_of

_TELLS_TIME = re.compile(r"年|月|季|期")
_HEDGED_BEHIND = re.compile(
    rf"\s*(?:的(?:预期|控制|年度)?(?:目标|水平|范围|区间))?({any_of(HEDGE_AFTER)})"
)
_SPACES = frozenset(c for c in map(chr, range(0x3001)) if c.isspace())
_HEDGE_BEGINS = _SPACES.union("的", (word[0] for word in HEDGE_AFTER))  # what it begins with
_COMPARISON = re.compile(r"(?:与|和|同|较|比|相比).*(?:相比|比较|比)$|.*(?:着|了|说|道|问|算账)$")
_DIVIDES = re.compile(r"[分按从][^,。;]{1,12}(?:看|分|划分|统计)")
_TWO_YEARS = re.compile(r"\d{4}/\d{4}")


def place(draft: Draft, slot: Slot, memory: Memory) -> Draft:
    """Give a draft its region, period and hedge from its clause, else from what went before.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.region for f in read_figures("甲县粮食产量12万吨，油料产量1万吨。")]
    ['甲县', '甲县']
    """
    lead = slot.lead
    if draft.region is None:
        if lead.region:
            memory.places = lead.places
        own = _dealt_to(draft, slot, memory.places) if memory.places else None
        draft.region = memory.set_region(lead.region) if own is None else own
        draft.rules["region"] = "clause" if lead.region else "carried"
    if draft.period is None:
        draft.period = memory.set_period(lead.period) if lead.period else memory.period
        own = _dealt_to(draft, slot, lead.times) if lead.times else None
        draft.period = draft.period if own is None else resolve(own, memory.year)
        draft.rules["period"] = "clause" if lead.period else "carried"
    if draft.hedge is None:
        draft.hedge = hedge_of(slot, draft)
    if draft.kind in ("growth", "difference"):
        base = "上年同期" if lead.says("同比") else "环比" if lead.says("环比") else None
        draft.against = lead.compare or base
    return draft


def _dealt_to(draft: Draft, slot: Slot, listed: Sequence[str]) -> str | None:
    """甲镇、乙镇分别…: the one of a list of places or periods that stands for this figure."""
    if slot.size == 1 or len(listed) != slot.size:
        return None
    pairs = zip(listed, slot.group.items, strict=True)
    return next(said for said, item in pairs if item is draft.quantity)


def hedge_of(slot: Slot, draft: Draft) -> str | None:
    """Return the bound that a hedge before or behind the number states.

    The words behind bind to the last figure of a group, those before to the first, or to
    every one of a list.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.hedge for f in read_figures("接待游客近30万人次，收入3亿元以上。")]
    ['under', 'over']
    """
    group = slot.group
    if slot.lead.hedge and (group.items[0] is draft.quantity or group.joint == "list"):
        return slot.lead.hedge
    compared = slot.tail.strip() == "多" and slot.following is not None  # 比乙镇的86家多12家
    if group.items[-1] is draft.quantity and not (compared and slot.following.lead.adjacent):
        hedged = slot.tail[:1] in _HEDGE_BEGINS and _HEDGED_BEHIND.match(slot.tail)
        if hedged:
            return HEDGE_AFTER[hedged[1]]
    return "more" if draft.quantity.more else None


def as_range(drafts: list[Draft], slot: Slot) -> list[Draft]:
    """Tie the upper end of a range to the lower one.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.relation for f in read_figures("亩产400至450公斤。")]
    [None, 'range_of']
    """
    if slot.is_range:
        drafts[1].link(drafts[0], "range_of")
    return drafts


def tie_earlier(drafts: list[Draft], slot: Slot, memory: Memory) -> None:
    """Tie 由 X 到 Y: the earlier values wait, the later ones take them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> earlier, later = read_figures("森林覆盖率由2020年的27.1%提高到2024年的30.2%。")
    >>> earlier.relation, earlier.relates_to == later.id, earlier.period, later.period
    ('before_of', True, '2020', '2024')
    """
    lead = slot.lead
    if lead.has("from"):
        origin = lead.origin or ""
        told = _TELLS_TIME.search(origin)
        opened = None if told else resolve(period_opened_by(lead.earlier) or "", memory.year)
        if opened and _TWO_YEARS.fullmatch(opened):  # 2021年至2024年，收入由…增加到…
            memory.span = opened[:4], opened[5:]
        for draft in drafts:
            now = memory.span[0] if memory.span else memory.period
            draft.period = resolve_like(origin, memory.year, memory.period) if told else now
        memory.before = list(drafts)
        return
    if not memory.before or len(memory.before) != len(drafts):
        return
    pairs = list(zip(memory.before, drafts, strict=True))
    if not all(one.in_unit_of(two) or one.kind == two.kind == "duration" for one, two in pairs):
        memory.before = []  # 由1家牵头医院组成，门诊58.7万人次
        return
    for earlier, later in pairs:
        earlier.link(later, "before_of", by="from-to")
        if later.period and _TWO_YEARS.fullmatch(later.period):
            earlier.period, _, later.period = later.period.partition("/")
        elif memory.span and not lead.period and earlier.period == memory.span[0]:
            later.period = memory.period = memory.span[1]
        if earlier.period and later.period and earlier.period < later.period:
            memory.span = earlier.period, later.period
        memory.pairs.append((earlier, later))
        grown = memory.last_rate()
        if grown is not None and grown.kind == "growth" and grown.to is None and grown.name == later.name and is_level(later):
            grown.link(later, "growth_of", by="from-to")  # 发案数下降16.7%，由上年的3864起降至3217起
        said = (d for d in reversed(memory.of_clause()) if d.kind == "difference" and d.to is None)
        moved = next((d for d in said if d.name == later.name and d.in_unit_of(later)), None)
        if moved is not None:
            moved.link(later, "change_of", by="from-to")  # 价格下调0.12元，由3.05元调整为2.93元
    memory.before = []


def announced(lead: Lead) -> str:
    """Return the indicator that the clause before a bare 达到 names: 占比首次过半，达到50.4%.

    Examples
    --------
    >>> announced(take_apart("公办园在园幼儿占比首次过半,达到"))
    '公办园在园幼儿占比'
    """
    if not lead.earlier or lead.compare:
        return ""
    subject = tidy(take_apart(lead.earlier[-1]).subject)
    return subject if 3 < len(subject) < 20 and subject.endswith(MEASURES) else ""


def topic_of(lead: Lead) -> str:
    """Return the name that an earlier clause set as the topic: 人口出生率，甲县由… .

    Examples
    --------
    >>> topic_of(take_apart("人口出生率,甲县"))
    '人口出生率'
    """
    for clause in reversed(lead.earlier):
        if _COMPARISON.match(clause) or _DIVIDES.fullmatch(clause):
            continue
        subject = tidy(take_apart(clause).subject)
        if 1 < len(subject) < 16:
            return subject
    return ""
