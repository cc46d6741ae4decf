"""What opens a clause before the name: connectives, a period, a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kelan_analysis.reading.periods import ARABIC_YEAR, CHINESE_YEAR, DASH, MONTH_NUMBER
from kelan_analysis.reading.places import place_at
from kelan_analysis.reading.words import KEPT_BEFORE, OPENINGS

_YEAR = (
    rf"(?:{ARABIC_YEAR}年?{DASH}{ARABIC_YEAR}年(?:间|期间)?|{ARABIC_YEAR}年?(?:度|底|末|初|全年|上半年|下半年)?|{CHINESE_YEAR}年(?:底|末)?"
    r"|今年(?=前|上半年|[一二三四1-4]季度|\d+[-—–~～至到月])|去年(?!同))"
)
_PART_OF_YEAR = (
    r"(?:[前第]?[一二三四1-4]季度(?:末)?|前[一二两三四五六七八九十\d]+个?月|上半年|下半年|半年度|全年|年末|年底|年度"
    rf"|{MONTH_NUMBER}(?:月份?)?{DASH}{MONTH_NUMBER}月(?:份|末|底)?"
    rf"|{MONTH_NUMBER}月(?:份|末|底)?(?:\d+日)?)"
)
_PERIOD = rf"(?:截至|截止|至|到|自|从)?{_YEAR}?{_PART_OF_YEAR}?(?:期间|以来|止)?"
_PERIOD_AT = re.compile(_PERIOD)
_PLAN_AT = re.compile(r"[“\"]?十[一二三四五六]五[”\"]?(?:规划|计划)?(?:期间|时期|以来|末)?")
_LISTED = re.compile(r"^[一二三四五六七八九十]{1,2}是(?=[\u4e00-\u9fff]{2})")  # 二是改造老旧小区
_AGAIN = re.compile(r"^再(?=[\u4e00-\u9fff]{3})(?!犯|生|就业|贷|造|保|担|融|制造|教育|利用|婚|出口|投资|创|次)")
# 公司2024年实现营业收入: whoever did it stands before the year.
_DOER = re.compile(rf"^(?:公司|集团|企业|[他她我自]家|我[院校行厂]|[该本][院校行厂所司])(?={ARABIC_YEAR}年)")
# 县人民医院2024年门急诊: an institution before the year stays in the name.
_INSTITUTION = re.compile(
    rf"^(?P<who>[\u4e00-\u9fff]{{2,12}}(?:医院|公司|集团|大学|学院|总会|银行|中心|学校|合作社))(?P<when>{ARABIC_YEAR}年{_PART_OF_YEAR}?)(?=[\u4e00-\u9fff]{{2}})"
)
_ODD_BEGINNINGS = frozenset("一二三四五六七八九十再公集企他她我自该本")  # of the three before
_TIME_BEGINS = frozenset("截至到自从今去前第上下半全年十期以止“\"〇零一二两三四五六七八九")
_TELLS_TIME = re.compile(r"[\d年月季末底]")
_RUN_OF_QUARTERS = re.compile(r"([一二三四1-4])(?:季度)?[至到—–~-]([一二三四1-4])季度")
_LISTED_TIMES = re.compile(r"[、和与及]")
_IN_THE_NAME = re.compile(r"(?:年度|年初|全年)投资|上年(?:结转|结余|末?滚存)")  # 上年结转收入
_PERIOD_BEHIND = re.compile(
    rf"(?:{ARABIC_YEAR}|{CHINESE_YEAR})年(?:末|底)?$"
    r"|(?<=[\u4e00-\u9fff]{2})(?:去年|今年|上年|前年)(?:年?[底末初]|\d+月[底末]?)?$"
    r"|(?<=[\u4e00-\u9fff]{2})(?:上半年|一季度|二季度|三季度|四季度)$"
)
_BASE_BEHIND = re.compile(  # 在上年高基数基础上, 三年来
    r"在[^,。;]{2,10}(?:的)?基础上$"
    r"|(?<=[\u4e00-\u9fff]{3})[一两二三四五六七八九十\d]+年(?:来|间|内)?$"
)
_TIME_ENDS = ("年", "末", "底", "度", "上", "来", "间", "内")  # what either of the two ends with
_OPENED_BY = re.compile(rf"(?:截至|到|至|自|从)?{_PERIOD}(?=$|[,，]|[省市县区]|底|末|全)")
_DATED = re.compile(r"\d|[〇零一二三四五六七八九]{4}年|半年|季度|全年|个月")
# 前三年; 2025学年, 2023/24年度: the rest of the words for a time.
_YEAR_OF_ANOTHER_KIND = re.compile(
    r"^(?:[前后](?=[\u4e00-\u9fff])|(?:[/—–-]\d\d(?:\d\d)?)?(?:学年度?|财年|榨季|(?<=\d)年度)(?:[初末](?=[\u4e00-\u9fff]{2}))?)"
)
_ONLY_WHEN = ("今年", "去年", "上年", "前年")
_INCLUDING = ("包括", "包含")
_REMARKED = (*_INCLUDING, "其中", "合计", "特别是", "尤其是")  # openings that later rules ask for


@dataclass(slots=True)
class Opening:
    """A clause without what opens it.

    Attributes
    ----------
    subject : str
        What is left: the name.
    period, region : str or None
        As the clause says them.
    word : str
        其中, 合计, 特别是 or 尤其是, where one of them opened it.
    times, places : list of str
        Every period and place of the opening: 2022年、2023年, 甲镇、乙镇.

    Examples
    --------
    >>> opening = take_opening("其中2024年岢岚县一般公共预算收入")
    >>> opening.subject, opening.period, opening.region, opening.word
    ('一般公共预算收入', '2024年', '岢岚县', '其中')
    >>> take_opening("甲镇、乙镇造林面积").places
    ['甲镇', '乙镇']
    """

    subject: str
    period: str | None = None
    region: str | None = None
    word: str = ""
    times: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def take_opening(clause: str) -> Opening:
    """Take connectives, period and place off the front of a clause, in any order.

    Parameters
    ----------
    clause : str
        Folded text without the words of its predicate.

    Examples
    --------
    >>> take_opening("全年全县粮食产量").subject, take_opening("对外贸易").subject
    ('粮食产量', '对外贸易')
    """
    if clause and clause[0] in _ODD_BEGINNINGS:
        clause = _DOER.sub("", _AGAIN.sub("", _LISTED.sub("", clause)))
    opening = Opening(clause)
    while clause:
        begun = clause[0]
        if (begun in _TIME_BEGINS or begun.isdecimal()) and _take_period(opening):
            pass
        elif not _take_place(opening) and not (begun in OPENINGS and _take_connective(opening)):
            break
        clause = opening.subject
    if "年" in opening.subject and (told := _INSTITUTION.match(opening.subject)):
        opening.period = opening.period or told["when"]
        opening.subject = told["who"] + opening.subject[told.end() :]
    if not opening.subject.endswith(_TIME_ENDS):
        return opening
    if tail := _PERIOD_BEHIND.search(opening.subject):
        opening.period = opening.period or tail[0]
        opening.subject = opening.subject[: tail.start()]
        if len(opening.subject) > 3:
            opening.subject = opening.subject.removesuffix("在")  # 出口额在上年增长6.8%的基础上
    opening.subject = _BASE_BEHIND.sub("", opening.subject)
    if opening.subject in _ONLY_WHEN:  # 去年还是36.2万亩，今年已到37.1万亩
        opening.period, opening.subject = opening.period or opening.subject, ""
    return opening


def period_opened_by(clauses: Iterable[str]) -> str | None:
    """Return the period that the last of some clauses without figures opens.

    Examples
    --------
    >>> period_opened_by(["2023年", "全县上下齐心协力"])
    '2023年'
    """
    period = None
    for clause in clauses:
        opened = _OPENED_BY.match(clause.lstrip("“"))
        if opened and _DATED.search(opened[0]):
            period = opened[0]
    return period


def times_listed(clauses: Iterable[str]) -> list[str]:
    """Return the periods that one of some clauses without figures lists, and says nothing else.

    Examples
    --------
    >>> times_listed(["一季度、上半年、前三季度", "全县"])
    ['一季度', '上半年', '前三季度']
    """
    for clause in clauses:
        if run := _RUN_OF_QUARTERS.fullmatch(clause):
            return _quarters(run)
        if "、" not in clause and "和" not in clause:
            continue
        times = _LISTED_TIMES.split(clause)
        if all(t and _TELLS_TIME.search(t) and _PERIOD_AT.fullmatch(t) for t in times):
            return times
    return []


def _quarters(run: re.Match[str]) -> list[str]:
    """一至四季度: each of them."""
    first, last = ("一二三四1234".find(quarter) % 4 for quarter in run.groups())
    return [f"{quarter}季度" for quarter in "一二三四"[first : last + 1]]


def _take_period(opening: Opening) -> bool:
    rest = opening.subject
    if rest[0] in "“\"十" and (plan := _PLAN_AT.match(rest)):
        opening.subject = rest[plan.end() :]
        return True
    if run := _RUN_OF_QUARTERS.match(rest):
        opening.times, opening.subject = _quarters(run), rest[run.end() :]
        opening.period = f"{run[1]}季度" if run[1] == run[2] else f"前{run[2]}季度"
        return True
    found = _PERIOD_AT.match(rest)
    if not found or not _TELLS_TIME.search(found[0]) or _is_name(rest, found):
        return False
    opening.period = (opening.period or "") + found[0]
    opening.times.append(found[0])
    opening.subject = _YEAR_OF_ANOTHER_KIND.sub("", rest[found.end() :])
    return True


def _is_name(rest: str, found: re.Match[str]) -> bool:
    """年度计划投资, 全年目标 and 年平均气温 are names; so is a lone 年 or 月."""
    word, after = found[0], rest[found.end() :]
    kept = KEPT_BEFORE.get(word)
    if kept is not None and kept.match(after) or _IN_THE_NAME.match(rest):
        return True
    return word in ("年", "月") or after.startswith("年平")


def _take_place(opening: Opening) -> bool:
    found = place_at(opening.subject)
    if found is None:
        return False
    opening.region, length = found
    opening.places.append(opening.region)
    opening.subject = opening.subject[length:]
    return True


def _take_connective(opening: Opening) -> bool:
    rest = opening.subject
    for word in OPENINGS[rest[0]]:
        if not rest.startswith(word) or len(rest) == len(word) and word != "其中":
            continue
        kept = KEPT_BEFORE.get(word)
        if kept is not None and kept.match(rest, len(word)):
            continue
        if word in _REMARKED:
            opening.word = "其中" if word in _INCLUDING else word
        opening.subject = rest[len(word) :]
        return True
    return False
