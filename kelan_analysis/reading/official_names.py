"""The vocabulary of official indicators, and which of them a printed name means.

The vocabulary is data: ``vocabulary/indicators.csv`` (one row an indicator) and
``qualifiers.toml`` (what may stand around a name and leaves it the same indicator).
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
_FOLDED = str.maketrans(
    {"(": "（", ")": "）"} | dict.fromkeys(' \u3000"“”的')
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One official indicator, a row of ``vocabulary/indicators.csv``.

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


def folded(name: str) -> str:
    """Return a name without spaces, quotation marks and 的, and with full-width brackets.

    Examples
    --------
    >>> folded("执业 (助理) 医师的人数")
    '执业（助理）医师人数'
    """
    return name.translate(_FOLDED)


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
    words = {key: "|".join(sorted(value, key=len, reverse=True)) for key, value in data.items()}
    ends = "".join(f"(?<!{word})" for word in data["no_place_ends"])
    stem = rf"(?!{words['no_place_begins']})(?:(?!{words['no_place_inside']})[\u4e00-\u9fff]){{1,5}}?"
    return re.compile(rf"(?:{words['before']}|{stem}(?:{words['place']}){ends})+")


@cache
def _tails() -> tuple[tuple[str, str], ...]:
    """(tail, section) of what may stand behind a name, longest first."""
    data = load("qualifiers")
    pairs = [(tail, section) for section in ("growth", "count") for tail in data[section]["tails"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def look_up(name: str, *, growth: bool = True) -> Indicator | None:
    """Return the indicator that a printed name means, None where no entry is certain.

    Parameters
    ----------
    name : str
        As printed; a place, a time or 累计 before it and 增速 or 数 behind it do no harm. What
        makes another indicator (城镇, 民营, 人均, 县本级) finds only an entry of its own.
    growth : bool, default True
        Whether the name of a growth (粮食产量增速) finds what grows.

    Examples
    --------
    >>> look_up("甲县全年规上工业增加值增速").name
    '规模以上工业增加值'
    >>> look_up("新能源工业增加值") is None, look_up("粮食产量增速", growth=False) is None
    (True, True)
    """
    return _names().get(name) or _resolved(name, growth)


@lru_cache(_REMEMBERED)
def _resolved(name: str, growth: bool) -> Indicator | None:
    if len(name) > LONGEST_NAME:
        return None
    flat = folded(name)
    if found := _after_scope(flat):
        return found
    for tail, section in _tails():
        if flat.endswith(tail) and (growth or section != "growth"):
            found = _after_scope(flat.removesuffix(tail))
            if found and (section != "count" or found.kind == "count"):
                return found
    return None


def _after_scope(name: str) -> Indicator | None:
    """The longest known ending comes first; what stands before it decides."""
    for start in range(len(name) - 1):
        if found := _names().get(name[start:]):
            return found if start == 0 or _scope().fullmatch(name, 0, start) else None
    return None
