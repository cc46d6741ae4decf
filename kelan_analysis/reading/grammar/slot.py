"""A slot: one group of quantities with the words around it, which is what a rule reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kelan_analysis.reading.groups import Group
from kelan_analysis.reading.leads import Lead
from kelan_analysis.reading.quantity import Quantity

_AND_NO_CHANGE = re.compile(r"(?:、|和|及|与)(?:与上年|同比)?(?:基本)?持平")
_DIMENSIONS = frozenset("高长宽深厚")
_LENGTHS = frozenset(("米", "m", "km", "cm", "公里", "千米", "厘米", "毫米", "里", "尺"))
_RELATIVE = frozenset(("%", "‰", "‱", "成"))


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
        The next slot of the sentence, up to a semicolon.
    continues : bool
        Whether this one goes on dealing out where the slot before began: 分别增长5%、3%和下降2%.
    item : Quantity
        The first quantity; the others of a group have a unit of its kind.
    size : int
        How many quantities stand in the group.
    is_relative : bool
        Whether the group is in per cent, per mille, tenths or fractions.
    family : str
        ``relative``, ``points`` or ``level``, by which rules are tried.

    Examples
    --------
    >>> from kelan_analysis.reading.leads import take_apart
    >>> from kelan_analysis.reading.groups import group_quantities
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> text = "工业、建筑业分别增长5.4%、3.1%"
    >>> [group] = group_quantities(text, find_quantities(text, [])[0])
    >>> slot = Slot(group, take_apart(text[: group.start]), tail="")
    >>> slot.size, slot.item.value, slot.is_relative
    (2, Decimal('5.4'), True)
    """

    group: Group
    lead: Lead
    tail: str
    bracket: str | None = None
    following: Slot | None = None
    continues: bool = False
    item: Quantity = field(init=False)  # asked by every rule: worked out once
    size: int = field(init=False)
    is_relative: bool = field(init=False)
    family: str = field(init=False)

    def __post_init__(self) -> None:
        self.item = self.group.items[0]
        self.size = len(self.group.items)
        self.is_relative = self.item.unit.name in _RELATIVE or self.item.style == "fraction"
        points = self.item.unit.kind == "difference"
        self.family = "relative" if self.is_relative else "points" if points else "level"

    @property
    def is_range(self) -> bool:
        """Whether the two quantities are the ends of one range.

        Examples
        --------
        >>> from kelan_analysis.reading.groups import Group
        >>> from kelan_analysis.reading.leads import Lead
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Slot(Group(find_quantities("400至450公斤", [])[0], "range"), Lead(), "").is_range
        True
        """
        return self.group.joint == "range"

    @property
    def names_needed(self) -> int:
        """How many names the group needs: one a quantity, but one for a range.

        Examples
        --------
        >>> from kelan_analysis.reading.groups import Group
        >>> from kelan_analysis.reading.leads import Lead
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Slot(Group(find_quantities("400至450公斤", [])[0], "range"), Lead(), "").names_needed
        1
        """
        return 1 if self.is_range else self.size

    @property
    def dealt(self) -> int:
        """How many more figures the slots behind deal out.

        Examples
        --------
        >>> from kelan_analysis.reading.groups import Group
        >>> from kelan_analysis.reading.leads import Lead
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Slot(Group(find_quantities("5%", [])[0]), Lead(), "").dealt
        0
        """
        deals = "分别" in self.lead.text or self.group.joint == "list"
        if self.continues or not deals:
            return 0
        count, last = 0, self
        while (behind := last.following) is not None and behind.continues:
            count, last = count + behind.size, behind
        if last is self and "分别" not in self.lead.text:
            return 0
        return count + bool(_AND_NO_CHANGE.match(last.tail))


def is_dimension(slot: Slot) -> bool:
    """Whether a length says how high, long or deep something is: 坝高86米, and not 高于….

    Examples
    --------
    >>> from kelan_analysis.reading.groups import Group
    >>> from kelan_analysis.reading.leads import take_apart
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> [quantity] = find_quantities("坝高86米", [])[0]
    >>> [is_dimension(Slot(Group([quantity]), take_apart(text), "")) for text in ("坝高", "比去年高")]
    [True, False]
    """
    lead = slot.lead
    measured = lead.nearest("up", "down")[1] in _DIMENSIONS and slot.item.unit.base in _LENGTHS
    return measured and lead.compare is None and bool(lead.subject)
