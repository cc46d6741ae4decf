"""Context that printed figures imply: shares nobody printed, last year's level. Never a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kelan_analysis.checking.check import Check, Derived
from kelan_analysis.checking.proposal import Figures
from kelan_analysis.checking.vocabulary import price_basis, says
from kelan_analysis.reading.figure import Figure
from kelan_analysis.rounding import Interval

_AREA = ("地区生产总值", "生产总值", "GDP")


def derive(figures: Figures, checks: Sequence[Check]) -> tuple[Derived, ...]:
    """Return the numbers that the figures imply, each with its interval and its caveat.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("一般公共预算收入完成2.33亿元，增幅6.25%。"))
    >>> print(derive(figures, ())[0].interval)
    (2.188132..., 2.197750...)
    """
    checked = {(check.relation, check.operands) for check in checks}
    found = [
        *_share_of_area(figures),
        *_completed(figures, checked),
        *_level_before(figures),
    ]
    found.sort(key=lambda number: max(figures[id].start for id in number.operands))
    return tuple(replace(number, id=f"D{i:02d}") for i, number in enumerate(found, 1))


def _share_of_area(figures: Figures) -> Iterator[Derived]:
    """Yield the share of an industry's value added in GDP, where it is not printed."""
    for part in figures:
        if part.kind != "amount" or not (part.indicator or "").endswith("增加值"):
            continue
        if any(f.of_part == part.id for f in figures) or figures.target(part):
            continue
        for whole in figures:
            known = whole.kind == "amount" and whole.indicator in _AREA and whole.value > 0
            if known and _alike(part, whole):
                yield _divided(
                    figures, part, whole,
                    f"{part.indicator}占地区生产总值",
                    f"{part.english or part.indicator} as a share of GDP",
                    "由两个公布数相除得出，原文没有给出这一占比；两者都是现价。",
                    "Divided out of two published figures; the text itself prints no such share. "
                    "Both are at current prices.",
                )  # fmt: skip


def _completed(figures: Figures, checked: set[tuple[str, tuple[str, ...]]]) -> Iterator[Derived]:
    """Yield investment done as a part of the total investment of the same set of projects."""
    for counted in figures:
        amounts = figures.children(counted.id, "amount_of")
        done = [a for a in amounts if _is_done(a)]
        planned = [a for a in amounts if "总投资" in (a.indicator or "")]
        for part in done:
            for whole in planned[:1]:
                known = ("ratio", (part.id, whole.id)) in checked
                if known or not _alike(part, whole) or whole.value <= 0:
                    continue
                named = _names_its_set(part, counted)
                yield _divided(
                    figures, part, whole,
                    f"{part.indicator}占{whole.indicator}",
                    f"{part.english or part.indicator} as a share of "
                    f"{whole.english or whole.indicator}",
                    _DONE if named else _SCOPE, _DONE_EN if named else _SCOPE_EN,
                )  # fmt: skip


_DONE = "由两个公布数相除得出；总投资往往跨年度，比例低不等于当年没有完成任务。"
_DONE_EN = (
    "Divided out of two published figures; total investment often spans several years, so a low "
    "share does not mean that the year's plan was missed."
)
_SCOPE = (
    "范围不明：原文的“完成投资”没有说明是哪些项目的投资，这里按紧邻的一组项目计算，仅供参考。"
)
_SCOPE_EN = (
    "Scope ambiguous: the text does not say which projects' investment was completed; the nearest "
    "set of projects is assumed here. For context only."
)


def _is_done(amount: Figure) -> bool:
    return says(amount.indicator, "completed", "indicators")


def _names_its_set(amount: Figure, counted: Figure) -> bool:
    stem = (counted.indicator or "").removesuffix("数")
    return bool(stem) and (amount.indicator or "").startswith(stem)


def _alike(one: Figure, two: Figure) -> bool:
    return (
        one.base_unit == two.base_unit
        and one.hedge is None
        and two.hedge is None
        and one.period == two.period
        and one.region == two.region
    )


def _divided(
    figures: Figures, part: Figure, whole: Figure, name: str, name_en: str, caveat: str,
    caveat_en: str,
) -> Derived:  # fmt: skip
    upper, lower = figures.printed[part.id], figures.printed[whole.id]
    share = upper.interval() / lower.interval() * 100
    bare = upper.unit == lower.unit
    formula = " ÷ ".join(q.number if bare else q.text for q in (upper, lower))
    return _number(share, name, name_en, formula, "%", (part.id, whole.id), caveat, caveat_en)


def _level_before(figures: Figures) -> Iterator[Derived]:
    """Yield last year's level implied by a growth, or say why it implies none."""
    for growth in figures:
        level = figures.target(growth)
        if growth.kind != "growth" or growth.relation != "growth_of" or level is None:
            continue
        if level.kind not in ("amount", "count") or growth.unit != "%" or growth.hedge:
            continue
        if level.hedge or says(figures.sentence_before(growth)[-12:], "average", "said"):
            continue
        basis = price_basis(growth, level)
        if figures.children(level.id, "before_of") or basis is None or level.value <= 0:
            continue
        names = f"上年{level.indicator}", f"{level.english or level.indicator}, a year before"
        if basis in ("constant", "either"):
            yield Derived(
                "D00", *names, "", None, None, False, False, level.unit or "",
                (level.id, growth.id), _CONSTANT, _CONSTANT_EN,
            )  # fmt: skip
            continue
        now, rate = figures.printed[level.id], figures.printed[growth.id]
        factor = rate.interval() / 100 + Interval.point(1)
        if factor.low is None or factor.low <= 0:
            continue
        before = now.interval() / factor / 10**now.shift
        yield _number(
            before, *names, f"{now.text} ÷ (1 + {rate.text})", level.unit or "", (level.id, growth.id),
            "由本年数和增速反推；上年公布数可能已经修订，只作参考。",
            "Implied by this year's level and its growth; the figure published a year ago may "
            "have been revised since. A hint only.",
        )  # fmt: skip


_CONSTANT = (
    "不能由增速反推：总量按现价计算，增速按不变价格计算，价格变动的影响已经扣除，"
    "二者相除得不到上年公布的总量。"
)
_CONSTANT_EN = (
    "Not implied by the growth: the level is at current prices, the growth at constant prices "
    "(price changes taken out), so dividing one by the other does not give last year's level."
)


def _number(
    interval: Interval, name: str, name_en: str, formula: str, unit: str,
    operands: tuple[str, ...], caveat: str, caveat_en: str,
) -> Derived:  # fmt: skip
    assert interval.low is not None and interval.high is not None
    return Derived(
        "D00", name, name_en, formula, interval.low, interval.high, interval.low_closed,
        interval.high_closed, unit, operands, caveat, caveat_en,
    )  # fmt: skip
