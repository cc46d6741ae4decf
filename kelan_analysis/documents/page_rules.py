"""`ruled_tables`: tables of a PDF page whose cells are drawn with lines.

The lines say which words share a cell, however many lines they fill, and which cells reach over
several rows or columns.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kelan_analysis.documents.grids import GridCell

_THIN = 2.5  # points
_NEAR = 3.0
_SHORT = 6.0
_MOST_RULES = 1_500


class Rule(NamedTuple):
    """A straight line: where it stands, and from where to where it reaches.

    Examples
    --------
    >>> Rule(10.0, 0.0, 50.0).at
    10.0
    """

    at: float
    start: float
    end: float


class Lattice(NamedTuple):
    """Crossing rules: upright ones and level ones.

    Examples
    --------
    >>> Lattice([Rule(0, 0, 20)], [Rule(0, 0, 50), Rule(20, 0, 50)]).box
    (0, 0, 50, 20)
    """

    upright: list[Rule]
    level: list[Rule]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top.

        Examples
        --------
        >>> Lattice([], [Rule(5, 0, 50)]).box
        (0, 5, 50, 5)
        """
        heights = [rule.at for rule in self.level]
        return (
            min(rule.start for rule in self.level), min(heights),
            max(rule.end for rule in self.level), max(heights),
        )  # fmt: skip

    def cells(self) -> list[list[int]]:
        """Return the number of the cell at each place, row by row from the top.

        A cell that reaches over several places has one number. A missing rule at the left and
        the right is usual, and changes nothing.

        Examples
        --------
        >>> levels = [Rule(0, 0, 50), Rule(10, 25, 50), Rule(20, 0, 50)]
        >>> Lattice([Rule(25, 0, 20)], levels).cells()
        [[0, 1], [0, 3]]
        """
        xs, ys = self.edges()
        width = len(xs) - 1
        number = list(range(width * (len(ys) - 1)))

        def root(one: int) -> int:
            while number[one] != one:
                one = number[one]
            return one

        for row, (top, bottom) in enumerate(zip(ys, ys[1:], strict=False)):
            for column, (left, right) in enumerate(zip(xs, xs[1:], strict=False)):
                here = row * width + column
                if column + 1 < width and not _drawn(self.upright, right, (top + bottom) / 2):
                    number[root(here + 1)] = root(here)
                if row + 2 < len(ys) and not _drawn(self.level, bottom, (left + right) / 2):
                    number[root(here + width)] = root(here)
        return [[root(row * width + at) for at in range(width)] for row in range(len(ys) - 1)]

    def edges(self) -> tuple[list[float], list[float]]:
        """Return where columns part, from the left, and rows, from the top.

        Examples
        --------
        >>> Lattice([Rule(25, 0, 20)], [Rule(0, 0, 50), Rule(20, 0, 50)]).edges()
        ([0, 25, 50], [20, 0])
        """
        left, _, right, _ = self.box
        xs = _apart([left, right, *(rule.at for rule in self.upright)])
        return xs, _apart([rule.at for rule in self.level])[::-1]


def ruled_tables(page: pdfium.PdfPage) -> list[Lattice]:
    """Return the lattices of a page that have two rows and two columns at least.

    Examples
    --------
    >>> ruled_tables(pdfium.PdfDocument.new().new_page(100, 100))
    []
    """
    upright, level = _rules(page)
    if len(upright) + len(level) > _MOST_RULES:
        return []
    groups: list[Lattice] = []
    for lattice in [Lattice([], [rule]) for rule in level] + [Lattice([rule], []) for rule in upright]:
        touching = [group for group in groups if _touch(group, lattice)]
        groups = [group for group in groups if group not in touching]
        parts = [*touching, lattice]
        groups.append(Lattice(sum((p.upright for p in parts), []), sum((p.level for p in parts), [])))
    tables = [group for group in groups if group.level and group.upright]
    return [one for one in tables if len(one.edges()[0]) > 2 and len(one.edges()[1]) > 2]


def table_of(lattice: Lattice, words: dict[int, str], place: str) -> tuple[tuple[GridCell, ...], ...]:
    """Return the rows of a lattice with the words of each cell.

    Examples
    --------
    >>> lattice = Lattice([Rule(25, 0, 20)], [Rule(0, 0, 50), Rule(10, 0, 50), Rule(20, 0, 50)])
    >>> rows = table_of(lattice, {0: "指标", 3: "9.12"}, "page 1 table 1")
    >>> [[cell.text for cell in row] for row in rows], rows[1][1].place
    ([['指标', ''], ['', '9.12']], 'page 1 table 1 row 2 column 2')
    """
    seen: set[int] = set()
    made = []
    for y, numbers in enumerate(lattice.cells(), 1):
        row = []
        for x, number in enumerate(numbers, 1):
            copy = number in seen
            seen.add(number)
            row.append(GridCell(words.get(number, ""), f"{place} row {y} column {x}", copy=copy))
        made.append(tuple(row))
    return tuple(made)


def _rules(page: pdfium.PdfPage) -> tuple[list[Rule], list[Rule]]:
    upright, level = [], []
    for drawn in page.get_objects([pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = drawn.get_bounds()
        wide, high = right - left, top - bottom
        if high <= _THIN and wide > _SHORT:
            level.append(Rule((top + bottom) / 2, left, right))
        elif wide <= _THIN and high > _SHORT:
            upright.append(Rule((left + right) / 2, bottom, top))
        elif wide > _SHORT and high > _SHORT and _is_stroked_box(drawn):
            level += [Rule(at, left, right) for at in (bottom, top)]
            upright += [Rule(at, bottom, top) for at in (left, right)]
    return upright, level


def _is_stroked_box(drawn: pdfium.PdfObject) -> bool:
    import ctypes

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn.raw, fill, stroke)
    return bool(stroke.value) and 4 <= pdfium_c.FPDFPath_CountSegments(drawn.raw) <= 6


def _touch(one: Lattice, other: Lattice) -> bool:
    return any(
        _meet(level, upright)
        for level, upright in [(h, v) for h in one.level for v in other.upright]
        + [(h, v) for h in other.level for v in one.upright]
    ) or any(_in_line(a, b) for a in one.level for b in other.level)


def _meet(level: Rule, upright: Rule) -> bool:
    across = level.start - _NEAR <= upright.at <= level.end + _NEAR
    return across and upright.start - _NEAR <= level.at <= upright.end + _NEAR


def _in_line(one: Rule, other: Rule) -> bool:
    """Pieces of one level rule, drawn cell by cell."""
    near = one.start - _NEAR <= other.end and other.start <= one.end + _NEAR
    return near and abs(one.at - other.at) < _NEAR


def _drawn(rules: list[Rule], at: float, along: float) -> bool:
    return any(abs(r.at - at) < _NEAR and r.start - 1 <= along <= r.end + 1 for r in rules)


def _apart(places: list[float]) -> list[float]:
    """Places in order, those nearly alike as one."""
    made: list[float] = []
    for place in sorted(places):
        if not made or place - made[-1] >= _NEAR:
            made.append(place)
    return made


def words_by_cell(
    lattice: Lattice, boxes: list[tuple[float, float]]
) -> dict[int, list[int]]:
    """Return for each cell the positions in `boxes` of the points that stand in it.

    Examples
    --------
    >>> lattice = Lattice([Rule(25, 0, 20)], [Rule(0, 0, 50), Rule(10, 0, 50), Rule(20, 0, 50)])
    >>> words_by_cell(lattice, [(30.0, 5.0), (5.0, 15.0), (99.0, 5.0)])
    {3: [0], 0: [1]}
    """
    xs, ys = lattice.edges()
    numbers = lattice.cells()
    found: dict[int, list[int]] = defaultdict(list)
    for at, (x, y) in enumerate(boxes):
        column = next((i for i in range(len(xs) - 1) if xs[i] <= x < xs[i + 1]), None)
        row = next((i for i in range(len(ys) - 1) if ys[i + 1] < y <= ys[i]), None)
        if column is not None and row is not None:
            found[numbers[row][column]].append(at)
    return dict(found)
