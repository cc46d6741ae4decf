"""Names of indicators: members of compounds and lists, owners of attributes, heads after figures."""

from __future__ import annotations

import re

from kelan_analysis.reading.words import ACTIONS, ATTRIBUTES, MEASURES, SIBLINGS

_SPLIT = re.compile(r"、|和(?!谐)|与|以及|及(?![时以其])|,")
_ORDINAL_MEMBER = re.compile(r"第[一二三四五六]$")
_STAGE = re.compile(r"^([一二三四五六]期)(.+)$")
_AGE = re.compile(r"\d+(?:周)?岁(?:及?以[上下])?")
# 改造后的图书馆全年接待读者: the name begins behind the last word of time or of effect.
_UP_TO = re.compile(r"^.+?(?:全年|当年|年内|累计|带动|拉动|推动)(?=[\u4e00-\u9fff]{3,})(?!.*占)|^“[^”]*”(?=新增|带动|累计|完成)")
_LIVING_IN = re.compile(r"^居住在(?P<where>城镇|乡村|农村)的人口")
_SETTLED = re.compile(r"^[^占]*?(?:批准|确定|下达|核定)的(?=[\u4e00-\u9fff]{3})")
_ALL_LEVELS = re.compile(r"^(?:省、市、县|省市县|市、县|省、市)(?:三级|两级)?(?=重点)")
_APPROVED = re.compile(r"(?:批准|审议通过|同意|审定|核定)$")
_DONE_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:实现|累计)(?=(?:营业|主营|利润|税|总产值|产值|增加值|销售|进出口|出口|收入|综合收入))")
_PER_HEAD = re.compile(r"(?P<place>城镇|农村)(?=人均(?:可支配|生活消费|消费|纯|现金))")
_TRIM = re.compile(r"^[的,、;:\s)]+|[的,、;:\s(]+$|^[”’]|^“(?=[^”]*$)")
_OF_NOUN = re.compile(r"的(?=(?:修复|专项|补助|救灾)?(?:资金|比重|比例|份额|收入|产量|面积|数量|总量|总额|规模|价格|支出|投资额|产值|增加值|人数|增速|增幅|产能|标准)$)")
_HEAD_END = re.compile(
    "|".join(map(re.escape, ACTIONS))
    + r"|分别|全部|均(?!衡)|已(?!建)|先后|相继|正在|获|被|占|达|为|,|其中|累计|列入|纳入|获得|荣获|作出|发挥|加快|顺利|率先|稳定|陆续|成功|扎实|有序|超过|实行|共|尚未|仍未|未(?=[开复完动竣])"
)


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
    parts = _parts(subject, count)
    if parts:
        return _completed(parts)
    for compound, siblings in SIBLINGS.items():
        if len(siblings) == count and compound in subject:
            before, _, after = subject.partition(compound)
            return [tidy(before + sibling + after) for sibling in siblings]
    return None


_SHORT_ORDINALS = re.compile(r"第(?P<list>[一二三四](?:、[一二三四])+)(?=[产次])")


def _parts(subject: str, count: int) -> list[str] | None:
    """Split a list of `count` members; 、 binds looser than 和, which may stand inside a name."""
    if count < 2:
        return None
    if found := _SHORT_ORDINALS.search(subject):
        full = "、".join("第" + c for c in found["list"].split("、"))
        subject = subject[: found.start()] + full + subject[found.end() :]
    commas = [part for part in re.split(r"[、,]", subject) if part]
    if len(commas) == count:
        return commas
    if len(commas) == count - 1 and len(last := _SPLIT.split(commas[-1])) == 2:
        return [*commas[:-1], *last]
    parts = [part for part in _SPLIT.split(subject) if part]
    return parts if len(parts) == count else None


_COUNTED_CLASSES = re.compile(r"[两二三四五六七八九十](?:大|类|级|个)(?:主导|支柱|特色|优势)?(?:产业|产品|行业|作物)?(?=[\u4e00-\u9fff]{2})")


def _completed(parts: list[str]) -> list[str]:
    parts = [*parts[:-1], _COUNTED_CLASSES.sub("", parts[-1])]
    last = parts[-1]
    suffix = _shared_suffix(parts, last)
    prefix = _shared_prefix(parts[0]) if len(parts) > 1 else ""
    named = []
    if any(re.match(r"第[一二三]产业", p) for p in parts):
        parts = [p + "产业" if _ORDINAL_MEMBER.fullmatch(p) else p for p in parts]
        suffix = suffix.removeprefix("产业")
    for i, part in enumerate(parts):
        name = part if i == len(parts) - 1 or _ends_as_measure(part, suffix) else part + suffix
        if i == 0 and prefix:
            name = name[len(prefix) :]
        named.append(tidy(name))
    return named


def _shared_suffix(parts: list[str], last: str) -> str:
    first = parts[0]
    if _ORDINAL_MEMBER.search(first) and (found := re.match(r"第[一二三四五六](.+)$", last)):
        return found[1]
    if re.fullmatch(r"[一二三四五六]期", first) and (found := _STAGE.match(last)):
        return found[2]
    if _AGE.search(first) and (found := re.match(r".*?岁(?:及?以[上下])?(.+)$", last)):
        return found[1]
    for here, there in (("城镇", "农村"), ("城镇", "乡村"), ("城市", "农村"), ("男性", "女性"), ("男", "女"), ("农村", "城镇"), ("轻", "重"), ("进口", "出口"), ("出口", "进口"), ("国内", "国际"), ("国有", "民营"), ("公路", "铁路")):
        if first.endswith(here) and (at := last.find(there)) >= 0:
            return last[at + len(there) :]
    if "的" in last and not last.endswith("的"):
        tail = last.rpartition("的")[2]
        if tail in MEASURES or tail in ATTRIBUTES:
            return tail if tail in ("资金",) else last[last.rindex("的") :]
    share = re.search(r"(?:增加值|产值|收入|人口|面积|产量|支出|贷款|投资|学生)?占.*$", last)
    if share and "占" not in first:
        return share[0]
    measure = next((m for m in MEASURES if last.endswith(m) and last != m), "")
    if "增速" in last[-2:] or "增幅" in last[-2:]:
        return last[-2:]
    alike = {len(part) for part in parts[:-1]}
    if not measure and len(alike) == 1 and len(last) > (width := alike.pop()) + 1:
        return last[width:]
    for longer in ("增加值增速", "产品产量", "总产量", "收购价每斤", "产值增速", "投资增速", "销售产值", "增加值增长率"):
        if last.endswith(longer):
            return longer.removesuffix("每斤")
    if "每" in last and (found := re.search(r"(收购价|价格|均价|单价|售价|补贴|保护价)每", last)):
        return found[1]
    return measure


def _ends_as_measure(part: str, suffix: str) -> bool:
    if not suffix:
        return True
    if part.endswith(suffix):
        return True
    if suffix.startswith("占") or suffix in ("增速", "增幅"):
        return False
    return len(part) > 2 and any(part.endswith(m) and len(part) > len(m) for m in MEASURES if len(m) > 1 or m in "率额量")


def _shared_prefix(first: str) -> str:
    """财政投向农林水 … : a verb before the first member is no part of its name."""
    found = re.search(r"^.*?(?:投向|用于|投入到?|分布在|来自|主要是|流向)", first)
    return found[0] if found else ""


def tidy(name: str) -> str:
    """Return a name as an indicator is written: without the words around it.

    Examples
    --------
    >>> tidy("水毁工程的修复资金"), tidy("城镇人均可支配收入")
    ('水毁工程修复资金', '城镇居民人均可支配收入')
    """
    name = _TRIM.sub("", name.replace("分别", ""))
    name = _UP_TO.sub("", name)
    name = _SETTLED.sub("", name)
    name = _OF_NOUN.sub("", name)
    name = _DONE_INSIDE.sub("", name)
    name = _ALL_LEVELS.sub("", name)
    name = _LIVING_IN.sub(r"\g<where>人口", name)
    if _APPROVED.search(name):
        return ""
    name = _PER_HEAD.sub(r"\g<place>居民", name)
    if name.endswith(("每斤", "每亩", "每公斤", "每吨")) and len(name) > 4:
        name = name[: name.rindex("每")]
    return name


def is_attribute(name: str) -> bool:
    """Whether a noun needs an owner: 总投资, 增速, 占比.

    Examples
    --------
    >>> is_attribute("总投资"), is_attribute("固定资产投资")
    (True, False)
    """
    return name in ATTRIBUTES


def head_after(tail: str) -> tuple[str, str]:
    """Split what follows a count into its head noun and the rest.

    Examples
    --------
    >>> head_after("的续建项目全部复工")
    ('续建项目', '全部复工')
    >>> head_after("病险水库除险加固完工")
    ('病险水库', '除险加固完工')
    """
    text = tail.lstrip("的 ")
    opened = 0
    for i, c in enumerate(text):
        if c in "“《":
            opened += 1
        elif c in "”》":
            opened -= 1
        elif opened == 0 and i > 0 and (found := _HEAD_END.match(text, i)) and found[0]:
            return tidy(text[:i]).removesuffix("中"), text[i:]
        if c in ",。;(":
            return tidy(text[:i]).removesuffix("中"), text[i:]
    return tidy(text).removesuffix("中"), ""


def starts_with_action(text: str) -> str | None:
    """Return the action that `text` begins with, such as 开工 or 参加.

    Examples
    --------
    >>> starts_with_action("开工率"), starts_with_action("城镇就业")
    ('开工', None)
    """
    return next((a for a in ACTIONS if text.startswith(a)), None)


def measure_of(name: str) -> str:
    """Return the measure that a name ends with, or nothing.

    Examples
    --------
    >>> measure_of("粮食总产量"), measure_of("农机总动力")
    ('产量', '')
    """
    found = next((m for m in MEASURES if name.endswith(m) and len(m) > 1 and name != m), "")
    return found.removeprefix("总") if found in ("总产量", "总收入", "总产值", "总支出") else found


def without_measure(name: str) -> bool:
    """Whether a member's name lacks a measure of its own: 水稻, but not 农机总动力.

    Examples
    --------
    >>> without_measure("水稻"), without_measure("水稻产量")
    (True, False)
    """
    if re.search(r"(?:总动力|率|额|量|值|数|价|费|人口|工资|面积|指数|能力|里程|收入|支出|投资|存款|贷款|利润|税|装机|农机|规模|消费|余额|出口|进口|资金)$", name):
        return False
    return not any(name.endswith(m) for m in MEASURES if len(m) > 1)
