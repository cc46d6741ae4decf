"""`reviewed_figures`: the figures of a release, its register laid over what the program reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kelan_analysis.reading import Figure, Reading, read_figures
from kelan_analysis.reading.accounts import Entry
from kelan_analysis.register.parsing import parse_register
from kelan_analysis.register.rows import (
    FIELDS,
    LINKS,
    REGISTER,
    REVIEWS,
    Row,
    fits,
    next_id,
    what_was_read,
)
from kelan_analysis.releases import Release, read_text


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a register that a person has to look at.

    Attributes
    ----------
    kind : str
        ``stale`` (its span is no longer in the text), ``moved`` (found elsewhere in the new
        text), ``reread`` (the program reads it otherwise now than when it was reviewed) or
        ``unreviewed`` (read now, and not in the register).
    id, place, zh, en : str
        The figure, the line of the register, and what happened in both languages.

    Examples
    --------
    >>> print(Note("stale", "F03", "figures.csv:4", "原文里已经没有“59个”", "'59个' is gone"))
    figures.csv:4: F03: '59个' is gone
    """

    kind: str
    id: str
    place: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.place}: {self.id}: {self.en}"


class Reviewed(Reading):
    """A reading that went through a register.

    Attributes
    ----------
    rows : tuple of Row
        Every row of the register, the struck and stale ones included.
    notes : tuple of Note
        What no longer fits.
    struck : tuple of Row
        What a person said is no figure.

    Examples
    --------
    >>> from kelan_analysis import load_release
    >>> isinstance(reviewed_figures(load_release("140929-kelan-2023")), Reading)
    True
    """

    rows: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def struck(self) -> tuple[Row, ...]:
        """Return the rows that a person said are no figures.

        Examples
        --------
        >>> reading = read_figures("开工59个。")
        >>> apply_register(reading, [Row(reading[0], "struck")]).struck[0].figure.printed
        '59个'
        """
        return tuple(row for row in self.rows if row.review == "struck")

    def account(self) -> tuple[Entry, ...]:
        """Return what `Reading.account` does; a numeral that was struck out says so.

        Examples
        --------
        >>> reading = read_figures("编号开工59个。")
        >>> apply_register(reading, [Row(reading[0], "struck", reason="a name")]).account()[0].why
        'struck out: a name'
        """
        struck = [row for row in self.struck if fits(row, self.text)]
        inside = [(row.figure.start, row.figure.end) for row in struck]
        entries = [
            entry
            for entry in super().account()
            if not any(start <= entry.start and entry.end <= end for start, end in inside)
        ]
        entries += [
            Entry(row.figure.start, row.figure.end, row.figure.printed, "name or idiom",
                  f"struck out: {row.reason}", "register")
            for row in struck
        ]  # fmt: skip
        return tuple(sorted(entries, key=lambda entry: entry.start))

    def as_json(self) -> dict[str, Any]:
        """Return what `Reading.as_json` does, with the state of the register in ``source``.

        Examples
        --------
        >>> reading = read_figures("开工59个。")
        >>> apply_register(reading, [Row(reading[0])]).as_json()["source"]["register"]["kept"]
        1
        """
        record = super().as_json()
        record["source"]["register"] = {
            "rows": len(self.rows),
            **{kind: sum(row.review == kind for row in self.rows) for kind in REVIEWS},
            "reviewers": sorted({row.reviewer for row in self.rows if row.reviewer}),
            "notes": [{"kind": n.kind, "id": n.id, "place": n.place, "zh": n.zh, "en": n.en}
                      for n in self.notes],
        }  # fmt: skip
        return record


def reviewed_figures(release: Release, *, region: str | None = None, period: str | None = None) -> Reading:
    """Return the figures of a release: its register's where there is one, else as read.

    Raises
    ------
    InputError
        If a row is ill-formed, or its span does not hold what it says although the text is
        the one that was reviewed; file, line and field are named.

    Examples
    --------
    >>> from kelan_analysis import load_release
    >>> reviewed_figures(load_release("140929-kelan-2023"))[0].printed
    '50.9亿元'
    """
    program = read_figures(release, region=region, period=period)
    path = release.path / REGISTER
    if not os.path.lexists(path):  # a link to nowhere is no release without a register
        return program
    return apply_register(program, *parse_register(read_text(path)[0], str(path), program))


def apply_register(
    program: Reading, rows: Iterable[Row], places: Iterable[str] | None = None
) -> Reviewed:
    """Lay reviewed rows over what the program reads.

    Parameters
    ----------
    program : Reading
        What the program reads now.
    rows : iterable of Row
    places : iterable of str, optional
        Where each row stands; by default ``row 1`` and so on.

    Examples
    --------
    >>> reading = read_figures("开工59个。")
    >>> wrong = Row(reading[0], review="struck", reason="a name")
    >>> len(apply_register(reading, [wrong]))
    0
    """
    rows = list(rows)
    names = list(places or [f"row {at}" for at in range(1, len(rows) + 1)])
    matched = _matches(program, rows)
    ids: dict[str, str] = {}  # the program's id: the register's
    notes: list[Note] = []
    figures: list[Figure] = []
    alive = {row.figure.id for row in rows if row.review != "struck" and fits(row, program.text)}
    for at, (row, place) in enumerate(zip(rows, names, strict=True)):
        figure, now = row.figure, matched.get(at)
        if now is not None:
            ids[now.id] = figure.id
        if not fits(row, program.text):
            notes.append(_stale(row, place))
        elif row.review != "struck":
            figures.append(figure)
        if now is not None and row.read is not None and (changed := _changed(row.read, now, program)):
            notes.append(_reread(row, place, changed))
    taken = {row.figure.id for row in rows}
    matched_ids = set(ids)
    fresh = [figure for figure in program if figure.id not in matched_ids]
    for figure in fresh:
        ids[figure.id] = next_id(taken)
        taken.add(ids[figure.id])
    for figure in fresh:
        new = replace(figure, id=ids[figure.id], derived_from=tuple(ids[d] for d in figure.derived_from),
                      **{link: ids.get(getattr(figure, link)) for link in LINKS})  # fmt: skip
        alive.add(new.id)
        figures.append(new)
        notes.append(Note("unreviewed", new.id, REGISTER, f"“{new.printed}”读出来了，还没有人看过",
                          f"{new.printed!r} is read now and was not reviewed"))  # fmt: skip
    figures = [_with_living_links(figure, alive) for figure in figures]
    figures.sort(key=lambda figure: (figure.start, figure.end))
    made = Reviewed.__new__(Reviewed)
    vars(made).update(vars(program))
    made.figures = tuple(figures)
    made._by_id = {figure.id: figure for figure in figures}
    made.rows, made.notes = tuple(rows), tuple(notes)
    return made


def _matches(program: Reading, rows: list[Row]) -> dict[int, Figure]:
    """Row by row the figure that the program reads in the same place."""
    there: dict[tuple[int, int], list[Figure]] = {}
    for figure in program:
        there.setdefault((figure.start, figure.end), []).append(figure)
    matched = {}
    for at, row in enumerate(rows):
        same = there.get((row.figure.start, row.figure.end))
        if same and fits(row, program.text):
            matched[at] = same.pop(0)
    return matched


def _changed(read: Mapping[str, str], now: Figure, program: Reading) -> dict[str, tuple[str, str]]:
    said = what_was_read(now, program)
    # A link to a place that moved with the text is the same link.
    before = {k: v.partition("@")[0] if k in LINKS else v for k, v in read.items()}
    after = {k: v.partition("@")[0] if k in LINKS else v for k, v in said.items()}
    return {k: (before[k], after[k]) for k in FIELDS if k in before and before[k] != after[k]}


def _stale(row: Row, place: str) -> Note:
    printed = row.figure.printed
    zh = f"审阅过的“{printed}”（{row.figure.indicator or '未命名'}）在现在的原文里对不上位置，未采用"
    en = f"{printed!r} was reviewed and does not stand in the text as it is now; not used"
    return Note("stale", row.figure.id, place, zh, en)


def _reread(row: Row, place: str, changed: Mapping[str, tuple[str, str]]) -> Note:
    zh = "；".join(f"{name}：审阅时读作“{old}”，现在读作“{new}”" for name, (old, new) in changed.items())
    en = "; ".join(f"{name} was read as {old!r}, now as {new!r}" for name, (old, new) in changed.items())
    return Note("reread", row.figure.id, place, f"{zh}；以登记为准", f"{en}; the register stands")


def _with_living_links(figure: Figure, alive: set[str]) -> Figure:
    """A link to a figure that was struck out, or is gone, ends."""
    dead = {link: None for link in LINKS if getattr(figure, link) not in alive | {None}}
    if "relates_to" in dead:
        dead["relation"] = None
    derived = tuple(id for id in figure.derived_from if id in alive)
    return replace(figure, **dead, derived_from=derived) if dead or derived != figure.derived_from else figure
