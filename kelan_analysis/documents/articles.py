"""`article_of`: the part of a web page that is the article, without what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html
from lxml.etree import ParserError

from kelan_analysis.documents.page_tables import plain_tables
from kelan_analysis.documents.page_weights import BLOCKS, own_text, weights_of
from kelan_analysis.errors import InputError

_NOT_TEXT = (
    "script", "style", "noscript", "nav", "header", "footer", "aside", "form", "iframe", "button",
    "select", "template", "svg", "object",
)  # fmt: skip
_AROUND = re.compile(
    r"nav|menu|bread|crumb|foot|header|sidebar|share|related|copyright|toolbar|banner|comment",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Where the content systems of Chinese offices, and WeChat, put the text of an article.
_CONTAINERS = {
    "trs_editor", "trs_ueditor", "ucap-content", "zoom", "vsb_content", "vsb_content_2",
    "pages_content", "js_content", "article-content", "articlecontent", "article_content", "artibody",
    "contentregion", "news_content", "newscontent", "xxgk_content", "conten", "fontzoom",
}  # fmt: skip
# A short block of these stands around an article and states nothing.
_FURNITURE = re.compile(
    r"(?:当前|您?(?:现在)?的?|您所在的)位置|首页|今天是|索引号|(?:发布|发稿|发文|更新)(?:时间|日期|机构)|日期[:：]"
    r"|(?:信息)?来源[:：]|(?:作者|编辑|责编|责任编辑|审核|审签)[:：]|(?:浏览|点击|阅读|访问)(?:次数|量|数)"
    r"|【?字[体号]|【?打印|【?关闭|分享|[上下]一[篇条]|扫一扫|版权所有|(?:主办|承办)(?:单位)?[:：]|技术支持"
    r"|网站标识码|.{0,12}(?:ICP备|公网安备)"
)
_LONGEST_FURNITURE = 150
_DAY = r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})"
_DATES = (
    re.compile(rf"(?:时间|日期)\s*[:：]?\s*{_DAY}"),
    re.compile(rf"{_DAY}日?\s*(?:\d\d?:\d\d(?::\d\d)?)?[^。\d]{{0,20}}?(?:来源|浏览|阅读|字[体号]|作者)"),
    re.compile(rf"来源\s*[:：][^。]{{0,30}}?{_DAY}"),
)
_SOURCE = re.compile(r"(?:来源|发布机构|发布单位)\s*[:：]\s*([^\s|｜<>]{2,30})")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_ENOUGH = 0.7
_LITTLE = 0.03


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

    The article is the element that content systems keep it in, or else the smallest one that
    holds most of the page's running text and figures. What is hidden is no part of it.

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
        # The text is decoded; lxml refuses one that names an encoding of its own.
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page))
    except (ParserError, ValueError):
        raise InputError(f"{name}: must be a web page. Found no markup in it.") from None
    said = _said(tree)
    for comment in list(tree.iter(html.etree.Comment, html.etree.PI)):
        comment.drop_tree()
    for element in list(tree.iter(*_NOT_TEXT)):
        element.drop_tree()
    for element in list(tree.iter(html.etree.Element)):
        if element.getparent() is not None and _hidden(element):
            element.drop_tree()
    plain = " ".join(" ".join(tree.itertext()).split())
    for element in list(tree.iter("div", "ul", "section", "p", "span")):
        marks = f"{element.get('class', '')} {element.get('id', '')}"
        if _AROUND.search(marks) and _links(element) > 0.3 and element.getparent() is not None:
            element.drop_tree()
    body = tree.find("body") if tree.find("body") is not None else tree
    _drop_furniture(body)
    plain_tables(body)
    weights = weights_of(body)
    if not weights[body]:
        raise InputError(f"{name}: must hold an article or a table. Found none in the page.")
    article = _smallest(_container(body, weights), weights)
    return Article(
        html.tostring(article, encoding="utf-8", with_tail=False),
        said.get("title"),
        said.get("publisher") or _match(_SOURCE, plain),
        said.get("published") or _date(plain),
    )


def _hidden(element: html.HtmlElement) -> bool:
    if _named(element):  # a script shows it
        return False
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _container(body: html.HtmlElement, weights: dict[html.HtmlElement, int]) -> html.HtmlElement:
    """The outermost element that a content system marks as the article, if it is most of it."""
    for element in body.iter(*BLOCKS):
        if _named(element) and weights[element] >= 0.5 * weights[body]:
            return element
    return body


def _named(element: html.HtmlElement) -> bool:
    marks = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    return bool(_CONTAINERS.intersection(marks)) or element.get("itemprop") == "articleBody"


def _smallest(
    element: html.HtmlElement, weights: dict[html.HtmlElement, int]
) -> html.HtmlElement:
    """Go down while one child holds nearly all of the text."""
    while True:
        whole = weights[element]
        children = [c for c in element if isinstance(c.tag, str)]
        heavy = [c for c in children if weights.get(c, 0) >= _ENOUGH * whole]
        if not heavy or heavy[0].tag not in BLOCKS - {"p", "table", "ul", "ol", "td", "li"}:
            return element
        if any(_belongs(c, weights, whole) for c in children if c is not heavy[0]):
            return element
        if not any(weights.get(c, 0) for c in heavy[0]):
            return element
        element = heavy[0]


def _belongs(
    element: html.HtmlElement, weights: dict[html.HtmlElement, int], whole: int
) -> bool:
    """Whether what stands beside the text is part of the article: a heading, table, paragraph."""
    text = " ".join(element.text_content().split())
    if element.tag in ("h1", "h2", "h3") or (len(text) <= 60 and _YEAR.search(text)):
        return bool(text) and _links(element) < 0.2
    alone = element.tag in ("p", "table") or own_text(element).strip()
    return bool(alone) and weights.get(element, 0) > _LITTLE * whole


def _drop_furniture(body: html.HtmlElement) -> None:
    for element in list(body.iter(*BLOCKS)):
        text = " ".join(element.text_content().split())
        short = 0 < len(text) <= _LONGEST_FURNITURE and "。" not in text
        if short and element is not body and _FURNITURE.match(text):
            inner = [one for one in element.iter("p", "td", "table", "h1", "h2", "h3") if one is not element]
            if not inner and element.getparent() is not None:
                element.drop_tree()


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
        found["published"] = _day(re.search(_DAY, found["published"])) or ""
    heading = next((h for h in tree.iter("h1") if h.text_content().strip()), tree.find(".//title"))
    if "title" not in found and heading is not None:
        found["title"] = " ".join(heading.text_content().split())
    return found


def _date(text: str) -> str | None:
    """The date that a page says it was published on; any other date may be another's."""
    return next((_day(found) for pattern in _DATES if (found := pattern.search(text))), None)


def _day(found: re.Match[str] | None) -> str | None:
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None
