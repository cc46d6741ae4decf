"""`printed_text`: the text layer of a PDF, lines joined to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium

from kelan_analysis.errors import InputError

LARGEST_PAGES = 500
_PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,4}[-—–·\s页]*(?:[/共\s]*\d{1,4}\s*页?)?")
_ENDS = re.compile(r"[。！？：；]$")
_FIRST_WORD = re.compile(r"(?:[A-Za-z0-9.,]+|.)[，。；：、！？）”%]*")
_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    height: float
    page: int


def printed_text(raw: bytes, name: str) -> tuple[str, str | None]:
    """Return the text of a PDF and its title.

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
        pages = [_lines(document[at], at) for at in range(len(document))]
        title = (document.get_metadata_dict().get("Title") or "").strip() or None
    finally:
        document.close()
    empty = [str(at + 1) for at, lines in enumerate(pages) if not lines]
    if len(empty) == len(pages) or _much_missing(pages):
        raise InputError(
            f"{name}: must have a text layer. Page {', '.join(empty[:5])} holds a picture only "
            "(a scan); run text recognition, and proof-read it, first."
        )
    return _paragraphs(_without_running_heads(pages)), title


def _much_missing(pages: list[list[_Line]]) -> bool:
    """An empty page among full ones: its figures would be missing in silence."""
    return any(not lines for lines in pages)


def _lines(page: pdfium.PdfPage, number: int) -> list[_Line]:
    """The lines of a page from top to bottom; pieces at one height are one line."""
    text = page.get_textpage()
    pieces: list[_Line] = []
    for at in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(at)
        words = text.get_text_bounded(left, bottom, right, top).replace("\r\n", " ").strip()
        if words:
            pieces.append(_Line(words, left, right, top, max(top - bottom, 1.0), number))
    pieces.sort(key=lambda piece: (-round(piece.top - piece.height / 2), piece.left))
    lines: list[_Line] = []
    for piece in pieces:
        middle = piece.top - piece.height / 2
        line = lines[-1] if lines else None
        if line and abs(middle - (line.top - line.height / 2)) < 0.5 * max(piece.height, 4):
            gap = piece.left - line.right
            wide = gap > 1.2 * piece.height
            between = "\t" if wide else " " if gap > 0.2 * piece.height and _spaced(line, piece) else ""
            line.text += between + piece.text
            line.right = max(line.right, piece.right)
        else:
            lines.append(piece)
    return lines


def _spaced(line: _Line, piece: _Line) -> bool:
    return not (_HAN.match(line.text[-1]) or _HAN.match(piece.text[0]))


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop page numbers, and first and last lines that most pages share."""
    edges = Counter(
        line.text for lines in pages for line in {id(x): x for x in (lines[0], lines[-1])}.values()
    )
    shared = {text for text, n in edges.items() if len(pages) > 2 and n > len(pages) / 2}
    kept = []
    for lines in pages:
        inner = list(lines)
        for end in (0, -1):
            while inner and (inner[end].text in shared or _PAGE_NUMBER.fullmatch(inner[end].text)):
                del inner[end]
        kept.append(inner)
    return kept


def _paragraphs(pages: list[list[_Line]]) -> str:
    """Join a full line to the next one; a short line or an indented next one ends a paragraph."""
    lines = [line for page in pages for line in page]
    if not lines:
        return ""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    parts: list[str] = []
    for at, line in enumerate(lines):
        parts.append(line.text)
        following = lines[at + 1] if at + 1 < len(lines) else None
        full = following is not None and right - line.right < _room(following)
        indented = following is not None and following.left - left > line.height
        table = "\t" in line.text or (following is not None and "\t" in following.text)
        if following is None or not full or table or (indented and _ENDS.search(line.text)):
            parts.append("\n")
        elif not (_HAN.match(line.text[-1]) or _HAN.match(following.text[0])):
            parts.append("" if line.text[-1].isdigit() and following.text[0].isdigit() else " ")
    return "".join(parts)


def _room(line: _Line) -> float:
    """The width that the first word of a line would have needed on the line before."""
    first = _FIRST_WORD.match(line.text)
    word = first[0] if first else ""
    return (sum(0.6 if sign.isascii() else 1.0 for sign in word) + 1.0) * line.height
