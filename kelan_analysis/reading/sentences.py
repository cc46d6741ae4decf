"""Sentences: where a folded text may be cut, with the line breaks of a PDF healed."""

from __future__ import annotations

import re

_END = re.compile(r"[。!?!?]|\n+")
_STOPS = "。!?;:,、"


def sentence_spans(folded: str, joined: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text.

    A full stop ends a sentence, and so does a line break, unless it stands inside a number
    or wraps a long line of prose.

    Parameters
    ----------
    folded : str
        As `fold` gives it.
    joined : list of tuple
        Spans of quantities, which are never cut.

    Examples
    --------
    >>> sentence_spans("一季度开局良好。二季度向好。", [])
    [(0, 8), (8, 14)]
    """
    inside = bytearray(len(folded) + 1)
    for start, end in joined:
        if end - start > 1:
            inside[start:end] = b"\1" * (end - start)
    spans, start = [], 0
    for found in _END.finditer(folded):
        at, stop = found.span()
        if inside[at] or folded[at] == "\n" and _wraps(folded, start, at, stop):
            continue
        if stop > start:
            spans.append((start, stop))
        start = stop
    if start < len(folded):
        spans.append((start, len(folded)))
    return spans


def _wraps(folded: str, start: int, at: int, stop: int) -> bool:
    """A single break behind a long line with a comma and no stop at its end is a wrapped line."""
    if stop - at > 1 or at == 0 or stop >= len(folded):
        return False
    line_start = folded.rfind("\n", 0, at) + 1
    line = folded[line_start:at]
    if folded[at - 1] in ",、":
        return True
    return len(line) >= 20 and "," in line and folded[at - 1] not in _STOPS and "|" not in line
