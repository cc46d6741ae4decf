"""The operands of a check as printed quantities: read, named by position, of one kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from kelan_analysis.checking.quantity import POINTS, RATIO_SCALES, Printed, printed
from kelan_analysis.errors import InputError


def quantities(
    texts: Sequence[str], exact: Collection[int] = (), steps: Mapping[int, str] | None = None
) -> list[Printed]:
    """Read the arguments of a check, in order.

    Raises
    ------
    InputError
        If one cannot be read, or `exact` names no argument.

    Examples
    --------
    >>> [figure.exact for figure in quantities(["12", "7"], exact=[1])]
    [False, True]
    """
    if exact or steps:
        strange = sorted({*exact, *(steps or ())} - set(range(len(texts))))
        if strange:
            raise InputError(
                f"`exact` and `steps` name arguments by position, 0 to {len(texts) - 1}. "
                f"Got {strange[0]!r}."
            )
        given = steps or {}
        return [printed(t, exact=i in exact, step=given.get(i)) for i, t in enumerate(texts)]
    return [printed(text) for text in texts]


def named(figures: Sequence[Printed]) -> dict[str, Printed]:
    """Name figures by their position.

    Examples
    --------
    >>> list(named(quantities(["12", "7"])))
    ['0', '1']
    """
    return {str(i): figure for i, figure in enumerate(figures)}


def same_base(figures: Sequence[Printed]) -> None:
    """Refuse to mix kinds: 个 and 亿元, a bare number and 亿元, 亩 and 公顷.

    Whole counts may differ in their measure word (家, 户), and pulls in percentage points
    add to a growth in percent.

    Examples
    --------
    >>> same_base(quantities(["12个", "7亿元"]))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: Figures of one relation must be of one kind. Got '12个' \
and '7亿元'; bring them to one unit.
    """
    first = figures[0]
    for figure in figures:
        if figure.base != first.base and _kind(figure) != _kind(first):
            raise InputError(
                f"Figures of one relation must be of one kind. Got {first.text!r} and "
                f"{figure.text!r}; bring them to one unit."
            )


def _kind(figure: Printed) -> str | None:
    if figure.fraction is not None or figure.base in ("%", *POINTS):
        return "%"
    return "counted" if figure.counted else figure.base


def ratio_scale(result: Printed, *, bare: int = 1) -> Fraction:
    """Return what a plain quotient is multiplied by to count in the unit of `result`.

    Examples
    --------
    >>> ratio_scale(printed("92.2%")), ratio_scale(printed("12"), bare=100)
    (Fraction(100, 1), Fraction(100, 1))
    """
    if result.base is None:
        return Fraction(bare)
    return Fraction(RATIO_SCALES.get(result.base, 1))
