"""`Picture`: a chart as SVG with its description; the same bytes each time, no glyph missing."""

from __future__ import annotations

import base64
import functools
import importlib.util
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kelan_analysis.errors import InputError, RunError
from kelan_analysis.escapes import html_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

T = TypeVar("T")
# Dark enough for print, apart in lightness too, and apart for every kind of colour vision.
INK, QUIET, RULE, PALE = "#1c2126", "#56616c", "#c3cad1", "#e4e9ee"
ACCENT, FALL = "#2f6ba6", "#b23c08"
VERDICT_COLOURS = {
    "exact": "#0b58a2", "rounding": "#006b57", "convention": "#75489b",
    "contradiction": "#b23c08", "undecidable": "#56616c",
}  # fmt: skip
FONT = "Noto Sans CJK SC"
# The page's own faces, for a reader's browser; the PDF embeds the first.
_STACK = f"'{FONT}', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
WIDTH = 6.6  # inches: the text width of the page
_NARROW = frozenset(" .,:;()[]'|!iljtfrI")
_GLYPH = re.compile(r"Glyph (\d+).*missing", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A chart with the text that stands for it where it cannot be seen.

    Attributes
    ----------
    svg : str
        The chart; its letters are text, so they can be found and read aloud.
    alt : str
        What it shows, in words.
    caption : str
        What it says, as a claim; may be empty.

    Examples
    --------
    >>> picture = Picture("<svg/>", "two lines", "They cross")
    >>> picture.html()[:58]
    '<figure class="chart" tabindex="0"><figcaption>They cross<'
    """

    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise InputError(
                "every picture needs alt text. Got none; say in `alt` what the picture shows."
            )

    def html(self) -> str:
        """Return the picture as one HTML element that holds its data.

        Examples
        --------
        >>> "data:image/svg+xml;base64," in Picture("<svg/>", "a line").html()
        True
        """
        return in_one_figure([self])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        about = {"alt": self.alt} | ({"caption": self.caption} if self.caption else {})
        data = {"image/svg+xml": self.svg, "text/plain": f"Picture({self.alt!r})"}
        return data, {"image/svg+xml": about}


def in_one_figure(pictures: Sequence[Picture]) -> str:
    """Return pictures that go on below each other as one element; a page may end between them.

    Examples
    --------
    >>> in_one_figure([Picture("<svg/>", "three bars"), Picture("<svg/>", "two bars")]).count("<img")
    2
    """
    caption = html_text(pictures[0].caption)
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    drawn = "".join(
        f'<img alt="{html_text(one.alt)}" src="data:image/svg+xml;base64,'
        f'{base64.b64encode(one.svg.encode("utf-8")).decode("ascii")}">'
        for one in pictures
    )
    return f'<figure class="chart" tabindex="0">{caption}{drawn}</figure>'


def draw_picture(figure: Figure, *, alt: str, caption: str = "") -> Picture:
    """Return a matplotlib figure as a `Picture`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn, best within `brief_look`.
    alt : str
        What the picture shows, in words; must not be empty.
    caption : str, optional
        What it says, as a claim; printed above it.

    Raises
    ------
    RunError
        If a character has no glyph: a box would be drawn in its place.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> draw_picture(Figure(figsize=(1, 1)), alt="nothing").svg[:5]
    '<?xml'
    """
    import matplotlib

    target = io.StringIO()
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.hashsalt": "kelan"}):
        warnings.filterwarnings("error", message="Glyph")
        try:
            figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
        except UserWarning as warning:
            found = _GLYPH.search(str(warning))
            if not found:
                raise
            code = int(found[1])
            raise RunError(
                f"every character of a chart needs a glyph. Missing glyph for {chr(code)!r} "
                f"(U+{code:04X}); write it with other characters."
            ) from None
    return Picture(target.getvalue().replace(f"'{FONT}'", _STACK), alt, caption)


@contextmanager
def brief_look() -> Iterator[None]:
    """Draw within it as the brief does: its fonts and sizes, whatever the user's settings are.

    Examples
    --------
    >>> import matplotlib
    >>> with brief_look():
    ...     matplotlib.rcParams["font.family"]
    ['Noto Sans CJK SC']
    """
    import matplotlib

    _load_fonts()
    with matplotlib.rc_context():
        matplotlib.rcParams.update(_defaults())
        yield


def new_figure(height: float) -> Figure:
    """Return an empty figure of the page's text width.

    Examples
    --------
    >>> float(new_figure(2).get_figheight())
    2.0
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), dpi=100, layout=None)


def in_parts(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Yield the items in runs of about the same length, none longer than `most`.

    Short pictures leave less white at the foot of a page than one that does not fit there.

    Examples
    --------
    >>> [len(part) for part in in_parts(range(17), 8)]
    [6, 6, 5]
    """
    count = -(-len(items) // most)
    start = 0
    for number in range(count):
        size = -(-(len(items) - start) // (count - number))
        yield items[start : start + size]
        start += size


def text_width(text: str, points: float) -> float:
    """Return about how many inches a text takes: a Chinese character one em, others less.

    Examples
    --------
    >>> text_width("岢岚", 72), text_width("ab", 72)
    (2.0, 1.12)
    """
    return sum(map(_em, text)) * points / 72


def _em(char: str) -> float:
    """Return a little more than a character's width in any of the faces, in em."""
    if ord(char) > 0x2E7F or char in "mwMW%@÷+=":
        return 1.0 if ord(char) > 0x2E7F else 0.88
    return 0.3 if char in _NARROW else 0.66 if char.isupper() else 0.56


def wrapped(text: str, width: float, points: float) -> str:
    """Break a text into lines of at most so many inches.

    Examples
    --------
    >>> wrapped("岢岚县地区生产总值", 4.0, 72).split()
    ['岢岚县地', '区生产总', '值']
    """
    lines, line = [], ""
    for part in re.findall(r"[\w.,%-]+(?<=[\x00-\x7f]) ?|.", text, re.ASCII):
        if line and text_width(line + part, points) > width:
            lines.append(line.rstrip())
            line = ""
        line += part
    return "\n".join([*lines, line.rstrip()])


def _defaults() -> dict[str, Any]:
    import matplotlib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = {k: v for k, v in matplotlib.rcParamsDefault.items() if k not in _OTHERS}
    return plain | {
        "font.family": [FONT],
        "font.size": 9.0,
        "text.color": INK,
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "axes.edgecolor": RULE,
        "axes.linewidth": 0.7,
        "axes.labelcolor": QUIET,
        "axes.labelsize": 8.5,
        "xtick.color": QUIET,
        "xtick.labelsize": 8.5,
        "ytick.color": INK,
        "ytick.labelsize": 9.0,
        "xtick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 0.0,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "kelan",
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
    }


_OTHERS = frozenset({"backend", "backend_fallback", "interactive", "toolbar", "timezone"})


@functools.cache
def _load_fonts() -> None:
    """Add the font files by path: the font cache of matplotlib would not see a new one."""
    from matplotlib import font_manager

    found = importlib.util.find_spec("mplfonts")
    if found is None or not found.origin:
        raise RunError(
            "charts need the Chinese fonts of the package mplfonts. It is not installed; "
            "`pip install mplfonts`."
        )
    font_manager.fontManager.addfont(
        Path(found.origin).parent / "fonts" / "NotoSansCJKsc-Regular.otf"
    )
