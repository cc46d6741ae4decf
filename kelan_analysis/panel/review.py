"""`Review`: a register while a person works on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from kelan_analysis.checking import run_checks
from kelan_analysis.durability import put_in_place
from kelan_analysis.errors import InputError
from kelan_analysis.links import check_links
from kelan_analysis.reading import Figure, read_figures
from kelan_analysis.reading.figure import KINDS
from kelan_analysis.register import (
    FIELDS,
    REGISTER,
    Reviewed,
    Row,
    apply_register,
    register_csv,
    reviewed_figures,
    text_hash,
    what_was_read,
    with_value,
)
from kelan_analysis.register.rows import check_period, next_id
from kelan_analysis.source_date import source_date
from kelan_analysis.table import check_cells, figure_row

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.releases import Release

EDITABLE = (*FIELDS,)


class Review:
    """The figures of a release, to be corrected, added, struck out and saved.

    Attributes
    ----------
    release : Release
    rows : list of Row
    reading, report : Reviewed, Report
        As the rows make them now.

    Examples
    --------
    >>> from kelan_analysis import load_release
    >>> review = Review(load_release("140929-kelan-2023"))
    >>> review.correct("F02", value="5.5", reason="原文另有更正")
    >>> review.row("F02").review, str(review.reading["F02"].value)
    ('corrected', '5.5')
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self._program = read_figures(release)
        reading = reviewed_figures(release)
        self.rows: list[Row] = list(getattr(reading, "rows", ()))
        self._opened_with = getattr(reading, "notes", ())
        known = {row.figure.id for row in self.rows}
        for figure in reading:
            if figure.id not in known:
                self.rows.append(Row(figure, read=what_was_read(figure, reading)))
        self._renew()

    def row(self, id: str) -> Row:
        """Return the row of a figure.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> Review(load_release("140929-kelan-2023")).row("F99")
        Traceback (most recent call last):
        ...
        kelan_analysis.errors.InputError: id must be a row of the register. Got 'F99'.
        """
        found = next((row for row in self.rows if row.figure.id == id), None)
        if found is None:
            raise InputError(f"id must be a row of the register. Got {id!r}.")
        return found

    @property
    def notes(self) -> tuple:
        """Return what did not fit when the register was opened, and still does not.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> Review(load_release("140929-kelan-2023")).notes
        ()
        """
        return tuple(note for note in self._opened_with if note.kind != "unreviewed")

    def correct(self, id: str, *, reason: str = "", **fields: str) -> None:
        """Change fields of a figure.

        Parameters
        ----------
        id : str
            The figure.
        reason : str
            Why.
        **fields : str
            Any of `FIELDS`, as text; an empty text means that the source does not say.

        Raises
        ------
        InputError
            If a field is unknown or its text does not fit; nothing was changed.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> Review(load_release("140929-kelan-2023")).correct("F02", value="five")
        Traceback (most recent call last):
        ...
        kelan_analysis.errors.InputError: value must be a decimal number. Got 'five'.
        """
        row = self.row(id)
        figure = self._changed(row.figure, fields)
        review = "added" if row.review == "added" else "corrected"
        self._put(replace(row, figure=figure, review=review, reason=reason or row.reason))

    def strike(self, id: str, *, reason: str = "") -> None:
        """Say that a figure is none.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> review = Review(load_release("140929-kelan-2023"))
        >>> review.strike("F02", reason="a name")
        >>> "F02" in [figure.id for figure in review.reading]
        False
        """
        row = self.row(id)
        if row.review == "added":
            self.rows.remove(row)
            self._renew()
        else:
            self._put(replace(row, review="struck", reason=reason))

    def restore(self, id: str) -> None:
        """Take a row back to what the program reads.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> review = Review(load_release("140929-kelan-2023"))
        >>> review.strike("F02")
        >>> review.restore("F02")
        >>> review.row("F02").review
        'kept'
        """
        row = self.row(id)
        there = (row.figure.start, row.figure.end)
        now = next((one for one in self._program if (one.start, one.end) == there), None)
        if now is None:
            raise InputError(f"{id} is not read by the program; strike it out instead.")
        ids = {(r.figure.start, r.figure.end): r.figure.id for r in self.rows}
        links = {
            link: ids.get((self._program[target].start, self._program[target].end))
            for link in ("relates_to", "of_part")
            if (target := getattr(now, link))
        }
        self._put(replace(row, figure=replace(now, id=id, **links), review="kept", reason=""))

    def add(
        self, start: int, end: int, *, value: str, unit: str = "", kind: str = "amount",
        indicator: str = "", reason: str = "",
    ) -> str:  # fmt: skip
        """Add a figure by its place in the text; return its id.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> review = Review(load_release("140929-kelan-2023"))
        >>> start = review.release.text.index("4A级")
        >>> review.add(start, start + 2, value="4", unit="", kind="count", indicator="景区等级")
        'F27'
        """
        text = self.release.text
        if not 0 <= start < end <= len(text) or not text[start:end].strip():
            raise InputError(f"a figure is marked in the text. Got {start} to {end}; mark its words.")
        for row in self.rows:
            if row.review != "struck" and row.figure.start < end and start < row.figure.end:
                raise InputError(
                    f"a figure stands in a place of its own. {row.figure.printed!r} "
                    f"({row.figure.id}) is there; correct it instead."
                )
        id = next_id(row.figure.id for row in self.rows)
        bare = Figure(
            id=id, start=start, end=end, printed=text[start:end], number_start=None,
            number_end=None, number=None, decimals=None, unit=None, value=Decimal(0),
            base_value=Decimal(0), base_unit=None, kind="amount", region=self.release.region,
            period=self.release.period, rule="review",
        )  # fmt: skip
        fields = {"value": value, "unit": unit, "kind": kind, "indicator": indicator}
        self.rows.append(Row(self._changed(bare, fields), "added", reason=reason))
        self.rows.sort(key=lambda row: row.figure.start)
        self._renew()
        return id

    def save(self, reviewer: str) -> Path:
        """Write the register, whole or not at all; return its path.

        Raises
        ------
        InputError
            If nobody signs.

        Examples
        --------
        >>> from kelan_analysis import load_release
        >>> Review(load_release("140929-kelan-2023")).save(" ")
        Traceback (most recent call last):
        ...
        kelan_analysis.errors.InputError: a register names its reviewer. Got none; give a name.
        """
        from kelan_analysis.datapackage import write_description

        if not reviewer.strip() or not reviewer.isprintable():
            raise InputError("a register names its reviewer. Got none; give a name.")
        check_links([(row.figure.id, figure_row(row.figure)) for row in self.rows])
        now, sha = _now(), text_hash(self.release.text)
        stale = {note.id for note in self.reading.notes if note.kind == "stale"}
        signed = [
            row
            if row.figure.id in stale or (row.reviewer and row.text_sha256 == sha and not self._touched(row))
            else replace(row, reviewer=reviewer.strip(), reviewed=now, text_sha256=sha)
            for row in self.rows
        ]
        path = self.release.path / REGISTER
        put_in_place(path, register_csv(signed).encode("utf-8-sig"))
        self.rows, self._saved = signed, {row.figure.id: row for row in signed}
        # What another release lacks is said where that one is read.
        write_description(self.release.path.parent.parent, left_out=[])
        return path

    def _touched(self, row: Row) -> bool:
        return self._saved.get(row.figure.id) != row

    def _changed(self, figure: Figure, fields: dict[str, str]) -> Figure:
        """Return a figure with fields changed; each text is proved before any is taken."""
        for name in fields:
            if name not in EDITABLE:
                raise InputError(f"field must be one of {', '.join(EDITABLE)}. Got {name!r}.")
        texts = {name: text.strip() for name, text in fields.items()}
        kind = texts.pop("kind", figure.kind)
        if kind not in KINDS:
            raise InputError(f"kind must be one of {', '.join(KINDS)}. Got {kind!r}.")
        unit = texts.pop("unit", figure.unit or "") or None
        said = texts.pop("value", format(figure.value, "f"))
        try:
            value = Decimal(said)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or "e" in said.lower() or len(said) > 40:
            raise InputError(f"value must be a decimal number. Got {said!r}.")
        ids = {row.figure.id for row in self.rows}
        for link in ("relates_to", "of_part"):
            if texts.get(link) and (texts[link] not in ids or texts[link] == figure.id):
                raise InputError(f"{link} must name another figure. Got {texts[link]!r}.")
        if (value, unit, kind) != (figure.value, figure.unit, figure.kind):
            try:
                figure = with_value(figure, value, unit, kind)
            except ValueError as error:
                raise InputError(f"unit: {error}") from None
        if texts.get("period") != figure.period:
            check_period(texts.get("period", ""), figure.id)
        changed = replace(figure, **{name: text or None for name, text in texts.items()})
        check_cells(figure.id, figure_row(changed))
        return changed

    def _put(self, row: Row) -> None:
        at = next(i for i, one in enumerate(self.rows) if one.figure.id == row.figure.id)
        self.rows[at] = row
        self._renew()

    def _renew(self) -> None:
        if not hasattr(self, "_saved"):
            self._saved = {row.figure.id: row for row in self.rows}
        self.reading: Reviewed = apply_register(self._program, self.rows)
        self.report: Report = run_checks(self.reading)


def _now() -> str:
    """The time of a review: the clock's, unless a build fixes it."""
    when = source_date() or datetime.now(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
