"""The source text with every figure marked by its kind, and every other numeral by its class."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files

from kelan_analysis.displays.page import Page, escape
from kelan_analysis.displays.tips import Item, tip, view_words
from kelan_analysis.reading import Figure, Reading
from kelan_analysis.reading.accounts import CLASSES
from kelan_analysis.reading.figure import KINDS

_LINE_END = re.compile(r"\r\n?|\n")


def annotated_reading(reading: Reading, language: str = "zh") -> Page:
    """Return the source text with the reading of each figure on hover and on keyboard focus.

    A kind has a colour and a line of its own; the numerals that are no figures are marked
    lightly, those that nothing reads strongly. The page needs no script.

    Parameters
    ----------
    reading : Reading
        What `read_figures` gave, or `reviewed_figures`.
    language : str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> page = annotated_reading(read_figures("2023年增长5.4%，合同号778。"), "en")
    >>> print(str(page).splitlines()[0])
    Figures read: 1
    >>> 'class="figure k-growth"' in page.html, 'class="numeral n-unread"' in page.html
    (True, True)
    """
    said = view_words(language)
    numerals = [entry for entry in reading.account() if entry.kind != "figure"]
    place = hashlib.sha256(repr((reading.text, reading.figures, language)).encode()).hexdigest()
    marked = _marked(reading, numerals, f"r{place[:8]}", language)
    style = files(__package__).joinpath("readings.css").read_text(encoding="utf-8")
    body = "\n".join([
        f"<style>\n{style}</style>", f'<section class="kelan-reading" lang="{_tag(language)}">',
        _legend("figures", "kind", KINDS, reading.figures, language),
        _legend("numerals", "class", CLASSES[1:], numerals, language),
        f'<p class="hint">{escape(said["hint"])}</p>',
        f'<div class="source" lang="zh-CN">{marked}</div>', "</section>",
    ])  # fmt: skip
    return Page(body)


def _marked(reading: Reading, numerals: Sequence[Item], place: str, language: str) -> str:
    """Return a paragraph a line of the source; without the readings, its text is the source."""
    text, parts, at = reading.text, ["<p>"], 0
    for number, group in enumerate(_groups([*reading.figures, *numerals]), 1):
        start, end = group[0].start, max(item.end for item in group)
        first = next((item for item in group if isinstance(item, Figure)), group[0])
        tips = " ".join(tip(item, reading, language) for item in group)
        name = f"{place}-{number}"
        parts += [
            _LINE_END.sub("\n</p><p>", escape(text[at:start])),
            f'<mark class="{_look(first.kind)}" tabindex="0" aria-describedby="{name}">',
            _LINE_END.sub("\n", escape(text[start:end])),
            f'<span class="tip" role="tooltip" id="{name}" lang="{_tag(language)}">',
            f"{tips}</span></mark>",
        ]
        at = end
    parts += [_LINE_END.sub("\n</p><p>", escape(text[at:])), "</p>"]
    return "".join(parts).removesuffix("<p></p>")


def _groups(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items that overlap, as only a person's register can make them, share one mark."""
    group: list[Item] = []
    end = 0
    for item in sorted(items, key=lambda item: (item.start, -item.end)):
        if group and item.start >= end:
            yield group
            group = []
        group.append(item)
        end = max(end, item.end) if len(group) > 1 else item.end
    if group:
        yield group


def _legend(
    heading: str, names: str, order: Sequence[str], items: Sequence[Item], language: str
) -> str:
    """Say how many there are of each; that nothing is unread is worth saying too."""
    said = view_words(language)
    counts = Counter(item.kind for item in items)
    lines = "\n".join(
        f'<li><mark class="{_look(kind)}">{escape(said[names][kind])}</mark> {counts[kind]}</li>'
        for kind in order
        if counts[kind] or kind == "unread"
    )
    counted = escape(said[heading].format(n=len(items)))
    return f'<p class="counted">{counted}</p>\n' + (
        f'<ul class="legend">{lines}</ul>' if lines else ""
    )


def _look(kind: str) -> str:
    if kind in KINDS:
        return f"figure k-{kind}"
    return f"numeral n-{kind.replace(' ', '-')}"


def _tag(language: str) -> str:
    return "zh-CN" if language == "zh" else "en"


def _show(reading: Reading) -> str:
    return annotated_reading(reading).html


Reading.shown_by = staticmethod(_show)
