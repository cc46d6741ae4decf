"""`Row`: one row of a register, what it is made of, and what follows from an edited cell."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kelan_analysis.errors import InputError
from kelan_analysis.reading import Figure, Reading
from kelan_analysis.strict_csv import csv_text
from kelan_analysis.table import COLUMNS, HEADER, Column, figure_row
from kelan_analysis.units import parse_unit, to_base

REGISTER = "figures.csv"
REVIEWS = ("kept", "corrected", "added", "struck")
REVIEW_COLUMNS = (
    Column("review", "what a person did with the row", "|".join(REVIEWS)),
    Column("reviewer", "who did it"),
    Column("reviewed", "when, as 2024-03-08T10:12:00Z"),
    Column("reason", "why"),
    Column("read", "what the program had read, as JSON; empty where it read nothing"),
    Column("text_sha256", "hash of the text that was reviewed", "[0-9a-f]{64}"),
)
REGISTER_COLUMNS = (*COLUMNS, *REVIEW_COLUMNS)
FIELDS = (
    "value", "unit", "kind", "indicator", "region", "period", "hedge", "relates_to", "relation",
    "of_part",
)  # fmt: skip
LINKS = ("relates_to", "of_part")
REVIEW_HEADER = tuple(column.name for column in REVIEW_COLUMNS)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a register: a figure, and what a person did with it.

    Attributes
    ----------
    figure : Figure
    review : str
        One of `REVIEWS`.
    reviewer, reviewed, reason : str
    read : dict or None
        The fields that the program had read; None where it had read nothing.
    text_sha256 : str
        The text that was reviewed.

    Examples
    --------
    >>> from kelan_analysis.reading import read_figures
    >>> row = Row(read_figures("新增就业59人。")[0])
    >>> row.review, row.read is None
    ('kept', True)
    """

    figure: Figure
    review: str = "kept"
    reviewer: str = ""
    reviewed: str = ""
    reason: str = ""
    read: dict[str, str] | None = None
    text_sha256: str = ""


def register_csv(rows: Iterable[Row]) -> str:
    """Return rows as the text of a register.

    Examples
    --------
    >>> from kelan_analysis.reading import read_figures
    >>> text = register_csv([Row(read_figures("新增就业59人。")[0], reviewer="张")])
    >>> text.splitlines()[0].split(",")[-6:]
    ['review', 'reviewer', 'reviewed', 'reason', 'read', 'text_sha256']
    """
    written = []
    for row in rows:
        read = "" if row.read is None else json.dumps(row.read, ensure_ascii=False, sort_keys=True)
        more = {name: getattr(row, name) for name in REVIEW_HEADER if name != "read"}
        written.append({**figure_row(row.figure), **more, "read": read})
    return csv_text((*HEADER, *REVIEW_HEADER), written)


def what_was_read(figure: Figure, reading: Reading) -> dict[str, str]:
    """Return the fields of a figure that a review compares; a link as ``printed@start``.

    Ids change when something before them is read anew; places do not.

    Examples
    --------
    >>> from kelan_analysis.reading import read_figures
    >>> reading = read_figures("产值50.9亿元，增长5.4%。")
    >>> what_was_read(reading[1], reading)["relates_to"]
    '50.9亿元@2'
    """
    row = figure_row(figure)
    said = {name: row[name] for name in FIELDS}
    for link in LINKS:
        if said[link] and said[link] in reading._by_id:
            target = reading[said[link]]
            said[link] = f"{target.printed}@{target.start}"
    return said


def with_value(figure: Figure, value: Decimal, unit: str | None, kind: str) -> Figure:
    """Return a figure with another value, unit or kind, and all that follows from them.

    Examples
    --------
    >>> from kelan_analysis.reading import read_figures
    >>> figure = read_figures("产值50.9亿元。")[0]
    >>> str(with_value(figure, Decimal("-50.9"), "万元", "difference").base_value)
    '-509000'
    """
    base_value, base_unit = base_of(value, unit, kind)
    changed: dict[str, Any] = {}
    if abs(value) != abs(figure.value):
        places = max(0, -int(value.as_tuple().exponent))
        changed = {"number": None, "number_start": None, "number_end": None, "decimals": places}
    return replace(figure, value=value, unit=unit, kind=kind, exact=None, base_value=base_value,
                   base_unit=base_unit, **changed)  # fmt: skip


def text_hash(text: str) -> str:
    """Return the hash that a register remembers its text by.

    Examples
    --------
    >>> text_hash("增长5.4%。")[:12]
    'b15bb3592c50'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_MONTH = r"(0[1-9]|1[0-2])"
_PERIOD = re.compile(rf"\d{{4}}(-(H[12]|Q[1-4]|{_MONTH}(/{_MONTH})?)|/\d{{4}})?", re.ASCII)
_RELATIVE = ("%", "‰", "倍", "番", "成", "折")
_MOST_DOUBLINGS = 40
_IN_PER_CENT = {"成": 10, "折": 10}


def base_of(value: Decimal, unit: str | None, kind: str) -> tuple[Decimal, str | None]:
    """Return value and unit with magnitudes multiplied out, as reading gives them.

    Examples
    --------
    >>> [str(part) for part in base_of(Decimal("1.2"), "倍", "growth")]
    ['120', '%']
    >>> [str(part) for part in base_of(Decimal("46.92"), "亿元", "amount")]
    ['4692000000', '元']
    """
    if unit is None:
        return value, None
    if kind in ("growth", "share") and unit not in _RELATIVE:
        raise ValueError(f"a {kind} is in one of {', '.join(_RELATIVE)}. Got {unit!r}; correct unit or kind.")
    if unit in _IN_PER_CENT:
        return to_base(value * _IN_PER_CENT[unit], parse_unit("%")), "%"
    if unit == "倍" and kind == "growth":
        return to_base(value * 100, parse_unit("%")), "%"
    if unit == "番":
        if abs(value) > _MOST_DOUBLINGS:
            raise InputError(
                f"a level doubles (番) {_MOST_DOUBLINGS} times at most. Got {value}; correct it."
            )
        size = Decimal((2 ** int(abs(value)) - 1) * 100)
        return (size if value > 0 else -size), "%"
    known = parse_unit(unit)
    return to_base(value, known), known.base


def check_period(period: str, place: str) -> None:
    """Refuse what no period is, such as a spreadsheet makes of one.

    Examples
    --------
    >>> check_period("2023-H1", "figures.csv:2")
    >>> check_period("Jun-23", "figures.csv:2")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: figures.csv:2: period: must be like 2023, 2023-H1, 2023-Q3, \
2023-06 or 2023-01/06. Got 'Jun-23'; write it as text.
    """
    if period and not _PERIOD.fullmatch(period):
        raise InputError(
            f"{place}: period: must be like 2023, 2023-H1, 2023-Q3, 2023-06 or 2023-01/06. "
            f"Got {period!r}; write it as text."
        )


def places_of(printed: str, text: str) -> list[int]:
    """Return where a text holds what is printed.

    Examples
    --------
    >>> places_of("5%", "增5%和5%")
    [1, 4]
    """
    places, start = [], text.find(printed) if printed else -1
    while start >= 0:
        places.append(start)
        start = text.find(printed, start + 1)
    return places


def fits(row: Row, text: str) -> bool:
    """Whether a row's figure stands in a text where the row says.

    Examples
    --------
    >>> from kelan_analysis.reading import read_figures
    >>> fits(Row(read_figures("开工59个。")[0]), "开工58个。")
    False
    """
    return text[row.figure.start : row.figure.end] == row.figure.printed


def next_id(taken: Iterable[str]) -> str:
    """Return the id after the highest one taken.

    Examples
    --------
    >>> next_id(["F01", "F07"])
    'F08'
    """
    numbers = [int(id[1:]) for id in taken if id[:1] == "F" and id[1:].isdigit()]
    return f"F{max(numbers, default=0) + 1:02d}"
