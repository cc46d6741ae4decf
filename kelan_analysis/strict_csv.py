"""CSV that reads back as it was written: every cell is text, every row is complete.

pandas shifts the columns of a file whose rows are all one cell too long, renames a repeated
header and reads ``NA`` as missing, all in silence. Here each of these is an error with file
and line, and a cell that a spreadsheet would run as a formula is written so that it is not.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kelan_analysis.errors import InputError
from kelan_analysis.releases import read_text

LONGEST_CELL = 100_000
# Spreadsheets take a cell that begins so for a formula, full-width signs in East Asian
# versions included (OWASP, "CSV Injection"); a plain negative number is none.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Characters that cannot be seen or that turn the order of what is seen.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def csv_text(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write rows as CSV with a header line, formulas made harmless by a leading ``'``.

    Examples
    --------
    >>> print(csv_text(["name", "value"], [{"name": "=1+1", "value": "-0.2"}]), end="")
    name,value
    '=1+1,-0.2
    """
    lines = [header, *([row[name] for name in header] for row in rows)]
    # A line of one empty cell would be a blank line, which reading passes over.
    return "".join((",".join(map(_written, cells)) or '""') + "\n" for cells in lines)


def read_csv_rows(path: Path | str) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file strictly; return each row with the line that it begins on.

    Raises
    ------
    InputError
        If a header is empty or repeated, a row is too short or too long, a quote stays
        open, a cell is over `LONGEST_CELL` characters, or the file has no rows.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     _ = path.write_text("name,value\\nNA,1E5\\n", encoding="utf-8")
    ...     read_csv_rows(path)
    [(2, {'name': 'NA', 'value': '1E5'})]
    """
    return parse_csv_rows(read_text(path)[0], str(path))


def parse_csv_rows(text: str, path: str) -> list[tuple[int, dict[str, str]]]:
    """Do as `read_csv_rows` with the text of a file that errors call `path`.

    Examples
    --------
    >>> parse_csv_rows("name,value\\nNA\\n", "a.csv")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a.csv:2: a row must fit its header. Found 1 cells where \
the header has 2; quote cells that hold a comma.
    """
    return _rows(list(_records(text, path)), path)


def parse_titled_csv(
    text: str, path: str
) -> tuple[list[tuple[int, str]], list[tuple[int, dict[str, str]]]]:
    """Do as `parse_csv_rows`, with lines of one cell before the header taken for titles.

    Examples
    --------
    >>> parse_titled_csv("单位：亿元,\\n指标,2023年\\n产值,50.9\\n", "a.csv")
    ([(1, '单位：亿元')], [(3, {'指标': '产值', '2023年': '50.9'})])
    """
    records = list(_records(text, path))
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in records]
    head = next((at for at, cells in enumerate(filled) if cells > 1), 0)
    titles = [(line, next(filter(str.strip, cells), "")) for line, cells in records[:head]]
    return [title for title in titles if title[1]], _rows(records[head:], path)


def _rows(records: list[tuple[int, list[str]]], path: str) -> list[tuple[int, dict[str, str]]]:
    records = records or [(1, [""])]
    first, header = records[0]
    width = _width(records)
    header = list(map(_rearm, header[:width]))
    _check_header(header, path, first)
    rows = []
    for line, cells in records[1:]:
        # Blank cells at the end come from a spreadsheet, and shift nothing.
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            cells = cells[:width]
        if len(cells) != width:
            raise InputError(
                f"{path}:{line}: a row must fit its header. Found {len(cells)} cells where "
                f"the header has {width}; quote cells that hold a comma."
            )
        for name, cell in zip(header, cells, strict=True):
            if len(cell) > LONGEST_CELL:
                raise InputError(
                    f"{path}:{line}: {name}: a cell may have {LONGEST_CELL} characters. "
                    f"Found {len(cell)}; is a quote missing?"
                )
        rows.append((line, dict(zip(header, map(_rearm, cells), strict=True))))
    if not rows:
        raise InputError(f"{path}:{first}: must hold rows. Found the header only; no rows were read.")
    return rows


def _width(records: list[tuple[int, list[str]]]) -> int:
    """The columns up to the last that holds anything in the header or in any row."""
    header = records[0][1]
    width = len(header)
    while width and not any(cells[width - 1 : width] != [] and cells[width - 1].strip() for _, cells in records):
        width -= 1
    return width or len(header)


def _records(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Return each record with its first line; blank lines are passed over."""
    # All of them at once: the limit is the whole process's, and must not outlast a refusal.
    limit = csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, line = [], 1
    try:
        for cells in reader:
            if cells:
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{line}: must be CSV. {str(error).capitalize()}.") from None
    finally:
        csv.field_size_limit(limit)
    return iter(records)


def _check_header(header: list[str], path: str, line: int) -> None:
    if len(header) == 1 and (found := re.search(r"[;\t|]", header[0])):
        raise InputError(
            f"{path}:{line}: cells must be separated by commas. Found the separator "
            f"{found.group()!r}; export the file as comma-separated."
        )
    for place, name in enumerate(header):
        if not name.strip():
            raise InputError(
                f"{path}:{line}: each column must have a name. Column {place + 1} has none; "
                "name it or delete it."
            )
        if name in header[:place]:
            raise InputError(
                f"{path}:{line}: each column must have its own name. {name!r} stands twice."
            )


def _written(cell: str) -> str:
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        cell = f"'{cell}"
    # csv.writer leaves a lone carriage return unquoted, which readers take for a line end.
    return '"' + cell.replace('"', '""') + '"' if re.search('[",\r\n]|^ | $', cell) else cell


def _rearm(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
