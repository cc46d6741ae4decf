"""Numerals as printed in Chinese texts, to exact decimals with their printed precision.

Arabic digits in either width, with thousands separators, spaces or a line break inside;
Chinese numerals (三亿八千二百万, 四十一点七, 二〇三五); mixed ones (3千5百); fractions (1/5, 三分之二).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from kelan_analysis.errors import InputError

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOKALIKES = str.maketrans("\u3000\xa0∶︰﹕％﹪＋－−﹣·・‧．﹒，﹐○", "  :::%%+---.....,,〇")
_FOLDING = {**_FULL_WIDTH, **_LOOKALIKES}

DIGIT_VALUES = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "兩": 2,
}  # fmt: skip
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE_UNITS = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
CHINESE_NUMERAL_CHARACTERS = "".join([*DIGIT_VALUES, *SMALL_UNITS, *LARGE_UNITS])

_DIGITS = "[" + "".join(DIGIT_VALUES) + "]"
_CHINESE = "[" + CHINESE_NUMERAL_CHARACTERS + "]"
# A space or a line break may stand inside a number of which single digits are spaced apart,
# or which a PDF broke over a line; both must be certain, else two numbers would become one.
ARABIC_PATTERN = (
    r"\d++(?:\.\d++)?(?![\d,. \r\n])"  # nearly every number: nothing goes on behind it
    r"|\d{1,3}(?:,(?:\r?\n)?\d{3})+(?![\d,])(?:\.\d+)?"
    r"|\d(?: \d)+(?: ?\. ?\d(?: \d)*(?!\d))?(?!\d)(?! ?\.\d)"
    r"|\d ?\. \d(?: \d)*(?!\d)|\d \. ?\d(?: \d)*(?!\d)"
    r"|\d+(?:\.\r?\n?\d+)?"
)
CHINESE_PATTERN = rf"{_CHINESE}+(?:点{_DIGITS}+)?"

_LARGEST = 10**24  # of a numeral that ends with 万亿 and the like
_MOST_DIGITS = 15  # of a figure; times 万亿 it still fits the precision of Decimal
_ARABIC = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")
_FRACTION_ARABIC = re.compile(r"(-?\d+)/(\d+)")
_FRACTION_CHINESE = re.compile(rf"({_CHINESE}+|\d+)分之({_CHINESE}+(?:点{_DIGITS}+)?|[\d.]+)")
_CHINESE_WHOLE = re.compile(rf"({_CHINESE}+)(?:点({_DIGITS}+))?")
_SIZES = "[" + "".join([*SMALL_UNITS, *LARGE_UNITS]) + "]"
_MIXED = re.compile(rf"\d+(?:\.\d+)?{_SIZES}+|(?:\d+{_SIZES}+)+\d*")
_MIXED_PART = re.compile(rf"(\d+(?:\.\d+)?)({_SIZES}*)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral with its exact value and its printed precision.

    Attributes
    ----------
    text : str
        The numeral as printed.
    value : Decimal
        Its value; a fraction without finite decimal is cut at 12 places, see `exact`.
    decimals : int
        Printed decimals: 2 for ``"46.92"``, 0 for ``"三亿八千二百万"``.
    exact : Fraction or None
        The value of a printed fraction.

    Examples
    --------
    >>> parse_numeral("２３，４８７．５０")
    Numeral(text='２３，４８７．５０', value=Decimal('23487.50'), decimals=2, exact=None)
    """

    text: str
    value: Decimal
    decimals: int
    exact: Fraction | None = None


def fold_width(text: str) -> str:
    """Return `text` with full-width and look-alike characters as ASCII, one for one.

    Offsets into the result are offsets into `text`: no character is added or dropped
    (NFKC would turn 10² into 102).

    Examples
    --------
    >>> fold_width("５．１８％，2.14∶1")
    '5.18%,2.14:1'
    """
    return text if text.isascii() else text.translate(_FOLDING)


def parse_chinese(text: str) -> int:
    """Return the value of a whole Chinese numeral, by place (一千零五) or digit by digit (二〇三五).

    Raises
    ------
    InputError
        If `text` is not one number (万一, 三五百), or leaves open which (四五 for four or five).

    Examples
    --------
    >>> parse_chinese("一亿零八百五十万"), parse_chinese("十二"), parse_chinese("二〇三五")
    (108500000, 12, 2035)
    """
    folded = text.replace("○", "〇")
    if all(c in DIGIT_VALUES for c in folded):
        if len(folded) == 2 and "〇" not in folded and "零" not in folded:
            raise _not_a_numeral(text)  # 四五 is four or five, 七八 seven or eight
        return int("".join(str(DIGIT_VALUES[c]) for c in folded))
    total = section = 0
    digit: int | None = None
    last_small = last_large = 10**18
    for c in folded:
        if c in DIGIT_VALUES:
            if digit not in (None, 0):
                raise _not_a_numeral(text)
            digit = DIGIT_VALUES[c]
        elif c in SMALL_UNITS:
            if SMALL_UNITS[c] >= last_small or digit == 0 and c not in "十拾":
                raise _not_a_numeral(text)
            section += (1 if digit in (None, 0) else digit) * SMALL_UNITS[c]
            last_small, digit = SMALL_UNITS[c], None
        else:
            size = LARGE_UNITS[c]
            section += digit or 0
            if size < last_large:
                if section == 0 and total == 0:
                    if len(folded) > 1 and folded[1] not in LARGE_UNITS:
                        raise _not_a_numeral(text)  # 万一
                    section = 1
                total += section * size
            elif total and section == 0 and digit is None:
                total *= size  # 万亿
                if total > _LARGEST:
                    raise _not_a_numeral(text)  # 万亿亿亿…
            else:
                raise _not_a_numeral(text)
            section, digit, last_small = 0, None, 10**18
            last_large = size
    if digit and folded[-2] in SMALL_UNITS and SMALL_UNITS[folded[-2]] > 10:
        digit *= SMALL_UNITS[folded[-2]] // 10  # 三百五 is 350
    elif digit and folded[-2] in LARGE_UNITS and len(folded) > 2:
        digit *= LARGE_UNITS[folded[-2]] // 10  # 一万二 is 12000
    return total + section + (digit or 0)


def parse_numeral(text: str) -> Numeral:
    """Read one printed numeral exactly.

    Parameters
    ----------
    text : str
        Digits, Chinese numerals or a fraction, without unit. Spaces, line ends and
        thousands separators inside are dropped; a separator out of place is refused.

    Returns
    -------
    Numeral
        With the value, the printed decimals and, of a fraction, the exact value.

    Raises
    ------
    InputError
        If `text` is not one numeral.

    Examples
    --------
    >>> [str(parse_numeral(t).value) for t in ("12,760", "1 2 ．3 5", "四十一点七", "3千5百", "1/5")]
    ['12760', '12.35', '41.7', '3500', '0.2']
    >>> parse_numeral("三分之二").exact
    Fraction(2, 3)
    """
    folded = "".join(fold_width(text).split())
    long = len(folded) > _MOST_DIGITS
    if long and (sum(map(str.isdigit, folded)) > _MOST_DIGITS or len(folded) > 2 * _MOST_DIGITS):
        raise _not_a_numeral(text)
    if _ARABIC.fullmatch(folded):
        if "," in folded and not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", folded):
            raise _not_a_numeral(text)
        digits = folded.replace(",", "")
        return Numeral(text, Decimal(digits), len(digits.partition(".")[2]))
    fraction = _FRACTION_ARABIC.fullmatch(folded) or _FRACTION_CHINESE.fullmatch(folded)
    if fraction:
        parts = [parse_numeral(part).value for part in fraction.groups()]
        if "分之" in folded:
            parts.reverse()
        if parts[1] == 0:
            raise _not_a_numeral(text)
        exact = Fraction(parts[0]) / Fraction(parts[1])
        return Numeral(text, fraction_as_decimal(exact), 0, exact)
    chinese = _CHINESE_WHOLE.fullmatch(folded)
    if chinese:
        whole, after = chinese.groups()
        decimals = "".join(str(DIGIT_VALUES[c]) for c in after or "")
        # Not by a sum, which is rounded to 28 digits.
        value = Decimal(f"{parse_chinese(whole)}.{decimals}")
        return Numeral(text, value, len(decimals))
    if _MIXED.fullmatch(folded):
        value = _parse_mixed(folded, text)
        return Numeral(text, value, len(format(value, "f").partition(".")[2]))
    raise _not_a_numeral(text)


def fraction_as_decimal(value: Fraction) -> Decimal:
    """Return `value` as a decimal, exact if it ends within 12 places, else cut there half-up.

    Examples
    --------
    >>> fraction_as_decimal(Fraction(1, 8)), fraction_as_decimal(Fraction(2, 3))
    (Decimal('0.125'), Decimal('0.666666666667'))
    """
    scaled = abs(value) * 10**12
    whole = (scaled.numerator * 2 + scaled.denominator) // (2 * scaled.denominator)
    sign = -1 if value < 0 else 1
    with localcontext(prec=100):  # the context's 28 digits would round a long number
        return Decimal(sign * whole).scaleb(-12).normalize() + 0


def _parse_mixed(folded: str, text: str) -> Decimal:
    """Add the parts of 3千5百, 1亿2000万 or 2亿8千6百万: each is smaller than one of the part before it."""
    total = section = Decimal(0)
    last = last_large = 0
    with localcontext(prec=100):  # the context's 28 digits would round a long number
        for digits, units in _MIXED_PART.findall(folded):
            small = large = 1
            for unit in units:
                small *= SMALL_UNITS.get(unit, 1)
                large *= LARGE_UNITS.get(unit, 1)
            if not units and len(digits) == 1:
                small = last // 10  # 3千5 is 3500, as 三千五 is
            part = Decimal(digits) * small
            if last and part >= last:
                raise _not_a_numeral(text)
            section, last = section + part, small
            if large > 1:
                if last_large and section * large >= last_large:
                    raise _not_a_numeral(text)
                total, section = total + section * large, Decimal(0)
                last = last_large = large
        return (total + section).normalize() + 0


def _not_a_numeral(text: str) -> InputError:
    shown = text if len(text) <= 30 else text[:30] + "…"
    return InputError(
        "A numeral is digits, Chinese numerals or a fraction, with thousands marks in threes. "
        f"Got {shown!r}; give the number alone, without unit."
    )
