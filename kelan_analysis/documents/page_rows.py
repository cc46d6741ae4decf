"""`page_rows`: the characters of a PDF page as rows of fragments, from top to bottom."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kelan_analysis.documents.grids import GridCell
from kelan_analysis.documents.page_rules import ruled_tables, table_of, words_by_cell

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef，。；：、“”‘’（）《》]")
_CLOSING = "，。；：、）》”’】！？"
# A blank between Chinese characters and others comes from the typesetting.
_BLANK = re.compile(rf"(?<={_HAN.pattern}) +| +(?={_HAN.pattern})|^\s+|\s+$")
# In widths of a full character: what parts words of Latin letters, and what parts cells.
_WORD_GAP = 0.2
_CELL_GAP = 0.7


@dataclass(slots=True)
class Fragment:
    """Words that stand together on one line.

    Examples
    --------
    >>> Fragment("增长5.4%", 72.0, 120.0, 700.0, 712.0).height
    12.0
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    grid: tuple[tuple[GridCell, ...], ...] = ()  # of a table drawn with lines

    @property
    def height(self) -> float:
        """Return the height of its letters.

        Examples
        --------
        >>> Fragment("", 0.0, 1.0, 2.0, 5.0).height
        3.0
        """
        return self.top - self.bottom


@dataclass(slots=True)
class Row:
    """Fragments at one height, from left to right.

    Examples
    --------
    >>> Row([Fragment("粮食", 0, 24, 0, 12), Fragment("9.12", 60, 80, 0, 12)]).text
    '粮食 9.12'
    """

    fragments: list[Fragment] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words of all fragments.

        Examples
        --------
        >>> Row().text
        ''
        """
        return " ".join(fragment.text for fragment in self.fragments)


def page_rows(page: pdfium.PdfPage, number: int = 1) -> list[Row]:
    """Return the rows of a page; a table drawn with lines is one row.

    Examples
    --------
    >>> document = pdfium.PdfDocument.new()
    >>> page_rows(document.new_page(100, 100))
    []
    """
    runs = _runs(page.get_textpage())
    tables = []
    for at, lattice in enumerate(ruled_tables(page), 1):
        inside = words_by_cell(lattice, [_middle(run) for run in runs])
        words = {cell: _words(_rows([runs[i] for i in found])) for cell, found in inside.items()}
        grid = table_of(lattice, words, f"page {number} table {at}")
        if sum(len({cell.text for cell in row if cell.text}) > 1 for row in grid) < 2:
            continue  # a frame, or the axes of a chart
        left, bottom, right, top = lattice.box
        tables.append(Row([Fragment("|".join(words.values()), left, right, bottom, top, grid)]))
        taken = {i for found in inside.values() for i in found}
        runs = [run for i, run in enumerate(runs) if i not in taken]
    rows = _rows(runs) + tables
    return sorted(rows, key=lambda row: -row.fragments[0].top)


def _middle(run: Fragment) -> tuple[float, float]:
    return (run.left + run.right) / 2, (run.bottom + run.top) / 2


def _words(rows: list[Row]) -> str:
    words = ""
    for row in rows:
        text = row.text
        close = not words or _HAN.match(words[-1]) or _HAN.match(text[0])
        words += text if close else f" {text}"
    return words


def _rows(runs: list[Fragment]) -> list[Row]:
    rows: list[list[Fragment]] = []
    # The large letters make the rows, so that a raised mark finds the one that it belongs to.
    for run in sorted(runs, key=lambda run: -run.height):
        near = max(rows, key=lambda row: _overlap(row[0], run), default=None)
        if near is not None and _overlap(near[0], run) >= 0.5 * run.height:
            near.append(run)
        else:
            rows.append([run])
    rows.sort(key=lambda row: -row[0].top)
    return [Row(_joined(sorted(row, key=lambda run: run.left))) for row in rows]


def _runs(text: pdfium.PdfTextPage) -> list[Fragment]:
    """Characters that follow each other, each run on one line and of one size."""
    runs: list[Fragment] = []
    for at in range(text.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(text.raw, at) == 1:
            continue
        sign = chr(pdfium_c.FPDFText_GetUnicode(text.raw, at))
        left, bottom, right, top = text.get_charbox(at, loose=True)
        size = top - bottom
        if size < 1 or not (sign.isprintable() or unicodedata.category(sign) == "Zs"):
            continue
        if sign in _CLOSING:
            # Half of its square is blank, and typesetters take that half away.
            right = min(right, text.get_charbox(at)[2] + 0.25 * size)
        last = runs[-1] if runs else None
        if last is not None and _follows(last, left, bottom, size):
            last.text += sign
            last.right = max(last.right, right)
        elif not sign.isspace():
            runs.append(Fragment(sign, left, right, bottom, top))
    return [run for run in runs if run.text.strip()]


def _follows(last: Fragment, left: float, bottom: float, size: float) -> bool:
    level = abs(last.bottom - bottom) < 0.1 * size and abs(last.height - size) < 0.1 * size
    return level and -0.6 * size < left - last.right < _WORD_GAP * size


def _overlap(one: Fragment, other: Fragment) -> float:
    return min(one.top, other.top) - max(one.bottom, other.bottom)


def _joined(runs: list[Fragment]) -> list[Fragment]:
    size = max(run.height for run in runs)
    made: list[Fragment] = []
    for run in runs:
        run.text = _BLANK.sub("", run.text)
        small = run.height < 0.9 * size and run.bottom - min(r.bottom for r in runs) > 0.12 * size
        words = run.text.translate(_RAISED) if small and run.text.isdigit() else run.text
        last = made[-1] if made else None
        if last is None or run.left - last.right > _CELL_GAP * size:
            made.append(Fragment(words, run.left, run.right, run.bottom, run.top))
            continue
        wide = run.left - last.right > _WORD_GAP * size and not (
            _HAN.match(last.text[-1]) or _HAN.match(run.text[0])
        )
        last.text += (" " if wide else "") + words
        last.right, last.top = max(last.right, run.right), max(last.top, run.top)
        last.bottom = min(last.bottom, run.bottom)
    return made
