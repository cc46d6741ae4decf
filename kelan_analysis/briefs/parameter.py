"""`Parameter`: a notebook's parameter, and what it refuses.

Papermill's own inspector warns alike about a valid name and a typo, and runs both. Here a
name that is not declared or a value that does not fit is an error that names the nearest.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kelan_analysis.errors import InputError

TYPES = {
    str: "text", int: "whole number", float: "number", bool: "true or false",
    list: "list", dict: "table", type(None): "anything",
}  # fmt: skip

LONGEST_TEXT = 100_000
MOST_LEVELS = 32
# What no line of text holds, what turns the order of what is seen, and halves of characters.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, default, allowed values and meaning.

    Examples
    --------
    >>> language = Parameter("language", "zh", ("zh", "en"), "the language of the brief")
    >>> language.type, language.check("en"), language.read("en")
    ('text', 'en', 'en')
    """

    name: str
    default: Any
    choices: tuple[Any, ...] = ()
    about: str = ""

    @property
    def type(self) -> str:
        """The type of the default, in words.

        Examples
        --------
        >>> Parameter("year", 2023).type
        'whole number'
        """
        return TYPES[type(self.default)]

    def check(self, value: Any) -> Any:
        """Return the value if it fits, else refuse it and name the nearest that does.

        Examples
        --------
        >>> Parameter("language", "zh", ("zh", "en")).check("fr")
        Traceback (most recent call last):
        ...
        kelan_analysis.errors.InputError: parameter language must be one of "zh", "en". Got "fr".
        """
        if self.choices and not any(_same(value, choice) for choice in self.choices):
            listed = ", ".join(_written(choice) for choice in self.choices)
            raise InputError(
                f"parameter {self.name} must be one of {listed}. Got {_written(value)}"
                f"{_nearest(value, self.choices)}"
            )
        if type(value) is int and type(self.default) is float:
            return float(value)
        if self.default is not None and type(value) is not type(self.default):
            raise InputError(
                f"parameter {self.name} must be {self.type}, like {_written(self.default)}. "
                f"Got {_written(value)}."
            )
        check_json(self.name, value)
        return value

    def read(self, text: str) -> Any:
        """Return the value that a word of the command line stands for.

        Examples
        --------
        >>> Parameter("year", 2023).read("2022"), Parameter("gate", True).read("false")
        (2022, False)
        """
        if isinstance(self.default, str):
            return self.check(text)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = text
        return self.check(value)


def check_parameters(
    declared: Mapping[str, Parameter], given: Mapping[str, Any], *, words: bool = False
) -> dict[str, Any]:
    """Return the given values, checked against what the notebook declares.

    Parameters
    ----------
    declared : mapping
        From `read_parameters`.
    given : mapping
        Values by name: JSON types, or words of the command line with ``words=True``.

    Raises
    ------
    InputError
        For a name that is not declared or a value that does not fit; names the nearest.

    Examples
    --------
    >>> declared = {"release": Parameter("release", "140929-kelan-2023")}
    >>> check_parameters(declared, {"relase": "140929-kelan-2023"})
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: unknown parameter 'relase'; the notebook declares release. \
Did you mean release?
    """
    checked = {}
    for name, value in given.items():
        if name not in declared:
            listed = ", ".join(declared) or "none"
            near = difflib.get_close_matches(name, declared, 1, 0.5)
            raise InputError(
                f"unknown parameter {name!r}; the notebook declares {listed}."
                + (f" Did you mean {near[0]}?" if near else "")
            )
        checked[name] = declared[name].read(value) if words else declared[name].check(value)
    return checked


def check_json(name: str, value: Any, level: int = 1) -> None:
    """Refuse a value that is of no JSON type or holds what no text should, at any depth.

    Examples
    --------
    >>> check_json("share", float("inf"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: parameter share must be a finite number. Got inf.
    """
    if type(value) not in TYPES:
        raise InputError(
            f"parameter {name} must be of a JSON type: text, number, true or false, null, list "
            f"or table. Got {type(value).__name__}."
        )
    if isinstance(value, float) and value - value != 0:
        raise InputError(f"parameter {name} must be a finite number. Got {value}.")
    if level > MOST_LEVELS:
        raise InputError(f"parameter {name} must be at most {MOST_LEVELS} levels deep; make it flatter.")
    if isinstance(value, str):
        _check_text(name, value)
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for key, part in parts:
        if isinstance(value, dict):
            if not isinstance(key, str):
                raise InputError(f"parameter {name} must have text as keys. Got {key!r}.")
            _check_text(name, key)
        check_json(name, part, level + 1)


def _check_text(name: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"parameter {name} must be short: at most {LONGEST_TEXT} characters. Got a text of "
            f"{len(text)}; put it into a file."
        )
    if sign := _UNSEEN.search(text):
        raise InputError(
            f"parameter {name} must hold signs that can be seen, and line ends. "
            f"Got U+{ord(sign.group()):04X} after {sign.start()} of them; delete it."
        )


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _written(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= 100 else f"{text[:100]}…"


def _nearest(value: Any, choices: tuple[Any, ...]) -> str:
    names = [choice for choice in choices if isinstance(choice, str)]
    near = difflib.get_close_matches(value, names, 1, 0.5) if isinstance(value, str) else []
    return f'; did you mean "{near[0]}"?' if near else "."
