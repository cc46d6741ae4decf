"""Relations of sharing out: per head, per household, per 亩, per thousand people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from kelan_analysis.checking.choice import choose
from kelan_analysis.checking.nearness import beyond_mean_population
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import ratio
from kelan_analysis.checking.vocabulary import entries, named
from kelan_analysis.numerals import parse_numeral
from kelan_analysis.reading.figure import Figure
from kelan_analysis.units import MAGNITUDES

_PER_PEOPLE = re.compile(r"每([一十百千万\d]+)人")
_PER_UNIT = re.compile(r"(?:平均)?每(?:个|一)?(\S)")
_PER_MONEY = re.compile(r"([十百千万亿]+)元(?:地区)?(?:生产总值|GDP)")
_MARKS = ("均", "每", "单产", "亩产", "单体", "单个", "耗", "率")
_PEOPLE = ("常住人口", "总人口", "户籍人口", "年末人口", "年平均人口")
# Natural units of one thing: how many of the second make one of the first.
_FINER = {("吨", "公斤"): 1000, ("吨", "斤"): 2000, ("公斤", "斤"): 2, ("吨", "千克"): 1000}


def propose_means(figures: Figures) -> Iterator[Proposal]:
    """Propose what a mean was computed of, by its name and the units of its neighbours.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "商品房销售面积8.65万平方米，商品房销售额4.12亿元，销售均价每平方米4763元。"
    >>> [p.relation.operands for p in propose_means(Figures.of(read_figures(text)))]
    [('F02', 'F01')]
    """
    for figure in figures:
        if figure.implicit or figure.hedge is not None or not figure.indicator:
            continue
        if figure.kind not in (*LEVELS, "rate") or not named(figure, _MARKS):
            continue
        for find, doubt in _FINDERS:
            found = find(figures, figure)
            reason = None if "人中" in figure.indicator else doubt  # these people, at one time
            candidates = [
                ratio("mean", figure.id, total.id, over.id, scale=scale)
                for total, over, scale in found
            ]
            meant = _meant(figures, figure, found) if reason is None else None
            if meant is not None:
                first = candidates[found.index(meant)]
                chosen = list(choose(figures, candidates)) or [Proposal(first)]
            else:
                chosen = list(choose(figures, candidates, reason))
                wholes = [candidates[found.index(entry)] for entry in _without_parts(found)]
                chosen = chosen or list(choose(figures, wholes, reason, certain=_says_both(figure)))
            yield from (_without_doubt(figures, proposal) for proposal in chosen)
            if chosen:
                break


_Entry = tuple[Figure, Figure, Fraction]
_Found = list[_Entry]


def _meant(figures: Figures, mean: Figure, found: _Found) -> _Entry | None:
    """Return the only pair that the mean's name says, or that stands in its sentence."""
    near = [entry for entry in found if _in_sentence(figures, mean, entry)]
    before = [entry for entry in near if all(f.end <= mean.start for f in entry[:2])]
    said = [entry for entry in found if _is_said(entry[0], mean)]
    over = [entry for entry in said if _is_said(entry[1], mean)]
    wholes = _without_parts(said)
    return next((some[0] for some in (before, near, over, wholes) if len(some) == 1), None)


def _is_said(level: Figure, mean: Figure) -> bool:
    """Whether the name of a mean has the whole name of a level."""
    name = (level.indicator or "").replace("的", "")
    return bool(name) and name in (mean.indicator or "").replace("的", "")


def _without_parts(found: _Found) -> _Found:
    """Return the pairs of which neither figure is a part of one that might stand in its place."""
    totals, overs = {entry[0].id for entry in found}, {entry[1].id for entry in found}
    return [e for e in found if e[0].relates_to not in totals and e[1].relates_to not in overs]


def _without_doubt(figures: Figures, proposal: Proposal) -> Proposal:
    """Drop the doubt which population was meant, where the two cannot differ by so much."""
    if proposal.reason != "mean_population":
        return proposal
    wrong = beyond_mean_population(figures, proposal.relation)
    return proposal if wrong is None else replace(proposal, relation=wrong, reason=None)


def _in_sentence(figures: Figures, mean: Figure, entry: _Entry) -> bool:
    place = figures.sentence(mean)
    return all(figures.sentence(f) == place for f in entry[:2])


def _says_both(mean: Figure) -> bool:
    """Whether the name of a mean says both what is shared out and over what (单耗, 均价)."""
    return any(named(mean, known["name"]) and known["total"] for known in entries("mean"))


def _levels(figures: Figures, mean: Figure) -> list[Figure]:
    """Return the levels a mean may be made of, the nearest first."""
    found = [
        f for f in figures
        if f.kind in LEVELS and f.id != mean.id and f.hedge is None and not f.implicit
        and same_time_and_place(f, mean) and not named(f, ("均", "每"))
    ]  # fmt: skip
    return sorted(found, key=lambda f: (f.start > mean.start, abs(f.start - mean.start)))


def _finer(total: Figure, mean: Figure) -> Fraction | None:
    """Return how many of the mean's unit make one of the total's; None if of two kinds."""
    unit = (mean.base_unit or "").partition("/")[0]
    if total.base_unit == unit:
        return Fraction(1)
    factor = _FINER.get((total.base_unit or "", unit))
    return None if factor is None else Fraction(factor)


def _pairs(
    mean: Figure, totals: list[Figure], overs: list[Figure], scale: Fraction = Fraction(1)
) -> _Found:
    """Return every total over every count, in the mean's unit."""
    found = []
    for total in totals:
        finer = _finer(total, mean)
        if finer is not None:
            found += [(total, over, finer * scale) for over in overs if over is not total]
    return found


def _known(figures: Figures, mean: Figure) -> _Found:
    """Return what a known name may be made of: 亩产, 均价, 户均, 单耗."""
    for known in entries("mean"):
        if named(mean, known["name"]):
            levels = _levels(figures, mean)
            overs = [
                f for f in levels
                if f.base_unit != (mean.base_unit or "").partition("/")[0]
                and (f.base_unit == known["over_unit"] if "over_unit" in known
                     else named(f, known["over"]))
            ]  # fmt: skip
            totals = [f for f in levels if not known["total"] or named(f, known["total"])]
            per = (mean.base_unit or "").partition("/")[2].removesuffix("元")
            return _pairs(mean, totals, overs, Fraction(MAGNITUDES.get(per, 1)))
    return []


def _per_people(figures: Figures, mean: Figure) -> _Found:
    """Return what 每千人口 and 每10万人 may be made of."""
    found = _PER_PEOPLE.search(mean.indicator or "")
    if found is None:
        return []
    name = (mean.indicator or "")[found.end() :].lstrip("口中").removeprefix("拥有")
    people = _population(figures, mean)[:1]
    totals = [f for f in _levels(figures, mean) if f not in people and _shares_name(f, name)]
    return _pairs(mean, totals, people, _amount(found[1]))


def _amount(text: str) -> Fraction:
    digits = text.rstrip("十百千万亿")
    magnitude = text[len(digits) :]
    value = Fraction(parse_numeral(digits).value) if digits else Fraction(1)
    return value * (MAGNITUDES[magnitude] if magnitude else 1)


def _shares_name(figure: Figure, name: str) -> bool:
    indicator = figure.indicator or ""
    return bool(name) and (name in indicator or indicator in name or indicator.endswith(name[-2:]))


def _population(figures: Figures, mean: Figure) -> list[Figure]:
    return [f for f in _levels(figures, mean) if f.base_unit == "人" and f.indicator in _PEOPLE]


def _per_head(figures: Figures, mean: Figure) -> _Found:
    """Return level and population of 人均地区生产总值, 人均储蓄存款余额."""
    if not (mean.indicator or "").startswith("人均") or mean.kind not in LEVELS:
        return []
    name = (mean.indicator or "").removeprefix("人均")
    totals = [f for f in _levels(figures, mean) if f.indicator == name]
    return _pairs(mean, totals[:1], _population(figures, mean)[:1])


def _per_counted(figures: Figures, mean: Figure) -> _Found:
    """Return what 平均每座 shares out: the nearest levels before of both units."""
    found = _PER_UNIT.match(mean.indicator or "")
    if found is None:
        return []
    before = figures.levels_before(mean)
    overs = [f for f in before if f.base_unit == found[1]][:1]
    return _pairs(mean, [f for f in before if f.base_unit == mean.base_unit][:1], overs)


def _per_money(figures: Figures, mean: Figure) -> _Found:
    """Return what a rate per 亿元 of GDP is made of, as the reading links it."""
    found = _PER_MONEY.match(mean.indicator or "")
    whole = figures.target(mean)
    if found is None or whole is None or mean.of_part not in figures or whole.base_unit != "元":
        return []
    return [(figures[mean.of_part or ""], whole, Fraction(MAGNITUDES[found[1]]))]


_FINDERS = (
    (_per_people, "mean_population"), (_known, None), (_per_head, "mean_population"),
    (_per_counted, None), (_per_money, None),
)  # fmt: skip
