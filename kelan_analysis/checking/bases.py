"""What a change is measured against: 年初 is not 上年同期, so neither checks the other."""

from __future__ import annotations

import re

from kelan_analysis.checking.proposal import Figures
from kelan_analysis.checking.vocabulary import entries
from kelan_analysis.reading.figure import Figure

# Last year's same time has many names; of these each is a time of its own.
_ANOTHER_TIME = re.compile(r"常年|年均|平均|20\d\d年|19\d\d年|历史|多年|正常年份")
_ANEW = re.compile(r"(?:今年|本年|当年|其中|此后|(?:19|20)\d\d年)")  # 减少24个，压减27.9%，今年压减8个
_MULTIPLE_OF = re.compile(r"(?<=[是为当于])[^，,。；;是为]{2,10}(?=的[^，,。；;]{0,3}\Z)")  # 是建院初期的10倍
_YEAR = re.compile(r"(?:19|20)\d\d")
_AT_YEAR_END = re.compile(r"(?<!上)(?<!上一)(?<!去)(?:年[末底](?![^，,。；;]*上年[末底])|12月[末底])")
_NEAR = 12  # characters before a level in which its time stands
_CLAUSE = re.compile(r"[，,。；;：:、\n]")


def base_of(figures: Figures, figure: Figure) -> str | None:
    """Return which earlier time the words before a figure compare with, None where they do not say.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("贷款余额152.38亿元，比年初新增6.71亿元，同比增长8.9%。"))
    >>> [base_of(figures, figure) for figure in figures]
    [None, 'year_start', 'year_before']
    """
    return _named(getattr(figure, "against", None) or _CLAUSE.split(figures.text_before(figure))[-1])


def other_base(figures: Figures, one: Figure, two: Figure) -> bool:
    """Whether the text compares two figures with different times.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("粮食产量15.73万吨，增产0.46万吨，同比增长3.0%。"))
    >>> other_base(figures, figures["F02"], figures["F03"])
    False
    """
    bases = {base_of(figures, figure) for figure in (one, two)} - {None}
    if _AT_YEAR_END.search(figures.sentence_before(one)):
        bases -= {"year_start"}  # 2024年末4.87万户，上年末为4.36万户，同比: of one and the same day
    said = {figure.against for figure in (one, two)} - {None, "环比"}
    apart = len(said) > 1 and any(_ANOTHER_TIME.search(words) or _named(words) is None for words in said)
    return len(bases) > 1 or apart


def from_another_base(figures: Figures, growth: Figure, now: Figure, before: Figure) -> bool:
    """Whether a growth or change names a base, itself or before it, that `before` need not be.

    Parameters
    ----------
    figures : Figures
        The figures of a text.
    growth, now, before : Figure
        The growth, the level that it belongs to, and an earlier level printed beside that.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("覆盖率由62.4%提高到98.6%，提高36.2个百分点，比上年提高2.1个百分点。"))
    >>> before, now, *changes = figures
    >>> [from_another_base(figures, change, now, before) for change in changes]
    [False, True]
    """
    said = _own_base(figures, growth, now)
    if said is None:
        return False
    told = figures.text_before(before)[-_NEAR:]
    if year := _YEAR.search(said):
        return not (year[0] in told or (before.period or "").startswith(year[0]))
    kind, other = _named(said), _named(told)
    if kind is not None and kind == other:
        return False
    if kind == "year_before" and before.period and now.period:
        return not (before.period[:4].isdigit() and before.period[:4] == str(int(now.period[:4]) - 1))
    return not (kind is None and len(said) > 1 and said in told)


def _own_base(figures: Figures, growth: Figure, now: Figure) -> str | None:
    """The words for what a growth is measured against: its own, else those of the change before it."""
    if growth.against:
        return growth.against
    said = figures.text_before(growth)
    found = _MULTIPLE_OF.search(said) if growth.kind == "multiple" else _ANEW.search(said)
    if found is not None:
        return found[0]
    prior = figures.before(growth)
    beside = prior is not None and prior.relates_to == now.id and prior.relation in ("growth_of", "change_of")
    return _own_base(figures, prior, now) if beside and prior is not None else None


def _named(said: str) -> str | None:
    return next((k["name"] for k in entries("base") if any(word in said for word in k["said"])), None)
