"""The vocabulary of official indicators: canonical names, English names, prices, wholes.

The vocabulary itself is data: ``vocabulary/indicators.csv`` (one row an indicator),
``qualifiers.toml`` (what may stand around a name) and ``english.toml`` (how English names
of compounds are made).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kelan_analysis.reading.words import load

LONGEST_NAME = 60  # no printed indicator is longer; a longer string is something else
_REMEMBERED = 20_000  # names, far more than one run meets
_QUOTES = str.maketrans({" ": None, "\u3000": None, "(": "（", ")": "）", '"': None,
                         "“": None, "”": None, "的": None})  # fmt: skip
_REAL = re.compile(r"实际(?:同比|环比|平均)?(?:增|降|下|减|上|提高|回落|涨|跌|$)")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One official indicator, as ``vocabulary/indicators.csv`` has it.

    Attributes
    ----------
    name, english : str
        Full name as bureaus print it, and the English one of the national yearbooks.
    synonyms : tuple of str
        Other printed names of exactly the same indicator.
    kind : str
        What its level is: amount, count, rate, ratio, index or duration.
    units : tuple of str
        Base units that it is printed in.
    basis : str or None
        Prices of its printed growth: ``nominal``, ``constant``, or None where growth has no
        price or the practice differs (`note` says so).
    wholes : tuple of str
        Indicators that it is a part of; the one it is most often printed with stands first.
    note : str

    Examples
    --------
    >>> entry = look_up("社零总额")
    >>> entry.name, entry.english, entry.kind, entry.basis
    ('社会消费品零售总额', 'Total Retail Sales of Consumer Goods', 'amount', 'nominal')
    """

    name: str
    english: str
    synonyms: tuple[str, ...]
    kind: str
    units: tuple[str, ...]
    basis: str | None
    wholes: tuple[str, ...]
    note: str


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return every indicator of the vocabulary.

    Examples
    --------
    >>> len(indicators()) > 500, indicators()[0].name
    (True, '地区生产总值')
    """
    source = files("kelan_analysis.reading").joinpath("vocabulary/indicators.csv")

    def listed(cell: str) -> tuple[str, ...]:
        return tuple(part for part in cell.split("|") if part)

    return tuple(
        Indicator(
            row["name"], row["english"], listed(row["synonyms"]), row["kind"],
            listed(row["units"]), row["basis"] or None, listed(row["wholes"]), row["note"],
        )
        for row in csv.DictReader(source.read_text("utf-8").splitlines())
    )  # fmt: skip


@cache
def _names() -> dict[str, Indicator]:
    table: dict[str, Indicator] = {}
    for entry in indicators():
        for name in (entry.name, *entry.synonyms):
            table[name] = table[folded(name)] = entry
    return table


@cache
def _scope() -> re.Pattern[str]:
    """Everything that may stand before a name and leaves it the same indicator."""
    data = load("qualifiers")["scope"]
    begins = "".join(f"(?!{word})" for word in data["no_place_begins"])
    ends = "".join(f"(?<!{word})" for word in data["no_place_ends"])
    place = rf"{begins}[\u4e00-\u9fff]{{1,5}}?[{''.join(data['place'])}]{ends}"
    return re.compile(f"(?:{'|'.join(sorted(data['before'], key=len, reverse=True))}|{place})+")


def folded(name: str) -> str:
    """Return a name without spaces, quotation marks and 的, and with full-width brackets.

    Examples
    --------
    >>> folded("执业 (助理) 医师的人数")
    '执业（助理）医师人数'
    """
    return name.translate(_QUOTES)


def look_up(name: str) -> Indicator | None:
    """Return the indicator that a printed name means, None where no entry is certain.

    Parameters
    ----------
    name : str
        As printed; a place, a time or 累计 before it and 增速 or 数 behind it do no harm. What
        makes another indicator (城镇, 民营, 人均, 县本级) finds only an entry of its own.

    Examples
    --------
    >>> look_up("甲县全年规上工业增加值增速").name
    '规模以上工业增加值'
    >>> look_up("新能源工业增加值") is None
    True
    """
    return _names().get(name) or _resolved(name)


@lru_cache(_REMEMBERED)
def _resolved(name: str) -> Indicator | None:
    if len(name) > LONGEST_NAME:
        return None
    names, flat = _names(), folded(name)
    for stem, counted in _stems(flat):
        # The longest known ending comes first; what stands before it decides.
        for start in range(len(stem) - 1):
            if found := names.get(stem[start:]):
                if (start == 0 or _scope().fullmatch(stem, 0, start)) and (
                    not counted or found.kind == "count"
                ):
                    return found
                break
    return None


def _stems(name: str) -> list[tuple[str, bool]]:
    """The name itself, and without 增速 or 数 (True: only a count has the latter)."""
    data = load("qualifiers")
    stems = [(name, False)]
    for section in ("growth", "count"):
        tails = sorted(data[section]["tails"], key=len, reverse=True)
        stems += [(name.removesuffix(t), section == "count") for t in tails if name.endswith(t)]
    return stems


def whole_of(name: str) -> str | None:
    """Return the indicator that a named one is a part of, where everybody knows it.

    Examples
    --------
    >>> whole_of("税收收入"), whole_of("夏粮总产量"), whole_of("税收收入增速")
    ('一般公共预算收入', '粮食产量', None)
    """
    if name.endswith(tuple(load("qualifiers")["growth"]["tails"])):
        return None  # a growth is no part of another
    entry = look_up(name)
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
    data = load("qualifiers")["prices"]
    if _REAL.search(growth_words) or any(w in growth_words for w in data["said"]["constant"]):
        return "constant"
    if any(word in growth_words for word in data["said"]["nominal"]):
        return "nominal"
    entry = look_up(name)
    if entry is not None:
        return entry.basis
    stem = _stems(folded(name))[-1][0]
    for basis, endings in data["ending"].items():
        if stem.endswith(tuple(endings)):
            return basis
    return None
