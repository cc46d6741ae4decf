"""Relations of division: completion rates, shares, ratios to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from kelan_analysis.checking.check import HOLDS
from kelan_analysis.checking.choice import choose, confirmed
from kelan_analysis.checking.named_rates import (
    Pairs,
    is_bare_ratio,
    pairs_by_name,
    pairs_of_industries,
)
from kelan_analysis.checking.nearness import beyond_mean_population, one_slip_away
from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.proposal import LEVELS, Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import Relation, ratio
from kelan_analysis.checking.times import of_unlike_times
from kelan_analysis.checking.verdict import judge
from kelan_analysis.checking.vocabulary import entries, named, says
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.words import ACTIONS, phrases

_DIVIDED = ("share", "rate", "ratio", "multiple")
_MEASURED = (*LEVELS, "duration")
_SHARE = re.compile(r"的?(?:比重|比例|份额|百分比)\Z")
_ENDING = 4  # characters
_OF_ALL = re.compile(
    r"全[国省市县区]|城市|县城|城区|城乡|居民|人口|年度?|环境|空气(?:质量)?|金融机构|各项|地方|本级|人民币|本外币|总?体?"
)
_CARRIED_OVER = re.compile(phrases("carried_over"))  # 上年未结126件，新收862件，审结914件
_SPACE = re.compile(r"\s")
_PLAN = re.compile(r"(?:预算|计划|目标|任务)数?\Z")
_TOTAL = re.compile(r"(?<=..)(?:总数|总量|总额)\Z")
_FAR = 300  # characters within which another denominator may have been meant


def propose_rates(figures: Figures) -> Iterator[Proposal]:
    """Propose shares and rates with numerator and denominator, by links, else by their names.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> rate = Figures.of(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> [proposal.relation.operands for proposal in propose_rates(rate)]
    [('F02', 'F01')]
    """
    for figure in figures:
        if figure.implicit or figure.relation == "before_of":
            continue
        if figure.kind not in _DIVIDED and not is_bare_ratio(figure):
            continue
        if (rest := _what_failed(figures, figure)) is not None:
            scale = ratio_scale(figures.printed[figure.id], bare=100)
            failed, whole = rest
            yield Proposal(ratio("ratio", figure.id, failed.id, whole.id, scale=-scale, offset=scale))
            continue
        linked = _linked(figures, figure)
        if linked is not None:
            yield from _linked_rate(figures, figure, *linked)
            continue
        by_name = _in_its_row(figure, pairs_by_name(figures, figure))
        for pairs in (by_name, pairs_of_industries(figures, figure), _of_a_named_whole(figures, figure)):
            candidates = [_relation(figures, figure, *pair) for pair in pairs]
            if figure.kind == "ratio" and figure.unit is None and figure.value > 20 and any(
                named(figure, known["name"]) for known in entries("ratio_to_one")
                if known.get("to_hundred")
            ):
                candidates += [replace(c, scale=Fraction(100)) for c in candidates]
            certain = not (
                _is_a_limit(figures, figure)
                or _namesake_fits(figures, figure, pairs)
                or any(_of_some_only(figure, *pair) for pair in pairs)
                or any(_of_unlike_kinds(figures, *pair) for pair in pairs if pair in by_name)
            )
            yield from choose(figures, candidates, certain=certain)


def _what_failed(figures: Figures, figure: Figure) -> tuple[Figure, Figure] | None:
    """Return what failed and its whole where the rate is of what did not: 不合格47批次，合格率97.8%."""
    whole, name = figures.target(figure), figure.indicator or ""
    if whole is None or figure.kind != "rate" or figure.of_part is not None or figure.hedge:
        return None
    passed = next((word for word in ("合格", "达标", "通过") if name.endswith(f"{word}率")), None)
    failed = [
        f for f in figures.children(whole.id, "part_of")
        if passed and (f.indicator or "").endswith(f"不{passed}") and f.base_unit == whole.base_unit
    ]  # fmt: skip
    return (failed[0], whole) if len(failed) == 1 and f"不{passed}" not in name else None


def _in_its_row(figure: Figure, pairs: Pairs) -> Pairs:
    """Return the pairs that are named for what the rate itself is named for: 小学 of 小学生师比."""
    for known in (*entries("ratio_to_one"), *entries("rate")):
        for word in known["name"]:
            before = (figure.indicator or "").partition(word)[0]
            if before and before != figure.indicator:
                own = [p for p in pairs if all(before in (f.indicator or "") for f in p)]
                return own or pairs
    return pairs


def _of_a_named_whole(figures: Figures, figure: Figure) -> Pairs:
    """Return part and whole of a share that says its whole, where no link does: 占总投入75.8%."""
    if figure.kind != "share" or figure.of_part not in figures or figures.target(figure):
        return []
    part = figures[figure.of_part or ""]
    said = _SHARE.sub("", figure.indicator or "").rpartition("占")[2]
    return [
        (part, f) for f in figures
        if len(said) > 1 and f is not part and f.base_unit == part.base_unit and f.hedge is None
        and f.kind in _MEASURED and _TOTAL.sub("", f.indicator or "").endswith(said) and not f.implicit
        and _names_the_whole(figures, figure, f) and not _of_another_plan(part, f, said)
        and (f.base_value >= part.base_value or figures.sentence(f) == figures.sentence(figure))
        and not of_unlike_times(figures, part, f)
        and says(f.indicator, "means", "marks") == says(part.indicator, "means", "marks")
    ]  # fmt: skip


def _of_another_plan(part: Figure, whole: Figure, said: str) -> bool:
    """Whether a budget is that of another account: 政府性基金收入占年初预算, and the budget of taxes."""
    owner = (whole.indicator or "").removesuffix(said)
    return bool(_PLAN.search(said) and owner and owner not in (part.indicator or ""))


def _names_the_whole(figures: Figures, share: Figure, whole: Figure) -> bool:
    """Whether a level can be what a share is of: before it, or behind it in its own sentence."""
    behind = whole.start > share.end and figures.sentence(whole) == figures.sentence(share)
    return same_time_and_place(whole, share) and (behind or 0 < share.start - whole.start < _FAR)


def _is_a_limit(figures: Figures, figure: Figure) -> bool:
    """Whether a rate is one that is aimed at or may not be passed: 距离管控红线（65%）."""
    said = figures.text_before(figure)[-12:] + (figure.indicator or "")
    return says(said, "limit", "said")


def _of_some_only(figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a rate is named for some of those that it might be of: 老年人签约率, 小学生师比."""
    for known in (*entries("rate"), *entries("ratio_to_one")):
        for word in known["name"]:
            before, found, _ = (figure.indicator or "").partition(word)
            if found:
                told = _OF_ALL.sub("", before)
                return bool(told) and told not in f"{part.indicator} {whole.indicator}"
    return False


def _of_unlike_kinds(figures: Figures, part: Figure, whole: Figure) -> bool:
    """Whether a name alone joins a kind to the whole of all, or one month to a longer time."""
    kinds = []
    for figure, side in ((part, "part"), (whole, "whole")):
        words = [word for known in entries("rate") for word in known[side]]
        name = figure.indicator or ""
        ending = max((w for w in words if name.endswith(w)), key=len, default=name)
        kinds.append(_OF_ALL.sub("", name.removesuffix(ending)))
    unlike = kinds[0] != kinds[1] and not all(kinds)  # 中长期贷款余额 ÷ 各项存款余额
    return unlike or of_unlike_times(figures, part, whole)


def _namesake_fits(
    figures: Figures, figure: Figure, pairs: list[tuple[Figure, Figure]]
) -> bool:
    """Whether another rate of this name is what the levels give."""
    others = [f for f in figures if f.indicator == figure.indicator and f.kind == figure.kind]
    return any(
        confirmed(figures, _relation(figures, other, *pair))
        for other in others if other is not figure
        for pair in pairs
    )  # fmt: skip


def _linked_rate(
    figures: Figures, figure: Figure, part: Figure, whole: Figure
) -> Iterator[Proposal]:
    """Propose what the reading linked; where it fails, what it may have meant, if that holds."""
    relation = _relation(figures, figure, part, whole)
    mean = figure.kind != "share" and says(figure.indicator, "mean_population", "indicators")
    if mean or figure.hedge is not None or judge(relation, figures.printed).verdict in HOLDS:
        wrong = beyond_mean_population(figures, relation) if mean else None
        yield Proposal(wrong or relation, "mean_population" if mean and wrong is None else None)
        return
    if (both := _over_both(figures, figure, part, whole)) is not None:
        yield Proposal(both)
        return
    named_both = _named_both(figures, figure, part, whole)
    others = [
        _relation(figures, figure, part, f)
        for f in _other_wholes(figures, figure, part, whole, named_both)
    ]
    found = [other for other in others if confirmed(figures, other, exactly=True)]
    if found:
        yield Proposal(found[0], only_if_it_holds=True)
        return
    meant = (
        named_both
        or _named_in_short(figures, figure, part, whole)
        or _beyond_doubt(figures, figure, part, whole)
        and not _cannot_be_meant(figure, part, whole)
    )
    meant = meant and not of_unlike_times(figures, part, whole) or one_slip_away(figures, relation)
    yield Proposal(relation, only_if_it_holds=not meant)


def _over_both(figures: Figures, figure: Figure, part: Figure, whole: Figure) -> Relation | None:
    """出租126间，空置14间，空置率10.0%: the two make up the whole, and one of them is the rate's part."""
    one = Fraction(1)
    if part.base_unit != whole.base_unit or figures.between(part, whole).count("其中"):
        return None
    kept = [f for f in figures.levels_before(part) if _CARRIED_OVER.search(f.indicator or "")]
    brought = [((part.id, one), f) for f in kept if f.base_unit == whole.base_unit and f is not whole]
    name = figure.indicator or ""
    shared = figure.kind == "share" and name.startswith(whole.indicator or "\0")
    of_the_other = shared or name.endswith("率") and name[-3:-1] in (whole.indicator or "")
    other = [((whole.id, one), part)] if of_the_other else []  # 已缴纳862户，未缴纳138户，缴纳率86.2%
    acted = any((part.indicator or "").endswith(action) for action in ACTIONS)  # 开工 of those to be begun
    own = [] if acted and part.relates_to == whole.id else [((part.id, one), part)]
    for upper, beside in (*own, *other, *brought):
        relation = Relation(
            "ratio", figure.id, (upper,), ((whole.id, one), (beside.id, one)),
            Fraction(ratio_scale(figures.printed[figure.id], bare=100)),
        )  # fmt: skip
        if confirmed(figures, relation, exactly=True):
            return relation
    return None


def _cannot_be_meant(figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a share is of another whole than the one in print, which is less than the part."""
    below_one = figure.kind == "share" and figure.base_value < 100
    return below_one and part.base_value > whole.base_value >= 0


def _other_wholes(
    figures: Figures, figure: Figure, part: Figure, whole: Figure, named_both: bool
) -> list[Figure]:
    """Return what else may be the whole: near it, or of a like name; and the part's own whole."""
    own = figures.target(part) if part.relation == "part_of" else None
    return [
        f for f in figures
        if (f.base_unit == whole.base_unit or _counted_beside(figures, f, whole, figure))
        and f.kind in _MEASURED and f.hedge is None and not f.implicit and f not in (part, whole)
        and (f is own or (_kin(f, whole) if named_both else abs(f.start - figure.start) < _FAR))
    ]  # fmt: skip


def _counted_beside(figures: Figures, one: Figure, whole: Figure, rate: Figure) -> bool:
    """Whether another count of the sentence may be meant: 样本862户，回收问卷819份，满意的614户，占75.0%."""
    return one.kind == whole.kind == "count" and figures.sentence(one) == figures.sentence(rate) and one.end <= rate.start


def _named_both(figures: Figures, figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the rate's own name says what it is a rate of: 税收收入占一般公共预算收入比重.

    The text itself must say the whole there: a reading may have filled in what it left out.
    """
    name = figure.indicator or ""
    if not all(f.indicator and f.indicator in name for f in (part, whole)):
        return False
    said = _SPACE.sub("", figures.between(part, figure) + figure.printed)
    return (whole.indicator or "")[-_ENDING:] in said or whole.printed in said


def _kin(one: Figure, two: Figure) -> bool:
    """Whether two names end alike, so that the one may be meant for the other: 农村居民人均可支配收入."""
    names = one.indicator or "", two.indicator or ""
    return min(map(len, names)) >= _ENDING and names[0][-_ENDING:] == names[1][-_ENDING:]


def _named_in_short(figures: Figures, figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the rate's name says its part, and of the whole the end: 工资性收入占可支配收入."""
    name, _, said = _SHARE.sub("", figure.indicator or "").partition("占")
    said = said.removeprefix("总")  # 占总支出 of 一般公共预算支出
    whole_name = whole.indicator or ""
    short = len(said) > 1 and (whole_name.endswith(said) or len(said) > 3 and said in whole_name)
    printed = said[-2:] in figures.between(part, figure)  # a reading may have filled in the rest
    return short and printed and bool(part.indicator) and part.indicator in name


def _beyond_doubt(figures: Figures, figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the whole stands in the rate's sentence, is named there, or is the part's own whole."""
    if figures.sentence(whole) == figures.sentence(figure) == figures.sentence(part):
        among = "中" in figures.between(whole, part)  # 126个小区中，98个成立了业委会
        own = not among and _of_its_own_thing(figures, figure, part, whole)
        return not (_is_a_part_itself(figures, whole, figure) or own)
    if part.relates_to == whole.id and part.relation == "part_of":
        return True
    if part.relates_to is not None and part.relates_to == whole.relates_to:
        return part.relation == whole.relation == "amount_of"
    name = whole.indicator or ""
    said = figures.between(part, figure) + (figure.indicator or "")
    return bool(name) and name in said


def _of_its_own_thing(figures: Figures, figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a rate is of something else than the level before: 新签合同…，续签合同…，续签率.

    What was done to a thing of its own, or taken off, need not be a part of what stands before.
    """
    name = figure.indicator or ""
    if figure.kind != "rate" or not name.endswith("率") or any(a in name for a in ACTIONS):
        return False
    if any(f.relates_to == whole.id and f.kind == "rate" and f.id != figure.id for f in figures):
        return True  # 赔付8.6亿元，保费12.4亿元，赔付率69.4%，退保0.6亿元，退保率2.1%
    does, object_ = (part.indicator or "")[:2], (part.indicator or "")[2:]
    own = len(object_) > 1 and name.startswith(object_) and does in name
    own = own and f"已{does}" not in figures.text_before(part)  # 毕业生8460人，已落实毕业去向7783人
    return own or says(does, "taken_off", "done")


def _is_a_part_itself(figures: Figures, whole: Figure, figure: Figure) -> bool:
    """Whether the text gives a share of this whole too, beside the figure's: 税收…占65%；非税…占35%."""
    return any(f.of_part == whole.id and f.kind == figure.kind for f in figures)


def _relation(figures: Figures, figure: Figure, part: Figure, whole: Figure) -> Relation:
    to_one = figure.kind in ("ratio", "amount")  # a column of a table may name a ratio without :1
    scale = ratio_scale(figures.printed[figure.id], bare=1 if to_one else 100)
    kind = "ratio_to_one" if to_one else "ratio"
    if part.kind == "difference" and part.value < 0 < figure.value:
        scale = -scale  # 核减1386万元，核减率4.7%: the rate names the direction
    if not to_one and any(k.get("complement") and named(figure, k["name"]) for k in entries("rate")):
        return ratio(kind, figure.id, part.id, whole.id, scale=-scale, offset=scale)
    return ratio(kind, figure.id, part.id, whole.id, scale=scale)


def _linked(figures: Figures, figure: Figure) -> tuple[Figure, Figure] | None:
    whole = figures.target(figure)
    if whole is None or figure.of_part not in figures:
        return None
    part = figures[figure.of_part or ""]
    same = part.base_unit == whole.base_unit and part.id != whole.id
    return (part, whole) if same else None
