"""The text as the rules see it: ASCII widths, simplified characters, every offset unchanged."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kelan_analysis.numerals import CHINESE_NUMERAL_CHARACTERS, fold_width

if TYPE_CHECKING:
    from opencc import OpenCC

LONGEST_NUMERAL = 40
_SIMPLE: set[str] = set()  # characters that were seen to stay as they are
_OVERLONG = re.compile(rf"[\d{CHINESE_NUMERAL_CHARACTERS}]{{{LONGEST_NUMERAL + 1},}}")


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC  # only texts with traditional characters pay for it

    return OpenCC("t2s")


@cache
def _simplified(character: str) -> str:
    if not "\u3400" <= character <= "\u9fff":
        return character
    simple = _simplifier().convert(character)
    return simple if len(simple) == 1 else character


def fold(text: str) -> str:
    """Return `text` folded for the rules, character for character.

    Full-width digits, letters and punctuation become ASCII, traditional characters
    simplified. The result has the same length, so its offsets hold in the source.

    Examples
    --------
    >>> fold("糧食產量１８，４２０噸")
    '粮食产量18,420吨'
    """
    folded, changes = text, {}
    for c in set(text) - _SIMPLE:
        if (narrow := fold_width(c)) != c:
            folded = folded.replace(c, narrow)
        elif (simple := _simplified(c)) != c:
            changes[ord(c)] = simple
        else:
            _SIMPLE.add(c)
    return folded.translate(changes) if changes else folded


def blank_overlong(folded: str) -> tuple[str, list[tuple[int, int]]]:
    """Blank runs of more than `LONGEST_NUMERAL` numeral characters, which are no figures.

    No official text prints such a number, and a pattern that tried each of its tails would
    need a time that grows with the square of its length.

    Parameters
    ----------
    folded : str
        As `fold` gives it.

    Returns
    -------
    tuple of str and list of tuple
        The text of the same length with the runs as U+0000, and their spans.

    Examples
    --------
    >>> text, runs = blank_overlong("编号" + "7" * 50 + "号")
    >>> len(text), runs
    (53, [(2, 52)])
    """
    runs = [found.span() for found in _OVERLONG.finditer(folded)]
    if runs:
        folded = _OVERLONG.sub(lambda found: "\0" * len(found[0]), folded)
    return folded, runs
