"""Wholes that everybody knows: 税收收入 is part of 一般公共预算收入, 公路货运量 of 货运量."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.periods import same_time
from kelan_analysis.reading.words import any_of, load, phrases

_Kinds = tuple[re.Pattern[str], re.Pattern[str]]

_SAYS_TOTAL = re.compile(r"(?:总值|总额|总量|总数|额|量|数)$")
_BAND = re.compile(r"\d+(?:[-—–~至]\d+)?岁")  # 15—59岁人口 is no whole of 城镇人口
_HALVES = ("城镇", "农村", "乡村")
_NO_SUM = re.compile(r"均|率|价|指数|比重|收入比|浓度|增速")
_FACING = load("nouns")["facing"]
_KNOWN = [(re.compile(part), whole) for part, whole in load("nouns")["parts"].items()]
_ANY_KNOWN = re.compile("|".join(f"(?:{part})" for part in load("nouns")["parts"]))


def _by_first_character() -> dict[str, list[_Kinds]]:
    """The kinds that stand against each other, by the characters that a name may begin with."""
    behind = phrases("behind_a_contrast")
    table: dict[str, list[_Kinds]] = {}
    for words in load("nouns")["contrasts"]:
        kind = any_of(words)
        named = re.compile(rf"{kind}{behind}?(?P<rest>[\u4e00-\u9fff]{{2,}})$")
        for begun in {word[0] for word in words}:
            table.setdefault(begun, []).append((named, re.compile(kind)))
    return table


_CONTRASTED = _by_first_character()


def known_whole(draft: Draft, memory: Memory, *, of_all: bool = False) -> Draft | None:
    """Return the printed whole of a part that everybody knows: 税收收入 of 一般公共预算收入.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> whole, part = read_figures("一般公共预算收入6.2亿元。税收收入4.1亿元。")
    >>> part.relates_to == whole.id
    True
    """
    if draft.kind not in ("amount", "count") or not draft.name:
        return None
    known = printed_levels(draft, memory) if _wholes_of(draft.name) else iter(())
    found = [d for d in known if is_known_whole(d, draft) and _can_hold(d, draft)]
    if of_all:  # 居民收入…，城镇居民…，农村居民…。按来源分: of all of them
        found = [d for d in found if not is_half(d)] or found
    if found:
        return found[0]
    return _contrasted_whole(draft, memory)


def is_half(level: Draft) -> bool:
    """Whether a level is that of the town or of the country only.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> [quantity] = find_quantities("1万元", [])[0]
    >>> is_half(Draft(quantity, name="农村居民收入")), is_half(Draft(quantity, name="居民收入"))
    (True, False)
    """
    return (level.name or "").startswith(_HALVES)


def is_known_whole(level: Draft, part: Draft) -> bool:
    """Whether everybody knows, by the two names, that one is the whole of the other.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> whole, part = map(Draft, find_quantities("6.2亿元，4.1亿元", [])[0])
    >>> whole.name, part.name = "一般公共预算收入", "税收收入"
    >>> is_known_whole(whole, part), is_known_whole(part, whole)
    (True, False)
    """
    name = part.name or ""
    if part.kind not in ("amount", "count"):
        return False
    return any(wanted.search(level.name or "") for wanted in _wholes_of(name))


def is_of_another_whole(level: Draft, part: Draft) -> bool:
    """Whether everybody knows what a part is part of, and a level is not it: 零售额 of 生产总值.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> level, part = map(Draft, find_quantities("118.4亿元，28.9亿元", [])[0])
    >>> level.name, part.name = "地区生产总值", "城镇消费品零售额"
    >>> is_of_another_whole(level, part)
    True
    """
    return bool(_wholes_of(part.name or "")) and not is_known_whole(level, part)


@lru_cache(maxsize=1024)
def _wholes_of(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of the wholes of a name."""
    if not _ANY_KNOWN.match(name):
        return ()
    found = ((part.match(name), whole) for part, whole in _KNOWN)
    return tuple(re.compile(f.expand(whole) if "\\1" in whole else whole) for f, whole in found if f)


def _contrasted_whole(draft: Draft, memory: Memory) -> Draft | None:
    """民营企业进出口 of 进出口总值, 公路货运量 of 货运量: a kind of what was printed before."""
    name = draft.name or ""
    if name[:1] not in _CONTRASTED or _NO_SUM.search(name):
        return None
    for contrasted, word in _CONTRASTED[name[0]]:
        if (found := contrasted.match(name)) is None:
            continue
        stem = _SAYS_TOTAL.sub("", found["rest"])
        for level in printed_levels(draft, memory):
            other = level.name or ""
            alike = len(stem) > 1 and _SAYS_TOTAL.sub("", other).endswith(stem)
            if alike and (_is_a_kind(other, stem) or _BAND.match(other) or is_a_member(level, memory)):
                continue  # 一般贸易进出口 is no whole of 民营企业进出口
            if alike and len(word.findall(other)) != 1 and _can_hold(level, draft):
                above = level.to if level.relation == "part_of" else None  # 其中大工业用电…；居民生活用电…
                return above if above is not None and level in memory.levels and above.in_unit_of(draft) else level
    return None


def _is_a_kind(name: str, stem: str) -> bool:
    """Whether a name is itself one of the kinds that a measure is divided into."""
    found = (contrasted.match(name) for contrasted, _ in _CONTRASTED.get(name[:1], ()))
    return any(f is not None and _SAYS_TOTAL.sub("", f["rest"]) == stem for f in found)


def is_a_member(level: Draft, memory: Memory) -> bool:
    """Whether a level has a share itself, of a whole that is not said: what stands beside is none of it.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "工业用地862亩，占43.1%；住宅用地638亩，占31.9%。"
    >>> [f.relates_to for f in read_figures(text)]
    [None, None, None, None]
    """
    shares = (d for d in memory.recent() if d.kind == "share" and d.part is level and d.to is None)
    return any((d.name or "").endswith(("占", "占比", "比重")) for d in shares)


def face_each_other(one: str | None, two: str | None) -> bool:
    """Whether one name is that of deposits and the other of loans, or alike: neither holds the other.

    Examples
    --------
    >>> face_each_other("各项存款", "不良贷款"), face_each_other("各项存款", "住户存款")
    (True, False)
    """
    sides = [[side in (name or "") for side in pair] for pair in _FACING for name in (one, two)]
    return any(a != b and any(a) and any(b) for a, b in zip(sides[::2], sides[1::2], strict=True))


def _can_hold(whole: Draft, part: Draft) -> bool:
    """Whether a level is of the same period as another and not less than it."""
    return same_time(whole.period, part.period) and abs(whole.base()[0]) >= abs(part.base()[0])


def printed_levels(draft: Draft, memory: Memory, *, far: bool = False) -> Iterator[Draft]:
    """Yield the levels in the unit of a draft, the last one first.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> whole, part = map(Draft, find_quantities("12.6万吨，8.1万吨", [])[0])
    >>> whole.name = "粮食产量"
    >>> list(printed_levels(part, Memory(drafts=[whole, part]))) == [whole]
    True
    """
    base = draft.quantity.unit.base
    for d in memory.recent(far=far):
        if d.kind in ("amount", "count") and d.quantity.unit.base == base and d.name:
            if d is not draft and d.rule != "comparator" and is_level(d):
                yield d
