"""Counted sets (59个…项目): what is counted, what was done to some of it, parts of it."""

from __future__ import annotations

import re

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.parts import relate_parts
from kelan_analysis.reading.grammar.placing import place
from kelan_analysis.reading.grammar.registry import rule
from kelan_analysis.reading.grammar.slot import Slot
from kelan_analysis.reading.grammar.wholes import is_a_member
from kelan_analysis.reading.names import head_after, shared_end, starts_with_action, tidy
from kelan_analysis.reading.words import (
    ACTIONS,
    ATTRIBUTES,
    OPENINGS,
    any_of,
    load,
    longest_first,
    phrases,
)  # fmt: skip

_BEFORE_A_SET = re.compile(r"^(?:排查(?:出|整治)?|查出|共?(?=建成))")
_SET_BEGINS = frozenset("排查共")  # what it begins with
ONLY_A_VERB = re.compile(rf"^{phrases('only_a_verb')}(?:了|出|起)?$")

_MODIFIER = re.compile(phrases("modifies_a_set"))
_IN_A_STATE = re.compile(
    rf"(?:{phrases('modifies_a_set')}[\u4e00-\u9fff]{{0,4}}?|(?P<kind>[\u4e00-\u9fff]{{2,6}}类))(?P<noun>项目|工程)$"
)
_HELPING = frozenset(load("phrases")["helping"])
_DONE_SO = re.compile(rf"(?:{phrases('done_how')})*(?P<done>{phrases('done_to_those_taken_on')})(?:成功|到位|完毕)?")
_THOSE_TAKEN_ON = re.compile(rf"^{phrases('taken_on')}(?![率数])|{phrases('asks_for_an_answer')}$")
_OF_CASES = ("审结", "执结", "审执结")
_TAKEN_ON = re.compile(r"^.*?(?:新收|受理)(?=[\u4e00-\u9fff])|受理$")
_INTENDED = re.compile(
    rf"^(?:计划|拟|规划|应|需)(?:(?=新?开工|续建|竣工)|{phrases('only_a_verb')}?)(?=[\u4e00-\u9fff]{{2}})"
)
_TAKEN_UP = re.compile(r"^(?:收集|征集|筹集建设|筹集|排查)(?=[\u4e00-\u9fff]{3})")
_UNDONE = re.compile(r"(?:尚|仍)?未(?P<what>[\u4e00-\u9fff]{2})")
_STATE = re.compile(r"(?:已|均|正在)*")
_BOUNDED = re.compile(r"[以之左]?[上下右内](?!游|海|汽)|[,。;、)]|$")
_OF_THEM = re.compile(r"^(?:以上|左右|以内)?的?")
_LAST_OF = re.compile(r"的(?=[\u4e00-\u9fff]{1,8}$)")
_NOUN = re.compile(r"[\u4e00-\u9fff“]{2}")
_ALONG = re.compile(r"(?:流域|[东西南北中]部|公路|铁路|[路线]|[城园库]区|沿线|沿途|[境域辖]内|服务区|街道|[河湖江]|县城|市区)$")
_BEGUN = re.compile(
    rf"(?P<noun>项目|工程|企业)(?P<what>{phrases('begun')})(?=[,。;、]|$)"
)
_NOUN_FIRST = re.compile(r"(?P<noun>项目|工程|企业|行业|产品)(?:[大中小]类)?")
_NOUN_OF_SETS = re.compile(rf"{_NOUN_FIRST.pattern}$")
_ONLY_DONE = re.compile(rf"(?:已|均|正在)*{any_of(ACTIONS)}(?=[,。;、]|$)")
_OWN_MEMBERS = re.compile(rf"{phrases('members_of_an_owner')}(?![\u4e00-\u9fff]*[产面])")
_FOR_THEM = re.compile(r"为(?P<place>全[省市县区镇乡])?$")
_SERVED = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:提供|发放|办理|减免|追回|追发|追讨|讨回|挽回|补发|兑现|送去|开展)")
_IN_SUM = ("共", "目前", "截至", "累计", "已累计", "截止")  # 产业项目882个、基建项目2064个，目前已开工5011个
_CARRIED_OVER = re.compile(phrases("carried_over"))
_IN_ALL = re.compile(r"在(?:全[国省市县区])?$")
_AMONG = re.compile(r"[\u4e00-\u9fff()、]{1,12}中(?:[位名排居列]|[^,。;]{0,4}$)")
_EACH_DAY = frozenset(("每天", "每日", "每晚", "每月", "每年"))
_JOINS = ("来自", "与", "和", "同", "对", "向", "由")
_DOING = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:实现|保持|出现)?(?:同比)?(?:正增长|负增长|盈利|亏损|增长|下降|增收|减亏)(?=[,。;、])"
)
_PAUSE = re.compile(r"[,。;]")
_ASPECT = re.compile(r"(?<=[\u4e00-\u9fff]{2})了(?![解结])")
_OWNED = longest_first(ATTRIBUTES)
_ONLY_STATES = frozenset(("新开工", "开工", "续建", "竣工", "完工", "投产", "新投产", "新竣工", "签约", "新签约"))
_LEAVES = frozenset(("退出", "注销", "关停"))


@rule(
    "count.set",
    (
        "59个总投资74.5亿元的续建项目全部复工；",
        "续建项目=59个 续建项目总投资=74.5亿元 续建项目复工=59个",
    ),
    (
        "3个市重点项目总投资12.79亿元，完成投资4.24亿元。",
        "市重点项目=3个 市重点项目总投资=12.79亿元 市重点项目完成投资=4.24亿元",
    ),
    ("受理诉求640件，按期办结608件。", "受理诉求=640件 按期办结=608件"),
)
def _counted_set(slot: Slot, memory: Memory) -> list[Draft] | None:
    """N个…: a counted set whose head stands after the number, or after its money."""
    unit = slot.item.unit
    if unit.kind not in ("count", "bare") or slot.size != 1 or unit.name is None:
        return None
    if slot.lead.has("to", "from"):
        return None
    subject = tidy(what_is_counted(slot.lead.subject))
    if slot.lead.adjacent and subject.endswith("中"):
        subject = ""  # 8个断面中7个
    said, among = "", "中" in slot.tail and _AMONG.match(slot.tail) and _IN_ALL.search(slot.lead.text)
    if among:
        subject, said = "", subject.removesuffix(among[0])  # 招商引资考核在12个县（市、区）中列第4位
    elif _NOUN.match(slot.tail):
        served = _FOR_THEM.search(slot.lead.text) if _SERVED.match(slot.tail) else None
        if served:  # 农业保险为3.7万户农户提供风险保障
            slot.lead.region = slot.lead.region or served["place"]
        if served or _names_no_members(subject, slot):
            subject = ""
    draft = _done_among(slot, memory, subject)
    draft = draft or _modified(slot, memory, subject) or _acted_on(slot, memory, subject)
    draft = draft or _new_set(slot, memory, subject)
    if draft is None:
        return None
    draft.said = draft.said or said
    memory.levels.append(draft)
    return [draft]


def what_is_counted(subject: str) -> str:
    """Return a name without the verb that only leads to what is counted.

    Examples
    --------
    >>> what_is_counted("排查出安全隐患"), what_is_counted("共建成充电桩")
    ('安全隐患', '建成充电桩')
    """
    return _BEFORE_A_SET.sub("", subject) if subject[:1] in _SET_BEGINS else subject


def _names_no_members(subject: str, slot: Slot) -> bool:
    """Whether what stands before a count is no name of it, as what is counted stands behind."""
    text = slot.lead.text
    if text.endswith("、") and not slot.lead.adjacent:
        return True  # 一座变电站、3条总长126公里的输电线路
    if text.endswith("等") and "、" in text:
        return True  # 赴北京、西安、武汉等12座城市
    if text.endswith("的") and not slot.lead.compare:
        return True  # 重点监测的50户餐饮企业
    if text.endswith(subject) and (_ALONG.search(subject) or _OWN_MEMBERS.match(slot.tail)):
        return True  # 高速公路4个收费站, 全市法院23个集体
    if subject.endswith(_JOINS) or subject in _EACH_DAY:
        return True  # 12315平台与12个部门
    return subject in OPENINGS.get(subject[:1], ())  # 汛末7座水库


def _done_among(slot: Slot, memory: Memory, subject: str) -> Draft | None:
    """新签约项目中已有84个落地: those of a set named before to which the words behind say it was done."""
    if not subject.endswith("中") or not _ONLY_DONE.match(slot.tail):
        return None
    known = next((d for d in memory.recent() if d.kind == "count" and d.name == subject[:-1]), None)
    action = starts_with_action(_STATE.sub("", slot.tail, count=1))
    if known is None or action is None or not _fits(slot, known):
        return None
    memory.counted = known
    return _done(slot, memory, known, f"{known.name}{action}", action)


def _modified(slot: Slot, memory: Memory, subject: str) -> Draft | None:
    """新建59个、续建64个: parts of the set named before, by their state."""
    if not _MODIFIER.fullmatch(subject):
        return None
    whole = memory.total if memory.parting and memory.total is not None else memory.root
    if whole is None or whole.quantity.unit.base != slot.item.unit.base or whole.name in _ONLY_STATES:
        return None
    other_time = slot.lead.period or "计划" in slot.lead.text
    draft = place(Draft(slot.item, "count", f"{subject}{whole.name}"), slot, memory)
    if not (other_time and draft.base()[0] > whole.base()[0]):  # 一季度新开工86个，去年全年新开工312个
        draft.link(whole, "part_of")
    listed = slot.following is not None and slot.following.lead.text.startswith("、")
    memory.counted = draft if listed else whole
    memory.head = memory.counted.name
    return draft


def _acted_on(slot: Slot, memory: Memory, subject: str) -> Draft | None:
    """开工59个: those of the counted set to which something was done."""
    memory.counted = _known_set(subject, memory) or memory.counted
    if memory.counted is None and not memory.adrift and subject in ACTIONS and _fits(slot, memory.last_set):
        memory.counted = memory.last_set
    if (taken_on := _taken_on(slot, subject, memory)) is not None:
        return _done(slot, memory, taken_on, subject, subject)
    divided = memory.total if memory.sentence_parts and subject in ACTIONS else None
    if divided is not None and _fits(slot, divided) and not _fits(slot, memory.counted):
        memory.counted = divided  # 签约项目中，制造业项目29个；已落地开工31个
    counted = _in_its_unit(slot, subject, memory)
    if counted is not None and is_a_member(counted, memory):
        return None  # 优秀126人、占12.6%，合格862人
    of_all = memory.fresh or slot.lead.text.startswith(_IN_SUM) or any(c.startswith(_IN_SUM) for c in slot.lead.earlier)
    inside = memory.parting and not slot.lead.adjacent and counted is not None and counted.action is None
    above = counted.to if counted is not None and counted.relation == "part_of" and (of_all or inside) else None
    if above is not None and not _fits(slot, counted) and _fits(slot, above):
        counted = above  # 建议326件，其中闭会期间37件；已办结319件; 抽检411批次，其中食用油148批次，合格311批次
    action = None if counted is None else _action(subject, counted)
    if counted is None or action is None or slot.item.decimals and slot.item.unit.name[:1] not in "万亿":
        return None
    if counted.name in _ONLY_STATES or action in _LEAVES and (counted.name or "").startswith("净增"):
        return None  # 新开工78个，竣工41个; 净增企业58户，退出21户
    if counted.action is None and (stem := _done_before(counted.name or "", action)):
        draft = place(Draft(slot.item, "count", stem + action), slot, memory)
        memory.head = draft.name  # 棚户区改造开工1200套，基本建成860套: neither holds the other
        return draft
    return _done(slot, memory, counted, _named_by_action(counted.name or "", action), action)


def _taken_on(slot: Slot, subject: str, memory: Memory) -> Draft | None:
    """受理2847件，按期办结2813件: what was taken on, where it is said how some was done."""
    counted = memory.counted
    if subject in ACTIONS or not is_done(subject) or counted is None or not _fits(slot, counted):
        return None
    return counted if takes_on(counted) else None


def takes_on(counted: Draft) -> bool:
    """Whether a counted set is one of requests, disputes or dangers, which somebody took on.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> [quantity] = find_quantities("640件", [])[0]
    >>> takes_on(Draft(quantity, "count", "受理诉求")), takes_on(Draft(quantity, "count", "涉及人员"))
    (True, False)
    """
    return _THOSE_TAKEN_ON.search(f"{counted.said}{counted.name}") is not None


def is_done(words: str) -> bool:
    """Whether `words` say no more than that something was done with what was taken on.

    Examples
    --------
    >>> is_done("按期办结"), is_done("调处成功"), is_done("办结案件")
    (True, True, False)
    """
    return _DONE_SO.fullmatch(words) is not None


def _named_by_action(name: str, action: str) -> str:
    """审结 of 受理案件 is 审结案件; 完工 of 计划改造厕所 is 厕所完工."""
    if name in ("立案", "受理", "报案", "接警"):
        return action  # 立案314件，结案302件
    if action in _OF_CASES:
        stem = _TAKEN_ON.sub("", name)
        return f"{action}{stem}" if stem.endswith(("案件", "纠纷")) else f"{stem}{action}"
    return f"{_TAKEN_UP.sub('', _INTENDED.sub('', name.removeprefix('受理')))}{action}"


def _done_before(name: str, action: str) -> str:
    """棚户区改造 of 棚户区改造开工, where something else is done next."""
    done = next((a for a in ACTIONS if name.endswith(a)), "")
    return name.removesuffix(done) if done not in ("", action) and len(name) > len(done) + 1 else ""


def _in_its_unit(slot: Slot, subject: str, memory: Memory) -> Draft | None:
    """受理案件1294件，涉及1582人；审结1247件: the set that is counted so."""
    counted, base = memory.counted, slot.item.unit.base
    if counted is None or counted.quantity.unit.base == base or subject not in ACTIONS:
        return counted
    alike = (d for d in reversed(memory.levels) if d.quantity.unit.base == base and not d.action)
    return next((d for d in alike if d.kind == "count" and d.value >= slot.item.value), counted)


def _done(slot: Slot, memory: Memory, known: Draft, name: str, action: str) -> Draft:
    draft = place(Draft(slot.item, "count", name), slot, memory)
    draft.action, draft.owner = action, known
    more = draft.base()[0] > known.base()[0]
    beside = any(d is not known and d.in_unit_of(known) and _is_earlier(d, known) for d in memory.levels)
    if more and (beside or takes_on(known) or slot.lead.period):
        return draft  # 上年未结126件，新收862件，审结914件; 去年全年新开工312个
    return draft.link(known, "part_of")


def _is_earlier(level: Draft, known: Draft) -> bool:
    """Whether a level was carried over, or is the same thing of an earlier time: 一季度受理126件."""
    return _CARRIED_OVER.search(level.name or "") is not None or level.name == known.name


def _known_set(subject: str, memory: Memory) -> Draft | None:
    """新开工项目开工57项: the set was named before."""
    if not subject.endswith(ACTIONS):
        return None
    stems = (subject.removesuffix(action) for action in ACTIONS if subject.endswith(action))
    return next((memory.sets[stem] for stem in stems if stem in memory.sets), None)


def _fits(slot: Slot, known: Draft | None) -> bool:
    """Whether the count can be one of members of a known set."""
    if known is None or known.quantity.unit.base != slot.item.unit.base:
        return False
    return Draft(slot.item).base()[0] <= known.base()[0]


def _action(subject: str, counted: Draft) -> str | None:
    """The action in 的新建项目开工 or 开工, where the set is known already."""
    rest = tidy(subject.removeprefix(counted.name or "\0"))
    if rest != subject:
        rest = _STATE.sub("", rest, count=1)  # 重点项目已开工118个
    if not rest or len(rest) > 12:
        return None
    return rest if rest in ACTIONS or rest != subject and rest.endswith(ACTIONS) else None


def _new_set(slot: Slot, memory: Memory, subject: str) -> Draft | None:
    adjacent = slot.lead.adjacent
    own = bool(subject) and not ONLY_A_VERB.match(subject)
    head, rest = _head_behind(slot) if adjacent or not own else ("", "")
    if not subject and (_ONLY_DONE.match(slot.tail) or head == "已"):
        head = ""  # 27个项目新开工，19个竣工投产; 47座已完成加固
    of_those = _NOUN_OF_SETS.search(memory.head or "") if memory.counted and not subject else None
    if of_those and (doing := _DOING.match(slot.tail)) and not (doing[0].startswith("实现") and of_those.end("noun") < of_those.end()):
        named = _NOUN_FIRST.match(doing[0])
        noun = named[0] if named else of_those["noun"]
        head, rest = doing[0].removeprefix(noun) + noun, ""  # 42家企业中，有27家营业收入实现正增长
    if own and not (adjacent and head):
        return None
    continued = memory.head and slot.lead.has("level") and not slot.tail.startswith("的")
    if not head and not subject and continued:
        return None
    undone = _UNDONE.match(rest)
    if undone and head and starts_with_action(undone["what"]):
        head = f"未{undone['what']}{head}"
    name = _ASPECT.sub("", _set_name(slot, subject, head, memory.head if memory.counted else None))
    if not name:
        return None
    known = memory.sets.get(head)
    action = starts_with_action(_STATE.sub("", rest, count=1)) if known is not None else None
    if known is not None and action and _fits(slot, known):
        memory.counted = known
        return _done(slot, memory, known, f"{head}{action}", action)
    if (begun := _BEGUN.match(head + rest)) is not None and not subject:
        name = begun["what"] + begun["noun"]  # 27个项目新开工
    draft = place(Draft(slot.item, "count", name, said=subject), slot, memory)
    if begun is None and (head or subject):
        _join_root(draft, memory)
    if draft.to is None:
        _join_sentence_before(draft, memory)
    if draft.to is None:
        relate_parts(slot, [draft], memory)
    if name.startswith("实现") and draft.to is not None:
        name = draft.name = f"{draft.to.name}{name}"  # 214个行政村中，187个实现网络覆盖
    memory.counted = memory.sets[name] = draft
    memory.head = name
    return draft


def _set_name(slot: Slot, subject: str, head: str, known: str | None = None) -> str:
    if slot.item.unit.base is None and subject and head:
        return head if subject in _HELPING else subject + head  # 惠及20多万群众
    if head:
        return head
    tail = slot.tail.removeprefix("已")
    if starts_with_action(tail):
        done = tidy(_PAUSE.split(tail)[0])
        noun = _NOUN_OF_SETS.search(known or "") if not subject else None
        return done + noun["noun"] if noun else subject + done
    return subject


def _head_behind(slot: Slot) -> tuple[str, str]:
    """Head noun behind the count: at once, or behind the money that qualifies it."""
    following, tail = slot.following, slot.tail
    if following is not None and not _PAUSE.search(tail):
        between = tidy(tail)
        if following.item.unit.base == "元" or following.item.unit.kind == "amount":
            if (not between or between in ATTRIBUTES) and following.tail.startswith("的"):
                return head_after(following.tail)
            attribute = next((a for a in _OWNED if between.endswith(a)), "")
            if attribute and between != attribute:
                return head_after(tidy(between.removesuffix(attribute)))[0], attribute
    if _BOUNDED.match(tail):
        return "", ""
    tail = _OF_THEM.sub("", tail)
    return head_after(_LAST_OF.split(tail)[0] if following is not None else tail)


def _join_root(draft: Draft, memory: Memory) -> None:
    """A later set of the sentence whose head is the same noun is part of the first."""
    root = memory.root
    if root is None or not root.in_unit_of(draft) or draft.value >= root.value:
        return
    if len(shared_end(root.name or "", draft.name or "")) >= 2:
        draft.link(root, "part_of")


def _join_sentence_before(draft: Draft, memory: Memory) -> None:
    """安排重点项目142个。83个续建项目…；59个新建项目…: states, and kinds, of the set named before."""
    state = _IN_A_STATE.match(draft.name or "")
    if state is None:
        return
    sets = [memory.last_set] if state["kind"] is None else memory.recent(far=True)
    for whole in sets:
        if whole is None or whole.kind != "count" or not whole.ends_with(state["noun"]):
            continue
        own = _IN_A_STATE.match(whole.name or "") or starts_with_action(whole.name or "")
        if not own and whole.in_unit_of(draft) and whole.value > draft.value:
            draft.link(whole, "part_of")
            return
