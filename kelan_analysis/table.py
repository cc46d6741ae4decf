"""Figures as one tidy table of text, and back; its schema; the register that people review.

Every cell is text, so nothing is rounded, no code loses its zeros and no name becomes
missing. An empty cell means that the text does not say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kelan_analysis.errors import InputError
from kelan_analysis.links import check_links
from kelan_analysis.reading.figure import KINDS, Figure
from kelan_analysis.releases import read_text
from kelan_analysis.strict_csv import INVISIBLE, csv_text, parse_csv_rows

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_ID = r"F\d{2,}"
_INTEGER = r"\d+"
_DECIMAL = r"-?\d+(\.\d+)?"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: its name, what it holds, and what a cell must match.

    Examples
    --------
    >>> COLUMNS[0].name, COLUMNS[0].pattern, COLUMNS[0].required
    ('id', 'F\\\\d{2,}', True)
    """

    name: str
    description: str
    pattern: str = ".*"
    required: bool = False
    type: str = "string"


COLUMNS = (
    Column("id", "F01, F02 ... in the order of start", _ID, True),
    Column("indicator", "what is measured, as a full name"),
    Column("value", "signed decimal in unit; a decrease is negative", _DECIMAL, True, "number"),
    Column("unit", "unit as printed, canonical spelling"),
    Column("kind", "kind of figure", "|".join(KINDS), True),
    Column("region", "where, as far as the text says"),
    Column("period", "when: 2023, 2023-H1, 2023-Q3, 2023-01/06"),
    Column("hedge", "bound on the printed magnitude", "over|under|about|more"),
    Column("relates_to", "id of the figure that this one belongs to", _ID),
    Column("relation", "how it belongs: growth_of, share_of, part_of ..."),
    Column("of_part", "id of the numerator or part of a share, rate or ratio", _ID),
    Column("base_value", "value with magnitudes multiplied out", _DECIMAL, True, "number"),
    Column("base_unit", "unit of base_value"),
    Column("exact", "value with no finite decimal, as a fraction", r"-?\d+(/\d+)?"),
    Column("printed", "the quantity as printed: text[start:end]", required=True),
    Column("start", "first character, counted from 0", _INTEGER, True, "integer"),
    Column("end", "character after the last one", _INTEGER, True, "integer"),
    Column("number", "the number alone, as printed"),
    Column("number_start", "first character of number", _INTEGER, type="integer"),
    Column("number_end", "character after number", _INTEGER, type="integer"),
    Column("decimals", "printed decimals of number", _INTEGER, type="integer"),
    Column("implicit", "true for a figure that no digit prints", "true|false", True, "boolean"),
    Column("derived_from", "ids that an implicit figure follows from", rf"{_ID}( {_ID})*"),
    Column("canonical", "name in the vocabulary of indicators"),
    Column("english", "English name in the vocabulary"),
    Column("basis", "price basis of its growth", "nominal|constant"),
    Column("rule", "id of the rule that read it"),
    Column("rules", "id of the rule behind each further field, as JSON"),
)
HEADER = tuple(column.name for column in COLUMNS)
# These two quote the source, whatever signs it holds.
_QUOTED = ("printed", "number")
_LONGEST_NUMBER = 40


def to_table(reading: Iterable[Figure]) -> pd.DataFrame:
    """Return figures as one table: a row a figure, every cell text.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> table = to_table(read_figures("全县地区生产总值50.9亿元，增长5.4%。"))
    >>> table[["id", "value", "unit", "kind", "relates_to"]].values.tolist()
    [['F01', '50.9', '亿元', 'amount', ''], ['F02', '5.4', '%', 'growth', 'F01']]
    """
    import pandas as pd

    table = pd.DataFrame([figure_row(figure) for figure in reading], columns=list(HEADER), dtype=str)
    return pandera_schema().validate(table)


def from_table(table: pd.DataFrame, text: str | None = None) -> tuple[Figure, ...]:
    """Return the figures of a table; the inverse of `to_table`.

    Parameters
    ----------
    table : DataFrame
        As `to_table` gives it, or edited.
    text : str, optional
        The source text; given, each figure must stand in it where the table says.

    Raises
    ------
    InputError
        If a cell does not fit its column; row, column and value are named.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> reading = read_figures("粮食产量12.60万吨。")
    >>> from_table(to_table(reading), reading.text) == tuple(reading)
    True
    """
    import pandera.errors

    try:
        pandera_schema().validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        raise InputError(_first_failure(errors)) from None
    rows = zip(table.index, table.to_dict("records"), strict=True)
    return figures_of_rows([(f"row {place}", row) for place, row in rows], text)


def figures_csv(reading: Iterable[Figure]) -> str:
    """Return figures as the text of ``figures.csv``.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> print(figures_csv(read_figures("新增就业59人。")).splitlines()[1][:30])
    F01,新增就业,59,人,count,,,,,,,59,人
    """
    return csv_text(HEADER, map(figure_row, reading))


def write_figures(reading: Iterable[Figure], path: Path) -> None:
    """Write ``figures.csv``, with the byte order mark that spreadsheets need for Chinese.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from kelan_analysis import read_figures
    >>> with TemporaryDirectory() as folder:
    ...     write_figures(read_figures("新增就业59人。"), Path(folder, "figures.csv"))
    ...     Path(folder, "figures.csv").read_bytes()[:5]
    b'\\xef\\xbb\\xbfid'
    """
    path.write_text(figures_csv(reading), encoding="utf-8-sig", newline="")


def load_figures(path: Path | str, text: str | None = None) -> tuple[Figure, ...]:
    """Load a reviewed ``figures.csv``; errors name file, line and field.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from kelan_analysis import read_figures
    >>> reading = read_figures("新增就业59人。")
    >>> with TemporaryDirectory() as folder:
    ...     write_figures(reading, Path(folder, "figures.csv"))
    ...     load_figures(Path(folder, "figures.csv"), reading.text) == tuple(reading)
    True
    """
    return parse_figures(read_text(path)[0], str(path), text)


def parse_figures(csv: str, path: str, text: str | None = None) -> tuple[Figure, ...]:
    """Do as `load_figures` with the text of a register that errors call `path`.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> reading = read_figures("新增就业59人。")
    >>> parse_figures(figures_csv(reading), "figures.csv", "新增就业58人。")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: figures.csv:2: printed: must stand in the text from 4 to 7. \
Got '59人' where the text has '58人'.
    """
    rows = [(f"{path}:{line}", row) for line, row in parse_csv_rows(csv, path)]
    header = rows[0][1]
    for name in HEADER:
        if name not in header:
            raise InputError(
                f"{path}:1: the column {name!r} is missing; export the register again."
            )
    for name in header:
        if name not in HEADER:
            raise InputError(f"{path}:1: unknown column {name!r}; there are {', '.join(HEADER)}.")
    return figures_of_rows(rows, text)


def pandera_schema() -> pa.DataFrameSchema:
    """Return the schema that a table of figures fulfils.

    Examples
    --------
    >>> list(pandera_schema().columns) == list(HEADER)
    True
    """
    import pandera.pandas as pa

    def check(column: Column) -> pa.Check:
        pattern = _cell_pattern(column)
        return pa.Check(
            lambda cell: isinstance(cell, str) and pattern.fullmatch(cell) is not None,
            element_wise=True,
            error=column.description,
        )

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(checks=check(column), unique=column.name == "id")
            for column in COLUMNS
        },
        strict=True,
        ordered=True,
    )


def table_schema(columns: Iterable[Column] = COLUMNS) -> dict[str, Any]:
    """Return the Table Schema (version 2) of a table; by default of the figures.

    Examples
    --------
    >>> table_schema()["fields"][0]["name"], table_schema()["primaryKey"]
    ('id', ['id'])
    """
    fields = []
    for column in columns:
        field = {"name": column.name, "type": column.type, "description": column.description}
        constraints: dict[str, Any] = {"required": True} if column.required else {}
        if column.type == "string" and column.pattern != ".*":
            constraints["pattern"] = f"^({column.pattern})$"
        fields.append({**field, "constraints": constraints} if constraints else field)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "primaryKey": ["id"],
        "missingValues": [""],
    }


def _cell_pattern(column: Column) -> re.Pattern[str]:
    optional = "" if column.required else "?"
    return re.compile(f"({column.pattern}){optional}", re.ASCII | re.DOTALL)


def _first_failure(errors: Any) -> str:
    failure = errors.failure_cases.sort_values("index", kind="stable").iloc[0]
    if failure["index"] is None or failure["index"] != failure["index"]:
        return (
            f"a table of figures has the columns {', '.join(HEADER)}. "
            f"{failure['failure_case']!r}: {failure['check']}."
        )
    return (
        f"row {failure['index']}: {failure['column']}: {failure['check']}. "
        f"Got {failure['failure_case']!r}."
    )


def figure_row(figure: Figure) -> dict[str, str]:
    """Return a figure as a row of the table: every cell text.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figure_row(read_figures("新增就业59人。")[0])["value"]
    '59'
    """
    record = figure.as_json()
    record["implicit"] = "true" if figure.implicit else "false"
    record["derived_from"] = " ".join(figure.derived_from)
    record["rules"] = json.dumps(record["rules"], ensure_ascii=False) if figure.rules else ""
    return {name: "" if record[name] is None else str(record[name]) for name in HEADER}


def check_cells(place: str, row: Mapping[str, str]) -> None:
    """Refuse a row with a cell that its column does not allow.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> row = figure_row(read_figures("新增就业59人。")[0])
    >>> check_cells("F01", {**row, "hedge": "maybe"})
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: F01: hedge: must be bound on the printed magnitude. \
Got 'maybe'; write one of over, under, about, more.
    """
    for column in COLUMNS:
        cell = row[column.name]
        if not _cell_pattern(column).fullmatch(cell):
            found = f"Got {cell!r}" if cell else "Found it empty"
            names = column.pattern.split("|")
            out = f"; write one of {', '.join(names)}" if len(names) > 1 and all(map(str.isalpha, names)) else ""
            if column.type == "number":
                out = "; write digits and a point, like 50.9"
            raise InputError(
                f"{place}: {column.name}: must be {column.description}. {found}{out}."
            )
        if len(cell) > _LONGEST_NUMBER and column.type in ("integer", "number"):
            raise InputError(
                f"{place}: {column.name}: a number has at most {_LONGEST_NUMBER} digits. "
                f"Found {len(cell)}; correct the cell."
            )
        if column.name not in _QUOTED and (sign := INVISIBLE.search(cell)):
            raise InputError(
                f"{place}: {column.name}: must hold no invisible character. "
                f"Found U+{ord(sign.group()):04X}; delete it."
            )


def figures_of_rows(
    rows: list[tuple[str, Mapping[str, str]]], text: str | None = None
) -> tuple[Figure, ...]:
    """Return the figures of rows, each given with the place that errors name.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figure = read_figures("新增就业59人。")[0]
    >>> figures_of_rows([("figures.csv:2", figure_row(figure))]) == (figure,)
    True
    """
    for place, row in rows:
        check_cells(place, row)
        _check_written(place, row)
        if text is not None:
            _check_span(place, row, text)
    check_links(rows)
    return tuple(_figure(row) for _, row in rows)


def _check_written(place: str, row: Mapping[str, str]) -> None:
    """Refuse a fraction over nothing, and rules that are no JSON object."""
    if re.fullmatch(r".*/0+", row["exact"]):
        raise InputError(f"{place}: exact: must be a fraction of something. Got {row['exact']!r}.")
    try:
        rules = json.loads(row["rules"] or "{}")
    except (ValueError, RecursionError):
        rules = None
    if not isinstance(rules, dict):
        raise InputError(f"{place}: rules: must be JSON. Got {row['rules']!r}; empty the cell.")


def _check_span(place: str, row: Mapping[str, str], text: str) -> None:
    found = text[int(row["start"]) : int(row["end"])]
    if found != row["printed"]:
        raise InputError(
            f"{place}: printed: must stand in the text from {row['start']} to {row['end']}. "
            f"Got {row['printed']!r} where the text has {found!r}."
        )


def _figure(row: Mapping[str, str]) -> Figure:
    fields: dict[str, Any] = {name: row[name] or None for name in HEADER}
    for column in COLUMNS:
        if column.type == "integer" and row[column.name]:
            fields[column.name] = int(row[column.name])
    fields["value"] = Decimal(row["value"])
    fields["base_value"] = Decimal(row["base_value"])
    fields["exact"] = Fraction(row["exact"]) if row["exact"] else None
    fields["implicit"] = row["implicit"] == "true"
    fields["derived_from"] = tuple(row["derived_from"].split())
    fields["rule"] = row["rule"]
    fields["rules"] = json.loads(row["rules"]) if row["rules"] else {}
    return Figure(**fields)
