"""Memory: what was read so far, as far as later clauses lean on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.periods import resolve, year_of

Dealt = tuple[list[str], list[Draft | None]]

PLANNED = re.compile(r"(?:计划|目标|任务|预算|指标|限额|上限|红线)数?$")  # no level of what is
_OWN_PLACE = re.compile(r"^[全我本](?:[国省市县区镇乡村州旗盟])$")
_NEAR, _FAR = 40, 80  # how many drafts back a name is looked for


@dataclass(slots=True)
class Memory:
    """What was read so far, as far as later clauses lean on it.

    Attributes
    ----------
    region, period, year : str, str or int, or None
        As said last; ``base_region`` and ``base_period`` hold since the last heading,
        ``part_of_year`` since a sentence of the paragraph opened it, ``own_region`` is what
        全县 means, and ``settled_region`` holds until another sentence opens with a place.
    places : list of str
        A list of places that the sentence deals its figures out to.
    head, owner, topic : str or None
        Name that an elliptical clause continues; the noun that attributes belong to; the
        heading of a section of a budget.
    names : list of str
        Names of the last list, for a list of figures without names.
    levels, rates : list of Draft
        Levels, and growths, rates or shares, of the current sentence in order.
    latest, drafts : list of Draft
        The drafts of the slot before, and all of them.
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

    region: str | None = None
    year: int | None = None
    period: str | None = None
    own_region: str | None = None
    settled_region: str | None = None
    base_region: str | None = None
    base_period: str | None = None
    part_of_year: str | None = None
    places: list[str] = field(default_factory=list)
    head: str | None = None
    owner: str | None = None
    topic: str | None = None
    names: list[str] = field(default_factory=list)
    levels: list[Draft] = field(default_factory=list)
    rates: list[Draft] = field(default_factory=list)
    latest: list[Draft] = field(default_factory=list)
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
        if self.base_period is not None:
            self.period = self.part_of_year or self.base_period
            self.year = year_of(self.period[:4]) or self.year
        elif self.period is not None:
            self.base_period = self.period
        self.region = self.base_region or self.settled_region
        self.levels, self.rates, self.latest, self.dealing = [], [], [], []
        self.before, self.brackets, self.pairs, self.names = [], [], [], []
        self.span, self.places = None, []
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

    def set_region(self, named: str | None) -> str | None:
        """Take over a region; 全县 means the county named before, if one was.

        Examples
        --------
        >>> Memory().set_region("我省"), Memory(region="甲县").set_region(None)
        ('全省', '甲县')
        """
        if named is None:
            return self.region
        inside = self.latest and self.settled_region is not None and named != self.own_region
        if _OWN_PLACE.match(named):
            known = self.own_region
            if known and known.endswith(named[-1]):
                named = known
            elif named[0] in "我本":
                named = "全" + named[1:]
        elif self.own_region is None or named[-1] not in "镇乡村":
            self.own_region = named
        if not inside and (not self.latest or named[0] != "全" or self.settled_region is None):
            self.settled_region = named  # 其中甲县12亿元, 拉动全市服务业…: of that clause only
        self.region = named
        return named

    def set_period(self, text: str | None) -> str | None:
        """Take over a period expression; without a year it stays open.

        Examples
        --------
        >>> memory = Memory()
        >>> memory.set_period("2024年"), memory.set_period("一季度"), memory.year
        ('2024', '2024-Q1', 2024)
        """
        if not text:
            return self.period
        named = year_of(text)
        if named is not None and text.endswith("以来"):
            self.period = None  # 2022年以来: up to when is not said
            return None
        if named is not None:
            self.year = named
        elif text[0] in "今去" and self.base_period is not None:
            self.year = year_of(self.base_period[:4]) or self.year  # whatever years were told of
        self.period = resolve(text, self.year)
        return self.period

    def open_context(self, region: str | None, period: str | None) -> None:
        """Open a place and a period, which hold until the next heading.

        Examples
        --------
        >>> memory = Memory()
        >>> memory.open_context("甲县", "2024年上半年")
        >>> memory.base_region, memory.base_period
        ('甲县', '2024-H1')
        """
        if region is not None:
            self.base_region = self.set_region(region)
        if period is not None:
            self.base_period = self.set_period(period)

    def keep_part_of_year(self, opened: str | None) -> None:
        """Let 上半年 at the head of a sentence hold for the sentences behind, up to a new paragraph.

        Examples
        --------
        >>> memory = Memory(base_period="2024", period="2024-H1")
        >>> memory.keep_part_of_year("上半年")
        >>> memory.new_sentence()
        >>> memory.period
        '2024-H1'
        """
        year, _, month = (self.base_period or "").partition("-")
        if opened is None or not year or not (self.period or "").startswith(year):
            return
        longer = f"{year}-01/{month}" if month else f"{year}-"  # 1—8月 in a text of August
        lasts = (self.period or "").startswith(longer) and opened[-1] not in "末底初"
        self.part_of_year = self.period if lasts else None

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

    def recent(self, *, far: bool = False) -> list[Draft]:
        """Return the drafts of the last sentences, the last one first.

        Examples
        --------
        >>> Memory().recent()
        []
        """
        return self.drafts[: -(_FAR if far else _NEAR) - 1 : -1]
