"""What a text says about itself in words: who published it, when, and how it was rounded."""

from __future__ import annotations

import re

_OFFICE = re.compile(
    r"(?:来源|发布单位|发布机构|编制单位)?[:：]?\s*"
    r"((?:[\u4e00-\u9fff]{2,20}(?:局|委员会|发改委|统计信息网|调查队|办公室|人民政府|中心|日报|报社|新闻网|领导小组))"
    r"(?:[、 　]+[\u4e00-\u9fff]{2,20}(?:局|委员会|调查队|办公室))*)"
)
_DAY = re.compile(
    r"(?:发布(?:时间|日期)|日期)?[:：]?\s*[(（]?\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?\s*[)）]?"
)
_ROUNDED = re.compile(r"四舍五入|修约|机械调整|舍入误差|(?:单位|小数|数据)取舍")
_SENTENCE = re.compile(r"[^。；;\n]*[。；;]?")
_MARKER = re.compile(r"^\s*(?:注释?\s*\d*\s*[:：]|[\[［(（]?\d{1,2}[\]］)）.、．]|[-*•])\s*")
_AT_TOP = 6
_AT_END = 4


def byline_of(text: str) -> tuple[str | None, str | None]:
    """Return the publisher and the date that stand in lines of their own, at the top or the end.

    Examples
    --------
    >>> byline_of("甲县2023年统计公报\\n甲县统计局\\n2024年3月8日\\n产值50.9亿元。")
    ('甲县统计局', '2024-03-08')
    >>> byline_of("2024年3月8日，甲县统计局说：产值50.9亿元。")
    (None, None)
    """
    lines = [line.strip(" \t　") for line in text.splitlines() if line.strip(" \t　")]
    office = day = None
    for line in lines[:_AT_TOP] + lines[_AT_TOP:][-_AT_END:]:
        rest = line
        if day is None and (found := _DAY.search(line)):
            rest = (line[: found.start()] + line[found.end() :]).strip(" 　|｜")
            if not rest or _OFFICE.fullmatch(rest):
                day = _date(found)
        if office is None and (named := _OFFICE.fullmatch(rest)):
            office = named[1]
    return office, day


def rounding_note(text: str) -> str | None:
    """Return the sentence in which a text says how its figures were rounded, word for word.

    Examples
    --------
    >>> rounding_note("产值50.9亿元。\\n注：部分数据因四舍五入，分项与合计不等。")
    '部分数据因四舍五入，分项与合计不等。'
    >>> rounding_note("产值50.9亿元。") is None
    True
    """
    for sentence in _SENTENCE.findall(text):
        if _ROUNDED.search(sentence):
            while marker := _MARKER.match(sentence):
                sentence = sentence[marker.end() :]
            return " ".join(sentence.split()) or None
    return None


def _date(found: re.Match[str]) -> str | None:
    month, day = int(found[2]), int(found[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{found[1]}-{month:02d}-{day:02d}"
