"""`refuse_unsettled`: a Word file whose tracked changes or hidden words leave open what it says."""

from __future__ import annotations

import re
import zipfile

from lxml import etree

from kelan_analysis.errors import InputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\.xml")
_CHANGES = (f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")
_WORDS = (f"{_W}t", f"{_W}delText")
_OFF = ("0", "false", "off")


def refuse_unsettled(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse tracked changes and hidden words: what is printed depends on a setting of Word.

    Raises
    ------
    InputError
        If words were inserted, deleted or moved by a change that nobody has settled, are
        hidden, or stand in a text box that the reader would lose.

    Examples
    --------
    >>> import io
    >>> made = zipfile.ZipFile(file := io.BytesIO(), "w")
    >>> made.writestr("word/document.xml", f'''<d xmlns:w="{_W[1:-1]}"><w:del w:author="张">
    ... <w:r><w:delText>50.9</w:delText></w:r></w:del></d>''')
    >>> made.close()
    >>> refuse_unsettled(zipfile.ZipFile(file), "a.docx")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a.docx: must hold no tracked changes. Found '50.9' deleted \
by 张; accept or reject all changes and save it.
    """
    for part in archive.namelist():
        if not _PARTS.fullmatch(part):
            continue
        try:
            tree = etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False))
        except (etree.XMLSyntaxError, zipfile.BadZipFile):
            continue  # the reader says what is wrong with it
        for change in tree.iter(*_CHANGES):
            if words := _words(change):
                done = "deleted" if change.tag in (_CHANGES[1], _CHANGES[2]) else "inserted"
                by = change.get(f"{_W}author") or "somebody"
                raise InputError(
                    f"{name}: must hold no tracked changes. Found {words!r} {done} by {by}; "
                    "accept or reject all changes and save it."
                )
        _refuse_lost_boxes(tree, name)
        for mark in tree.iter(f"{_W}vanish"):
            run = mark.getparent().getparent()
            if mark.get(f"{_W}val") not in _OFF and run.tag == f"{_W}r" and (words := _words(run)):
                raise InputError(
                    f"{name}: must hold no hidden words. Found {words!r}; show or delete them."
                )


def _refuse_lost_boxes(tree: etree._Element, name: str) -> None:
    """Refuse a text box that the reader loses, or in whose place it loses other words."""
    for box in tree.iter(f"{_W}txbxContent"):
        if any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
            continue
        drawn = any(above.tag == f"{_W}drawing" for above in box.iterancestors())
        host = next((above for above in box.iterancestors(f"{_W}p")), box)
        inside = {id(word) for one in host.iter(f"{_W}txbxContent") for word in one.iter(*_WORDS)}
        beside = "".join(w.text or "" for w in host.iter(*_WORDS) if id(w) not in inside).strip()
        words = _words(box)
        if beside or (words and not drawn):
            raise InputError(
                f"{name}: must hold its words in paragraphs and tables. Found a text box with "
                f"{(words or beside)!r}; move its words into the text."
            )


def _words(element: etree._Element) -> str:
    words = "".join(word.text or "" for word in element.iter(*_WORDS)).strip()
    return words if len(words) <= 30 else f"{words[:30]}…"
