"""What a change is measured against: 年初 is not 上年同期, so neither checks the other."""

from __future__ import annotations

import re

from kelan_analysis.checking.proposal import Figures
from kelan_analysis.checking.vocabulary import entries
from kelan_analysis.reading.figure import Figure

# Last year's same time has many names; of these each is a time of its own.
_ANOTHER_TIME = re.compile(r"常年|年均|平均|20\d\d年|19\d\d年|历史|多年|正常年份")
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
    said = getattr(figure, "against", None) or _CLAUSE.split(figures.text_before(figure))[-1]
    for known in entries("base"):
        if any(word in said for word in known["said"]):
            return known["name"]
    return None


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
    said = {figure.against for figure in (one, two)} - {None, "环比"}
    apart = len(said) > 1 and any(_ANOTHER_TIME.search(words) for words in said)
    return len(bases) > 1 or apart
