"""JSON of parameters, read so that nothing is lost: no name twice, no number changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kelan_analysis.errors import InputError

MOST_LEVELS = 32
_SPACE = re.compile(r"[ \t\n\r]*")


def read_json(text: str, file: str) -> Iterator[tuple[str, Any, int]]:
    """Yield each name of a JSON table with its value and the line that it stands on.

    Parameters
    ----------
    text : str
        The whole file.
    file : str
        What errors call it.

    Raises
    ------
    InputError
        If it is no table, a name stands twice, or a number would not be kept as written.

    Examples
    --------
    >>> list(read_json('{"year": 2023,\\n "language": "en"}', "p.json"))
    [('year', 2023, 1), ('language', 'en', 2)]
    >>> list(read_json('{"year": 2023, "year": 2024}', "p.json"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: p.json:1: a name may stand once. 'year' is given twice; \
remove one.
    """
    at = _after_space(text, 0)
    if text[at : at + 1] != "{":
        raise InputError(
            f"{file}:1: parameters are a table of names and values, {{\"language\": \"en\"}}. "
            f"Found {text[at : at + 20]!r}."
        )
    at, first, seen = _after_space(text, at + 1), True, set()
    while text[at : at + 1] != "}":
        if not first:
            at = _expect(text, at, ",", file)
        line = 1 + text.count("\n", 0, at)
        name, at = _value(text, at, file, line, "")
        if not isinstance(name, str):
            raise InputError(f"{file}:{line}: a name is text in double quotes. Found {name!r}.")
        if name in seen:
            raise InputError(_twice(name, file, line))
        at = _expect(text, _after_space(text, at), ":", file)
        value, at = _value(text, at, file, line, f"{name}: ")
        yield name, value, line
        seen.add(name)
        at, first = _after_space(text, at), False
    if rest := text[at + 1 :].strip():
        line = 1 + text.count("\n", 0, at)
        raise InputError(f"{file}:{line}: must be one JSON table. Found {rest[:20]!r} after it.")


def _value(text: str, at: int, file: str, line: int, field: str) -> tuple[Any, int]:
    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in pairs:
            if name in made:
                raise InputError(_twice(name, file, line))
            made[name] = value
        return made

    def refuse(rule: str, found: str) -> None:
        raise InputError(f"{file}:{line}: {field}{rule}. Found {found}; write it in quotes.")

    def whole(digits: str) -> int:
        # Longer than what 64 bits hold is most often a code, and not safe in other programs.
        if len(digits.lstrip("-")) > 19 or not -(2**63) <= int(digits) < 2**63:
            refuse("a whole number must fit 64 bits", f"{len(digits.lstrip('-'))} digits")
        return int(digits)

    def number(digits: str) -> float:
        kept = float(digits) if len(digits) <= 400 else float("inf")
        if kept - kept != 0 or Decimal(repr(kept)) != Decimal(digits):
            refuse("a number must be kept as it is written", digits[:40])
        return kept

    decoder = json.JSONDecoder(
        object_pairs_hook=table,
        parse_int=whole,
        parse_float=number,
        parse_constant=lambda word: refuse("a number must be finite", word),
    )
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{file}:{error.lineno}: must be JSON. Character {error.colno}: {error.msg.lower()}."
        ) from None
    except RecursionError:
        raise InputError(
            f"{file}:{line}: {field}a value may be {MOST_LEVELS} levels deep; make it flatter."
        ) from None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


def _expect(text: str, at: int, sign: str, file: str) -> int:
    if text[at : at + 1] != sign:
        line = 1 + text.count("\n", 0, at)
        found = repr(text[at : at + 20]) if text[at:] else "the end of the file"
        raise InputError(f"{file}:{line}: must be JSON. Expected {sign!r}, found {found}.")
    return _after_space(text, at + 1)


def _twice(name: str, file: str, line: int) -> str:
    return f"{file}:{line}: a name may stand once. {name!r} is given twice; remove one."
