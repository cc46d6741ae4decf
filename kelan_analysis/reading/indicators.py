"""What the vocabulary says of an indicator's name: English, prices, the whole it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kelan_analysis.reading.official_names import (
    LONGEST_NAME,
    Indicator,
    folded,
    indicators,
    look_up,
)  # fmt: skip
from kelan_analysis.reading.words import any_of, load

__all__ = ["Indicator", "english_name", "indicators", "look_up", "price_basis", "whole_of"]

_REAL = re.compile(r"实际(?:同比|环比|平均)?(?:增|降|下|减|上|提高|回落|涨|跌|$)")
_AT_CONSTANT, _AT_CURRENT = (
    re.compile(any_of(load("qualifiers")["prices"]["said"][basis])) for basis in ("constant", "nominal")
)


def whole_of(name: str) -> str | None:
    """Return the indicator that a named one is a part of, where everybody knows it.

    Examples
    --------
    >>> whole_of("税收收入"), whole_of("夏粮总产量"), whole_of("税收收入增速")
    ('一般公共预算收入', '粮食产量', None)
    """
    entry = look_up(name, growth=False)
    return entry.wholes[0] if entry and entry.wholes else None


def price_basis(name: str, growth_words: str = "") -> str | None:
    """Return the prices at which the growth of an indicator is measured.

    Parameters
    ----------
    name : str
        The indicator's printed name.
    growth_words : str, optional
        The words that lead to the growth: 实际增长, 按可比价格计算 or 现价 settle it.

    Returns
    -------
    str or None
        ``nominal``, ``constant``, or None: no prices in it, or not known.

    Examples
    --------
    >>> price_basis("GDP"), price_basis("城镇居民人均可支配收入"), price_basis("粮食产量")
    ('constant', 'nominal', None)
    >>> price_basis("农村居民人均可支配收入", "扣除价格因素，实际增长")
    'constant'
    """
    if _REAL.search(growth_words) or _AT_CONSTANT.search(growth_words):
        return "constant"
    return "nominal" if _AT_CURRENT.search(growth_words) else _basis_of(name)


@lru_cache(20_000)
def _basis_of(name: str) -> str | None:
    """The prices of a growth of which no words tell."""
    if entry := look_up(name):
        return entry.basis
    stem = folded(name)
    for tail in load("qualifiers")["growth"]["tails"]:
        stem = stem.removesuffix(tail)
    endings = load("qualifiers")["prices"]["ending"].items()
    return next((basis for basis, words in endings if stem.endswith(tuple(words))), None)


@cache
def _frames() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), template) for pattern, template in load("english")["frames"])


@cache
def _measured() -> dict[str, str]:
    """What may stand behind a noun: every indicator ("... of {}"), and the table's words."""
    return {
        folded(name): f"{entry.english} of {{}}"
        for entry in indicators()
        for name in (entry.name, *entry.synonyms)
    } | load("english")["tails"]


@lru_cache(20_000)
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
    if known := load("english")["nouns"].get(name):
        return known
    if name.isdecimal():
        return name
    if entry := look_up(name, growth=False):
        return entry.english
    return next(_by_frame(name), None) or next(_by_parts(name), None)


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
        if (template := _measured().get(name[i:])) and (rest := _composed(name[:i])):
            yield template.format(rest)
    for i in reversed(cuts):
        if (template := data["inner"].get(name[:i])) and (rest := _composed(name[i:])):
            yield template.format(rest)
    for i in cuts:
        if name[:i] in load("qualifiers")["scope"]["before"] and (rest := _composed(name[i:])):
            yield rest
