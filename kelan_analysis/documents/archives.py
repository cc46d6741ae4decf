"""`open_archive`: a .docx or .xlsx looked at from outside before any library opens it.

A workbook of 4.7 kB can need 11 GB, and both formats are archives of XML that can name other
files; what a figure's source has no use for is refused unread.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from kelan_analysis.errors import InputError

LARGEST_UNPACKED = 60_000_000
LARGEST_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BODY = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
# What zipfile lets through of an archive that is not whole, or is of a kind that it cannot read.
_DAMAGED = (ValueError, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error)
_OUT = {".docx": "save it as .docx again", ".xlsx": "save it as .xlsx again"}


def open_archive(raw: bytes, name: str, form: str) -> zipfile.ZipFile:
    """Open an Office archive after a look at its sizes, names and kinds of content.

    Parameters
    ----------
    raw : bytes
        The file.
    name, form : str
        What errors call it, and ``.docx`` or ``.xlsx``.

    Raises
    ------
    InputError
        If it is none, is encrypted, unpacks too large, leaves its folder, declares a
        DOCTYPE, or carries macros or external links.

    Examples
    --------
    >>> open_archive(b"plain text", "a.xlsx", ".xlsx")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a.xlsx: not an .xlsx file. Found no archive in it; save it \
as .xlsx again.
    """
    out = _OUT[form]
    if raw.startswith(_OLE):
        # An encrypted workbook is an OLE file around its archive.
        kind = (
            "a password on it; save it without one"
            if "EncryptedPackage".encode("utf-16-le") in raw
            else f"an old Office file under a new name; open it and {out}"
        )
        raise InputError(f"{name}: not an {form} file. Found {kind}.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except (zipfile.BadZipFile, *_DAMAGED):
        raise InputError(f"{name}: not an {form} file. Found no archive in it; {out}.") from None
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or size > LARGEST_RATIO * max(len(raw), 50_000):
        raise InputError(
            f"{name}: a document may hold {LARGEST_UNPACKED // 1_000_000} MB. It unpacks "
            f"{size / max(len(raw), 1):.0f} times, to {size / 1e6:.0f} MB; pass the part needed."
        )
    names = [part.filename for part in parts]
    for part in names:
        if part.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part):
            raise InputError(f"{name}: the part {part!r} leaves the document; {out}.")
        if re.search(r"vbaProject|\.bin$", part) and "vba" in part.lower():
            raise InputError(f"{name}: must hold no macros. Found {part!r}; {out}.")
        if part.startswith("xl/externalLinks/"):
            raise InputError(
                f"{name}: must hold no links to other files. Found {part!r}; paste the values."
            )
    if _BODY[form] not in names:
        raise InputError(f"{name}: not an {form} file. Found no {_BODY[form]} in it; {out}.")
    _refuse_doctype(archive, parts, name, form)
    return archive


def _refuse_doctype(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str, form: str
) -> None:
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(part) as file:
                head = file.read(4096)
        except (zipfile.BadZipFile, *_DAMAGED) as error:
            raise InputError(
                f"{name}: not an {form} file that can be read. {part.filename}: {error}; "
                f"{_OUT[form]}."
            ) from None
        if b"<!DOCTYPE" in head or "<!DOCTYPE".encode("utf-16-le") in head:
            raise InputError(
                f"{name}: {part.filename} declares a DOCTYPE, which could name other files; "
                f"{_OUT[form]}."
            )
