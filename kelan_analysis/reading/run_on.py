"""Tables run into lines: labels and bare numbers, as a page loses them when it is copied."""

from __future__ import annotations

import re
from decimal import Decimal

from kelan_analysis.numerals import parse_numeral
from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.quantity import Quantity
from kelan_analysis.units import BARE

_CELL = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_ROW = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,12})(?P<cells>(?:[ \t]+-?\d[\d,]*(?:\.\d+)?){1,4})"
    r"(?=[ \t]+[\u4e00-\u9fff]|\s*$)",
    re.MULTILINE,
)
_BEFORE_NAME = re.compile(r"^(?:年末|全县|全市|年底)+")
_SPACED = re.compile(r"[ \t]-?\d")  # without some there is no row, and this is found faster
_ROWS, _APART = 3, 3  # rows that a table has at least, characters between them at most


def read_run_on(folded: str) -> list[Draft]:
    """Read labels and bare numbers in a row: one column, or a second with shares of 100.

    Parameters
    ----------
    folded : str
        As `fold` gives it.

    Returns
    -------
    list of Draft
        Empty unless at least three labels follow each other with the same number of columns.

    Examples
    --------
    >>> drafts = read_run_on("总人口 500 100.0 男性 260 52.0 女性 240 48.0")
    >>> [(d.name, d.kind, d.relation) for d in drafts][2:4]
    [('男性', 'count', 'part_of'), ('男性', 'share', 'share_of')]
    """
    rows = list(_ROW.finditer(folded)) if len(_SPACED.findall(folded)) >= _ROWS else []
    if len(rows) < _ROWS:
        return []
    if any(b.start() - a.end() > _APART for a, b in zip(rows, rows[1:], strict=False)):
        return []
    cells = [list(_CELL.finditer(folded, *row.span("cells"))) for row in rows]
    columns = len(cells[0])
    shares = columns == 2 and parse_numeral(cells[0][1][0]).value == 100
    if any(len(c) != columns for c in cells) or columns > 1 and not shares:
        return []
    names = [tidy(_BEFORE_NAME.sub("", row["label"])) for row in rows]
    levels = [_draft(c[0], name, "count") for c, name in zip(cells, names, strict=True)]
    whole, *parts = levels
    if not shares:
        if sum((part.value for part in parts), Decimal(0)) == whole.value:
            for part in parts:
                part.link(whole, "part_of")
        return levels
    drafts = [whole, _draft(cells[0][1], names[0], "share")]
    for part, found in zip(parts, cells[1:], strict=True):
        share = _draft(found[1], part.name or "", "share")
        drafts += [part.link(whole, "part_of"), share.link(whole, "share_of", part)]
    return drafts


def _draft(cell: re.Match[str], name: str, kind: str) -> Draft:
    start, end = cell.span()
    numeral = parse_numeral(cell[0])
    quantity = Quantity(start, end, start, end, numeral.value, numeral.decimals, BARE, "arabic")
    if kind == "count" and numeral.decimals:
        kind = "amount"
    return Draft(quantity, kind, name, rule="table.run-on")
