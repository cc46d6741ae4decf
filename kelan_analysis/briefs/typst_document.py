"""A `Document` as the JSON that the Typst template draws: levels, tables, anchors, formulae."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from kelan_analysis.briefs.documents import Document
from kelan_analysis.briefs.formulae import typst_formulae
from kelan_analysis.briefs.tree import text_of

WORDS = {
    "zh": {"page": "第 {page} 页　共 {pages} 页", "no alt": "图，未附说明"},
    "en": {"page": "Page {page} of {pages}", "no alt": "Picture without description"},
}
_CLOSING = tuple("，。；：、）」』”’！？,.;:!?)%")
_LONG = re.compile(r"[!-~]{41,}")
_PIECE = re.compile(r".{1,10}")
_SHARE = re.compile(r"w\d\d")


def typst_document(document: Document, head: str, density: float = 1.0) -> dict[str, Any]:
    """Return what the template reads from ``tree.json``; `density` scales vertical space.

    Examples
    --------
    >>> from kelan_analysis.briefs.documents import make_document
    >>> data = typst_document(make_document("<h1>A</h1><h3>B</h3>"), "A")
    >>> [node["level"] for node in data["nodes"]]
    [1, 2]
    """
    formulae = typst_formulae(document.tree.nodes)
    anchors: set[str] = set()
    levels = [0]

    def prepare(node: Any) -> Any:
        if isinstance(node, str):
            return node
        node = {**node, "k": [prepare(child) for child in _close_up(node["k"])]}
        _keep_notes(node["k"])
        tag = node["t"]
        if tag in ("code", "kbd", "samp", "pre"):
            node["text"] = breakable(text_of(node).strip("\n"))
        if tag in ("td", "th"):
            node["k"] = [breakable(one) if isinstance(one, str) else one for one in node["k"]]
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
        "density": density,
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


def breakable(text: str) -> str:
    """Let a word that is longer than any line break, by spaces of no width.

    Examples
    --------
    >>> len(breakable("a" * 100)) - 100, breakable("a" * 30) == "a" * 30
    (9, True)
    """
    return _LONG.sub(lambda match: "\u200b".join(_PIECE.findall(match[0])), text)


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


def _keep_notes(nodes: list[Any]) -> None:
    """Keep a figure with the note in small print that stands below it."""
    blocks = [node for node in nodes if not (isinstance(node, str) and not node.strip())]
    for node, after in pairwise(blocks):
        if isinstance(node, str) or isinstance(after, str):
            continue
        if node["t"] == "figure" and after["t"] == "p" and "small" in after["c"]:
            node["noted"] = True


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
