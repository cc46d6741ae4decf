"""Which time the words before a figure tell of: one month alone, a quarter, a year before, an aim."""

from __future__ import annotations

import re

from kelan_analysis.checking.proposal import Figures
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.periods import same_time

_PART_OF_YEAR = re.compile(r"前?[一二三四]季度|[上下]半年|全年")
_QUARTERS = frozenset(f"{number}季度" for number in "一二三四")
_ONE_MONTH = re.compile(r"当月|本月")
_AIMED = re.compile(r"力争|预期|目标|预计|安排|下一步|明年|计划")
_COMPARED = re.compile(r"[比较](?:\d{4}年|上年|去年)[^，,。；;]{0,8}的\Z")


def is_of_a_month(figures: Figures, figure: Figure) -> bool:
    """Whether a figure is told of one month alone, in a text that tells of more: 8月当月.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("8月当月进出口5.3亿元。1—8月出口31.6亿元。"))
    >>> [is_of_a_month(figures, figure) for figure in figures]
    [True, False]
    """
    return _ONE_MONTH.search(figures.sentence_before(figure)) is not None


def is_aimed_at(figures: Figures, figure: Figure) -> bool:
    """Whether a figure is a plan or an aim by the words before it, not yet a result.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("收入6.1亿元。明年力争收入7亿元。"))
    >>> [is_aimed_at(figures, figure) for figure in figures]
    [False, True]
    """
    return _AIMED.search(figures.sentence_before(figure)) is not None


def is_of_a_year_before(figures: Figures, figure: Figure) -> bool:
    """Whether a figure is what another is compared with: 比2010年的3.14人少0.62人.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("户均2.52人，比2010年的3.14人少0.62人。"))
    >>> [is_of_a_year_before(figures, figure) for figure in figures]
    [False, True, False]
    """
    return figure.relation == "before_of" or _COMPARED.search(figures.text_before(figure)) is not None


def time_told(figures: Figures, figure: Figure) -> str | None:
    """Return the part of a year that the words before a figure name last: 二季度.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("二季度收入5.3亿元。上半年利润0.6亿元，税收0.2亿元。"))
    >>> [time_told(figures, figure) for figure in figures]
    ['二季度', '上半年', '上半年']
    """
    told = _PART_OF_YEAR.findall(figures.sentence_before(figure))
    return told[-1] if told else None


def of_unlike_times(figures: Figures, one: Figure, other: Figure) -> bool:
    """Whether two figures are of a month and a longer time, or of a quarter and a half-year.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("二季度收入5.3亿元。上半年利润0.6亿元，税收0.2亿元。"))
    >>> of_unlike_times(figures, *list(figures)[:2]), of_unlike_times(figures, *list(figures)[1:])
    (True, False)
    """
    parts = one.period or "", other.period or ""
    if min(map(len, parts)) > 4 and not same_time(*parts):
        return True
    told = {time_told(figures, one), time_told(figures, other)}
    if None in told and not (told & _QUARTERS and _tells_of_several(figures)):
        told -= {None}  # 分季度看，二季度收入9.9亿元。…占收入的4.7%: of another time
    return len(told) > 1 or is_of_a_month(figures, one) != is_of_a_month(figures, other)


def _tells_of_several(figures: Figures) -> bool:
    """Whether the text tells of a quarter in one place, and of a half-year in another."""
    return len({time_told(figures, figure) for figure in figures} - {None}) > 1
