"""Members: one name for each of several figures, out of a compound or a list."""

from __future__ import annotations

import re

from kelan_analysis.reading.names import tidy
from kelan_analysis.reading.words import ATTRIBUTES, MEASURES, SIBLINGS, load, phrases

_AND = re.compile(r"以及|和(?!谐)|(?<![惠普涉顾])及(?![时以其])|与")
_LOOSE = re.compile(r"[、,]")
_SPLIT = re.compile(r"、|和(?!谐)|与|以及|(?<![惠普涉顾])及(?![时以]|其(?!他))|,")
_SHORT_ORDINALS = re.compile(r"第?(?P<list>[一二三四](?:、[一二三四])+)次?(?=产)")
_INDUSTRY = re.compile(r"第[一二三]产业")
_ORDINAL_MEMBER = re.compile(r"第[一二三四五六]$")
_AFTER_ORDINAL = re.compile(r"第[一二三四五六](.+)$")
_STAGE = re.compile(r"[一二三四五六]期")
_AGE = re.compile(r"\d+(?:周)?岁(?:及?以[上下])?")
_AFTER_AGE = re.compile(r".*?岁(?:及?以[上下])?(.+)$")
_GRADE = re.compile(r"[\u4e00-\u9fff]{1,2}(级.+)$")  # 国家、省、市级非遗项目
_PERSONS = r"(?:孤儿|儿童|老年?人|学生|人员|居民|职工|对象|家庭)"
_WHO, _AFTER_WHO = re.compile(rf"{_PERSONS}$"), re.compile(rf".*?{_PERSONS}(.+)$")
_SHARE = re.compile(rf"{phrases('measured_in_shares')}?占.*$")
_PRICE_EACH = re.compile(rf"({phrases('prices')})每")
_VERB_BEFORE = re.compile(rf"^.*?{phrases('verbs_before_members')}")
_NO_MEASURE = ("需氧量",)
_LENT_FROM = tuple(load("phrases")["lent_from"])
_LENT_WHOLE = tuple(load("phrases")["lent_whole"])
# 三大主导产业: how many classes there are is no part of the last one's name.
_COUNTED_CLASSES = re.compile(
    r"[两二三四五六七八九十](?:大|类|级|个)(?:主导|支柱|特色|优势)?(?:产业|产品|行业|作物)?"
    r"(?=[\u4e00-\u9fff]{2})"
)
_APPOSED = re.compile(r"^[两二三四五六七八九十]大[\u4e00-\u9fff]{2}(?=[\u4e00-\u9fff]{2})")
_BARE = ("存栏", "出栏", "存栏量", "出栏量", "产量", "产值", "面积", "单产", "收入", "支出", "数量", "销售额", "销量", "利润")
# What follows the second of a pair belongs to the first too: 男性、女性人口.
_PAIRS = (
    ("城镇", "农村"), ("城镇", "乡村"), ("城市", "农村"), ("农村", "城镇"),
    ("男性", "女性"), ("男", "女"), ("轻", "重"), ("进口", "出口"), ("出口", "进口"),
    ("国内", "国际"), ("国有", "民营"), ("公路", "铁路"), ("昼间", "夜间"), ("线上", "线下"),
    ("省内", "省外"), ("县内", "县外"), ("市内", "市外"),
)  # fmt: skip


def members(subject: str, count: int) -> list[str] | None:
    """Deal a compound or listed subject out to `count` figures; None where it cannot be.

    Parameters
    ----------
    subject : str
        The name as printed: ``城乡居民人均消费支出``, ``光伏组件、储能电池产量``.
    count : int
        How many figures follow.

    Examples
    --------
    >>> members("城乡居民人均消费支出", 2)
    ['城镇居民人均消费支出', '农村居民人均消费支出']
    >>> members("第一、第三产业增加值占比", 2)
    ['第一产业增加值占比', '第三产业增加值占比']
    """
    groups = [[part for part in _LOOSE.split(group) if part] for group in _AND.split(subject)]
    if len(groups) > 1 and sum(map(len, groups)) == count and min(map(len, groups)) > 1:
        return [name for group in groups for name in _completed(group)]  # 甲、乙销售额和丙、丁营业额
    parts = _parts(subject, count)
    if parts:
        return _completed(parts)
    for compound, siblings in SIBLINGS.items():
        if len(siblings) == count and compound in subject:
            before, _, after = subject.partition(compound)
            return [tidy(before + sibling + after) for sibling in siblings]
    return None


def members_or_same(subject: str, count: int) -> list[str]:
    """Return `count` names: the members of a subject, or the subject for each figure.

    Examples
    --------
    >>> members_or_same("夏秋粮产量", 2), members_or_same("粮食产量", 2)
    (['夏粮产量', '秋粮产量'], ['粮食产量', '粮食产量'])
    """
    return members(subject, count) or [subject] * count


def _parts(subject: str, count: int) -> list[str] | None:
    """Split a list of `count` members; 、 binds looser than 和, which may stand inside a name."""
    if count < 2:
        return None
    if found := _SHORT_ORDINALS.search(subject):
        full = "、".join("第" + c for c in found["list"].split("、"))
        subject = subject[: found.start()] + full + subject[found.end() :]
    commas = [part for part in _LOOSE.split(subject) if part]
    if len(commas) == count:
        return commas
    if len(commas) == count - 1 and len(last := _SPLIT.split(commas[-1])) == 2:
        return [*commas[:-1], *last]
    parts = [part for part in _SPLIT.split(subject) if part]
    return parts if len(parts) == count else None


def _completed(parts: list[str]) -> list[str]:
    """Lend what the last member ends with to the others, and drop a verb before the first."""
    parts = [_APPOSED.sub("", parts[0]), *parts[1:-1], _COUNTED_CLASSES.sub("", parts[-1])]
    parts = _with_owner(parts)
    suffix = _shared_suffix(parts[0], parts[1:-1], parts[-1])
    if any(map(_INDUSTRY.match, parts)):
        parts = [p + "产业" if _ORDINAL_MEMBER.fullmatch(p) else p for p in parts]
        suffix = suffix.removeprefix("产业")
    *others, last = parts
    named = [part if _says_enough(part, suffix) else _lent(part, suffix) for part in others]
    named.append(_shared_prefix(parts[0], last) + last)
    if verb := _VERB_BEFORE.match(parts[0]):
        named[0] = named[0][verb.end() :]
    return [tidy(name) for name in named]


def _lent(part: str, suffix: str) -> str:
    """失业保险 and 保险参保人数 share a word."""
    for width in range(min(len(part) - 1, len(suffix)), 1, -1):
        if part.endswith(suffix[:width]):
            return part + suffix[width:]
    return part + suffix


def _with_owner(parts: list[str]) -> list[str]:
    """生猪存栏、出栏: a bare measure behind another takes the owner of that."""
    measure = next((m for m in _BARE if parts[0].endswith(m) and len(parts[0]) > len(m) + 1), "")
    owner = parts[0].removesuffix(measure)
    if not measure:
        return parts
    return [parts[0], *(owner + part if part in _BARE else part for part in parts[1:])]


def _shared_suffix(first: str, between: list[str], last: str) -> str:
    if (structural := _suffix_by_structure(first, last)) is not None:
        return structural
    if "的" in last and not last.endswith("的"):
        tail = last.rpartition("的")[2]
        if tail in MEASURES or tail in ATTRIBUTES:
            return tail if tail == "资金" else last[last.rindex("的") :]
    if "占" not in first and (share := _SHARE.search(last)):
        return share[0]
    if last.endswith(("增速", "增幅")):
        return last[-2:]
    if rest := _behind_the_shared_word(first, last):
        return rest
    return _suffix_by_measure(first, between, last)


def _suffix_by_structure(first: str, last: str) -> str | None:
    """What follows the second of two ordinals, stages, age bands or opposites."""
    if _ORDINAL_MEMBER.search(first) and (found := _AFTER_ORDINAL.match(last)):
        return found[1]
    if _STAGE.fullmatch(first) and (found := _STAGE.match(last)) and found.end() < len(last):
        return last[found.end() :]
    if len(first) < 5 and (found := _GRADE.match(last)):
        return found[1].removeprefix("级") if first.endswith("级") else found[1]
    if _AGE.search(first) and (found := _AFTER_AGE.match(last)):
        return found[1]
    for here, there in _PAIRS:
        if first.endswith(here) and there in last:
            return last.partition(there)[2]
    if _WHO.search(first) and (found := _AFTER_WHO.match(last)):
        return found[1]  # 孤儿、事实无人抚养儿童基本生活费标准
    return None


def _shared_prefix(first: str, last: str) -> str:
    """功能区噪声 in 功能区噪声昼间、夜间达标率: it stands before the second of a pair too."""
    for here, there in _PAIRS:
        if first.endswith(here) and last.startswith(there):
            return first.removesuffix(here)
    return ""


def _behind_the_shared_word(first: str, last: str) -> str:
    """职工医保、居民医保政策范围内报销比例: what follows the word that both members end with."""
    at = last.find(first[-2:], 1) if len(first) > 2 else -1
    return last[at + 2 :] if at > 0 else ""


def _suffix_by_measure(first: str, between: list[str], last: str) -> str:
    measure = next((m for m in MEASURES if last.endswith(m) and last != m), "")
    widths = {len(part) for part in (first, *between)}
    for noun in _LENT_FROM:
        if noun in last[1:] and not any(noun in part for part in (first, *between)):
            return last[last.index(noun, 1) :]
    if not measure and len(widths) == 1 and len(last) > (width := widths.pop()) + 1:
        if last[width] not in "及和与":
            return last[width:]  # 甲村、乙村合作社: members of one length
    for longer in _LENT_WHOLE:
        if last.endswith(longer):
            return longer
    if price := _PRICE_EACH.search(last):
        return price[1]
    return measure


def _says_enough(part: str, suffix: str) -> bool:
    """Whether a member needs no more: it ends as the last one does, or with its own measure."""
    if part.endswith(suffix):
        return True
    if part.endswith(_NO_MEASURE):
        return False  # 化学需氧量、氨氮排放量
    if suffix.startswith("占") or suffix in ("增速", "增幅"):
        return False
    return len(part) > 2 and any(
        part.endswith(m) and len(part) > len(m) and (len(m) > 1 or m in "率额量") for m in MEASURES
    )
