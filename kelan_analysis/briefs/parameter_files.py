"""`read_parameter_file`: parameters from a file of JSON or YAML, each checked where it stands."""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.parameter import Parameter, check_parameters
from kelan_analysis.briefs.strict_json import read_json
from kelan_analysis.briefs.strict_yaml import read_yaml
from kelan_analysis.errors import InputError
from kelan_analysis.releases import read_bytes

_Reader = Callable[[str, str], Iterator[tuple[str, Any, int]]]
FORMS: dict[str, _Reader] = {".json": read_json, ".yaml": read_yaml, ".yml": read_yaml}


def read_parameter_file(path: Path, declared: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the parameters that a file gives, checked against what the notebook declares.

    Parameters
    ----------
    path : Path
        A file in JSON (``.json``) or YAML (``.yaml``, ``.yml``).
    declared : mapping
        From `read_parameters`.

    Raises
    ------
    InputError
        With file, line and name: if it cannot be read, or a name or a value does not fit.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> declared = {"language": Parameter("language", "zh", ("zh", "en"))}
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "p.yaml")
    ...     _ = path.write_text("language: en\\n")
    ...     read_parameter_file(path, declared)
    {'language': 'en'}
    """
    name = str(path)
    read = FORMS.get(Path(path).suffix.lower())
    if read is None:
        raise InputError(
            f"{name}: a file of parameters must be one of {', '.join(FORMS)}. "
            f"Got {Path(path).suffix!r}; save it as one of these."
        )
    pairs = list(read(_utf8(read_bytes(Path(path)), name), name))
    return {
        parameter: _checked(parameter, value, declared, f"{name}:{line}: ")
        for parameter, value, line in pairs
    }


def read_parameter_files(
    paths: Sequence[Path], declared: Mapping[str, Parameter]
) -> dict[str, Any]:
    """Return the parameters of several files; no name may stand in two of them.

    Examples
    --------
    >>> read_parameter_files([], {})
    {}
    """
    given: dict[str, Any] = {}
    origin: dict[str, Path] = {}
    for path in paths:
        for name, value in read_parameter_file(path, declared).items():
            if name in given:
                raise InputError(
                    f"{path}: a name may stand once. {name!r} is given twice, in {origin[name]} "
                    "too; remove one."
                )
            given[name], origin[name] = value, path
    return given


def _utf8(raw: bytes, name: str) -> str:
    """Both formats are UTF-8 by their standards; nothing else is tried."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        raise InputError(
            f"{name}:{line}: parameters must be UTF-8. Found byte 0x{error.object[error.start]:02x}; "
            "save the file as UTF-8."
        ) from None
    if not text.strip():
        raise InputError(f"{name}:1: must hold parameters. Found it empty; leave the file out.")
    return text


def _checked(name: str, value: Any, declared: Mapping[str, Parameter], place: str) -> Any:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise InputError(
            f"{place}name {name[:60]!r} is not allowed: a parameter has a name of Python; "
            f"the notebook declares {', '.join(declared) or 'none'}."
        )
    if name not in declared:
        near = difflib.get_close_matches(name, declared, 1, 0.5)
        raise InputError(
            f"{place}unknown name {name!r}; the notebook declares {', '.join(declared) or 'none'}."
            + (f" Did you mean {near[0]}?" if near else "")
        )
    try:
        return check_parameters(declared, {name: value})[name]
    except InputError as error:
        said = str(error).removeprefix(f"parameter {name} ")
        raise InputError(f"{place}{name}: {said}") from None
