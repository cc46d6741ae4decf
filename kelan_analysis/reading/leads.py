"""Leads: what stands before a number, taken apart into name, predicate, hedge and comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kelan_analysis.reading.comparisons import compares, comparison_behind
from kelan_analysis.reading.openings import period_opened_by, take_opening, times_listed
from kelan_analysis.reading.words import PART_OF_A_WORD, TRAILING, TRAILING_LENGTHS

# A short gloss belongs to the name (在校(园)学生); a longer bracket is a remark.
_BRACKETED = re.compile(
    r"\((?!(?!不?含|同口径|指|以|[下同]同|下称|简称|初步)[\u4e00-\u9fff]{1,4}\)[\u4e00-\u9fff])[^()]*\)"
)
_FIGURE_TAIL = re.compile(r"^(?:(?:大关|关口|门槛|台阶)[、,]?|个[、,])")  # 突破200亿元大关、达…
_BREAKS = str.maketrans({":": ",", "】": ",", "【": None, "|": ","})
_EACH_BEHIND = re.compile(
    r"(?<=[由从到至为达按初年底期])每(?:人|户|亩|吨|斤|公斤|升|件|度|千瓦时|[平立]方米|百?平方公里|公里|小时)(?:每?[年月天])?$"
)
_COMPARED_TOO = ("年平均", "年年均", "比计划", "较计划", "比预期", "较预期")
_COMPARING = frozenset("与同和跟较")
_DEALT_TO = re.compile(r"^(?:分别|依次)[为是](?=[\u4e00-\u9fff]{2})")  # 分别为甲县142.6亿元、乙县…
_AFTER_WORKS = re.compile(r"[至到](?P<after>[\u4e00-\u9fff]{2,3}后的)$")
_THOSE_THAT = re.compile(
    r"(?:上涨|下跌|增长|下降|持平|增加|减少|回升|回落|上升|正增长|负增长|最[多少高低大小长短快慢好差]|(?<![提增减降升缺至达])[较更]?[多少高低大小快慢好差])"
    r"(?P<of>的)(?P<are>有|为|是|共有|达|仅|只有)?$"
)
_EACH_AMID = re.compile(r"(?<=[比期年月季])每(?:人|户|亩|吨|公斤|斤|平方米|人每[月年])$")
_DID_MORE = re.compile(
    r"(?<=[比期年月季划标务算])(?P<more>[多少])(?=[^于达的了项个量])[\u4e00-\u9fff]{1,3}(?<![了达出于近约到])$"
)
_BOUND_TAIL = re.compile(r"^(?:及?以[上下内]|左右)(?:的(?=[\u4e00-\u9fff]{2})|、)")  # 六成以上的机电产品出口
_EACH_ENDS = frozenset("人户亩吨斤升件度米年月天时里损利")
_DEALING = ("分别", "依次")
_TAIL_BEGINS = frozenset("大关门台个及以左")  # what both of the tails begin with
_TURNS = ("转增、", "转降、", "转升、", "转正、", "转负、")
_FIRST = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:[位分]?居|[位分]列|排名?|领先|靠前)[^、]*$")  # 投资额居前三位，分别为
_LAST_YEARS = re.compile(r"[由从](?:上年|去年|上一年|同期)(?:同期|度|同月)?亏损$")
_AIMS = frozenset(("预期", "目标", "预期目标", "计划", "计划目标"))
_LESS = ("慢于", "低于", "少于", "低出")


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
    earlier : sequence of str
        Clauses without a figure between the figure before and this clause.
    after : str
        What followed the figure before up to the comma.
    average : str
        两年平均 and the like.
    times, places : sequence of str
        Periods and places of which each of several figures takes one.
    text : str
        The clause itself.

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
    earlier: Sequence[str] = ()
    after: str = ""
    average: str = ""
    times: Sequence[str] = ()
    places: Sequence[str] = ()
    text: str = ""

    def has(self, *kinds: str) -> bool:
        """Whether a predicate word of one of `kinds` was found.

        Examples
        --------
        >>> take_apart("粮食产量比上年增长").has("up", "down")
        True
        """
        return not self.kinds.isdisjoint(kinds)

    def says(self, *words: str) -> bool:
        """Whether one of `words` stands there as a predicate word.

        Examples
        --------
        >>> take_apart("税收收入完成").says("完成"), take_apart("完成率").says("完成")
        (True, False)
        """
        for _, said in self.words:  # asked often: a generator would cost more than the loop
            if said in words:
                return True
        return False

    def nearest(self, *kinds: str) -> tuple[str, str]:
        """Return kind and word of the predicate nearest to the number, of some kinds.

        Examples
        --------
        >>> take_apart("由降转增至").nearest("to", "up")
        ('to', '增至')
        >>> take_apart("粮食产量").nearest("up")
        ('', '')
        """
        for found in reversed(self.words):
            if found[0] in kinds:
                return found
        return "", ""

    @property
    def sign(self) -> int:
        """-1 where the nearest word of direction is a fall.

        Examples
        --------
        >>> take_apart("出口由增转为下降").sign, take_apart("比全省平均低于").sign
        (-1, 1)
        """
        kind, _ = self.nearest("up", "growth_up", "down", "growth_down")
        if kind:
            return 1 if kind in ("up", "growth_up") else -1
        return -1 if self.compare_word in _LESS else 1


def take_apart(text: str, *, first: bool = True) -> Lead:
    """Take the words before a number apart, from the number backwards.

    Parameters
    ----------
    text : str
        Folded text between the figure before (or the start of the sentence) and the number.
    first : bool
        Whether the sentence starts here; else the first clause belongs to the figure before.

    Returns
    -------
    Lead

    Examples
    --------
    >>> lead = take_apart(",较上年分别", first=False)
    >>> lead.subject, lead.compare, lead.adjacent
    ('', '上年', False)
    """
    flat = _BRACKETED.sub("", text) if "(" in text else text
    flat = "".join(flat.split()).rstrip(":")
    if ":" in flat or "】" in flat or "【" in flat or "|" in flat:
        flat = flat.translate(_BREAKS)
    *earlier, core = flat.split(",")
    lead = Lead(text=core)
    if first:
        lead.earlier = earlier
    elif earlier:
        lead.after, *lead.earlier = earlier
    else:
        core = _behind_a_figure(core, lead)
    if core.endswith("+"):  # 同比+5.6%
        core = core[:-1]
        lead.kinds.add("up")
        lead.words.append(("up", "+"))
    core = _strip_each(core, lead)
    if core.startswith(_DEALING):
        core = _DEALT_TO.sub("", core)
    if "的" in core[-3:] and (those := _THOSE_THAT.search(core)):  # 价格上涨的有7个, 捐款最少的10元: how many rose, not by how much
        lead.kinds.add("level")
        lead.words.append(("level", those["are"] or those["of"]))
        rest = core[: those.start("of")]
    else:
        rest = _strip_predicates(core.lstrip(")"), lead)
    if not rest and lead.earlier and core.startswith(_DEALING):
        rest = _FIRST.sub("", lead.earlier[-1]) if _FIRST.search(lead.earlier[-1]) else rest
    opening = take_opening(rest)
    lead.subject, lead.opening, lead.region = opening.subject, opening.word, opening.region
    lead.places = opening.places
    lead.times = opening.times if len(opening.times) > 1 else times_listed(lead.earlier)
    if not lead.opening and (lead.says("其中") or lead.earlier and lead.earlier[-1] == "其中"):
        lead.opening = "其中"  # 其中152.3万人领取了电子社保卡
    if opening.period:
        lead.period = (lead.period or "") + opening.period
    if lead.period is None and lead.earlier and not lead.has("from"):
        lead.period = period_opened_by(lead.earlier)
    return lead


def _behind_a_figure(core: str, lead: Lead) -> str:
    """What stands in the same clause as the figure before: 个百分点, 突破200亿元大关、达…."""
    lead.adjacent = not core.startswith(("、", "和", "及", "并", ")"))
    core = core.lstrip("、/)")
    if core[:1] in _TAIL_BEGINS:
        core = _BOUND_TAIL.sub("", _FIGURE_TAIL.sub("", core))
    if core in ("至", "到"):  # 下降0.4个百分点至5.1%
        lead.kinds.add("to")
        lead.words.append(("to", core))
        return ""
    return core


def _strip_each(core: str, lead: Lead) -> str:
    """由每亩320元, 转为盈利0.4亿元: what stands between the predicate and its number."""
    if ("多" in core or "少" in core) and (found := _DID_MORE.search(core)):  # 同比多发送31万人次
        lead.kinds.add("up" if found["more"] == "多" else "down")
        lead.words.append(("up" if found["more"] == "多" else "down", found[0]))
        return core[: found.start()]
    if core.endswith("后的") and (worked := _AFTER_WORKS.search(core)):
        return core[: worked.start("after")]  # 跃升至改造后的95%
    if core[-1:] not in _EACH_ENDS:
        return core
    if "每" in core and (found := _EACH_BEHIND.search(core)):
        return core[: found.start()]
    if core.endswith("亏损") and len(core) > 2 and (core[-3] in "由从的为" or _LAST_YEARS.search(core)):
        lead.words.append(("level", "亏损"))
        return core[:-2]
    return core.removesuffix("盈利") if core.endswith(("转为盈利", "变为盈利")) else core


def _strip_predicates(rest: str, lead: Lead) -> str:
    """Take predicate words and comparisons off the end, the longest first, until none is left."""
    while rest:
        if rest.endswith("相比") and not _COMPARING.isdisjoint(rest):
            rest = rest[:-2]  # 与上年相比分别增长
            continue
        if rest[-1] in _EACH_ENDS and "每" in rest and (each := _EACH_AMID.search(rest)):
            rest = rest[: each.start()]  # 比上年每亩增加6.9公斤
            continue
        compared = rest[-1] in "年的" or rest.endswith(_COMPARED_TOO)
        stripped = _strip_comparison(rest, lead) if compared else None
        if stripped is None:
            stripped = _strip_word(rest, lead)
        if stripped is None and not compared:
            stripped = _strip_comparison(rest, lead)
        if stripped is None:
            break
        rest = stripped
    return rest


def _strip_word(rest: str, lead: Lead) -> str | None:
    for length in TRAILING_LENGTHS.get(rest[-1], ()):
        word = rest[-length:]
        entry = TRAILING.get(word)
        if entry is None or not _is_predicate(rest, word, lead):
            continue
        kind, detail = entry
        if word == "超" and lead.words[:1] == [("adverb", "计划")]:
            lead.compare, lead.compare_word = "计划", word  # 超计划64万吨: how much more, no bound
            lead.kinds.add("compare")
            return rest[:-length]
        lead.kinds.add(kind)
        lead.words.insert(0, (kind, word))
        if kind == "hedge" and lead.hedge is None:
            lead.hedge = detail
        elif kind == "from":
            lead.origin = lead.origin or ""
        return rest[:-length]
    return None


def _is_predicate(rest: str, word: str, lead: Lead) -> bool:
    if rest.endswith(PART_OF_A_WORD.get(word, ())):
        return False
    if word in ("、", "和"):
        return word == "、" and rest.endswith(_TURNS)  # 由降转增、增长0.9%
    if word in _AIMS:
        return not compares(rest)  # 低于预期目标0.4个百分点
    if word == "新增":  # 城镇新增就业 names what grew; 比上年新增 says that it did
        return compares(rest[:-2])
    return True


def _strip_comparison(rest: str, lead: Lead) -> str | None:
    begun = lead.origin is not None
    found = comparison_behind(rest, compared=lead.compare is not None, begun=begun)
    if found is None:
        return None
    if found.kind == "compare" and rest[: found.start].endswith("不"):
        lead.hedge = "over" if found.word in ("低于", "少于") else "under"  # 比例不高于合同金额的5%
        lead.kinds.add("hedge")
        return rest[: found.start - 1]
    if found.kind == "compare":
        lead.compare, lead.compare_word = found.target, found.word
    elif found.kind == "restored":
        lead.compare, lead.compare_word = found.target, "恢复到"
        return rest[: found.start]
    elif found.kind == "average":
        lead.average = found.word
    elif found.kind == "to":
        lead.words.insert(0, ("to", found.word))
        lead.period = found.target
    else:
        lead.origin = found.target
    lead.kinds.add(found.kind)
    return rest[: found.start]
