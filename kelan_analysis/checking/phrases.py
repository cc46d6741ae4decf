"""Wordings that state a multiple or a bound: 翻两番, 增长到1.2倍, 减少六成, 近80亿元, 约3.5万人."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from kelan_analysis.checking.check import Check, Verdict
from kelan_analysis.checking.judged import checked
from kelan_analysis.checking.operands import quantities, same_base
from kelan_analysis.checking.quantity import Printed, first_place, printed
from kelan_analysis.checking.relation import ratio
from kelan_analysis.errors import InputError
from kelan_analysis.numerals import parse_numeral
from kelan_analysis.rounding import Convention, Interval, decimal_text, round_to

_WORDING = re.compile(
    r"(?P<verb>增长|增加|提高|扩大|上升|翻|减少|下降|降低|缩小|是|为)了?"
    r"(?P<to>到|至|为)?(?:原来的|上年的|去年的)?"
    r"(?:(?P<half>一半)|(?P<fraction>\S+分之\S+)|(?P<number>[\d.]+|[〇零一二两三四五六七八九十]+)"
    r"(?P<unit>倍|番|成|%|％))\Z"
)
_DOWN = ("减少", "下降", "降低", "缩小")
_PER_UNIT = {"倍": 1, "成": Fraction(1, 10), "%": Fraction(1, 100), "％": Fraction(1, 100)}


@dataclass(frozen=True, slots=True)
class Multiple:
    """How many times the level before a wording says the level now is.

    Attributes
    ----------
    times : tuple of Fraction
        One value; several where the wording is read in several ways; none where it has none.

    Examples
    --------
    >>> read_multiple("增长1.2倍").times, read_multiple("翻两倍").times
    ((Fraction(11, 5),), (Fraction(2, 1), Fraction(3, 1), Fraction(4, 1)))
    """

    times: tuple[Fraction, ...]


def read_multiple(wording: str) -> Multiple:
    """Read what a wording makes of the level before.

    增长1.2倍 is 2.2 times, 增长到1.2倍 is 1.2 times, 翻两番 four times; 翻两倍 is ambiguous, and
    减少一倍 says nothing: a fall by one whole multiple would be a fall to zero.

    Raises
    ------
    InputError
        If the wording states no multiple.

    Examples
    --------
    >>> [str(read_multiple(w).times[0]) for w in ("翻三番", "减少六成", "减少到三分之一")]
    ['8', '2/5', '1/3']
    >>> read_multiple("减少一倍").times
    ()
    """
    found = _WORDING.match(wording.strip())
    if found is None:
        raise InputError(
            "A multiple is a wording such as 增长1.2倍, 翻两番, 减少六成 or 减少到三分之一. "
            f"Got {wording!r}."
        )
    amount, unit = _amount(found)
    if found["verb"] == "翻":
        if unit == "番":
            return Multiple((Fraction(2) ** int(amount),))
        return Multiple(tuple(sorted({amount, amount + 1, Fraction(2) ** int(amount)})))
    if found["to"] or found["verb"] in ("是", "为"):
        return Multiple((amount,))
    if found["verb"] in _DOWN:
        return Multiple((1 - amount,) if amount < 1 else ())
    return Multiple((1 + amount,))


def _amount(found: re.Match[str]) -> tuple[Fraction, str]:
    if found["half"]:
        return Fraction(1, 2), ""
    if found["fraction"]:
        numeral = parse_numeral(found["fraction"])
        return Fraction(numeral.exact if numeral.exact is not None else numeral.value), ""
    value, unit = Fraction(parse_numeral(found["number"]).value), found["unit"]
    return (value if unit == "番" else value * _PER_UNIT[unit]), unit


def check_wording(
    before: str, now: str, wording: str, *, rounding: Convention = "half-up"
) -> Check:
    """Check that two whole counts, or two levels, changed as a wording says.

    Examples
    --------
    >>> check_wording("52个", "13个", "缩小到原来的四分之一").verdict
    'exact'
    >>> print(check_wording("48个", "24个", "减少一倍").because)
    “减少一倍”的说法不成立：减少一倍就是减少到零。由前后两个数推算，变化是-50%。
    """
    figures = quantities([before, now])
    same_base(figures)
    times = read_multiple(wording).times
    stated = times[0] if times else Fraction(0)
    result = replace(printed("1倍"), text=wording, fraction=stated, exact=True)
    named = {"0": figures[0], "1": figures[1], "2": result}
    check = checked(ratio("multiple", "2", "1", "0"), named, rounding)
    if not times:
        change = (figures[1].value / figures[0].value - 1) * 100
        shown = decimal_text(change) if (change * 10).denominator == 1 else round_to(change, 1)
        return replace(
            check, verdict="contradiction", convention=None,
            because=f"“{wording}”的说法不成立：减少一倍就是减少到零。"
            f"由前后两个数推算，变化是{shown}%。",
            because_en=f"“{wording}” is no valid wording: a fall by one whole multiple is a fall "
            f"to zero. The two levels give a change of {shown}%.",
        )  # fmt: skip
    if len(times) > 1:
        return replace(
            check, verdict="undecidable", convention=None, reason="ambiguous",
            because=f"“{wording}”没有统一的理解。",
            because_en=f"“{wording}” is read in more than one way.",
        )  # fmt: skip
    return check


_BOUND = re.compile(
    r"(?:增长|增加|下降|减少|降幅|增幅|达到?)?"
    r"(?P<before>接近|将近|近|不足|不到|超过|超|逾|突破|大约|约|高于|低于)?"
    r"(?P<quantity>.*?)(?P<after>以上|以下|以内|左右|上下)?\Z"
)
_ROUNDABOUT = ("约", "大约", "左右", "上下")
_BELOW = ("近", "接近", "将近", "不足", "不到", "低于", "以内", "以下")
_NEAR = ("近", "接近", "将近")
_CLOSED = ("以上", "以下", "以内")


def check_hedge(
    phrase: str, actual: str, *, rounding: Convention = "half-up"
) -> tuple[Verdict, str]:
    """Check that a figure printed elsewhere keeps the bound that a hedge states.

    近 and 不足 say less, 超, 逾, 突破 and 余 more, 以上 at least, 以内 and 以下 at most; 约 and 左右 hold if
    the figure rounds to the stated one at its last place that is not zero. The bound is on the
    magnitude: 下降超过20% holds of -21.4 %.

    Parameters
    ----------
    phrase : str
        ``"近80亿元"``, ``"突破百亿元"``, ``"下降超过20%"``.
    actual : str
        The printed figure.
    rounding : str
        Its convention.

    Returns
    -------
    tuple of str and str
        The verdict and the bound.

    Examples
    --------
    >>> check_hedge("近80亿元", "79.4亿元"), check_hedge("超80亿元", "80.0亿元")
    (('exact', 'x<80'), ('rounding', 'x>80'))
    """
    found = _BOUND.match(phrase.strip())
    word = (found["before"] or found["after"] or "") if found else ""
    quantity = found["quantity"] if found else ""
    if not word and "余" in quantity:
        word = "余"
    if not word:
        raise InputError(
            f"A hedged figure has a word such as 近, 超, 约, 余 or 以上. Got {phrase!r}."
        )
    stated = printed(quantity if quantity[:1] not in "百千万" else "一" + quantity)
    figure = printed(actual)
    same_base([stated, figure])
    bound, text = _bound(stated, word, figure)
    reached = figure.interval(rounding)
    reached = -reached if figure.value < 0 else reached
    verdict: Verdict = "contradiction"
    if abs(figure.value) in bound:
        verdict = "exact"
    elif reached.meets(bound):
        verdict = "rounding"
    if verdict != "contradiction" and word in _NEAR:
        near = stated.value - first_place(stated)
        verdict = verdict if abs(figure.value) >= near else "undecidable"
    return verdict, text


def _bound(stated: Printed, word: str, figure: Printed) -> tuple[Interval, str]:
    size, unit = abs(stated.value), max(stated, figure, key=lambda q: q.shift)
    shown, x = decimal_text(unit.in_unit(size)), "|x|" if figure.value < 0 else "x"
    if word in _ROUNDABOUT:
        half = first_place(stated) / 2
        text = f"|x-{shown}|<={decimal_text(unit.in_unit(half))}"
        return Interval(size - half, size + half), text
    closed = word in _CLOSED
    equal = "=" if closed else ""
    if word in _BELOW:
        return Interval(None, size, False, closed), f"{x}<{equal}{shown}"
    return Interval(size, None, closed, False), f"{x}>{equal}{shown}"
