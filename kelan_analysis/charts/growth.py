"""Growth rates as bars, each with its number: who grew fastest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kelan_analysis.charts.picture import (
    ACCENT,
    FALL,
    QUIET,
    Picture,
    brief_look,
    draw_picture,
    in_parts,
    new_figure,
    text_width,
    wrapped,
)
from kelan_analysis.findings import name_of, quantity_text, words

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.reading.figure import Figure

MOST = 24  # bars in all; the table of figures has the others
ROWS = 5  # bars on one picture; the next goes on below it, on the same page or not
LONGEST = 3.1  # inches that the names may take
PITCH, LINE, GAP = 0.25, 0.135, 0.05  # inches from bar to bar, of a line of a name, between names
KEY, NUMBER = 0.28, 0.5  # inches above the first bar, and for a number beside a bar


def growth_figures(report: Report) -> list[Figure]:
    """Return the growth rates over the year before in %, fastest first.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("粮食产量12.60万吨，下降2.1%；油料产量3.2万吨，增长4%。"))
    >>> [figure.printed for figure in growth_figures(report)]
    ['4%', '2.1%']
    """
    found: dict[tuple[str | None, str | None], Figure] = {}
    for figure in report.reading.figures:
        if figure.kind == "growth" and figure.base_unit == "%" and not figure.hedge:
            found.setdefault((figure.indicator, figure.period), figure)
    return sorted(found.values(), key=lambda figure: (-figure.base_value, figure.start))


def shown_growth(report: Report) -> list[Figure]:
    """Return the growth rates that the chart shows: of many, the fastest and the slowest.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("粮食产量12.60万吨，下降2.1%；油料产量3.2万吨，增长4%。"))
    >>> shown_growth(report) == growth_figures(report)
    True
    """
    figures = growth_figures(report)
    return figures if len(figures) <= MOST else figures[: MOST // 2] + figures[-(MOST // 2) :]


def growth_charts(report: Report, language: str = "zh") -> tuple[Picture, ...]:
    """Draw the growth rates, in pictures that go on below each other; none of fewer than two.

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
    >>> growth_charts(report, "zh")[0].caption
    '规上工业增加值增长最快，为11.6%；地区生产总值增长最慢，为5.4%'
    """
    figures = shown_growth(report)
    if len(figures) < 2:
        return ()
    said = words(language)
    say = said["growth"]
    bars = [(one, name_of(one, language), quantity_text(one) + (one.unit or "")) for one in figures]
    every = growth_figures(report)
    falling = sum(figure.base_value < 0 for figure in every)
    (_, top, high), (_, bottom, low) = bars[0], bars[-1]
    caption = say["claim"].format(top=top, high=high, bottom=bottom, low=low)
    if falling:
        caption = say["falls"].format(n=len(every), k=falling)
    pictures = []
    scale = _scale(figures, [name for _, name, _ in bars])
    for part in in_parts(bars, ROWS):
        items = said["listing"].join(f"{name} {number}" for _, name, number in part)
        with brief_look():
            axis = "" if pictures else say["axis"]
            drawn = _draw(*map(list, zip(*part, strict=True)), axis=axis, scale=scale)
            alt = say["alt"].format(items=items)
            pictures.append(draw_picture(drawn, alt=alt, caption=caption))
        caption = ""
    return tuple(pictures)


@dataclass(frozen=True)
class _Scale:
    """What all pictures have in common, so that their bars compare: ends, names, pitch."""

    low: float
    high: float
    labels: float
    pitch: float


def _scale(figures: list[Figure], names: list[str]) -> _Scale:
    values = [float(figure.base_value) for figure in figures] + [0.0]
    labels = min(LONGEST, max(text_width(name, 9) for name in names) + 0.2)
    lines = max(wrapped(name, labels - 0.15, 9).count("\n") + 1 for name in names)
    return _Scale(min(values), max(values), labels, max(PITCH, LINE * lines + GAP))


def _draw(
    figures: list[Figure], names: list[str], numbers: list[str], *, axis: str, scale: _Scale
):
    import seaborn as sns

    labels = [wrapped(name, scale.labels - 0.15, 9) for name in names]
    above = KEY if axis else 0.0
    height = above + scale.pitch * len(labels)
    figure = new_figure(height)
    width = figure.get_figwidth()
    axes = figure.add_axes(
        (scale.labels / width, 0, 1 - (scale.labels + NUMBER) / width, 1 - above / height)
    )
    values = [float(one.base_value) for one in figures]
    axes.set(xlabel=" ", ylabel=" ")  # else seaborn makes all ticks once more, to name the axes
    sns.barplot(
        x=values, y=[str(n) for n in range(len(values))], hue=[value < 0 for value in values],
        palette={False: ACCENT, True: FALL}, legend=False, orient="h", ax=axes,
        width=0.165 / scale.pitch,
        saturation=1, errorbar=None, dodge=False,
    )  # fmt: skip
    axes.set_yticks(range(len(labels)), labels, linespacing=1.1)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_ylabel("")
    axes.set_xlabel("")
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.spines["bottom"].set_visible(False)
    if axis:
        left, top = scale.labels / width, 1 - 0.1 / height
        figure.text(left, top, axis, fontsize=8.5, color=QUIET, va="center")
    low, high = scale.low, scale.high
    span = high - low or 1.0
    for place, (value, number) in enumerate(zip(values, numbers, strict=True)):
        side = 1 if value >= 0 else -1
        axes.text(
            value + side * span * 0.012, place, number.replace("%", ""), va="center_baseline",
            ha="left" if side > 0 else "right", fontsize=9,
        )  # fmt: skip
    axes.axvline(0, color=QUIET, linewidth=0.8)
    # A fall's number stands to the left of its bar, between bar and name.
    room = NUMBER / (width - scale.labels - 2 * NUMBER)
    axes.set_xlim(low - span * room if low < 0 else 0, high or span * room)
    return figure
