"""What the end of a clause compares with: 比上年, 由上年的, 达到2023年的, 三年平均."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kelan_analysis.reading.periods import ARABIC_YEAR, CHINESE_YEAR
from kelan_analysis.reading.words import ARRIVALS, load, phrases

_COMPARED = re.compile(rf"(?<![参赋给])(?P<word>{phrases('compared_by')})(?![重例率值])(?!(?<=同)[期月季])(?P<target>[^,。;比较]{{1,26}})$")
_TARGET = re.compile(
    rf"{phrases('compared_with')}(?:{phrases('compared_with_tail')}|(?:决算|完成|预算|执行)?数)*$"
    r"|^(?:上年|去年|往年|历史|上月)(?:同期)?(?:最[高大低小]|平均|实际)[\u4e00-\u9fff]{2,6}$"
)
_COMPARES_ANYTHING = frozenset(load("phrases")["compared_with_anything"])
_THRESHOLD = re.compile(r"\d+(?:\.\d+)?[^\d年.]{1,6}的[\u4e00-\u9fff]")  # 超过60万人的县
_NOUN = re.compile(r"[\u4e00-\u9fff、“”]{2,16}")
_FROM = re.compile(r"(?:[由从]|(?<![来源出各独])自(?![治主筹来然有用营愿贸]))(?P<when>[^,。;由从]{0,16}?)的?$")
_FROM_WHEN = re.compile(r"(?:年|期|月|末|季度|底|[省市国县区]|前|初|位|时|来|先|定|去|往)$")
_TO_WHEN = re.compile(
    rf"(?:{ARRIVALS}|到|(?<!截)至)"
    rf"(?P<when>(?:{ARABIC_YEAR}|{CHINESE_YEAR})年(?:[底末]|同[期月季])?"
    r"|今年|目前|现在|当前|本期|[上下]半年|[前]?[一二三四]季度)的?$"
)
_AVERAGED = re.compile(r"[两二三四五六七八九十]年(?:年均|平均)$|^[两二三四五六七八九十]年$")
# What each of them must hold or end with: most clauses hold none of it.
_COMPARING = frozenset(word[-1] for word in load("phrases")["compared_by"])
_BEGINNING = frozenset("由从自")
_AVERAGE_ENDS = ("年", "均")
_TO_ENDS = ("的", "年", "底", "末", "在", "前", "期", "度")
_RESTORED = tuple(load("phrases")["restored"])


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison at the end of a clause.

    Attributes
    ----------
    start : int
        Where it begins.
    kind : str
        ``compare``, ``average``, ``to``, ``from`` or ``restored`` (恢复到2019年的).
    word, target : str
        The word that compares, and what with.

    Examples
    --------
    >>> comparison_behind("粮食产量比上年")
    Comparison(start=4, kind='compare', word='比', target='上年')
    """

    start: int
    kind: str
    word: str
    target: str


def comparison_behind(
    clause: str, *, compared: bool = False, begun: bool = False
) -> Comparison | None:
    """Return the comparison that a clause ends with, if it ends with one.

    Parameters
    ----------
    clause : str
        Folded text up to the predicate words already taken off.
    compared, begun : bool
        A comparison, or a 由 or 从, was found nearer to the number: a second one is no more
        than part of the name.

    Examples
    --------
    >>> comparison_behind("森林覆盖率由上年的").target
    '上年'
    >>> comparison_behind("森林覆盖率") is None
    True
    """
    comparing = not compared and not _COMPARING.isdisjoint(clause)
    if comparing and (found := _COMPARED.search(clause)):
        target = found["target"]
        names_one = len(target) > 1 and target[0] not in "由从自" and "占" not in target
        names_one = names_one and not _THRESHOLD.match(target)
        surely = found["word"] in _COMPARES_ANYTHING or found.start() == 0 and found["word"] in ("比", "较")  # 比夏茶多3.4万亩
        surely = surely and _NOUN.fullmatch(target)
        if names_one and (surely or _TARGET.search(target)):
            return Comparison(found.start(), "compare", found["word"], target)
    if clause.endswith(_AVERAGE_ENDS) and (found := _AVERAGED.search(clause)):
        return Comparison(found.start(), "average", found[0], "")
    if clause.endswith(_TO_ENDS) and (found := _TO_WHEN.search(clause)):
        kind = "restored" if found[0].startswith(_RESTORED) else "to"
        return Comparison(found.start(), kind, found[0], found["when"])
    beginning = not begun and not _BEGINNING.isdisjoint(clause)
    if beginning and (found := _FROM.search(clause)):
        when = found["when"]
        if not when or _FROM_WHEN.search(when):
            return Comparison(found.start(), "from", "", when)
    return None


def compares(clause: str) -> bool:
    """Whether a clause ends with 比 or its like and anything at all.

    Examples
    --------
    >>> compares("比上年"), compares("全县")
    (True, False)
    """
    return _COMPARED.search(clause) is not None
