"""`Grid`: rows of cells as lines of text that reading takes for a table, places kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kelan_analysis.documents.document import Cell
from kelan_analysis.documents.figure_cells import check_cell, check_column, is_bare_figure


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell before it is written: its text, its place, what is stored, whether it is a copy.

    Examples
    --------
    >>> GridCell("50.9", "Sheet1!B2").stored
    ''
    """

    text: str = ""
    place: str = ""
    stored: str = ""
    copy: bool = False


class Lines:
    """A text in the making, with the places of its cells.

    Examples
    --------
    >>> lines = Lines()
    >>> head = [GridCell("指标", "A1"), GridCell("2023年", "B1")]
    >>> lines.table([head, [GridCell("粮食产量(万吨)", "A2"), GridCell("12.6", "B2")]], "a.xlsx:")
    >>> print(lines.text(), end="")
    | 指标 | 2023年 |
    | 粮食产量(万吨) | 12.6 |
    >>> [(cell.cell, lines.text()[cell.start : cell.end]) for cell in lines.cells][-1]
    ('B2', '12.6')
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.cells: list[Cell] = []

    def line(self, text: str = "") -> None:
        """Add a line of prose.

        Examples
        --------
        >>> lines = Lines()
        >>> lines.line("单位：亿元")
        >>> lines.text()
        '单位：亿元\\n'
        """
        self._add(text + "\n")

    def table(self, rows: Sequence[Sequence[GridCell]], file: str) -> None:
        """Add a table: titles and notes as lines, heads of several rows as one.

        Examples
        --------
        >>> lines = Lines()
        >>> lines.table([[GridCell("注：初步数")]], "a.xlsx:")
        >>> lines.text()
        '注：初步数\\n'
        """
        rows = _trimmed(rows)
        for row in rows:
            for cell in row:
                check_cell(cell.text, f"{file}{cell.place}")
        if rows and len(rows[0]) == 1:
            check_column([(row[0].text, f"{file}{row[0].place}") for row in rows[1:]])
        first = next((i for i, row in enumerate(rows) if len(_own(row)) > 1), len(rows))
        last = max((i for i, row in enumerate(rows) if len(_own(row)) > 1), default=-1)
        for row in rows[:first]:
            self._single(row)
        body = rows[first : last + 1]
        heads = _head_rows(body)
        for column in zip(*body[heads:], strict=True):
            check_column([(cell.text, f"{file}{cell.place}") for cell in column])
        if heads:
            self._row([_joined(column) for column in zip(*body[:heads], strict=True)])
        for row in body[heads:]:
            self._row([[cell] for cell in row])
        for row in rows[max(last + 1, first) :]:
            self._single(row)

    def text(self) -> str:
        """Return the text so far.

        Examples
        --------
        >>> Lines().text()
        ''
        """
        return "".join(self._parts)

    def _single(self, row: Sequence[GridCell]) -> None:
        for cell in _own(row)[:1]:
            self._cell(cell)
        self._add("\n")

    def _row(self, cells: Sequence[Sequence[GridCell]]) -> None:
        self._add("|")
        for pieces in cells:
            self._add(" ")
            for piece in pieces:
                # A merged label stands in each of its places, a merged figure in one.
                if not (piece.copy and is_bare_figure(piece.text)):
                    self._cell(piece)
            self._add(" |")
        self._add("\n")

    def _cell(self, cell: GridCell) -> None:
        text = " ".join(cell.text.replace("|", "｜").split())
        if text:
            start = self._length
            self._add(text)
            stored = cell.stored or cell.text
            self.cells.append(Cell(start, self._length, cell.place, stored, text))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def blocks_of(rows: Sequence[Sequence[GridCell]]) -> list[list[Sequence[GridCell]]]:
    """Part the tables of a sheet: a blank row before a new head ends a table.

    Examples
    --------
    >>> def row(*cells):
    ...     return [GridCell(text) for text in cells]
    >>> first = [row("指标", "2023年"), row("产值", "50.9"), row("", "")]
    >>> [len(block) for block in blocks_of([*first, row("乡镇", "收入"), row("甲乡", "1")])]
    [2, 2]
    >>> [len(block) for block in blocks_of([*first, row("粮食", "9.12")])]
    [3]
    """
    blocks: list[list[Sequence[GridCell]]] = []
    open_ = False
    for row in rows:
        if not any(cell.text.strip() for cell in row):
            open_ = False
        elif open_:
            blocks[-1].append(row)
        else:
            blocks.append([row])
            open_ = True
    joined: list[list[Sequence[GridCell]]] = []
    for block in blocks:
        first = next((row for row in block if len(_own(row)) > 1), ())
        if joined and any(is_bare_figure(cell.text) for cell in first[1:]):
            joined[-1] += block
        else:
            joined.append(block)
    return joined


def _own(row: Sequence[GridCell]) -> list[GridCell]:
    return [cell for cell in row if cell.text.strip() and not cell.copy]


def _trimmed(rows: Sequence[Sequence[GridCell]]) -> list[list[GridCell]]:
    """Rows and columns that hold anything, all of one length."""
    width = max(map(len, rows), default=0)
    full = [[*row, *[GridCell()] * (width - len(row))] for row in rows]
    full = [row for row in full if any(cell.text.strip() for cell in row)]
    kept = [at for at in range(width) if any(row[at].text.strip() for row in full)]
    return [[row[at] for at in kept] for row in full]


def _head_rows(body: Sequence[Sequence[GridCell]]) -> int:
    """Rows before the first figure; a year is no figure."""
    for at, row in enumerate(body):
        if any(is_bare_figure(c.text) for c in row[1:]):
            return at
    return min(1, len(body))


def _joined(column: Sequence[GridCell]) -> list[GridCell]:
    """The words of a head of several rows, each once."""
    pieces: list[GridCell] = []
    for cell in column:
        if cell.text.strip() and cell.text not in [piece.text for piece in pieces]:
            pieces.append(cell)
    return pieces
