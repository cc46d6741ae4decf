"""Relations of parts to their whole: counts, money, pulls, structures that close at 100."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.verdict import judge, sharpness
from kelan_analysis.checking.vocabulary import partitions, says
from kelan_analysis.reading.figure import Figure

_COLON = re.compile(r"\s*[:：∶︰]\s*\Z")
_BAND = re.compile(r"(\d+)\s*(?:[-—–~至]\s*(\d+))?\s*(?:周?岁)?(及?以上|以下|及以下)?")
_LEVELS = ("amount", "count")


def propose_parts(figures: Figures) -> Iterator[Proposal]:
    """Propose what adds up to what, by the links of the reading and by complementary names.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "全县地区生产总值51.4亿元，其中第一产业8.6亿元、第二产业19.3亿元、第三产业23.5亿元。"
    >>> proposal = next(propose_parts(Figures.of(read_figures(text))))
    >>> proposal.relation.operands, proposal.reason
    (('F02', 'F03', 'F04'), None)
    """
    seen: set[tuple[str, ...]] = set()
    for whole in figures:
        for parts, complete in _groups(figures, whole):
            key = (whole.id, *sorted(part.id for part in parts))
            if key not in seen:
                seen.add(key)
                yield from _sums(figures, whole, parts, complete)


def _groups(figures: Figures, whole: Figure) -> Iterator[tuple[list[Figure], bool]]:
    """Yield the lists of parts of one whole, and whether each is known to be complete."""
    rest = [
        child
        for child in figures.children(whole.id, "part_of")
        if _comparable(whole, child) and not child.implicit
    ]
    for partition in partitions():
        members = partition.pick(rest)
        if members is None and _names(whole, partition.whole):
            members = partition.pick(_unlinked(figures, whole))
        if members is not None:
            yield members, True
            rest = [child for child in rest if child not in members]
    if rest:
        yield rest, _bands_cover(rest) or _said_complete(figures, whole, rest)
        yield from ((run, False) for run in _runs(figures, whole, rest))


def _comparable(whole: Figure, part: Figure) -> bool:
    pulls = {whole.base_unit, part.base_unit} == {"%", "百分点"}
    same = whole.base_unit == part.base_unit and (whole.kind in _LEVELS) == (part.kind in _LEVELS)
    return (same or pulls) and _same_time(whole, part)


def _same_time(one: Figure, two: Figure) -> bool:
    return (one.period is None or two.period is None or one.period == two.period) and (
        one.region is None or two.region is None or one.region == two.region
    )


def _names(whole: Figure, names: Iterable[str]) -> bool:
    return whole.kind in _LEVELS and whole.indicator in names


def _unlinked(figures: Figures, whole: Figure) -> list[Figure]:
    """Return levels of the whole's unit, time and place that no other whole has claimed."""
    return [
        figure
        for figure in figures
        if figure.kind == whole.kind
        and figure.id != whole.id
        and _comparable(whole, figure)
        and figure.relates_to in (None, whole.id)
    ]


def _said_complete(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the text says that the parts leave nothing out: 分为, 合计, and no 其中."""
    first, last = parts[0], parts[-1]
    if len(parts) < 2:
        return False
    if last.start < whole.start:
        said = figures.between(last, whole)
        return says(said, "complete", "sums_up") and not says(said, "complete", "partial")
    if first.start < whole.start:
        return False
    said = figures.between(whole, first)
    return says(said, "complete", "before_parts") and not says(said, "complete", "partial")


def _bands_cover(parts: list[Figure]) -> bool:
    """Whether the parts are bands that follow each other without a gap: 0-15, 16-60, 61 and over."""
    bands = []
    for part in parts:
        found = _BAND.match(part.indicator or "")
        if found is None or (found[2] is None and found[3] is None):
            return False
        open_above = bool(found[3]) and "上" in found[3]
        low = 0 if found[3] and "下" in found[3] else int(found[1])
        high = int(found[2]) if found[2] else (10**6 if open_above else int(found[1]))
        bands.append((low, high))
    bands.sort()
    joined = all(b[0] - a[1] in (0, 1) for a, b in zip(bands, bands[1:], strict=False))
    return len(bands) > 1 and joined and bands[0][0] == 0 and bands[-1][1] == 10**6


def _runs(figures: Figures, whole: Figure, parts: list[Figure]) -> Iterator[list[Figure]]:
    """Yield runs of neighbouring parts that each make the whole: two ways of cutting it."""
    for start in range(len(parts)):
        for end in range(start + 2, len(parts) + 1):
            if (start, end) != (0, len(parts)):
                yield parts[start:end]


def _sums(
    figures: Figures, whole: Figure, parts: list[Figure], complete: bool
) -> Iterator[Proposal]:
    relation = linear("sum", whole.id, [part.id for part in parts])
    said = "其中" in figures.text[min(whole.start, parts[0].start) : parts[-1].start]
    run = not complete and len(parts) < len(figures.children(whole.id, "part_of"))
    shared = all(_has_share(figures, part) for part in parts)
    quiet = not complete and (run or shared or not said)
    yield Proposal(relation, None if complete else "partial", only_if_it_holds=quiet)
    if whole.kind == "count" and len(parts) > 1:
        confirmed = complete or _confirmed(figures, relation)
        yield from _money(figures, whole, parts, confirmed)


def _has_share(figures: Figures, part: Figure) -> bool:
    return any(figure.of_part == part.id for figure in figures)


def _confirmed(figures: Figures, relation) -> bool:  # noqa: ANN001
    """Whether the parts add up so sharply that the list must be complete."""
    graded = judge(relation, figures.printed)
    result = figures.printed[relation.result]
    return graded.verdict == "exact" and not sharpness(graded.allowed, result, "half-up").vacuous


def _money(
    figures: Figures, whole: Figure, parts: list[Figure], complete: bool
) -> Iterator[Proposal]:
    """Propose that the money of counted parts adds to the money of their whole."""
    for amount in figures.children(whole.id, "amount_of"):
        measured = _measure(amount, whole)
        found = []
        for part in parts:
            same = [
                money
                for money in figures.children(part.id, "amount_of")
                if money.base_unit == amount.base_unit and _measure(money, part) == measured
            ]
            if len(same) == 1:
                found.append(same[0].id)
        if len(found) == len(parts):
            relation = linear("sum", amount.id, found)
            yield Proposal(relation, None if complete else "partial", only_if_it_holds=not complete)


def _measure(amount: Figure, counted: Figure) -> str:
    """Return what an amount measures of a counted set: 总投资 of 新建项目总投资."""
    stem = (counted.indicator or "").removesuffix("数").removesuffix("个")
    return (amount.indicator or "").removeprefix(stem)


def propose_structures(figures: Figures) -> Iterator[Proposal]:
    """Propose that the shares of a structure close at 100: 9.6∶52.7∶37.7, 男 50.90 女 49.10.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> structure = Figures.of(read_figures("三次产业比例为9.6︰52.7︰37.7。"))
    >>> [proposal.relation.operands for proposal in propose_structures(structure)]
    [('F01', 'F02', 'F03')]
    """
    shares = [f for f in figures if f.kind in ("share", "rate") and f.base_unit in ("%", None)]
    seen: set[tuple[str, ...]] = set()
    for group in (*_chained(figures, shares), *_complementary(shares)):
        ids = tuple(figure.id for figure in group)
        if ids not in seen and len(ids) > 1:
            seen.add(ids)
            yield Proposal(linear("sum", None, list(ids), constant=100))


def _chained(figures: Figures, shares: list[Figure]) -> Iterator[list[Figure]]:
    """Yield runs of shares with nothing but a colon between them."""
    run: list[Figure] = []
    for share in shares:
        if run and not _COLON.match(figures.between(run[-1], share)):
            yield run
            run = []
        run.append(share)
    yield run


def _complementary(shares: list[Figure]) -> Iterator[list[Figure]]:
    """Yield shares of one whole, or contributions to one growth, whose names are complementary."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for share in shares:
        if share.kind == "share" or "贡献率" in (share.indicator or ""):
            key = (share.relates_to, share.period, share.region, "贡献率" in (share.indicator or ""))
            groups.setdefault(key, []).append(share)
    for group in groups.values():
        if len({_kind_of_name(share) for share in group}) == 1:
            for partition in partitions():
                members = partition.pick(group)
                if members is not None:
                    yield sorted(members, key=lambda f: f.start)


def _kind_of_name(share: Figure) -> bool:
    return "增" in (share.indicator or "")
