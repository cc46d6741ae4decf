"""`plain_tables`: a page's tables without what only lays the page out.

Old pages keep whole articles in tables, and a head cell that reaches over several rows is cut
where a reader divides head from body; what is left here are tables of cells alike.
"""

from __future__ import annotations

from collections import Counter

from lxml import html

_LONG = 100


def plain_tables(body: html.HtmlElement) -> None:
    """Turn tables that lay out a page into blocks, and the heads of others into rows.

    Examples
    --------
    >>> page = html.fromstring("<div><table><tr><td>增长。</td></tr></table></div>")
    >>> plain_tables(page)
    >>> html.tostring(page, encoding="unicode")
    '<div><div><div><div>增长。</div></div></div></div>'
    """
    for table in list(body.iter("table")):
        own = [cell for cell in table.iter("td", "th") if next(cell.iterancestors("table")) is table]
        if _lays_out(table, own):
            for part in [table, *_parts(table), *own]:
                part.tag = "div"
                part.attrib.pop("rowspan", None)
                part.attrib.pop("colspan", None)
            continue
        for part in _parts(table):
            if part.tag != "tr":
                part.drop_tag()
        for cell in own:
            cell.tag = "td"


def _lays_out(table: html.HtmlElement, cells: list[html.HtmlElement]) -> bool:
    rows = Counter(cell.getparent() for cell in cells)
    if any(inner is not table for inner in table.iter("table")) or max(rows.values(), default=0) <= 1:
        return True
    return any(
        sum(1 for _ in cell.iter("p")) > 1 and len(cell.text_content().strip()) > _LONG
        for cell in cells
    )


def _parts(table: html.HtmlElement) -> list[html.HtmlElement]:
    inside = list(table.iter("tbody", "thead", "tfoot", "tr"))
    return [part for part in inside if next(part.iterancestors("table")) is table]
