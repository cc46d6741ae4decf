"""Slots of a sentence: each group of quantities with the words that lead to it."""

from __future__ import annotations

import re

from kelan_analysis.reading.grammar import Slot
from kelan_analysis.reading.groups import Group
from kelan_analysis.reading.leads import take_apart

_FARTHEST = 300  # characters before or behind a number in which its words are looked for
_OPEN_BRACKET = re.compile(r"\(([^()]*)$")
_ONLY_A_DIRECTION = re.compile(
    r"个?[、,]?(?:和|及|与|并)?(?:同比)?"
    r"(?:增长|下降|上升|提高|回落|上涨|下跌|增加|减少|降低|提升|增|减|降|升|高|低|快|慢)"
)
_CLAUSE_END = re.compile(r"[,;。]")


def slots_of(folded: str, start: int, end: int, groups: list[Group]) -> list[tuple[Slot, bool]]:
    """Cut a sentence into slots.

    Parameters
    ----------
    folded : str
        As `fold` gives it.
    start, end : int
        The sentence.
    groups : list of Group
        Its groups, in order.

    Returns
    -------
    list of tuple of Slot and bool
        Whether a semicolon stands before the slot.

    Examples
    --------
    >>> from kelan_analysis.reading.groups import group_quantities
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> text = "粮食产量12万吨,增长2%;油料1万吨"
    >>> groups = group_quantities(text, find_quantities(text, [])[0])
    >>> for slot, broken in slots_of(text, 0, len(text), groups):
    ...     print(slot.item.value, slot.lead.subject or slot.lead.words, broken)
    12 粮食产量 False
    2 [('up', '增长')] False
    1 油料 True
    """
    made: list[tuple[Slot, bool]] = []
    last_end = last_outside = start  # a figure in brackets does not interrupt the clause outside
    starts = [group.start for group in groups] + [end]
    for i, group in enumerate(groups):
        begin, stop = starts[i], group.end
        tail = folded[stop : min(starts[i + 1], stop + _FARTHEST)].replace("\n", "")
        nearest = begin - _FARTHEST
        if last_outside < nearest:
            last_outside = nearest
        raw = folded[last_end if last_end > nearest else nearest : begin]
        outside = folded[last_outside:begin]
        opened = _OPEN_BRACKET.search(outside) if "(" in outside else None
        if opened:
            inside = opened[1] if last_end <= last_outside + opened.start() else raw
            bracket = _CLAUSE_END.split(outside[: opened.start()])[-1]
            slot = Slot(group, take_apart(inside), tail, bracket)
        else:
            slot = _outside_brackets(group, outside, tail, first=not made)
            last_outside = stop
            if made and raw.startswith(":"):  # 床位3120张：医院2245张、…
                slot.lead.opening = slot.lead.opening or "其中"
        made.append((slot, ";" in raw or "。" in raw))
        last_end = stop
    for (slot, _), (following, broken) in zip(made, made[1:], strict=False):
        if not broken:
            slot.following = following
            if _goes_on(slot, following, folded):
                following.continues = True
    return made


def _goes_on(slot: Slot, following: Slot, folded: str) -> bool:
    """分别增长5%、3%和下降2%: only a direction stands between."""
    if not slot.continues and "分别" not in slot.lead.text and slot.group.joint != "list":
        return False
    if slot.group.items[-1].unit.base not in (None, following.item.unit.base):
        return False  # 分别为12万吨、3万吨，增长2.1%
    between = folded[slot.group.end : following.group.start]
    return bool(_ONLY_A_DIRECTION.fullmatch(between)) and following.bracket is None


def _outside_brackets(group: Group, outside: str, tail: str, *, first: bool) -> Slot:
    cut = max(outside.rfind(";"), outside.rfind("。"))
    if cut < 0:
        return Slot(group, take_apart(outside, first=first), tail)
    lead = take_apart(outside[cut + 1 :])
    if not first:
        lead.after = outside[:cut]
    return Slot(group, lead, tail)
