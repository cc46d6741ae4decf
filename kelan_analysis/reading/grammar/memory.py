"""Memory: what was read so far, as far as later clauses lean on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.setting import Setting
from kelan_analysis.reading.grammar.slot import Slot

Dealt = tuple[list[str], list[Draft | None]]

PLANNED = re.compile(r"(?:计划|目标|任务|预算|指标|限额|上限|红线)数?$")  # no level of what is
_NEAR, _FAR = 40, 80  # how many drafts back a name is looked for


@dataclass(slots=True)
class Memory(Setting):
    """What was read so far, as far as later clauses lean on it; and where and when it holds.

    Attributes
    ----------
    head, owner, topic : str or None
        Name that an elliptical clause continues; the noun that attributes belong to; the
        heading of a section of a budget.
    names : list of str
        Names of the last list, for a list of figures without names.
    levels, rates : list of Draft
        Levels, and growths, rates or shares, of the current sentence in order.
    drafts : list of Draft
        All of them; `latest` are those of the slot before.
    total, called, parting, sentence_parts : Draft or None, str or None, bool, bool
        The whole that 其中 divides, what the sentence calls it, whether 其中 still divides it,
        and whether over a semicolon.
    fresh : bool
        Whether a semicolon stands before the slot.
    outer, clause : Draft or None, int
        The whole that a semicolon goes back to (第二产业…，其中工业…；第三产业…), and how many
        drafts stood before the clause.
    taken, parts : Decimal, int
        How much of the total its parts have used up, and how many there were.
    counted, root, last_set, sets : Draft or None, or dict
        The counted set (59个…项目) that attributes belong to, the set that it is part of,
        the set of the sentence before, and all sets by name.
    before, pairs, span : list, list, tuple or None
        Earlier values (由, 从) that wait for their later ones, those that found them, and the
        periods of the last pair, which hold for later pairs of the sentence.
    brackets : list of Draft
        Comparators in brackets that wait for their difference.
    carried : dict
        The last level in each unit of the sentences before.
    adrift, looks_back : bool
        Whether the sentence divides a whole that is printed nowhere, and whether it compares what was said before it: 与上年同期相比，事故起数….
    added_to : Draft or None
        The first of a list that the sentence adds to what was said before: 加上上级补助收入….
    whole : str or None
        Name of the whole of the last share.
    inside : tuple or None
        A whole printed inside a share (占W w的 x %), the part, and the share's name.
    dealing : list of tuple
        Names and levels that the slots behind take: 分别增长5%、3%和下降2%.

    Examples
    --------
    >>> memory = Memory(own_region="岢岚县", year=2023)
    >>> memory.set_region("全县"), memory.set_period("上半年")
    ('岢岚县', '2023-H1')
    """

    head: str | None = None
    owner: str | None = None
    topic: str | None = None
    names: list[str] = field(default_factory=list)
    levels: list[Draft] = field(default_factory=list)
    rates: list[Draft] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    total: Draft | None = None
    called: str | None = None
    parting: bool = False
    sentence_parts: bool = False
    fresh: bool = False
    outer: Draft | None = None
    clause: int = 0
    taken: Decimal = Decimal(0)
    parts: int = 0
    counted: Draft | None = None
    root: Draft | None = None
    last_set: Draft | None = None
    sets: dict[str, Draft] = field(default_factory=dict)
    before: list[Draft] = field(default_factory=list)
    pairs: list[tuple[Draft, Draft]] = field(default_factory=list)
    span: tuple[str, str] | None = None
    brackets: list[Draft] = field(default_factory=list)
    carried: dict[str | None, Draft] = field(default_factory=dict)
    added_to: Draft | None = None
    adrift: bool = False
    looks_back: bool = False
    whole: str | None = None
    inside: tuple[Draft, Draft | None, str] | None = None
    dealing: list[tuple[str, Draft | None]] = field(default_factory=list)

    def take(self, drafts: list[Draft]) -> None:
        """Remember the drafts of a slot; of a sentence without end, only the last levels stay.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> memory = Memory()
        >>> memory.take([Draft(find_quantities("64个", [])[0][0], "count")])
        >>> len(memory.latest), len(memory.drafts)
        (1, 1)
        """
        self.latest = drafts or self.latest
        self.fresh = False
        self.drafts += drafts
        for said in (self.levels, self.rates, self.brackets):
            if len(said) > 2 * _FAR:
                del said[:-_FAR]

    def deal(self, slot: Slot, named: Callable[[int], Dealt]) -> Dealt:
        """Return names and levels for a slot that others may continue.

        Parameters
        ----------
        slot : Slot
            Which takes what is left of an earlier one, if it continues that.
        named : callable
            Names and levels for a number of figures.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> [f.indicator for f in read_figures("工业、建筑业产值分别增长5%和下降3%。")]
        ['工业产值', '建筑业产值']
        """
        size = slot.names_needed
        if not slot.continues or len(self.dealing) < size:
            names, levels = named(size + slot.dealt)
            self.dealing = list(zip(names, levels, strict=True))
        mine, self.dealing = self.dealing[:size], self.dealing[size:]
        return [name for name, _ in mine], [level for _, level in mine]

    def new_sentence(self) -> None:
        """Forget what does not reach over a full stop.

        Examples
        --------
        >>> memory = Memory(names=["夏粮", "秋粮"], head="粮食产量")
        >>> memory.new_sentence()
        >>> memory.names, memory.head
        ([], '粮食产量')
        """
        for level in self.levels:
            planned = PLANNED.search(level.name or "")
            inside = level.relation == "part_of" and level.to in self.levels
            base = level.quantity.unit.base
            if inside or planned or level.is_mean() and base in {d.quantity.unit.base for d in self.levels if not d.is_mean()}:
                continue  # 发送旅客112.8万人次，日均2.8万人次。其中…: of all
            self.carried[base] = level
        headed = next((d for d in reversed(self.levels) if d.name and d.name in (self.head, self.owner)), None)
        if headed is not None and headed.relation == "part_of" and headed.to in self.levels:
            self.head = self.owner = headed.to.name  # 企业186户，其中亏损企业34户。营业收入…: of all
        self.total, self.sentence_parts, self.whole, self.outer = None, False, None, None
        self.clause = len(self.drafts)
        self.go_back()
        self.levels, self.rates, self.latest, self.dealing = [], [], [], []
        self.before, self.brackets, self.pairs, self.names = [], [], [], []
        self.span = None
        self.adrift = self.looks_back = False
        self.added_to = None
        if self.root is not None:
            self.last_set = self.root.to if self.root.relation == "part_of" else self.root
        self.counted = self.root = None
        self.parting = False

    def new_clause(self) -> None:
        """Forget what does not reach over a semicolon.

        Examples
        --------
        >>> memory = Memory(parting=True)
        >>> memory.new_clause()
        >>> memory.parting
        False
        """
        self.before, self.brackets, self.pairs = [], [], []
        self.fresh, self.clause = True, len(self.drafts)
        if self.adrift:
            self.counted = None  # 签约项目中，工业项目12个；已开工9个: not of the 12
        if self.outer is not None:
            self.divide(self.outer, sentence=True)
            self.outer = None
        if not self.sentence_parts:
            self.parting = False

    def divide(self, whole: Draft, *, sentence: bool, called: str | None = None) -> None:
        """Begin to divide `whole`; over a semicolon too if the sentence opened with it.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> memory = Memory()
        >>> memory.divide(Draft(find_quantities("64个", [])[0][0], "count"), sentence=False)
        >>> memory.parting, memory.total.value
        (True, Decimal('64'))
        """
        self.total, self.parting, self.sentence_parts = whole, True, sentence
        self.called = called
        self.taken, self.parts = Decimal(0), 0

    def said_whole(self, whole: Draft) -> str | None:
        """Return what a sentence calls the whole that it divides: 法人单位 in 在法人单位中.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Memory().said_whole(Draft(find_quantities("64个", [])[0][0], name="项目"))
        '项目'
        """
        if self.called and whole is self.total:
            return self.called
        short = (whole.name or "").rpartition("的")[2]  # 第二产业和第三产业的企业法人单位
        return short if len(short) > 3 else whole.name

    def last_level(self) -> Draft | None:
        """Return the last level of the sentence that is no earlier value of another one.

        Examples
        --------
        >>> Memory().last_level() is None
        True
        """
        for level in reversed(self.levels):  # as `level_in`, asked often
            if level.relation != "before_of":
                return level
        return None

    def last_rate(self) -> Draft | None:
        """Return the last growth, rate or share of the sentence.

        Examples
        --------
        >>> Memory().last_rate() is None
        True
        """
        return self.rates[-1] if self.rates else None

    def level_named(self, *names: str) -> Draft | None:
        """Return the last level of the sentence that has one of some names.

        Examples
        --------
        >>> Memory().level_named("粮食产量") is None
        True
        """
        return next((d for d in reversed(self.levels) if d.name in names), None)

    def level_in(self, base: str | None) -> Draft | None:
        """Return the last level of the sentence in a base unit.

        Examples
        --------
        >>> Memory().level_in("元") is None
        True
        """
        for level in reversed(self.levels):
            if level.quantity.unit.base == base and is_level(level):
                return level
        return None

    def level_ending(self, attribute: str) -> Draft | None:
        """Return the last level whose name ends with an attribute: 完成投资 of the projects.

        Examples
        --------
        >>> Memory().level_ending("完成投资") is None
        True
        """
        return next((d for d in self.recent() if is_level(d) and d.ends_with(attribute)), None)

    def rate_ending(self, noun: str) -> Draft | None:
        """Return the last rate whose name ends with a noun: 开工率.

        Examples
        --------
        >>> Memory().rate_ending("开工率") is None
        True
        """
        rates = (d for d in self.recent() if d.kind in ("rate", "share"))
        return next((d for d in rates if d.ends_with(noun)), None)

    def of_clause(self) -> list[Draft]:
        """Return the drafts since the last semicolon, of a clause without end the last ones.

        Examples
        --------
        >>> Memory().of_clause()
        []
        """
        return self.drafts[max(self.clause, len(self.drafts) - 2 * _FAR) :]

    def recent(self, *, far: bool = False) -> list[Draft]:
        """Return the drafts of the last sentences, the last one first.

        Examples
        --------
        >>> Memory().recent()
        []
        """
        return self.drafts[: -(_FAR if far else _NEAR) - 1 : -1]
