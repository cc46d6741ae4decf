"""Characters that no reader sees: a number that holds one is not read, and the account says so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kelan_analysis.reading.marks import Mark
from kelan_analysis.reading.quantities import find_quantities

# Zero-width spaces and joiners, soft hyphens, bidirectional controls, and other controls.
_RANGES = (
    (0x00, 0x08), (0x0B, 0x0B), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD),
    (0x034F, 0x034F), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip
_HIDDEN = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))
_HIDDEN_AT = re.compile(f"[{re.escape(''.join(_HIDDEN))}]")
_TURNED_ROUND = re.compile("\u202e[^\u202c\n]*")  # what stands here is shown backwards
_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百千万亿]+")


@dataclass(frozen=True, slots=True)
class Visible:
    """A text without its invisible characters.

    Attributes
    ----------
    text : str
        What is left.
    source : str
        What it was left of.
    places : tuple of int, or None
        Where each character of `text`, and its end, stand in the source; None where nothing
        was left out.

    Examples
    --------
    >>> visible = Visible.of("粮食12\\u200b.6万吨")
    >>> visible.text, visible.span(2, 6)
    ('粮食12.6万吨', (2, 7))
    """

    text: str
    source: str
    places: tuple[int, ...] | None = None

    @classmethod
    def of(cls, text: str) -> Visible:
        """Leave out what cannot be seen.

        Examples
        --------
        >>> Visible.of("粮食产量").places is None
        True
        """
        if _HIDDEN_AT.search(text) is None:
            return cls(text, text)
        places = [i for i, c in enumerate(text) if c not in _HIDDEN]
        return cls("".join(text[i] for i in places), text, (*places, len(text)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of `text` as a span of the source.

        Examples
        --------
        >>> Visible.of("\\ufeff增长5%").span(2, 4)
        (3, 5)
        """
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]

    def unread(self, folded: str, marks: list[Mark]) -> list[Mark]:
        """Return a mark for each quantity that holds something invisible.

        Parameters
        ----------
        folded : str
            `text`, folded.
        marks : list of Mark
            Spans that hold no quantities.

        Examples
        --------
        >>> visible = Visible.of("完成12\\u200b3亿元")
        >>> [(m.start, m.end, m.why) for m in visible.unread(visible.text, [])]
        [(2, 7, 'U+200B inside the number')]
        """
        if self.places is None:
            return []
        found = self._turned_round(folded, marks)
        for quantity in find_quantities(folded, [*marks, *found])[0]:
            start, end = quantity.start, quantity.end
            first, last = self.span(start, end)
            if last - first > end - start:
                hidden = next(c for c in self.source[first:last] if c in _HIDDEN)
                why = f"U+{ord(hidden):04X} inside the number"
                found.append(Mark(start, end, "unread", why, "invisible"))
        return found

    def _turned_round(self, folded: str, marks: list[Mark]) -> list[Mark]:
        """Every numeral behind a right-to-left override, which shows it backwards."""
        turned = bytearray(len(self.source) + 1)
        for found in _TURNED_ROUND.finditer(self.source):
            turned[found.start() : found.end()] = b"\1" * (found.end() - found.start())
        if 1 not in turned:
            return []
        marked = bytearray(len(folded))
        for mark in marks:
            marked[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
        return [
            Mark(*found.span(), "unread", "shown backwards by U+202E", "invisible")
            for found in _NUMERAL.finditer(folded)
            if turned[self.span(*found.span())[0]] and not any(marked[slice(*found.span())])
        ]
