"""`Page`: a piece of semantic HTML that shows itself; `picture`: a chart with its alt text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kelan_analysis.charts.picture import Picture, draw_picture
from kelan_analysis.escapes import html_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Page:
    """A piece of the brief.

    Examples
    --------
    >>> Page("<p>增长5.4%</p>")
    增长5.4%
    """

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        text = html.unescape(_TAG.sub("", _STYLE.sub("", self.html)))
        return "\n".join(line for line in text.splitlines() if line.strip())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}


def section(heading: str, *parts: str) -> Page:
    """Return a section with its heading; nothing at all where no part has content.

    Examples
    --------
    >>> section("局限", paragraph("对得上不等于正确。"))
    局限
    对得上不等于正确。
    """
    body = "\n".join(part for part in parts if part)
    return Page(f"<section>\n<h2>{escape(heading)}</h2>\n{body}\n</section>" if body else "")


def nothing(heading: str, text: str) -> Page:
    """Return the line that a section without content shrinks to.

    Examples
    --------
    >>> nothing("矛盾之处", "没有。")
    矛盾之处　没有。
    """
    return Page(f'<p class="none"><strong>{escape(heading)}</strong>　{escape(text)}</p>')


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of plain text.

    Examples
    --------
    >>> paragraph("a < b", "small")
    '<p class="small">a &lt; b</p>'
    """
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def escape(text: object) -> str:
    """Escape text for HTML; what hides, or turns the order of what is seen, is shown.

    Examples
    --------
    >>> escape("<img onerror=go()>")
    '&lt;img onerror=go()&gt;'
    """
    return html_text(str(text))


def picture(figure: Figure, *, alt: str, caption: str = "") -> Picture:
    """Show a matplotlib figure with the text that stands for it.

    This is the way for every chart in a brief: the text goes with the output as metadata
    ``alt``, which both exporters read. (A cell's metadata ``alt`` serves for other charts.)

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        For a seaborn plot ``grid.figure`` or ``axes.figure``.
    alt : str
        What the picture shows, in words; must not be empty.
    caption : str, optional
        What it says, as a claim.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> picture(Figure(), alt=" ")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: every picture needs alt text. Got none; say in `alt` what \
the picture shows.
    """
    if not alt.strip():
        Picture("", alt)
    return draw_picture(figure, alt=alt, caption=caption)
