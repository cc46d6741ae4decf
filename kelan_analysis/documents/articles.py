"""`article_of`: the part of a web page that is the article, without navigation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html
from lxml.etree import ParserError

from kelan_analysis.errors import InputError

_NOT_TEXT = (
    "script", "style", "noscript", "nav", "header", "footer", "aside", "form", "iframe", "button",
    "select", "template", "svg", "object",
)  # fmt: skip
_AROUND = re.compile(
    r"nav|menu|bread|crumb|foot|header|sidebar|share|related|copyright|toolbar|banner|comment",
    re.IGNORECASE,
)
_BLOCKS = {"p", "table", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "div", "section", "article"}
_STOP = re.compile(r"[，。；：！？、,;]")
_DATE = re.compile(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})")
_SOURCE = re.compile(r"(?:来源|发布机构|发布单位)\s*[:：]\s*([^\s|｜<>]{2,30})")
_ENOUGH = 0.7


@dataclass(frozen=True, slots=True)
class Article:
    """The article of a page: its markup, and what the page says about it.

    Examples
    --------
    >>> article_of("<title>公报</title><p>增长5.4%。</p>", "a.html").title
    '公报'
    """

    markup: bytes
    title: str | None
    publisher: str | None
    published: str | None


def article_of(page: str, name: str) -> Article:
    """Find the article of a page.

    The article is the smallest element that holds most of the page's running text: text
    with punctuation that is not inside links.

    Raises
    ------
    InputError
        If the page holds no running text and no table.

    Examples
    --------
    >>> page = "<div class=nav><a>首页</a></div><div><p>全县增长5.4%，居第5位。</p></div>"
    >>> print(article_of(page, "a.html").markup.decode())
    <div><p>全县增长5.4%，居第5位。</p></div>
    """
    try:
        tree = html.document_fromstring(page)
    except (ParserError, ValueError):
        raise InputError(f"{name}: must be a web page. Found no markup in it.") from None
    said = _said(tree)
    plain = " ".join(tree.text_content().split())
    for element in list(tree.iter(*_NOT_TEXT)):
        element.drop_tree()
    for element in list(tree.iter("div", "ul", "section", "p", "span")):
        marks = f"{element.get('class', '')} {element.get('id', '')}"
        if _AROUND.search(marks) and _links(element) > 0.3 and element.getparent() is not None:
            element.drop_tree()
    for comment in list(tree.iter(html.etree.Comment)):
        comment.drop_tree()
    body = tree.find("body") if tree.find("body") is not None else tree
    article = _smallest(body)
    if not _weight(article):
        raise InputError(f"{name}: must hold an article or a table. Found none in the page.")
    return Article(
        html.tostring(article, encoding="utf-8", with_tail=False),
        said.get("title"),
        said.get("publisher") or _match(_SOURCE, plain),
        said.get("published") or _date(plain),
    )


def _smallest(element: html.HtmlElement) -> html.HtmlElement:
    """Go down while one child holds nearly all of the text."""
    while True:
        whole = _weight(element)
        heavy = [c for c in element if isinstance(c.tag, str) and _weight(c) >= _ENOUGH * whole]
        if not whole or not heavy or heavy[0].tag not in _BLOCKS - {"p", "table", "ul", "ol"}:
            return element
        rest = [c for c in element if c is not heavy[0] and isinstance(c.tag, str)]
        # A heading or a table beside the text belongs to it.
        if any(c.tag in ("p", "table", "h1", "h2", "h3") and _weight(c) for c in rest):
            return element
        element = heavy[0]


def _weight(element: html.HtmlElement) -> int:
    text = len("".join(element.text_content().split()))
    stops = len(_STOP.findall(element.text_content()))
    cells = sum(1 for _ in element.iter("td"))
    return (text - _link_text(element)) if stops or cells else 0


def _link_text(element: html.HtmlElement) -> int:
    return sum(len("".join(link.text_content().split())) for link in element.iter("a"))


def _links(element: html.HtmlElement) -> float:
    return _link_text(element) / max(1, len("".join(element.text_content().split())))


def _said(tree: html.HtmlElement) -> dict[str, str]:
    """What Chinese government pages state in their meta elements (GB/T, 网站标签规范)."""
    names = {"articletitle": "title", "contentsource": "publisher", "pubdate": "published"}
    found = {}
    for meta in tree.iter("meta"):
        field = names.get((meta.get("name") or "").lower())
        content = " ".join((meta.get("content") or "").split())
        if field and content:
            found[field] = content
    if "published" in found:
        found["published"] = _date(found["published"]) or ""
    heading = next((h for h in tree.iter("h1") if h.text_content().strip()), tree.find(".//title"))
    if "title" not in found and heading is not None:
        found["title"] = " ".join(heading.text_content().split())
    return found


def _date(text: str) -> str | None:
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None
