"""Quantities: every number with its unit, in lists, ranges and ratios, where no mark covers it."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from kelan_analysis.errors import InputError
from kelan_analysis.numerals import ARABIC_PATTERN, parse_numeral
from kelan_analysis.reading.marks import Mark
from kelan_analysis.reading.quantity import Quantity, Scan, Unread
from kelan_analysis.reading.wordy_quantities import find_doublings, find_halves, find_times
from kelan_analysis.units import BARE, Unit, match_unit, parse_unit

_D = "〇零一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_C = _D + "十百千万亿拾佰仟"
_NUMBER = re.compile(
    rf"(?=[-\d{_C}])(?:"  # nothing else begins one: most characters are passed over at once
    rf"(?=\d++(?:\.\d++)?[ /分亿万千百]|[{_C}])(?:"  # a fraction and the like
    rf"(?P<fraction>(?<![\d/.])\d{{1,3}}(?:/| / )\d{{1,3}}(?![\d/.年月万千])"
    rf"|(?:[{_C}]{{1,4}}|\d{{1,4}})分之(?:[{_C}]+(?:点[{_D}]+)?|\d+(?:\.\d+)?))"
    rf"|(?P<mixed>\d+亿(?:\d+[千百])*\d+[千百]?万(?:\d+[千百])*|\d+万\d+[千百](?:\d+百)?(?![万亿])"
    r"|\d[千万]\d(?=[元块,。;]|$)"
    rf"|\d+(?:\.\d+)?千(?:\d百)|\d+百\d+(?=[{_C}\u4e00-\u9fff])))"
    rf"|(?P<arabic>(?P<minus>(?:(?<![\dA-Za-z%‰元人吨个亩户倍位名家点年月日万亿斤克里米顷天套辆台头只座棵株册张层岁瓦℃℉-])|(?<=[较比][上去]年))-)?"
    rf"(?:(?<=[\u4e00-\u9fff])(?:\d+(?:\. | \.)\d+|\d{{1,3}}(?: \d{{3}})+)(?=[%‰万亿])|{ARABIC_PATTERN}))"
    rf"|(?P<chinese>[{_C}]+(?:点[{_D}]+)?))"
)
_DIGIT = frozenset("一两二三四五六七八九")
_TENTH = re.compile(r"半(?!数)|[一二三四五六七八九](?=[,。;、)]|以上|左右|$)")  # 六成七
_WRAPPED = re.compile(r"\r?\n\d{1,3}(?=[^\d\s.])")  # 12.0⏎5亿元: a PDF broke the line
# 各项存款余额2⏎86.74亿元, …: the break stands before the point. A long line of prose leads to it,
# and prose goes on behind the unit; rows of a table and notes do not.
_BROKEN = re.compile(r"\r?\n\d{1,3}\.\d+(?=[^\d\s.])")
_PROSE_BEFORE = re.compile(r"(?:^|[\n。;,])[^\n|\t 。;,]{8,}[\u4e00-\u9fff](?<![第年月表图件注号])$")
_SCORED = re.compile(  # 满意度测评得分94.2分: points, and no money
    r"(?:得分|评分|总分|均分|满分|分数线?|成绩|满意[度率]|测评|考核|评价|评估|评议|指数)[^。;元角价]{0,24}$"
)
_GRADED = re.compile(r"(?:阵风|风力|震级|烈度|地震)(?:为|达到?)?$")  # 最大阵风10级
_GRADE = Unit("级", "级", Decimal(1), "amount")
_SCORE = Unit("分", "分", Decimal(1), "amount")
_GAP = re.compile(r"\s{0,2}")
_COMPARED_WITH = re.compile(rf"多(?:了|出)?[\d{_D}十]")
_SOME_MORE = frozenset("余多来几")
_INSIDE = re.compile(r"[余多来几](?=[十百千万亿]?[\u4e00-\u9fff%])")
_MORE_AMID = re.compile(r"(?P<few>[十百千])[多余来](?=[万亿])|个(?P<more>[多来])?(?=亿)")
_MAY_BE_APART = frozenset("十百千个")
_BROKEN_OFF = re.compile(r"\d+(?:\.\d+)?[万亿]\d+[十百千]?[多余来]?[万亿]?(?:元)?")  # 2亿5千多万元
_HALF_MORE = ("amount", "duration")  # 三斤半 is more than three
_HALF_A_UNIT = ("半月", "半小时", "半学期", "半世纪", "半季度")
_PER_CENT = {"百": "%", "千": "‰", "万": "‱"}
# 个项目 is counted; 个全面, 个确立 are slogans: a bare Chinese numeral needs a thing after 个.
_COUNTED_THINGS = re.compile(
    r"[^,。;]{0,6}?(?:项目|村|乡|镇|县|市|区|园|企业|基地|品牌|产品|中心|站|点|平台|案例|专业|行业|品种|部门|单位|班|"
    r"集体|家庭|合作社|国家|城|省|标段|车间|岗|机|学校|床|指标|月|学期|工作日|小时|季度|车位|公园|广场|社区|厂|行政|法人)"
)
_ALWAYS_COUNTED = frozenset(
    "所家户名座处栋幢辆台头只亩吨倍成届人间套架艘株棵床张本部起例宗"
) | frozenset(("公里", "公顷", "平方米", "立方米", "公斤", "百分点", "千分点", "万元", "亿元", "万户",
               "万人", "万吨", "万亩", "人次", "小时", "天", "个季度", "个月", "吨标准煤", "斤", "米", "番"))  # fmt: skip
_DURATION_LEAD = re.compile(
    r"(?:连续|历时|提前|延长|长达|缩短(?:至|到)?|满|为期|达|已|坚持|推迟|滞后|压缩(?:至|到)?|实现|共|稳居|保持|增加|减少|获|滞后|平均)[^\d,。;]{0,3}$"
)
_RANK_LEAD = re.compile(
    r"(?:居|列|排|名列|跃|升|升至|降至|上升到|退|第|位次|由|从|至|全[国省市区县](?:同类)?|获得?|荣获|夺得|[省市州县]|保持)"
    r"(?:[^,。;\d]{0,8})$|第[\d一二三四五六七八九十]+[、和与及]$"
)
_MOVED = re.compile(r"(?:前移|后移|前进|后退|上升|下降|提升|跃升|晋升|下滑)了?$")
# 系列第4场, 第37期 are ordinals: nothing that is counted stands behind a rank.
_RANKED = re.compile(r"\s?[,。;:、)和与及升跃上下提降退前后进至到居的以]|\s?$|\n")


def find_quantities(folded: str, marks: list[Mark]) -> tuple[list[Quantity], list[Unread]]:
    """Return the quantities of a folded text and the numerals that are none.

    Parameters
    ----------
    folded : str
        As `fold` gives it.
    marks : list of Mark
        Spans already accounted for.

    Returns
    -------
    tuple of list of Quantity and list of Unread
        Both in order of position.

    Examples
    --------
    >>> [(q.start, q.end, q.unit.name) for q in find_quantities("完成2.3万亩", [])[0]]
    [(2, 7, '万亩')]
    """
    taken = bytearray(len(folded))
    for mark in marks:
        taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    scan = Scan(folded, taken)
    position = 0
    while found := _NUMBER.search(folded, position):
        start, end = found.span()
        covered = taken.find(1, start, end)
        if covered >= 0:
            if covered > start and found.lastgroup != "fraction":
                _accept(scan, start, covered, found)
            position = covered + 1
            while position < len(folded) and taken[position]:
                position += 1
            continue
        position = max(_accept(scan, start, end, found), start + 1)
    find_times(scan)
    find_doublings(scan)
    find_halves(scan)
    scan.quantities.sort(key=lambda q: q.start)
    return scan.quantities, scan.unread


def _accept(scan: Scan, start: int, end: int, found: re.Match[str]) -> int:
    folded = scan.folded
    printed = folded[start:end]
    style = found.lastgroup or ""
    if style == "chinese":
        return _accept_chinese(scan, start, end)
    if style == "fraction" and printed[0] in _PER_CENT and printed[1:3] == "分之":
        return _accept_per_cent(scan, start, end)
    if folded.startswith(("\n", "\r\n"), end):
        end = _end_over_the_line(folded, start, end)
        printed = folded[start:end]
    try:
        numeral = parse_numeral(printed)
    except InputError:
        scan.unread.append(Unread(start, end, "unread", "not one number"))
        return end
    if style == "fraction":
        scan.quantities.append(
            Quantity(start, end, start, end, numeral.value, 0, BARE, style, numeral.exact)
        )
        return end
    first = start
    if start and folded[start - 1] == "第" and not scan.taken[start - 1]:
        first = start - 1
    unit, unit_end, more = _unit_after(folded, end)
    if unit.name == "个" and folded.startswith(_HALF_A_UNIT, unit_end):
        scan.unread.append(Unread(start, unit_end + 1, "unread", "half a unit more"))
        return unit_end + 1  # 14个半月
    if unit.kind == "bare" and unit.name and (broken := _BROKEN_OFF.match(folded, start)):
        scan.unread.append(Unread(start, broken.end(), "unread", "not one number"))
        return broken.end()
    if unit.name == "分" and _SCORED.search(folded, max(0, start - 30), start):
        unit = _SCORE
    if folded.startswith("级", end) and _GRADED.search(folded, max(0, start - 8), start):
        unit, unit_end = _GRADE, end + 1
    if first < start:
        named = re.compile(r"\s?[位名]").match(folded, end)
        before = folded[max(0, first - 12) : first]
        if named or _RANKED.match(folded, end) and _RANK_LEAD.search(before):
            stop = named.end() if named else end
            rank = Unit("位", "位", Decimal(1), "count")
            scan.quantities.append(
                Quantity(first, stop, start, end, numeral.value, 0, rank, "rank")
            )
            return stop
        scan.unread.append(Unread(start, end, "ordinal", "ordinal in a name"))
        return end
    if unit.name == "番":
        scan.unread.append(Unread(start, end, "unread", "only 翻N番 with a whole N has a value"))
        return end
    scan.quantities.append(
        Quantity(
            start, unit_end, start, end, numeral.value, numeral.decimals, unit, style, more=more
        )
    )
    return unit_end


def _end_over_the_line(folded: str, start: int, end: int) -> int:
    """Where a number ends of which a PDF broke the line: 12.0⏎5亿元, 2⏎86.74亿元."""
    printed = folded[start:end]
    if "." in printed and (rest := _WRAPPED.match(folded, end)) and match_unit(folded, rest.end()):
        return rest.end()
    if not printed.isdecimal() or not (rest := _BROKEN.match(folded, end)):
        return end
    unit = match_unit(folded, rest.end())
    goes_on = unit and folded[unit[1] : unit[1] + 1] in tuple(",;。、")
    led = goes_on and printed[0] != "0" and _PROSE_BEFORE.search(folded[max(0, start - 40) : start])
    return rest.end() if led else end


def _unit_after(folded: str, end: int) -> tuple[Unit, int, bool]:
    at, inside = end, False
    if folded[at : at + 1].isspace():
        at = _GAP.match(folded, end).end()
    begun = folded[at : at + 1]
    if begun in _MAY_BE_APART and (apart := _MORE_AMID.match(folded, at)):  # 2千多万元, 1.2个亿
        behind = apart["few"] + folded[apart.end() : apart.end() + 12] if apart["few"] else "亿元"
        unit, length = match_unit(behind, 0) or (BARE, 0)
        stop = apart.end() + (length - 1 if apart["few"] else 1 + folded.startswith("元", apart.end() + 1))
        return unit, stop, bool(apart["few"] or apart["more"])
    if begun in _SOME_MORE and (more := _INSIDE.match(folded, at)):
        at, inside = more.end(), True
    found = match_unit(folded, at)
    if found is None:
        return BARE, end, inside
    unit, stop = found
    some = inside or not _SOME_MORE.isdisjoint(folded[at:stop])
    if folded[stop : stop + 1] in ("多", "余") and unit.kind != "bare":
        some = some or not _COMPARED_WITH.match(folded, stop)  # 比甲县的86家多12家
    return unit, stop, some


def _accept_per_cent(scan: Scan, start: int, end: int) -> int:
    folded = scan.folded
    try:
        numeral = parse_numeral(folded[start + 3 : end])
    except InputError:
        scan.unread.append(Unread(start, end, "unread", "not one number"))
        return end
    unit = parse_unit(_PER_CENT[folded[start]])
    scan.quantities.append(
        Quantity(start, end, start + 3, end, numeral.value, numeral.decimals, unit, "chinese")
    )
    return end


def _accept_chinese(scan: Scan, start: int, end: int) -> int:
    folded = scan.folded
    printed = folded[start:end]
    before = folded[max(0, start - 12) : start]
    try:
        numeral = parse_numeral(printed)
    except InputError:
        scan.unread.append(Unread(start, end, "name or idiom", "not one number"))
        return end
    if before.endswith("第") and not scan.taken[start - 1]:
        named = re.compile(r"[位名]").match(folded, end)
        if named or _RANKED.match(folded, end) and _RANK_LEAD.search(before[:-1]):
            stop = named.end() if named else end
            rank = Unit("位", "位", Decimal(1), "count")
            scan.quantities.append(
                Quantity(start - 1, stop, start, end, numeral.value, 0, rank, "rank")
            )
            return stop
        scan.unread.append(Unread(start, end, "ordinal", "ordinal in a name"))
        return end
    if printed == "一" and folded.startswith("半", end):
        if not re.search(
            r"(?:增|减|降|过|近|约|占|成本|达|足|的|少|低|缩|简|压)[^,。;]{0,3}$", before
        ) and not re.match(r"以[上下]|左右|多", folded[end + 1 : end + 3]):
            scan.unread.append(Unread(start, end, "name or idiom", "part of a word"))
            return end
        half = Fraction(1, 2)
        scan.quantities.append(
            Quantity(start, end + 1, start, end + 1, Decimal("0.5"), 0, BARE, "fraction", half)
        )
        return end + 1
    unit, stop, more = _unit_after(folded, end)
    if unit is BARE:
        lone = re.search(r"(?:突破|超过|超|达到|过|逾|近|破)$", before)
        if lone and printed[-1] in "万亿" and len(printed) > 1:
            scan.quantities.append(
                Quantity(start, end, start, end, numeral.value, 0, BARE, "chinese", more=more)
            )
            return end
        why = "part of a word" if len(printed) == 1 else "no unit follows"
        scan.unread.append(Unread(start, end, "name or idiom", why))
        return end
    if unit.name == "成" and printed in _DIGIT and (tenth := _TENTH.match(folded, stop)):
        tenths = Decimal(5) if tenth[0] == "半" else parse_numeral(tenth[0]).value
        value = numeral.value + tenths / 10
        quantity = Quantity(start, tenth.end(), start, tenth.end(), value, 1, unit, "chinese")
        scan.quantities.append(quantity)
        return tenth.end()
    if folded.startswith("半", stop) and unit.kind in _HALF_MORE:
        scan.unread.append(Unread(start, stop + 1, "unread", "half a unit more"))
        return stop + 1
    if more and unit.name and unit.name[0] in "万亿" and len(unit.name) > 1:
        bare = parse_unit(unit.name[1:])  # 八百多万元: 万 belongs to the numeral
        if _is_counted(folded, printed, before, bare, stop):
            value = numeral.value * (10_000 if unit.name[0] == "万" else 100_000_000)
            number_end = stop - len(unit.name) + 1
            quantity = Quantity(start, stop, start, number_end, value, 0, bare, "chinese", more=True)
            scan.quantities.append(quantity)
            return stop
    if not _is_counted(folded, printed, before, unit, stop):
        scan.unread.append(Unread(start, end, "name or idiom", "indefinite or a name"))
        return end
    scan.quantities.append(
        Quantity(
            start, stop, start, end, numeral.value, numeral.decimals, unit, "chinese", more=more
        )
    )
    return stop


def _is_counted(folded: str, printed: str, before: str, unit: Unit, stop: int) -> bool:
    name = unit.name or ""
    if printed in "万千百亿" and len(printed) == 1:
        return (
            bool(re.search(r"(?:突破|超过?|达到?|过|逾|近|破)$", before))
            and unit.kind in ("amount", "count")
        )
    if name in ("成",):
        return not re.match(r"[立为功员果本效绩都]", folded[stop : stop + 1]) and (
            printed != "一" or bool(re.search(r"[增减降占高低多少近约超过]", before[-4:]))
        )
    if name == "位" and _MOVED.search(before):
        return True
    if name == "番":
        return False  # 翻两番 is read whole, and 翻两番半 has no value
    if name in ("倍", "百分点", "千分点"):
        return True
    if printed == "一":
        return False
    if unit.kind == "duration":
        return bool(_DURATION_LEAD.search(before)) or len(printed) > 2 and name in ("天", "小时")
    if len(printed) > 1:
        return True
    if name in _ALWAYS_COUNTED:
        return True
    if name in ("件", "项") and printed == "十":
        return True
    if name == "个":
        return bool(_COUNTED_THINGS.match(folded, stop)) or folded[stop : stop + 1] in ",。;、)"
    return False
