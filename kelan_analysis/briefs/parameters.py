"""The parameters that a notebook declares, read from its `parameters` cell with `ast`.

The cell holds assignments of literals only, one a line. A comment on the line says what the
parameter is; where it begins with ``one of`` and literals, these are its only values::

    release = "140929-kelan-2023"  # a folder of data/
    language = "zh"  # one of "zh", "en"; the language of the brief
"""

from __future__ import annotations

import ast
import io
import json
import keyword
import os
import tokenize
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.parameter import Parameter, check_json, check_parameters
from kelan_analysis.errors import InputError
from kelan_analysis.releases import read_bytes

LARGEST = 200_000_000  # bytes of a notebook, with its outputs
__all__ = ["Parameter", "check_parameters", "load_notebook", "read_parameters"]


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
            f"a notebook has at most one cell tagged `parameters`. {name} has {len(cells)}; "
            "put all of them into one."
        )
    source = "".join(cells[0]["source"]) if cells else ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            statements = ast.parse(source).body
    except SyntaxError as error:
        raise InputError(
            f"the `parameters` cell must be Python. {name}, line {error.lineno} of the cell: "
            f"{error.msg}."
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(
            f"the `parameters` cell must be Python. {name}: {type(error).__name__}: {error}."
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
        if parameter.name in found:
            raise InputError(
                "the `parameters` cell may assign a name once. "
                f"{name}, line {statement.lineno} of the cell: {parameter.name!r} again; remove one."
            )
        found[parameter.name] = parameter
    return found


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
        if not os.path.lexists(path):
            raise InputError(f"no notebook {path}.")
        content = json.loads(read_bytes(path, LARGEST).decode("utf-8"))
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise InputError(f"a notebook is a JSON file. {path} is not one.") from None
    if not isinstance(content, dict) or content.get("nbformat") != 4 or not _has_cells(content):
        raise InputError(
            f"a notebook of format 4 is needed. {path} is none; open and save it in JupyterLab."
        )
    return content


def _has_cells(content: dict[str, Any]) -> bool:
    cells, about = content.get("cells"), content.get("metadata")
    if not isinstance(about, dict) or not isinstance(cells, list):
        return False
    kernel = about.get("kernelspec", {})
    if not isinstance(kernel, dict) or not isinstance(kernel.get("name", ""), str):
        return False
    return type(content.get("nbformat_minor", 0)) is int and all(
        isinstance(cell, dict)
        and isinstance(cell.get("cell_type"), str)
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell["metadata"].get("tags", []), list)
        and _is_source(cell.get("source"))
        for cell in cells
    )


def _is_source(source: object) -> bool:
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )


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
        check_json(target.id, default)
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
