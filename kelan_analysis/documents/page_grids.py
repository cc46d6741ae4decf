"""`grids_of`: rows of a page's column as prose and tables, by where their fragments stand."""

from __future__ import annotations

from dataclasses import dataclass

from kelan_analysis.documents.figure_cells import is_figure
from kelan_analysis.documents.grids import GridCell
from kelan_analysis.documents.page_rows import Fragment, Row


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of cells.

    Examples
    --------
    >>> Grid(()).rows
    ()
    """

    rows: tuple[tuple[GridCell, ...], ...]


def grids_of(rows: list[Row], page: int) -> list[Row | Grid]:
    """Return rows of prose as they are, and each run of rows of several cells as a `Grid`.

    Parameters
    ----------
    rows : list of Row
        Of one column, from top to bottom.
    page : int
        Its number from 1, for the places of cells.

    Examples
    --------
    >>> def row(*words):
    ...     return Row([Fragment(w, 60.0 * i, 60.0 * i + 30, 0, 10) for i, w in enumerate(words)])
    >>> made = grids_of([row("全县"), row("指标", "2023年"), row("粮食", "9.12")], 1)
    >>> [cell.text for cell in made[1].rows[1]], made[1].rows[1][1].place
    (['粮食', '9.12'], 'page 1 row 3 column 2')
    """
    made: list[Row | Grid] = []
    at = 0
    while at < len(rows):
        if ruled := next((one.grid for one in rows[at].fragments if one.grid), ()):
            made.append(Grid(ruled))
            at += 1
            continue
        end = _table_from(rows, at)
        if end - at < 2:
            made.append(rows[at])
            at += 1
            continue
        places = [f"page {page} row {number + 1}" for number in range(at, end)]
        made.append(Grid(_cells(rows[at:end], places)))
        at = end
    return made


def _table_from(rows: list[Row], at: int) -> int:
    """The end of the table that begins at a row: rows of cells, and labels between them."""
    if len(rows[at].fragments) < 2:
        return at
    end = at + 1
    while end < len(rows):
        row = rows[end]
        if any(one.grid for one in row.fragments):
            break
        if len(row.fragments) > 1:
            end += 1
            continue
        # A label alone stays inside the first column, and the table goes on after it.
        after = rows[end + 1] if end + 1 < len(rows) else None
        if after is None or len(after.fragments) < 2 or row.fragments[0].right > after.fragments[1].left:
            break
        end += 1
    return end


def _cells(rows: list[Row], places: list[str]) -> tuple[tuple[GridCell, ...], ...]:
    columns = _columns(rows)
    made = []
    for row, place in zip(rows, places, strict=True):
        words = [""] * len(columns)
        copies = [False] * len(columns)
        for one in row.fragments:
            over = _over(one, columns)
            for copy, column in enumerate(over):
                words[column] = f"{words[column]} {one.text}".strip()
                copies[column] = copy > 0
        made.append(
            tuple(
                GridCell(text, f"{place} column {at + 1}", copy=copy)
                for at, (text, copy) in enumerate(zip(words, copies, strict=True))
            )
        )
    return tuple(made)


def _columns(rows: list[Row]) -> list[tuple[float, float]]:
    """The columns, from the rows with the most cells: heads may reach over several."""
    most = max(len(row.fragments) for row in rows)
    spans = sorted(
        (one.left, one.right) for row in rows if len(row.fragments) == most for one in row.fragments
    )
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _over(one: Fragment, columns: list[tuple[float, float]]) -> list[int]:
    """The columns that a fragment stands over; a figure stands in the nearest one alone."""
    over = [at for at, (left, right) in enumerate(columns) if one.left < right and left < one.right]
    if len(over) == 1 or (over and not is_figure(one.text)):
        return over
    middle = (one.left + one.right) / 2
    return [min(range(len(columns)), key=lambda at: abs(sum(columns[at]) / 2 - middle))]
