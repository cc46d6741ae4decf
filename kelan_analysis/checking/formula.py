"""A relation as the reader writes it: `59 ÷ 64 = 92.2%`, `74.5 + 46.92 = 121.43亿元`."""

from __future__ import annotations

from collections.abc import Mapping

from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation, Terms
from kelan_analysis.rounding import decimal_text

_SIGNS = {"over": "≥", "more": ">", "under": "≤", "about": "≈"}


def formula_text(
    relation: Relation, figures: Mapping[str, Printed], result: Printed
) -> str:
    """Write the relation with the printed figures.

    Units are left out where all operands share the unit of the result, or divide out. A minus
    is a minus sign, never a hyphen.

    Examples
    --------
    >>> from kelan_analysis.checking.quantity import printed
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = {"a": printed("3.64亿元"), "b": printed("36421万元")}
    >>> formula_text(linear("same", "a", ["b"]), figures, figures["a"])
    '36421万元 = 3.64亿元'
    """
    return _formula(relation, figures, result).replace("-", "−")


def _formula(relation: Relation, figures: Mapping[str, Printed], result: Printed) -> str:
    sign = _SIGNS.get(result.hedge or "", "=")
    operands = [figures[name] for name in relation.operands]
    units = {figure.unit for figure in operands}
    bare = len(units) == 1 and (bool(relation.denominator) or units == {result.unit})
    upper = _terms(relation.numerator, figures, bare)
    if relation.at_most:
        return f"{upper} ≤ {result.number if bare and result.exact else result.text}"
    if not relation.denominator:
        upper = _shared_out(relation.numerator, figures, bare) or upper
        return f"{upper} {sign} {result.text}"
    lower = _terms(relation.denominator, figures, bare)
    upper = f"({upper})" if len(relation.numerator) > 1 else upper
    lower = f"({lower})" if len(relation.denominator) > 1 else lower
    if relation.of_change:
        change = f"({upper})" if upper.startswith(("-", "−")) else upper
        lower = f"({lower} − {change})"
    text = f"{upper} ÷ {lower}"
    if relation.power > 1:
        text = f"({text})^(1/{relation.power})"
    if relation.offset:
        text = f"1 − {text}" if relation.offset > 0 else f"{text} − 1"
    return f"{text} {sign} {result.text}"


def _shared_out(terms: Terms, figures: Mapping[str, Printed], bare: bool) -> str:
    """Write a yearly average of a difference as `(51.2% − 54.7%) ÷ 4`; nothing of other sums."""
    weights = {abs(weight) for _, weight in terms}
    each = weights.pop()
    if weights or each.numerator != 1 or each == 1:
        return ""
    plain = tuple((name, weight / each) for name, weight in terms)
    return f"({_terms(plain, figures, bare)}) ÷ {each.denominator}"


def _terms(terms: Terms, figures: Mapping[str, Printed], bare: bool) -> str:
    text = ""
    for name, weight in terms:
        figure = figures[name]
        shown = figure.number if bare else figure.text
        size = abs(weight)
        if size != 1:
            shown = f"{decimal_text(size)} × {shown}"
        if shown.startswith("-") and text:
            shown = f"({shown})"
        sign = "−" if weight < 0 else "+"
        text += f" {sign} {shown}" if text else (f"−{shown}" if weight < 0 else shown)
    return text
