"""The text as the rules see it: ASCII widths, simplified characters, every offset unchanged."""

from __future__ import annotations

from functools import cache

from kelan_analysis.numerals import fold_width


@cache
def _simplifier():
    from opencc import OpenCC

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
    folded = fold_width(text)
    changes = {ord(c): s for c in set(folded) if (s := _simplified(c)) != c}
    return folded.translate(changes) if changes else folded
