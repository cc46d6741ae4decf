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
import re
import tempfile
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.documents import Document
from kelan_analysis.briefs.formulae import typst_formulae
from kelan_analysis.briefs.tree import require_alt, text_of
from kelan_analysis.errors import RunError

STANDARDS = ("a-3a", "ua-1")
WORDS = {
    "zh": {"page": "第 {page} 页　共 {pages} 页", "no alt": "图，未附说明"},
    "en": {"page": "Page {page} of {pages}", "no alt": "Picture without description"},
}
_CLOSING = tuple("，。；：、）」』”’！？,.;:!?)%")
_SHARE = re.compile(r"w\d\d")
_GLYPH = re.compile(r"the text `?\"(?P<text>.*?)\"`? could not be displayed", re.DOTALL)


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


def write_pdf(
    document: Document, *, head: str | None = None, strict: bool = True
) -> bytes:
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
    settings = {"format": "pdf", "pdf_standards": list(STANDARDS), "timestamp": int(moment.timestamp())}
    return _packed(_typeset(document, head, settings))


def draw_pages(document: Document, *, ppi: float = 96) -> list[bytes]:
    """Return every page of the PDF as a PNG picture.

    Examples
    --------
    >>> from kelan_analysis.briefs.documents import make_document
    >>> [page[1:4] for page in draw_pages(make_document("<h1>岢岚县</h1>"), ppi=20)]
    [b'PNG']
    """
    pages = _typeset(document, None, {"format": "png", "ppi": ppi})
    return pages if isinstance(pages, list) else [pages]


def _typeset(document: Document, head: str | None, settings: dict[str, Any]) -> Any:
    import typst

    with tempfile.TemporaryDirectory(prefix="kelan-typst-") as folder:
        root = Path(folder)
        for name, content in document.tree.images.items():
            (root / name).write_bytes(content)
        for item in document.attachments:
            (root / item.name).write_bytes(item.content)
        data = _data(document, head or document.title)
        (root / "tree.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        template = root / "main.typ"
        template.write_bytes(files(__package__).joinpath("templates/typst/brief.typ").read_bytes())
        try:
            return typesetter().compile(input=str(template), root=folder, **settings)
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
            recompress_flate=True,
            deterministic_id=True,
        )
    return packed.getvalue()


def _plain_error(message: str) -> str:
    missing = _GLYPH.search(message)
    if missing:
        points = " ".join(f"U+{ord(char):04X}" for char in missing["text"])
        return (
            f"every character needs a glyph in the brief's fonts. Missing glyph for "
            f"{missing['text']!r} ({points}); write it with other characters."
        )
    line = " ".join(message.split())
    if "image" in line:
        return f"every picture must be readable. One is not ({line[:200]}); draw it again."
    return f"Typst could not set the brief as PDF/A-3a and PDF/UA-1: {line[:300]}"


def _data(document: Document, head: str) -> dict[str, Any]:
    formulae = typst_formulae(document.tree.nodes)
    anchors: set[str] = set()
    levels = [0]

    def prepare(node: Any) -> Any:
        if isinstance(node, str):
            return node
        node = {**node, "k": [prepare(child) for child in _close_up(node["k"])]}
        tag = node["t"]
        if tag in ("code", "kbd", "samp", "pre"):
            node["text"] = text_of(node).strip("\n")
        if "math" in node["c"]:
            tex = text_of(node)
            node["a"] = {**node["a"], "alt": tex.strip(), "typst": formulae[tex]}
        if tag == "img" and not node["a"].get("alt", "").strip():
            node["a"] = {**node["a"], "alt": WORDS[document.language]["no alt"]}
        if tag == "table":
            _measure_table(node)
        return node

    def number(node: Any) -> None:
        if isinstance(node, str):
            return
        name = node["a"].get("id")
        if name in anchors:
            node["a"] = {key: value for key, value in node["a"].items() if key != "id"}
        elif name:
            anchors.add(name)
        if re.fullmatch(r"h[1-6]", node["t"]):
            # PDF/UA forbids a level to be left out: h1, h3 are set as levels 1 and 2.
            levels.append(min(int(node["t"][1]), levels[-1] + 1))
            node["level"] = levels[-1]
        for child in node["k"]:
            number(child)

    nodes = [prepare(node) for node in document.tree.nodes]
    for node in nodes:
        number(node)
    return {
        "nodes": nodes,
        "anchors": sorted(anchors),
        "title": document.title,
        "head": head,
        "kicker": document.kicker,
        "lang": document.language,
        "region": "CN" if document.language == "zh" else "GB",
        "date": dict(zip(("year", "month", "day"), document.date.timetuple()[:3], strict=True)),
        "words": WORDS[document.language],
        "attachments": [
            {"name": i.name, "media": i.media, "about": i.about, "relationship": i.relationship}
            for i in document.attachments
        ],
    }


def _measure_table(table: dict[str, Any]) -> None:
    """Count the columns; a head of class `w20` takes 20 %, one of `wide` what is left over."""
    rows = [row for row in _rows(table)]
    table["columns"] = max((sum(_span(cell) for cell in row) for row in rows), default=1)
    widths = ["auto"] * table["columns"]
    if rows:
        place = 0
        for cell in rows[0]:
            share = next((name[1:] for name in cell["c"] if _SHARE.fullmatch(name)), None)
            widths[place] = "1fr" if "wide" in cell["c"] else f"{share}%" if share else "auto"
            place += _span(cell)
    table["widths"] = widths


def _close_up(nodes: list[Any]) -> list[Any]:
    """Bind closing punctuation to the figure before it: Typst may break a line after a box."""
    nodes = list(nodes)
    for index, (node, after) in enumerate(pairwise(nodes)):
        figure = not isinstance(node, str) and "fig" in node["c"]
        if figure and isinstance(after, str) and after[:1] in _CLOSING:
            nodes[index] = {**node, "after": after[:1]}
            nodes[index + 1] = after[1:]
    return nodes


def _rows(node: dict[str, Any]):
    for child in node["k"]:
        if isinstance(child, str):
            continue
        if child["t"] == "tr":
            yield [cell for cell in child["k"] if not isinstance(cell, str)]
        elif child["t"] in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _span(cell: dict[str, Any]) -> int:
    given = cell["a"].get("colspan", "1")
    return int(given) if given.isdigit() and int(given) else 1
