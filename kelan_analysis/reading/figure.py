"""`Figure`: one printed figure, where it stands, and what it was read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

KINDS = (
    "amount", "count", "growth", "difference", "share",
    "rate", "ratio", "multiple", "rank", "duration",
)  # fmt: skip
RELATIONS = (
    "part_of", "share_of", "rate_of", "growth_of", "change_of", "difference_of", "amount_of",
    "before_of", "bound_of", "range_of", "rank_of", "multiple_of", "whole_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a text, with its span in the untouched source.

    Attributes
    ----------
    id : str
        ``F01``, ``F02`` ... in the order of `start`.
    start, end : int
        Half-open span of the whole quantity, in characters of the source text.
    printed : str
        ``text[start:end]``.
    number_start, number_end, number : int, int, str or None
        Span and text of the number alone; None where no numeral is printed.
    decimals : int or None
        Printed decimals of `number`.
    unit, value : str or None, Decimal
        Canonical unit, and the signed value in it (a decrease is negative).
    base_unit, base_value : str or None, Decimal
        The same with 万 and 亿 multiplied out.
    exact : Fraction or None
        The value where it has no finite decimal (三分之二), in `unit`.
    kind : str
        One of `KINDS`.
    indicator, region, period : str or None
        What is measured, where and when, as far as the text says.
    hedge : str or None
        ``over``, ``under``, ``about`` or ``more``: a bound on the printed magnitude.
    relates_to, relation, of_part : str or None
        The figure this one belongs to, how, and the numerator of a share or rate.
    against : str or None
        What a growth or change is measured against, as printed (``年初``, ``上年同期``).
    implicit, derived_from : bool, tuple of str
        True for a figure that no digit prints (全部复工), and what it was derived from.
    canonical, english, basis : str or None
        Name in the vocabulary of indicators, its English name, and the price basis of
        its growth: ``nominal`` or ``constant``.
    rule, rules : str, dict
        Rule that read the figure, and the rule that gave each further field.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> level, growth = read_figures("全县地区生产总值50.9亿元，增长5.4%。")
    >>> growth.printed, growth.kind, str(growth.value), growth.relates_to == level.id
    ('5.4%', 'growth', '5.4', True)
    """

    id: str
    start: int
    end: int
    printed: str
    number_start: int | None
    number_end: int | None
    number: str | None
    decimals: int | None
    unit: str | None
    value: Decimal
    base_value: Decimal
    base_unit: str | None
    kind: str
    indicator: str | None = None
    region: str | None = None
    period: str | None = None
    hedge: str | None = None
    relates_to: str | None = None
    relation: str | None = None
    of_part: str | None = None
    against: str | None = None
    implicit: bool = False
    derived_from: tuple[str, ...] = ()
    exact: Fraction | None = None
    canonical: str | None = None
    english: str | None = None
    basis: str | None = None
    rule: str = ""
    rules: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as JSON types; every number is decimal text.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> read_figures("粮食产量12.60万吨。")[0].as_json()["base_value"]
        '126000'
        """
        record = {name: getattr(self, name) for name in self.__slots__}
        record["value"] = plain(self.value)
        record["base_value"] = plain(self.base_value)
        record["exact"] = None if self.exact is None else str(self.exact)
        record["derived_from"] = list(self.derived_from)
        record["rules"] = dict(sorted(self.rules.items()))
        return record


def plain(value: Decimal) -> str:
    """Write a decimal without exponent.

    Examples
    --------
    >>> plain(Decimal("1.2E+3")), plain(Decimal("-0.50"))
    ('1200', '-0.50')
    """
    return format(value, "f")
