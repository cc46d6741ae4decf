"""Figures that no digit prints: 持平, 全部复工, 超额完成."""

from __future__ import annotations

import re
from decimal import Decimal

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.points import rate_name
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.names import measure_of, tidy, without_measure
from kelan_analysis.reading.quantity import Quantity
from kelan_analysis.reading.words import ACTIONS, any_of
from kelan_analysis.units import Unit, parse_unit

_STATE = r"(?:已|均|按期|如期|顺利)*"
_REACHED = r"(?:实现|达到|通上|用上|配备)"  # 全部实现“明厨亮灶”
_IMPLIED = re.compile(
    rf"持平|全部(?={_STATE}(?:{any_of(ACTIONS)}|{_REACHED}))|全数(?={_STATE}{any_of(ACTIONS)})"
    r"|超额(?=(?:提前)?(?:完成|实现))"
)
_REACHED_ALL = re.compile(rf"{_STATE}({_REACHED}[^,。;\d]{{2,14}})")
_ACTION = re.compile(rf"{_STATE}({any_of(ACTIONS)})")
_PLAN_AFTER = re.compile(
    r"超额(?:完成|实现)(?:了)?(?P<plan>[^,。;]*?(?:计划|目标|任务|预算)[^,。;]{0,6})?"
)
_BY_HOW_MUCH = re.compile(
    r"超额(?:提前)?(?:完成|实现)了?(?:全年|年度|年初|既定)?(?:计划|目标|任务|预算)*\d"
)  # 超额完成计划0.6万亩
_DONE_TO_SOMETHING = ("建成", "开通", "设立")
_OBJECT = re.compile(r"[\u4e00-\u9fff“”]{3,16}(?=[,。;、]|$)")
_COMPARES = re.compile(r"[与同和跟比较]|基本|保持")
_COMPARED = re.compile(r"(?:价格)?(?:总体|基本|同比|环比|保持|继续|则)*(?:[与同和跟较比](?=上|去|年|期|同)|同比|环比|基本|保持).*|$")
_EACH_BASE = re.compile(r",?(同比|环比)(?:基本)?")
_STOP = re.compile(r"[。;\n]")
_BEFORE_SUBJECT = re.compile(r"^(?:全年|已|均|预计)")


def implying_words(text: str) -> list[re.Match[str]]:
    """Return the words of a folded text that may imply a figure, the last one first.

    Examples
    --------
    >>> [found[0] for found in implying_words("59个项目全部复工，增速与上年持平。")]
    ['持平', '全部']
    """
    return list(_IMPLIED.finditer(text))[::-1]


def implied(
    text: str, words: list[re.Match[str]], start: int, end: int, memory: Memory
) -> list[Draft]:
    """Return the implicit figures between two printed ones.

    Parameters
    ----------
    text : str
        The whole folded text.
    words : list of re.Match
        Of `implying_words`, those that are still to come; what stands before `end` is taken off.
    start, end : int
        Where the figure before ended and where the next begins.
    memory : Memory
        With the figures before as `levels`, `rates` and `counted`.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> for figure in read_figures("59个续建项目全部复工。"):
    ...     print(figure.printed, figure.value, figure.implicit, figure.derived_from)
    59个 59 False ()
    全部 59 True ('F01',)
    """
    drafts: list[Draft] = []
    while words and words[-1].start() < end:
        found = words.pop()
        if found.start() < start:
            continue  # in a sentence without figures
        clause = max(text.rfind(c, 0, found.start()) for c in ",。;\n") + 1
        between = text[max(start, clause) : found.start()]
        if found[0] == "持平":
            draft = _no_change(found, between, memory)
        elif found[0] != "超额":
            draft = _all_of(found, text, memory)
        else:
            draft = _more_than_planned(found, between, text, memory)
        if draft is not None:
            draft.implicit = True
            draft.region = draft.region or memory.region
            draft.period = draft.period or memory.period
            drafts.append(draft)
    return drafts


def _quantity(found: re.Match[str], value: Decimal, unit: Unit) -> Quantity:
    return Quantity(found.start(), found.end(), None, None, value, None, unit, "implicit")


def _no_change(found: re.Match[str], between: str, memory: Memory) -> Draft | None:
    """增速与1-7月持平: no change of the rate before."""
    if memory.dealing:
        name, level = memory.dealing.pop(0)
        return _unchanged(found, name).link(level, "growth_of")
    if _COMPARES.search(between) and (subject := _own_subject(between)):
        measure = measure_of((memory.names or [memory.head or ""])[0]) if memory.parting else ""
        name = subject + measure if measure and without_measure(subject) else subject
        return _unchanged(found, name).link(memory.level_named(name), "growth_of")
    last = memory.latest[-1] if memory.latest else None
    if last is not None and last.kind in ("amount", "count") and last.relation != "before_of":
        if not _COMPARES.search(between):
            return None
        quantity = _quantity(found, Decimal(0), last.quantity.unit)
        draft = Draft(quantity, "difference", last.name, derived=(last,), rule="implied.no-change")
        return draft.link(last, "change_of")
    target = memory.last_rate()
    beside = target is not None and target.kind == "growth" and target.to is not None
    if beside and (against := _EACH_BASE.fullmatch(between)) and target.against != against[1]:
        return _unchanged(found, target.name or "").link(target.to, "growth_of")  # 同比上涨0.3%，环比持平
    if target is None or target.kind not in ("growth", "rate", "share"):
        return None
    if not _COMPARES.search(between):
        return None
    draft = Draft(
        _quantity(found, Decimal(0), parse_unit("百分点")), "difference",
        rate_name(target, memory), derived=(target,), rule="implied.no-change",
    )  # fmt: skip
    return draft.link(target, "change_of")


def _own_subject(between: str) -> str:
    """臭氧浓度 in 臭氧浓度与上年持平; nothing where the clause leaves it out."""
    subject = tidy(_COMPARED.split(take_apart(between).text)[0])
    growth = re.search(r"增速|增幅|涨幅|降幅", subject)
    return "" if len(subject) < 2 or growth else subject


def _unchanged(found: re.Match[str], name: str) -> Draft:
    quantity = _quantity(found, Decimal(0), parse_unit("%"))
    return Draft(quantity, "growth", name, rule="implied.no-change")


def _all_of(found: re.Match[str], text: str, memory: Memory) -> Draft | None:
    """全部复工: the whole counted set again."""
    counted = memory.counted
    action = _ACTION.match(text, found.end()) or _REACHED_ALL.match(text, found.end())
    if counted is None or action is None:
        return None
    whole = memory.total if memory.parting else None
    if whole is not None and counted.to is whole and whole.kind == "count":
        counted = whole  # 实事20件，其中教育6件、医疗5件，全部完成
    between = text[counted.quantity.end : found.start()]
    last = memory.last_level()  # nothing else was counted since, but its parts
    if last is not None and last.to is counted and last.relation == "part_of" and not last.action:
        last = counted
    if _STOP.search(between) or between.count(",") > (4 if last is counted else 1):
        return None
    done = action[1]
    if done in _DONE_TO_SOMETHING and (what := _OBJECT.match(text, action.end())):
        done += what[0]  # 7个县（区）全部建成公共寄递配送中心
    draft = Draft(
        _quantity(found, counted.quantity.value, counted.quantity.unit), "count",
        f"{counted.name}{done}", derived=(counted,), rule="implied.all",
    )  # fmt: skip
    draft.action, draft.owner = action[1], counted
    memory.levels.append(draft)
    return draft.link(counted, "part_of")


def _more_than_planned(
    found: re.Match[str], between: str, text: str, memory: Memory
) -> Draft | None:
    """超额完成计划: a completion rate above 100 %."""
    if _BY_HOW_MUCH.match(text, found.start()):
        return None
    after = _PLAN_AFTER.match(text, found.start())
    plan = tidy(after["plan"] or "") if after else ""
    done = memory.last_level() if plan else None
    subject = tidy(_BEFORE_SUBJECT.sub("", between))
    if done is not None and memory.counted is not None:
        name = f"{memory.counted.name}{plan.removesuffix('任务')}完成率"
    elif subject:
        name = f"{subject}完成"
    else:
        name = f"{memory.head or ''}{plan}完成率"
    draft = Draft(
        _quantity(found, Decimal(100), parse_unit("%")), "rate", name, hedge="over",
        derived=() if done is None else (done,), rule="implied.above-plan",
    )  # fmt: skip
    return draft.link(done, "rate_of")
