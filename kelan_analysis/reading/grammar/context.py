"""What a rule sees: the slot that it reads, and the memory of what was read before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.groups import Group
from kelan_analysis.reading.leads import Lead, take_apart
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.periods import resolve, year_of
from kelan_analysis.reading.words import HEDGE_AFTER

_OF_LEVEL = ("amount", "count", "rate", "share", "ratio", "duration")
_PLACE = re.compile(r"^[全我本](?:[国省市县区镇乡村州旗盟])$")


@dataclass(slots=True)
class Slot:
    """One group of quantities with the words around it.

    Attributes
    ----------
    group : Group
        The quantities.
    lead : Lead
        What stands before, taken apart.
    tail : str
        What follows, up to the next group or the end of the sentence.
    bracket : str or None
        Inside brackets, the words before the bracket; else None.
    following : Slot or None
        The next slot of the sentence.
    """

    group: Group
    lead: Lead
    tail: str
    bracket: str | None = None
    following: Slot | None = None

    @property
    def size(self) -> int:
        return len(self.group.items)


@dataclass(slots=True)
class Memory:
    """What was read so far, as far as later clauses lean on it.

    Attributes
    ----------
    head : str or None
        Name of the indicator that an elliptical clause continues.
    levels, rates : list of Draft
        Levels, and growths, rates or shares, of the current sentence in order.
    latest : list of Draft
        The drafts of the slot before.
    total : Draft or None
        The whole that 其中 divides.
    counted, root : Draft or None
        The counted set (59个…项目) that attributes belong to, and the set it is part of.
    before : list of Draft
        Earlier values (由, 从) that wait for their later ones.
    brackets : list of Draft
        Comparators in brackets that wait for their difference.
    """

    region: str | None = None
    year: int | None = None
    period: str | None = None
    own_region: str | None = None
    head: str | None = None
    names: list[str] = field(default_factory=list)
    levels: list[Draft] = field(default_factory=list)
    rates: list[Draft] = field(default_factory=list)
    latest: list[Draft] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    total: Draft | None = None
    parting: bool = False
    counted: Draft | None = None
    root: Draft | None = None
    before: list[Draft] = field(default_factory=list)
    brackets: list[Draft] = field(default_factory=list)
    pairs: list[tuple[Draft, Draft]] = field(default_factory=list)
    owner: str | None = None
    base_region: str | None = None
    base_period: str | None = None
    carried: dict[str | None, Draft] = field(default_factory=dict)
    sets: dict[str, Draft] = field(default_factory=dict)
    sentence_parts: bool = False
    topic: str | None = None
    last_set: Draft | None = None
    inside: tuple[Draft, Draft | None, str] | None = None
    taken: Decimal = Decimal(0)
    parts: int = 0
    whole: str | None = None
    whole_draft: Draft | None = None

    def new_sentence(self) -> None:
        """Forget what does not reach over a full stop."""
        for level in self.levels:
            if level.relation != "part_of" and level.relation != "amount_of":
                self.carried[level.quantity.unit.base] = level
        self.total, self.sentence_parts, self.whole = None, False, None
        if self.base_period is not None:
            self.period, self.year = self.base_period, year_of(self.base_period[:4]) or self.year
        elif self.period is not None:
            self.base_period = self.period
        self.region = self.base_region or self.region
        self.levels, self.rates, self.latest = [], [], []
        self.before, self.brackets, self.pairs, self.names = [], [], [], []
        if self.root is not None:
            self.last_set = self.root.to if self.root.relation == "part_of" else self.root
        self.counted = self.root = None
        self.parting = False

    def new_clause(self) -> None:
        """Forget what does not reach over a semicolon."""
        self.before, self.brackets, self.pairs = [], [], []
        if not self.sentence_parts:
            self.parting = False

    def divide(self, whole: Draft, *, sentence: bool) -> None:
        """Begin to divide `whole`; over a semicolon too if the sentence opened with it."""
        self.total, self.parting, self.sentence_parts = whole, True, sentence
        self.taken, self.parts = Decimal(0), 0

    def named_like(self, attribute: str) -> Draft | None:
        """Return the last level whose name ends with an attribute: 完成投资 of the projects."""
        return next(
            (
                d
                for d in reversed(self.drafts[-40:])
                if is_level(d) and (d.name or "").endswith(attribute)
            ),
            None,
        )

    def rate_like(self, noun: str) -> Draft | None:
        """Return the last rate whose name ends with a noun: 开工率."""
        kinds = ("rate", "share")
        return next(
            (
                d
                for d in reversed(self.drafts[-40:])
                if d.kind in kinds and (d.name or "").endswith(noun)
            ),
            None,
        )

    def levels_since(self) -> list[Draft]:
        """Levels of the sentence that are no parts of the total."""
        return [d for d in self.levels if d.to is not self.total and d is not self.total]

    def set_region(self, named: str | None) -> str | None:
        """Take over a region; 全县 means the county named before, if one was."""
        if named is None:
            return self.region
        if _PLACE.match(named):
            known = self.own_region
            if known and known.endswith(named[-1]):
                named = known
            elif named[0] in "我本":
                named = "全" + named[1:]
        elif self.own_region is None or named[-1] not in "镇乡":
            self.own_region = named
        self.region = named
        return named

    def open_context(self, region: str | None, period: str | None) -> None:
        """A heading opens a place and a period; both hold until the next heading."""
        if region is not None:
            self.base_region = self.set_region(region)
        if period is not None:
            self.base_period = self.set_period(period)

    def set_period(self, text: str | None) -> str | None:
        """Take over a period expression; without a year it stays open."""
        if not text:
            return self.period
        named = year_of(text)
        if named is not None:
            self.year = named
        self.period = resolve(text, self.year)
        return self.period

    def last_level(self) -> Draft | None:
        return next((d for d in reversed(self.levels) if d.relation != "before_of"), None)

    def last_rate(self) -> Draft | None:
        return self.rates[-1] if self.rates else None


def place(draft: Draft, slot: Slot, memory: Memory) -> Draft:
    """Give a draft its region, period and hedge from its clause, else from what went before."""
    lead = slot.lead
    draft.region = memory.set_region(lead.region) if draft.region is None else draft.region
    if draft.period is None:
        draft.period = memory.set_period(lead.period)
    if draft.hedge is None:
        draft.hedge = hedge_of(slot, draft)
    return draft


def hedge_of(slot: Slot, draft: Draft) -> str | None:
    """Return the bound that a hedge before or behind the number states.

    The words behind bind to the last figure of a group, those before to the first of a list.
    """
    if slot.lead.hedge and slot.group.items[0] is draft.quantity:
        return slot.lead.hedge
    if slot.lead.hedge and slot.group.joint == "list":
        return slot.lead.hedge
    if slot.group.items[-1] is draft.quantity:
        tail = slot.tail.lstrip()
        for word, sign in HEDGE_AFTER:
            if tail.startswith(word):
                return sign
    return "more" if draft.quantity.more else None


def named(slot: Slot, memory: Memory, subject: str) -> str:
    """Return the full name for a subject: tidied, or the head where it is left out."""
    name = tidy(subject)
    return name or memory.head or ""


def topic_of(lead: Lead) -> str:
    """Return the name that an earlier clause set as the topic: 人口出生率，甲县由… ."""
    for clause in reversed(lead.earlier):
        subject = tidy(take_apart(clause).subject)
        if 1 < len(subject) < 16:
            return subject
    return ""


def is_level(draft: Draft) -> bool:
    """Whether a draft is a level that a growth or change can belong to."""
    return draft.kind in _OF_LEVEL and draft.relation not in ("before_of",)
