"""Relations of sharing out: per head, per household, per 亩, per thousand people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kelan_analysis.checking.choice import choose, confirmed
from kelan_analysis.checking.nearness import beyond_mean_population
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal
from kelan_analysis.checking.relation import Relation, ratio
from kelan_analysis.checking.sharing import FINDERS, Entry, Found, over_people
from kelan_analysis.checking.times import is_of_a_year_before
from kelan_analysis.checking.vocabulary import entries, named
from kelan_analysis.reading.figure import Figure

_MARKS = ("均", "每", "单产", "亩产", "单体", "单个", "耗", "率", "票价")


def propose_means(figures: Figures) -> Iterator[Proposal]:
    """Propose what a mean was computed of, by its name and the units of its neighbours.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "商品房销售面积8.65万平方米，商品房销售额4.12亿元，销售均价每平方米4763元。"
    >>> [p.relation.operands for p in propose_means(Figures.of(read_figures(text)))]
    [('F02', 'F01')]
    """
    given: set[tuple[str, ...]] = set()  # a pair has one mean: 户均3.57万元，其中脱贫农户453户，户均2.59万元
    for figure in figures:
        if figure.implicit or figure.hedge not in (None, "about") or not figure.indicator:
            continue
        if is_of_a_year_before(figures, figure):
            continue
        if figure.kind not in (*LEVELS, "rate") or not named(figure, _MARKS):
            continue
        for finder in FINDERS:
            found = finder.find(figures, figure)
            doubt = finder.doubt or ("mean_population" if any(map(over_people, found)) else None)
            reason = None if "人中" in figure.indicator else doubt  # these people, at one time
            candidates = [
                ratio("mean", figure.id, total.id, over.id, scale=scale)
                for total, over, scale in found
            ]
            if finder.quiet:
                chosen = [
                    replace(p, only_if_it_holds=True)
                    for p in choose(figures, candidates) if confirmed(figures, p.relation)
                ]  # fmt: skip
            else:
                chosen = _chosen(figures, figure, found, candidates, reason, named_both=finder.named_both)
            apart = {
                relation.operands for entry, relation in zip(found, candidates, strict=True)
                if not finder.named_both and _over_a_semicolon(figures, figure, entry)
            }
            quiet = given | apart
            chosen = [replace(p, only_if_it_holds=True) if p.relation.operands in quiet else p for p in chosen]
            given |= {p.relation.operands for p in chosen}
            yield from (_over_the_nearest(figures, figure, _without_doubt(figures, p)) for p in chosen)
            if chosen:
                break


def _chosen(
    figures: Figures, mean: Figure, found: Found, candidates: list[Relation], reason: str | None,
    *, named_both: bool,
) -> list[Proposal]:
    meant = _meant(figures, mean, found, named_both=named_both) if reason is None else None
    if meant is not None:
        first = candidates[found.index(meant)]
        return list(choose(figures, candidates)) or [Proposal(first)]
    wholes = [candidates[found.index(entry)] for entry in _without_parts(found)]
    return list(choose(figures, candidates, reason)) or list(
        choose(figures, wholes, reason, certain=_says_both(mean))
    )


def _meant(figures: Figures, mean: Figure, found: Found, *, named_both: bool) -> Entry | None:
    """Return the only pair that the mean's name says, or that stands in its sentence."""
    found = [e for e in found if named_both or not _over_a_semicolon(figures, mean, e)]
    near = [entry for entry in found if _in_sentence(figures, mean, entry)]
    before = [entry for entry in near if all(f.end <= mean.start for f in entry[:2])]
    if not named_both:
        near, before = ([e for e in some if _stand_alone(figures, mean, e)] for some in (near, before))
    said = [entry for entry in found if _is_said(entry[0], mean)]
    over = [entry for entry in said if _is_said(entry[1], mean)]
    wholes = _without_parts(said)
    return next((some[0] for some in (before, near, over, wholes) if len(some) == 1), None)


def _over_a_semicolon(figures: Figures, mean: Figure, entry: Entry) -> bool:
    """甲厂职工1264人，产值8640万元；乙厂产值4260万元，人均产值5万元: not over those of the first."""
    first = min(f.end for f in entry[:2])
    return _in_sentence(figures, mean, entry) and not {"；", ";"}.isdisjoint(figures.text[first : mean.start])


def _stand_alone(figures: Figures, mean: Figure, entry: Entry) -> bool:
    """Whether no third level stands beside what is shared out and over what: 购车86辆、聘司机102名，投入….

    Where one does, the money may be for all of it, and others may have been meant.
    """
    said = [f for f in figures.levels_before(mean) if f not in entry[:2] and f.relation != "part_of"]
    both = {figure.id for figure in entry[:2]}
    return all(f.relation == "amount_of" and f.relates_to in both for f in said)


def _is_said(level: Figure, mean: Figure) -> bool:
    """Whether the name of a mean has the whole name of a level."""
    name = (level.indicator or "").replace("的", "")
    return bool(name) and name in (mean.indicator or "").replace("的", "")


def _without_parts(found: Found) -> Found:
    """Return the pairs of which neither figure is a part of one that might stand in its place."""
    totals, overs = {entry[0].id for entry in found}, {entry[1].id for entry in found}
    return [e for e in found if e[0].relates_to not in totals and e[1].relates_to not in overs]


def _without_doubt(figures: Figures, proposal: Proposal) -> Proposal:
    """Drop the doubt which population was meant, where the two cannot differ by so much."""
    if proposal.reason != "mean_population":
        return proposal
    wrong = beyond_mean_population(figures, proposal.relation)
    return proposal if wrong is None else replace(proposal, relation=wrong, reason=None)


def _over_the_nearest(figures: Figures, mean: Figure, proposal: Proposal) -> Proposal:
    """Accuse nobody over the people of a county where a village's stand nearer, or over later ones."""
    over = figures[proposal.relation.denominator[0][0]]
    if over.base_unit != "人" or proposal.reason is not None or confirmed(figures, proposal.relation):
        return proposal
    nearer = [f for f in figures if f.kind == "count" and f.base_unit == "人" and over.end <= f.start < mean.start]
    later = over.start > mean.end and "\n" in figures.between(mean, over)
    return replace(proposal, only_if_it_holds=True) if nearer or later else proposal


def _in_sentence(figures: Figures, mean: Figure, entry: Entry) -> bool:
    place = figures.sentence(mean)
    return all(figures.sentence(f) == place for f in entry[:2])


def _says_both(mean: Figure) -> bool:
    """Whether the name of a mean says both what is shared out and over what (单耗, 均价)."""
    return any(named(mean, known["name"]) and known["total"] for known in entries("mean"))
