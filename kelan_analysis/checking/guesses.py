"""Relations that no link and no name proposes: neighbours in the text, kept only if they fit.

A guess is never a contradiction. It is worth saying only where arithmetic confirms it exactly,
and so sharply that, of all the neighbours that were tried, none would have fitted by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import Relation, linear, ratio
from kelan_analysis.checking.verdict import judge, sharpness
from kelan_analysis.reading.figure import Figure

_CHANCE = Fraction(1, 20)  # that any of the neighbours tried would fit by chance
_FAR = 250  # characters back to a whole
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
            yield from _only_fit(figures, _lists(figures, figure))


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
