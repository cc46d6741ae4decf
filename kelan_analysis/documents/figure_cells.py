"""Whether a cell of a table is a figure, and whether it is one that can be trusted."""

from __future__ import annotations

import re
import unicodedata

from kelan_analysis.errors import InputError
from kelan_analysis.strict_csv import INVISIBLE

_WIDE = str.maketrans("０１２３４５６７８９．，－＋％　", "0123456789.,-+% ")
_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?\s?[%‰]?")
_IN_THREES = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?\s?[%‰]?")
_EXPONENT = re.compile(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+")
_YEAR = re.compile(r"(19|20)\d\d")
# As programs print what is no number; a name would be written with small letters after the first.
_NO_NUMBER = re.compile(r"[-+]?(inf|Inf|INF|[iI]nfinity|INFINITY|nan|NaN|NAN)")
_MARKS = frozenset(",.+-%‰ ()")


def check_cell(cell: str, place: str) -> None:
    """Refuse a cell that looks like a figure and is none, or that hides a character.

    Examples
    --------
    >>> check_cell("10²", "in.csv:2: v")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: in.csv:2: v: a figure is written in plain digits. \
Found U+00B2 in '10²'; write it out.
    """
    if sign := INVISIBLE.search(cell):
        raise InputError(
            f"{place}: a cell must hold no invisible character. "
            f"Found U+{ord(sign.group()):04X}; delete it."
        )
    flat = cell.translate(_WIDE).strip()
    if _NO_NUMBER.fullmatch(flat):
        raise InputError(
            f"{place}: a figure is a number that can be written out. Got {flat!r}; write it, or "
            "leave the cell empty."
        )
    if not flat or not _looks_like_a_figure(flat):
        return
    for sign in flat:
        if not sign.isascii() and sign not in _MARKS:
            raise InputError(
                f"{place}: a figure is written in plain digits. "
                f"Found U+{ord(sign):04X} in {cell!r}; write it out."
            )
    if "," in flat and flat.count(",") and re.fullmatch(r"[-+]?[\d,.]+\s?[%‰]?", flat):
        if not _IN_THREES.fullmatch(flat):
            raise InputError(
                f"{place}: thousands marks must stand in threes. Got {cell!r}; correct the cell."
            )


def is_figure(cell: str) -> bool:
    """Whether a cell is one number, with a sign, thousands marks and % at most.

    Examples
    --------
    >>> [is_figure(cell) for cell in ("50.9", "1,234", "１２．５", "-7.7%", "1-2", "NA", "")]
    [True, True, True, True, False, False, False]
    """
    flat = cell.translate(_WIDE).strip()
    return bool(_PLAIN.fullmatch(flat) or _IN_THREES.fullmatch(flat))


def is_bare_figure(cell: str) -> bool:
    """Whether a cell is a figure and not a year, which names a column.

    Examples
    --------
    >>> is_bare_figure("50.9"), is_bare_figure("2023")
    (True, False)
    """
    return is_figure(cell) and not _YEAR.fullmatch(cell.strip())


def check_column(cells: list[tuple[str, str]]) -> None:
    """Refuse an exponent in a column of figures: a spreadsheet has cut the digits off.

    A code like 1E5 among other codes is text, and stays.

    Parameters
    ----------
    cells : list of (cell, place)

    Examples
    --------
    >>> check_column([("1E5", "in.csv:2: code"), ("1-2", "in.csv:3: code")])
    >>> check_column([("1e999", "in.csv:2: v"), ("3", "in.csv:3: v")])
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: in.csv:2: v: a figure is written with all its digits. \
Got '1e999'; write it out.
    """
    filled = [(cell.strip(), place) for cell, place in cells if cell.strip()]
    if not all(is_figure(cell) or _EXPONENT.fullmatch(cell) for cell, _ in filled):
        return
    for cell, place in filled:
        if _EXPONENT.fullmatch(cell):
            raise InputError(
                f"{place}: a figure is written with all its digits. Got {cell!r}; write it out."
            )


def _looks_like_a_figure(flat: str) -> bool:
    return any(map(_numeral, flat)) and all(_numeral(sign) or sign in _MARKS for sign in flat)


def _numeral(sign: str) -> bool:
    return unicodedata.category(sign) in ("Nd", "No")
