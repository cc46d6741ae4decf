"""`read_figures`: every figure of a text, from number to name, place, period and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.finish import finished
from kelan_analysis.reading.folding import LONGEST_NUMERAL, blank_overlong, fold
from kelan_analysis.reading.grammar import RULES, Memory, Slot, implied
from kelan_analysis.reading.groups import Group, group_quantities
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.marks import find_marks
from kelan_analysis.reading.periods import year_of
from kelan_analysis.reading.quantities import Unread, find_quantities
from kelan_analysis.reading.result import Reading
from kelan_analysis.reading.sentences import sentence_spans
from kelan_analysis.reading.tables import read_tables, settle_period

if TYPE_CHECKING:
    from kelan_analysis.releases import Release

_FARTHEST = 300  # characters before or behind a number in which its words are looked for
_OPEN_BRACKET = re.compile(r"\(([^()]*)$")
_HEADING_PERIOD = re.compile(
    r"(?:(?<!\d)(?:19|20)\d\d|[一二][〇零九八][〇零一二三四五六七八九]{2})年(?:度)?(?:上半年|下半年|前?[一二三四1-4]季度|\d+\s?[-—–~至]\s?\d+月|\d+月(?!\d+日))?"
)
_HEADING_CUT = re.compile(r"[,，\s]|——|关于|来自|走进")
_DATE_LINE = re.compile(
    r"[(\s]*(?:[\d〇一二三四五六七八九十]+年)?[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日[)\s]*(?:.{0,6})|.{0,12}[\d]+年\d+月\d+日"
)
_NOW_ON = re.compile(r"现将(?P<what>[^,。;]+)")
_HEADING_PART = re.compile(
    r"(?:今年|当前|截至)?(?:上半年|下半年|前?[一二三四1-4]季度|\d+\s?[-—–~至]\s?\d+月份?|全年)"
)


def read_figures(
    source: str | Release, *, region: str | None = None, period: str | None = None
) -> Reading:
    """Read every figure of a text.

    Parameters
    ----------
    source : str or Release
        The text itself, or a release of `load_release`, whose region and period then are
        the context.
    region, period : str, optional
        Context that the text leaves open: the county, and the year as ``"2023"``.

    Returns
    -------
    Reading
        The figures in the order of the text; offsets are into the untouched text.

    Examples
    --------
    >>> reading = read_figures("64个总投资46.92亿元的新建项目开工59个,开工率92.2%。")
    >>> for figure in reading:
    ...     print(figure.id, figure.printed, figure.indicator, figure.relation, figure.relates_to)
    F01 64个 新建项目 None None
    F02 46.92亿元 新建项目总投资 amount_of F01
    F03 59个 新建项目开工 part_of F01
    F04 92.2% 新建项目开工率 rate_of F01
    """
    release = None if isinstance(source, str) else source
    text = source if isinstance(source, str) else source.text
    if release is not None:
        region, period = region or release.region, period or release.period
    folded, overlong = blank_overlong(fold(text))
    marks = find_marks(folded)
    tables, marks = read_tables(folded, marks, year_of(period or ""))
    quantities, unread = find_quantities(folded, marks)
    covered = [(q.start, q.end) for q in quantities]
    memory = Memory(region=region, own_region=region, year=year_of(period or ""))
    memory.period = memory.base_period = period
    memory.base_region = region
    memory.own_region = region or _signature(folded)
    groups = group_quantities(folded, quantities)
    groups.reverse()
    drafts: list[Draft] = list(tables)
    for start, end in sentence_spans(folded, covered):
        inside = _groups_within(groups, start, end)
        memory.new_sentence()
        if inside:
            _open_paragraph(folded, start, inside[0].start, memory)
            drafts += _read_sentence(folded, start, end, inside, memory)
        else:
            _take_heading(folded[start:end], memory)
    for draft in tables:
        draft.region = memory.base_region or memory.region
        draft.period = settle_period(draft.period, memory.base_period)
    figures, dropped = finished(text, folded, drafts, quantities)
    too_long = f"more than {LONGEST_NUMERAL} digits"
    refused = [Unread(start, end, "unread", too_long) for start, end in overlong]
    return Reading(text, figures, marks, [*unread, *dropped, *refused], release)


def _groups_within(groups: list[Group], start: int, end: int) -> list[Group]:
    taken = []
    while groups and groups[-1].start < end:
        taken.append(groups.pop())
    return [g for g in taken if g.start >= start]


def _signature(folded: str) -> str | None:
    """The county that a short line names (title or signature): what 全县 means in the text."""
    for line in folded.splitlines():
        flat = line.strip()
        if 3 < len(flat) <= 30 and not re.search(r"[,。;]", flat):
            for clause in _HEADING_CUT.split(flat):
                found = take_apart(clause).region
                if found and found[0] not in "全我本" and found[-1] in "县市区旗":
                    return found
    return None


def _open_paragraph(folded: str, start: int, end: int, memory: Memory) -> None:
    """A paragraph that opens with a year sets the period, unless a heading set a finer one."""
    if folded[max(0, start - 2) : start].strip(" \u3000") not in ("", "\n"):
        return
    opened = take_apart(folded[start:end].split(",")[0]).period
    year = year_of(opened or "")
    if opened is None or year is None:
        return
    base = memory.base_period or ""
    if not (base.startswith(str(year)) and len(base) > 4):
        memory.base_period = memory.set_period(opened)


def _take_heading(text: str, memory: Memory) -> None:
    """A heading or a sentence without figures may open a year and a region."""
    flat = text.strip()
    opened_period = None
    found = _HEADING_PERIOD.search(flat[:60])
    dated = found is not None and bool(_DATE_LINE.fullmatch(flat))
    if found and not dated and flat[found.start() - 1 : found.start()] not in tuple("比较与"):
        opened_period = found[0]
    elif found is None and (part := _HEADING_PART.match(flat)):
        opened_period = part[0]
    opened_region = None
    clauses = _HEADING_CUT.split(flat)
    told = _NOW_ON.search(flat)
    for at, clause in enumerate([*clauses[:2], told["what"].rstrip(":")] if told else clauses[:2]):
        lead = take_apart(clause)
        if at == 1 and told is None and take_apart(clauses[0]).subject and len(flat) > 40:
            continue
        if (
            lead.region
            and lead.region[0] not in "全我本"
            and (memory.base_region is None or lead.region[-1] not in "镇乡")
        ):
            opened_region = opened_region or lead.region
    memory.open_context(opened_region, opened_period)
    title = re.sub(r"^(?:\([^()]*\)|[\d一二三四五六七八九十]+[、.])+\s*", "", flat).rstrip("。")
    memory.topic = title if re.fullmatch(r"[\u4e00-\u9fff]{4,12}预算", title) else None


def _read_sentence(
    folded: str, start: int, end: int, groups: list[Group], memory: Memory
) -> Iterator[Draft]:
    slots = list(_slots(folded, start, end, groups))
    done: list[Draft] = []
    position = start
    for slot, (clause_break, slot_start) in slots:
        if clause_break:
            done += implied(folded, position, slot_start, memory)
            memory.new_clause()
        else:
            done += implied(folded, position, slot_start, memory)
        drafts = _apply(slot, memory)
        memory.latest = drafts or memory.latest
        memory.drafts += drafts
        done += drafts
        position = slot.group.end
    done += implied(folded, position, end, memory)
    return iter(done)


def _apply(slot: Slot, memory: Memory) -> list[Draft]:
    for grammar_rule in RULES:
        drafts = grammar_rule.read(slot, memory)
        if drafts:
            for draft in drafts:
                draft.rule = draft.rule or grammar_rule.id
            return drafts
    return []


def _slots(
    folded: str, start: int, end: int, groups: list[Group]
) -> Iterator[tuple[Slot, tuple[bool, int]]]:
    """Cut a sentence into slots: each group with the words that lead to it."""
    made: list[tuple[Slot, tuple[bool, int]]] = []
    last_end = last_outside = start
    clause_start = True
    for i, group in enumerate(groups):
        until = groups[i + 1].start if i + 1 < len(groups) else end
        tail = folded[group.end : min(until, group.end + _FARTHEST)].replace("\n", "")
        nearest = group.start - _FARTHEST
        raw = folded[max(last_end, nearest) : group.start]
        semicolon = max(raw.rfind(";"), raw.rfind("。"))
        last_outside = max(last_outside, nearest)
        opened = _OPEN_BRACKET.search(folded[last_outside : group.start])
        bracket = None
        if opened and ")" not in opened[1]:
            bracket = folded[last_outside : last_outside + opened.start()]
            bracket = re.split(r"[,;。]", bracket)[-1]
            lead = take_apart(opened[1] if last_end <= last_outside + opened.start() else raw)
        else:
            outside = folded[last_outside : group.start]
            cut = max(outside.rfind(";"), outside.rfind("。"))
            first = clause_start or cut >= 0
            after = ""
            if cut >= 0:
                after, outside = outside[:cut], outside[cut + 1 :]
            lead = take_apart(outside, first=first)
            if cut >= 0 and not clause_start:
                lead.after = after
        slot = Slot(group, lead, tail, bracket)
        made.append((slot, (semicolon >= 0, group.start)))
        last_end = group.end
        if bracket is None:
            last_outside = group.end
        clause_start = False
    for (slot, _), (following, (broken, _)) in zip(made, made[1:], strict=False):
        if not broken:
            slot.following = following
    yield from made
