"""Numerals, read and refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.errors import InputError
from kelan_analysis.numerals import fold_width, fraction_as_decimal, parse_chinese, parse_numeral

READ = [
    ("50.9", "50.9", 1), ("5.0", "5.0", 1), ("-0.33", "-0.33", 2), ("12,760", "12760", 0),
    ("1,204,800", "1204800", 0), ("２３，４８７．５０", "23487.50", 2), ("1 2 ．3 5", "12.35", 2),
    ("46.9\n2", "46.92", 2), ("3·5", "3.5", 1), ("十", "10", 0), ("十二", "12", 0),
    ("二十", "20", 0), ("两百", "200", 0), ("三百五", "350", 0), ("三百零五", "305", 0),
    ("一千零五十", "1050", 0), ("三亿八千二百万", "382000000", 0), ("一亿零八百五十万", "108500000", 0),
    ("二〇三五", "2035", 0), ("二○三五", "2035", 0), ("四十一点七", "41.7", 1),
    ("3千5百", "3500", 0), ("壹佰贰拾叁", "123", 0), ("一万二", "12000", 0),
    ("1/5", "0.2", 0), ("三分之二", "0.666666666667", 0), ("百分之五", "0.05", 0),
]  # fmt: skip
REFUSED = ["", "abc", "12元", "1,23", "12,3456", "1.2.3", "万一", "三五百", "一一一万", "1/0", "1e5", "+5",
           "9" * 16, "一" * 31]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "decimals"), READ)
def test_read(text, value, decimals):
    numeral = parse_numeral(text)
    assert (numeral.text, str(numeral.value), numeral.decimals) == (text, value, decimals)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    with pytest.raises(InputError, match="A numeral is digits, Chinese numerals or a fraction"):
        parse_numeral(text)


@given(st.text())
def test_folding_moves_nothing(text):
    assert len(fold_width(text)) == len(text)


@given(st.decimals(0, 10**9, places=2))
def test_printed_decimals_are_kept(value):
    numeral = parse_numeral(f"{value:,}")
    assert (numeral.value, numeral.decimals) == (value, 2)


def in_chinese(number):
    """Write a whole number below 10000 in Chinese numerals."""
    digits, units = "零一二三四五六七八九", ("千", "百", "十", "")
    text = "".join(
        digits[int(c)] + (unit if c != "0" else "")
        for c, unit in zip(f"{number:04d}", units, strict=True)
    )
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.strip("零") or "零"


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_chinese_numerals_are_read_by_place(ten_thousands, rest):
    text = in_chinese(rest)
    if ten_thousands:
        zero = "零" if rest < 1000 else ""
        text = in_chinese(ten_thousands) + "万" + (zero + text if rest else "")
    assert parse_chinese(text) == ten_thousands * 10000 + rest


@given(st.fractions(-1000, 1000, max_denominator=999))
def test_fractions_are_exact_to_twelve_places(value):
    error = Fraction(fraction_as_decimal(value)) - value
    assert abs(error) <= Fraction(1, 2 * 10**12)
