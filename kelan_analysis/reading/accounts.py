"""Accounts: what became of every numeral of a text; nothing is dropped silently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kelan_analysis.numerals import CHINESE_NUMERAL_CHARACTERS
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.folding import fold
from kelan_analysis.reading.invisible import Visible
from kelan_analysis.reading.marks import Mark
from kelan_analysis.reading.quantity import Unread

CLASSES = (
    "figure", "threshold", "period", "date", "ordinal", "list number", "name or idiom", "unread",
)  # fmt: skip
_CLASS_OF = {
    "name": "name or idiom", "idiom": "name or idiom", "name or idiom": "name or idiom",
    "threshold": "threshold", "period": "period", "date": "date", "ordinal": "ordinal",
    "list number": "list number", "unread": "unread", "figure": "unread",
}  # fmt: skip
_NUMERAL = re.compile(rf"[\d{CHINESE_NUMERAL_CHARACTERS}]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One numeral and what became of it.

    Attributes
    ----------
    start, end, printed : int, int, str
        The span in the untouched text.
    kind : str
        One of `CLASSES`.
    why : str
        The figure's id and rule, or the reason why it is no figure.
    rule : str
        Id of the rule that decided.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [(e.printed, e.kind) for e in read_figures("2024年，4A级景区接待游客3万人次。").account()]
    [('2024年', 'period'), ('4A', 'name or idiom'), ('3万人次', 'figure')]
    """

    start: int
    end: int
    printed: str
    kind: str
    why: str
    rule: str


def account_for(
    visible: Visible, figures: Iterable[Figure], marks: Iterable[Mark], unread: Iterable[Unread]
) -> tuple[Entry, ...]:
    """Account for every numeral of a text, each in exactly one entry.

    Parameters
    ----------
    visible : Visible
        The source, and the text that was read, into which marks and unread point.
    figures, marks, unread : iterable
        What reading found; a figure wins over a mark, a mark over an unread numeral.

    Returns
    -------
    tuple of Entry
        In the order of the text, without overlap.

    Examples
    --------
    >>> [e.why for e in account_for(Visible.of("编号77"), (), (), ())]
    ['no rule reads it']
    """
    text = visible.source
    folded = fold(text)
    taken = bytearray(len(text))
    entries: list[Entry] = []

    def add(start: int, end: int, kind: str, why: str, rule: str) -> None:
        entries.append(Entry(start, end, text[start:end], kind, why, rule))
        taken[start:end] = b"\1" * (end - start)

    for figure in figures:
        if not figure.implicit or figure.number is not None:
            add(figure.start, figure.end, "figure", figure.id, figure.rule)
    for span in (*marks, *unread):
        kind = _CLASS_OF.get(span.kind, "unread")
        start, end = visible.span(span.start, span.end)
        whole = [(start, end)] if taken.find(1, start, end) < 0 else None
        for run in whole or _free_runs(folded, taken, start, end):
            add(*run, kind, span.why, span.rule)
    for start, end in _free_runs(folded, taken, 0, len(folded)):
        add(start, end, *_no_rule(folded[start:end]), "")
    entries.sort(key=lambda e: e.start)
    return tuple(entries)


def _no_rule(numeral: str) -> tuple[str, str]:
    """Class and reason of a numeral that nothing has looked at."""
    if numeral.isascii():
        return "unread", "no rule reads it"
    if any(c not in CHINESE_NUMERAL_CHARACTERS for c in numeral):
        return "unread", "digits of another script"
    return "name or idiom", "part of a word"


def _free_runs(folded: str, taken: bytearray, start: int, end: int) -> list[tuple[int, int]]:
    """The numerals between `start` and `end` that no entry has, in runs."""
    runs = []
    for found in _NUMERAL.finditer(folded, start, end):
        at = found.start()
        while at < found.end():
            if taken[at]:
                at += 1
                continue
            stop = taken.find(1, at, found.end())
            stop = found.end() if stop < 0 else stop
            runs.append((at, stop))
            at = stop
    return runs
