"""`reading_order`: the rows of a page in the order in which they are read, column by column.

A gutter divides columns of prose where lines that fill their column stand on both sides of it;
a table has gutters too, and is read by its rows.
"""

from __future__ import annotations

from kelan_analysis.documents.page_rows import Fragment, Row

_GUTTER = 0.9  # in heights of letters
_FULL = 0.75  # of its column's width
_LETTERS = 8
_LINES = 3


def reading_order(rows: list[Row]) -> list[list[Row]]:
    """Return the rows as blocks, each of one column, in reading order.

    Examples
    --------
    >>> def line(*starts):
    ...     return Row([Fragment("全年地区生产总值完成", at, at + 100, 0, 10) for at in starts])
    >>> [len(block) for block in reading_order([line(0, 120), line(0, 120), line(0, 120)])]
    [3, 3]
    >>> [len(block) for block in reading_order([line(0), line(0), line(0)])]
    [3]
    """
    blocks: list[list[Row]] = [[]]
    at = 0
    while at < len(rows):
        end, gutter = _columns_from(rows, at)
        if gutter is None:
            blocks[-1].append(rows[at])
            at += 1
            continue
        for side in (_side(rows[at:end], gutter, -1), _side(rows[at:end], gutter, 1)):
            blocks += reading_order(side)
        blocks.append([])
        at = end
    return [block for block in blocks if block]


def _columns_from(rows: list[Row], at: int) -> tuple[int, float | None]:
    """The end of the longest run of rows from `at` that one gutter divides, and the gutter."""
    best: tuple[int, float | None] = (at, None)
    if len(rows[at].fragments) < 2:
        # The first row of columns has words in both, or in one as if the other were empty.
        starts = [row for row in rows[at : at + 2] if len(row.fragments) > 1]
        if not starts:
            return best
    candidates = {
        (left.right + right.left) / 2
        for row in rows[at : at + 4]
        for left, right in zip(row.fragments, row.fragments[1:], strict=False)
        if right.left - left.right >= _GUTTER * max(left.height, right.height) * 0.8
    }
    for gutter in sorted(candidates):
        end = at
        while end < len(rows) and not _crossed(rows[end], gutter):
            end += 1
        if end > best[0] and _is_prose(rows[at:end], gutter):
            best = (end, gutter)
    return best


def _crossed(row: Row, gutter: float) -> bool:
    return any(one.left < gutter < one.right for one in row.fragments)


def _side(rows: list[Row], gutter: float, sign: int) -> list[Row]:
    sides = [[one for one in row.fragments if (one.left - gutter) * sign > 0] for row in rows]
    return [Row(fragments) for fragments in sides if fragments]


def _is_prose(rows: list[Row], gutter: float) -> bool:
    return all(_full_lines(_side(rows, gutter, sign)) >= _LINES for sign in (-1, 1))


def _full_lines(rows: list[Row]) -> int:
    """How many lines fill their column: the most that one inner column has."""
    fragments = [one for row in rows for one in row.fragments]
    if not fragments:
        return 0
    long = [one for one in fragments if len(one.text) >= _LETTERS]
    width = max((one.right - one.left for one in long), default=0.0)
    return sum(_is_full(one, width) for one in long)


def _is_full(one: Fragment, width: float) -> bool:
    return one.right - one.left >= _FULL * width
