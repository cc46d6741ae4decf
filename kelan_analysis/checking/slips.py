"""Slips of the keyboard: which single error turns one printed number into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kelan_analysis.checking.quantity import RATIO_SCALES, Printed
from kelan_analysis.rounding import digits_text

_SHIFTS = (1, 2, 3)
_UNIT_SHIFTS = (4, 8)
_MAGNITUDES = {"": 0, "万": 4, "亿": 8}


def slip(true: str, observed: str) -> str | None:
    """Name the one slip that prints `observed` for `true`, None where it takes more than one.

    Parameters
    ----------
    true, observed : str
        Plain decimal numbers.

    Returns
    -------
    str or None
        ``sign``, ``swap`` (two neighbouring digits), ``digit`` (one replaced), ``omit``,
        ``insert``, ``shift`` (of the decimal point, by up to three places), ``unit`` (万, 亿).

    Examples
    --------
    >>> slip("5836", "5386"), slip("26.7", "29.7"), slip("3085", "385"), slip("71.2", "7.12")
    ('swap', 'digit', 'omit', 'shift')
    """
    if true == observed:
        return None
    signs = true.startswith("-"), observed.startswith("-")
    a, b = true.removeprefix("-"), observed.removeprefix("-")
    if a == b:
        return "sign"
    if signs[0] != signs[1]:
        return None
    return _same_length(a, b) or _one_digit_more(a, b) or _shifted(a, b)


def _same_length(a: str, b: str) -> str | None:
    if len(a) != len(b) or a.find(".") != b.find("."):
        return None
    one, two = a.replace(".", ""), b.replace(".", "")
    differ = [i for i, (x, y) in enumerate(zip(one, two, strict=True)) if x != y]
    if len(differ) == 1:
        return "digit"
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        i, j = differ
        return "swap" if (one[i], one[j]) == (two[j], two[i]) else None
    return None


def _one_digit_more(a: str, b: str) -> str | None:
    for longer, shorter, name in ((a, b, "omit"), (b, a, "insert")):
        if len(longer) == len(shorter) + 1 and longer.count(".") == shorter.count("."):
            if any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
                return name
    return None


def _shifted(a: str, b: str) -> str | None:
    one, two = (s.replace(".", "").strip("0") for s in (a, b))
    if one != two or not one:
        return None
    moved = abs(_magnitude(a) - _magnitude(b))
    return "shift" if moved in _SHIFTS else "unit" if moved in _UNIT_SHIFTS else None


def _magnitude(digits: str) -> int:
    """Return the power of ten of the first digit that is not zero."""
    whole, _, part = digits.partition(".")
    if whole.strip("0"):
        return len(whole.lstrip("0")) - 1
    return -1 - (len(part) - len(part.lstrip("0")))


def with_mantissa(figure: Printed, mantissa: int) -> Printed:
    """Return the figure with other digits at the same last place.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> with_mantissa(printed("46.92亿元"), 4693).text
    '46.93亿元'
    """
    number = digits_text(mantissa, figure.decimals)
    return replace(figure, mantissa=mantissa, number=number, text=number + (figure.unit or ""))


def rescaled(figure: Printed) -> Iterator[Printed]:
    """Yield what was meant if the decimal point slipped, or 万 was written for 亿.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> [meant.text for meant in rescaled(printed("18.5万元"))]
    ['1.85万元', '185万元', '0.185万元', '1850万元', '0.0185万元', '18500万元', '18.5元', '18.5亿元']
    """
    if figure.fraction is not None or figure.place is not None or not figure.mantissa:
        return
    for shift in _SHIFTS if figure.unit else (*_SHIFTS, *_UNIT_SHIFTS):
        yield from _moved(figure, shift)
    if figure.unit and figure.base and figure.base not in RATIO_SCALES:
        for magnitude, power in _MAGNITUDES.items():
            if abs(power - figure.shift) in _UNIT_SHIFTS and figure.shift in (0, 4, 8):
                unit = magnitude + figure.base
                yield replace(
                    figure, unit=unit, text=figure.number + unit, shift=power,
                    exponent=figure.exponent + power - figure.shift,
                    exact=figure.counted and not power and not figure.decimals,
                )  # fmt: skip


def _moved(figure: Printed, shift: int) -> Iterator[Printed]:
    """Yield the figure divided and multiplied by a power of ten, its digits kept."""
    decimals, mantissa = figure.decimals + shift, figure.mantissa
    while decimals > figure.decimals and mantissa % 10 == 0:
        decimals, mantissa = decimals - 1, mantissa // 10
    if not (figure.exact and decimals):
        yield _at(figure, mantissa, decimals)
    decimals = max(0, figure.decimals - shift)
    yield _at(figure, figure.mantissa * 10 ** (shift - figure.decimals + decimals), decimals)


def _at(figure: Printed, mantissa: int, decimals: int) -> Printed:
    number = digits_text(mantissa, decimals)
    return replace(
        figure, mantissa=mantissa, exponent=figure.shift - decimals, number=number,
        text=number + (figure.unit or ""),
    )  # fmt: skip


def neighbours(figure: Printed) -> Iterator[int]:
    """Yield every mantissa that one slip would have turned into the printed one.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> 46 in set(neighbours(printed("64"))), 146 in set(neighbours(printed("46")))
    (True, True)
    """
    digits = str(abs(figure.mantissa)).rjust(figure.decimals + 1, "0")
    sign = -1 if figure.mantissa < 0 else 1
    found = set()
    for i, digit in enumerate(digits):
        found.update(digits[:i] + d + digits[i + 1 :] for d in "0123456789" if d != digit)
        found.update(digits[:i] + d + digits[i:] for d in "0123456789")
        found.add(digits[:i] + digits[i + 1 :])
        if i + 1 < len(digits):
            found.add(digits[:i] + digits[i + 1] + digit + digits[i + 2 :])
    found.update(digits + d for d in "0123456789")
    for text in sorted(found):
        if text and not (len(text) > figure.decimals + 1 and text[0] == "0"):
            mantissa = sign * int(text)
            if mantissa != figure.mantissa:
                yield mantissa
