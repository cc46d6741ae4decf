"""Shares that close at 100, and their changes that close at 0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kelan_analysis.checking.completeness import bands_cover
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.vocabulary import Partition, partitions
from kelan_analysis.reading.figure import Figure

_LISTED = re.compile(r"[、，,和及与]\Z")
_EACH_NAMED = re.compile(r"[、，,和及与]\Z|[、，,；;][^、，,；;。\d]{1,12}占(?:比)?\Z")  # 山区占60.0%，丘陵占25.0%
_OTHERS = re.compile(r"其[他它余]")
_NAMED_SHARE = re.compile(r"(?:占比|比重|比例)$|占")
_MEASURE = re.compile(r"(?:比重|比例|份额|比)\Z")
_COLON = re.compile(r"\s*[:：∶︰]\s*\Z")
Groups = Sequence[tuple[Figure, list[Figure]]]


def propose_closings(figures: Figures, groups: Groups) -> Iterator[Proposal]:
    """Propose that the shares of a structure close at 100: 9.6∶52.7∶37.7, 男 50.90 女 49.10.

    Parameters
    ----------
    figures : Figures
        The figures of a text.
    groups : sequence of (Figure, list of Figure)
        Wholes with their complete parts, see `parts.complete_groups`.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> structure = Figures.of(read_figures("三次产业比例为9.6︰52.7︰37.7。"))
    >>> [proposal.relation.operands for proposal in propose_closings(structure, [])]
    [('F01', 'F02', 'F03')]
    """
    shares = [f for f in figures if f.kind in ("share", "rate") and f.base_unit in ("%", None)]
    for group in (
        *_chained(figures, shares),
        *_complementary(figures, shares),
        *_of_complete_parts(figures, groups),
        *_ending_with_the_rest(figures, shares),
    ):
        if len(group) > 1:
            ids = [share.id for share in group]
            yield Proposal(linear("sum", None, ids, constant=100))
            changes = [figures.children(id, "change_of") for id in ids]
            if all(len(c) == 1 and c[0].base_unit == "百分点" for c in changes):
                yield Proposal(linear("sum", None, [c[0].id for c in changes], constant=0))
    for group in _listed_together(figures, shares):
        if len(group) > 1:  # nothing but arithmetic says that there are no others
            closing = linear("sum", None, [share.id for share in group], constant=100)
            yield Proposal(closing, only_if_it_holds=True)


def _listed_together(figures: Figures, shares: list[Figure]) -> Iterator[list[Figure]]:
    """Yield lists of shares of one whole: 焚烧、填埋、生化处理占比分别为71.4%、18.9%和9.7%."""
    run: list[Figure] = []
    for share in (*shares, None):
        joined = run and share is not None and _EACH_NAMED.match(figures.between(run[-1], share))
        if run and not joined:
            yield run
            run = []
        if share is not None and share.hedge is None and _NAMED_SHARE.search(share.indicator or ""):
            run.append(share)


def _chained(figures: Figures, shares: list[Figure]) -> Iterator[list[Figure]]:
    """Yield runs of shares with nothing but a colon between them."""
    run: list[Figure] = []
    for share in shares:
        if run and not _COLON.match(figures.between(run[-1], share)):
            yield run
            run = []
        run.append(share)
    yield run


def _complementary(figures: Figures, shares: list[Figure]) -> Iterator[list[Figure]]:
    """Yield shares of one whole, or contributions to one growth, whose names are complementary."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for share in shares:
        contribution = "贡献率" in (share.indicator or "")
        told = _whole_told(figures, share) if share.relation is None else None
        if contribution or share.kind == "share" and (told or share.relation == "share_of"):
            key = share.relates_to or told, share.period, share.region, contribution
            groups.setdefault(key, []).append(share)
    for group in groups.values():
        bands = [share for share in group if "其中" not in figures.text_before(share)[-12:]]
        if len(bands) > 2 and bands_cover(bands):  # 0—14岁, 15—59岁, 60岁及以上，其中65岁及以上
            yield bands
        picked = []
        for partition in partitions():
            members = partition.pick(group)
            if members is None or not all(map(partition.completes, members)):
                continue
            if _of(partition, figures, members[0]) or len(members) == len(group):
                picked.append(sorted(members, key=lambda f: f.start))
        for members in picked:  # three industries are no whole where the text adds households
            if not any(set(map(id, members)) < set(map(id, larger)) for larger in picked):
                yield members


def _whole_told(figures: Figures, share: Figure) -> tuple[str, tuple[int, int]] | None:
    """What a share is of, if its name alone says it, and where: 总人口 of 男性占总人口的51.24%."""
    whole = _MEASURE.sub("", (share.indicator or "").partition("占")[2])
    return (whole, figures.sentence(share)) if len(whole) > 1 and share.hedge is None else None


def _of(partition: Partition, figures: Figures, share: Figure) -> bool:
    """Whether a share is of a whole that these parts are known to make up."""
    if "贡献率" in (share.indicator or ""):
        return bool(partition.whole)
    whole, told = figures.target(share), _whole_told(figures, share)
    named = whole.indicator if whole is not None else told[0] if told is not None else ""
    return named in partition.whole


def _ending_with_the_rest(figures: Figures, shares: list[Figure]) -> Iterator[list[Figure]]:
    """Yield lists of shares of which the last is of all other things: 64.9%、21.3%和13.8%."""
    run: list[Figure] = []
    for share in (*shares, None):
        if run and (share is None or not _LISTED.match(figures.between(run[-1], share))):
            if len(run) > 2 and _OTHERS.search(run[-1].indicator or ""):
                yield run
            run = []
        if share is not None and share.hedge is None:
            run.append(share)


def _of_complete_parts(figures: Figures, groups: Groups) -> Iterator[list[Figure]]:
    """Yield the shares of parts that leave nothing out."""
    for whole, parts in groups:
        found = []
        for part in parts:
            found += [
                f for f in figures.children(whole.id, "share_of")
                if f.of_part == part.id and f.hedge is None and f.kind == "share"
            ][:1]  # fmt: skip
        if len(found) == len(parts):
            yield found
