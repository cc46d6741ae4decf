"""Numerals, read and refused."""

from decimal import Decimal
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
    ("二○一○", "2010", 0), ("五", "5", 0), ("千", "1000", 0), ("一千", "1000", 0), ("拾贰", "12", 0),
    ("一百一十", "110", 0), ("一百零十", "110", 0), ("一百一", "110", 0), ("十五", "15", 0), ("二十五", "25", 0),
    ("三千五", "3500", 0), ("一千一百一十一", "1111", 0), ("九千零九", "9009", 0),
    ("万亿", "1000000000000", 0), ("一万亿", "1000000000000", 0), ("三万亿五千万", "3000050000000", 0),
    ("亿", "100000000", 0), ("一亿二", "120000000", 0), ("三百万", "3000000", 0), ("百万", "1000000", 0),
    ("十万二千", "102000", 0), ("一万零五", "10005", 0), ("一万五千", "15000", 0), ("五万五", "55000", 0),
    ("亿亿", "10000000000000000", 0), ("一千万", "10000000", 0), ("一万一千", "11000", 0),
    ("零", "0", 0), ("〇五", "5", 0), ("零点五", "0.5", 1), ("三点一四", "3.14", 2), ("十点零五", "10.05", 2),
    ("5千", "5000", 0), ("3千5", "3500", 0), ("3百5", "350", 0), ("3十5", "35", 0), ("3千250", "3250", 0),
    ("3千05", "3005", 0), ("3万5", "35000", 0), ("1亿2000万", "120000000", 0), ("1万2千5", "12500", 0),
    ("3亿5千万", "350000000", 0), ("2亿8千6百万", "286000000", 0), ("12万8千", "128000", 0), ("零五", "5", 0),
    ("12亿3千4百5十万6千7百8十", "1234506780", 0), ("1千2百万", "12000000", 0), ("8千6百万5", "86005000", 0),
    ("1亿9999万9999", "199999999", 0), ("2亿1万", "200010000", 0), ("3亿1千万2", "310002000", 0),
    ("3万亿", "3000000000000", 0), ("1.5万亿", "1500000000000", 0), ("2.5千", "2500", 0),
    ("9" * 15, "9" * 15, 0), ("-1,234.5", "-1234.5", 1), ("1,234,567.890", "1234567.890", 3),
    ("-1/4", "-0.25", 0), ("0/5", "0", 0), ("3分之1", "0.333333333333", 0), ("十分之三", "0.3", 0),
    ("百分之三点五", "0.035", 0), ("一" * 30, "1" * 30, 0), ("１／８", "0.125", 0),
    ("亿亿亿", "1000000000000000000000000", 0), ("1." + "2" * 14, "1." + "2" * 14, 14), ("二万", "20000", 0),
]  # fmt: skip
REFUSED = ["", "abc", "12元", "1,23", "12,3456", "1.2.3", "万一", "三五百", "四五", "七八", "五三", "一一一万", "1/0", "1e5", "+5",
           "9" * 16, "一" * 31, "5八", "12.3两", "5百3千", "1万20千", "1千1千", "1.5亿2", "一百一百", "十百",
           "百零百", "一百零百", "一万一亿一亿", "一万五万", "一五十", "二三百", "万零", "点五", "五点", "5百八", "1,234,56",
           "12,345,6.7", "1//2", "二分之", "零分之十", "零百", "五万三千万", "一亿二千亿", "3千5千万", "1亿2亿", "1万2亿", "3万5万",
           "1万1万", "2亿1亿", "1亿9千9千万", "1亿1万万", "1千万2千万", "2百3百", "1千万1亿",
           "亿亿亿亿", "1234,567", "x" * 30, "x" * 31]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "decimals"), READ)
def test_read(text, value, decimals):
    numeral = parse_numeral(text)
    assert (numeral.text, str(numeral.value), numeral.decimals) == (text, value, decimals)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    shown = text if len(text) <= 30 else text[:30] + "…"
    with pytest.raises(InputError) as refusal:
        parse_numeral(text)
    assert str(refusal.value) == (
        "A numeral is digits, Chinese numerals or a fraction, with thousands marks in threes. "
        f"Got {shown!r}; give the number alone, without unit."
    )


def test_a_fraction_keeps_its_exact_value():
    assert parse_numeral("三分之二").exact == Fraction(2, 3)
    assert parse_numeral("-1/8").exact == Fraction(-1, 8)
    assert parse_numeral("1/8").value == Decimal("0.125") and parse_numeral("0.125").exact is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"), ("2/3", "0.666666666667"), ("-2/3", "-0.666666666667"), ("1/3", "0.333333333333"),
        ("1/8", "0.125"), ("-1/8", "-0.125"), ("7", "7"), ("1/2000000000000", "1E-12"),
        ("1/2000000000001", "0"), ("5", "5"), ("2" * 35 + "1/2", "1" * 34 + "10.5"),
    ],
)  # fmt: skip
def test_fractions_as_decimals(value, text):
    assert str(fraction_as_decimal(Fraction(value))) == text


@pytest.mark.parametrize("text", ["二○三五", "○"])
def test_either_round_zero_is_one(text):
    assert parse_chinese(text) == parse_chinese(text.replace("○", "〇"))


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
