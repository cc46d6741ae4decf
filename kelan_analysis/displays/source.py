"""The source text with every figure marked by its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kelan_analysis.displays.page import Page, escape, section
from kelan_analysis.findings import MARKS, checks_of, verdicts_of_figures, words

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.reading.figure import Figure


LONGEST_BARE = 160  # characters between two figures' paragraphs that are still printed


def annotated_text(report: Report, language: str = "zh") -> Page:
    """Return the source text, each figure underlined and signed by its verdict.

    Long passages without any figure shrink to a line that says how much is left out: the brief
    stays brief, and the whole text is attached to it.

    Line style and sign say the same as the colour, so the marks survive a black-and-white
    printer.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> print(str(annotated_text(report)).splitlines()[1])
    64个＝新建项目开工59个＝，开工率92.2%＝。
    """
    said = words(language)
    verdicts, titles = verdicts_of_figures(report), _titles(report, said)
    text, figures = report.reading.text, report.reading.figures
    paragraphs: list[str] = []
    bare: list[tuple[int, int]] = []  # paragraphs without figures since the last with one
    for start, end in [*_lines(text), (len(text), len(text))]:
        inside = [one for one in figures if start <= one.start and one.end <= end]
        if not inside and start < len(text):
            bare += [(start, end)] if text[start:end].strip() else []
            continue
        paragraphs += _left_out(text, bare, said)
        bare = []
        if inside:
            marked = mark_figures(text, inside, verdicts, start, end, titles=titles)
            paragraphs.append(f'<p class="source" lang="zh-CN">{marked}</p>')
    return section(said["sections"]["source"], *paragraphs, _legend(verdicts.values(), said))


def mark_figures(
    text: str,
    figures: Iterable[Figure],
    verdicts: Mapping[str, str],
    start: int = 0,
    end: int | None = None,
    *,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return a stretch of text as HTML with its figures marked.

    Parameters
    ----------
    text : str
        The whole text that the figures' spans point into.
    figures : iterable of Figure
        Those to mark; one that overlaps an earlier one is left as it is.
    verdicts : mapping
        Verdict by figure id.
    start, end : int
        The stretch.
    titles : mapping, optional
        What to say of a figure on hover and to assistive technology, by id.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> reading = read_figures("增长5.4%。")
    >>> mark_figures(reading.text, reading, {"F01": "unchecked"})
    '增长<span class="fig unchecked">5.4%</span>。'
    """
    end = len(text) if end is None else end
    parts, place = [], start
    for figure in sorted(figures, key=lambda one: (one.start, -one.end)):
        if figure.start < place:
            continue
        kind = verdicts.get(figure.id, "unchecked")
        about = f' title="{escape(titles[figure.id])}"' if titles and figure.id in titles else ""
        sign = f'<sup class="mark {kind}">{MARKS[kind]}</sup>' if MARKS[kind] else ""
        parts.append(escape(text[place : figure.start]))
        parts.append(
            f'<span class="fig {kind}"{about}>'
            f"{escape(text[figure.start : figure.end])}{sign}</span>"
        )
        place = figure.end
    parts.append(escape(text[place:end]))
    return "".join(parts)


def _left_out(text: str, bare: Sequence[tuple[int, int]], said: Mapping) -> list[str]:
    size = sum(end - start for start, end in bare)
    if size > LONGEST_BARE:
        say = said["omitted"]["one" if len(bare) == 1 else "some"]
        return [f'<p class="small">{escape(say.format(k=len(bare), n=size))}</p>']
    return [
        f'<p class="source" lang="zh-CN">{escape(text[start:end])}</p>' for start, end in bare
    ]


def _titles(report: Report, said: Mapping) -> dict[str, str]:
    found = {}
    for figure in report.reading.figures:
        checks = said["listing"].join(check.id for check in checks_of(report, figure.id))
        parts = [figure.id, figure.indicator or "", checks]
        found[figure.id] = " ".join(part for part in parts if part)
    return found


def _legend(verdicts: Iterable[str], said: Mapping) -> str:
    present = set(verdicts)
    items = [
        f'<span class="nobr"><span class="fig {kind}">123'
        + (f'<sup class="mark {kind}">{sign}</sup>' if sign else "")
        + f"</span> {escape(said['verdict'][kind])}</span>"
        for kind, sign in MARKS.items()
        if kind in present
    ]
    if not items:
        return ""
    return f'<p class="small">{escape(said["say"]["legend"] + said["colon"])}{"　".join(items)}</p>'


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
        start += len(line)
