"""What opens a place and a period: headings, signatures, paragraphs that begin with a year."""

from __future__ import annotations

import re

from kelan_analysis.reading.grammar import Memory
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.openings import take_opening
from kelan_analysis.reading.periods import ARABIC_YEAR, CHINESE_YEAR, year_of

_PART_OF_YEAR = r"上半年|半年度|下半年|前?[一二三四1-4]季度|前[一二三四五六七八九十\d]+个?月"
_PERIOD = re.compile(
    rf"(?:(?<!\d){ARABIC_YEAR}|{CHINESE_YEAR})年(?:度)?"
    rf"(?:{_PART_OF_YEAR}|\d+\s?[-—–~至]\s?\d+月|\d+月(?!\d+日))?"
)
_PERIOD_WITHOUT_YEAR = re.compile(
    rf"(?:今年|当前|截至)?(?:{_PART_OF_YEAR}|\d+\s?[-—–~至]\s?\d+月份?|全年)"
)
_CUT = re.compile(r"[,，\s]|——|关于|来自|走进")
_DATE_LINE = re.compile(
    r"[(\s]*(?:[\d〇一二三四五六七八九十]+年)?[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日[)\s]*.{0,6}"
    r"|.{0,12}[\d]+年\d+月\d+日"
    r"|.{2,16}[局委办室院队府司社站所行会心厅]\s*\d{4}年\d+月"  # 甲县民政局 2025年3月
)
_DATED = re.compile(r"年\d+月\d+日")
_NOW_TOLD = re.compile(r"现将(?P<what>[^,。;]+)")
_STOPS = re.compile(r"[,。;]")
_NUMBERING = re.compile(r"^(?:\([^()]*\)|[\d一二三四五六七八九十]+[、.])+\s*")
_BUDGET = re.compile(r"[\u4e00-\u9fff]{4,12}[预决]算")
_DIVIDES = re.compile(r"\s*(?:其中|按|分|从|在)")
_LONGEST = 60  # characters in which a clause says its place and period
_RELATIVE = "全我本"  # 全县, 我省: no name of a place


def signed_by(folded: str) -> str | None:
    """Return the county that a short line names: what 全县 means in the text.

    Examples
    --------
    >>> signed_by("岢岚县2023年国民经济运行情况\\n全县粮食产量8万吨。")
    '岢岚县'
    """
    for line in folded.splitlines():
        flat = line.strip()
        if not 3 < len(flat) <= 30 or _STOPS.search(flat):
            continue
        for clause in _CUT.split(flat):
            found = take_apart(clause).region
            if found and found[0] not in _RELATIVE and found[-1] in "县市区旗":
                return found
    return None


def open_paragraph(folded: str, start: int, end: int, memory: Memory) -> None:
    """Let a paragraph that opens with a year set the period, unless a heading set a finer one.

    Examples
    --------
    >>> memory = Memory()
    >>> open_paragraph("2024年，全县粮食产量8万吨。", 0, 12, memory)
    >>> memory.base_period
    '2024'
    """
    if start > 0 and folded[start - 1] not in "\r\n":
        return
    if memory.part_of_year is not None:
        memory.part_of_year, memory.period = None, memory.base_period
    if not _DIVIDES.match(folded, start):
        memory.carried.clear()  # a later 其中 divides what this paragraph says
        memory.last_set = memory.owner = memory.head = None
    clause = folded[start : min(end, start + _LONGEST)].split(",")[0]
    if "(" not in clause and year_of("".join(clause.split())) is None:
        return
    opened = take_apart(clause).period
    year = year_of(opened or "")
    if opened is None or year is None:
        return
    base = memory.base_period or ""
    if base and not base.startswith(str(year)):
        memory.part_of_year = memory.set_period(opened)  # this paragraph tells of another year
    elif len(base) <= 4:
        memory.base_period = memory.set_period(opened)


def take_heading(text: str, memory: Memory) -> None:
    """Let a heading, or a sentence without figures, open a place, a period and a topic.

    Examples
    --------
    >>> memory = Memory()
    >>> take_heading("岢岚县2024年上半年经济运行情况", memory)
    >>> memory.base_region, memory.base_period
    ('岢岚县', '2024-H1')
    """
    flat = text.strip()
    period = _period(flat)
    if period is not None and memory.base_period is not None and _DATED.search(flat):
        period = None  # the date of a report says nothing about what it reports
    memory.open_context(_region(flat, memory), period)
    title = _NUMBERING.sub("", flat).rstrip("。")
    memory.topic = title if _BUDGET.fullmatch(title) else None


def _period(flat: str) -> str | None:
    found = _PERIOD.search(flat[:60]) if "年" in flat[:60] else None
    if found is None:
        part = _PERIOD_WITHOUT_YEAR.match(flat)
        return part[0] if part else None
    compared = found.start() > 0 and flat[found.start() - 1] in "比较与"
    return None if compared or _DATE_LINE.fullmatch(flat) else found[0]


def _region(flat: str, memory: Memory) -> str | None:
    clauses = _CUT.split(flat, maxsplit=2)[:2]
    told = _NOW_TOLD.search(flat)
    if told:
        clauses.append(told["what"].rstrip(":"))
    for at, clause in enumerate(clauses):
        region = take_opening("".join(clause[:_LONGEST].split())).region
        if not region or region[0] in _RELATIVE:
            continue
        if at == 1 and told is None and len(flat) > 40 and take_apart(clauses[0]).subject:
            continue  # the second clause of a long sentence is no heading
        if memory.base_region is None or region[-1] not in "镇乡":
            return region
    return None
