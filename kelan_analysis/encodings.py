"""Bytes to text, without a guess that could be wrong in silence.

Chinese official texts come as UTF-8 (with or without a byte order mark) or as GB18030, which
contains GBK and GB2312. GB18030 gives some text for most byte strings, so it is only tried
on what is not UTF-8, and what shows signs of another encoding is refused.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from kelan_analysis.errors import InputError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
# Two Han characters in a row in UTF-8: by chance about once in 100,000 lines of GB18030.
_HAN_IN_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")
_OUT = "save the file as UTF-8."


def decode(raw: bytes, name: str) -> tuple[str, str]:
    """Return the text of `raw` and its encoding: ``utf-8``, ``utf-8-sig`` or ``gb18030``.

    Parameters
    ----------
    raw : bytes
        A whole file.
    name : str
        What errors call it.

    Raises
    ------
    InputError
        If it is empty, binary, in UTF-16, or partly in another encoding.

    Examples
    --------
    >>> decode("增长5.4%".encode("gb18030"), "a.txt")
    ('增长5.4%', 'gb18030')
    >>> decode("全县\\n".encode() + "增长".encode("gb18030"), "a.txt")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a.txt:2: byte 0xd4 ends the UTF-8 that the lines before it \
are in: a file must have one encoding; save the file as UTF-8.
    """
    if raw.startswith(_UTF16):
        raise InputError(f"{name}: must be UTF-8 or GB18030. Found UTF-16; {_OUT}")
    if b"\0" in raw or len(_CONTROLS.findall(raw)) * 100 > len(raw):
        raise InputError(f"{name}: must be a text. Found a binary file; export it as plain text.")
    text, encoding = _decode_text(raw, name)
    if not text.strip():
        raise InputError(f"{name}:1: must hold text. Found it empty; nothing was read.")
    return text, encoding


def _decode_text(raw: bytes, name: str) -> tuple[str, str]:
    marked = raw.startswith(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` is without the mark that utf-8-sig has taken off.
        broken = error.start
        body = error.object
    else:
        if not marked:
            _refuse_ambiguous(raw, text, name)
        return text, "utf-8-sig" if marked else "utf-8"
    line = 1 + body.count(b"\n", 0, broken)
    byte = f"byte 0x{body[broken]:02x}"
    if marked or _HAN_IN_UTF8.search(raw):
        raise InputError(
            f"{name}:{line}: {byte} ends the UTF-8 that the lines before it are in: "
            f"a file must have one encoding; {_OUT}"
        )
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        raise InputError(
            f"{name}:{line}: must be UTF-8 or GB18030. "
            f"Found byte 0x{raw[error.start]:02x} that is neither; {_OUT}"
        ) from None
    # What GB18030 makes of another encoding is full of characters that no text uses.
    odd = next((sign for sign in text if unicodedata.category(sign) in ("Co", "Cn")), None)
    if odd:
        line = 1 + text.count("\n", 0, text.index(odd))
        raise InputError(
            f"{name}:{line}: must be UTF-8 or GB18030. "
            f"Read as GB18030 it holds U+{ord(odd):04X}, which no text uses; {_OUT}"
        )
    return text, "gb18030"


def _refuse_ambiguous(raw: bytes, text: str, name: str) -> None:
    """Refuse the few short texts that are sound in both encodings: 元 is also Ԫ."""
    foreign = [sign for sign in text if not sign.isascii()]
    if not foreign or not all(sign.isalpha() and sign < "\u0800" for sign in foreign):
        return
    try:
        other = raw.decode("gb18030")
    except UnicodeDecodeError:
        return
    han = next(sign for sign in other if not sign.isascii())
    raise InputError(
        f"{name}: must be UTF-8 or GB18030 beyond doubt. Found {foreign[0]!r} in the one that is "
        f"{han!r} in the other; save the file as UTF-8 with a byte order mark."
    )
