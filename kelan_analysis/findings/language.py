"""The words of a language: `words("en")["sections"]["limits"]`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kelan_analysis.errors import InputError

LANGUAGES = ("zh", "en")
Words = Mapping[str, Any]


def words(language: str) -> Words:
    """Return what the brief says in a language.

    Parameters
    ----------
    language : str
        ``"zh"`` or ``"en"``.

    Raises
    ------
    InputError
        For any other language.

    Examples
    --------
    >>> words("zh")["verdict"]["rounding"], words("en")["verdict"]["rounding"]
    ('舍入内成立', 'within rounding')
    >>> words("fr")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: language must be one of zh, en. Got 'fr'.
    """
    if language not in LANGUAGES:
        raise InputError(f"language must be one of {', '.join(LANGUAGES)}. Got {language!r}.")
    return _all_words()[language]


@functools.cache
def _all_words() -> Mapping[str, Words]:
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
