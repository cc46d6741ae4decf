"""`workbook_lines`: the sheets of an .xlsx as tables of text, each cell as it is shown."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kelan_analysis.documents.archives import open_archive
from kelan_analysis.documents.figure_cells import is_figure
from kelan_analysis.documents.grids import GridCell, Lines, blocks_of
from kelan_analysis.errors import InputError

LARGEST = {"rows": 20_000, "columns": 1_000, "cells": 300_000}
_CELL = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_SIMPLE = re.compile(r"(?:\[[^\]]*\])?[#,]*0(?:\.(?P<places>0+))?(?:_.|\\.|[ )(])*(?P<cent>%)?(?:_.|\\.|[ )(])*")
_SCALED = re.compile(r"[0#],+(?:\.0+)?(?:[^0#,]|$)")
_EARLIEST = datetime.datetime(1900, 3, 1)
_FAULTS = 3


def workbook_lines(raw: bytes, name: str) -> Lines:
    """Return all sheets of a workbook as tables.

    A cell is taken as it is shown: a stored 50.8734 that is shown as 50.9 is 50.9. What is
    stored stands beside it in the list of cells.

    Raises
    ------
    InputError
        If a sheet, row or column is hidden, figures are merged, a formula has no stored
        value, a cell holds an error or a mangled date, or a sheet is too large.

    Examples
    --------
    >>> workbook_lines(b"PK", "a.xlsx")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a.xlsx: not an .xlsx file. Found no archive in it; save it \
as .xlsx again.
    """
    _look_at_sizes(open_archive(raw, name, ".xlsx"), name)
    values, formulas = _load(raw, name, data_only=True), _load(raw, name, data_only=False)
    lines = Lines()
    for sheet in values.worksheets:
        _refuse_hidden(sheet, name)
        if sheet.max_row > 1 or sheet.max_column > 1 or sheet["A1"].value is not None:
            rows = _rows(sheet, formulas[sheet.title], name)
            if any(cell.text for row in rows for cell in row):
                if lines.text():
                    lines.line()
                for block in blocks_of(rows):
                    lines.table(block, f"{name}:")
    if not lines.text().strip():
        raise InputError(f"{name}: must hold a table. Found its sheets empty; nothing was read.")
    return lines


def _look_at_sizes(archive: zipfile.ZipFile, name: str) -> None:
    """Count rows, columns and cells in the raw parts; a library would make room for all."""
    for part in archive.namelist():
        if not re.match(r"xl/worksheets/[^/]+\.xml$", part):
            continue
        found = _CELL.findall(archive.read(part))
        sizes = {
            "rows": max((int(row) for _, row in found), default=0),
            "columns": max((_column(letters) for letters, _ in found), default=0),
            "cells": len(found),
        }
        for what, size in sizes.items():
            if size > LARGEST[what]:
                raise InputError(
                    f"{name}: a sheet may have {LARGEST[what]} {what}. {part} reaches "
                    f"{size} {what}; copy the table to a sheet of its own."
                )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _load(raw: bytes, name: str, *, data_only: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=data_only)
    except Exception as error:  # whatever a damaged part makes the library raise
        raise InputError(
            f"{name}: not an .xlsx file that can be read. {type(error).__name__}: {error}; "
            "save it as .xlsx again."
        ) from None


def _refuse_hidden(sheet: Any, name: str) -> None:
    place = f"{name}:{sheet.title}"
    if sheet.sheet_state != "visible":
        raise InputError(f"{place}: the sheet is hidden; show it or delete it.")
    hidden = [f"row {at}" for at, row in sheet.row_dimensions.items() if row.hidden]
    hidden += [f"column {at}" for at, column in sheet.column_dimensions.items() if column.hidden]
    if hidden:
        raise InputError(f"{place}: {hidden[0]} is hidden; show it or delete it.")


def _rows(sheet: Any, formulas: Any, name: str) -> list[list[GridCell]]:
    faults: list[str] = []
    grid = []
    for row in sheet.iter_rows():
        cells = []
        for cell in row:
            place = f"{sheet.title}!{cell.coordinate}"
            formula = formulas[cell.coordinate].value
            fault, text = _shown(cell, formula)
            if fault:
                faults.append(f"{name}:{place}: {fault}")
            cells.append(GridCell(text, place, stored="" if cell.value is None else str(cell.value)))
        grid.append(cells)
    faults += _mangled_dates(sheet, grid, name)
    if faults:
        more = f"; and {len(faults) - _FAULTS} more" if len(faults) > _FAULTS else ""
        raise InputError("; ".join(faults[:_FAULTS]) + more + "; correct them in the workbook.")
    _fill_merged(sheet, grid, name)
    return grid


def _shown(cell: Any, formula: Any) -> tuple[str | None, str]:
    """What is wrong with a cell, and its text as the spreadsheet shows it."""
    value = cell.value
    if value is None:
        if isinstance(formula, str) and formula.startswith("="):
            return f"a formula must have a stored value. Found {formula!r} without one", ""
        return None, ""
    if cell.data_type == "e" or (isinstance(value, str) and re.fullmatch(r"#[A-Z/0!?]+[!?AN]?", value)):
        return f"a cell must hold no error. Found {value}", ""
    if isinstance(value, datetime.datetime | datetime.date):
        when = value if isinstance(value, datetime.datetime) else datetime.datetime(*value.timetuple()[:3])
        if when < _EARLIEST:
            return f"a date must be one. Found {when:%Y-%m-%d}, which no calendar meant", ""
        return None, f"{when.year}年{when.month}月{when.day}日"
    if isinstance(value, datetime.time | datetime.timedelta):
        return f"a date must be one. Found the time {value}", ""
    if isinstance(value, bool) or isinstance(value, str):
        return None, str(value).strip()
    return _number(value, cell.number_format)


def _number(value: int | float, form: str) -> tuple[str | None, str]:
    if abs(value) >= 10**15:
        return "a number has 15 digits at most. Its later digits are lost; enter it as text", ""
    exact = Decimal(format(value, ".15g"))
    form = form.split(";")[0].replace('"', "").replace("_ ", "")
    if _SCALED.search(form):
        return f"a number must be shown whole. Found the format {form!r}, which drops digits", ""
    found = _SIMPLE.fullmatch(form)
    if not found:
        return None, format(exact, "f")
    if found["cent"]:
        exact *= 100
    places = Decimal(1).scaleb(-len(found["places"] or ""))
    text = format(exact.quantize(places, ROUND_HALF_UP), "f")
    return None, text + (found["cent"] or "")


def _mangled_dates(sheet: Any, grid: list[list[GridCell]], name: str) -> list[str]:
    """A date in a column of figures was a figure (3-5, 1.2) before the spreadsheet read it."""
    faults = []
    for at, column in enumerate(sheet.iter_cols()):
        dates = [c for c in column if isinstance(c.value, datetime.datetime | datetime.date)]
        figures = sum(is_figure(row[at].text) for row in grid)
        if dates and figures >= len(dates):
            first = dates[0]
            faults.append(
                f"{name}:{sheet.title}!{first.coordinate}: a column of figures must hold no date. "
                f"Found {first.value:%Y-%m-%d}"
            )
    return faults


def _fill_merged(sheet: Any, grid: list[list[GridCell]], name: str) -> None:
    """Repeat a merged label in each of its places; a merged figure is refused."""
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row - 1, merged.min_col - 1
        first = grid[top][left]
        if is_figure(first.text) and not re.fullmatch(r"(19|20)\d\d", first.text):
            raise InputError(
                f"{name}:{sheet.title}!{merged.coord}: figures must stand in cells of their own. "
                f"Found {first.text!r} in merged cells; unmerge them."
            )
        for y in range(top, merged.max_row):
            for x in range(left, merged.max_col):
                if (y, x) != (top, left):
                    grid[y][x] = GridCell(first.text, first.place, first.stored, copy=True)
