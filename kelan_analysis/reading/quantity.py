"""A quantity: a number with its unit, as it stands in a text; and a numeral that is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from kelan_analysis.units import Unit


@dataclass(slots=True)
class Quantity:
    """A number with its unit, as it stands in the text.

    Attributes
    ----------
    start, end, number_start, number_end : int
        Spans of the whole and of the number alone.
    value, decimals, exact : Decimal, int, Fraction or None
        As printed, without magnitude.
    unit : Unit
        ``BARE`` where none follows.
    style : str
        ``arabic``, ``chinese``, ``mixed``, ``fraction``, ``rank`` or ``double`` (翻番).
    more : bool
        Whether 余 or 多 stands inside or behind.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> [(q.value, q.unit.name) for q in find_quantities("排查隐患260余处", [])[0]]
    [(Decimal('260'), '处')]
    """

    start: int
    end: int
    number_start: int | None
    number_end: int | None
    value: Decimal
    decimals: int | None
    unit: Unit
    style: str
    exact: Fraction | None = None
    more: bool = False


@dataclass(slots=True)
class Unread:
    """A numeral that is no figure here, and why.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> find_quantities("统一部署", [])[1][0].why
    'indefinite or a name'
    """

    start: int
    end: int
    kind: str
    why: str
    rule: str = "quantity"


@dataclass(slots=True)
class Scan:
    """What was found so far in a text of which some spans are taken.

    Examples
    --------
    >>> Scan("64个", bytearray(3)).free(0, 3)
    True
    """

    folded: str
    taken: bytearray
    quantities: list[Quantity] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        """Whether no mark covers any of a span.

        Examples
        --------
        >>> Scan("第4位", bytearray(b"\\1\\1\\1")).free(0, 1)
        False
        """
        return self.taken.find(1, start, end) < 0

    def clear(self, start: int, end: int) -> None:
        """Forget what was found within a span, as something longer stands there.

        Examples
        --------
        >>> scan = Scan("翻番", bytearray(2), unread=[Unread(1, 2, "unread", "no number")])
        >>> scan.clear(0, 2)
        >>> scan.unread
        []
        """
        self.quantities = [q for q in self.quantities if q.end <= start or q.start >= end]
        self.unread = [u for u in self.unread if u.end <= start or u.start >= end]
