"""From a relation and its printed figures to the `Check` that a reader sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kelan_analysis.checking.check import Check
from kelan_analysis.checking.explain import part_too_large, sentences
from kelan_analysis.checking.formula import formula_text
from kelan_analysis.checking.quantity import Printed, power_of_ten
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.verdict import judge, sharpness
from kelan_analysis.errors import InputError
from kelan_analysis.rounding import CONVENTIONS, Convention, decimal_text


def checked(
    relation: Relation,
    figures: Mapping[str, Printed],
    rounding: Convention = "half-up",
    reason: str | None = None,
    *,
    result: Printed | None = None,
    id: str = "K01",
) -> Check:
    """Judge one relation and say so.

    Parameters
    ----------
    relation : Relation
        The formula.
    figures : mapping of str to Printed
        The printed quantity behind each name.
    rounding : str
        The convention of every printed figure.
    reason : str, optional
        A doubt, see `verdict.judge`.
    result : Printed, optional
        How a constant result is printed (翻两番); by default its number.
    id : str
        The check's id.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> shares = {name: printed(text) for name, text in zip("abc", ("9.2%", "51%", "39.8%"))}
    >>> check = checked(linear("sum", None, list("abc"), constant=100), shares)
    >>> check.formula, check.verdict, check.constant
    ('9.2 + 51 + 39.8 = 100%', 'exact', '100')
    """
    if rounding not in CONVENTIONS:
        raise InputError(
            f"`rounding` must be one of {', '.join(CONVENTIONS)}. Got {rounding!r}."
        )
    graded = judge(relation, figures, rounding, reason)
    if result is None:
        result = figures[relation.result] if relation.result else _constant(relation, figures)
    if relation.at_most and graded.verdict == "contradiction":
        because, because_en = part_too_large(figures[relation.operands[0]], result)
    else:
        because, because_en = sentences(
            relation.kind, graded, result, slack=bool(relation.slack)
        )
    allowed, target = graded.allowed, graded.stands_for
    if result.shift:
        to_unit = power_of_ten(-result.shift)
        allowed, target = allowed * to_unit, target * to_unit
    recomputed = graded.recomputed
    return Check(
        id=id,
        relation=relation.kind,
        formula=formula_text(relation, figures, result),
        result=relation.result,
        operands=relation.operands,
        printed=result.text,
        low=allowed.low,
        high=allowed.high,
        low_closed=allowed.low_closed,
        high_closed=allowed.high_closed,
        verdict=graded.verdict,
        convention=graded.convention,
        because=because,
        because_en=because_en,
        sharpness=sharpness(
            graded, result, rounding, share=result.base == "%" and not relation.offset
        ),
        unit=result.unit,
        printed_low=target.low,
        printed_high=target.high,
        printed_low_closed=target.low_closed,
        printed_high_closed=target.high_closed,
        recomputed=None if recomputed is None else result.in_unit(recomputed),
        constant=None if relation.constant is None else decimal_text(relation.constant),
        reason=graded.reason,
    )


def _constant(relation: Relation, figures: Mapping[str, Printed]) -> Printed:
    """Print the constant that a formula must yield, in the unit of its operands."""
    digits = decimal_text(relation.constant or Fraction(0))
    first: Sequence[Printed] = [figures[name] for name in relation.operands]
    unit = "" if relation.denominator else (first[0].unit or "")
    decimals = max(figure.decimals for figure in first)
    mantissa = int((relation.constant or Fraction(0)) * 10**decimals)
    return Printed(
        digits + unit, digits, mantissa, -decimals, unit or None, first[0].base, 0, False, False
    )
