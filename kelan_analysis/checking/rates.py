"""Relations of division: completion rates, shares, ratios to one, multiples, per head."""

from __future__ import annotations

from collections.abc import Iterator

from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import ratio
from kelan_analysis.checking.vocabulary import ratios_to_one, says
from kelan_analysis.reading.figure import Figure

_LEVELS = ("amount", "count")


def propose_rates(figures: Figures) -> Iterator[Proposal]:
    """Propose shares and rates with their numerator and denominator, as the reading links them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> rate = Figures.of(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> [proposal.relation.operands for proposal in propose_rates(rate)]
    [('F02', 'F01')]
    """
    for figure in figures:
        part = figures[figure.of_part] if figure.of_part in figures else None
        whole = figures.target(figure)
        if part is None or whole is None or figure.implicit or part.id == whole.id:
            continue
        if part.base_unit != whole.base_unit or figure.kind not in (
            "share", "rate", "ratio", "multiple",
        ):  # fmt: skip
            continue
        mean = says(figure.indicator, "mean_population", "indicators")
        scale = ratio_scale(figures.printed[figure.id], bare=100)
        kind = "ratio_to_one" if figure.kind == "ratio" else "ratio"
        yield Proposal(
            ratio(kind, figure.id, part.id, whole.id, scale=scale),
            "mean_population" if mean else None,
        )


def propose_ratios_to_one(figures: Figures) -> Iterator[Proposal]:
    """Propose 城乡收入比 and 性别比 with the levels that their names call for.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "城乡居民人均可支配收入分别为28640元、13920元，收入比为2.06∶1。"
    >>> [p.relation.operands for p in propose_ratios_to_one(Figures.of(read_figures(text)))]
    [('F01', 'F02')]
    """
    for figure in figures:
        if figure.kind != "ratio" or figure.of_part is not None:
            continue
        for known in ratios_to_one():
            if not any(name in (figure.indicator or "") for name in known["name"]):
                continue
            above = _level(figures, figure, known["above"])
            below = _level(figures, figure, known["below"])
            if above and below and above.base_unit == below.base_unit:
                yield Proposal(ratio("ratio_to_one", figure.id, above.id, below.id))


def _level(figures: Figures, near: Figure, words: tuple[str, ...]) -> Figure | None:
    """Return the nearest level before a figure whose name has one of the words."""
    found = [
        figure
        for figure in figures
        if figure.kind in _LEVELS
        and figure.end <= near.start
        and any(word in (figure.indicator or "") for word in words)
        and (figure.period == near.period or None in (figure.period, near.period))
        and (figure.region == near.region or None in (figure.region, near.region))
    ]
    return found[-1] if found else None
