"""`given_parameters`: what a command line says, and the files of parameters that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.parameter_files import read_parameter_files
from kelan_analysis.briefs.parameters import Parameter, check_parameters
from kelan_analysis.errors import InputError


def given_parameters(
    declared: Mapping[str, Parameter],
    pairs: Sequence[tuple[str, ...]],
    files: Sequence[Path] = (),
    **named: str | None,
) -> dict[str, Any]:
    """Return the parameters given, checked; the command line goes before the files.

    Parameters
    ----------
    declared : mapping
        From `read_parameters`.
    pairs : sequence of (name, value)
        Those of ``-p``, as words.
    files : sequence of Path
        Those of ``--parameters-file``.
    **named : str, optional
        Those that have an argument of their own.

    Examples
    --------
    >>> declared = {"language": Parameter("language", "zh", ("zh", "en"))}
    >>> given_parameters(declared, [("language", "en")])
    {'language': 'en'}
    """
    words: dict[str, str] = {}
    for name, value in pairs:
        if name in words:
            raise InputError(
                f"parameter {name} is given twice, as {words[name]!r} and {value!r}; leave one out."
            )
        words[name] = value
    for name, value in named.items():
        if value is None:
            continue
        if words.get(name, value) != value:
            raise InputError(
                f"the {name} is given twice, as {value!r} and with -p as {words[name]!r}; "
                "leave one out."
            )
        words[name] = value
    return read_parameter_files(files, declared) | check_parameters(declared, words, words=True)


def outputs_folder(project: Path, reports: Path | None) -> Path:
    """Return the folder of all briefs, which is none of the project's inputs.

    Examples
    --------
    >>> outputs_folder(Path("."), Path("data"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: reports must be a folder apart from the inputs. Got 'data', \
which is in data/; give another one.
    """
    return project / "reports" if reports is None else apart(reports, project, "reports")


def apart(folder: Path, project: Path, what: str) -> Path:
    """Return a folder to write to, or refuse it: it is local, no file, and none of the inputs.

    Examples
    --------
    >>> apart(Path("README.md"), Path("."), "a site")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a site must be a folder. Got 'README.md', which is a file or \
a link that leads nowhere; give another one.
    """
    given = str(folder)
    if ":/" in given:
        raise InputError(
            f"{what} must be a local folder. Got {given!r}; give a path and copy the files "
            "from there."
        )
    place = os.path.realpath(folder)
    if os.path.lexists(place) and not os.path.isdir(place):
        raise InputError(
            f"{what} must be a folder. Got {given!r}, which is a file or a link that leads nowhere; "
            "give another one."
        )
    for name in ("data", "notebooks"):
        if Path(place).is_relative_to(os.path.realpath(project / name)):
            raise InputError(
                f"{what} must be a folder apart from the inputs. Got {given!r}, which is "
                f"in {name}/; give another one."
            )
    return folder
