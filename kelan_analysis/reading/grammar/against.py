"""The earlier level of a comparison: inside it (与2010年的191570人相比) or behind it (上年为3.6亿元)."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.periods import resolve_like

_EARLIER = re.compile(r"年|期|月|季|周|数|之初|初$|前$|历史")
_BARE_BASE = re.compile(r"(?P<word>[比较])(?P<what>[\u4e00-\u9fff]{2,12}?)的?")
_LAST_YEAR = re.compile(
    r"[(]?而?(?:上[月周]|上季度?|[一二三]季度(?=末)|上年|去年|上一年|年初|(?:19|20)\d\d年(?=同[期月季]))(?:度|同期|同月|同季|末|底)?(?:数|水平)?(?:仅|只|就|已)?(?:为|是)?约?(?:亏损|盈利)?"
)
_LAST_BEGINS = frozenset("(而上去年一二三12")  # what it begins with
_THIS_YEAR = re.compile(r"上[月周]|季度")
_BEFORE_BRACKET = re.compile(r"(?P<word>[比较与同])(?P<when>[^,。;比较]{2,12}(?:同期|年|月|水平|值))$")
_PREDICATES = ("up", "down", "growth_up", "growth_down", "level", "to")


@rule(
    "comparator",
    (
        "常住人口183426人，与2010年的191570人相比，减少8144人。",
        "常住人口=183426人 常住人口=191570人 常住人口=-8144人",
    ),
)
def _comparator(slot: Slot, memory: Memory) -> list[Draft] | None:
    """与2010年的191570人相比, 比上年决算数X: the earlier level, inside a comparison."""
    lead, item = slot.lead, slot.item
    if slot.bracket is not None and not lead.text and (said := _BEFORE_BRACKET.search(slot.bracket)):
        lead.compare, lead.compare_word = said["when"], said["word"]  # 较常年同期（351.9毫米）偏多
    moves = slot.following is not None and slot.following.lead.adjacent and slot.following.lead.has("up", "down")
    if lead.compare is None and moves and (said := _BARE_BASE.fullmatch(lead.text)):
        lead.compare, lead.compare_word, lead.subject = said["what"], said["word"], ""
    if lead.compare is None or lead.subject or slot.size != 1 or lead.has(*_PREDICATES):
        return None
    earlier = _EARLIER.search(lead.compare)
    if lead.compare_word not in ("比", "较", "与", "同") or not earlier and not moves:
        return None
    if item.unit.kind == "difference" or item.style in ("rank", "double"):
        return None
    if item.value < 0 and item.unit.name == "%":
        return None  # 比上年-1.2%
    now = _level_now(slot, memory)
    kind, name = (item.unit.kind, memory.head) if now is None else (now.kind, now.name)
    kind = "rate" if kind == "proportion" else kind
    if kind not in ("amount", "count", "rate", "share", "ratio", "duration", "growth"):
        return None
    period = resolve_like(lead.compare, memory.year, memory.period)
    if not earlier:  # 比预算912万元减少48万元: no earlier value, nor a level of what is compared
        return [place(Draft(item, kind, tidy(lead.compare)), slot, memory)]
    draft = place(Draft(item, kind, name, period=period), slot, memory)
    return [draft if now is None else draft.link(now, "before_of")]


@rule(
    "earlier",
    (
        "城镇化率46.0%，比上年提高1.2个百分点（上年为44.8%）。",
        "城镇化率=46.0% 城镇化率=1.2百分点 城镇化率=44.8%",
    ),
    (
        "接待游客36万人次，增长20%，上年同期为30万人次。",
        "接待游客=36万人次 接待游客=20% 接待游客=30万人次",
    ),
)
def _earlier(slot: Slot, memory: Memory) -> list[Draft] | None:
    """上年为X, 上年同期X: the earlier value of the level just named."""
    text = slot.lead.text
    if text[:1] not in _LAST_BEGINS or slot.size != 1 or not _LAST_YEAR.fullmatch(text):
        return None
    now = _level_now(slot, memory)
    if now is None:
        return None
    this_year = _THIS_YEAR.search(slot.lead.text)
    period = f"{int(now.period[:4]) - 1}{now.period[4:]}" if now.period and not this_year else None
    sign = -1 if slot.lead.text.endswith("亏损") and not (now.name or "").endswith("亏损") else 1
    draft = Draft(slot.item, now.kind, now.name, sign=sign, period=period, region=now.region)
    return [place(draft, slot, memory).link(now, "before_of")]


def _level_now(slot: Slot, memory: Memory) -> Draft | None:
    """Return the last level of the sentence in the slot's unit, which the earlier one precedes."""
    said = reversed(memory.levels + memory.rates)
    return next((d for d in said if d.quantity.unit.base == slot.item.unit.base), None)
