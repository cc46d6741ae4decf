"""Every value that a printed number stands for, under each rounding convention."""

from __future__ import annotations

from fractions import Fraction

from kelan_analysis.errors import InputError
from kelan_analysis.rounding.digits import CONVENTIONS, Convention, plain_digits
from kelan_analysis.rounding.interval import Interval


def printed_interval(
    digits: str, *, step: str | None = None, rounding: Convention = "half-up"
) -> Interval:
    """Return every value that rounding prints as `digits`, by half-up (四舍五入) unless told.

    Parameters
    ----------
    digits : str
        The number as printed, without unit or commas: ``"85094"``, ``"-0.2"``. A string,
        never a float: the last printed place sets the width, and ``"5.0"`` says more
        than ``"5"``.
    step : str, optional
        Rounding step (修约间隔) in the figure's own unit; by default one of the last
        printed place. Give it where the publisher rounded more coarsely than the digits
        show: ``step="100"`` for ``"1393700"``.
    rounding : str, optional
        ``"half-up"``, ``"half-even"`` (GB/T 8170), ``"nearest"`` (which way a tie went is
        unknown: both ends closed) or ``"truncation"`` (cut toward zero).

    Returns
    -------
    Interval
        In the unit `digits` was printed in, exact: half a step to each side, or a whole
        step away from zero where the number was cut.

    Raises
    ------
    ValueError
        If `digits` is not a plain decimal number, or not a multiple of `step`.

    Notes
    -----
    A half is carried away from zero [1]_, so with half a step ``h`` the interval is
    ``[x - h, x + h)`` above zero, ``(x - h, x + h]`` below, and ``(-h, h)`` at zero.

    References
    ----------
    .. [1] GB/T 8170-2008: a negative number is rounded by its absolute value.

    Examples
    --------
    Exports of 269890, imports of 184795 and a surplus of 85094 (亿元), one short of the
    difference. Rounding alone can explain one; it cannot two.

    >>> surplus = printed_interval("269890") - printed_interval("184795")
    >>> print(surplus, printed_interval("85094"))
    (85094.0, 85096.0) [85093.5, 85094.5)
    >>> surplus.meets(printed_interval("85094")), surplus.meets(printed_interval("85093"))
    (True, False)
    >>> print(printed_interval("-0.2"), printed_interval("6.4", rounding="half-even"))
    (-0.25, -0.15] [6.35, 6.45]
    """
    mantissa, decimals = plain_digits(digits)
    place = Fraction(1, 10**decimals)
    if step is None:
        return mantissa_interval(mantissa, place, rounding)
    step_mantissa, step_decimals = plain_digits(step, name="step")
    width = Fraction(step_mantissa, 10**step_decimals)
    if width <= 0 or mantissa * place % width:
        raise InputError(
            f"`digits` must be a multiple of `step`. Got {digits!r} and {step!r}; leave `step` "
            f"out where the last printed place was the one rounded to."
        )
    return mantissa_interval(int(mantissa * place / width), width, rounding)


def mantissa_interval(mantissa: int, place: Fraction, rounding: Convention) -> Interval:
    """Return the interval of `mantissa` times `place`, rounded to a multiple of `place`.

    Examples
    --------
    >>> print(mantissa_interval(745, Fraction(1, 10), "half-up"))
    [74.45, 74.55)
    """
    ends = interval_ends(mantissa, rounding)
    half = place / 2
    return Interval(ends[0] * half, ends[1] * half, ends[2], ends[3])


def interval_ends(mantissa: int, rounding: Convention) -> tuple[int, int, bool, bool]:
    """Return the ends in half places, as whole numbers, and whether each is closed.

    Examples
    --------
    >>> interval_ends(745, "half-up"), interval_ends(-7, "truncation")
    ((1489, 1491, True, False), (-16, -14, False, True))
    """
    twice = 2 * mantissa
    if rounding == "half-up":
        return twice - 1, twice + 1, mantissa > 0, mantissa < 0
    if rounding == "nearest":
        return twice - 1, twice + 1, True, True
    if rounding == "half-even":
        even = not mantissa & 1
        return twice - 1, twice + 1, even, even
    if rounding == "truncation":
        low = twice - 2 if mantissa <= 0 else twice
        high = twice + 2 if mantissa >= 0 else twice
        return low, high, mantissa > 0, mantissa < 0
    raise InputError(
        f"`rounding` must be one of {', '.join(CONVENTIONS)}. Got {rounding!r}."
    )
