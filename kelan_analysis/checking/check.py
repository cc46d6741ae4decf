"""`Check`: the verdict on one relation; `Derived`: context that figures imply but nobody printed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from kelan_analysis.rounding import Interval, decimal_text, round_to

Verdict = Literal["exact", "rounding", "convention", "contradiction", "undecidable"]
VERDICTS: tuple[Verdict, ...] = (
    "exact", "rounding", "convention", "contradiction", "undecidable",
)  # fmt: skip
HOLDS: tuple[Verdict, ...] = ("exact", "rounding", "convention")
VACUOUS = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Sharpness:
    """How much a check would have forgiven.

    Attributes
    ----------
    accepted : int or None
        How many printable results would have passed; None where no bound was left.
    printable : int
        How many results of the same length could have been printed.

    Examples
    --------
    >>> Sharpness(1, 1000).chance, Sharpness(1, 1000).vacuous
    (Fraction(1, 1000), False)
    """

    accepted: int | None
    printable: int

    @property
    def chance(self) -> Fraction:
        """How likely a figure drawn at random would have passed.

        Examples
        --------
        >>> Sharpness(None, 90).chance
        Fraction(1, 1)
        """
        if self.accepted is None or self.printable < 1:
            return Fraction(1)
        return min(Fraction(1), Fraction(self.accepted, self.printable))

    @property
    def vacuous(self) -> bool:
        """Whether passing says nothing, because half of all figures would have passed.

        Examples
        --------
        >>> Sharpness(56, 90).vacuous
        True
        """
        return self.chance >= VACUOUS

    def as_json(self) -> dict[str, Any]:
        """Return the counts and the chance level as JSON types.

        Examples
        --------
        >>> Sharpness(1, 1000).as_json()
        {'accepted': 1, 'printable': 1000, 'chance': '0.001'}
        """
        chance = round_to(self.chance, 6).rstrip("0").rstrip(".")
        return {"accepted": self.accepted, "printable": self.printable, "chance": chance}


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one relation among printed figures, and why.

    Attributes
    ----------
    id, relation, formula : str
        ``K01``; ``sum``, ``ratio`` ...; readable: ``59 ÷ 64 = 92.2%``.
    result, operands : str or None, tuple of str
        Ids of the figure that the formula yields and of those it is made of.
    printed : str
        What is printed for the result, or the constant it must yield.
    low, high, low_closed, high_closed : Fraction or None, bool
        What the operands allow, in the printed unit; None is no bound.
    printed_low, printed_high, printed_low_closed, printed_high_closed : Fraction or None, bool
        What the printed result stands for, in its unit.
    unit : str or None
        That unit.
    verdict, convention : str, str or None
        One of `VERDICTS`; the convention that a verdict ``convention`` needs.
    because, because_en : str
        One sentence for the reader, in Chinese and in English.
    repairs : tuple of dict
        Ranked smallest changes that reconcile everything it touches.
    sharpness : Sharpness
        How many printable results would have passed.
    recomputed : Fraction or None
        What the printed digits give, unrounded, in the printed unit.
    constant : str or None
        The constant, where the formula must yield one (100).
    reason : str or None
        Why the verdict is undecidable, as a word (``constant_prices``).

    Examples
    --------
    >>> from kelan_analysis.checking import check_ratio
    >>> check = check_ratio("59个", "64个", "92.2%")
    >>> check.formula, check.verdict, str(check.allowed)
    ('59 ÷ 64 = 92.2%', 'exact', '[92.1875, 92.1875]')
    """

    id: str
    relation: str
    formula: str
    result: str | None
    operands: tuple[str, ...]
    printed: str
    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    verdict: Verdict
    convention: str | None = None
    because: str = ""
    because_en: str = ""
    repairs: tuple[dict[str, Any], ...] = ()
    sharpness: Sharpness = Sharpness(None, 0)
    unit: str | None = None
    printed_low: Fraction | None = None
    printed_high: Fraction | None = None
    printed_low_closed: bool = True
    printed_high_closed: bool = True
    recomputed: Fraction | None = None
    constant: str | None = None
    reason: str | None = None

    @property
    def allowed(self) -> Interval:
        """What the operands allow, in the printed unit.

        Examples
        --------
        >>> from kelan_analysis.checking import check_sum
        >>> print(check_sum(["74.5亿元", "46.92亿元"], "121.43亿元").allowed)
        [121.365, 121.475)
        """
        return Interval(self.low, self.high, self.low_closed, self.high_closed)

    @property
    def stands_for(self) -> Interval:
        """What the printed result stands for, in its unit.

        Examples
        --------
        >>> from kelan_analysis.checking import check_sum
        >>> print(check_sum(["74.5亿元", "46.92亿元"], "121.43亿元").stands_for)
        [121.425, 121.435)
        """
        return Interval(
            self.printed_low, self.printed_high, self.printed_low_closed, self.printed_high_closed
        )

    @property
    def holds(self) -> bool:
        """Whether rounding, by some convention, lets the printed figures agree.

        Examples
        --------
        >>> from kelan_analysis.checking import check_sum
        >>> check_sum(["59个", "64个"], "124个").holds
        False
        """
        return self.verdict in HOLDS

    def __str__(self) -> str:
        return f"{self.formula}：{self.because}" if self.because else self.formula

    def as_json(self) -> dict[str, Any]:
        """Return the check as JSON types; every number is decimal text.

        Examples
        --------
        >>> from kelan_analysis.checking import check_sum
        >>> record = check_sum(["59个", "64个"], "123个").as_json()
        >>> record["low"], record["verdict"], record["repairs"]
        ('123', 'exact', [])
        """
        return {
            "id": self.id,
            "relation": self.relation,
            "formula": self.formula,
            "result": self.result,
            "operands": list(self.operands),
            "printed": self.printed,
            "low": outward_text(self.low, up=False),
            "high": outward_text(self.high, up=True),
            "low_closed": self.low_closed,
            "high_closed": self.high_closed,
            "verdict": self.verdict,
            "convention": self.convention,
            "because": self.because,
            "because_en": self.because_en,
            "repairs": [dict(repair) for repair in self.repairs],
            "sharpness": self.sharpness.as_json(),
            "unit": self.unit,
            "constant": self.constant,
            "reason": self.reason,
            "printed_low": outward_text(self.printed_low, up=False),
            "printed_high": outward_text(self.printed_high, up=True),
            "printed_low_closed": self.printed_low_closed,
            "printed_high_closed": self.printed_high_closed,
        }


@dataclass(frozen=True, slots=True)
class Derived:
    """A number that printed figures imply: context with an interval and a caveat, no check.

    Attributes
    ----------
    id, name, name_en, formula : str
        ``D01``, what it is, and how it was computed.
    low, high, low_closed, high_closed : Fraction or None, bool
        Its exact range, in `unit`; None where the figures imply nothing, and `caveat` says why.
    unit : str
        ``%``, ``亿元`` ...
    operands : tuple of str
        Figure ids it was computed from.
    caveat, caveat_en : str
        What the reader must know before using it.

    Examples
    --------
    >>> share = Derived("D01", "占比", "share", "23.4 ÷ 50.9", Fraction(45), Fraction(46),
    ...                 True, False, "%", ("F03", "F01"), "仅供参考。", "For context only.")
    >>> str(share)
    '占比 = 23.4 ÷ 50.9：45%至46%。仅供参考。'
    """

    id: str
    name: str
    name_en: str
    formula: str
    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    unit: str
    operands: tuple[str, ...]
    caveat: str
    caveat_en: str

    @property
    def interval(self) -> Interval:
        """Its exact range, in `unit`.

        Examples
        --------
        >>> one = Fraction(1)
        >>> print(Derived("D01", "", "", "", one, one, True, True, "%", (), "", "").interval)
        [1.0, 1.0]
        """
        return Interval(self.low, self.high, self.low_closed, self.high_closed)

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"{self.name}：{self.caveat}"
        low, high = (outward_text(end, up=up, places=2) for end, up in ((self.low, False), (self.high, True)))
        return f"{self.name} = {self.formula}：{low}{self.unit}至{high}{self.unit}。{self.caveat}"

    def as_json(self) -> dict[str, Any]:
        """Return the derived number as JSON types; both ends are decimal text.

        Examples
        --------
        >>> one = Fraction(1)
        >>> Derived("D01", "", "", "", one, one, True, True, "%", ("F1",), "", "").as_json()["low"]
        '1'
        """
        record: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        record["low"] = outward_text(self.low, up=False)
        record["high"] = outward_text(self.high, up=True)
        record["operands"] = list(self.operands)
        return record


def outward_text(value: Fraction | None, *, up: bool, places: int = 12) -> str | None:
    """Write an end as decimal text; one without finite decimal is moved outward at `places`.

    Examples
    --------
    >>> outward_text(Fraction(1, 3), up=False, places=4), outward_text(Fraction(1, 3), up=True,
    ...                                                                places=4)
    ('0.3333', '0.3334')
    """
    if value is None:
        return None
    text = decimal_text(value)
    if not text.endswith("..."):
        return text
    grid = 10**places
    scaled = value * grid
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return decimal_text(Fraction(whole, grid))
