"""`Reading`: the figures of one text, and the account of every numeral in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, overload

from kelan_analysis.reading.accounts import Entry, account_for
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.invisible import Visible
from kelan_analysis.reading.marks import Mark
from kelan_analysis.reading.quantity import Unread

if TYPE_CHECKING:
    from kelan_analysis.releases import Release


class Reading(Sequence[Figure]):
    """The figures read from one text, in its order.

    Attributes
    ----------
    text : str
        The untouched source text; every span points into it.
    figures : tuple of Figure
    release : Release or None
        Where the text came from, if it came from a release.
    shown_by : callable or None
        What shows a reading as HTML in a notebook; the displays, which stand on a floor
        above, put themselves here.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> reading = read_figures("粮食产量12.6万吨，增长2.5%。")
    >>> len(reading), reading["F02"].kind, reading[0].indicator
    (2, 'growth', '粮食产量')
    """

    shown_by: ClassVar[Callable[[Reading], str] | None] = None

    def __init__(
        self, text: str, figures: tuple[Figure, ...], visible: Visible, marks: list[Mark],
        unread: list[Unread], release: Release | None = None,
    ) -> None:  # fmt: skip
        self.text = text
        self.figures = figures
        self.release = release
        self._visible = visible
        self._marks = marks
        self._unread = unread
        self._by_id = {figure.id: figure for figure in figures}

    def __len__(self) -> int:
        return len(self.figures)

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures)

    @overload
    def __getitem__(self, key: int | str) -> Figure: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Figure, ...]: ...
    def __getitem__(self, key):
        return self._by_id[key] if isinstance(key, str) else self.figures[key]

    def __repr__(self) -> str:
        return f"<Reading, figures: {len(self)}, characters: {len(self.text)}>"

    def _repr_html_(self) -> str | None:
        return None if self.shown_by is None else self.shown_by(self)

    def account(self) -> tuple[Entry, ...]:
        """Return every numeral of the text with what became of it.

        Returns
        -------
        tuple of Entry
            Each numeral lies in exactly one: a figure, a threshold, a period, a date, an
            ordinal, a list number, a name or idiom, or unread with the reason.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> [(e.printed, e.kind) for e in read_figures("一是完成12项，合同号778。").account()]
        [('一', 'list number'), ('12项', 'figure'), ('778', 'unread')]
        """
        return account_for(self._visible, self.figures, self._marks, self._unread)

    def as_json(self) -> dict[str, Any]:
        """Return ``{"source": ..., "figures": [...]}`` in JSON types.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> read_figures("粮食产量12.6万吨。").as_json()["figures"][0]["printed"]
        '12.6万吨'
        """
        source: dict[str, Any] = {
            "characters": len(self.text),
            "sha256": hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest(),
        }
        if self.release is not None:
            source |= {"release": self.release.name, "sha256": self.release.sha256}
        return {"source": source, "figures": [figure.as_json() for figure in self.figures]}
