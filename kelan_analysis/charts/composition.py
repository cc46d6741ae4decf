"""Parts and wholes as segmented bars: what a total is made of, how far a plan has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kelan_analysis.charts.picture import (
    INK,
    QUIET,
    VERDICT_COLOURS,
    WIDTH,
    Picture,
    brief_look,
    draw_picture,
    new_figure,
    text_width,
    wrapped,
)
from kelan_analysis.findings import (
    MARKS,
    formula_text,
    name_of,
    percent_text,
    quantity_text,
    words,
)
from kelan_analysis.findings.numbers import interval_text
from kelan_analysis.rounding import Interval

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.reading.figure import Figure

MOST = 16  # wholes that are drawn
ROW, LINE = 0.56, 0.15  # inches of a bar, and of a line below it
SHADES = ("#2f6ba6", "#8fb4d6", "#56616c", "#c3cad1", "#17497a", "#dce6f0")
WHITE_ON = ("#2f6ba6", "#56616c", "#17497a")


@dataclass(frozen=True)
class Whole:
    """One bar: a whole, its parts, and whether the text itself states the share.

    Examples
    --------
    >>> Whole(None, (), "92.2%", True).rest
    0.0
    """

    whole: Figure | None
    parts: tuple[Figure, ...]
    share: str
    stated: bool
    verdict: str = ""
    shares: tuple[str, ...] = ()  # what the text says each part of a sum is of the whole

    def width(self, part: Figure) -> float:
        """The share of the bar that a part takes.

        Examples
        --------
        >>> from kelan_analysis import read_figures, run_checks
        >>> bar = find_wholes(run_checks(read_figures("64个新建项目开工59个，开工率92.2%。")))[0]
        >>> round(bar.width(bar.parts[0]), 3)
        0.922
        """
        total = self.whole.base_value if self.share else sum(p.base_value for p in self.parts)
        return float(part.base_value / total)

    @property
    def rest(self) -> float:
        """The share of the whole that no part names.

        Examples
        --------
        >>> Whole(None, (), "", True).rest
        0.0
        """
        if self.whole is None:
            return 0.0
        left = 1.0 - sum(float(p.base_value / self.whole.base_value) for p in self.parts)
        return left if left > 0.005 and self.share else 0.0


def find_wholes(report: Report) -> list[Whole]:
    """Return the sums and shares that the text states, and the shares derived from it.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> [(bar.share, bar.stated) for bar in find_wholes(report)]
    [('92.2%', True)]
    """
    by_id = {figure.id: figure for figure in report.reading.figures}
    bars = []
    for check in report.checks:
        names = [by_id.get(name) for name in check.operands]
        result = by_id.get(check.result or "")
        if None in names or result is None or any(f.base_value <= 0 for f in names):
            continue
        if check.relation == "sum" and len(names) > 1 and result.kind in ("amount", "count"):
            bars.append((result.start, Whole(result, tuple(names), "", True, check.verdict)))
        elif check.relation in ("ratio", "share") and len(names) == 2 and result.unit == "%":
            part, whole = names
            if part.base_value <= whole.base_value:
                bars.append(
                    (part.start, Whole(whole, (part,), _amount(result), True, check.verdict))
                )
    for derived in report.derived:
        names = [by_id.get(name) for name in derived.operands]
        if derived.unit != "%" or len(names) != 2 or None in names or derived.low is None:
            continue
        part, whole = names
        if 0 < part.base_value <= whole.base_value:
            share = _rounded_share(derived.interval)
            bars.append((part.start, Whole(whole, (part,), share, False)))
    bars.sort(key=lambda bar: bar[0])
    return _together([bar for _, bar in bars])


def _together(bars: list[Whole]) -> list[Whole]:
    """Show the shares of a sum's parts in the bar of the sum, where they agree with it."""
    shares = {
        (bar.whole.id, bar.parts[0].id): bar
        for bar in bars
        if bar.share and bar.stated and bar.verdict != "contradiction"
    }
    taken, found = set(), []
    for bar in bars:
        of_parts = [shares.get((bar.whole.id, part.id)) for part in bar.parts]
        if not bar.share and any(of_parts):
            taken |= {id(one) for one in of_parts}
            bar = replace(bar, shares=tuple(one.share if one else "" for one in of_parts))
        found.append(bar)
    return [bar for bar in found if id(bar) not in taken]


def shown_wholes(report: Report) -> list[Whole]:
    """Return the wholes that are drawn: of many, first contradictions, then sums, then shares.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> shown_wholes(report) == find_wholes(report)
    True
    """
    bars = find_wholes(report)
    order = sorted(bars, key=lambda bar: (bar.verdict != "contradiction", bool(bar.share)))
    return [bar for bar in bars if bar in order[:MOST]]


def composition_charts(report: Report, language: str = "zh") -> tuple[Picture, ...]:
    """Draw each whole with its parts as one bar, in pictures that go below each other.

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
    >>> composition_charts(report, "zh")[0].alt[:15]
    '分段条形图，以整体为100%：'
    """
    found = shown_wholes(report)
    say = words(language)["composition"]
    pictures = []
    with brief_look():
        for bar in found:
            alt = say["alt"].format(items=_sentence(bar, language))
            pictures.append(draw_picture(_draw(bar, language), alt=alt))
    return tuple(pictures)


def _sentence(bar: Whole, language: str) -> str:
    said = words(language)
    say = said["composition"]
    named = _named(bar, language)
    whole = f"{name_of(bar.whole, language)} {_amount(bar.whole, language)}"
    if bar.share:
        return say["share"].format(part=named[0], whole=whole, share=bar.share)
    return say["sum"].format(whole=whole, parts=said["listing"].join(named))


def _draw(bar: Whole, language: str):
    from matplotlib.transforms import Affine2D

    labels, lines = _spoken(bar, language)
    height = ROW + LINE * len(lines)
    figure = new_figure(height)
    # The whole is as wide as the page, and inches count from the top. Axes would do the same and
    # take two thirds of the time, for ticks that nobody sees.
    place = Affine2D().scale(0.996, -1 / height).translate(0.002, 1) + figure.transFigure
    _draw_bar(figure, place, bar, labels, language)
    for number, line in enumerate(lines):
        _write(figure, place, 0, 0.56 + LINE * number, line, fontsize=8.2, color=QUIET)
    return figure


def _draw_bar(figure: Any, place: Any, bar: Whole, labels: list[str], language: str) -> None:
    head = f"{name_of(bar.whole, language)}　{_amount(bar.whole, language)}"
    _write(figure, place, 0, 0.16, head, fontsize=9)
    sign = MARKS.get(bar.verdict, "")
    share = f"{bar.share}{'' if bar.stated else '*'}　{sign}".strip("　")
    colour = VERDICT_COLOURS.get(bar.verdict, INK)
    _write(figure, place, 1, 0.16, share, fontsize=9.5, color=colour, ha="right")
    left = 0.0
    for number, (part, label) in enumerate(zip(bar.parts, labels, strict=True)):
        width, shade = bar.width(part), SHADES[number % len(SHADES)]
        _fill(figure, place, left, width, facecolor=shade, edgecolor="white", linewidth=0.8)
        inside = text_width(label, 8.5) <= width * WIDTH - 0.12
        colour = "white" if inside and shade in WHITE_ON else INK
        start = (left if inside else left + width) + 0.012
        _write(figure, place, start, 0.365, label, fontsize=8.5, color=colour)
        left += width
    if bar.rest:
        _fill(
            figure, place, left, 1 - left, facecolor="none", edgecolor=QUIET, linewidth=0.6,
            linestyle=(0, (2, 2)),
        )  # fmt: skip


def _write(figure: Any, place: Any, x: float, y: float, text: str, **look: Any) -> None:
    figure.text(x, y, text, transform=place, va="center_baseline", **look)


def _fill(figure: Any, place: Any, left: float, width: float, **look: Any) -> None:
    from matplotlib.patches import Rectangle

    figure.add_artist(Rectangle((left, 0.255), width, 0.21, transform=place, **look))


def _spoken(bar: Whole, language: str) -> tuple[list[str], list[str]]:
    """Return a label for each part, and lines below the bar that name what had no room in it."""
    labels, below = [], []
    for part, full in zip(bar.parts, _named(bar, language), strict=True):
        amount = _amount(part, language)
        room = max(bar.width(part), bar.rest) * WIDTH - 0.12
        if text_width(full, 8.5) <= room:
            labels.append(full)
        else:
            labels.append(amount if text_width(amount, 8.5) <= room else "")
            below.append(full)
    text = words(language)["listing"].join(below)
    return labels, wrapped(text, WIDTH - 0.1, 8.2).split("\n") if text else []


def _named(bar: Whole, language: str) -> list[str]:
    """Name each part with its amount, and with its share where the text states that too."""
    brackets = words(language)["brackets"]
    return [
        f"{name_of(part, language)} {_amount(part, language)}"
        + (brackets.format(share) if share else "")
        for part, share in zip(bar.parts, bar.shares or [""] * len(bar.parts), strict=True)
    ]


def _amount(figure: Figure | None, language: str = "zh") -> str:
    shown = "" if figure is None else quantity_text(figure) + (figure.unit or "")
    return formula_text(shown, language)


def _rounded_share(interval: Interval) -> str:
    """Write a derived share with the digits that both its ends agree on."""
    for places in (1, 0):
        low, high = (percent_text(end / 100, places) for end in (interval.low, interval.high))
        if low == high:
            return low
    return interval_text(interval, places=1, unit="%")
