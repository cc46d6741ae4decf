"""Quantities that are more, or less, than a number and its unit: 半数, 翻两番, 6分42秒."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from kelan_analysis.numerals import parse_numeral
from kelan_analysis.reading.quantity import Quantity, Scan
from kelan_analysis.units import BARE, parse_unit

_HALF = re.compile(  # what stands before is looked at second: so the search may skip to 半
    r"半数(?:(?=以上的?[\u4e00-\u9fff]|的[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff]的半数)(?=以上[,。;]|左右)"
    r"|(?<=[占近超过约]半数)(?=[,。;以左村乡镇企家户人学行社党干园]))"
)
_TIME = re.compile(
    r"(?P<first>\d(?<![\d.].)\d{0,5})(?:小时(?P<minutes>\d{1,6}))?分钟?(?:(?P<seconds>\d{1,6})秒)?(?!之)"
)
_DOUBLING = re.compile(
    r"翻(?:了)?(?P<hedge>近|约|超过?|逾|将近|接近)?"
    r"(?P<n>[一二两三四五六七八九]|(?<![\d.])\d)?(?:个)?番(?!半)"
)


def find_halves(scan: Scan) -> None:
    """Add 半数以上的行政村, 过半数的: a half without a numeral.

    Examples
    --------
    >>> scan = Scan("半数以上的行政村", bytearray(8))
    >>> find_halves(scan)
    >>> scan.quantities[0].exact
    Fraction(1, 2)
    """
    for found in _HALF.finditer(scan.folded):
        start, end = found.span()
        if scan.free(start, end):
            half = Fraction(1, 2)
            scan.quantities.append(
                Quantity(start, end, start, end, Decimal("0.5"), 0, BARE, "fraction", half)
            )


def find_times(scan: Scan) -> None:
    """Add 6分42秒, 2小时15分: one duration, in the smallest unit that is printed.

    Examples
    --------
    >>> scan = Scan("缩短至6分42秒", bytearray(8))
    >>> find_times(scan)
    >>> scan.quantities[0].value, scan.quantities[0].unit.name
    (Decimal('402'), '秒')
    """
    if "分" not in scan.folded:
        return
    times = []
    for found in _TIME.finditer(scan.folded):
        start, end = found.span()
        hours = found["minutes"] is not None
        alone = not hours and found["seconds"] is None
        if alone or not scan.free(start, end):
            continue
        value = int(found["first"])
        if hours:
            value = value * 60 + int(found["minutes"])
        if found["seconds"] is not None:
            value = value * 60 + int(found["seconds"])
        unit = parse_unit("分钟" if found["seconds"] is None else "秒")
        times.append(Quantity(start, end, None, None, Decimal(value), 0, unit, "mixed"))
    scan.put(times)


def find_doublings(scan: Scan) -> None:
    """Add 翻番, 翻一番, 翻了两番: doublings, with or without a numeral.

    Examples
    --------
    >>> scan = Scan("产值翻了两番", bytearray(6))
    >>> find_doublings(scan)
    >>> scan.quantities[0].value, scan.quantities[0].unit.name
    (Decimal('2'), '番')
    """
    doublings = []
    for found in _DOUBLING.finditer(scan.folded):
        start, end = found.span()
        if not scan.free(start, end):
            continue
        start = found.end("hedge") if found["hedge"] else start  # 翻了近两番: the hedge leads
        times = parse_numeral(found["n"]).value if found["n"] else Decimal(1)
        spans = found.span("n") if found["n"] else (None, None)
        decimals = 0 if found["n"] else None
        doublings.append(Quantity(start, end, *spans, times, decimals, parse_unit("番"), "double"))
    scan.put(doublings)
