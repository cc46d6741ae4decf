"""A `Document` as one file that is both PDF/A-3a and PDF/UA-1, with its data attached.

The document goes to Typst as JSON beside its images and attachments, in a private folder
that is also the only place Typst can read. Under PDF/UA-1 a missing glyph, alt text or
title is an error of the compiler, which becomes one clear line here.
"""

from __future__ import annotations

import datetime
import functools
import importlib.util
import io
import json
import operator
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.documents import Document
from kelan_analysis.briefs.tree import require_alt
from kelan_analysis.briefs.typst_document import typst_document
from kelan_analysis.errors import RunError

STANDARDS = ("a-3a", "ua-1")
# A last page of which less than this is filled is worth setting the others tighter.
# In a long brief one page more or less is no matter.
NEARLY_EMPTY, LONG = 0.5, 12
TIGHTER = (0.93, 0.86, 0.79)
_GLYPH = re.compile(r"the text `?\"(?P<text>.*?)\"`? could not be displayed", re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")  # as Typst writes what cannot be seen


def font_folder() -> Path:
    """Return the folder of the Chinese font files (of the wheel `mplfonts`, not imported).

    Examples
    --------
    >>> (font_folder() / "NotoSerifCJKsc-Regular.otf").is_file()
    True
    """
    found = importlib.util.find_spec("mplfonts")
    folder = Path(found.origin).parent / "fonts" if found and found.origin else None
    if folder is None or not (folder / "NotoSerifCJKsc-Regular.otf").is_file():
        raise RunError(
            "the Chinese fonts Noto Serif CJK SC and Noto Sans CJK SC are needed. The package "
            "mplfonts that carries them is not installed; `pip install mplfonts`."
        )
    return folder


@functools.cache
def typesetter() -> Any:
    """Return the Typst compiler with the brief's fonts; made once, as fonts take 0.1 s.

    Examples
    --------
    >>> typesetter() is typesetter()
    True
    """
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def write_pdf(document: Document, *, head: str | None = None, strict: bool = True) -> bytes:
    """Typeset a document.

    Parameters
    ----------
    document : Document
        With alt text for each picture.
    head : str, optional
        Running head; the title by default.
    strict : bool
        Refuse a picture without alt text; else it says that it has none.

    Returns
    -------
    bytes
        The PDF: PDF/A-3a, PDF/UA-1, fonts embedded; the same bytes for the same document.

    Examples
    --------
    >>> from kelan_analysis.briefs.documents import make_document
    >>> write_pdf(make_document("<h1>岢岚县</h1><p>增长5.4%</p>"))[:5]
    b'%PDF-'
    """
    if strict:
        require_alt(document.tree)
    moment = datetime.datetime.combine(document.date, datetime.time(), datetime.UTC)
    settings = {
        "format": "pdf",
        "pdf_standards": list(STANDARDS),
        "timestamp": int(moment.timestamp()),
    }
    return _packed(_typeset(document, head, settings))


def _typeset(document: Document, head: str | None, settings: dict[str, Any]) -> Any:
    import typst

    with tempfile.TemporaryDirectory(prefix="kelan-typst-") as folder:
        root = Path(folder)
        for name, content in document.tree.images.items():
            (root / name).write_bytes(content)
        for item in document.attachments:
            (root / item.name).write_bytes(item.content)
        template = root / "main.typ"
        template.write_bytes(files(__package__).joinpath("templates/typst/brief.typ").read_bytes())

        def compile_at(density: float) -> tuple[Any, int, float]:
            data = typst_document(document, head or document.title, density)
            (root / "tree.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            typeset = typesetter().compile(input=str(template), root=folder, **settings)
            end = typesetter().query("<end>", field="value", one=True, format="json")
            return typeset, *operator.itemgetter("page", "y")(json.loads(end))

        try:
            typeset, pages, filled = compile_at(1.0)
            for density in TIGHTER if 1 < pages < LONG and filled < NEARLY_EMPTY else ():
                closer, fewer, _ = compile_at(density)
                if fewer < pages:
                    return closer
            return typeset
        except typst.TypstError as error:
            raise RunError(_plain_error(str(error))) from error


def _packed(pdf: bytes) -> bytes:
    """Pack the thousands of small objects that tagging takes: a third less to send."""
    import pikepdf

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return packed.getvalue()


def _plain_error(message: str) -> str:
    missing = _GLYPH.search(message)
    if missing:
        text = _ESCAPE.sub(lambda sign: chr(int(sign[1], 16)), missing["text"])
        points = " ".join(f"U+{ord(char):04X}" for char in text)
        return (
            f"every character needs a glyph in the brief's fonts. Missing glyph for "
            f"{text!r} ({points}); write it with other characters."
        )
    line = " ".join(message.split())
    if "image" in line:
        return f"every picture must be readable. One is not ({line[:200]}); draw it again."
    return f"Typst could not set the brief as PDF/A-3a and PDF/UA-1: {line[:300]}"
