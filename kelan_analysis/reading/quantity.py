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

    def put(self, quantities: list[Quantity]) -> None:
        """Add quantities, and forget what was found within them: something longer stands there.

        Examples
        --------
        >>> from kelan_analysis.units import BARE
        >>> scan = Scan("翻番", bytearray(2), unread=[Unread(1, 2, "unread", "no number")])
        >>> scan.put([Quantity(0, 2, None, None, Decimal(1), None, BARE, "double")])
        >>> scan.unread
        []
        """
        if not quantities:
            return
        covered = bytearray(len(self.folded))
        for q in quantities:
            covered[q.start : q.end] = b"\1" * (q.end - q.start)
        self.quantities = [q for q in self.quantities if covered.find(1, q.start, q.end) < 0]
        self.unread = [u for u in self.unread if covered.find(1, u.start, u.end) < 0]
        self.quantities += quantities
