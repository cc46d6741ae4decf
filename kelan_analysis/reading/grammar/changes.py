"""Absolute changes: 比上年增加410亩, in the unit of the level itself."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.level_names import ROSE
from kelan_analysis.reading.grammar.looking_back import base_told, level_before
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import place, topic_of
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot, is_dimension
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members_or_same
from kelan_analysis.reading.names import is_attribute, shared_end, tidy
from kelan_analysis.reading.words import phrases

_STYLES = ("arabic", "chinese", "mixed")
_KINDS = ("amount", "count", "rate", "bare", "duration")
_NEUTRAL = (None, "比", "较", "与", "同", "超过", "超")  # they compare, but give no direction
_ARRIVED = ("实现", "完成", "达到", "达", "为")
_EACH = re.compile(r".*(?:户|人|亩|棚|车|社|村)均年?")
_EACH_AGAIN, _A_YIELD = ("每亩", "亩均", "单产", "亩产"), ("亩产", "单产")
_WHEN = re.compile(r"[届年期月季初末底前周日时]|普查|常年")
_EXCESS = re.compile(
    rf"超额(?:完成|实现)?了?{phrases('planned_by')}*(?:{phrases('plans')}数?)?"
    rf"|超{phrases('planned_by')}*{phrases('plans')}数?"
)
_MOVING = frozenset(("up", "down", "compare"))  # without one of these most clauses are done
_MAY_DIFFER = re.compile(r"^超|差")
_NEW = re.compile(r"^(?:新设立?|新增|新登记|新注册|新开业?)(?=[\u4e00-\u9fff]{2})")
_A_LIMIT = re.compile(r"(?:.*的)?(?P<name>[\u4e00-\u9fff]{2,}(?:限额|上限|红线))$")
_WORKS = re.compile(r"改造|治理|整治|修复|巩固|改建|建设|新建|更新")  # 改造提升1.5万亩 is work done
_THING = re.compile(r"^(?!以[上下内]|左右|上下|多|余)[\u4e00-\u9fff]{2}")


@rule(
    "change",
    ("全县户籍人口207640人，比上年末减少2215人。", "户籍人口=207640人 户籍人口=-2215人"),
    ("稻谷每斤上调1毛钱。", "稻谷=1角"),
    ("平均住院8.1日，缩短0.3日。", "平均住院=8.1日 平均住院=-0.3日"),
    ("造林8.6万亩，超额完成计划0.6万亩。", "造林=8.6万亩 造林=0.6万亩"),
    ("考核居全省第17位，前移24位。", "考核=17位 考核=24位"),
)
def _change(slot: Slot, memory: Memory) -> list[Draft] | None:
    """比上年增加410亩: a change in the level's own unit."""
    if slot.lead.kinds.isdisjoint(_MOVING) and not _MAY_DIFFER.search(slot.lead.text):
        return None
    subject = tidy(slot.lead.subject)
    last = memory.last_level()
    if subject in _EACH_AGAIN and last is not None and (last.name or "").endswith(_A_YIELD):
        subject = ""  # 平均亩产587.6公斤，每亩增产12.3公斤
    if subject in ("相差", "两者相差", "差距", "差距为") and slot.size == 1:
        return _apart(slot, memory)
    if not subject and (net := _net(slot, memory)) is not None:
        return [net]
    if slot.item.unit.base == "位" and slot.lead.has("up", "down") and not subject:
        return _moved_up(slot, memory)
    if slot.lead.text[:1] == "超" and _EXCESS.fullmatch(slot.lead.text):
        return _above_plan(slot, memory)
    if (limit := _limit(slot, memory)) is not None:
        return [limit]
    if not subject and (told := _said_to_move(slot, memory)):
        subject = told
    if not _says_a_change(slot, subject, memory):
        return None
    size, unit = slot.size, slot.item.unit.base
    levels = [] if slot.lead.says("合计") else [d for d in (*memory.levels, *memory.rates) if is_level(d) and _same_unit(d, unit)]
    targets: list[Draft | None]
    units = [quantity.unit.base for quantity in slot.group.items]
    if len(set(units)) == size > 1 and not subject:  # 分别减少5起、3人: to each its own unit
        levels = [d for base in units if (d := _said_in(base, memory)) is not None]
    if subject:
        names = members_or_same(subject, size)
        targets = [next((d for d in reversed(levels) if d.name == n), None) for n in names]
        if size == 1 and targets == [None]:
            targets = [level_before(subject, slot.lead, memory)]
        if not is_attribute(subject):
            memory.head = names[-1]
    elif len(levels) >= size:
        targets = list(levels[-size:])
        names = [d.name or "" for d in levels[-size:]]
    elif memory.head:
        targets, names = [None] * size, [memory.head] * size
    else:
        return None
    if size > 1:
        memory.names = names
    relation = "change_of" if slot.lead.compare is None or _WHEN.search(slot.lead.compare) else None
    if size == 1 and (base := base_told(slot.lead, memory)) is not None:
        slot.lead.compare, relation = base, None  # 比最低工资标准2180元高4240元
        targets = [_of_whole_or_part(targets[0], base)]
        names = [(targets[0].name if targets[0] is not None else names[0]) or ""]
    return [
        place(Draft(quantity, "difference", name, sign=slot.lead.sign), slot, memory).link(
            target, relation or "difference_of"
        )
        for quantity, name, target in zip(slot.group.items, names, targets, strict=True)
    ]


def _of_whole_or_part(level: Draft | None, base: str) -> Draft | None:
    """其中一般债务…，专项债务余额288亿元，比债务限额低12亿元: of all debt, as no word says 专项."""
    whole = level.to if level is not None and level.relation == "part_of" else None
    if whole is None or not base:
        return level
    own = (level.name or "").removesuffix(shared_end(level.name or "", whole.name or ""))
    return whole if own and own not in base else level


def _net(slot: Slot, memory: Memory) -> Draft | None:
    """新设经营主体7284户，注销3952户，净增3332户: what the two before leave."""
    word = slot.lead.nearest("up", "down")[1]
    if slot.size != 1 or word not in ("净增", "净减") or slot.lead.compare or not slot.lead.text.endswith(word):
        return None
    both = [d for d in memory.levels if d.kind == "count" and d.in_unit_of(Draft(slot.item))]
    new = next((found for d in both if (found := _NEW.match(d.name or ""))), None)
    if new is None or len(both) < 2:
        return None
    draft = place(Draft(slot.item, "count", word + (new.string[new.end() :])), slot, memory)
    memory.levels.append(draft)
    return draft


def _said_to_move(slot: Slot, memory: Memory) -> str:
    """事故起数和死亡人数双下降，分别减少12起和3人: what the clause before says to have moved."""
    lead = slot.lead
    if memory.levels or memory.rates or lead.after or not lead.earlier:
        return ""
    return topic_of(lead) if take_apart(lead.earlier[-1]).has("up", "down") else ""


def _limit(slot: Slot, memory: Memory) -> Draft | None:
    """余额44.17亿元，低于债务限额46.83亿元: the limit itself, as no distance from it can be so long."""
    lead, level = slot.lead, memory.level_in(slot.item.unit.base)
    limit = _A_LIMIT.search(lead.compare or "")
    if limit is None or level is None or slot.size != 1 or slot.item.unit.kind != "amount":
        return None
    draft = Draft(slot.item, "amount", tidy(limit["name"]))
    return place(draft, slot, memory) if draft.base()[0] >= level.base()[0] else None


def _above_plan(slot: Slot, memory: Memory) -> list[Draft] | None:
    """超额完成计划0.6万亩: by how much the level before exceeds what was planned."""
    done = memory.level_in(slot.item.unit.base)
    if done is None or slot.size != 1 or slot.item.unit.kind not in _KINDS or slot.is_relative:
        return None
    draft = place(Draft(slot.item, "difference", done.name), slot, memory)
    return [draft.link(done, "difference_of")]


def _apart(slot: Slot, memory: Memory) -> list[Draft] | None:
    """相差10.6平方米: how far the two levels before are apart."""
    levels = [d for d in memory.levels if is_level(d) and _same_unit(d, slot.item.unit.base)][-2:]
    if len(levels) < 2:
        return None
    shared = tidy(shared_end(levels[0].name or "", levels[1].name or "")).removeprefix("居民")
    name = shared if len(shared) > 2 else levels[0].name
    return [place(Draft(slot.item, "difference", name), slot, memory)]


def _said_in(base: str | None, memory: Memory) -> Draft | None:
    """The last level in a unit; points change the last rate: 下降0.36亿元和0.18个百分点."""
    return memory.last_rate() if base == "百分点" else memory.level_in(base)


def _moved_up(slot: Slot, memory: Memory) -> list[Draft] | None:
    """前移24位: by how much a rank moved."""
    rank = next((d for d in memory.recent() if d.kind == "rank"), None)
    if rank is None or slot.size != 1 or slot.item.style == "rank":
        return None
    draft = Draft(slot.item, "difference", rank.name, sign=slot.lead.sign)
    return [place(draft, slot, memory).link(rank, "change_of")]


def _says_a_change(slot: Slot, subject: str, memory: Memory) -> bool:
    lead, item = slot.lead, slot.item
    if item.style not in _STYLES or item.unit.kind not in _KINDS:
        return False
    directed = lead.has("up", "down")
    if not directed and (not lead.has("compare") or lead.compare_word in _NEUTRAL):
        return False
    if lead.has("to", "from", "growth_up", "growth_down"):
        return False
    if is_dimension(slot):
        return False
    if lead.compare or directed and lead.says("同比"):
        return True
    last = memory.last_level()
    among = lead.opening == "其中" and not subject and lead.nearest("up", "down")[1] in ROSE
    if among and item.unit.kind == "count" and memory.level_in(item.unit.base) is not None:
        return False  # 18种蔬菜均价3.24元，其中上涨11种
    if last is not None and item.unit.kind == "count" and (last.name or "").startswith(ROSE):
        return False  # 上涨个股3412只，下跌1674只
    # Without a comparison 增加 may also say what was done: 新增就业3200人, 户均增收800元.
    if item.unit.kind == "duration" and not subject:
        return memory.level_in(item.unit.base) is not None  # 平均住院8.1日，缩短0.3日
    if item.unit.kind == "duration" or _WORKS.fullmatch(subject) or _EACH.fullmatch(subject):
        return False
    if lead.nearest("up", "down", "level")[1] in _ARRIVED:
        return False
    counted = item.unit.kind in ("amount", "count") and slot.bracket is None
    return not (counted and _THING.match(slot.tail))


def _same_unit(level: Draft, unit: str | None) -> bool:
    """A yield in 公斤/亩 changes in 公斤; a ratio changes in its own bare number."""
    base = level.quantity.unit.base
    if unit is None:
        return base is None or level.kind == "ratio"
    if unit == "点":
        return base in (None, "点")  # 指数为118.4，回升2.7点
    return base == unit or bool(base and base.startswith(f"{unit}/"))
