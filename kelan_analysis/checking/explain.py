"""Why a verdict: one sentence in Chinese and one in English for a reader who is no statistician."""

from __future__ import annotations

from fractions import Fraction

from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.verdict import Judgement
from kelan_analysis.rounding import decimal_text, round_to

_VERBS = {
    "sum": ("各项相加", "The parts add up to"),
    "difference": ("两数相减", "The difference is"),
    "ratio": ("两数相除", "The division gives"),
    "share": ("部分除以整体", "Part divided by whole gives"),
    "growth": ("由前后两个数推算", "The two levels give a change of"),
    "mean": ("总量除以个数", "Total divided by number gives"),
    "per_capita": ("总量除以人口", "Total divided by population gives"),
    "ratio_to_one": ("两数相比", "The one divided by the other gives"),
    "multiple": ("两数相除", "The one is so many times the other:"),
    "same": ("另一处所印", "The other place prints"),
    "change": ("本期减去上期", "Now less before gives"),
    "growth_of_sum": ("由各部分的总量和增速推算", "Levels and growths of the parts imply"),
    "growth_from_change": ("由增减量推算", "Level and change imply"),
    "growth_between": ("各部分的增速", "The growths of the parts:"),
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


_HEDGES = {"over": "超", "more": "超", "under": "近", "about": "约"}


def sentences(kind: str, graded: Judgement, result: Printed) -> tuple[str, str]:
    """Return the sentence in Chinese and in English.

    Examples
    --------
    >>> from kelan_analysis.checking import check_sum
    >>> print(check_sum(["74.5亿元", "46.92亿元"], "121.43亿元").because)
    各项相加得121.42亿元，与文中的121.43亿元相差0.01亿元；但各数都经过四舍五入，原数算出来在121.365亿元到121.475亿元之间，所以121.43亿元说得通。
    """
    if graded.verdict == "undecidable":
        return REASONS[graded.reason or "base_unknown"]
    if kind == "growth_between":
        return _between(graded, result)
    verb, verb_en = _VERBS.get(kind, _VERBS["ratio"])
    unit = result.unit or ""
    text = result.text
    point = _shown(graded.recomputed, result)
    if result.hedge is not None and graded.verdict in ("exact", "rounding"):
        return (
            f"{verb}得{point}{unit}，与文中“{_HEDGES[result.hedge]}{text}”的说法相符。",
            f"{verb_en} {point}{unit}, which agrees with the bound that the text states ({text}).",
        )
    if graded.verdict == "exact":
        if graded.recomputed == result.value:
            return f"{verb}正好得{text}，与文中一致。", f"{verb_en} {text}, exactly as printed."
        return (
            f"{verb}得{point}{unit}，四舍五入后就是文中的{text}。",
            f"{verb_en} {point}{unit}, which rounds to {text} as printed.",
        )
    low, high = _bounds(graded, result)
    span = f"在{low}到{high}之间" if low != high else f"只能是{low}"
    span_en = f"between {low} and {high}" if low != high else f"{low}"
    if graded.verdict == "rounding":
        start = f"{verb}得{point}{unit}，与文中的{text}相差{_gap(graded, result)}；但" if point else ""
        start_en = (
            f"{verb_en} {point}{unit}, {_gap(graded, result)} away from the printed {text}; but "
            if point
            else ""
        )
        return (
            f"{start}各数都经过四舍五入，原数算出来{span}，所以{text}说得通。",
            f"{start_en}the figures are rounded: before rounding the result lay {span_en}, "
            f"so {text} is possible.",
        )
    if graded.verdict == "convention":
        why, why_en = _CONVENTIONS[graded.convention or "nearest"]
        return (
            f"按四舍五入，算出来应{span}，与文中的{text}不合；{why}，{text}才成立。",
            f"With ordinary rounding the result would lie {span_en}, not at {text}; it holds only "
            f"{why_en}.",
        )
    start = f"{verb}得{point}{unit}，" if point else ""
    return (
        f"{start}即使考虑四舍五入也{span}，文中却是{text}：其中至少有一个数不对。",
        f"{verb_en} {point + unit + ', ' if point else ''}even with rounding {span_en}, but "
        f"{text} is printed: at least one of these figures is wrong.",
    )


def _between(graded: Judgement, result: Printed) -> tuple[str, str]:
    low, high = _bounds(graded, result)
    if graded.verdict == "contradiction":
        return (
            f"总体的增速应在各部分的增速（{low}到{high}）之间，文中却是{result.text}：其中至少有一个数不对。",
            f"The growth of a whole lies between those of its parts ({low} to {high}), but "
            f"{result.text} is printed: at least one of these figures is wrong.",
        )
    return (
        f"总体的增速{result.text}在各部分的增速（{low}到{high}）之间，合乎情理。",
        f"The growth of the whole, {result.text}, lies between those of its parts ({low} to {high}).",
    )


def part_too_large(part: Printed, whole: Printed) -> tuple[str, str]:
    """Return the sentences for a part that is larger than its whole.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> part_too_large(printed("8.3亿元"), printed("7.5亿元"))[0]
    '部分（8.3亿元）比整体（7.5亿元）还大：其中至少有一个数不对。'
    """
    return (
        f"部分（{part.text}）比整体（{whole.text}）还大：其中至少有一个数不对。",
        f"The part ({part.text}) is larger than its whole ({whole.text}): at least one of them is "
        "wrong.",
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
        return round_to(there, places, "truncation") + "…"
    return text


def _bounds(graded: Judgement, result: Printed) -> tuple[str, str]:
    low, high = graded.allowed.low, graded.allowed.high
    unit = result.unit or ""
    return (
        "任意小" if low is None else _shown(low, result) + unit,
        "任意大" if high is None else _shown(high, result) + unit,
    )


def _gap(graded: Judgement, result: Printed) -> str:
    assert graded.recomputed is not None
    unit = "个百分点" if result.unit == "%" else (result.unit or "")
    return _shown(abs(graded.recomputed - result.value), result) + unit
