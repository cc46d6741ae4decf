"""Relations of parts to their whole: counts, their money, pulls, lists that are summed up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from kelan_analysis.checking.additive import adds_up
from kelan_analysis.checking.alongside import done_of_parts, money_of_parts, parts_a_year_before
from kelan_analysis.checking.choice import confirmed
from kelan_analysis.checking.completeness import (
    ends_with_the_rest,
    is_complete,
    on_one_scale,
    told_by_kind,
)
from kelan_analysis.checking.lists import (
    left_aside,
    named_as_one,
    stands_inside,
    totals_a_table,
    twins_add_up,
    with_the_rest,
)
from kelan_analysis.checking.nearness import CHANCE, one_slip_away
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import linear, part_of
from kelan_analysis.checking.times import is_aimed_at, is_of_a_month
from kelan_analysis.checking.totals import summed_up
from kelan_analysis.checking.verdict import judge
from kelan_analysis.checking.vocabulary import Partition, partitions, says
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.periods import same_time
from kelan_analysis.reading.words import ACTIONS

_LEFT_OUT = re.compile(r"[，,、；;]?(?:等(?![于级待])|其余|其他|剩余)[^，,。；;\d]*[，,。；;]")
_CHANCE_BY_KIND = Fraction(1, 4)  # that a list by kind, which may leave some out, is a slip away from all
_NEAR = 200  # characters, within which a part may leave its period to its whole


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
    for whole in figures:
        if not adds_up(whole, parts := _linked(figures, whole)):
            if len(parts) > 1:  # 日均客流18.6万人次，其中地铁10.2万、公交8.4万
                yield Proposal(linear("sum", whole.id, [part.id for part in parts]), only_if_it_holds=True)
            continue
        yield from _too_large(figures, whole)
        yield from _left_aside(figures, whole)
        for parts, complete in _groups(figures, whole):
            yield from _sums(figures, whole, parts, complete)
        yield from summed_up(figures, whole)
        yield from _ended_by_the_rest(figures, whole)


def _ended_by_the_rest(figures: Figures, rest: Figure) -> Iterator[Proposal]:
    """Propose the list that 其余 ends, unless the first of it is less than another: it is no whole."""
    listed = with_the_rest(figures, rest)
    if listed is None:
        return
    whole, parts = listed
    relation = linear("sum", whole.id, [part.id for part in parts])
    opened = "其中" in figures.between(whole, parts[0]) or len(parts) == 2
    holds = opened and all(part.base_value <= whole.base_value for part in parts)
    if holds or confirmed(figures, relation, exactly=True) or one_slip_away(figures, relation):
        yield Proposal(relation)


def _groups(figures: Figures, whole: Figure) -> Iterator[tuple[list[Figure], bool]]:
    """Yield the lists of parts of one whole, and whether each is known to be complete."""
    rest = [part for part in _linked(figures, whole) if not part.implicit]
    chosen = []
    for partition in partitions():
        members = partition.pick(rest)
        if members is None and whole.kind in LEVELS and whole.indicator in partition.whole:
            members = _of_one_kind(figures, whole, partition.pick(_unlinked(figures, whole, partition)))
            if members is not None and _of_a_sibling(figures, whole, members, partition):
                members = None
        if members is not None and not any(set(members) <= set(found) for found, _ in chosen):
            certain = partition.completes(whole)
            if partition.always:
                yield members, certain  # 新收、旧存, whatever became of them
            chosen.append((members, certain))
            rest = [child for child in rest if child not in members]
    together = sorted([*rest, *(m for ms, _ in chosen for m in ms)], key=lambda f: f.start)
    more = bool(rest) and confirmed(figures, linear("sum", whole.id, [f.id for f in together]), exactly=True)
    for members, certain in chosen:  # with what else is linked, they may add up to all of it
        yield members, certain and not more and (not rest or whole.indicator in _WHOLES)
    if whole.kind == "growth" and not rest:
        pulls = [f for f in figures if "拉动" in (f.indicator or "") and f.relates_to is None
                 and f.base_unit == "百分点" and _close(figures, whole, f)]  # fmt: skip
        for partition in partitions():
            members = partition.pick(pulls) if whole.indicator in partition.whole else None
            if members is not None:
                chosen.append((members, True))
    for members, certain in chosen if whole.kind == "growth" else ():
        yield members, certain
    if rest:
        graded = on_one_scale(rest)
        too_many = graded and sum(part.base_value for part in rest) > whole.base_value
        yield rest, too_many or is_complete(figures, whole, rest) or _nearly_complete(figures, whole, rest)
        adds_up = graded or confirmed(figures, linear("sum", whole.id, [part.id for part in rest]))
        for start in range(len(rest)) if not adds_up else ():
            for end in range(start + 2, len(rest) + 1):
                if (start, end) != (0, len(rest)):
                    yield rest[start:end], False
    if rest and chosen:
        yield together, totals_a_table(figures, whole, together)


_WHOLES = frozenset(name for partition in partitions() for name in partition.whole)


def _linked(figures: Figures, whole: Figure) -> list[Figure]:
    """Return the parts that the reading gives to a whole, in its unit, time and place."""
    return [part for part in figures.children(whole.id, "part_of") if _comparable(whole, part)]


def _comparable(whole: Figure, part: Figure) -> bool:
    pulls = {whole.base_unit, part.base_unit} == {"%", "百分点"} and part.kind == "difference"
    if (part.region or "")[:1] == "全" and part.region != whole.region and part.rules.get("region") == "clause":
        return False  # 粮食产量181万吨，其中…，全市1176万吨
    same = whole.base_unit == part.base_unit and (whole.kind in LEVELS) == (part.kind in LEVELS)
    return (same or pulls) and same_time_and_place(whole, part)


def _unlinked(figures: Figures, whole: Figure, partition: Partition) -> list[Figure]:
    """Return levels that are named for a part of this whole, and that no other has claimed.

    In one sentence a larger whole may have claimed them: 财政总收入…，其中一般公共预算收入…；税收….
    """
    place = figures.sentence(whole)
    found = [
        figure
        for figure in figures
        if figure.kind == whole.kind
        and figure.id != whole.id
        and (same_time(figure.period, whole.period) or _close(figures, whole, figure))
        and _comparable(whole, figure)
        and (
            partition.names(figure)
            or (partition.is_bare(figure) and figures.sentence(figure) == place)
        )
    ]
    behind = [f for f in found if f.start > whole.start and figures.sentence(f) == place]
    if len(behind) == len(partition.members) and _claimed_by_one(figures, whole, behind):
        return behind
    if len(found) == len(partition.members) and all(map(partition.names, found)):
        return found  # 小学在校生 is a part of all pupils in a table, and of 义务教育 in the text
    return [figure for figure in found if figure.relates_to in (None, whole.id)]


def _of_a_sibling(
    figures: Figures, whole: Figure, members: list[Figure], partition: Partition
) -> bool:
    """Whether the text gives them to another whole of their kind: 户籍人口…，其中男性…; 常住人口…."""
    wholes = {member.relates_to for member in members if member.relation == "part_of"} - {None, whole.id}
    return any(figures[id].indicator in partition.whole for id in wholes if id in figures)


def _of_one_kind(
    figures: Figures, whole: Figure, members: list[Figure] | None
) -> list[Figure] | None:
    """Keep members that can be all of a whole: none is larger, and all are for the same time."""
    if members is None:
        return None
    too_large = any(0 <= whole.base_value < member.base_value for member in members)
    told = {(is_of_a_month(figures, f), is_aimed_at(figures, f)) for f in (whole, *members)}
    if not too_large and len(told) == 1:
        return members
    return members if one_slip_away(figures, linear("sum", whole.id, [m.id for m in members])) else None


def _close(figures: Figures, one: Figure, two: Figure) -> bool:
    """Whether two figures stand in one paragraph, near each other."""
    between = figures.between(one, two)
    return len(between) < _NEAR and "\n" not in between


def _claimed_by_one(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether these belong to this whole, or to the whole that this one is a part of itself."""
    larger = whole.relates_to if whole.relation == "part_of" else None
    return all(part.relates_to in (None, whole.id, larger) for part in parts)


def _nearly_complete(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether a list behind its whole would add up but for one slip of the keyboard."""
    places = {figures.sentence(part) for part in parts}
    if len(parts) < 2 or len(places) > 1 or any(part.start < whole.start for part in parts):
        return False
    if _LEFT_OUT.match(figures.text, parts[-1].end):
        return False  # 其中玉米160万亩、蔬菜83万亩，其余为油料
    if any("其中" in figures.between(one, two) for one, two in pairwise(parts)):
        return False  # 隐患4260处，整改4218处，其中重大隐患12处
    if _kinds_beside_deeds(parts):
        return False
    relation = linear("sum", whole.id, [part.id for part in parts])
    if told_by_kind(figures, parts[0]):
        return one_slip_away(figures, relation, _CHANCE_BY_KIND)
    doubted = says(figures.text[whole.end : parts[0].start], "complete", "partial")
    return one_slip_away(figures, relation, CHANCE / 5 if doubted else CHANCE)


def _kinds_beside_deeds(parts: list[Figure]) -> bool:
    """改造1434户，其中危房34户，完成1409户: what was done is counted across the kinds."""
    return len({(part.indicator or "").endswith(ACTIONS) for part in parts}) > 1


def _too_large(figures: Figures, whole: Figure) -> Iterator[Proposal]:
    """Propose a part that is larger than its whole: wrong even in a list that is not complete."""
    for part in figures.children(whole.id, "part_of"):
        if not _comparable(whole, part) or part.kind not in (*LEVELS, "duration") or _is_mean(part):
            continue
        sound = not (part.hedge or whole.hedge or part.implicit)
        if sound and 0 <= whole.base_value < part.base_value:
            yield Proposal(part_of(whole.id, part.id))


def _one_member_lost(figures: Figures, whole: Figure, linked: list[Figure]) -> Iterator[Proposal]:
    """Propose complements of which the reading linked some: 夏粮 and 秋粮, one too large."""
    place = figures.sentence(linked[-1])[1] if linked else 0
    loose = [
        f for f in figures
        if whole.start < f.start < place + _NEAR and f.relates_to is None and f.kind == whole.kind
        and f.hedge is None and not f.implicit and _comparable(whole, f)
    ]  # fmt: skip
    linked = [part for part in linked if not part.implicit]
    ids = {part.id for part in linked}
    for partition in partitions():
        members = partition.pick([*linked, *loose]) if loose else None
        if members is None or not partition.completes(whole) or partition.holds(whole):
            continue
        lost = [member for member in members if member.id not in ids]
        if lost and len(lost) < len(members) and partition.end_alike(members):
            relation = linear("sum", whole.id, [member.id for member in members])
            together = len({figures.sentence(member) for member in members}) == 1
            if together or one_slip_away(figures, relation):
                yield Proposal(relation)
                if whole.kind == "count" and confirmed(figures, relation, exactly=True):
                    yield from money_of_parts(figures, whole, members)
            return


def _is_mean(part: Figure) -> bool:
    """Whether a figure is a mean, so that one of a part may be above that of the whole."""
    return "/" in (part.unit or "") or says(part.indicator, "means", "marks")


def _left_aside(figures: Figures, whole: Figure) -> Iterator[Proposal]:
    """Propose the sum of a list with the members that the reading found too large for it."""
    parts = _linked(figures, whole)
    if parts:
        yield from _one_member_lost(figures, whole, parts)
    linked = linear("sum", whole.id, [part.id for part in parts])
    if parts and confirmed(figures, linked, exactly=True):
        return
    more = left_aside(figures, whole, parts)
    for member in more:
        if member.base_value <= whole.base_value or not _comparable(whole, member):
            continue
        if stands_inside(figures, whole, parts, member) or named_as_one(figures, whole, parts, member):
            yield Proposal(part_of(whole.id, member.id))
    if more and all(_comparable(whole, member) for member in more):
        members = sorted([*parts, *more], key=lambda figure: figure.start)
        relation = linear("sum", whole.id, [member.id for member in members])
        if not _kinds_beside_deeds(members) and one_slip_away(figures, relation):
            yield Proposal(relation)


def _sums(
    figures: Figures, whole: Figure, parts: list[Figure], complete: bool
) -> Iterator[Proposal]:
    if len(parts) == 1 and parts[0].base_value > whole.base_value:
        return
    relation = linear("sum", whole.id, [part.id for part in parts])
    complete = complete and (
        ends_with_the_rest(figures, parts) or on_one_scale(parts) or not _fewer_do(figures, whole, parts)
    )
    complete = complete or _otherwise_complete(figures, whole, parts)
    quiet = not complete and not _other_part_missing(figures, whole, parts)
    yield Proposal(relation, None if complete else "partial", only_if_it_holds=quiet)
    if len(parts) < 2 or not (complete or confirmed(figures, relation, exactly=True)):
        return
    if whole.kind == "count":
        yield from money_of_parts(figures, whole, parts)
        yield from done_of_parts(figures, whole, parts)
    yield from parts_a_year_before(figures, whole, parts)


def _otherwise_complete(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the money of the parts, or their printed shares, show that none is left out."""
    if len(parts) < 2:
        return False
    if twins_add_up(figures, whole, parts):
        return True
    if whole.kind == "count":
        money = [proposal.relation for proposal in money_of_parts(figures, whole, parts)]
        if any(confirmed(figures, relation, exactly=True) for relation in money):
            return True
    if len(parts) < len(_linked(figures, whole)):
        return False  # a run of them whose shares close at 100 may do so by chance
    shares = [
        [f for f in figures.children(whole.id, "share_of") if f.of_part == part.id and not f.hedge]
        for part in parts
    ]
    if any(len(found) != 1 for found in shares):
        return False
    closing = linear("sum", None, [found[0].id for found in shares], constant=100)
    return judge(closing, figures.printed).verdict in ("exact", "rounding")


def _fewer_do(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the parts fail to add up, but a run of them does: the rest are parts of parts."""
    if confirmed(figures, linear("sum", whole.id, [part.id for part in parts])):
        return False
    return any(
        confirmed(figures, linear("sum", whole.id, [p.id for p in parts[start:end]]), exactly=True)
        for start in range(len(parts))
        for end in range(start + 2, len(parts) + 1)
        if end - start < len(parts)
    )


def _other_part_missing(figures: Figures, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the text names one of two complementary parts (其中税收收入), and no share of it."""
    said = "其中" in figures.text_before(parts[0])
    shared = any(figure.of_part == part.id for figure in figures for part in parts)
    known = any(p.holds(part) and whole.indicator in p.whole for p in partitions() for part in parts)
    return said and known and not shared and len(parts) == 1


def complete_groups(
    figures: Figures, proposals: Iterable[Proposal]
) -> Iterator[tuple[Figure, list[Figure]]]:
    """Yield the wholes of which the parts are known, by words or by arithmetic, to be complete.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("储备项目123个，其中续建项目59个、新建项目64个。"))
    >>> [len(parts) for _, parts in complete_groups(figures, propose_parts(figures))]
    [2]
    """
    for proposal in proposals:
        relation = proposal.relation
        if relation.result is None or len(relation.operands) < 2:
            continue
        if proposal.reason is None or confirmed(figures, relation, exactly=True):
            yield figures[relation.result], [figures[id] for id in relation.operands]
