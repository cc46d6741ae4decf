"""Grids: the rows and cells of tables printed with pipes or tabs."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RULER = re.compile(r"[-: ]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its span.

    Examples
    --------
    >>> grids_of("指标\\t2024年\\n粮食产量\\t12.6\\n")[0][1][1]
    Cell(start=14, end=18, text='12.6')
    """

    start: int
    end: int
    text: str


Row = list[Cell]


def grids_of(folded: str) -> list[list[Row]]:
    """Return runs of two or more lines with the same number of cells, rulers left out.

    Examples
    --------
    >>> [[cell.text for cell in row] for row in grids_of("|甲|乙|\\n|--|--|\\n|1|2|")[0]]
    [['甲', '乙'], ['1', '2']]
    """
    if "|" not in folded and "\t" not in folded:
        return []
    grids: list[list[Row]] = []
    current: list[Row] = []
    position = 0
    for line in [*folded.splitlines(keepends=True), ""]:
        cells = _cells(line, position)
        if current and len(cells) != len(current[-1]):
            if len(current) > 1:
                grids.append([row for row in current if not _is_ruler(row)])
            current = []
        if cells:
            current.append(cells)
        position += len(line)
    return grids


def _is_ruler(row: Row) -> bool:
    return all(_RULER.fullmatch(cell.text) for cell in row)


def _cells(line: str, position: int) -> Row:
    """The cells of a line, empty ones too; none if fewer than two hold anything."""
    bare = line.rstrip("\r\n")
    if bare.count("|") >= 2:
        separator = "|"
    elif "\t" in bare:
        separator = "\t"
    else:
        return []
    cells = []
    for part in bare.split(separator):
        start = position + len(part) - len(part.lstrip())
        text = part.strip()
        cells.append(Cell(start, start + len(text), text))
        position += len(part) + 1
    if separator == "|":  # the frame at either end is no cell
        cells = cells[not cells[0].text : len(cells) - (not cells[-1].text)]
    return cells if sum(bool(cell.text) for cell in cells) > 1 else []
