"""Relations of identity: the same fact printed twice, in prose and in a table."""

from __future__ import annotations

from collections.abc import Iterator

from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.slips import slip
from kelan_analysis.reading.figure import Figure

_SHORT = 3  # characters; shorter numbers are a slip apart too often by chance


def propose_repeats(figures: Figures) -> Iterator[Proposal]:
    """Propose that two levels of one name, place, time and unit are one.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "2024年甲县粮食产量12.60万吨。2024年甲县粮食产量12.6万吨。"
    >>> [p.relation.operands for p in propose_repeats(Figures.of(read_figures(text)))]
    [('F01',)]
    """
    first: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        if figure.kind not in LEVELS or figure.hedge is not None or figure.implicit:
            continue
        if not (figure.indicator and figure.period and figure.region):
            continue
        key = (
            figure.kind, figure.indicator, figure.region, figure.period, figure.base_unit,
            _scope(figures, figure),
        )  # fmt: skip
        earlier = first.setdefault(key, figure)
        if earlier is not figure:
            coarse, fine = figure, earlier
            if figures.printed[fine.id].last_place > figures.printed[coarse.id].last_place:
                coarse, fine = fine, coarse
            slipped = _one_slip_apart(figures, coarse, fine)
            yield Proposal(linear("same", coarse.id, [fine.id]), only_if_it_holds=not slipped)


def _one_slip_apart(figures: Figures, one: Figure, two: Figure) -> bool:
    """Whether two prints of one fact differ by a slip; else they are hardly one fact."""
    first, second = figures.printed[one.id].number, figures.printed[two.id].number
    apart = figures.sentence(one) != figures.sentence(two)
    long = min(len(first), len(second)) > _SHORT
    return apart and long and slip(first, second) in ("digit", "swap", "shift", "sign")


def _scope(figures: Figures, figure: Figure) -> tuple[str | None, ...]:
    """Return the names of the wholes that a figure is a part of: its scope."""
    names: list[str | None] = []
    whole = figures.target(figure)
    # Figures that a program has made may go round in a circle.
    while whole is not None and figure.relation in ("part_of", "amount_of"):
        if len(names) == len(figures.figures):
            break
        names.append(whole.indicator)
        figure, whole = whole, figures.target(whole)
    return tuple(names)
