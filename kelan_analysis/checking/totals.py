"""Totals that a text calls so (上述四项合计, 款物共计): the levels right before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kelan_analysis.checking.choice import choose
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.vocabulary import says
from kelan_analysis.numerals import parse_chinese
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.words import SHARE_OF

_YEARS = re.compile(r"([两三四五])年(?:间|来)?(?:累计|合计|共计|总计|共)[^，。；]{0,8}\Z")
_ADDED = re.compile(r"(?:再|另|并)?加上?(?!工|快|强|速|大|密|油|盟)|连同")
_CLAUSES = re.compile(r"[，,；;]")
_LONGEST = 8  # levels right before a total
_IN_ALL = re.compile(r"[，,；;](?P<many>[两三四五六七八九十])(?:[项者类个种期批地年镇村县])共(?!同|享|有产|建)[^，。；、]{0,6}$")
_LISTED = re.compile(r"(?P<above>[上以]述?)?(?P<many>[二两三四五六七八九十])[项者类个种][^，。；]{0,4}$")


def sums_up(figures: Figures, figure: Figure) -> bool:
    """Whether the words before a figure say that it is a total.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("善款318.7万元、物资46.5万元，款物共计365.2万元。"))
    >>> sums_up(figures, figures["F03"])
    True
    """
    return says(figures.sentence_before(figure)[-10:], "complete", "sums_up")


def adds_to_more(figures: Figures, first: Figure) -> bool:
    """Whether a list is added to what was said before it: 加上上级补助收入.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("加上补助14.0亿元、结转6.1亿元，收入总计29.6亿元。"))
    >>> adds_to_more(figures, figures["F01"])
    True
    """
    return _ADDED.match(figures.sentence_before(first).lstrip()) is not None


def summed_up(figures: Figures, whole: Figure) -> Iterator[Proposal]:
    """Propose what 上述四项合计 and 款物共计 say: the levels of that unit right before them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("善款318.7万元、物资46.5万元，款物共计365.2万元。"))
    >>> [proposal.relation.operands for proposal in summed_up(figures, figures["F03"])]
    [('F01', 'F02')]
    """
    if whole.kind in LEVELS and whole.hedge is None:
        yield from _over_years(figures, whole)
    if whole.kind not in LEVELS or whole.hedge is not None:
        return
    said = figures.text[max(0, whole.start - 12) : whole.start]
    if SHARE_OF.search(_CLAUSES.split(said)[-1]):
        return  # 合计占全市430亿元的30%
    in_all = _IN_ALL.search(said)  # 三期共需
    if in_all is None and not sums_up(figures, whole):
        return
    listed = in_all or _LISTED.search(said.rstrip("为达共计合总").rstrip())  # 上述四项合计, 三类书屋总计
    if listed is not None:
        wanted, above = parse_chinese(listed["many"]), in_all is None and listed["above"]
        before = [
            f for f in figures if above or figures.sentence(f) == figures.sentence(whole)
            if f.end <= whole.start and f.kind == whole.kind and f.base_unit == whole.base_unit
        ]  # fmt: skip
        told = above or len(before) == wanted and "其中" not in figures.between(before[0], whole)
        told = told and (in_all is None or _of_one_deed(figures, whole, before))
        if told and len(before) >= wanted:
            yield Proposal(linear("sum", whole.id, [f.id for f in before[-wanted:]]))
    elif not figures.children(whole.id, "part_of"):
        near = figures.levels_before(whole)
        near = [
            f for f in near
            if f.kind == whole.kind and f.base_unit == whole.base_unit and f.hedge is None
        ]  # fmt: skip
        runs = [near[count - 1 :: -1] for count in range(2, min(len(near), _LONGEST) + 1)]
        relations = [linear("sum", whole.id, [f.id for f in run]) for run in runs]
        alone = len(near) == 2 and "其中" not in figures.between(near[-1], whole)
        alone = alone and not adds_to_more(figures, near[-1])
        yield from choose(figures, relations, certain=alone)


def _of_one_deed(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether a total tells of what its parts do: 两县共获批82个 is no sum of what they asked for."""
    said = set(figures.text_before(whole).rpartition("共")[2])
    return not said or all(said & set(part.indicator or "") for part in parts)


def _over_years(figures: Figures, whole: Figure) -> Iterator[Proposal]:
    """Propose what 三年累计 says: the levels of so many years in the sentence before it."""
    said = _YEARS.search(figures.sentence_before(whole))
    if said is None:
        return
    years = [
        f for f in figures
        if f.end <= whole.start and figures.sentence(f) == figures.sentence(whole)
        and f.kind == whole.kind and f.base_unit == whole.base_unit and f.hedge is None
    ]  # fmt: skip
    of_each = len(years) == parse_chinese(said[1]) == len({figure.period for figure in years})
    if of_each and _of_one_deed(figures, whole, years):
        yield Proposal(linear("sum", whole.id, [figure.id for figure in years]))
