"""Every value that a printed number stands for: exact intervals with open and closed ends.

A figure printed `74.5` was some number of [74.45, 74.55) before it was rounded. All arithmetic
here is exact (`fractions.Fraction`), and each end of an interval says whether it belongs to it,
because whether two intervals that touch in one point agree depends on nothing else.
"""

from kelan_analysis.rounding.digits import (
    CONVENTIONS,
    Convention,
    decimal_text,
    digits_text,
    plain_digits,
    round_to,
    rounded_mantissa,
)
from kelan_analysis.rounding.interval import Interval
from kelan_analysis.rounding.printed import interval_ends, mantissa_interval, printed_interval

__all__ = [
    "CONVENTIONS",
    "Convention",
    "Interval",
    "decimal_text",
    "digits_text",
    "interval_ends",
    "mantissa_interval",
    "plain_digits",
    "printed_interval",
    "round_to",
    "rounded_mantissa",
]
