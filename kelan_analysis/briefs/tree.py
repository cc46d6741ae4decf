"""Clean HTML as a tree of plain JSON, which is how it reaches Typst.

Typst reads the tree with `json()` and never sees markup of ours, so no text of a notebook
can be taken for Typst code. Images leave the tree as files.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from kelan_analysis.errors import RunError

VOID = frozenset({"br", "col", "hr", "img", "wbr"})
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
_DATA = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,(.*)", re.DOTALL)
_SUFFIX = {"png": "png", "jpeg": "jpg", "gif": "gif", "svg+xml": "svg"}
_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_HAN}])[ \t]*\n\s*(?=[{_HAN}])")
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass
class Tree:
    """A document's nodes, the image files they name, and what the nodes say about it.

    Attributes
    ----------
    nodes : list
        Text nodes are strings; elements are ``{"t": tag, "c": classes, "k": children}``
        with their attributes under ``"a"``.
    images : dict
        File name to bytes, in order of appearance.
    title, language, date : str or None
        Of the first ``h1``, the first ``lang`` and the first ``time datetime``.

    Examples
    --------
    >>> Tree(["text"]).title is None
    True
    """

    nodes: list[Any]
    images: dict[str, bytes] = field(default_factory=dict)
    title: str | None = None
    language: str | None = None
    date: str | None = None


def parse_tree(body: str) -> Tree:
    """Read clean HTML into a `Tree`.

    Examples
    --------
    >>> tree = parse_tree('<h1 lang="zh">岢岚县</h1><p>增长 <b>5.4%</b></p>')
    >>> tree.title, tree.language
    ('岢岚县', 'zh')
    >>> tree.nodes[1]["k"]
    ['增长 ', {'t': 'b', 'c': [], 'a': {}, 'k': ['5.4%']}]
    """
    reader = _Reader()
    reader.feed(body)
    reader.close()
    tree = reader.tree
    tree.nodes = _collapse(_without_tooltips(tree.nodes))
    return tree


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = Tree([])
        self.stack: list[dict[str, Any]] = [{"t": "body", "k": self.tree.nodes}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        node = {"t": tag, "c": given.pop("class", "").split(), "a": given, "k": []}
        if tag == "img":
            self._keep_image(given)
        self.tree.language = self.tree.language or given.get("lang")
        if tag == "time":
            self.tree.date = self.tree.date or given.get("datetime")
        self.stack[-1]["k"].append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in [node["t"] for node in self.stack[1:]]:
            return
        while True:
            node = self.stack.pop()
            if node["t"] == "h1" and self.tree.title is None:
                self.tree.title = text_of(node).strip() or None
            if node["t"] == tag:
                return

    def handle_data(self, data: str) -> None:
        self.stack[-1]["k"].append(data)

    def _keep_image(self, given: dict[str, str]) -> None:
        match = _DATA.fullmatch(given.pop("src", ""))
        try:
            content = base64.b64decode(match[2], validate=False) if match else b""
        except binascii.Error:
            content = b""
        if not content:
            given["missing"] = "yes"
            return
        name = f"image-{len(self.tree.images) + 1}.{_SUFFIX[match[1]]}"
        self.tree.images[name] = content
        given["file"] = name


def text_of(node: Any) -> str:
    """Return the text of a node and of all below it.

    Examples
    --------
    >>> text_of({"t": "p", "k": ["增长", {"t": "b", "k": ["5.4%"]}]})
    '增长5.4%'
    """
    return node if isinstance(node, str) else "".join(text_of(child) for child in node["k"])


def require_alt(tree: Tree) -> None:
    """Refuse a document with a picture that no text describes.

    Examples
    --------
    >>> require_alt(parse_tree('<img src="data:image/png;base64,aGk=" alt="两条线">'))
    """
    for number, image in enumerate(_images(tree.nodes), 1):
        if not image["a"].get("alt", "").strip():
            raise RunError(
                f"every picture needs alt text. Picture {number} has none; "
                "show it with `displays.picture(fig, alt=...)`, or give its output or cell "
                "the metadata `alt`."
            )


def _images(nodes: list[Any]):
    for node in nodes:
        if isinstance(node, str):
            continue
        if node["t"] == "img":
            yield node
        yield from _images(node["k"])


def _without_tooltips(nodes: list[Any]) -> list[Any]:
    """Leave out what shows only while one points at it: paper has no such moment."""
    return [
        node if isinstance(node, str) else {**node, "k": _without_tooltips(node["k"])}
        for node in nodes
        if isinstance(node, str) or node["a"].get("role") != "tooltip"
    ]


def _collapse(nodes: list[Any], *, verbatim: bool = False) -> list[Any]:
    """Collapse white space as a browser does; a line break inside Chinese is no space."""
    kept: list[Any] = []
    for index, node in enumerate(nodes):
        if isinstance(node, str):
            text = node if verbatim else _SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", node))
            if not verbatim:
                before = nodes[index - 1] if index else None
                after = nodes[index + 1] if index + 1 < len(nodes) else None
                text = text.lstrip() if _is_block(before) else text
                text = text.rstrip() if _is_block(after) else text
            if text:
                kept.append(text)
        else:
            inside = verbatim or node["t"] == "pre"
            children = _collapse(node["k"], verbatim=inside)
            if node["t"] not in INLINE and not inside:
                children = _strip_ends(children)
            kept.append({**node, "k": children})
    return kept


def _is_block(node: Any) -> bool:
    return not (isinstance(node, str) or node is None) and node["t"] not in INLINE


def _strip_ends(children: list[Any]) -> list[Any]:
    if children and isinstance(children[0], str):
        children[0] = children[0].lstrip(" ")
    if children and isinstance(children[-1], str):
        children[-1] = children[-1].rstrip(" ")
    return [child for child in children if child != ""]
