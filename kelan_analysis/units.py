"""Units and magnitudes of printed quantities: 亿元, 万吨标准煤, 个百分点, 元/人.

The units are data (``units.toml``); this module reads one unit after a number, brings a
value to its base unit by exact factors, and refuses to mix kinds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from importlib.resources import files

from kelan_analysis.errors import InputError
from kelan_analysis.numerals import (
    ARABIC_PATTERN,
    CHINESE_PATTERN,
    fold_width,
    parse_numeral,
)

MAGNITUDES = {
    "十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_ONE = Decimal(1)
_EXACT = Context(prec=100)  # the 28 digits of the usual context would round a long number
HEDGE_INSIDE = "[余多来几]"  # 3.2万余人次, 50多万件


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it follows a number.

    Attributes
    ----------
    name : str or None
        Canonical spelling with its magnitude: ``万吨``, ``亿元``, ``元/人``; None for a bare 万.
    base : str or None
        The unit without magnitude: ``吨``, ``元``.
    factor : Decimal
        Exact factor from `name` to `base`: 10000 for ``万吨``, 0.01 for ``分``.
    kind : str
        What a plain level in this unit is: ``amount``, ``count``, ``duration``,
        ``difference``, ``proportion``, ``rate`` or ``bare``.

    Examples
    --------
    >>> parse_unit("万亩")
    Unit(name='万亩', base='亩', factor=Decimal('10000'), kind='amount')
    """

    name: str | None
    base: str | None
    factor: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity: a number and its unit.

    Attributes
    ----------
    number : str
        The number as printed, folded to plain digits where it is Arabic.
    value : Decimal
        Its value in `unit`, with the printed decimals.
    decimals : int
        Printed decimals.
    unit : Unit
        A bare number has the unit ``Unit(None, None, 1, "bare")``.

    Examples
    --------
    >>> q = parse_quantity("46.92亿元")
    >>> q.number, q.unit.name, q.base_value
    ('46.92', '亿元', Decimal('4692000000'))
    """

    number: str
    value: Decimal
    decimals: int
    unit: Unit

    @property
    def base_value(self) -> Decimal:
        """The value in the base unit, exact.

        Examples
        --------
        >>> parse_quantity("7分").base_value
        Decimal('0.07')
        """
        return to_base(self.value, self.unit)

    @property
    def is_exact(self) -> bool:
        """Whether the print is exact: a whole count with a bare measure word.

        Examples
        --------
        >>> parse_quantity("64个").is_exact, parse_quantity("31.58万人").is_exact
        (True, False)
        """
        return self.unit.kind == "count" and self.decimals == 0 and self.unit.factor == 1


def _load() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, Decimal]], dict[str, str]]:
    data = tomllib.loads(files("kelan_analysis").joinpath("units.toml").read_text("utf-8"))
    not_before = data.pop("not_before")["units"]
    known: dict[str, tuple[str, str]] = {}
    base: dict[str, tuple[str, Decimal]] = {}
    for group in data.values():
        known |= {unit: (unit, group["kind"]) for unit in group["units"]}
        known |= {word: (unit, group["kind"]) for word, unit in group.get("spelled", {}).items()}
        base |= {unit: (to, Decimal(by)) for unit, (to, by) in group.get("base", {}).items()}
    return known, base, not_before


_KNOWN, _BASE, _NOT_BEFORE = _load()
BARE = Unit(None, None, _ONE, "bare")


def _alternation(words: Iterable[str]) -> str:
    """Longest first; a word that heads a longer one is guarded (3个, not 3个性).

    Words are grouped by their first character, so that text which begins none fails at once.
    """
    tails: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda w: (-len(w), w)):
        guard = f"(?![{_NOT_BEFORE[word]}])" if word in _NOT_BEFORE else ""
        tails.setdefault(word[0], []).append(re.escape(word[1:]) + guard)
    groups = "|".join(f"{re.escape(first)}(?:{'|'.join(tails[first])})" for first in sorted(tails))
    return f"(?=[{re.escape(''.join(tails))}])(?:{groups})"


_UNIT_WORDS = _alternation(_KNOWN)
_OWN_HEAD = _alternation(w for w in _KNOWN if w[0] in "十百千万亿")  # 千瓦: no thousand of 瓦
_MAGNITUDE_WORDS = _alternation(MAGNITUDES)
UNIT_PATTERN = rf"(?:(?:{_MAGNITUDE_WORDS}){HEDGE_INSIDE}?)?(?:{_UNIT_WORDS})"
_UNIT = re.compile(
    rf"(?:(?P<own>{_OWN_HEAD})"
    rf"|(?P<magnitude>{_MAGNITUDE_WORDS}){HEDGE_INSIDE}?(?P<scaled>{_UNIT_WORDS})?"
    rf"|(?P<plain>{_UNIT_WORDS}))"
    rf"(?:[/每](?P<per>(?:\d{{1,4}}(?![百千万亿\d]))?(?:{_MAGNITUDE_WORDS})?(?:{_UNIT_WORDS})(?:[·.](?:日|天|年|月|人))?))?"
)
_PER_MANY = re.compile(r"/(?:10|1)?[十百]?万人?|/千人")  # 6.9/10万: so many in each 100,000
_QUANTITY = re.compile(
    rf"\s*(?:百分之|千分之)?(?P<number>-?(?:{ARABIC_PATTERN})|{CHINESE_PATTERN})\s*{HEDGE_INSIDE}?\s*(?P<unit>\S*)\s*"
)


def match_unit(folded: str, position: int = 0) -> tuple[Unit, int] | None:
    """Return the longest unit that begins at `position`, and where it ends.

    Parameters
    ----------
    folded : str
        Text with ASCII widths (`fold_width`), simplified characters.
    position : int
        Where the number ended; spaces are not skipped.

    Returns
    -------
    tuple of Unit and int, or None
        None where no unit begins there.

    Examples
    --------
    >>> unit, end = match_unit("86万千瓦,", 2)
    >>> unit.name, unit.base, end
    ('万千瓦', '千瓦', 5)
    """
    if folded.startswith("/", position) and (per := _PER_MANY.match(folded, position)):
        return Unit(per[0], per[0], _ONE, "rate"), per.end()
    found = _UNIT.match(folded, position)
    if found is None:
        return None
    word = found["own"] or found["scaled"] or found["plain"] or ""
    unit = _unit_of(found["magnitude"] or "", word, found["per"])
    over = unit.kind == "duration" and found["per"]  # 五年每年: no years a year
    return unit, found.start("per") - 1 if over else found.end()


@cache
def _unit_of(magnitude: str, word: str, per: str | None) -> Unit:
    name, kind = _KNOWN.get(word, ("", "bare"))
    base, inner = _BASE.get(name, (name, _ONE))
    factor = Decimal(MAGNITUDES[magnitude]) * inner if magnitude else inner
    if per is not None and kind != "duration":
        per = per.replace(".", "·")  # 公里·日, as folded
        over = "/" + per
        denominator = re.sub(rf"^(?:{_MAGNITUDE_WORDS})", "", per)
        is_rate = kind == "count" or denominator in ("人", "工")
        return Unit(magnitude + name + over, base + over, factor, "rate" if is_rate else kind)
    return Unit(magnitude + name or None, base or None, factor, kind)


def parse_unit(text: str) -> Unit:
    """Read one unit, whole.

    Raises
    ------
    InputError
        If `text` is not a unit of ``units.toml``, with or without magnitude.

    Examples
    --------
    >>> parse_unit("个百分点").name, parse_unit("亿千瓦时").base, parse_unit("万元/人").kind
    ('百分点', '千瓦时', 'rate')
    """
    folded = fold_width(text)
    found = match_unit(folded)
    if found is None or found[1] != len(folded):
        raise InputError(
            f"A unit is one of units.toml, after 万 or 亿 if need be. Got {text!r}; "
            "add it to kelan_analysis/units.toml if official texts print it."
        )
    return found[0]


def parse_quantity(text: str) -> Quantity:
    """Read one printed quantity, such as ``"46.92亿元"``, ``"92.2%"``, ``"59个"`` or ``"12.3"``.

    Raises
    ------
    InputError
        If `text` is not a number with or without a unit.

    Examples
    --------
    >>> parse_quantity("百分之四十一点七").unit.name, parse_quantity("5.0").decimals
    ('%', 1)
    """
    folded = fold_width(text)
    found = _QUANTITY.fullmatch(folded)
    if found is None or found["number"] in MAGNITUDES:
        raise _not_a_quantity(text)
    number = parse_numeral(found["number"])
    prefix = folded.strip()[:3]
    if prefix in ("百分之", "千分之"):
        if found["unit"]:
            raise _not_a_quantity(text)  # 百分之五元, 百分之三分之二
        unit = parse_unit("%" if prefix[0] == "百" else "‰")
    else:
        unit = parse_unit(found["unit"]) if found["unit"] else BARE
    printed = re.sub(r"[\s,]", "", found["number"])
    return Quantity(printed, number.value, number.decimals, unit)


def _not_a_quantity(text: str) -> InputError:
    return InputError(
        f"A printed quantity is a number with or without a unit. Got {text!r}; "
        "use read_figures on running text."
    )


def to_base(value: Decimal, unit: Unit) -> Decimal:
    """Return `value` in the base unit of `unit`, exact and without exponent.

    Examples
    --------
    >>> to_base(Decimal("1.20"), parse_unit("万吨"))
    Decimal('12000')
    """
    scaled = value if unit.factor is _ONE else _EXACT.multiply(value, unit.factor)
    if scaled.same_quantum(_ONE):
        return scaled
    whole = _EXACT.to_integral_value(scaled)
    return _EXACT.quantize(whole, _ONE) if scaled == whole else _EXACT.normalize(scaled)
