"""Names of a list whose members another clause, or another word, has told."""

from __future__ import annotations

import re

from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.money_names import Named
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.words import MEASURES

_THOSE = re.compile(r"(?P<to>[对向与从]?)其(?P<what>[\u4e00-\u9fff]{2,})")
_BEING = re.compile(r"(?:依次|分别|仍|已)?[为是]")
PLACED = re.compile(r"(?:[位分]?[居列]|分别|排名|均|领先|靠前)[^、]*$")  # what a list is told of
_EACH_HAS = frozenset((*MEASURES, "出口", "进口", "进出口"))


def each_announced(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 东盟、美国、欧盟分列前三位，出口额依次为…: a measure of those named before.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("东盟、美国、欧盟分列前三位，出口额依次为3亿元、2亿元和1亿元。")]
    ['东盟出口额', '美国出口额', '欧盟出口额']
    """
    lead = slot.lead
    if size < 2 or subject not in _EACH_HAS or not lead.earlier or memory.levels:
        return None
    named = PLACED.sub("", lead.earlier[-1])
    if named.endswith(subject):
        return None  # 甲区、乙县投资额居前，分别为…
    owners = members(named[named.rfind("为") + 1 :], size)
    return None if owners is None else ([owner + subject for owner in owners], None)


def of_those(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 东盟、欧盟为主要伙伴，对其分别进出口…: 其 are those named in the clause before.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("东盟、欧盟为主要伙伴，对其分别进出口3亿元和2亿元。")]
    ['对东盟进出口', '对欧盟进出口']
    """
    if size < 2 or not slot.lead.earlier or (those := _THOSE.match(subject)) is None:
        return None
    owners = members(PLACED.sub("", _BEING.split(slot.lead.earlier[-1])[0]), size)
    if owners is None:
        return None
    return [f"{those['to']}{owner}{those['what']}" for owner in owners], None


def done_by_each(subject: str, slot: Slot, memory: Memory, size: int) -> Named | None:
    """Return the names of 外资企业、国有企业分别进出口…: what stands behind 分别 belongs to each.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [f.indicator for f in read_figures("外资企业、国有企业分别进出口3亿元和2亿元。")]
    ['外资企业进出口', '国有企业进出口']
    """
    if size < 2:
        return None
    doers, dealt, what = slot.lead.subject.partition("分别")
    if not dealt or len(what) < 2:
        return None
    owners = members(doers, size)
    if owners is None or any(owner.endswith(what[-2:]) for owner in owners):
        return None
    if owners[0][0] in "对向从与" and not any(o[0] in "对向从与" for o in owners[1:]):
        owners = [owners[0], *(owners[0][0] + owner for owner in owners[1:])]
    listed = any(joint in what for joint in "、和与")
    if listed and (whats := members(tidy(what), size)) is not None:  # 图书馆、博物馆分别接待读者和观众
        return [tidy(owner + own) for owner, own in zip(owners, whats, strict=True)], None
    return [tidy(owner + what) for owner in owners], None
