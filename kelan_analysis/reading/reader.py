"""`read_figures`: every figure of a text, from number to name, place, period and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.finish import finished, left_over
from kelan_analysis.reading.folding import blank_overlong, fold
from kelan_analysis.reading.grammar import RULES_OF, Memory, Slot, implied, implying_words
from kelan_analysis.reading.grammar.pairs import untie_second
from kelan_analysis.reading.groups import Group, group_quantities
from kelan_analysis.reading.headings import open_paragraph, signed_by, take_heading
from kelan_analysis.reading.invisible import Visible
from kelan_analysis.reading.marks import Mark, find_marks
from kelan_analysis.reading.periods import year_of
from kelan_analysis.reading.quantities import find_quantities
from kelan_analysis.reading.quantity import Unread
from kelan_analysis.reading.result import Reading
from kelan_analysis.reading.sentences import sentence_spans
from kelan_analysis.reading.slots import slots_of
from kelan_analysis.reading.tables import read_tables, settle_period

if TYPE_CHECKING:
    from kelan_analysis.releases import Release


def read_figures(
    source: str | Release, *, region: str | None = None, period: str | None = None
) -> Reading:
    """Read every figure of a text.

    Parameters
    ----------
    source : str or Release
        The text itself, or a release of `load_release`, whose region and period then are
        the context.
    region, period : str, optional
        Context that the text leaves open: the county, and the year as ``"2023"``.

    Returns
    -------
    Reading
        The figures in the order of the text; offsets are into the untouched text.

    Notes
    -----
    A number with an invisible character inside (a zero-width space, a bidirectional control)
    is not read: `Reading.account` names the character.

    Examples
    --------
    >>> reading = read_figures("64个总投资46.92亿元的新建项目开工59个,开工率92.2%。")
    >>> for figure in reading:
    ...     print(figure.id, figure.printed, figure.indicator, figure.relation, figure.relates_to)
    F01 64个 新建项目 None None
    F02 46.92亿元 新建项目总投资 amount_of F01
    F03 59个 新建项目开工 part_of F01
    F04 92.2% 新建项目开工率 rate_of F01
    """
    release = None if isinstance(source, str) else source
    text = source if isinstance(source, str) else source.text
    if release is not None:
        region, period = region or release.region, period or release.period
    visible = Visible.of(text)
    folded, overlong = blank_overlong(fold(visible.text))
    memory = Memory(region=region, period=period, year=year_of(period or ""))
    memory.base_region, memory.base_period = region, period
    memory.own_region = region or signed_by(folded)
    marks = find_marks(folded)
    marks += visible.unread(folded, marks)
    tables = _read_tables(folded, marks, memory)
    in_tables = [(d.quantity.start, d.quantity.end) for d in tables]
    cells = [Mark(start, end, "figure", "table cell", "table") for start, end in in_tables]
    quantities, unread = find_quantities(folded, [*marks, *cells])
    drafts = [*tables, *_read_sentences(folded, group_quantities(folded, quantities), memory)]
    for draft in tables:
        draft.region = memory.base_region or memory.region
        draft.period = settle_period(draft.period, memory.base_period)
    unread += [Unread(*span, "unread", "more digits than a number has") for span in overlong]
    unread += left_over(folded, drafts, quantities)
    return Reading(text, finished(visible, drafts), visible, marks, unread, release)


def _read_tables(folded: str, marks: list[Mark], memory: Memory) -> list[Draft]:
    """The figures of tables, but for numbers that hold something invisible."""
    drafts = read_tables(folded, memory.year)
    hidden = [range(m.start, m.end) for m in marks if m.rule == "invisible"]
    return [d for d in drafts if not any(d.quantity.start in span for span in hidden)]


def _read_sentences(folded: str, groups: list[Group], memory: Memory) -> Iterator[Draft]:
    joined = [(quantity.start, quantity.end) for group in groups for quantity in group.items]
    waiting, words = groups[::-1], implying_words(folded)
    for start, end in sentence_spans(folded, joined):
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        memory.new_sentence()
        if inside:
            open_paragraph(folded, start, inside[0].start, memory)
            yield from _read_sentence(folded, (start, end), inside, words, memory)
        else:
            take_heading(folded[start:end], memory)


def _read_sentence(
    folded: str, span: tuple[int, int], groups: list[Group], words: list[re.Match[str]], memory: Memory
) -> Iterator[Draft]:
    start, end = span
    position, first = start, True
    for slot, broken in slots_of(folded, start, end, groups):
        yield from implied(folded, words, position, slot.group.start, memory)
        if broken and slot.bracket is None:
            memory.new_clause()
        drafts = _apply(slot, memory)
        memory.take(drafts)
        if first and slot.lead.kinds.isdisjoint(("from", "to")):
            memory.keep_part_of_year(slot.lead.period)
        first = False
        yield from drafts
        position = slot.group.end
    yield from implied(folded, words, position, end, memory)


def _apply(slot: Slot, memory: Memory) -> list[Draft]:
    """Read a slot by the first rule that can."""
    for rule in RULES_OF[slot.family]:
        drafts = rule.read(slot, memory)
        if drafts:
            untie_second(drafts, memory)
            named = "clause" if slot.lead.subject else "carried"
            for draft in drafts:
                draft.rule = draft.rule or rule.id
                draft.rules.setdefault("name", named)
            return drafts
    return []
