"""One share or rate of a part and its whole: a second one is of another year, or of other things."""

from __future__ import annotations

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory


def untie_second(drafts: list[Draft], memory: Memory) -> None:
    """Take part and whole from a share that another share has of both already.

    Parameters
    ----------
    drafts : list of Draft
        What was read last, which `memory` does not hold yet.
    memory : Memory
        What was read so far.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "2024年进出口86亿元，其中出口43亿元，占50.0%；2025年出口占比提升至56.0%。"
    >>> [f.relates_to for f in read_figures(text) if f.kind == "share"]
    ['F01', None]
    """
    if len(drafts) != 1 or drafts[0].part is None or drafts[0].kind not in ("share", "rate"):
        return
    later = drafts[0]
    for known in memory.recent():
        same = known.kind == later.kind and known.part is later.part and known.to is later.to
        if same and known.hedge is None:
            later.part = None
            if later.relation in ("share_of", "rate_of"):
                later.to = later.relation = None
            return
