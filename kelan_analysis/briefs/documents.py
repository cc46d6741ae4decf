"""`Document`: a finished brief between notebook and page, in clean HTML, with its data."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass, field, replace
from typing import Any

from kelan_analysis.briefs.tree import Tree, parse_tree, text_of
from kelan_analysis.errors import RunError
from kelan_analysis.source_date import source_date

_HAN = re.compile(r"[\u3400-\u9fff]")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?!\d)")


@dataclass(frozen=True)
class Attachment:
    """A data file that travels inside the PDF.

    Attributes
    ----------
    name, media, about : str
        File name, MIME type, and what it is in a few words.
    content : bytes
        The file.
    relationship : str
        ``source`` (what the brief was made from), ``data`` or ``supplement``.

    Examples
    --------
    >>> Attachment("source.txt", "text/plain", "原文", "总产值".encode(), "source").name
    'source.txt'
    """

    name: str
    media: str
    about: str
    content: bytes
    relationship: str = "data"


@dataclass(frozen=True)
class Document:
    """What the two exporters print: title, language, date, body and attachments.

    Examples
    --------
    >>> document = make_document('<h1 lang="en">A brief</h1><time datetime="2024-02-01"></time>')
    >>> document.title, document.language, document.date.isoformat()
    ('A brief', 'en', '2024-02-01')
    """

    title: str
    language: str
    date: datetime.date
    body: str
    tree: Tree
    kicker: str = ""
    attachments: tuple[Attachment, ...] = field(default=())

    @property
    def headline(self) -> str:
        """The text of the first element of class ``lead``.

        Examples
        --------
        >>> make_document('<h1>A brief</h1><p class="lead">All hold.</p>').headline
        'All hold.'
        """
        return next((text_of(node).strip() for node in _of_class(self.tree.nodes, "lead")), "")

    def with_attachments(self, *more: Attachment) -> Document:
        """Return the document with further attachments; a later one replaces its namesake.

        Examples
        --------
        >>> document = make_document("<h1>A brief</h1>")
        >>> data = Attachment("a.csv", "text/csv", "figures", b"id")
        >>> [item.name for item in document.with_attachments(data, data).attachments]
        ['a.csv']
        """
        named = {item.name: item for item in (*self.attachments, *more)}
        return replace(self, attachments=tuple(named[name] for name in sorted(named)))


def make_document(
    body: str,
    *,
    title: str | None = None,
    language: str | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Document:
    """Read title, language and date from clean HTML where they are not given.

    The title is the first ``h1``; the language the first ``lang`` attribute, else the
    title's own; the date the first ``time datetime``, else
    ``SOURCE_DATE_EPOCH``, never the clock.

    Raises
    ------
    RunError
        If there is no title: a PDF/UA file must have one.

    Examples
    --------
    >>> make_document("<h1>岢岚县</h1><p>增长</p>").language
    'zh'
    """
    tree = parse_tree(body)
    title = title or tree.title
    if not title:
        raise RunError(
            "a brief needs a title. The notebook has no first-level heading and no metadata "
            "`title`; add one of them."
        )
    written = (language or tree.language or "").lower()[:2]
    if written not in ("zh", "en"):
        written = "zh" if _HAN.search(title) else "en"
    kicker = next((text_of(node).strip() for node in _of_class(tree.nodes, "kicker")), "")
    return Document(title, written, _date(tree), body, tree, kicker, tuple(attachments))


def _date(tree: Tree) -> datetime.date:
    """Return the date of the first `time`; of a year or month its last day."""
    if tree.date:
        found = _DATE.match(tree.date)
        if found:
            year, month, day = (int(part) if part else 0 for part in found.groups())
            month = month or 12
            try:
                return datetime.date(year, month, day or calendar.monthrange(year, month)[1])
            except (ValueError, calendar.IllegalMonthError):
                pass
        raise RunError(
            "a date must read YYYY, YYYY-MM or YYYY-MM-DD. "
            f"Found {tree.date!r} in a `time` element."
        )
    fixed = source_date()
    return fixed.date() if fixed else datetime.date(1980, 1, 1)


def _of_class(nodes: list[Any], name: str):
    for node in nodes:
        if isinstance(node, str):
            continue
        if name in node["c"]:
            yield node
        yield from _of_class(node["k"], name)
