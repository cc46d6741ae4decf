"""`Proposal`: a relation that a text's structure suggests; `Figures`: the figures it suggests it of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from kelan_analysis.checking.quantity import Printed, doubled, power_of_ten
from kelan_analysis.checking.relation import Relation
from kelan_analysis.reading.figure import Figure

_CLAUSE_END = re.compile(r"[。！？；;\n]")
_MEAN = re.compile(r"每|平均|[日月年次户村校]均")  # 平均每村2名 of 166 and 78 is rounded
_SPACES = re.compile(r"[\s,，]")
_ZEROS = re.compile(r"0*\Z")


_A_FRACTION, _ABOUT_A_FRACTION = 4, 6  # points: 三分之一 is within two of it, 约三分之一 within three
LEVELS = ("amount", "count")


class Source(Protocol):
    """What a check needs of a reading: the text and its figures.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> source: Source = read_figures("收入9.62亿元。")
    >>> len(source.figures)
    1
    """

    text: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A relation to be confirmed or refuted by arithmetic.

    Attributes
    ----------
    relation : Relation
        The formula among figure ids.
    reason : str or None
        A doubt that comes with it, see `verdict.judge`.
    only_if_it_holds : bool
        Whether it is a mere guess, worth saying only where arithmetic confirms it.
    guessed : bool
        Whether arithmetic alone chose it among several: if that is chance, a repair may break it.
    growth_of : tuple of (str, str)
        Level and growth of each part, where the relation is the growth of a whole; the growth
        twice, where no levels are printed.

    Examples
    --------
    >>> from kelan_analysis.checking.relation import linear
    >>> Proposal(linear("sum", "F01", ["F02", "F03"])).relation.names
    ('F02', 'F03', 'F01')
    """

    relation: Relation
    reason: str | None = None
    only_if_it_holds: bool = False
    guessed: bool = False
    growth_of: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figures:
    """The figures of one text, with their links both ways and as exact quantities.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("收入9.62亿元，其中税收6.84亿元。"))
    >>> [part.printed for part in figures.children("F01", "part_of")]
    ['6.84亿元']
    """

    text: str
    figures: tuple[Figure, ...]
    _by_id: Mapping[str, Figure] = field(repr=False)

    @classmethod
    def of(cls, source: Source) -> Figures:
        """Index the figures of a reading.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> len(Figures.of(read_figures("收入9.62亿元。")).figures)
        1
        """
        figures = tuple(source.figures)
        return cls(source.text, figures, {figure.id: figure for figure in figures})

    def __getitem__(self, id: str) -> Figure:
        return self._by_id[id]

    def __contains__(self, id: str) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures)

    @cached_property
    def printed(self) -> dict[str, Printed]:
        """Every figure as an exact quantity, by id.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> Figures.of(read_figures("收入9.62亿元。")).printed["F01"].mantissa
        962
        """
        return {figure.id: quantity_of(figure) for figure in self.figures}

    @cached_property
    def _children(self) -> dict[str, list[Figure]]:
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.relates_to is not None:
                found.setdefault(figure.relates_to, []).append(figure)
        return found

    def children(self, id: str, *relations: str) -> list[Figure]:
        """Return the figures that belong to one, by these relations, in the order of the text.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("收入9.62亿元，增长5.3%。"))
        >>> [growth.printed for growth in figures.children("F01", "growth_of")]
        ['5.3%']
        """
        return [f for f in self._children.get(id, ()) if f.relation in relations]

    def target(self, figure: Figure) -> Figure | None:
        """Return the figure that one belongs to, or None.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("收入9.62亿元，增长5.3%。"))
        >>> figures.target(figures["F02"]).id
        'F01'
        """
        return self._by_id.get(figure.relates_to) if figure.relates_to else None

    def between(self, one: Figure, two: Figure) -> str:
        """Return the text between two figures.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("结构为9.6∶52.7∶37.7。"))
        >>> figures.between(figures["F01"], figures["F02"])
        '∶'
        """
        first, second = (one, two) if one.start <= two.start else (two, one)
        return self.text[first.end : second.start]

    def sentence(self, figure: Figure) -> tuple[int, int]:
        """Return where the figure's sentence begins and ends.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("很好。收入9.62亿元。"))
        >>> figures.sentence(figures["F01"])
        (3, 11)
        """
        stops = self._stops
        before, after = bisect_left(stops, figure.start), bisect_left(stops, figure.end)
        start = stops[before - 1] + 1 if before else 0
        return start, stops[after] if after < len(stops) else len(self.text)

    @cached_property
    def _stops(self) -> list[int]:
        return [at for at, mark in enumerate(self.text) if mark in "。！？\n"]

    def line(self, figure: Figure) -> str:
        """Return the line that a figure stands in: of a table, its row.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("很好。\\n收入9.62亿元。"))
        >>> figures.line(figures["F01"])
        '收入9.62亿元。'
        """
        start = self.text.rfind("\n", 0, figure.start) + 1
        end = self.text.find("\n", figure.end)
        return self.text[start : end if end >= 0 else len(self.text)]

    def levels_before(self, figure: Figure) -> list[Figure]:
        """Return the levels of a figure's sentence that stand before it, the nearest first.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("总产4.86万吨，面积18.32万亩，很好。"))
        >>> [level.id for level in figures.levels_before(figures["F02"])]
        ['F01']
        """
        start = self.sentence(figure)[0]
        found = [
            f for f in self.figures
            if start <= f.start < figure.start and f.kind in LEVELS and not f.implicit
        ]  # fmt: skip
        return found[::-1]

    def after(self, figure: Figure) -> Figure | None:
        """Return the next figure of the text, or None.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("收入9.62亿元，增长5.3%。"))
        >>> figures.after(figures["F01"]).id
        'F02'
        """
        place = self._places[figure.id] + 1
        return self.figures[place] if place < len(self.figures) else None

    def before(self, figure: Figure) -> Figure | None:
        """Return the figure before one in the text, or None.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("收入9.62亿元，增长5.3%。"))
        >>> figures.before(figures["F02"]).id
        'F01'
        """
        place = self._places[figure.id] - 1
        return self.figures[place] if place >= 0 else None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {figure.id: place for place, figure in enumerate(self.figures)}

    def text_before(self, figure: Figure) -> str:
        """Return the text from the end of the figure before up to this one.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("收入9.62亿元，同比增长5.3%。"))
        >>> figures.text_before(figures["F02"])
        '，同比增长'
        """
        place = bisect_left(self._ends, figure.start + 1) - 1
        return self.text[self._ends[place] if place >= 0 else 0 : figure.start]

    @cached_property
    def _ends(self) -> list[int]:
        return sorted(figure.end for figure in self.figures)

    def sentence_before(self, figure: Figure) -> str:
        """Return the text from the beginning of the figure's sentence up to it.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> figures = Figures.of(read_figures("很好。收入9.62亿元。"))
        >>> figures.sentence_before(figures["F01"])
        '收入'
        """
        before = self.text[max(0, figure.start - 200) : figure.start]
        return _CLAUSE_END.split(before)[-1]


def same_time_and_place(one: Figure, two: Figure) -> bool:
    """Whether two figures may belong together: no other year, no other region.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> same_time_and_place(*read_figures("收入9.62亿元，其中税收6.84亿元。"))
    True
    """
    if one.region != two.region and one.region and two.region:
        return False
    if one.period == two.period or not one.period or not two.period:
        return True
    return one.period[:4] == two.period[:4]


def quantity_of(figure: Figure) -> Printed:
    """Return one figure as an exact quantity in its base unit.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> loss = quantity_of(read_figures("利润下降12.04%。")[0])
    >>> loss.mantissa, loss.base, loss.exact
    (-1204, '%', False)
    """
    decimals = figure.decimals or 0
    number = _SPACES.sub("", figure.number or format(figure.value, "f"))
    shift = _shift(figure)
    mantissa = int(figure.value.scaleb(decimals))
    counted = figure.kind in ("count", "duration", "rank") and not _MEAN.match(figure.indicator or "")
    whole = counted and decimals == 0 and shift == 0 and figure.hedge is None
    place = None
    if not whole and not number.isascii():
        # 三亿八千二百万 is written to the 百万; its zeros are no digits.
        zeros = _ZEROS.search(str(abs(mantissa)))
        unprinted = len(zeros[0]) if zeros and mantissa and not decimals else 0
        place = power_of_ten(unprinted + shift - decimals)
        mantissa //= 10**unprinted
    fraction = None
    if number == "一半":
        fraction = Fraction(1, 2) * 10**shift
    elif figure.exact is not None:
        fraction = Fraction(figure.exact) * (100 if figure.base_unit == "%" else 1)
    number = number if number.isascii() else format(abs(figure.value), "f")
    text = _SPACES.sub("", figure.printed)
    if figure.unit is not None and figure.printed == figure.number:
        text = f"{number}{figure.unit}"  # the unit stands elsewhere in the text
    elif figure.number is None and not figure.implicit:
        text = f"{number}{figure.unit or ''}"  # a reviewer has put another value for the print
    if figure.value < 0 and not number.startswith("-"):
        number, text = "-" + number, "-" + text
    quantity = Printed(
        text=text,
        number=number,
        mantissa=mantissa,
        exponent=shift - decimals,
        unit=figure.unit,
        base=figure.base_unit,
        shift=shift,
        counted=counted,
        exact=whole or fraction is not None or (figure.implicit and figure.hedge is None),
        fraction=fraction,
        hedge=figure.hedge,
        place=place,
    )
    if figure.unit == "番":
        return _roughly(doubled(quantity), Fraction(1, 9))
    told_in_words = figure.base_unit == "%" and figure.unit is None and figure.number is not None
    if told_in_words and not figure.implicit and figure.kind in ("share", "growth", "rate"):
        size = Fraction(figure.exact) * 100 if figure.exact is not None else Fraction(figure.base_value)
        steps = max(1, round(abs(size) / (_ABOUT_A_FRACTION if figure.hedge == "about" else _A_FRACTION)))
        return _roughly(replace(quantity, fraction=size), Fraction(1, steps + (steps % 10 == 0)))
    return quantity


def _roughly(quantity: Printed, step: Fraction) -> Printed:
    """Let what is said in words stand for what lies within half a step of it: 三分之一, 翻了一番."""
    size = quantity.value
    if not size:
        return quantity
    return replace(
        quantity, mantissa=int(1 / step) * (-1 if size < 0 else 1), place=abs(size) * step,
        fraction=None, exact=False,
    )  # fmt: skip


def _shift(figure: Figure) -> int:
    """Return the power of ten from unit to base unit; 0 where there is none (番)."""
    if not figure.value or not figure.base_value:
        return 0
    factor = Fraction(figure.base_value) / Fraction(figure.value)
    for shift in range(-4, 17):
        if factor == Fraction(10) ** shift:
            return shift
    return 0
