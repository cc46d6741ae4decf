"""What a change goes back to: a level of a sentence before (与上年同期相比), or a base just printed."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.leads import Lead
from kelan_analysis.reading.periods import same_time

_LOOKS_BACK = re.compile(r"(?:与|和|同|较|比).*(?:相比|比较|比)(?:之下)?")
_NEAR = 12  # drafts back to a level of the very same name
_HOW_MANY = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?P<unit>[起人件户次宗家])数$")


def level_before(name: str, lead: Lead, memory: Memory) -> Draft | None:
    """Return the level of a sentence before that a change of this name belongs to.

    Parameters
    ----------
    name : str
        Of the change: 事故起数 is a count of 事故 in 起.
    lead : Lead
        The clause; the sentence looks back if this or an earlier one says 与上年同期相比.
    memory : Memory
        What was read so far.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "发生事故64起，死亡11人。与上年同期相比，事故起数减少9起，死亡人数下降26.7%。"
    >>> [f.relates_to for f in read_figures(text)]
    [None, None, 'F01', 'F02']
    """
    memory.looks_back = memory.looks_back or any(map(_LOOKS_BACK.fullmatch, lead.earlier))
    if not memory.looks_back:
        if lead.compare is None:
            return None
        same = (d for d in memory.recent()[:_NEAR] if d.name == name and is_level(d))
        return next((d for d in same if same_time(d.period, memory.period)), None)
    how_many = _HOW_MANY.search(name)
    stem = name[: how_many.start()] if how_many else name
    for d in memory.recent():
        unit = how_many is None or d.quantity.unit.base == how_many["unit"]
        if is_level(d) and d.ends_with(stem) and unit and same_time(d.period, memory.period):
            return d
    return None


def base_told(lead: Lead, memory: Memory) -> str | None:
    """Return the name of what a change is measured against, printed right before it; else None.

    Parameters
    ----------
    lead : Lead
        The clause of the change: 高 in 比最低工资标准2180元高4240元.
    memory : Memory
        What was read so far.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.against for f in read_figures("平均工资6420元，比最低工资标准2180元高4240元。")]
    [None, None, '最低工资标准']
    """
    base = memory.latest[-1] if memory.latest and lead.adjacent else None
    told = base is not None and base.rule == "comparator" and base.relation is None
    return base.name if told else None
