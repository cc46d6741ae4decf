"""Digits and exact values: read a plain decimal number, print a value rounded once."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from kelan_analysis.errors import InputError

Convention = Literal["half-up", "half-even", "nearest", "truncation"]
CONVENTIONS: tuple[Convention, ...] = ("half-up", "half-even", "nearest", "truncation")

_PLAIN = re.compile(r"([-−+]?)(\d+)(?:\.(\d+))?\Z")


def round_to(
    value: Fraction | int | str, decimals: int, rounding: Convention = "half-up"
) -> str:
    """Print `value` with `decimals` decimals, rounded once.

    Parameters
    ----------
    value : Fraction, int or str
        The exact value; a string may be a decimal or a fraction (``"59/64"``).
    decimals : int
        Decimals to print; negative ones round to tens, hundreds ...
    rounding : str, optional
        ``"half-up"`` (default), ``"half-even"`` or ``"truncation"``. Ties unknown
        (``"nearest"``) is a doubt about printed figures and cannot print one.

    Returns
    -------
    str
        The printed digits; a zero carries no sign.

    Examples
    --------
    >>> round_to("2.445", 2), round_to("2.445", 2, "half-even"), round_to("-3.29", 1, "truncation")
    ('2.45', '2.44', '-3.2')
    """
    exact = value if isinstance(value, Fraction) else Fraction(value)
    return digits_text(rounded_mantissa(exact, decimals, rounding), decimals)


def rounded_mantissa(value: Fraction, decimals: int, rounding: Convention) -> int:
    """Return `value` rounded to `decimals`, counted in its last place.

    Examples
    --------
    >>> rounded_mantissa(Fraction(59, 64), 3, "half-up")
    922
    """
    scaled = value * Fraction(10) ** decimals
    sign = -1 if scaled < 0 else 1
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if rounding == "half-up":
        whole += twice >= 0
    elif rounding == "half-even":
        whole += twice > 0 or (twice == 0 and whole % 2 == 1)
    elif rounding != "truncation":
        raise InputError(
            f"`rounding` must be half-up, half-even or truncation to print a number. "
            f"Got {rounding!r}."
        )
    return sign * whole


def digits_text(mantissa: int, decimals: int) -> str:
    """Print `mantissa` times ten to the power of minus `decimals`.

    Examples
    --------
    >>> digits_text(-50, 2), digits_text(7, 0), digits_text(7, -2)
    ('-0.50', '7', '700')
    """
    if decimals <= 0:
        return str(mantissa * 10**-decimals)
    digits = str(abs(mantissa)).rjust(decimals + 1, "0")
    sign = "-" if mantissa < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def decimal_text(value: Fraction, places: int = 0) -> str:
    """Write an exact value as decimal text, ending in ``...`` where it has no end.

    Examples
    --------
    >>> decimal_text(Fraction(7, 4)), decimal_text(Fraction(1, 3)), decimal_text(Fraction(7, 4), 3)
    ('1.75', '0.333333...', '1.750')
    """
    needed = places_of(value)
    if needed < 0:
        return round_to(value, 6, "truncation") + "..."
    return round_to(value, max(needed, places), "truncation")


def plain_digits(digits: str, *, name: str = "digits") -> tuple[int, int]:
    """Return a plain decimal number as a whole number and its count of decimals.

    Examples
    --------
    >>> plain_digits("-46.92")
    (-4692, 2)
    """
    found = _PLAIN.match(digits) if isinstance(digits, str) else None
    if found is None or not digits.replace("−", "-").isascii():
        raise InputError(
            f"`{name}` must be a plain decimal number, without unit, comma or exponent. "
            f"Got {digits!r}; use `read_figures` on raw text."
        )
    sign, whole, part = found.groups()
    mantissa = int(whole + part) if part else int(whole)
    return (-mantissa if sign and sign != "+" else mantissa), len(part) if part else 0


def places_of(value: Fraction | None) -> int:
    """Return the decimals that write `value` in full, -1 where none do.

    Examples
    --------
    >>> places_of(Fraction(7, 4)), places_of(Fraction(1, 3))
    (2, -1)
    """
    if value is None or value.denominator == 1:
        return 0
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else -1
