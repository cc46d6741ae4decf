"""English names of indicators: the vocabulary's own, and names composed of known parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kelan_analysis.reading.indicators import LONGEST_NAME, folded, indicators, look_up
from kelan_analysis.reading.words import load


@cache
def _frames() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), template) for pattern, template in load("english")["frames"])


@cache
def _tails() -> dict[str, str]:
    """What may stand behind a noun: the table's words, and every indicator ("... of {}")."""
    return {
        folded(name): f"{entry.english} of {{}}"
        for entry in indicators()
        for name in (entry.name, *entry.synonyms)
    } | load("english")["tails"]


def english_name(name: str) -> str | None:
    """Return an indicator's English name, None where a part of it is unknown.

    Parameters
    ----------
    name : str
        The indicator as read: in the vocabulary, or a compound of it.

    Examples
    --------
    >>> english_name("城镇居民人均可支配收入")
    'Per Capita Disposable Income of Urban Households'
    >>> english_name("续建项目总投资"), english_name("新建项目开工率")
    ('Total Investment of Continued Projects', 'Start Rate of New Projects')
    >>> english_name("第一产业增加值占地区生产总值比重")
    'Value Added of the Primary Industry as a Percentage of Gross Regional Product'
    """
    return _composed(folded(name)) if len(name) <= LONGEST_NAME else None


@lru_cache(20_000)
def _composed(name: str) -> str | None:
    data = load("english")
    known = data["nouns"].get(name)
    entry = None if known else look_up(name)
    if known or entry and not _is_growth(name):
        return known or entry.english
    return next(_by_frame(name), None) or next(_by_parts(name), None)


def _is_growth(name: str) -> bool:
    return name.endswith(tuple(load("qualifiers")["growth"]["tails"]))


def _by_frame(name: str) -> Iterator[str]:
    for pattern, template in _frames():
        if found := pattern.fullmatch(name):
            parts = {key: _composed(part) for key, part in found.groupdict().items()}
            if all(parts.values()):
                yield template.format(**parts)


def _by_parts(name: str) -> Iterator[str]:
    """Take off 人均, then what stands behind, then what stands before; longest first."""
    data = load("english")
    cuts = range(1, len(name))
    for i in reversed(cuts):
        if (template := data["outer"].get(name[:i])) and (rest := _composed(name[i:])):
            yield template.format(rest)
    for i in cuts:
        if (template := _tails().get(name[i:])) and (rest := _composed(name[:i])):
            yield template.format(rest)
    for i in reversed(cuts):
        if (template := data["inner"].get(name[:i])) and (rest := _composed(name[i:])):
            yield template.format(rest)
    for i in cuts:
        if name[:i] in load("qualifiers")["scope"]["before"] and (rest := _composed(name[i:])):
            yield rest
