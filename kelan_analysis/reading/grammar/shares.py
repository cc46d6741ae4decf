"""Shares: 占…的 x %, of what and of whom."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft, is_level
from kelan_analysis.reading.grammar.dividing import whole_of_shares
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.placing import as_range, place, tie_earlier
from kelan_analysis.reading.grammar.plans import ALL_OF_THEM
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.grammar.wholes import face_each_other
from kelan_analysis.reading.indicators import look_up
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import head_after, shared_end, tidy
from kelan_analysis.reading.periods import same_time
from kelan_analysis.reading.words import phrases

_TAKES_UP = r"约占|已占|仅占|共占|均占|各占|占据|占|撑起|贡献了?(?=全[国省市县区镇乡])"
_SHARE = re.compile(
    rf"(?P<owner>[^,。;]*?)(?:{_TAKES_UP})(?P<whole>[^,。;占]*?)(?:的)?"
    r"(?P<noun>比重|比例|份额|百分比|比率|比)?"
    rf"{phrases('share_moves')}*{phrases('share_arrives')}*$"
)
_FROM = re.compile(r"[由从][^占]{0,16}$")
_SPLIT = re.compile(_TAKES_UP)
_ABOUT = re.compile(r"(?:约|大约)占")
_OVERALL = re.compile(r"^(?:全[国省市县区镇乡]|同期)+(?=[\u4e00-\u9fff]{2})")
_PLACES = "国省市县区镇乡"
_OWNED_BEHIND = re.compile(r"(?:及?以[上下内]|左右)?(?P<of>的[\u4e00-\u9fff“]{2}.*)")
_HOW_MANY = re.compile(r"[户个人家件宗]数|数量|总量")
_OF_ALL_COUNTED = re.compile(r"(?:案件|企业|项目|学校|机构|单位|主体|合作社)总数$|总(?P<unit>[户人])数$")
_DEALT = re.compile(r"(?:分别|各自?|恰好|正好|刚好|几乎|大约)$")
_TOTAL_WORDS = re.compile(r"^(?:全部|全[国省市县区镇乡]|总)|(?:总额|总量|总数|总值|总[户人]数)$")
_COUNTED_NOUN = re.compile(r"(?:游客|人口|人员|学生|企业|职工|用户|农户|家庭|人数|户)$")
_GDP = ("GDP", "生产总值", "全县生产总值")
_GIVEN_OUT = re.compile(r"^(?:发放|投放|拨付|兑付)(?=[\u4e00-\u9fff]{2})")  # 占春耕贷款, of what was given out
_PRINTED_GDP = ("地区生产总值", "GDP", "生产总值")

_IN_WHOLE = re.compile(r"在(?P<whole>[\u4e00-\u9fff]{2,12})中(?:所|的)?$")
_MEASURED_OTHERWISE = re.compile(r"(?:增加值|产值|收入|人次|人数|金额|投资额?|面积|产量|销售额|税收|用电量)$")
_AMONG = re.compile(r"在?(?P<whole>[\u4e00-\u9fff]{2,14})[中里]")
_OF_THE_TIME = re.compile(r"^(?:当年|本年|全年|当期|同期|本期)")  # 占当年缴存额的61.2%
_NO_KIND = re.compile(r"(?:常住|户籍|年末|全社会|全部|总|各项|累计|实现|完成|规模以上|规上|货物|地区|社会|本外币|人民币|金融机构)*")
_A_PLACE = re.compile(r"全[国省市县区镇乡村]")
_ALL_OF_IT = ("全年", "全部", "总量", "总数")

_Owned = tuple[list[str], list[Draft | None]]


@rule(
    "share",
    (
        "第一产业增加值8.62亿元，占地区生产总值的比重为18.6%。",
        "第一产业增加值=8.62亿元 第一产业增加值占地区生产总值比重=18.6%",
    ),
    ("莲子、油茶产量约占全省的1/5、1/8。", "莲子产量占全省=0.2 油茶产量占全省=0.125"),
    ("实有床位2146张，医院占78.8%。", "实有床位=2146张 医院占实有床位=78.8%"),
    family="relative",
)
def _share(slot: Slot, memory: Memory) -> list[Draft] | None:
    """占…的 x %: the share of a part in its whole."""
    text = slot.lead.text
    if not _SPLIT.search(text) or text.endswith(("占地", "占用")):
        return None
    found = _SHARE.search(_FROM.sub("", text) if slot.lead.has("from") else text)
    if not found:
        return None
    whole, noun = tidy(_own_whole(found["whole"] or "", memory)), found["noun"] or ""
    if not whole and (inside := _IN_WHOLE.search(found["owner"])):
        whole, noun = tidy(inside["whole"]), noun or "比重"  # 在移动电话用户中占比60.8%
    if not whole and noun == "比":
        noun = "占比"
    if slot.lead.hedge is None and _ABOUT.search(text):
        slot.lead.hedge = "about"
    owner = _owner(slot, found["owner"])
    size = slot.names_needed
    if size == 1 and ALL_OF_THEM.match(found["owner"]) and len(memory.levels) > 1:
        return _of_all_together(whole, slot, memory)
    owners, parts = (
        _owned_by_name(owner, f"占{whole}{noun}", noun, size, memory)
        if owner
        else _owned_by_levels(size, slot, memory, counted=_OF_ALL_COUNTED.search(whole))
    )
    among = slot.lead.opening == "其中" or any(c.startswith("其中") for c in slot.lead.earlier)
    if among and not whole and parts[0] is None and slot.bracket is None:
        if (divided := whole_of_shares(memory)) is not None:
            memory.divide(divided, sentence=True)
    total = _total(whole, noun, owner, memory, parts[0])
    if not whole and total is None and (told := _whole_opened(slot)):
        whole = told
    if not whole and size == 1 and _of_another_whole(total, parts[0], slot, memory):
        whole, total = memory.whole or "", None
    if not whole:
        known = memory.whole if not owner else None
        printed = known if total is None else memory.said_whole(total)
        printed = _GIVEN_OUT.sub("", printed) if printed else printed
        if printed and (noun != "占比" or not owner or parts != [None]):
            whole, noun = printed, "比重" if noun == "占比" else noun
    suffix = f"占{whole}{noun}" if noun != "占比" and whole + noun else "占比"
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        at = min(i, size - 1)
        name = owners[at].removesuffix("的") + suffix
        draft = place(Draft(quantity, "share", name), slot, memory)
        if not slot.lead.has("from"):
            draft.link(total if total is not parts[at] else None, "share_of", parts[at])
            if total is not None and total is memory.total and parts[at] is not None and parts[at] is not total:
                _goes_on_dividing(parts[at], total, memory)
        drafts.append(draft)
    as_range(drafts, slot)
    memory.whole = whole or memory.whole
    tie_earlier(drafts, slot, memory)
    memory.rates += drafts
    memory.names = [d.name or "" for d in drafts]
    return drafts


def _whole_opened(slot: Slot) -> str:
    """总人口中，男性占51.24%: the whole that the clause before names, of which no figure is printed."""
    opened = slot.lead.earlier[-1] if slot.lead.earlier else ""
    found = _AMONG.fullmatch(opened)
    return tidy(take_apart(found["whole"]).subject) if found else ""


def _goes_on_dividing(part: Draft, total: Draft, memory: Memory) -> None:
    """其中医院2104张，占72.7%；专业机构100张，占3.5%: over the semicolon it is a part as the first."""
    begun = any(d.to is total and d.relation == "part_of" for d in memory.levels)
    fits = part.in_unit_of(total) and part.base()[0] <= total.base()[0]
    if begun and part.to is None and fits and part in memory.levels:
        part.link(total, "part_of", by="part.continued")


def _of_all_together(whole: str, slot: Slot, memory: Memory) -> list[Draft]:
    """三者合计占46.6%: the share of all that was just listed, of which no figure is printed."""
    listed = (memory.head or "").rpartition("的")[2]
    draft = place(Draft(slot.item, "share", f"{listed}合计占{whole}" if whole else f"{listed}合计占比"), slot, memory)
    total = _total(whole, "", "", memory, None) if whole else None
    memory.rates.append(draft.link(total, "share_of"))
    return [draft]


def _of_another_whole(total: Draft | None, part: Draft | None, slot: Slot, memory: Memory) -> bool:
    """60岁以上占总人口的21%，其中65岁以上86.9万人，占15.4%: of all people still, who are not printed.

    Only where the printed level cannot be meant: the share is far from what that would give.
    """
    last = next((d for d in reversed(memory.rates) if d.kind == "share"), None)
    if not memory.whole or last is None or last.to is not None or slot.item.unit.name != "%":
        return False
    if total is None or part is None or not total.base()[0] or not part.in_unit_of(total):
        return total is None
    would = part.base()[0] / total.base()[0] * 100
    return abs(would - slot.item.value) > 1


def _own_whole(whole: str, memory: Memory) -> str:
    """全县 is no part of a county's own name of a whole; 全市 is in a text of a county."""
    opened = _OVERALL.match(whole)
    known = memory.own_region or memory.region
    if opened is None or known and opened[0][-1] in _PLACES and opened[0][-1] != known[-1]:
        return whole.removeprefix("同期")
    return whole[opened.end() :]


def _owner(slot: Slot, owner: str) -> str:
    """Whose share it is: the words before 占, else the clause before."""
    subject = slot.lead.subject
    if _SPLIT.search(subject):
        owner = _SPLIT.split(subject)[0]
    elif not owner:
        owner = subject
    if not owner and slot.lead.earlier and not slot.lead.after:
        owner = take_apart(slot.lead.earlier[-1]).subject
    owner = tidy(_IN_WHOLE.sub("", _DEALT.sub("", owner)))
    if owner == "所" or _HOW_MANY.fullmatch(owner):
        return ""  # 已消除风险438户，户数占比71.6%; 所占比重为
    if not owner and (found := _OWNED_BEHIND.match(slot.tail)):
        return head_after(found["of"])[0]  # 占出口总额六成以上的机电产品
    return owner


def _owned_by_name(owner: str, ending: str, noun: str, size: int, memory: Memory) -> _Owned:
    owners = members(owner, size) or [owner] * size
    if size > 1 and owners == [owner] * size:
        # The ending may be what tells the members apart: 城镇、乡村人口占….
        together = members(owner + ending, size)
        owners = [n.removesuffix(ending) for n in together] if together else owners
    parts = [_level(n, memory) for n in owners]
    if size == 1 and parts == [None] and noun == "占比":
        levels = (d for d in reversed(memory.levels) if d.relation == "part_of")
        part = next((d for d in levels if (d.name or "").startswith(owner)), None)
        return [(part.name if part else None) or owner], [part]
    return owners, parts


def _owned_by_levels(size: int, slot: Slot, memory: Memory, *, counted: re.Match[str] | None = None) -> _Owned:
    """占… without a name: the shares of the last levels, or of what grew last."""
    last = memory.last_rate()
    level = memory.last_level()
    newer = level is not None and last is not None and level.quantity.start > last.quantity.start
    if size == 1 and last is not None and last.kind == "growth" and last.to is None and not newer:
        return [last.name or ""], [None]  # 民间投资增长12.5%，占…的比重
    latest = memory.latest[-1] if memory.latest and slot.bracket is not None else None
    if size == 1 and latest in memory.levels and is_level(latest) and latest.kind in ("amount", "count"):
        return [latest.name or ""], [latest]  # （女党员739名，占农民党员的34.8%）
    levels = [d for d in memory.levels if is_level(d) and d not in memory.brackets]
    if counted and any(d.kind == "count" for d in levels):  # 减免金额6248万元，占案件总数的36.9%
        levels = [d for d in levels if d.kind == "count"]
    if counted and counted["unit"]:  # 已消除风险865户、2691人，占监测对象总户数的82.6%
        levels = [d for d in levels if d.quantity.unit.base == counted["unit"]] or levels
    levels = [d for d in levels if not (d.name or "").startswith("平均每")][-size:]
    if len(levels) == size:
        return [d.name or "" for d in levels], list(levels)
    if size > 1:
        grown = [d.name or "" for d in memory.rates if d.kind == "growth"][-size:]
        if len(set(grown)) == size:
            return grown, [None] * size
    return [memory.head or ""] * size, [None] * size


def _level(name: str, memory: Memory) -> Draft | None:
    said = (name, name + "余额")  # 住户存款占各项存款
    here = next((d for d in reversed(memory.levels) if d.name in said and is_level(d)), None)
    newer = memory.levels[-1] if memory.levels else None
    if here is not None and newer is not here and newer.relation is None and newer.in_unit_of(here) and memory.fresh:
        return None  # 职工862人，其中研发人员138人，占16%；子公司职工1126人，研发人员占12.4%
    if here is not None or memory.levels or len(name) < 3:
        return here
    before = (d for d in memory.recent() if d.name in said and d.kind in ("amount", "count"))
    return next((d for d in before if is_level(d) and same_time(d.period, memory.period)), None)


def _just_counted(noun: str, owner: str, memory: Memory) -> Draft | None:
    """实有床位21460张，医院床位占78.8%: the level printed last, or what it is part of."""
    levels = [d for d in memory.levels if is_level(d) and d.kind in ("amount", "count")]
    if not levels:
        return None
    if counted := _COUNTED_NOUN.search(owner):
        if levels[-1].kind != "count":
            return None  # 旅游收入86.4亿元，过夜游客占比38.6%
        if noun == "占比" and not any(counted[0] in (d.name or "") for d in levels):
            return None  # 惠及群众60万人次，过夜游客占比四成
    if noun == "占比" and not any(_share_a_word(owner, d.name or "") for d in levels):
        return None  # 老年食堂286家，护理型床位占比64.3%
    if noun == "占比":  # 风光装机合计占比: of all that was printed in its unit
        return max((d for d in levels if d.in_unit_of(levels[-1])), key=lambda d: d.base()[0])
    return levels[-1].to if levels[-1].relation == "part_of" else levels[-1]


def _share_a_word(one: str, two: str) -> bool:
    """Whether two names have two neighbouring characters in common: 风光装机, 发电装机容量."""
    return any(one[i : i + 2] in two for i in range(len(one) - 1))


def _level_above(part: Draft | None, memory: Memory) -> Draft | None:
    """接待游客412.6万人次…过夜游客86.3万人次、占20.9%: the level that can hold the part."""
    if part is None:
        return None
    for level in memory.levels:
        if "户籍" in (part.name or "") and "常住" in (level.name or ""):
            continue
        if level is part:
            return None
        if any(rate.part is level for rate in memory.rates):
            continue  # it has a share of its own: 男性人口10.96万人，占51.3%；女性人口…
        if face_each_other(level.name, part.name):
            continue  # 各项存款186.4亿元；不良贷款3.4亿元，占比2.58%
        if is_level(level) and level.in_unit_of(part) and level.base()[0] >= part.base()[0]:
            return level
    return None


def _that_holds(total: Draft | None, part: Draft | None) -> Draft | None:
    """侧翻事故2013起…；侧翻事故中，…；单车事故2151起，占44.2%: of what both are parts of."""
    while total is not None and part is not None and part.base()[0] > total.base()[0]:
        if total.relation != "part_of" or total.to is None or not total.to.in_unit_of(part):
            break
        total = total.to
    return total


def _called_otherwise(whole: str, levels: list[Draft], part: Draft | None) -> Draft | None:
    """占外贸总值 of 进出口总值: another official name, or one in which a verb stands."""
    entry = look_up(whole, growth=False)
    for level in levels:
        name = level.name or ""
        same = name.replace("实现", "", 1) == whole or entry is not None and look_up(name, growth=False) is entry
        if same and (part is None or level.in_unit_of(part) and _holds(level, part)):
            return level
    return None


def _whole_told_beside(part: Draft, memory: Memory) -> Draft | None:
    """高级教师46人，占专任教师的28.0%；一级教师72人，占43.9%: of the whole that the list names first."""
    last = memory.last_rate()
    if last is None or last.kind != "share" or last.part is None or last.to is None:
        return None
    named = (last.name or "").removeprefix(last.part.name or "").startswith("占" + (last.to.name or "\0"))
    beside = last.part.to is part.to and memory.levels[-2:] == [last.part, part]
    return last.to if named and beside and last.to.base()[0] >= part.base()[0] else None


def _holds(whole: Draft, part: Draft | None) -> bool:
    """1-8月零售总额412.4亿元，8月53.2亿元…占零售总额: of the one that is not less, of that time."""
    return part is None or same_time(whole.period, part.period) and whole.base()[0] >= part.base()[0]


def _is_a_kind(level: Draft, whole: str, part: Draft | None, memory: Memory) -> bool:
    """玉米产量 is not what 大豆…占总产量 is a share of."""
    stem = _TOTAL_WORDS.sub("", whole)
    if not stem:
        return False
    kind = (level.name or "").partition(stem)[0]
    said = part is not None and kind in (part.name or "")
    if (level.name or "").endswith(whole) or level not in memory.levels:
        return False  # 重点项目总投资
    return "总" in whole and bool(kind) and not (said or _NO_KIND.fullmatch(kind))


def _ends_with(name: str, stem: str) -> bool:
    """占各项存款 of 本外币各项存款余额."""
    return name.endswith(stem) or name.removesuffix("余额").endswith(stem)


def _calls(whole: str, name: str) -> bool:
    """Whether 占… names the whole that a part was taken from, or another one."""
    said, known = (_TOTAL_WORDS.sub("", w).removesuffix("额") for w in (whole, name))
    if len(said) < 2 or set(said) <= set(known) or set(known) <= set(said):
        return True  # 占签约项目总数 of 新签约亿元以上项目
    return 2 * len(shared_end(said, known)) > min(len(said), len(known))


def _total(
    whole: str, noun: str, owner: str, memory: Memory, part: Draft | None
) -> Draft | None:
    """The printed whole: by its name, or as the total that the part was taken from."""
    if _A_PLACE.fullmatch(whole) and (memory.own_region or memory.region or "\0")[-1] != whole[-1]:
        return None  # 占全市的18.6%, in a text of no city
    if not whole and memory.outer is not None and part is not None and part.to is memory.total:
        return memory.outer  # 60岁及以上人口…，其中65岁及以上人口…，占20.9%
    if not whole and part is not None and (told := _whole_told_beside(part, memory)) is not None:
        return told
    if whole in _ALL_OF_IT and part is not None:
        return part.to if part.relation == "part_of" else memory.total if memory.parting else _level_above(part, memory)
    if part is not None and part.to is not None and part.relation == "part_of":
        if not whole or _calls(whole, part.to.name or ""):
            return part.to
    if not whole and part is None and owner and _MEASURED_OTHERWISE.search(owner):
        if memory.total is None or not (memory.total.name or "").endswith(owner[-2:]):
            return None  # 企业862家，其中新兴产业企业129家，占15.0%，增加值占比21.4%
    if not whole:
        if memory.parting and (part is None or memory.total is None or memory.total.in_unit_of(part)):
            return _that_holds(memory.total, part)
        return _level_above(part, memory) if part is not None else _just_counted(noun, owner, memory)
    wholes = [
        d
        for d in memory.recent(far=True)
        if d.name and d is not part and d.kind in ("amount", "count") and is_level(d)
    ]
    again = (d.to for d in memory.recent(far=True) if d.kind == "share" and (d.name or "").endswith("占" + whole))
    same = next((to for to in again if to is not None and (part is None or to.in_unit_of(part))), None)
    if same is not None and same is not part and _holds(same, part):
        return same  # 汽车驾驶人136万人，占驾驶人总数的95%。新领证驾驶人4万人，占驾驶人总数的3%
    names = (whole, *_PRINTED_GDP) if whole in _GDP else (whole,)
    named = [d for d in wholes if d.name in names and (part is None or d.in_unit_of(part))]
    stem = _TOTAL_WORDS.sub("", whole)
    if not named and (told := _OF_THE_TIME.sub("", whole)) != whole and len(told) > 2:
        named = [d for d in wholes if d.name and d.name.endswith(told) and (part is None or d.in_unit_of(part))]
    if named:
        longer = [d for d in wholes if _ends_with(d.name or "", stem) and d.in_unit_of(named[0]) and not _is_a_kind(d, whole, part, memory)]
        near = named[0] if named[0] in memory.levels or part is None else None
        return next((d for d in (*named, *longer) if _holds(d, part)), near)
    if (same := _called_otherwise(whole, wholes, part)) is not None:
        return same
    for draft in wholes:  # 占出口总值 of 出口, which 进出口总值 is not
        same = len(stem) > 1 and _TOTAL_WORDS.sub("", draft.name or "") == stem
        if same and part is not None and draft.in_unit_of(part):
            return draft
    if part is None or part.relation == "part_of":
        return None
    if len(stem) < 2:
        return None
    near = (d for d in wholes if _ends_with(d.name or "", stem) and d.in_unit_of(part) and not _is_a_kind(d, whole, part, memory))
    return next((d for d in near if d.base()[0] >= part.base()[0]), None)
