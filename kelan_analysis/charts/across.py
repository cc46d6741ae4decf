"""Places beside each other: a ranked dot plot, and small multiples of what they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kelan_analysis.charts.picture import (
    ACCENT,
    FALL,
    QUIET,
    RULE,
    WIDTH,
    Picture,
    brief_look,
    draw_picture,
    new_figure,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from kelan_analysis.comparison import Row

SHOWN = 40  # dots of one plot: the first and the last where there are more
PANELS = 12


def ranked_dots(name: str, rows: Sequence[Row], say: dict[str, str], unit: str) -> Picture:
    """Draw one indicator of many places, highest first.

    Parameters
    ----------
    name : str
        The indicator.
    rows : sequence of Row
        One a place.
    say : dict
        Sentences: ``claim``, ``axis``, ``alt`` with the fields ``name``, ``top``, ``high``, ``bottom``,
        ``low``, ``n``, ``items``.
    unit : str
        What stands after a number.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> name, rows = compare_releases().shared()[0]
    >>> say = {"claim": "{top} {high}", "axis": "{name}", "alt": "{items}"}
    >>> ranked_dots(name, rows, say, "%").caption
    '岢岚县 2023 5.4%'
    """
    import seaborn as sns

    ranked = sorted(rows, key=lambda row: (-float(row.value), row.region_code))
    shown = ranked if len(ranked) <= SHOWN else [*ranked[: SHOWN // 2], *ranked[-SHOWN // 2 :]]
    labels = [f"{_place(row, say)} {row.period}" for row in shown]
    values = [float(row.value) for row in shown]
    with brief_look():
        height = 0.6 + 0.24 * len(shown)
        figure = new_figure(height)
        axes = figure.add_axes((0.3, 0.48 / height, 0.6, 1 - 0.55 / height))
        places = [str(at) for at in range(len(shown))]
        sns.stripplot(x=values, y=places, orient="h", color=ACCENT, size=6, jitter=False, ax=axes)
        axes.hlines(range(len(shown)), min([0.0, *values]), values, color=RULE, linewidth=0.8, zorder=0)
        axes.set_yticks(range(len(shown)), labels)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlabel(say["axis"].format(name=name))
        axes.set_ylabel("")
        for at, (value, row) in enumerate(zip(values, shown, strict=True)):
            axes.annotate(row.value, (value, at), (6, 0), textcoords="offset points",
                          va="center", fontsize=8.5, color=QUIET)  # fmt: skip
        told = {
            "name": name, "n": len(ranked), "top": labels[0], "high": f"{shown[0].value}{unit}",
            "bottom": labels[-1], "low": f"{shown[-1].value}{unit}",
            "items": "；".join(f"{a} {r.value}{unit}" for a, r in zip(labels, shown, strict=True)),
        }  # fmt: skip
        return draw_picture(figure, alt=say["alt"].format(**told), caption=say["claim"].format(**told))


def small_multiples(
    shared: Sequence[tuple[str, Sequence[Row]]], say: dict[str, str], unit: str
) -> Picture | None:
    """Draw a small panel for each indicator that several places state; None without two.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> drawn = small_multiples(compare_releases().shared(), {"claim": "{n}", "alt": "{items}"}, "%")
    >>> drawn.alt.startswith("地区生产总值")
    True
    """
    import seaborn as sns

    panels = [(name, sorted(rows, key=lambda r: r.region_code)[:12]) for name, rows in shared[:PANELS]]
    if len(panels) < 2:
        return None
    room = max(text_width(_place(row, say), 8) for _, rows in panels for row in rows) + 0.15
    across = 3 if room < 0.8 else 2
    down = -(-len(panels) // across)
    most = max(len(rows) for _, rows in panels)
    # A panel is its labels, its bars, and the blank that keeps it from the next one.
    bars = WIDTH / across - room - 0.25
    titles = [wrapped(name, bars + room, 8.5) for name, _ in panels]
    head = 0.2 + 0.15 * max(title.count("\n") + 1 for title in titles)
    with brief_look():
        height = down * (head + 0.15 + 0.2 * most)
        figure = new_figure(height)
        grid = figure.subplots(down, across, squeeze=False)
        figure.subplots_adjust(
            room / WIDTH, 0.02, 1 - 0.25 / WIDTH, 1 - head / height,
            wspace=(room + 0.25) / bars, hspace=(head + 0.15) / (0.2 * most),
        )  # fmt: skip
        for axes in grid.flat[len(panels) :]:
            axes.set_visible(False)
        for axes, (_, rows), title in zip(grid.flat, panels, titles, strict=False):
            values = [float(row.value) for row in rows]
            sns.barplot(
                x=values, y=[str(at) for at in range(len(rows))], hue=[v < 0 for v in values],
                palette={False: ACCENT, True: FALL}, legend=False, orient="h", width=0.6, ax=axes,
                saturation=1, errorbar=None,
            )  # fmt: skip
            axes.set_title(title, fontsize=8.5, loc="left", x=-room / bars, pad=4)
            axes.set_yticks(range(len(rows)), [_place(row, say) for row in rows], fontsize=8)
            axes.set_xlabel("")
            axes.set_ylabel("")
            axes.tick_params(axis="x", bottom=False, labelbottom=False)
            axes.spines["bottom"].set_visible(False)
            axes.margins(x=0.3)
            for at, row in enumerate(rows):
                axes.annotate(row.value + unit, (max(values[at], 0), at), (3, 0), fontsize=7.5,
                              textcoords="offset points", va="center", color=QUIET)  # fmt: skip
        items = "；".join(
            f"{name}：" + "、".join(f"{_place(row, say)} {row.value}{unit}" for row in rows)
            for name, rows in panels
        )
        told = {"n": len(panels), "items": items}
        return draw_picture(figure, alt=say["alt"].format(**told), caption=say["claim"].format(**told))


def _place(row: Row, say: dict[str, str]) -> str:
    return (row.region_en if say.get("language") == "en" else "") or row.region
