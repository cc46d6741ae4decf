"""Drafts: figures while they are being read, linked to each other by reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from kelan_analysis.numerals import fraction_as_decimal
from kelan_analysis.reading.quantity import Quantity
from kelan_analysis.units import to_base

_OF_LEVEL = frozenset(("amount", "count", "rate", "share", "ratio", "duration"))
_COUNTED_OFF = frozenset(("成", "折", "番", "倍"))  # what per cent are printed as
_PEOPLE = frozenset(("人", "名"))  # 吸纳村民260名，其中脱贫户74人


@dataclass(slots=True, eq=False)
class Draft:
    """A figure in the making: a quantity and what the rules found out about it.

    Attributes
    ----------
    quantity, kind, name, sign : Quantity, str, str or None, int
        What is printed, what it is, of what, and -1 where the words say a decrease.
    region, period, hedge : str or None
        Where, when, and a bound on the printed magnitude.
    to, relation, part : Draft, str, Draft, or None
        The figure that this one belongs to, how, and the numerator of a share or rate.
    implicit, derived : bool, tuple of Draft
        Whether no digit prints it, and what it follows from.
    rule, rules : str, dict
        The rule that read it, and where its name, place, period and link come from.
    against : str or None
        What a growth or change is measured against, as printed.
    said : str
        The words around a growth, which may name its prices, or before a counted set.
    action, owner : str or None, Draft or None
        What was done to the members of a counted set (开工), and the set.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> draft = Draft(find_quantities("1.2倍", [])[0][0], kind="growth", sign=-1)
    >>> draft.value, draft.base()
    (Decimal('-1.2'), (Decimal('-120'), '%'))
    """

    quantity: Quantity
    kind: str = "amount"
    name: str | None = None
    sign: int = 1
    region: str | None = None
    period: str | None = None
    hedge: str | None = None
    to: Draft | None = None
    relation: str | None = None
    part: Draft | None = None
    implicit: bool = False
    derived: tuple[Draft, ...] = ()
    rule: str = ""
    rules: dict[str, str] = field(default_factory=dict)
    against: str | None = None
    said: str = ""
    action: str | None = None
    owner: Draft | None = None

    def is_mean(self) -> bool:
        """Whether the name says a mean over days or months.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Draft(find_quantities("2万人次", [])[0][0], name="日均客流").is_mean()
        True
        """
        return (self.name or "").startswith(("日均", "月均"))

    @property
    def value(self) -> Decimal:
        """Signed value in the printed unit.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Draft(find_quantities("5%", [])[0][0], sign=-1).value
        Decimal('-5')
        """
        value = self.quantity.value
        return -value if self.sign < 0 and value > 0 else value

    @property
    def exact(self) -> Fraction | None:
        """The fraction itself, where it has no finite decimal.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Draft(find_quantities("2/3", [])[0][0]).exact
        Fraction(2, 3)
        """
        exact = self.quantity.exact
        if exact is None or fraction_as_decimal(exact) == exact:
            return None
        return -exact if self.sign < 0 and exact > 0 else exact

    def base(self) -> tuple[Decimal, str | None]:
        """Value and unit without magnitude; tenths, doublings and fractions in per cent.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> [Draft(q, "growth").base()[0] for q in find_quantities("两成和1/4，翻两番", [])[0]]
        [Decimal('20'), Decimal('25'), Decimal('300')]
        """
        value, unit = self.value, self.quantity.unit
        if self.quantity.style == "fraction":
            return _in_per_cent(self.quantity.exact, self.sign), "%"
        if unit.name in _COUNTED_OFF:
            if unit.name == "番":
                return Decimal((2 ** int(abs(value)) - 1) * 100) * (1 if value > 0 else -1), "%"
            if unit.name != "倍":
                return _plain(value * 10), "%"
            if self.kind == "growth":
                return _plain(value * 100), "%"
        if unit.kind == "ratio":
            return _plain(value * unit.factor), ":1"
        return to_base(value, unit), unit.base

    def link(
        self, to: Draft | None, relation: str, part: Draft | None = None, *, by: str = ""
    ) -> Draft:
        """Tie this figure to the one that it belongs to; say `by` what, if not by its own rule.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> whole, part = map(Draft, find_quantities("64个，59个", [])[0])
        >>> part.link(whole, "part_of").relation, whole.link(None, "part_of").relation
        ('part_of', None)
        """
        if to is not None and to is not self:
            self.to, self.relation = to, relation
            if by:
                self.rules["link"] = by
        if part is not None and part is not self:
            self.part = part
        return self

    def sources(self) -> dict[str, str]:
        """Which rule gave the figure and its link, and where the other fields come from.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> read_figures("粮食产量12万吨，增长2%。")[1].rules
        {'figure': 'growth', 'link': 'growth', 'name': 'carried', 'period': 'carried', \
'region': 'carried'}
        """
        sources, rules = {"figure": self.rule}, self.rules
        if self.to is not None or "link" in rules:
            sources["link"] = rules.get("link", self.rule)
        for said in ("name", "period", "region"):
            if said in rules:
                sources[said] = rules[said]
        return sources

    def ends_with(self, words: str) -> bool:
        """Whether the name ends with some words.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Draft(find_quantities("64个", [])[0][0], name="新建项目").ends_with("项目")
        True
        """
        return (self.name or "").endswith(words)

    def in_unit_of(self, other: Draft) -> bool:
        """Whether both have the same unit but for magnitude.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> a, b = map(Draft, find_quantities("46.92亿元，3200万元", [])[0])
        >>> a.in_unit_of(b)
        True
        """
        one, two = self.quantity.unit.base, other.quantity.unit.base
        return one == two or one in _PEOPLE and two in _PEOPLE


def is_level(draft: Draft) -> bool:
    """Whether a draft is a level that a growth or change can belong to.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> [quantity] = find_quantities("5.4%", [])[0]
    >>> is_level(Draft(quantity, "rate")), is_level(Draft(quantity, "growth"))
    (True, False)
    """
    return draft.kind in _OF_LEVEL and draft.relation != "before_of"


def _in_per_cent(exact: Fraction | None, sign: int) -> Decimal:
    share = fraction_as_decimal((exact or Fraction(0)) * 100)
    return _plain(-share if sign < 0 and share > 0 else share)


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()
