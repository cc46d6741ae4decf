"""What a clause begins to divide: 其中 the level before, 按…分 all of it, …中 what it names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.memory import PLANNED, Memory
from kelan_analysis.reading.grammar.wholes import (
    is_half,
    is_known_whole,
    is_of_another_whole,
    known_whole,
    printed_levels,
)
from kelan_analysis.reading.leads import Lead
from kelan_analysis.reading.names import shared_end

_OPENS_PARTS = re.compile(
    r"^(?:其中|包括|包含|分别是)"
    r"|(?:按|分)[^,。;]{1,12}?(?:分|看|统计|划分)$|^从[^,。;]{1,8}看$|^分[^,。;]{1,8}看$"
    r"|^按[\u4e00-\u9fff]{0,8}(?:类别|类型|性质|用途|行业|产业|领域|地区|区域|季度|来源|去向|品种|方式)$"
)
_DIVIDED_BY = re.compile(r"(?P<of>[\u4e00-\u9fff]{2,10}?)按[^,。;]{1,12}?(?:分|看|统计|划分)$")
_DIVIDES_ANEW = re.compile(r"[按分][^,。;]{1,12}?(?:分|看|统计|划分)$")
_AMONG = re.compile(r"^(?:在)?(?P<whole>[^,。;]{2,16}?)(?:之?中|当中|里)(?=$|,)")
_AMONG_END = re.compile(r"中(?:有|的)?$")
_AMONG_FUSED = re.compile(r"^(?:在)?(?P<whole>[^,。;的]{2,12}?)中(?=[\u4e00-\u9fff])")
_NEW_ONES = re.compile(r"新(?!能源|兴|材料|型)|本年|当年|净增")  # 新登记企业中: not of the firms before
_ANY_KIND = re.compile(r"各[类级项种]|全部|所有|上述|以上|这些|其|该|总")
_DEEPEST = 12  # parts of parts that an official text divides
_WHOLE_PLACE = re.compile(r"^(?:全县|全市|全部|全区|全镇|全省)")


def open_division(lead: Lead, first: Draft, memory: Memory) -> None:
    """Begin to divide a whole, if the clause says so.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "粮食产量12.6万吨。分季节看，夏粮产量4.5万吨。"
    >>> [f.relates_to for f in read_figures(text)]
    [None, 'F01']
    """
    latest = memory.latest[-1] if memory.latest else None
    among_latest = lead.after.endswith("中") or lead.adjacent and bool(_AMONG_END.search(lead.text))
    if among_latest and latest is not None and latest.kind == "count":
        memory.divide(latest, sentence=False)  # 8个断面中7个…
        return
    among, whole, called = _said_among(lead, first, memory)
    if among:
        if whole is not None:
            memory.divide(whole, sentence=True, called=called)
        memory.adrift = whole is None
        memory.whole = called if memory.adrift else memory.whole
        return
    openers = [c for c in lead.earlier if _OPENS_PARTS.search(c)]
    if lead.opening != "其中" and not openers:
        return
    starts = not lead.after and not memory.latest
    sentence = starts or any(not c.startswith("其中") for c in openers)
    if lead.opening == "其中" and (inner := _inner_whole(first, memory)) is not None:
        outer = memory.total
        memory.divide(inner, sentence=False)
        memory.outer = outer
        return
    if lead.opening == "其中" and latest is not None and latest.kind == "growth" and latest.to is None:
        memory.adrift, memory.parting, memory.total = True, False, None
        return  # 居民收入增长6.8%，其中工资性收入1.1万元: the whole is not printed
    whole = whole_before(first, memory)
    total = _root(memory.total)
    if total is not None and memory.levels and any(map(_DIVIDES_ANEW.match, openers)):
        whole = total if total.in_unit_of(first) and total.base()[0] >= first.base()[0] else whole
    for clause in openers:  # 医院按登记注册类型分，公立医院…
        divided = _DIVIDED_BY.match(clause)
        named = _named(divided["of"], first, memory) if divided else None
        if divided and named is None and not memory.levels and shared_end(divided["of"], first.name or ""):
            memory.adrift = True
            return  # 医疗机构463家。医院按登记注册类型分，公立医院8家: hospitals are not printed
        whole = named if named is not None and named.base()[0] >= first.base()[0] else whole
    of_some = whole is None or not is_known_whole(whole, first) or is_half(whole)
    if openers and not memory.levels and of_some:
        whole = known_whole(first, memory, of_all=True) or whole  # 分税种看，增值税…: of 税收收入
    if openers and not memory.levels and (whole is not None or not openers[-1].startswith("其中")):
        whole = _alike_before(whole, first, memory)
    anew = not memory.levels and any(not c.startswith("其中") for c in openers)
    while anew and whole is not None and whole.relation == "part_of":
        above = whole.to
        if above is None or is_known_whole(whole, first) and not is_known_whole(above, first):
            break
        whole = above  # 贷款余额…。其中住户贷款…。分期限看，短期贷款…: of all loans again
    if lead.opening == "其中" and whole is not None and not openers and first.name:
        whole = _sibling_alike(whole, first, memory)
    total = memory.total
    if total is not None:
        again = memory.parting and all(d.to is total or d is total for d in memory.levels)
        by_kind = not sentence and any(c.startswith(("按", "分")) for c in lead.earlier)
        whole = total if by_kind or whole is None and again else whole
    if whole is not None and openers and not memory.levels and is_half(whole) and _other_half(whole, memory):
        whole, memory.adrift = None, True  # 城镇…；农村…。按收入来源分: of neither
    if whole is not None and openers and not memory.levels and not any(c.startswith("其中") for c in openers):
        apart = is_of_another_whole(whole, first) and len(shared_end(whole.name or "", first.name or "")) < 2
        whole = None if apart else whole
        memory.adrift = apart  # 生产总值118亿元。按经营地统计，城镇消费品零售额…
    by_kind = any(c.startswith(("按", "分")) for c in openers)
    if by_kind and memory.adrift and whole is not None and whole.relation is None and whole in memory.levels:
        whole = None  # 按所在地分，城镇…、乡村…；按消费类型分，餐饮…: of what is printed nowhere
    memory.adrift = memory.adrift or by_kind and whole is None and not memory.levels
    if whole is not None:
        memory.divide(whole, sentence=sentence)


def _other_half(half: Draft, memory: Memory) -> bool:
    """Whether the other of town and country stands before, in the same unit."""
    beside = (d for d in memory.recent()[:12] if is_level(d) and d.in_unit_of(half) and is_half(d))
    return any((d.name or "")[:2] != (half.name or "")[:2] for d in beside)


def _root(whole: Draft | None) -> Draft | None:
    """What a part is part of, up to the whole of all."""
    for _ in range(_DEEPEST):
        if whole is None or whole.relation != "part_of" or whole.to is None:
            break
        whole = whole.to
    return whole


def _alike_before(whole: Draft | None, first: Draft, memory: Memory) -> Draft | None:
    """R&D经费486亿元；生产总值…。分活动看，基础研究经费…: the level named like its parts, if one is."""
    if whole is not None and (
        is_known_whole(whole, first) or len(shared_end(whole.name or "", first.name or "")) > 1
    ):
        return whole
    for level in printed_levels(first, memory):
        holds = is_level(level) and level.relation is None and level.base()[0] >= first.base()[0]
        if holds and len(shared_end(level.name or "", first.name or "")) > 1:
            return level
    return whole


def _sibling_alike(whole: Draft, first: Draft, memory: Memory) -> Draft:
    """展览86场、会议412场，其中3万平方米以上展览17场: the one of a list that the part is named for."""
    name = first.name or ""
    if len(shared_end(whole.name or "", name)) > 1 or whole.relation is not None:
        return whole
    for level in memory.levels:
        fits = is_level(level) and level.in_unit_of(first) and level.base()[0] >= first.base()[0]
        if fits and level.relation is None and level.name and name.endswith(level.name):
            return level
    return whole


def _inner_whole(first: Draft, memory: Memory) -> Draft | None:
    """分产业看，…；第二产业用电量11.8，其中工业11.4；…: the part that alone stands in the clause."""
    if not memory.parting or not memory.sentence_parts or memory.total is None:
        return None
    said = [d for d in memory.of_clause() if is_level(d) and d.in_unit_of(first)]
    if len(said) != 1 or said[0].to is not memory.total or said[0].relation != "part_of":
        return None
    return said[0] if abs(said[0].base()[0]) >= abs(first.base()[0]) else None


def _said_among(
    lead: Lead, first: Draft, memory: Memory
) -> tuple[bool, Draft | None, str | None]:
    """常住人口中，城镇人口…: whether the clause says so, the whole if it was printed, its name."""
    for clause in lead.earlier:
        if ("中" in clause or "里" in clause) and (found := _AMONG.match(clause)):
            called = _WHOLE_PLACE.sub("", found["whole"])
            return True, _named(found["whole"], first, memory), called
    fused = _AMONG_FUSED.match(lead.text) if "中" in lead.text else None
    whole = _named(fused["whole"], first, memory) if fused else None
    return whole is not None, whole, None


def whole_before(draft: Draft, memory: Memory) -> Draft | None:
    """Return the last level before in the same unit, which 其中 divides.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> whole, part = map(Draft, find_quantities("12.6万吨，其中水稻8.1万吨", [])[0])
    >>> whole_before(part, Memory(levels=[whole])) is whole
    True
    """
    total = memory.total
    size = abs(draft.base()[0])
    planned = None
    for level in reversed(memory.levels):
        if level is draft or level.kind == "rate" or level.action is not None:
            continue
        if abs(level.base()[0]) < size:
            continue
        if PLANNED.search(level.name or ""):
            planned = planned or (level if level.in_unit_of(draft) else None)
            continue
        if level.in_unit_of(draft) and is_level(level):
            part = level.relation == "part_of" and level.to is total
            return total if part and memory.sentence_parts else level
    if total is not None and total.in_unit_of(draft):
        return total
    if planned is not None:
        return planned  # 下达建设任务23.5万亩，其中新建9.2万亩
    carried = memory.carried.get(draft.quantity.unit.base)
    return carried if carried is not None and abs(carried.base()[0]) >= size else None


def whole_of_shares(memory: Memory) -> Draft | None:
    """Return what 其中，内资企业占98.9% divides: the last count or amount, or the one before.

    Examples
    --------
    >>> whole_of_shares(Memory()) is None
    True
    """
    last = memory.last_level()
    if last is None and not memory.rates:
        last = next((d for d in memory.recent() if is_level(d)), None)
    return last if last is not None and last.kind in ("amount", "count") else None


def _named(name: str, draft: Draft, memory: Memory) -> Draft | None:
    """The last level of a name, else one whose name ends with it or that it ends with."""
    short = _WHOLE_PLACE.sub("", name)
    levels = list(printed_levels(draft, memory, far=True))
    exact = next((d for d in levels if d.name == short), None)
    near = (
        d for d in levels
        if d.ends_with(short) or short.endswith(d.name or "\0") and not _NEW_ONES.match(short) or len(d.name or "") > 3 and short.startswith(d.name or "\0")
    )  # fmt: skip
    begun = (d for d in levels if len(short) > 1 and (d.name or "").startswith(short))
    any_kind = _ANY_KIND.match(short)
    alike = (
        d for d in levels
        if len(shared_end(d.name or "", short)) > 1 and (any_kind or _within(short, d.name or ""))
    )  # fmt: skip
    return exact or next(near, None) or next(begun, None) or _first_of_a_run(alike)


def _within(short: str, name: str) -> bool:
    """Whether a name says all that the short one says, in order: 受理案件 of 受理各类案件."""
    rest = iter(name)
    return all(character in rest for character in short.replace("的", ""))


def _first_of_a_run(levels: Iterable[Draft]) -> Draft | None:
    """The greatest of some levels: what was divided before its parts were."""
    return max(levels, key=lambda d: abs(d.base()[0]), default=None)
