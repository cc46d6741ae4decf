"""The words a checker knows: complements, ratios to one, price bases. Data in vocabulary.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kelan_analysis.reading.figure import Figure


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts that leave nothing out, by the words of their names.

    Examples
    --------
    >>> [partition.members[0][0] for partition in partitions()][1:3]
    ['第一产业', '城镇']
    """

    members: tuple[tuple[str, ...], ...]
    whole: tuple[str, ...]
    not_of: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    always: bool = False

    def completes(self, whole: Figure) -> bool:
        """Whether these parts are all that a whole is made of.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> partitions()[1].completes(read_figures("全社会用电量4.87亿千瓦时。")[0])
        False
        """
        return not any(word in (whole.indicator or "") for word in self.not_of)

    def names(self, part: Figure) -> bool:
        """Whether a figure is named in full as one of these parts: 第一产业增加值.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> partitions()[1].names(read_figures("第一产业增加值8.6亿元。")[0])
        True
        """
        return any(
            part.indicator == word + rest
            for words in self.members
            for word in words
            for rest in self.of
        )

    def is_bare(self, part: Figure) -> bool:
        """Whether a figure is named with nothing but the word of a part: 第一产业.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> partitions()[1].is_bare(read_figures("第一产业增加值8.6亿元。")[0])
        False
        """
        return any(part.indicator == word for words in self.members for word in words)

    def holds(self, part: Figure) -> bool:
        """Whether a figure is named as one of these parts.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> partitions()[1].holds(read_figures("第一产业增加值8.6亿元。")[0])
        True
        """
        return any(word in (part.indicator or "") for words in self.members for word in words)

    def pick(self, figures: Iterable[Figure]) -> list[Figure] | None:
        """Return one figure for each member, the one with the shortest name; None if one lacks.

        Examples
        --------
        >>> partitions()[0].pick([]) is None
        True
        """
        found: list[Figure] = []
        rest = list(figures)
        for words in self.members:
            named = [f for f in rest if f.indicator and any(w in _without_both(f.indicator) for w in words)]
            if not named:
                return None
            shortest = min(named, key=lambda f: (len(f.indicator or ""), f.start))
            found.append(shortest)
            rest.remove(shortest)
        return found

    def end_alike(self, picked: Sequence[Figure]) -> bool:
        """Whether all that were picked measure the same, or leave it unsaid.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = read_figures("续建项目49项，新开工项目开工57项，新建项目60项。").figures
        >>> works = next(p for p in partitions() if "续建" in p.members[0])
        >>> works.end_alike(figures[:2]), works.end_alike(figures[::2])
        (False, True)
        """
        rests = []
        for words, figure in zip(self.members, picked, strict=True):
            name = figure.indicator or ""
            word = max((w for w in words if w in name), key=len, default="")
            rests.append(_SAYS_HOW_MUCH.sub("", name.partition(word)[2] if word else name))
        longest = max(rests, key=len)
        return all(longest.endswith(rest) for rest in rests)


def _without_both(name: str) -> str:
    """民营企业进出口 is neither 出口 nor 进口."""
    return name.replace("进出口", "")


_SAYS_HOW_MUCH = re.compile(r"(?:总值|总额|总量|总数|额|量|数)\Z")


@cache
def _data() -> dict[str, Any]:
    source = files("kelan_analysis.checking").joinpath("vocabulary.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def partitions() -> tuple[Partition, ...]:
    """Return the sets of complementary parts.

    Examples
    --------
    >>> len(partitions()) > 5
    True
    """
    return tuple(
        Partition(
            tuple(map(tuple, entry["members"])),
            tuple(entry["whole"]),
            tuple(entry.get("except", ())),
            tuple(entry.get("of", ())),
            entry.get("always", False),
        )
        for entry in _data()["partition"]
    )


def entries(section: str) -> list[dict[str, Any]]:
    """Return the entries of a list of the vocabulary: ratio_to_one, rate, difference, mean.

    Examples
    --------
    >>> entries("ratio_to_one")[0]["above"]
    ['城镇']
    """
    return _data()[section]


def named(figure: Figure, words: Iterable[str]) -> bool:
    """Whether a figure's indicator has one of these words.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> named(read_figures("一般公共预算收入9.62亿元。")[0], ["收入", "支出"])
    True
    """
    return any(word in (figure.indicator or "") for word in words)


def says(text: str | None, section: str, key: str) -> bool:
    """Whether a text has one of the words of a section.

    Examples
    --------
    >>> says("一般公共预算收入", "nominal", "indicators")
    True
    """
    return text is not None and any(word in text for word in _data()[section][key])


def strip_measure(name: str) -> str:
    """Return a name without the noun that says no more than that it is measured: 核销 of 核销额.

    Examples
    --------
    >>> strip_measure("核销额"), strip_measure("限额")
    ('核销', '限额')
    """
    for end in _data()["measure"]["ends"]:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return name


def price_basis(growth: Figure, level: Figure | None = None) -> str | None:
    """Return the price basis of a growth: as read, else by its level's unit and its indicator.

    ``either`` where offices differ, so that only a growth that holds says which one it was.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> price_basis(read_figures("全县地区生产总值50.9亿元，增长5.4%。")[1])
    'constant'
    """
    if growth.basis is not None:
        return growth.basis
    if level is not None and level.base_unit != "元":
        return "nominal"  # people and tonnes have no prices
    names = f"{growth.indicator} {level.indicator if level else ''}"
    if says(names, "constant_prices", "indicators"):
        return "constant"
    if says(names, "constant_prices", "either"):
        return "either"
    return "nominal" if says(names, "nominal", "indicators") else None
