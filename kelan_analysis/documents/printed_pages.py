"""`printed_text`: the text layer of a PDF, lines joined to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium

from kelan_analysis.documents.grids import Lines
from kelan_analysis.documents.page_columns import reading_order
from kelan_analysis.documents.page_grids import Grid, grids_of
from kelan_analysis.documents.page_rows import Row, page_rows
from kelan_analysis.errors import InputError

LARGEST_PAGES = 500
_SAME_PLACE = 12.0  # points
# What a printing program calls the file is no title.
_FILE = re.compile(r"\.(?:docx?|wps|html?|xlsx?|pdf|txt)$|^Microsoft Word", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,4}[-—–·\s页]*(?:[/共\s]*\d{1,4}\s*页?)?")
_ENDS = re.compile(r"[。！？：；]$")
_FIRST_WORD = re.compile(r"(?:[A-Za-z0-9.,]+|.)[，。；：、！？）”%]*")
_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Line:
    text: str
    left: float  # of the line, and of its column
    right: float
    margins: tuple[float, float]
    height: float


def printed_text(raw: bytes, name: str) -> tuple[Lines, str | None]:
    """Return the lines of a PDF, in reading order with its tables, and its title.

    Raises
    ------
    InputError
        If it is none, has a password, or a page without a text layer (a scan).

    Examples
    --------
    >>> printed_text(b"%PDF-1.7", "a.pdf")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a.pdf: must be a PDF that can be read. Failed to load \
document (PDFium: Data format error); print it to PDF again.
    """
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise InputError(f"{name}: has a password on it; save it without one.") from None
        said = str(error).rstrip(".")
        raise InputError(
            f"{name}: must be a PDF that can be read. {said}; print it to PDF again."
        ) from None
    try:
        if len(document) > LARGEST_PAGES:
            raise InputError(
                f"{name}: a PDF may have {LARGEST_PAGES} pages. Found {len(document)}; "
                "pass the part that states the figures."
            )
        pages = [page_rows(document[at], at + 1) for at in range(len(document))]
        title = (document.get_metadata_dict().get("Title") or "").strip()
    finally:
        document.close()
    # An empty page among full ones: its figures would be missing in silence.
    if empty := [str(at + 1) for at, rows in enumerate(pages) if not rows]:
        raise InputError(
            f"{name}: must have a text layer. Page {', '.join(empty[:5])} holds a picture only "
            "(a scan); run text recognition, and proof-read it, first."
        )
    return _paragraphs(list(_in_order(_without_running_heads(pages))), name), title if title and not _FILE.search(title) else None


def _without_running_heads(pages: list[list[Row]]) -> list[list[Row]]:
    """Drop page numbers, and first and last lines that most pages share."""
    edges = Counter(
        text for rows in pages if rows for text in {rows[0].text, rows[-1].text}
    )
    shared = {text for text, n in edges.items() if len(pages) > 2 and n > len(pages) / 2}
    kept = []
    for rows in pages:
        inner = list(rows)
        for end in (0, -1):
            while inner and (inner[end].text in shared or _PAGE_NUMBER.fullmatch(inner[end].text)):
                del inner[end]
        kept.append(inner)
    return kept


def _in_order(pages: list[list[Row]]) -> Iterator[_Line | Grid]:
    blocks = [(number, block) for number, rows in enumerate(pages, 1) for block in reading_order(rows)]
    starts = [min(row.fragments[0].left for row in block) for _, block in blocks]
    ends = [max(row.fragments[-1].right for row in block) for _, block in blocks]
    for (number, block), start in zip(blocks, starts, strict=True):
        # Columns that begin at one place are equally wide, on whatever page.
        end = max(e for s, e in zip(starts, ends, strict=True) if abs(s - start) < _SAME_PLACE)
        for part in grids_of(block, number):
            if isinstance(part, Grid):
                yield part
            else:
                first, last = part.fragments[0], part.fragments[-1]
                yield _Line(part.text, first.left, last.right, (start, end), first.height)


def _paragraphs(parts: list[_Line | Grid], name: str) -> Lines:
    """Join a full line to the next one; a short line or an indented next one ends a paragraph."""
    made = Lines()
    words = ""
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if isinstance(part, Grid):
            made.table(part.rows, f"{name}: ")
            continue
        words += part.text
        if isinstance(following, _Line) and _goes_on(part, following):
            words += _between(words[-1], following.text[0])
        else:
            made.line(words)
            words = ""
    return made


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether a paragraph goes on in the next line, which may stand in the next column."""
    full = line.margins[1] - line.right < _room(following)
    indented = following.left - following.margins[0] > following.height
    other = abs(line.height - following.height) > 0.15 * line.height  # a heading, a footnote
    return full and not other and not (indented and _ENDS.search(line.text))


def _between(before: str, after: str) -> str:
    """A line end between Chinese characters or inside a number is no blank."""
    if _HAN.match(before) or _HAN.match(after) or (before.isdigit() and after.isdigit()):
        return ""
    return " "


def _room(line: _Line) -> float:
    """The width that the first word of a line would have needed on the line before."""
    first = _FIRST_WORD.match(line.text)
    word = first[0] if first else ""
    return (sum(0.6 if sign.isascii() else 1.0 for sign in word) + 1.0) * line.height
