"""Why a verdict: one sentence in Chinese and one in English for a reader who is no statistician."""

from __future__ import annotations

from fractions import Fraction

from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.verdict import Judgement
from kelan_analysis.rounding import decimal_text, round_to, rounded_mantissa

_VERBS = {
    "sum": ("各项相加", "The parts add up to"),
    "difference": ("两数相减", "The difference is"),
    "ratio": ("两数相除", "The division gives"),
    "share": ("部分除以整体", "Part divided by whole gives"),
    "growth": ("由前后两个数推算", "The two levels give a change of"),
    "mean": ("总量除以个数", "Total divided by number gives"),
    "per_capita": ("总量除以人口", "Total divided by population gives"),
    "ratio_to_one": ("两数相比", "The one divided by the other gives"),
    "multiple": ("两数相除", "The one divided by the other gives"),
    "same": ("另一处印作", "The other place prints"),
    "change": ("本期减去上期", "Now less before gives"),
    "growth_of_sum": ("由各部分的总量和增速推算", "Levels and growths of the parts imply"),
    "growth_from_change": ("由增减量推算", "Level and change imply"),
    "contribution": ("部分的增量除以总体的增量", "Increment of part by increment of whole gives"),
}  # fmt: skip

_CONVENTIONS = {
    "half-up": ("如果数字是四舍五入的", "if figures were rounded half up"),
    "half-even": (
        "如果数字是按“四舍六入五成双”（GB/T 8170）修约的",
        "if ties were rounded to the even digit (GB/T 8170)",
    ),
    "truncation": (
        "如果数字是直接截去尾数、没有四舍五入",
        "if figures were cut off instead of rounded",
    ),
    "nearest": (
        "如果恰在半数的数可舍可入",
        "if a number exactly halfway may have gone either way",
    ),
    "closed_to_100": (
        "为使各占比合计为100%而把其中一项调整了最末一位",
        "one share was adjusted by one in its last place so that the shares close at 100 %",
    ),
}  # fmt: skip

REASONS = {
    "partial": (
        "“其中”只列出部分项目，余下部分没有给出。",
        "The list names only some of the parts; the rest is not printed.",
    ),
    "other_scope": (
        "分项的统计范围小于合计的统计范围，不能直接相加比较。",
        "The parts cover less than the total does, so they cannot be compared with it.",
    ),
    "other_scope_same": (
        "两处的统计范围可能不同。",
        "The two places may cover different things.",
    ),
    "constant_prices": (
        "总量按现价计算，增速按不变价格计算，二者不能互相核对。",
        "The level is at current prices, the growth at constant prices: neither checks the other.",
    ),
    "either_prices": (
        "产值的增速可能按可比价格计算，文中没有说明，不能据此判断总量有误。",
        "Growth of output may be at comparable prices; the text does not say, so levels cannot refute it.",
    ),
    "constant_prices_gdp": (
        "地区生产总值按现价计算，增速按不变价格计算，二者不能互相核对。",
        "GDP is at current prices, its growth at constant prices: neither checks the other.",
    ),
    "constant_weights": (
        "各产业增加值的增速按不变价格计算，权重不是现价总量。",
        "The growth rates are at constant prices, so current levels are not their weights.",
    ),
    "constant_average": (
        "总量为现价，年均增速按不变价格计算。",
        "The levels are at current prices, the yearly average growth at constant prices.",
    ),
    "revised_base": (
        "上年数可能已经修订，只能由本年数和增速反推基数作参考。",
        "Last year's figure may have been revised; the level implied by the growth is only a hint.",
    ),
    "mean_population": (
        "这一比率按年平均人口计算，文中只有年末人口。",
        "This rate uses the mean population of the year; the text gives the year-end one.",
    ),
    "negative_base": ("基数为负，增速没有意义。", "The base is negative: a growth rate has no sense."),
    "zero_base": ("基数为零，增速没有意义。", "The base is zero: a growth rate has no sense."),
    "too_coarse": (
        "所印数字太粗，多数数字都能通过，通过与否说明不了什么。",
        "The printed digits are so coarse that most figures would pass: passing says nothing.",
    ),
    "base_unknown": (
        "文中没有说明比较的基数或时期。",
        "The text does not say which base or period is meant.",
    ),
}  # fmt: skip


_HEDGES = {
    "over": ("超", "over"), "more": ("超", "more than"), "under": ("近", "nearly"),
    "about": ("约", "about"),
}  # fmt: skip


def sentences(
    kind: str, graded: Judgement, result: Printed, *, slack: bool = False
) -> tuple[str, str]:
    """Return the sentence in Chinese and in English; `slack` for a mean population not printed.

    Examples
    --------
    >>> from kelan_analysis.checking import check_sum
    >>> print(check_sum(["74.5亿元", "46.92亿元"], "121.43亿元").because)
    各项相加得121.42亿元，与文中的121.43亿元相差0.01亿元；但这些数经过四舍五入，原数算出来在121.365亿元到121.475亿元之间，所以121.43亿元说得通。
    """
    if graded.verdict == "undecidable":
        return REASONS[graded.reason or "base_unknown"]
    if kind == "growth_between":
        return _between(graded, result)
    if kind == "growth_from_change" and graded.allowed.low is graded.allowed.high is None:
        return (
            "增减量不小于总量本身，上年的总量就不再是正数：其中至少有一个数不对。",
            "The change is no smaller than the level itself, which leaves nothing for the level "
            "before: at least one of these figures is wrong.",
        )
    verbs = _VERBS.get(kind, _VERBS["ratio"])
    ends = (graded.recomputed, graded.allowed.low, graded.allowed.high)
    shown = [_shown(end, result) for end in ends]
    chinese = _Said(graded, result, shown, verbs[0], result.unit or "", result.text)
    unit_en = _english_unit(result)
    english = _Said(graded, result, shown, verbs[1] + " ", unit_en, result.number + unit_en)
    if graded.verdict == "exact" or (result.hedge is not None and graded.verdict == "rounding"):
        return _agreeing(chinese, english)
    if graded.verdict == "rounding":
        return _rounded(chinese, english)
    if graded.verdict == "convention":
        return _by_convention(chinese, english)
    return _contradicting(chinese, english, slack)


class _Said:
    """The numbers of one verdict as a language writes them."""

    def __init__(
        self, graded: Judgement, result: Printed, shown: list[str], verb: str, unit: str, text: str
    ) -> None:
        point, low, high = shown
        self.graded, self.result, self.verb, self.unit = graded, result, verb, unit
        self.text = _minus(text)
        self.point = point + unit if point else ""
        self.low, self.high = low and low + unit, high and high + unit
        self.fixed = bool(low) and graded.allowed.low == graded.allowed.high

    def span(self, between: str, over: str, under: str) -> str:
        """Return the range that the operands allow, in words."""
        if self.low and self.high:
            return between.format(self.low, self.high)
        return over.format(self.low) if self.low else under.format(self.high)

    @property
    def printable(self) -> str:
        """What would be printed for operands that leave no doubt, where digits are cut."""
        place = self.result.last_place
        assert self.graded.allowed.low is not None
        exact = self.graded.allowed.low / place
        if self.result.exact or exact.denominator == 1:
            return ""
        there = self.result.in_unit(rounded_mantissa(exact, 0, "half-up") * place)
        return _minus(round_to(there, self.result.decimals)) + self.unit


def _agreeing(zh: _Said, en: _Said) -> tuple[str, str]:
    if zh.result.hedge is not None:
        hedge, hedge_en = _HEDGES[zh.result.hedge]
        return (
            f"{zh.verb}得{zh.point}，与文中“{hedge}{zh.text}”的说法相符。",
            f"{en.verb}{en.point}, which agrees with “{hedge_en} {en.text}”.",
        )
    if zh.graded.recomputed == zh.result.value:
        return f"{zh.verb}正好得{zh.text}，与文中一致。", f"{en.verb}{en.text}, exactly as printed."
    if not zh.point:  # a root, which no decimal ends
        return (
            f"{zh.verb}，四舍五入后就是文中的{zh.text}。",
            f"{en.verb}{en.text} once rounded, as printed.",
        )
    return (
        f"{zh.verb}得{zh.point}，四舍五入后就是文中的{zh.text}。",
        f"{en.verb}{en.point}, which rounds to {en.text} as printed.",
    )


def _rounded(zh: _Said, en: _Said) -> tuple[str, str]:
    start = start_en = ""
    if zh.point:
        gap = _shown(abs((zh.graded.recomputed or 0) - zh.result.value), zh.result)
        points, points_en = ("个百分点", " percentage points") if zh.unit == "%" else (zh.unit, en.unit)
        start = f"{zh.verb}得{zh.point}，与文中的{zh.text}相差{gap}{points}；但"
        start_en = f"{en.verb}{en.point}, {gap}{points_en} away from the printed {en.text}; but "
    span = zh.span("在{}到{}之间", "不小于{}", "不大于{}")
    span_en = en.span("between {} and {}", "at or above {}", "at or below {}")
    return (
        f"{start}这些数经过四舍五入，原数算出来{span}，所以{zh.text}说得通。",
        f"{start_en}the figures are rounded: before rounding the result lay {span_en}, "
        f"so {en.text} is possible.",
    )


def _by_convention(zh: _Said, en: _Said) -> tuple[str, str]:
    why, why_en = _CONVENTIONS[zh.graded.convention or "nearest"]
    if zh.fixed:
        would, would_en = f"应是{zh.low}", f"be {en.low}"
    else:
        would = "应" + zh.span("在{}到{}之间", "不小于{}", "不大于{}")
        would_en = "lie " + en.span("between {} and {}", "at or above {}", "at or below {}")
    return (
        f"按四舍五入，算出来{would}，与文中的{zh.text}不合；{why}，{zh.text}才成立。",
        f"With ordinary rounding the result would {would_en}, which does not give {en.text}; "
        f"{en.text} holds only {why_en}.",
    )


def _contradicting(zh: _Said, en: _Said, slack: bool) -> tuple[str, str]:
    """Say what comes out, and of figures that were rounded how far that may be off."""
    if zh.fixed:
        comes, comes_en = zh.point or zh.low, en.point or en.low
        if zh.printable:
            comes, comes_en = f"{comes}，即{zh.printable}", f"{comes_en}, that is {en.printable}"
        return (
            f"{zh.verb}得{comes}，文中却是{zh.text}：其中至少有一个数不对。",
            f"{en.verb}{comes_en}, but {en.text} is printed: at least one of these figures is wrong.",
        )
    start = f"{zh.verb}得{zh.point}；" if zh.point else ""
    start_en = f"{en.verb}{en.point}; even" if en.point else "Even"
    span = zh.span("也应在{}到{}之间", "也不会小于{}", "也不会大于{}")
    span_en = en.span("between {} and {}", "at or above {}", "at or below {}")
    doubt, doubt_en = ("和年平均人口", " and a mean population") if slack else ("", "")
    return (
        f"{start}即使考虑四舍五入{doubt}，{span}，文中却是{zh.text}：其中至少有一个数不对。",
        f"{start_en} allowing for rounding{doubt_en} it must lie {span_en}, but {en.text} is printed: at "
        "least one of these figures is wrong.",
    )


def _english_unit(result: Printed) -> str:
    """Return a unit in an English sentence: a bare measure word says nothing there."""
    if result.counted and not result.shift:
        return ""
    return {"百分点": " percentage points", "倍": " times"}.get(result.unit or "", result.unit or "")


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _between(graded: Judgement, result: Printed) -> tuple[str, str]:
    low, high = (_shown(end, result) + "%" for end in (graded.allowed.low, graded.allowed.high))
    text = _minus(result.text)
    if graded.verdict == "contradiction":
        return (
            f"总体的增速应在各部分的增速（{low}到{high}）之间，文中却是{text}：其中至少有一个数不对。",
            f"The growth of a whole lies between those of its parts ({low} to {high}), but "
            f"{text} is printed: at least one of these figures is wrong.",
        )
    return (
        f"总体的增速{text}在各部分的增速（{low}到{high}）之间，合乎情理。",
        f"The growth of the whole, {text}, lies between those of its parts ({low} to {high}).",
    )


def part_too_large(part: Printed, whole: Printed) -> tuple[str, str]:
    """Return the sentences for a part that is larger than its whole.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> part_too_large(printed("8.3亿元"), printed("7.5亿元"))[0]
    '8.3亿元是7.5亿元当中的一部分，部分不会比整体大：其中至少有一个数不对。'
    """
    small, large = (q.number + _english_unit(q) for q in (whole, part))
    return (
        f"{part.text}是{whole.text}当中的一部分，部分不会比整体大：其中至少有一个数不对。",
        f"{large} is printed as a part of {small}, but no part is larger than its whole: at least "
        "one of these figures is wrong.",
    )


def closed_sentences(printed: str, honest: str) -> tuple[str, str]:
    """Return the sentences for a share that was adjusted so that all close at 100 %.

    Examples
    --------
    >>> closed_sentences("53.0%", "52.9%")[0]
    '按总量计算应为52.9%，文中为53.0%；为使各占比合计为100%而把其中一项调整了最末一位，这是常见做法。'
    """
    why, why_en = _CONVENTIONS["closed_to_100"]
    return (
        f"按总量计算应为{honest}，文中为{printed}；{why}，这是常见做法。",
        f"The levels give {honest}, {printed} is printed: {why_en}, which is common practice.",
    )


def _shown(value: Fraction | None, result: Printed) -> str:
    """Write a recomputed value in the printed unit, with two places more than the print."""
    if value is None:
        return ""
    there = result.in_unit(value)
    text = decimal_text(there)
    places = result.decimals + 2
    if text.endswith("...") or len(text.partition(".")[2]) > places + 2:
        text = round_to(there, places, "truncation") + "…"
    return _minus(text)
