"""The parameters that a notebook declares, read from its `parameters` cell with `ast`.

The cell holds assignments of literals only, one a line. A comment on the line says what the
parameter is; where it begins with ``one of`` and literals, these are its only values::

    release = "140929-kelan-2023"  # a folder of data/
    language = "zh"  # one of "zh", "en"; the language of the brief

Papermill's own inspector warns alike about a valid name and a typo, and runs both.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import keyword
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kelan_analysis.errors import InputError

TYPES = {
    str: "text", int: "whole number", float: "number", bool: "true or false",
    list: "list", dict: "table", type(None): "anything",
}  # fmt: skip


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
        _check_json(self.name, value)
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


def read_parameters(notebook: Path | Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters that a notebook declares, in their order.

    Parameters
    ----------
    notebook : Path or notebook
        An ``.ipynb`` file, or its content.

    Raises
    ------
    InputError
        If it is no notebook, or its `parameters` cell holds anything but literals.

    Examples
    --------
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]},
    ...         "source": 'language = "zh"  # one of "zh", "en"; the language'}
    >>> read_parameters({"cells": [cell]})["language"]
    Parameter(name='language', default='zh', choices=('zh', 'en'), about='the language')
    """
    name = "the notebook"
    if isinstance(notebook, (str, Path)):
        name = Path(notebook).name
        notebook = load_notebook(Path(notebook))
    cells = [c for c in notebook["cells"] if "parameters" in c.get("metadata", {}).get("tags", [])]
    if len(cells) > 1:
        raise InputError(
            f"a notebook has at most one cell tagged `parameters`. {name} has {len(cells)}."
        )
    source = "".join(cells[0]["source"]) if cells else ""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise InputError(
            f"the `parameters` cell must be Python. {name}, line {error.lineno} of the cell: "
            f"{error.msg}."
        ) from None
    comments = _comments(source)
    found = {}
    for statement in statements:
        parameter = _parameter(statement, comments.get(statement.lineno, ""))
        if parameter is None:
            line = ast.get_source_segment(source, statement) or ""
            raise InputError(
                "the `parameters` cell may only assign literals to names. "
                f"{name}, line {statement.lineno} of the cell: {line[:60]!r}; "
                "compute in a later cell."
            )
        found[parameter.name] = parameter
    return found


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


def load_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook file of format 4.

    Examples
    --------
    >>> load_notebook(Path("notebooks/none.ipynb"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: no notebook notebooks/none.ipynb.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"no notebook {path}.") from None
    except OSError as error:
        raise InputError(f"the notebook cannot be read. {path}: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise InputError(f"a notebook is a JSON file. {path} is not one.") from None
    if not isinstance(content, dict) or content.get("nbformat") != 4 or "cells" not in content:
        raise InputError(
            f"a notebook of format 4 is needed. {path} is none; open and save it in JupyterLab."
        )
    return content


def _parameter(statement: ast.stmt, comment: str) -> Parameter | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None
    if not isinstance(target, ast.Name) or keyword.iskeyword(target.id):
        return None
    try:
        default = ast.literal_eval(value)
        choices, about = _read_comment(comment)
        parameter = Parameter(target.id, default, choices, about)
        _check_json(target.id, default)
        if default is not None:
            parameter.check(default)
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, SyntaxError):
        return None
    return parameter


def _read_comment(comment: str) -> tuple[tuple[Any, ...], str]:
    text = comment.lstrip("#").strip()
    if not text.startswith("one of "):
        return (), text
    listed, _, about = text.removeprefix("one of ").partition(";")
    choices = ast.literal_eval(f"({listed.rstrip(' .')},)")
    return tuple(choices), about.strip()


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _check_json(name: str, value: Any) -> None:
    if type(value) not in TYPES:
        raise InputError(
            f"parameter {name} must be of a JSON type: text, number, true or false, null, list "
            f"or table. Got {type(value).__name__}."
        )
    if isinstance(value, float) and value - value != 0:
        raise InputError(f"parameter {name} must be a finite number. Got {value}.")
    parts = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    for key, part in parts:
        if isinstance(value, dict) and not isinstance(key, str):
            raise InputError(f"parameter {name} must have text as keys. Got {key!r}.")
        _check_json(name, part)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return repr(value)


def _nearest(value: Any, choices: tuple[Any, ...]) -> str:
    names = [choice for choice in choices if isinstance(choice, str)]
    near = difflib.get_close_matches(value, names, 1, 0.5) if isinstance(value, str) else []
    return f'; did you mean "{near[0]}"?' if near else "."
