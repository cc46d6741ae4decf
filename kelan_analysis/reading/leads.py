"""Leads: what stands before a number, taken apart into name, predicate, hedge and comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kelan_analysis.reading.words import LONGEST_TRAILING, OPENINGS, TRAILING

_PERIOD = (
    r"(?:截至|截止|至|到|自|从)?(?:(?:19|20)\d\d年?(?:度|底|末|初|全年|上半年|下半年)?|[一二][〇零九八][〇零一二三四五六七八九]{2}年(?:底|末)?)?"
    r"(?:前?[一二三四1-4]季度(?:末)?|上半年|下半年|全年|年末|年底|年度|[\d一二三四五六七八九十]+(?:月份?)?[-—–~～至到][\d一二三四五六七八九十]+月(?:份|末|底)?"
    r"|[\d一二三四五六七八九十]+月(?:份|末|底)?(?:\d+日)?)?(?:期间|以来|止)?"
)
_PERIOD_AT = re.compile(_PERIOD)
_BASE_BEHIND = re.compile(r"在[^,。;]{2,10}(?:的)?基础上$|(?<=[\u4e00-\u9fff]{3})[一两二三四五六七八九十\d]+年(?:来|间|内)?$")
_PERIOD_BEHIND = re.compile(r"(?:(?:19|20)\d\d|[一二][〇零九八][〇零一二三四五六七八九]{2})年(?:末|底)?$|(?<=[\u4e00-\u9fff]{2})(?:上半年|一季度|二季度|三季度|四季度)$")
_OPENED_BY = re.compile(r"(?:截至|到|至|自|从)?" + _PERIOD + r"(?=$|[,，]|[省市县区]|底|末|全)")
_NAME = r"[\u4e00-\u9fff](?<![的于经中在从对和与及局会是为有等向至到由年月日处所各全本我该其住里内外出受将现被因完])"
_REGION_AT = re.compile(
    r"(?:全[国省市县区镇乡村州旗盟]|我[国省市县区镇乡村州旗]|本[省市县区镇乡村])(?![级域委府长办辖属直]|城(?![乡镇市])|外(?![贸资汇])|内(?!外)|上(?!下|半))(?:上下|范围内|内|的)?"
    rf"|(?:{_NAME}){{1,5}}?(?:(?<![城市区地社园景山灾新老发域])县|(?<![城县都上超门夜股入楼闹])市|自治县|自治州|开发区"
    r"|(?<=[^社园景山灾新老发域校厂库小片辖特地学郊牧林矿城湖海保护理展范示务疗流产济])区|(?<=[^城市乡集村特])镇|(?<=[^城市入进下老返回故家同水])乡)"
    r"(?![级域委府办辖属直场区容化值村]|政[府协]|长(?![期效三江途远])|民政局|城(?![乡镇市])|镇(?!居)|外(?![贸资汇])|内(?!外))"
)
_COMPARE = re.compile(
    r"(?P<word>相比于?|比|较|同|与|跟|快于|慢于|高于|低于|好于|优于|多于|少于|领先于?|超过|超|高出|低出)"
    r"(?P<target>[^,。;比较]{1,26})$"
)
_TARGET = re.compile(
    r"(?:年|期|月|末|季度|底|市|省|国|县|区|镇|平均|水平|半年|初|前|计划|目标|预期|均值|增速|增幅|线|年度|时|任务|值|地区|部|收入|GDP|指标|计|日|周|居民|常年|正常年份|进度|序时|普查|调查|预算|时间)"
    r"(?:末|底|初|同期|同月|平均水平|平均|水平|增速|增幅|(?:决算|完成|预算|执行)?数|高点|低点|相比|目标|的)*$"
)
_FROM = re.compile(
    r"(?P<word>由|从|自)(?P<when>[^,。;由从]{0,16}?)的?$"
)
_TO_WHEN = re.compile(
    r"(?:" + "|".join(sorted((w for w, (k, _) in TRAILING.items() if k == "to"), key=len, reverse=True)) + r"|到|至)"
    r"(?P<when>(?:(?:19|20)\d\d|[一二][〇零九八][〇零一二三四五六七八九]{2})年[底末]?|今年|目前|现在|当前|本期|[上下]半年|[前]?[一二三四]季度)的?$"
)
_AVERAGE = re.compile(r"[两二三四五六七八九十]年(?:年均|平均)$|[两二三四五六七八九十]年$(?<=^..)")
# A short gloss belongs to the name (在校(园)学生); a longer bracket is a remark.
_BRACKETED = re.compile(r"\((?!(?!不?含|同口径|指|以)[\u4e00-\u9fff]{1,4}\)[\u4e00-\u9fff])[^()]*\)")
_FIGURE_TAIL = re.compile(r"^(?:大关|关口|门槛|台阶)[、,]?")  # 突破200亿元大关、达…
_BREAKS = str.maketrans({":": ",", "】": ",", "【": None, "|": ","})
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Lead:
    """The words before a number.

    Attributes
    ----------
    subject : str
        What is left as the name; empty where the clause leaves it out.
    kinds : set of str
        Types of predicate found: ``up``, ``down``, ``level``, ``to``, ``from`` ...
    words : list of tuple
        The predicate words themselves with their types, in the order of the text.
    hedge : str or None
        A bound before the number.
    compare, compare_word : str or None
        What the figure is compared with (比上年 gives 上年).
    origin : str or None
        The words between 由 or 从 and the number.
    region, period : str or None
        As opened by this clause.
    opening : str
        The connective that opened the clause, such as 其中.
    adjacent : bool
        No comma stands between the figure before and this one.
    earlier : list of str
        Clauses without a figure between the figure before and this clause.
    after : str
        What followed the figure before up to the comma.

    Examples
    --------
    >>> lead = take_apart("全县规上工业增加值同比增长")
    >>> lead.subject, lead.region, sorted(lead.kinds)
    ('规上工业增加值', '全县', ['adverb', 'up'])
    """

    subject: str = ""
    kinds: set[str] = field(default_factory=set)
    words: list[tuple[str, str]] = field(default_factory=list)
    hedge: str | None = None
    compare: str | None = None
    compare_word: str | None = None
    origin: str | None = None
    region: str | None = None
    period: str | None = None
    opening: str = ""
    adjacent: bool = False
    earlier: list[str] = field(default_factory=list)
    after: str = ""
    average: str = ""
    text: str = ""

    def has(self, *kinds: str) -> bool:
        return any(kind in self.kinds for kind in kinds)

    def says(self, word: str) -> bool:
        return any(word == w for _, w in self.words)

    @property
    def sign(self) -> int:
        """-1 where the nearest word of direction is a fall."""
        for kind, _ in reversed(self.words):
            if kind in ("up", "growth_up"):
                return 1
            if kind in ("down", "growth_down"):
                return -1
        if self.compare_word in ("慢于", "低于", "少于", "低出"):
            return -1
        return 1


def take_apart(text: str, *, first: bool = True) -> Lead:
    """Take the words before a number apart, from the number backwards.

    Parameters
    ----------
    text : str
        Folded text between the figure before (or the start of the sentence) and the number.
    first : bool
        Whether the sentence starts here; otherwise the first clause belongs to the figure before.

    Returns
    -------
    Lead

    Examples
    --------
    >>> lead = take_apart(",较上年分别", first=False)
    >>> lead.subject, lead.compare, lead.adjacent
    ('', '上年', False)
    """
    flat = _SPACE.sub("", _BRACKETED.sub("", text)).translate(_BREAKS)
    clauses = flat.split(",")
    core = clauses[-1]
    lead = Lead(text=core)
    if not first:
        if len(clauses) == 1:
            lead.adjacent = not core.startswith(("、", "和", "及", "并", ")"))
            core = _FIGURE_TAIL.sub("", core.lstrip("、)"))
            lead.earlier = []
        else:
            lead.after = clauses[0]
            lead.earlier = clauses[1:-1]
    else:
        lead.earlier = clauses[:-1]
    core = core.lstrip(")")
    rest = _strip_predicates(core, lead)
    _strip_opening(rest, lead)
    return lead


def _strip_predicates(core: str, lead: Lead) -> str:
    rest = core
    while rest:
        if rest[-1] in "年的" and (stripped := _strip_comparison(rest, lead)) is not None:
            rest = stripped
            continue
        if rest.endswith(("年平均", "年年均")) and (stripped := _strip_comparison(rest, lead)) is not None:
            rest = stripped
            continue
        for length in range(min(LONGEST_TRAILING, len(rest)), 0, -1):
            word = rest[-length:]
            entry = TRAILING.get(word)
            if entry and _may_take(rest, word, entry[0], lead):
                kind, detail = entry
                rest = rest[:-length]
                lead.kinds.add(kind)
                lead.words.insert(0, (kind, word))
                if kind == "hedge" and lead.hedge is None and not lead.has("up", "down"):
                    lead.hedge = detail
                elif kind == "hedge" and lead.hedge is None:
                    lead.hedge = detail
                if kind == "from":
                    lead.origin = lead.origin or ""
                break
        else:
            stripped = _strip_comparison(rest, lead)
            if stripped is None:
                break
            rest = stripped
    return rest


_WORD_ENDS = {
    "在": re.compile(r"[现存实]在$"), "有": re.compile(r"[国公私所持享]有$"),
    "是": re.compile(r"[于但可]是$"), "高": re.compile(r"[提新崇]高$"), "长": re.compile(r"[县市乡校镇]长$"),
    "低": re.compile(r"最低$"), "的": re.compile(r"目的$"), "和": re.compile(r"[共饱温]和$"),
    "比": re.compile(r"[占对]比$"), "计": re.compile(r"[统设审会]计$"), "合": re.compile(r"[综整结融]合$"),
    "等": re.compile(r"[高中初平]等$"), "以": re.compile(r"[可所]以$"),
    "报": re.compile(r"[日晚通举]报$"), "用": re.compile(r"[使利费信]用$"), "实": re.compile(r"[落真]实$"),
    "短": re.compile(r"[缩]短$"), "多": re.compile(r"[更许众]多$"),
    "加快": re.compile(r"^$"), "升": re.compile(r"[晋]升$"), "折": re.compile(r"[打骨]折$"), "向": re.compile(r"[方投]向$"),
    "超": re.compile(r"[商中英]超$"), "住": re.compile(r"^$"), "增长率": re.compile(r"(?:自然|机械|人口)增长率$"), "达标": re.compile(r"^$"),
    "均": re.compile(r"[户人生亩师床日月年车头年际]均$"), "增": re.compile(r"新增$"), "新增": re.compile(r"^$"),
    "各": re.compile(r"^$"), "保持": re.compile(r"^$"), "累计": re.compile(r"^$"), "约": re.compile(r"[节集大简制预公]约$"),
}  # fmt: skip


def _may_take(rest: str, word: str, kind: str, lead: Lead) -> bool:
    guard = _WORD_ENDS.get(word)
    if guard and guard.pattern != "^$" and guard.search(rest):
        return False
    if word in ("、", "和", "的", "了") and not lead.words:
        return word in ("的", "了")
    if word in ("、", "和"):
        return False
    if word == "新增":
        return bool(_COMPARE.search(rest[:-2]))
    return True


def _strip_comparison(rest: str, lead: Lead) -> str | None:
    if lead.compare is None and (found := _COMPARE.search(rest)):
        target = found["target"]
        if len(target) > 1 and target[0] not in "由从自" and _TARGET.search(target) and "占" not in target:
            lead.compare, lead.compare_word = found["target"], found["word"]
            lead.kinds.add("compare")
            return rest[: found.start()]
    if found := _AVERAGE.search(rest):
        lead.average = found[0]
        lead.kinds.add("average")
        return rest[: found.start()]
    if found := _TO_WHEN.search(rest):
        if found[0].startswith(("恢复", "回归", "相当")):
            lead.compare, lead.compare_word = found["when"], "恢复到"
            return rest[: found.start()]
        lead.kinds.add("to")
        lead.words.insert(0, ("to", found[0]))
        lead.period = found["when"]
        return rest[: found.start()]
    if lead.origin is None and (found := _FROM.search(rest)):
        when = found["when"]
        if not when or re.search(r"(?:年|期|月|末|季度|底|[省市国县区]|前|初|位|时|来)$", when):
            lead.origin = when
            lead.kinds.add("from")
            return rest[: found.start()]
    return None


def _strip_opening(rest: str, lead: Lead) -> None:
    """Take connectives, period and region off the front; what is left is the name."""
    moved = True
    while moved and rest:
        moved = False
        if found := _PERIOD_AT.match(rest):
            if found.end() and re.search(r"[\d年月季末底]", found[0]) and not _is_name(rest, found):
                lead.period = (lead.period or "") + found[0]
                rest, moved = re.sub(r"^[前后](?=[\u4e00-\u9fff])", "", rest[found.end() :]), True
                continue
        region = _REGION_AT.match(rest)
        if region and region.end() < len(rest) + 1:
            lead.region = region[0].removesuffix("的").removesuffix("上下")
            rest, moved = rest[region.end() :], True
            continue
        for word in OPENINGS.get(rest[0], ()):
            if rest.startswith(word) and (len(rest) > len(word) or word == "其中"):
                if word in ("完成", "实现", "有", "是", "全", "现", "即", "另", "对", "在", "让", "使", "按", "将", "把", "并", "内", "总量", "这", "已", "该", "还", "而", "及", "与", "和", "计划", "要求", "销售", "预计", "平均", "累计", "共", "每年", "加") and not _opens(rest, word):
                    continue
                if word == "上年" and re.match(r"结转|结余", rest[2:]):
                    continue
                if word in ("年度", "年初", "全年") and re.match(r"计划|目标|任务|预算", rest[len(word) :]):
                    continue
                if word in ("其中", "合计", "特别是", "尤其是"):
                    lead.opening = word
                rest, moved = rest[len(word) :], True
                break
    if tail := _PERIOD_BEHIND.search(rest):
        lead.period = lead.period or tail[0]
        rest = rest[: tail.start()]
    rest = _BASE_BEHIND.sub("", rest)
    if lead.period is None and not lead.has("from"):
        for clause in lead.earlier:
            opened = _OPENED_BY.match(clause)
            if opened and re.search(r"\d|[〇零一二三四五六七八九]{4}年|半年|季度|全年", opened[0]):
                lead.period = opened[0]
    lead.subject = rest


_KEEP_AFTER = {
    "完成": r"(?:投资|产值|税收|营|销|造林|交易|货)", "有": r"(?:进出口|色|机|效|线|关|限)", "全": r"(?:社会|口径|部|员|行业|过程|年|面|体|日)",
    "现": r"(?:代|价|金|役)", "对": r"(?:外|口|接|.{1,8}(?:进出口|出口|进口|投资|贸易))", "在": r"(?:校|建|岗|册|编|库|园|职|网|读|线|产)", "将": r"(?:军)", "并": r"(?:网|购)",
    "计划": r".", "要求": r".", "销售": r".", "预计": r"^$", "平均": r"(?:工资|气温|寿命|预期|海拔|每|单产|亩产|年龄|单价|受教育|接待|到达)", "累计": r"完成投资", "加": r"(?!上[级解年])", "共": r"(?:享|同|有|建)",
    "总量": r".", "与": r"^$", "及": r"(?:格|时)", "和": r"(?:谐|美)", "按": r"(?:揭|期|时)", "即": r"时", "是": r"^$", "已": r"^$", "还": r"(?:款|林|田)",
    "该": r"^$", "而": r"^$", "让": r"利", "使": r"用", "把": r"关", "内": r"(?:外|资|销|需|河|陆)", "这": r"^$", "另": r"^$", "实现": r"(?:利润|税|营|进出口|产值|增加值|销|社会|工业|地方|财政|农)^", "每年": r"^$",
}  # fmt: skip


def _opens(rest: str, word: str) -> bool:
    keep = _KEEP_AFTER.get(word)
    return keep is None or not re.match(keep, rest[len(word) :])


def _is_name(rest: str, found: re.Match[str]) -> bool:
    if found[0] in ("年度", "年初", "全年") and re.match(r"计划|目标|任务|预算|投资", rest[found.end() :]):
        return True
    if re.match(r"上年(?:结转|结余|末?滚存)", rest):
        return True
    return found[0] in ("年", "月") or found.end() == 0 or rest[found.end() : found.end() + 2] == "年平"
