"""`parse_register`: ``figures.csv`` as a person may have left it, edited in a spreadsheet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from kelan_analysis.errors import InputError
from kelan_analysis.reading import Figure, Reading
from kelan_analysis.reading.figure import RELATIONS
from kelan_analysis.register.rows import (
    REVIEW_HEADER,
    REVIEWS,
    Row,
    base_of,
    check_period,
    fits,
    next_id,
    places_of,
    text_hash,
)
from kelan_analysis.strict_csv import parse_csv_rows
from kelan_analysis.table import HEADER, figure_row, figures_of_rows

_HASH = re.compile(r"[0-9a-f]{64}")
_DERIVED = (
    "base_value", "base_unit", "exact", "number", "number_start", "number_end", "decimals",
    "implicit", "derived_from", "canonical", "english", "basis", "rule", "rules",
)  # fmt: skip
_PLACE = re.compile(r"[0-9]{1,40}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def parse_register(csv: str, path: str, program: Reading) -> tuple[list[Row], list[str]]:
    """Return the rows of a register and the place of each, for errors and notes.

    Parameters
    ----------
    csv, path : str
        The text of the register, and what errors call it.
    program : Reading
        What the program reads now; it completes the cells that follow from others.

    Examples
    --------
    >>> from kelan_analysis.reading import read_figures
    >>> from kelan_analysis.register.rows import register_csv
    >>> reading = read_figures("新增就业59人。")
    >>> rows, places = parse_register(register_csv([Row(reading[0])]), "figures.csv", reading)
    >>> rows[0].figure == reading[0], places
    (True, ['figures.csv:2'])
    """
    records = [(line, row) for line, row in parse_csv_rows(csv, path) if any(row.values())]
    if not records:
        raise InputError(f"{path}:1: must hold rows. Found them all empty; delete the file.")
    _check_header(list(records[0][1]), path)
    now = text_hash(program.text)
    by_span: dict[tuple[str, str], list[Figure]] = {}
    for figure in program:
        by_span.setdefault((str(figure.start), str(figure.end)), []).append(figure)
    taken = {row["id"] for _, row in records}
    completed, places = [], []
    for line, given in records:
        place = f"{path}:{line}"
        row = {name: given.get(name, "") for name in (*HEADER, *REVIEW_HEADER)}
        row |= {name: row[name].strip() for name in row if name not in ("printed", "number")}
        row["id"] = row["id"] or next_id(taken)
        taken.add(row["id"])
        same = by_span.get((row["start"], row["end"]), [])
        now_read = same.pop(0) if same else None
        if now_read is None or row["period"] != now_read.period:
            check_period(row["period"], place)
        completed.append(_complete(row, now_read, place))
        places.append(place)
        _check_review(completed[-1], place)
        _check_place(completed[-1], place, program.text, now)
    figures = figures_of_rows(list(zip(places, completed, strict=True)))
    rows = [_row_of(figure, row) for figure, row in zip(figures, completed, strict=True)]
    return [_moved(row, program.text, now) for row in rows], places


def _check_header(header: list[str], path: str) -> None:
    known = (*HEADER, *REVIEW_HEADER)
    for name in HEADER:
        if name not in header and name not in _DERIVED:
            raise InputError(f"{path}:1: the column {name!r} is missing; export the register again.")
    for name in header:
        if name not in known:
            raise InputError(f"{path}:1: unknown column {name!r}; there are {', '.join(known)}.")


def _complete(row: dict[str, str], now: Figure | None, place: str) -> dict[str, str]:
    """Fill what follows from the rest, so that a person edits value and unit only."""
    row["implicit"] = row["implicit"].lower() or "false"
    if not _NUMBER.fullmatch(row["value"]):
        return row  # 5.09E+01 and nan are numbers to Python, and none to the schema
    value = Decimal(row["value"])
    if now is not None and value == now.value and (row["unit"], row["kind"]) == (now.unit or "", now.kind):
        # A spreadsheet writes 12.60 as 12.6; the print says how many places there are.
        printed = figure_row(now)
        return {**row, "value": printed["value"],
                **{name: printed[name] for name in _DERIVED if name != "derived_from"}}  # fmt: skip
    try:
        base_value, base_unit = base_of(value, row["unit"] or None, row["kind"])
    except ValueError as error:
        raise InputError(f"{place}: unit: {error}") from None
    row |= {"base_value": format(base_value, "f"), "base_unit": base_unit or "", "exact": ""}
    if now is None or abs(value) != abs(now.value):
        row |= {"number": "", "number_start": "", "number_end": "",
                "decimals": str(max(0, -int(value.as_tuple().exponent)))}  # fmt: skip
    return row


def _check_review(row: Mapping[str, str], place: str) -> None:
    if row["review"] not in ("", *REVIEWS):
        raise InputError(
            f"{place}: review: must be one of {', '.join(REVIEWS)}. Got {row['review']!r}."
        )
    if row["relation"] not in ("", *RELATIONS):
        raise InputError(
            f"{place}: relation: must be one of {', '.join(RELATIONS)}. Got {row['relation'][:60]!r}."
        )
    if row["text_sha256"] and not _HASH.fullmatch(row["text_sha256"]):
        raise InputError(
            f"{place}: text_sha256: must be the hash of the text that was reviewed. "
            f"Got {row['text_sha256']!r}; empty the cell."
        )
    if row["read"]:
        try:
            read = json.loads(row["read"])
        except (json.JSONDecodeError, RecursionError):
            read = None
        if not isinstance(read, dict):
            raise InputError(f"{place}: read: must be JSON. Got {row['read'][:60]!r}; empty the cell.")


def _check_place(row: Mapping[str, str], place: str, text: str, now: str) -> None:
    """Refuse a wrong span in a text that has not changed since."""
    if not (_PLACE.fullmatch(row["start"]) and _PLACE.fullmatch(row["end"])):
        return  # the schema names the cell
    found = text[int(row["start"]) : int(row["end"])]
    if found != row["printed"] and row["text_sha256"] in ("", now):
        at = [str(start) for start in places_of(row["printed"], text)[:4]]
        way = f"it begins at {', '.join(at)}" if at else "the text does not hold it"
        raise InputError(
            f"{place}: printed: must stand in the text from {row['start']} to {row['end']}. "
            f"Got {row['printed']!r} where the text has {found!r}; {way}."
        )


def _row_of(figure: Figure, row: Mapping[str, str]) -> Row:
    read = json.loads(row["read"]) if row["read"] else None
    review = row["review"] or "kept"
    return Row(figure, review, row["reviewer"], row["reviewed"], row["reason"], read, row["text_sha256"])


def _moved(row: Row, text: str, now: str) -> Row:
    """Follow a figure to its one place in a changed text."""
    if fits(row, text) or row.text_sha256 in ("", now):
        return row
    places = places_of(row.figure.printed, text)
    if len(places) != 1:
        return row
    shift = places[0] - row.figure.start
    spans = {
        name: None if getattr(row.figure, name) is None else getattr(row.figure, name) + shift
        for name in ("start", "end", "number_start", "number_end")
    }
    return replace(row, figure=replace(row.figure, **spans))
