"""What a clause behind a list may have meant instead: the whole, or the other numbers of each pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kelan_analysis.checking.choice import confirmed
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal
from kelan_analysis.checking.relation import Relation, ratio
from kelan_analysis.reading.figure import Figure

_OF_ONE = ("ratio", "growth", "mean", "growth_from_change", "difference", "multiple")


def meant_otherwise(figures: Figures, proposal: Proposal) -> Proposal | None:
    """Return a relation that fails as what it may have meant, if that holds sharply; else None.

    粮食86.4万吨，其中玉米52.6万吨、水稻33.8万吨，增加4.2万吨，增长5.1% tells of all grain; 低收入家庭186户426人，
    其中纳入低保98户242人，纳入率52.7% is a rate of households.

    Parameters
    ----------
    figures : Figures
        The figures of a text.
    proposal : Proposal
        Whose relation arithmetic refutes.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import ratio
    >>> figures = Figures.of(read_figures("家庭186户426人，其中纳入低保98户242人，纳入率52.7%。"))
    >>> persons = Proposal(ratio("ratio", "F05", "F04", "F02", scale=100))
    >>> meant_otherwise(figures, persons).relation.operands
    ('F03', 'F01')
    """
    relation = proposal.relation
    if relation.kind not in _OF_ONE or relation.result is None or proposal.growth_of:
        return None
    others = (_of_what_is_divided, _of_the_twins, _over_several)
    for other in (other for way in others for other in way(figures, relation)):
        if confirmed(figures, other):
            return replace(proposal, relation=other, only_if_it_holds=True)
    return None


def is_of_several(figures: Figures, proposal: Proposal) -> bool:
    """Whether what is too large for one of a list has a rate that fits all of the list.

    Parameters
    ----------
    figures : Figures
        The figures of a text.
    proposal : Proposal
        Of a part that exceeds its whole.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import part_of
    >>> figures = Figures.of(read_figures("一期862户，二期426户，已入住966户，入住率75.0%。"))
    >>> is_of_several(figures, Proposal(part_of("F02", "F03")))
    True
    """
    relation = proposal.relation
    if not relation.at_most:
        return False
    (part, _), *_ = relation.numerator
    rates = (f for f in figures if f.of_part == part and f.relates_to == relation.result and f.base_unit == "%")
    over_one = (ratio("ratio", f.id, part, relation.result or "", scale=100) for f in rates)
    return any(confirmed(figures, other) for one in over_one for other in _over_several(figures, one))


def _of_what_is_divided(figures: Figures, relation: Relation) -> Iterator[Relation]:
    """The relation of a level before the one that was taken, such as the whole of a running list."""
    for id in relation.operands:
        taken = figures[id]
        if taken.kind not in LEVELS or (taken.indicator or "\0") in figures.text_before(figures[relation.result or ""]):
            continue  # the clause names it
        whole = figures.target(taken) if taken.relation == "part_of" else None
        sentence = figures.sentence(taken)
        beside = (f for f in figures if f.kind in LEVELS and figures.sentence(f) == sentence)
        alike = [f for f in beside if f.base_unit == taken.base_unit and not f.implicit]
        for other in (whole, *alike, *_end_of_the_sentence_before(figures, taken)):
            if other is not None and other.id not in relation.names and other.hedge is None:
                yield _with(relation, {taken.id: other.id})


def _over_several(figures: Figures, relation: Relation) -> Iterator[Relation]:
    """The relation over all that was listed: 男性14.6万人，女性14.0万人，60岁以上6.26万人，占21.9%."""
    if relation.kind not in ("ratio", "mean") or len(relation.denominator) != 1 or len(relation.numerator) != 1:
        return
    part, over = figures[relation.numerator[0][0]], figures[relation.denominator[0][0]]
    listed = [
        f for f in figures.levels_before(figures[relation.result or ""])
        if f.base_unit == over.base_unit and f is not part and f.hedge is None
    ]  # fmt: skip
    for count in range(2, len(listed) + 1):
        terms = tuple((f.id, relation.denominator[0][1]) for f in listed[:count])
        yield replace(relation, denominator=terms)


def _end_of_the_sentence_before(figures: Figures, taken: Figure) -> Iterator[Figure]:
    """粮食产量86.4万吨。包括玉米52.6万吨…: the head of a list may end the sentence before."""
    start, _ = figures.sentence(taken)
    heads = [f for f in figures if f.end <= start and f.kind in LEVELS and f.base_unit == taken.base_unit]
    if heads and "\n" not in figures.text[heads[-1].end : start]:
        yield heads[-1]


def _of_the_twins(figures: Figures, relation: Relation) -> Iterator[Relation]:
    """The relation of the numbers printed right beside each operand: 户 for 人."""
    for beside in (figures.before, figures.after):
        twins = {id: _twin(figures, figures[id], beside(figures[id])) for id in relation.operands}
        if all(twins.values()) and len(twins) == 2 and not set(twins.values()) & set(relation.names):
            yield _with(relation, {id: twin for id, twin in twins.items() if twin})


def _twin(figures: Figures, figure: Figure, other: Figure | None) -> str | None:
    if other is None or other.kind not in LEVELS or other.base_unit == figure.base_unit:
        return None
    return other.id if figures.between(figure, other) in ("", "、", "/") else None


def _with(relation: Relation, others: Mapping[str, str]) -> Relation:
    def swapped(terms: tuple) -> tuple:
        return tuple((others.get(id, id), weight) for id, weight in terms)

    return replace(
        relation, numerator=swapped(relation.numerator), denominator=swapped(relation.denominator)
    )
