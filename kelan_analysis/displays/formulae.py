"""Formulae in tables: how wide their column is, where they break, and the reason beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kelan_analysis.displays.page import escape
from kelan_analysis.findings import formula_text

if TYPE_CHECKING:
    from kelan_analysis.checking import Check

# Characters that stand in one line of a column as wide as they are, of 36 % and of 40 %.
SHORT, LONG, LONGEST = 26, 38, 43


def column_of(checks: Iterable[Check], language: str = "zh") -> str:
    """Return the class of a column of formulae: as wide as they are, or a third where long.

    Examples
    --------
    >>> column_of([])
    ''
    """
    longest = max((_size(formula_text(check.formula, language)) for check in checks), default=0)
    return "" if longest <= SHORT else f' class="w{36 if longest <= LONG else 40}"'


def formula_html(formula: str, language: str = "zh") -> str:
    """Return a formula as HTML, its result not torn apart; a long one breaks before the result.

    Examples
    --------
    >>> formula_html("59 + 64 = 123个")
    '<span class="nobr">59 + 64 = 123个</span>'
    >>> formula_html("1330.5 + 506.08 + 1108.16 + 24.5 = 2969.24亿元")
    '1330.5 + 506.08 + 1108.16 + 24.5 <span class="nobr">= 2969.24亿元</span>'
    """
    text = formula_text(formula, language)
    if _size(text) <= LONGEST:
        return f'<span class="nobr">{escape(text)}</span>'
    left, sign, result = text.rpartition(" = ")
    return f'{escape(left)} <span class="nobr">= {escape(result)}</span>' if sign else escape(text)


def reason_of(check: Check, language: str = "zh") -> str:
    """Return the sentence that says why a check holds or not, as a sentence of its own.

    Examples
    --------
    >>> from kelan_analysis import check_ratio
    >>> reason_of(check_ratio("59个", "64个", "92.2%"), "en")
    'The division gives 92.1875%, which rounds to 92.2% as printed.'
    """
    return check.because if language == "zh" else check.because_en


def _size(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
