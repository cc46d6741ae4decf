"""The vocabulary as the rules look it up: words by what they do, nouns by how they name."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Return one vocabulary file of the package, parsed once.

    Examples
    --------
    >>> "增长" in load("words")["up"]
    True
    """
    source = files("kelan_analysis.reading").joinpath(f"vocabulary/{name}.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _trailing() -> dict[str, tuple[str, str]]:
    """Every word that can stand between a name and its number: word -> (type, detail)."""
    data = load("words")
    table: dict[str, tuple[str, str]] = {}
    for kind in ("adverb", "level", "up", "down", "growth_up", "growth_down", "from"):
        table |= {word: (kind, word) for word in data[kind]}
    for sign in data["hedge"]:
        table |= {word: ("hedge", sign) for word in data["hedge"][sign]}
    for verb in data["to_verbs"]:
        table |= {verb + aspect + to: ("to", verb) for to in data["to"] for aspect in ("", "了")}
    return table


TRAILING = MappingProxyType(_trailing())
LONGEST_TRAILING = max(map(len, TRAILING))
OPENINGS: dict[str, tuple[str, ...]] = {}
for _word in sorted(load("words")["opening"]["connective"], key=len, reverse=True):
    OPENINGS[_word[0]] = (*OPENINGS.get(_word[0], ()), _word)
HEDGE_AFTER = tuple(
    sorted(
        ((w, sign) for sign, words in load("words")["hedge_after"].items() for w in words),
        key=lambda pair: -len(pair[0]),
    )
)
MEASURES = tuple(sorted(load("nouns")["measures"], key=len, reverse=True))
ATTRIBUTES = frozenset(load("nouns")["attributes"])
ACTIONS = tuple(sorted(load("nouns")["actions"], key=len, reverse=True))
SIBLINGS = MappingProxyType(load("nouns")["siblings"])
