"""The vocabulary as the rules look it up: words by what they do, nouns by how they name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
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


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of `words`, the longest first.

    Examples
    --------
    >>> any_of(["达", "达到"])
    '(?:达到|达)'
    """
    return "(?:" + "|".join(map(re.escape, longest_first(words))) + ")"


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """Return `words` so that no word comes before a longer one that begins or ends with it.

    Examples
    --------
    >>> longest_first(["率", "完成率", "比率"])
    ('完成率', '比率', '率')
    """
    return tuple(sorted(words, key=len, reverse=True))


def phrases(group: str) -> str:
    """Return the pattern of any word of a group of ``phrases.toml``.

    Examples
    --------
    >>> phrases("money")
    '(?:亿元|万元)'
    """
    return any_of(load("phrases")[group])


def _trailing() -> dict[str, tuple[str, str]]:
    data = load("words")
    table: dict[str, tuple[str, str]] = {}
    for kind in ("adverb", "level", "up", "down", "growth_up", "growth_down", "from"):
        table |= {word: (kind, word) for word in data[kind]}
    for sign in data["hedge"]:
        table |= {word: ("hedge", sign) for word in data["hedge"][sign]}
    for verb in data["to_verbs"]:
        table |= {verb + aspect + to: ("to", verb) for to in data["to"] for aspect in ("", "了")}
    return table


def _lengths_by_end(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Last character of a word -> the lengths of the words that end so, longest first."""
    table: dict[str, set[int]] = {}
    for word in words:
        table.setdefault(word[-1], set()).add(len(word))
    return {end: tuple(sorted(lengths, reverse=True)) for end, lengths in table.items()}


def _by_first_character(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for word in longest_first(words):
        table[word[0]] = (*table.get(word[0], ()), word)
    return table


def _hedges_behind() -> dict[str, str]:
    groups: Mapping[str, list[str]] = load("words")["hedge_after"]
    return {word: sign for sign, words in groups.items() for word in words}


# Every word that can stand between a name and its number: word -> (what it does, detail).
TRAILING: Mapping[str, tuple[str, str]] = MappingProxyType(_trailing())
TRAILING_LENGTHS: Mapping[str, tuple[int, ...]] = MappingProxyType(_lengths_by_end(TRAILING))
ARRIVALS = any_of(word for word, (kind, _) in TRAILING.items() if kind == "to")
PART_OF_A_WORD = {word: tuple(full) for word, full in load("words")["part_of_a_word"].items()}

OPENINGS = _by_first_character(load("words")["opening"]["connective"])
KEPT_BEFORE = {
    word: re.compile("|".join(patterns))
    for word, patterns in load("words")["opening"]["kept_before"].items()
}

HEDGE_AFTER: Mapping[str, str] = MappingProxyType(_hedges_behind())
MEASURES = longest_first([*load("nouns")["measures"], *load("nouns")["rates"]])
ATTRIBUTES = frozenset(load("nouns")["attributes"])
ACTIONS = longest_first(load("nouns")["actions"])
SHARE_OF = re.compile(r"占(?![地用压])")  # 占全市430亿元的30%, but 合计占地300亩
SIBLINGS: Mapping[str, list[str]] = MappingProxyType(load("nouns")["siblings"])
