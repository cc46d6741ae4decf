"""Shares, completion rates and other rates in per cent."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.context import Memory, Slot, is_level, place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.structures import later_of
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import starts_with_action, tidy

_RELATIVE = frozenset(("%", "‰", "‱", "成"))
_OF = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<verb>约占|仅占|共占|均占|各占|占)(?P<whole>[^,。;占]*?)(?:的)?(?P<noun>比重|比例|份额|百分比|比率|比)?"
    r"(?:分别|约|均|已|依次|上升|下降|提高|降低|提升|回落|增加|减少|扩大|缩小|降|升|增|保持|稳定|维持|控制)?(?:在|为|是|达到|达|到|至|近|超|超过|约|的|由|从|逾|不足|仅为|接近|不到|比上年)*$"
)
_PLAN = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<verb>占|仅为|为|是|完成|达到|达|实现|超)(?P<plan>(?:全年|年度|年初|年|调整后?|变动|当年|本年|市下达|省下达|市|省|上级下达|下达|既定|预期|目标|计划|的)*(?:投资|收入|支出|生产|造林)?"
    r"(?:计划|预算|任务|目标|预期目标|目标任务|计划任务|任务数|预算数|计划数|预期))(?:投资)?的?$"
)
_RATE_NOUN = re.compile(r"(?:率|覆盖面|系数|程度|化|进度|强度|密度)$")
_SHARE_NOUN = re.compile(r"(?:比重|比例|占比|份额)$")
_CONTRIBUTION = re.compile(
    r"(?P<owner>[^,。;]*?)对(?P<whole>[^,。;]*?)(?:的)?贡献率(?:分别|依次|为|是|达|达到)*$"
)


def relative(slot: Slot) -> bool:
    """Whether the group is in per cent, per mille, tenths or a fraction."""
    item = slot.group.items[0]
    return item.unit.name in _RELATIVE or item.style == "fraction"


_INSIDE = re.compile(
    r"(?P<owner>[^,。;]*?)(?P<verb>仅?占|仅为|为|是|完成|达到|超)(?P<whole>[\u4e00-\u9fff]{2,14})$"
)


@rule(
    "whole.inside",
    (
        "一般公共预算收入4.12亿元，为年初预算6.85亿元的60.1%。",
        "一般公共预算收入=4.12亿元 一般公共预算收入年初预算=6.85亿元 一般公共预算收入为年初预算=60.1%",
    ),
    (
        "高标准农田26.8万亩，占耕地面积43.5万亩的61.6%。",
        "高标准农田=26.8万亩 耕地面积=43.5万亩 高标准农田占耕地面积=61.6%",
    ),
)
def whole_inside(slot: Slot, memory: Memory) -> list[Draft] | None:
    """占W w的 x %: the whole is printed between its name and the share."""
    lead = slot.lead
    if relative(slot):
        waiting = memory.inside
        memory.inside = None
        if waiting is None or lead.text.strip("近约超") != "的":
            return None
        whole, part, name = waiting
        kind = "share" if "占" in name and not _PLANNED.search(name) else "rate"
        draft = place(Draft(slot.group.items[0], kind, name), slot, memory)
        draft.link(whole, "share_of" if kind == "share" else "rate_of", part)
        memory.rates.append(draft)
        return [draft]
    following = slot.following
    found = _INSIDE.search(lead.text) if following is not None and slot.size == 1 else None
    if (
        not found
        or following.lead.text.strip("近约超") != "的"
        or not following.lead.adjacent
        or not relative(following)
    ):
        return None
    part = next((d for d in reversed(memory.levels) if is_level(d)), None)
    owner_name = (
        tidy(take_apart(found["owner"]).subject) or (part.name if part else memory.head) or ""
    )
    planned = bool(_PLANNED.search(found["whole"]))
    whole_name = tidy(found["whole"] if planned else take_apart(found["whole"]).subject)
    if (
        planned
        and part is not None
        and (part.name or "").endswith("完成投资")
        and "投资" not in whole_name
    ):
        whole_name += "投资"
    name = f"{owner_name}{whole_name}" if planned else whole_name
    item = slot.group.items[0]
    kind = item.unit.kind if item.unit.kind in ("amount", "count") else "amount"
    draft = place(
        Draft(item, kind, re.sub(r"(?:累计)?(?:完成)?投资(?=(?:年度|全年)?计划)", "", name)),
        slot,
        memory,
    )
    memory.inside = (draft, part, f"{owner_name}{found['verb']}{whole_name or found['whole']}")
    return [draft]


_PLANNED = re.compile(r"计划|预算|目标|任务|预期")


@rule(
    "plan",
    (
        "全年水利建设支出１，２０４，８００元，为年度计划的９６．５％。",
        "水利建设支出=1204800元 水利建设支出为年度计划=96.5%",
    ),
    (
        "全年完成植树38.26万株，完成年度计划（37万株）的103.4%。",
        "植树=38.26万株 植树年度计划=37万株 植树完成年度计划=103.4%",
    ),
)
def plan(slot: Slot, memory: Memory) -> list[Draft] | None:
    """为年度计划的 x %: what was done, over what was planned."""
    found = _PLAN.search(slot.lead.text) if relative(slot) else None
    if not found:
        return None
    verb, planned = found["verb"], found["plan"]
    owner = tidy(slot.lead.subject.partition(verb)[0]) if found["owner"] else ""
    in_bracket = next((d for d in memory.brackets if d.quantity.end > memory_start(memory)), None)
    done = next(
        (d for d in reversed(memory.levels) if d not in memory.brackets and is_level(d)), None
    )
    name = owner or (done.name if done else memory.head) or ""
    kind = "share" if verb == "占" else "rate"
    if in_bracket is None and done is not None:
        in_bracket = _planned_level(done, memory)
    drafts = []
    for quantity in slot.group.items:
        draft = place(Draft(quantity, kind, f"{name}{verb}{planned}", sign=1), slot, memory)
        if in_bracket is not None:
            draft.link(in_bracket, "rate_of", done)
        elif done is not None and (not owner or done.name == owner):
            draft.part = done
        drafts.append(draft)
    memory.brackets = []
    memory.rates += drafts
    return drafts


def _planned_level(done: Draft, memory: Memory) -> Draft | None:
    """The plan that was printed before: 年度计划投资, in the unit of what was done."""
    for draft in reversed(memory.drafts[-60:]):
        if (
            draft is not done
            and is_level(draft)
            and draft.quantity.unit.base == done.quantity.unit.base
        ):
            if re.search(
                r"(?:年度|年初|全年|本年|当年)?(?:计划|预算|目标)(?:投资|数)?$", draft.name or ""
            ) and "总投资" not in (draft.name or ""):
                return draft
    return None


def memory_start(memory: Memory) -> int:
    return memory.levels[0].quantity.start if memory.levels else 0


@rule(
    "share",
    (
        "第一产业增加值8.62亿元，占地区生产总值的比重为18.6%。",
        "第一产业增加值=8.62亿元 第一产业增加值占地区生产总值比重=18.6%",
    ),
    ("莲子、油茶产量约占全省的1/5、1/8。", "莲子产量占全省=0.2 油茶产量占全省=0.125"),
)
def share(slot: Slot, memory: Memory) -> list[Draft] | None:
    """占…的 x %: the share of a part in its whole."""
    if not relative(slot) or "占" not in slot.lead.text:
        return None
    text = slot.lead.text
    found = _OF.search(text)
    if not found or text.endswith(("占地", "占用")):
        return None
    whole, noun = tidy(_OVERALL.sub("", found["whole"] or "")), found["noun"] or ""
    if not whole and noun == "比":
        noun = "占比"
    owner = _owner(slot, found["owner"], found["verb"])
    if slot.lead.hedge is None and re.search(r"(?:约|大约)占", text):
        slot.lead.hedge = "about"
    size = 1 if slot.group.joint == "range" else slot.size
    if owner:
        full = members(owner, size)
        owners = full or [owner] * size
        if not full and size > 1:
            ending = f"占{whole}{noun}"
            together = members(owner + ending, size)
            owners = [n.removesuffix(ending) for n in together] if together else owners
        parts = [_level_named(n, memory) for n in owners]
        if size == 1 and parts == [None] and noun == "占比":
            parts = [
                next(
                    (
                        d
                        for d in reversed(memory.levels)
                        if (d.name or "").startswith(owner) and d.relation == "part_of"
                    ),
                    None,
                )
            ]
            owners = [parts[0].name or owner] if parts[0] is not None else owners
    else:
        levels = [d for d in memory.levels if is_level(d)]
        chosen = levels[-size:] if len(levels) >= size else []
        if not chosen and size > 1:
            grown = [d for d in memory.rates if d.kind == "growth"][-size:]
            chosen = grown if len({d.name for d in grown}) == size else []
        parts = [d if is_level(d) else None for d in chosen] if chosen else [None] * size
        owners = [d.name or "" for d in chosen] if chosen else [memory.head or ""] * size
    total = _whole_level(whole, memory, parts[0])
    if not whole:
        printed = total.name if total is not None else None
        if printed is None and noun == "占比" and not owner:
            printed = memory.whole
        if printed:
            whole, noun = printed, "比重" if noun == "占比" else noun
    suffix = f"占{whole}{noun}" if noun != "占比" else "占比"
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        at = min(i, size - 1)
        name = re.sub(r"的$", "", owners[at]) + suffix
        draft = place(Draft(quantity, "share", name), slot, memory)
        if not slot.lead.has("from"):
            draft.link(total if total is not parts[at] else None, "share_of", parts[at])
        drafts.append(draft)
    if slot.group.joint == "range":
        drafts[1].link(drafts[0], "range_of")
    memory.whole = whole or memory.whole
    later_of(drafts, slot, memory)
    memory.rates += drafts
    memory.names = [d.name or "" for d in drafts]
    return drafts


_OVERALL = re.compile(r"^(?:全[国省市县区镇乡]|同期)(?=[\u4e00-\u9fff]{2})")


def _owner(slot: Slot, owner: str, verb: str) -> str:
    subject = slot.lead.subject
    cut = (
        re.split(r"约占|仅占|共占|均占|各占|占", subject)[0]
        if "占" in subject
        else subject
        if not owner
        else owner
    )
    if not cut and slot.lead.earlier and not slot.lead.after:
        cut = take_apart(slot.lead.earlier[-1]).subject
    return tidy(re.sub(r"(?:分别|各自?)$", "", cut))


def _level_named(name: str, memory: Memory) -> Draft | None:
    return next((d for d in reversed(memory.levels) if d.name == name and is_level(d)), None)


def _whole_level(whole: str, memory: Memory, part: Draft | None) -> Draft | None:
    """The printed whole: by its name, or as the total that the part was taken from."""
    if part is not None and part.to is not None and part.relation == "part_of":
        return part.to
    if not whole:
        return memory.total if memory.parting else None
    for draft in reversed(memory.drafts[-80:]):
        if (
            draft.name
            and is_level(draft)
            and draft is not part
            and draft.kind in ("amount", "count")
        ):
            if (
                draft.name == whole
                or whole in ("GDP", "生产总值", "全县生产总值")
                and draft.name in ("地区生产总值", "GDP", "生产总值")
            ):
                if part is None or draft.quantity.unit.base == part.quantity.unit.base:
                    return draft
    short = re.sub(r"^(?:全部|全县|全市|总)|(?:总额|总量|总数)$", "", whole)
    if len(short) >= 2:
        for draft in reversed(memory.drafts[-40:]):
            if (
                draft.name
                and draft.name.endswith(short)
                and draft.kind in ("amount", "count")
                and draft is not part
                and is_level(draft)
            ):
                if (
                    part is None
                    or draft.relation == "part_of"
                    or draft.quantity.unit.base != part.quantity.unit.base
                ):
                    continue
                if draft.base()[0] >= part.base()[0]:
                    return draft
    return None


@rule(
    "rate.action",
    ("45个新建项目动工39个，动工率86.7%。", "新建项目=45个 新建项目动工=39个 新建项目动工率=86.7%"),
)
def rate_of_action(slot: Slot, memory: Memory) -> list[Draft] | None:
    """开工率: those of the counted set that were started, over the set."""
    if not relative(slot) or memory.counted is None or slot.size != 1:
        return None
    subject = tidy(slot.lead.subject)
    stem = subject.removesuffix("率")
    if not subject.endswith("率") or not (
        stem in ("", "完成")
        or starts_with_action(stem)
        or stem.endswith(("开工", "完工", "竣工", "复工"))
    ):
        return None
    part = next(
        (
            d
            for d in reversed(memory.levels)
            if d.action
            and d.owner is not None
            and (d.action.endswith(stem) or stem in d.action or stem.endswith(d.action))
        ),
        None,
    )
    owner = part.owner if part is not None else memory.counted
    name = (
        (part.name or "").removesuffix("数") + "率"
        if part is not None and (part.name or "").endswith(stem)
        else f"{owner.name}{subject}"
    )
    draft = place(Draft(slot.group.items[0], "rate", name), slot, memory)
    draft.link(owner, "rate_of", part)
    memory.rates.append(draft)
    return [draft]


@rule(
    "rate.stem",
    (
        "高考报名3216人，本科上线1479人，上线率46.0%。",
        "高考报名=3216人 本科上线=1479人 本科上线率=46.0%",
    ),
)
def rate_of_stem(slot: Slot, memory: Memory) -> list[Draft] | None:
    """X率 behind …X: the last level over the one before it in the same unit."""
    stem = tidy(slot.lead.subject).removesuffix("率")
    if (
        not relative(slot)
        or slot.size != 1
        or not slot.lead.subject.endswith("率")
        or len(stem) < 2
        or len(memory.levels) < 2
    ):
        return None
    whole, part = memory.levels[-2:]
    if not (part.name or "").endswith(stem) or whole.quantity.unit.base != part.quantity.unit.base:
        return None
    if not 0 < part.base()[0] <= whole.base()[0] or part.kind not in ("amount", "count"):
        return None
    draft = place(Draft(slot.group.items[0], "rate", f"{part.name}率"), slot, memory)
    part.link(whole, "part_of") if part.to is None else None
    memory.rates.append(draft)
    return [draft.link(whole, "rate_of", part)]


@rule(
    "rate",
    ("城镇登记失业率控制在4%以内。", "城镇登记失业率=4%"),
    ("全县登记在册志愿者12,760人，其中未成年人不足2.5%。", "登记在册志愿者=12760人 未成年人=2.5%"),
)
def rate(slot: Slot, memory: Memory) -> list[Draft] | None:
    """Any other per cent: a rate by its name, a share after 其中."""
    if not relative(slot):
        return None
    lead = slot.lead
    size = 1 if slot.group.joint == "range" else slot.size
    subject = lead.subject
    names_given: list[str] | None = None
    if (contribution := _CONTRIBUTION.search(lead.text)) or subject.endswith("的贡献率"):
        owner = re.sub(
            r"(?:增加值|总产值)$",
            "",
            tidy(take_apart(contribution["owner"] if contribution else "").subject),
        )
        subject = f"{owner}贡献率"
        if not owner and len(memory.names) == size:
            memory.names = [f"{re.sub('(?:增加值)$', '', n)}贡献率" for n in memory.names]
            names_given = list(memory.names)
    subject = tidy(subject)
    kind = "share" if _SHARE_NOUN.search(subject) else "rate"
    part: Draft | None = None
    total: Draft | None = None
    if slot.bracket is not None and not subject:
        return _comparator(slot, memory)
    bare = lead.text.removeprefix(lead.region or "").strip("约近超过逾")
    if (
        not subject
        and bare in ("", "有", "仍有", "还有")
        and (of_noun := _FRACTION_OF.match(slot.tail))
    ):
        subject, kind = _what_share(of_noun), "share"
    elif (
        lead.has("level")
        and lead.says("实现")
        or not subject
        and slot.tail
        and not lead.has("to", "from")
    ):
        after = re.match(r"[的]?([\u4e00-\u9fff“]{2,8}?)(?:,|。|;|$|以上|左右)", slot.tail)
        if (
            after
            and not _RATE_NOUN.search(subject)
            and after[1] not in ("以上", "左右", "以内", "以下")
        ):
            subject = tidy((subject or memory.head or "") + after[1])
    if (
        kind == "rate"
        and (slot.group.items[0].style == "fraction" or slot.group.items[0].unit.name == "成")
        and not _RATE_NOUN.search(subject)
    ):
        kind = "share"
        if used := re.match(r"(?:用于|投向|来自|源于)[\u4e00-\u9fff]{2,14}", slot.tail):
            subject = tidy(subject) + used[0]
    if (
        lead.opening == "其中"
        or memory.parting
        and kind == "rate"
        and not _RATE_NOUN.search(subject)
    ):
        if (
            lead.opening == "其中"
            and (whole := memory.last_level() or next(reversed(memory.carried.values()), None))
            is not None
        ):
            memory.divide(whole, sentence=False)
        total = memory.total
        kind = "share" if not _RATE_NOUN.search(subject) else kind
    names = names_given or (members(subject, size) if subject else None)
    if not subject and lead.has("from") and lead.earlier:
        memory.head = tidy(take_apart(lead.earlier[-1]).subject) or memory.head
    if names is None:
        names = [subject or memory.head or ""] * size
    if memory.before and len(memory.before) == slot.size and not subject:
        names = [d.name or "" for d in memory.before]
        kind = memory.before[0].kind
    if kind == "share" and re.search(r"占比$", subject) and memory.levels:
        part = _level_named(subject.removesuffix("占比"), memory)
    drafts = []
    for i, quantity in enumerate(slot.group.items):
        draft = place(Draft(quantity, kind, names[min(i, size - 1)]), slot, memory)
        if total is not None and kind == "share":
            draft.link(total, "share_of", part)
        drafts.append(draft)
    if slot.group.joint == "range":
        drafts[1].link(drafts[0], "range_of")
    if not total:
        memory.head = names[-1] or memory.head
    later_of(drafts, slot, memory)
    memory.rates += drafts
    if size > 1:
        memory.names = names
    return drafts


_FRACTION_OF = re.compile(
    r"(?:以上|左右)?的(?P<noun>[\u4e00-\u9fff]{1,8}?)(?P<verb>开通|实现|建成|参加|完成|达到|获得|加入|享受|使用|采用|配备|种植|从事|养殖|用上|通上|通)(?P<rest>[^,。;]*)|(?:以上|左右)?的(?P<only>[\u4e00-\u9fff]{1,10})"
)


def _what_share(found: re.Match[str]) -> str:
    """三分之二的行政村开通了公交: the share of the villages that …"""
    if found["only"]:
        return found["only"]
    return f"{found['verb']}{found['rest'].removeprefix('了')}的{found['noun']}"


def _comparator(slot: Slot, memory: Memory) -> list[Draft] | None:
    """（6.2%） behind 较全市: the same rate of another place."""
    own = memory.last_rate()
    if own is None:
        return None
    behind = slot.bracket or ""
    ending = r"(?:平均|水平|平均水平)*$"
    place_name = re.search(rf"(全[国省市县区]){ending}", behind) or re.search(
        rf"(?:^|[较比于出和与、])([\u4e00-\u9fff]{{1,4}}?[省市县区]){ending}", behind
    )
    draft = Draft(slot.group.items[0], own.kind, own.name)
    draft.region = place_name[1] if place_name else own.region
    draft.period = own.period
    memory.brackets.append(draft)
    memory.rates.insert(0, draft)
    return [draft]
