"""Periods as text, from what the text says: never from the clock."""

from __future__ import annotations

import re

from kelan_analysis.numerals import parse_chinese

ARABIC_YEAR = r"(?:19|20)\d\d"
CHINESE_YEAR = r"[一二][〇零九八][〇零一二三四五六七八九]{2}"  # 一九八四, 二〇二四
MONTH_NUMBER = r"[\d一二三四五六七八九十]+"
DASH = r"[-—–~～至到]"

_YEAR = re.compile(rf"(?<!\d)({ARABIC_YEAR})(?!\d)|({CHINESE_YEAR})(?=年)")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_MONTHS = re.compile(rf"({MONTH_NUMBER})(?:月份?)?\s?{DASH}\s?({MONTH_NUMBER})月")
_FIRST_MONTHS = re.compile(r"前([一二两三四五六七八九十\d]+)个?月")
_MONTH = re.compile(rf"(?<![\d个])({MONTH_NUMBER})月(?!来)")
_OTHER_YEARS = {"上年": -1, "去年": -1, "上一年": -1, "前年": -2, "明年": 1}
_MONTHS_OF = {
    "": "01/12", "H1": "01/06", "H2": "07/12",
    "Q1": "01/03", "Q2": "04/06", "Q3": "07/09", "Q4": "10/12",
}  # fmt: skip
_YEARS = re.compile(rf"({ARABIC_YEAR})年?{DASH}({ARABIC_YEAR})年(?:间|期间)?")
_SAME_PART = re.compile(r"同[期月季]")
_QUARTER = re.compile(r"(前)?([一二三四1-4])季度")


def year_of(text: str) -> int | None:
    """Return the last year that `text` names.

    Examples
    --------
    >>> year_of("到二〇三五年"), year_of("全年")
    (2035, None)
    """
    years = _YEAR.findall(text)
    if not years:
        return None
    arabic, chinese = years[-1]
    return int(arabic) if arabic else parse_chinese(chinese)


def resolve(text: str, year: int | None) -> str | None:
    """Return the period that an expression names, as the table of figures writes it.

    Parameters
    ----------
    text : str
        The expression, folded: ``上半年``, ``1-6月``, ``2023年三季度``, ``全年``.
    year : int or None
        The year of the context.

    Returns
    -------
    str or None
        ``2023``, ``2023-H1``, ``2023-Q3``, ``2023-01/06``, ``2023-05``; None without a year.

    Examples
    --------
    >>> resolve("1-6月", 2023), resolve("前三季度", 2023), resolve("去年", 2023)
    ('2023-01/06', '2023-01/09', '2022')
    >>> resolve("2024年上半年", None), resolve("全年", None)
    ('2024-H1', None)
    """
    if span := _YEARS.fullmatch(text):
        return f"{span[1]}/{span[2]}"
    named = year_of(text)
    if named is not None:
        return _within(text, named)
    if year is None:
        return None
    for word, years in _OTHER_YEARS.items():
        if word in text:
            return str(year + years)
    return _within(text, year)


def resolve_like(text: str, year: int | None, now: str | None) -> str | None:
    """Return the period of an expression; 上年同期 is the part of a year that is spoken of now.

    Examples
    --------
    >>> resolve_like("上年同期", 2024, "2024-Q1"), resolve_like("2019年同期", 2024, "2024-H1")
    ('2023-Q1', '2019-H1')
    >>> resolve_like("上年", 2024, "2024-Q1"), resolve_like("上年同期", 2024, "2024")
    ('2023', '2023')
    """
    period = resolve(text, year)
    if period is None or now is None or not _SAME_PART.search(text):
        return period
    return period + now[4:] if len(period) == 4 and now[4:5] == "-" else period


def same_time(one: str | None, two: str | None) -> bool:
    """Whether two periods are the same months: 上半年 is 1-6月, a quarter is three months.

    Examples
    --------
    >>> same_time("2024-H1", "2024-01/06"), same_time("2024-Q1", "2024"), same_time(None, None)
    (True, False, True)
    """
    return one == two or one is not None and two is not None and _months(one) == _months(two)


def same_end(one: str | None, two: str | None) -> bool:
    """Whether two periods end in the same month: 9月末 and 1-9月.

    Examples
    --------
    >>> same_end("2025-09", "2025-01/09"), same_end("2025-09", "2025-H1")
    (True, False)
    """
    if one is None or two is None:
        return one == two
    return one[:4] == two[:4] and _months(one)[-2:] == _months(two)[-2:]


def _months(period: str) -> str:
    year, _, part = period.partition("-")
    return f"{year}-{_MONTHS_OF.get(part, part)}"


def _within(text: str, year: int) -> str:
    """The part of a year that an expression names: a half, a quarter, months, or all of it."""
    if "上半年" in text or text.endswith("半年度"):
        return f"{year}-H1"
    if "下半年" in text:
        return f"{year}-H2"
    if found := _QUARTER.search(text):
        quarter = _QUARTERS.get(found[2]) or int(found[2])
        if found[1] and quarter == 4:
            return str(year)
        return f"{year}-01/{quarter * 3:02d}" if found[1] else f"{year}-Q{quarter}"
    if (found := _FIRST_MONTHS.search(text)) and 0 < _number(found[1]) <= 12:
        return f"{year}-01/{_number(found[1]):02d}"
    if found := _MONTHS.search(text):
        first, last = (_number(g) for g in found.groups())
        return f"{year}-{first:02d}/{last:02d}" if first <= last <= 12 else str(year)
    if found := _MONTH.search(text):
        month = _number(found[1])
        return f"{year}-{month:02d}" if month <= 12 else str(year)
    return str(year)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else parse_chinese(text)
