"""Relations that no link and no name proposes: neighbours in the text, kept only if they fit.

A guess is never a contradiction. It is worth saying only where arithmetic confirms it exactly,
and so sharply that, of all the neighbours that were tried, none would have fitted by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from kelan_analysis.checking.nearness import one_slip_away
from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import Relation, linear, ratio
from kelan_analysis.checking.verdict import judge, sharpness
from kelan_analysis.reading.figure import Figure

_CHANCE = Fraction(1, 20)  # that any of the neighbours tried would fit by chance
_FAR = 250  # characters back to a whole
_DIVIDED = re.compile(r"[，,]?(?:分为|分成|由)[^，,。；;]{0,14}\Z")
_ITEM = re.compile(r"[、，,和及][^、，,。；;]{0,14}\Z")
_MADE_UP = re.compile(r"(?:共同)?(?:组成|构成)")
_DEALT = re.compile(r"[、和及]\Z")
_HEAD = 40  # characters between a level and the list that deals it out
_LONGEST = 7  # parts of a list


def propose_guesses(figures: Figures) -> Iterator[Proposal]:
    """Propose shares of the level before them, and lists that add up to the level before them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "实有床位3120张，其中医院2245张、卫生院735张、其他140张。"
    >>> [p.relation.operands for p in propose_guesses(Figures.of(read_figures(text)))]
    [('F02', 'F03', 'F04')]
    """
    for figure in figures:
        if figure.implicit or figure.hedge is not None:
            continue
        if figure.kind in ("share", "rate") and figure.base_unit == "%":
            yield from _only_fit(figures, _shares(figures, figure))
        elif figure.kind in LEVELS:
            found = list(_only_fit(figures, _lists(figures, figure)))
            yield from found or _said_to_divide(figures, figure) or _dealt_out(figures, figure)
        elif figure.kind == "difference" and figure.unit != "百分点":
            yield from _only_fit(figures, _lists(figures, figure))  # 贷款增加9.46万亿元，其中…


def _only_fit(figures: Figures, candidates: Sequence[Relation]) -> Iterator[Proposal]:
    for relation in candidates:
        assert relation.result is not None
        graded = judge(relation, figures.printed)
        if graded.verdict == "exact":
            result = figures.printed[relation.result]
            share = result.base == "%"
            chance = sharpness(graded, result, "half-up", share=share).chance
            if chance * len(candidates) <= _CHANCE:
                yield Proposal(relation, only_if_it_holds=True)
                return


def _shares(figures: Figures, share: Figure) -> list[Relation]:
    """Return a share over the level just before it, or its known part, and every nearby whole."""
    linked = figures[share.of_part] if share.of_part in figures else None
    before = [linked] if linked is not None else figures.levels_before(share)[:2]
    found = []
    for part in before:
        wholes = [
            f for f in figures
            if f.kind in LEVELS and f.base_unit == part.base_unit and f is not part
            and f.hedge is None and 0 < share.start - f.start < _FAR and f.value >= part.value
            and same_time_and_place(f, share)
        ]  # fmt: skip
        scale = ratio_scale(figures.printed[share.id])
        found += [ratio("ratio", share.id, part.id, whole.id, scale=scale) for whole in wholes]
    return found


def _said_to_divide(figures: Figures, whole: Figure) -> list[Proposal]:
    """Propose the list that 分为 or 由…组成 says to be all of a level."""
    run: list[Figure] = []
    last, said = whole, ""
    while (figure := figures.after(last)) is not None and figure.relates_to is None:
        joint = figures.between(last, figure)
        opened = _DIVIDED.match(joint) if not run else _ITEM.match(joint)
        if not opened or figure.kind != whole.kind or figure.base_unit != whole.base_unit:
            break
        said = said or joint
        run.append(figure)
        last = figure
    ends = figures.text[last.end : last.end + 4]
    if len(run) < 2 or whole.hedge or ("由" in said and not _MADE_UP.match(ends)):
        return []
    return [Proposal(linear("sum", whole.id, [part.id for part in run]))]


def _dealt_out(figures: Figures, whole: Figure) -> Iterator[Proposal]:
    """Propose a list right behind a level of the like name that one slip keeps from adding up."""
    run: list[Figure] = []
    last = whole
    while (figure := figures.after(last)) is not None:
        joint = figures.between(last, figure)
        joined = _DEALT.match(joint) if run else len(joint) < _HEAD
        alike = figure.kind == whole.kind and figure.base_unit == whole.base_unit
        if not joined or not alike or figure.relates_to is not None or figure.hedge is not None:
            break
        run.append(figure)
        last = figure
    if len(run) > 2 and all(_share_a_word(whole, part) for part in run):
        relation = linear("sum", whole.id, [part.id for part in run])
        if one_slip_away(figures, relation):
            yield Proposal(relation)


def _share_a_word(one: Figure, two: Figure) -> bool:
    """Whether two names have two neighbouring characters in common: 发电装机容量, 火电装机."""
    first, second = one.indicator or "", two.indicator or ""
    return any(first[i : i + 2] in second for i in range(len(first) - 1))


def _lists(figures: Figures, whole: Figure) -> list[Relation]:
    """Return the lists of levels of one unit that follow a level within its sentence."""
    end = figures.sentence(whole)[1]
    parts = [
        f for f in figures
        if whole.start < f.start < end and f.kind == whole.kind and f.base_unit == whole.base_unit
        and not f.implicit and f.hedge is None
    ]  # fmt: skip
    longest = min(_LONGEST, len(parts))
    return [
        linear("sum", whole.id, [part.id for part in parts[:length]])
        for length in range(2, longest + 1)
    ]
