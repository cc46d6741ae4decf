"""Marks: spans whose numerals are no figures, each with its class and the rule that says so.

The rules are data, ``vocabulary/marks.toml``: a pattern, a class and examples a rule. The
first rule that covers a numeral keeps it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kelan_analysis.units import UNIT_PATTERN

_DIGITS = "〇零一二三四五六七八九两"
_ANY_NUMERAL = re.compile(rf"[\d{_DIGITS}十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]")
_REACH = 30  # how far before what is near a match may begin, and how far behind its start it may end
_BEYOND = 15  # what a pattern may look at behind its match
_PLACEHOLDERS = {
    "{N}": r"(?:\d+(?:\.\d+)?|[〇零一二三四五六七八九两十百千]+)",
    # Characters first and what stands before them second: so the search may skip to them.
    "{Y}": r"(?:19\d\d|20\d\d|一[〇零九八]{D}{D}|二[〇零九八]{D}{D})(?<!\d.{4})(?!\d)",
    "{D}": "[〇零一二三四五六七八九]",
    "{U}": UNIT_PATTERN,
    "{digits}": _DIGITS,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that holds numerals but no figure.

    Examples
    --------
    >>> [(m.kind, m.why) for m in find_marks("2024年创建4A级景区")]
    [('period', 'period'), ('name', 'name or code')]
    """

    start: int
    end: int
    kind: str
    why: str
    rule: str


@dataclass(frozen=True, slots=True)
class MarkRule:
    """One rule of ``marks.toml``, compiled.

    Examples
    --------
    >>> mark_rules()[0].id
    'date.day'
    """

    id: str
    kind: str
    why: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    inner: tuple[str, ...]
    near: tuple[re.Pattern[str], ...] = ()

    def finditer(self, folded: str) -> Iterator[re.Match[str]]:
        """Search where the pattern can match at all.

        Examples
        --------
        >>> [m[0] for m in mark_rules()[0].finditer("到5月22日为止")]
        ['5月22日']
        """
        return self._around(folded) if self.near else self.pattern.finditer(folded)

    def _around(self, folded: str) -> Iterator[re.Match[str]]:
        """Search around what every match holds; surroundings that meet are one."""
        begin = stop = -1
        held = [found.start() for near in self.near for found in _found(near, folded)]
        if len(self.near) > 1:
            held.sort()
        for at in held:
            if at - _REACH > stop:
                if stop >= 0:
                    yield from self._within(folded, begin, stop)
                begin = max(0, at - _REACH)
            stop = at + _REACH + _BEYOND
        if stop >= 0:
            yield from self._within(folded, begin, stop)

    def _within(self, folded: str, begin: int, stop: int) -> Iterator[re.Match[str]]:
        """The matches up to the reach of what is near; a pattern may see what stands beyond it."""
        last = stop - _BEYOND
        for match in self.pattern.finditer(folded, begin, stop):
            if match.end() > last:
                break
            yield match


def _found(near: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """What stands at the beginning of a text is looked for there only."""
    at_beginning = near.pattern.startswith(r"\A")
    return near.finditer(folded, 0, _REACH) if at_beginning else near.finditer(folded)


@cache
def mark_rules() -> tuple[MarkRule, ...]:
    """Return the rules of ``marks.toml`` in their order.

    Examples
    --------
    >>> all(rule.examples for rule in mark_rules())
    True
    """
    source = files("kelan_analysis.reading").joinpath("vocabulary/marks.toml")
    rules = []
    for entry in tomllib.loads(source.read_text("utf-8"))["mark"]:
        compiled = _compiled(entry["pattern"])
        rules.append(
            MarkRule(
                entry["id"],
                entry["class"],
                entry["why"],
                compiled,
                tuple(entry["examples"]),
                tuple(compiled.groupindex),
                tuple(_compiled(pattern) for pattern in entry.get("near", ())),
            )  # fmt: skip
        )
    return tuple(rules)


def _compiled(pattern: str) -> re.Pattern[str]:
    for placeholder, replacement in _PLACEHOLDERS.items():
        pattern = pattern.replace(placeholder, replacement)
    return re.compile(pattern)


def find_marks(folded: str) -> list[Mark]:
    """Return the marked spans of a folded text, in order, without overlap.

    Parameters
    ----------
    folded : str
        As `fold` gives it.

    Returns
    -------
    list of Mark
        Where two rules claim the same numeral, the earlier rule of the file has it.

    Examples
    --------
    >>> [m.why for m in find_marks("500万元以上项目完成投资21.3亿元")]
    ['threshold in a name']
    """
    taken = bytearray(len(folded))
    marks: list[Mark] = []
    for rule in mark_rules():
        for found in rule.finditer(folded):
            start, end = found.span()
            for name in rule.inner:
                if found[name] is not None:
                    start, end = found.span(name)
            if start == end or not _ANY_NUMERAL.search(folded, start, end):
                continue
            if taken.find(1, start, end) >= 0:
                continue
            taken[start:end] = b"\1" * (end - start)
            marks.append(Mark(start, end, rule.kind, rule.why, rule.id))
    marks.sort(key=lambda m: m.start)
    return marks
