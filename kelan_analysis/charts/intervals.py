"""Each relation as two ranges: what is printed, and what the other figures allow."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kelan_analysis.charts.picture import (
    INK,
    PALE,
    QUIET,
    RULE,
    VERDICT_COLOURS,
    WIDTH,
    Picture,
    brief_look,
    draw_picture,
    in_parts,
    new_figure,
    text_width,
    wrapped,
)
from kelan_analysis.findings import MARKS, formula_text, interval_text, words
from kelan_analysis.rounding import Interval

if TYPE_CHECKING:
    from kelan_analysis.checking import Check, Report

MOST = 24  # relations in all; the table below has the others
ROWS = 3  # relations on one picture; the next goes on below it, on the same page or not
IDS, LABELS, NUMBERS = 0.42, 2.3, 1.3  # inches for names, with formulae, and for the ranges
KEY, AXIS, ROW = 0.32, 0.46, 0.46  # inches for the key, for the axis and for each relation
# Steps of the last place; what lies farther out is shown by an arrow. Alone it has more room.
FARTHEST, ALONE = 12, 400


def drawn_checks(report: Report) -> list[Check]:
    """Return the checks that have both ranges and a verdict.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> [check.id for check in drawn_checks(report)]
    ['K01']
    """
    return [
        check
        for check in report.checks
        if check.verdict != "undecidable"
        and None not in (check.printed_low, check.printed_high, check.low, check.high)
    ]


def shown_checks(report: Report) -> list[Check]:
    """Return the checks that the chart shows: of many, first those that are not exact.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> len(shown_checks(report)) == len(drawn_checks(report))
    True
    """
    checks = drawn_checks(report)
    first = sorted(checks, key=lambda check: check.verdict == "exact")[:MOST]
    return [check for check in checks if check in first]


def interval_charts(report: Report, language: str = "zh") -> tuple[Picture, ...]:
    """Draw one row a relation, in pictures that go on below each other; none without ranges.

    Parameters
    ----------
    report : Report
        From `run_checks`.
    language : str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> interval_charts(report, "zh")[0].caption
    '文中的每个结果都落在其余数字允许的范围之内'
    """
    checks = shown_checks(report)
    say = words(language)["intervals"]
    wrong = sum(check.verdict == "contradiction" for check in drawn_checks(report))
    caption = say["claim_some"].format(n=wrong) if wrong else say["claim_all"]
    pictures = []
    for part in in_parts(checks, ROWS):
        first, last = part[0] is checks[0], part[-1] is checks[-1]
        pictures.append(_picture(part, language, caption, checks, first, last))
        caption = ""
    return tuple(pictures)


def one_interval(check: Check, language: str = "zh") -> Picture | None:
    """Draw the two ranges of a single check, for its card.

    Examples
    --------
    >>> from kelan_analysis import check_sum
    >>> one_interval(check_sum(["74.5亿元", "46.92亿元"], "121.43亿元"), "en").alt[:14]
    'Interval chart'
    """
    if None in (check.printed_low, check.printed_high, check.low, check.high):
        return None
    return _picture([check], language, "", [check])


def _picture(
    checks: Sequence[Check], language: str, caption: str, scale: Sequence[Check],
    first: bool = True, last: bool = True,
) -> Picture:  # fmt: skip
    said = words(language)
    say = said["intervals"]
    items = said["listing"].join(
        say["item"].format(
            id=check.id,
            formula=formula_text(check.formula, language),
            verdict=said["verdict"][check.verdict],
            printed=interval_text(check.stands_for),
            allowed=interval_text(check.allowed),
        )
        for check in checks
    )
    with brief_look():
        drawn = _draw(checks, say, language, scale, first, last)
        return draw_picture(drawn, alt=say["alt"].format(items=items), caption=caption)


def _draw(
    checks: Sequence[Check], say: dict[str, str], language: str, scale: Sequence[Check],
    first: bool, last: bool,
):  # fmt: skip
    above, below = KEY if first else 0.0, AXIS if last else 0.0
    height = above + ROW * len(checks) + below
    figure = new_figure(height)
    width = figure.get_figwidth()
    axes = figure.add_axes(
        (
            LABELS / width, below / height,
            1 - (LABELS + NUMBERS) / width, 1 - (above + below) / height,
        )
    )  # fmt: skip
    scaled = [_in_steps(check) for check in checks]
    # All pictures of a brief have the same axis.
    limit = _limit([_in_steps(one) for one in scale], FARTHEST if len(scale) > 1 else ALONE)
    for row, (check, (printed, allowed)) in enumerate(zip(checks, scaled, strict=True)):
        colour = VERDICT_COLOURS[check.verdict]
        _bar(axes, printed, row - 0.13, limit, QUIET, 3.2)
        _bar(axes, allowed, row + 0.17, limit, colour, 1.5)
        for place, interval, tint in (
            (row - 0.13, check.stands_for, QUIET), (row + 0.17, check.allowed, colour),
        ):  # fmt: skip
            axes.text(
                1.03, place, interval_text(interval), transform=axes.get_yaxis_transform(),
                va="center_baseline", fontsize=8.2, color=tint,
            )  # fmt: skip
        axes.text(
            -0.035, row, MARKS[check.verdict], transform=axes.get_yaxis_transform(),
            va="center_baseline", ha="center", fontsize=11, color=colour,
        )  # fmt: skip
        if row or not first:
            axes.axhline(row - 0.5, color=PALE, linewidth=0.7)
        middle = 1 - (above + (row + 0.5) * ROW) / height
        formula = _in_lines(formula_text(check.formula, language))
        for left, text in ((0.04, check.id), (IDS, formula)):
            figure.text(left / width, middle, text, va="center", linespacing=1.15)
    axes.set_xlim(-limit, limit)
    axes.set_ylim(len(checks) - 0.5, -0.5)
    axes.set_yticks([])
    axes.axvline(0, color=RULE, linewidth=0.7, zorder=0)
    if last:
        axes.set_xlabel(say["axis"], loc="left")
        axes.xaxis.get_major_locator().set_params(integer=True)
    else:
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
    if first:
        _draw_key(figure, say, height)
    return figure


def _draw_key(figure: Any, say: dict[str, str], height: float) -> None:
    """Say above the ranges which line is which; the lines are drawn as they are in the rows."""
    from matplotlib.lines import Line2D

    left, top = LABELS, 1 - 0.14 / height
    for text, thick, tint in ((say["printed"], 3.2, QUIET), (say["allowed"], 1.5, INK)):
        ends = [(left + place) / WIDTH for place in (0.0, 0.2)]
        figure.add_artist(Line2D(ends, [top, top], color=tint, linewidth=thick))
        figure.text(
            (left + 0.26) / WIDTH, top, text, fontsize=8.5, color=tint, va="center_baseline"
        )
        left += 0.26 + text_width(text, 8.5) + 0.25


def _in_lines(formula: str) -> str:
    """Break a formula that is too long for one line before its result, if that is enough."""
    room = LABELS - IDS - 0.25
    left, sign, result = formula.rpartition(" = ")
    if not sign or text_width(formula, 9) <= room:
        return wrapped(formula, room, 9)
    return f"{wrapped(left, room, 9)}\n= {result}"


def _limit(scaled: list[tuple[Interval, Interval]], farthest: int) -> float:
    """Return how far the axis goes: as far as the ranges do that are not farther than that."""
    reaches = [max(abs(end) for one in pair for end in (one.low, one.high)) for pair in scaled]
    near = [reach for reach in reaches if reach <= farthest]
    return float(max([*near, Fraction(1)] if near else [Fraction(farthest)])) * 1.15


def _in_steps(check: Check) -> tuple[Interval, Interval]:
    """Return both ranges as distances from the printed figure, in units of its last place."""
    low, high = check.printed_low, check.printed_high
    middle = (low + high) / 2
    digits = check.printed.partition(".")[2]
    decimals = len(digits) - len(digits.lstrip("0123456789"))
    step = Fraction(1, 10**decimals)
    return (
        Interval(
            (low - middle) / step,
            (high - middle) / step,
            check.printed_low_closed,
            check.printed_high_closed,
        ),
        Interval(
            (check.low - middle) / step,
            (check.high - middle) / step,
            check.low_closed,
            check.high_closed,
        ),
    )


def _bar(
    axes: Any, interval: Interval, place: float, limit: float, colour: str, thick: float
) -> None:
    low, high = float(interval.low), float(interval.high)
    left, right = max(low, -limit * 0.97), min(high, limit * 0.97)
    if left > right:  # wholly beyond the picture
        edge = limit * 0.97 if low > 0 else -limit * 0.97
        axes.plot([edge], [place], marker=">" if low > 0 else "<", color=colour, markersize=6)
        return
    axes.plot([left, right], [place, place], color=colour, linewidth=thick, solid_capstyle="butt")
    for end, shown, closed in (
        (low, left, interval.low_closed),
        (high, right, interval.high_closed),
    ):
        if end != shown:
            marker = ">" if end > 0 else "<"
            axes.plot([shown], [place], marker=marker, color=colour, markersize=5)
        else:
            axes.plot(
                [end], [place], marker="o", markersize=3.6, color=colour, markeredgewidth=0.9,
                markerfacecolor=colour if closed else "white",
            )  # fmt: skip
