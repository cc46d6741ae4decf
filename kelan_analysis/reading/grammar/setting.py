"""The setting: the place and the period that hold until the text says others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.periods import resolve, year_of

_OWN_PLACE = re.compile(r"^[全我本](?:[国省市县区镇乡村州旗盟])$")


@dataclass(slots=True)
class Setting:
    """Where and when: the place and the period that hold until the text says others.

    Attributes
    ----------
    region, period, year : str, str or int, or None
        As said last; ``base_region`` and ``base_period`` hold since the last heading,
        ``part_of_year`` since a sentence of the paragraph opened it, ``own_region`` is what
        全县 means, and ``settled_region`` holds until another sentence opens with a place.
    places : sequence of str
        A list of places that the sentence deals its figures out to.
    latest : list of Draft
        The drafts of the slot before; where there are some, a place that is named holds for its clause.

    Examples
    --------
    >>> setting = Setting(own_region="岢岚县", year=2023)
    >>> setting.set_region("全县"), setting.set_period("上半年")
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
    places: Sequence[str] = ()
    latest: list[Draft] = field(default_factory=list)

    def go_back(self) -> None:
        """Go back to the place and the period that hold for the next sentence.

        Examples
        --------
        >>> setting = Setting(base_region="甲县", region="乙镇")
        >>> setting.go_back()
        >>> setting.region
        '甲县'
        """
        if self.base_period is not None:
            self.period = self.part_of_year or self.base_period
            self.year = year_of(self.period[:4]) or self.year
        elif self.period is not None:
            self.base_period = self.period
        self.region = self.base_region or self.settled_region
        self.places = ()

    def set_region(self, named: str | None) -> str | None:
        """Take over a region; 全县 means the county named before, if one was.

        Examples
        --------
        >>> Setting().set_region("我省"), Setting(region="甲县").set_region(None)
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
        >>> setting = Setting()
        >>> setting.set_period("2024年"), setting.set_period("一季度"), setting.year
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
        >>> setting = Setting()
        >>> setting.open_context("甲县", "2024年上半年")
        >>> setting.base_region, setting.base_period
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
        >>> setting = Setting(base_period="2024", period="2024-H1")
        >>> setting.keep_part_of_year("上半年")
        >>> setting.go_back()
        >>> setting.period
        '2024-H1'
        """
        year, _, month = (self.base_period or "").partition("-")
        if opened is None or not year or not (self.period or "").startswith(year):
            return
        longer = f"{year}-01/{month}" if month else f"{year}-"  # 1—8月 in a text of August
        lasts = (self.period or "").startswith(longer) and opened[-1] not in "末底初"
        self.part_of_year = self.period if lasts else None
