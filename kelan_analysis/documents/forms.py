"""`read_document`: a file by the ending of its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from kelan_analysis.documents.document import Document
from kelan_analysis.documents.figure_cells import is_bare_figure
from kelan_analysis.documents.grids import GridCell, Lines
from kelan_analysis.encodings import decode
from kelan_analysis.errors import InputError, RunError
from kelan_analysis.releases import read_bytes
from kelan_analysis.strict_csv import parse_titled_csv

_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|\?xml)\b", re.IGNORECASE)


def read_document(path: Path | str) -> Document:
    """Read a document of any form in `FORMS`.

    Parameters
    ----------
    path : Path or str
        The file; the ending of its name says what it is.

    Raises
    ------
    InputError
        If it is of no such form, or not what its name says.
    RunError
        If the file changed while it was read.

    Examples
    --------
    >>> read_document("data/140929-kelan-2023/source.txt").text[45:51]
    '50.9亿元'
    >>> read_document("data/140929-kelan-2023/report.doc")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: data/140929-kelan-2023/report.doc: a document must be one \
of .txt, .md, .html, .htm, .docx, .pdf, .csv, .xlsx. Got '.doc'; save it as one of these.
    """
    path = Path(path)
    form = path.suffix.lower()
    if form not in FORMS and path.suffix:
        raise InputError(
            f"{path}: a document must be one of {', '.join(FORMS)}. Got {form!r}; "
            "save it as one of these."
        )
    raw = _read_once(path)
    return FORMS.get(form, _text)(raw, str(path), form or ".txt")


def _read_once(path: Path) -> bytes:
    """Read a file whole, and prove that nobody wrote to it meanwhile."""
    before = path.stat() if path.is_file() else None
    raw = read_bytes(path)
    after = path.stat()
    if before and (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise RunError(f"{path}: changed while it was read; run it again.")
    return raw


def _words(raw: bytes, name: str) -> str:
    """The text of a file that must be no markup: sites hand out web pages under any name."""
    text, _ = decode(raw, name)
    if _MARKUP.match(text):
        raise InputError(f"{name}: must be a plain text. Found a web page; rename it to .html.")
    return text


def _text(raw: bytes, name: str, form: str) -> Document:
    text = _words(raw, name)
    return Document(text=text, form=form, raw=raw, as_it_stands=True, title=_first_line(text))


def _markdown(raw: bytes, name: str, form: str) -> Document:
    from kelan_analysis.documents.prose import pandoc_lines

    text, _ = decode(raw, name)
    lines, title = pandoc_lines(text.encode(), "gfm", name)
    return _written(lines, raw, name, form, title)


def _page(raw: bytes, name: str, form: str) -> Document:
    from kelan_analysis.documents.articles import article_of
    from kelan_analysis.documents.prose import pandoc_lines

    text, _ = decode(raw, name)
    article = article_of(text, name)
    lines, title = pandoc_lines(article.markup, "html", name)
    made = _written(lines, raw, name, form, article.title or title)
    return Document(
        text=made.text, form=form, raw=raw, title=made.title, cells=made.cells,
        publisher=article.publisher, published=article.published,
    )  # fmt: skip


def _word(raw: bytes, name: str, form: str) -> Document:
    from kelan_analysis.documents.archives import open_archive
    from kelan_analysis.documents.prose import pandoc_lines
    from kelan_analysis.documents.word_changes import refuse_unsettled

    refuse_unsettled(open_archive(raw, name, form), name)
    lines, title = pandoc_lines(raw, "docx", name)
    return _written(lines, raw, name, form, title)


def _pdf(raw: bytes, name: str, form: str) -> Document:
    from kelan_analysis.documents.printed_pages import printed_text

    lines, title = printed_text(raw, name)
    return _written(lines, raw, name, form, title)


def _table(raw: bytes, name: str, form: str) -> Document:
    text = _words(raw, name)
    titles, rows = parse_titled_csv(text, name)
    names = list(rows[0][1])
    if titles and (figure := next(filter(is_bare_figure, names), None)):
        raise InputError(
            f"{name}:{titles[-1][0] + 1}: a header names its columns. Found the figure {figure!r}; "
            "give the first row a name for each column."
        )
    lines = Lines()
    for line, title in titles:
        lines.table([[GridCell(title, f"{line}: title")]], f"{name}:")
    header = [GridCell(cell, f"{rows[0][0] - 1}: {cell}") for cell in names]
    body = [
        [GridCell(cell, f"{line}: {column}") for column, cell in row.items()] for line, row in rows
    ]
    lines.table([header, *body], f"{name}:")
    return _written(lines, raw, name, form, None)


def _workbook(raw: bytes, name: str, form: str) -> Document:
    from kelan_analysis.documents.workbooks import workbook_lines

    return _written(workbook_lines(raw, name), raw, name, form, None)


def _written(lines: Lines, raw: bytes, name: str, form: str, title: str | None) -> Document:
    text = lines.text()
    if not text.strip():
        raise InputError(f"{name}: must hold text. Found none; nothing was read.")
    cells = tuple(lines.cells)
    return Document(text=text, form=form, raw=raw, title=title or _first_line(text), cells=cells)


def _first_line(text: str) -> str | None:
    """The title of a text that names none: a short first line of words without a stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:3]
    worded = (line for line in lines if any(s.isalpha() and not s.isascii() for s in line))
    first = next(worded, "")
    if not first or len(first) > 40 or first.startswith(("|", "单位", "注")) or first[-1] in "。；;，":
        return None
    return first


FORMS: dict[str, Callable[[bytes, str, str], Document]] = {
    ".txt": _text, ".md": _markdown, ".html": _page, ".htm": _page, ".docx": _word,
    ".pdf": _pdf, ".csv": _table, ".xlsx": _workbook,
}  # fmt: skip
