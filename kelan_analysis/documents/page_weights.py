"""`weights_of`: how much running text and how many figures each element of a page holds."""

from __future__ import annotations

import re

from lxml import html

from kelan_analysis.documents.figure_cells import is_figure

BLOCKS = {
    "p", "table", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "li", "div", "section", "article",
    "main", "center", "tbody", "thead", "tfoot", "tr", "td", "th", "dl", "dd", "dt", "blockquote",
}  # fmt: skip
_STOP = re.compile(r"[，。；！？、]")


def weights_of(body: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """Return the weight of each element: characters of running text and of cells of figures.

    A block without a stop is a menu or a line of particulars, and a link leads elsewhere;
    neither weighs anything.

    Examples
    --------
    >>> page = html.fromstring("<div><p>首页 公告 互动</p><p>增长5.4%。</p></div>")
    >>> weights_of(page)[page]
    7
    """
    weights: dict[html.HtmlElement, int] = {}
    for element in reversed([one for one in body.iter() if isinstance(one.tag, str)]):
        weight = sum(weights[child] for child in element if isinstance(child.tag, str))
        if element.tag == "a":
            weight = 0
        elif element.tag in BLOCKS or element is body:
            text = "".join(own_text(element).split())
            cell = element.tag in ("td", "th") and is_figure(text)
            weight += len(text) if cell or _STOP.search(text) else 0
        weights[element] = weight
    return weights


def own_text(element: html.HtmlElement) -> str:
    """Return the text of a block that stands in no block and no link inside it.

    Examples
    --------
    >>> own_text(html.fromstring("<div>增长<b>5.4%</b><p>其中</p><a>更多</a>。</div>"))
    '增长5.4%。'
    """
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in BLOCKS and child.tag != "a":
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
