"""Exact intervals: tables of the four conventions, and laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.errors import InputError
from kelan_analysis.rounding import CONVENTIONS, Interval, printed_interval, round_to

INTERVALS = {
    "nearest": {"6.3": "[6.25, 6.35]", "-0.7": "[-0.75, -0.65]", "0.0": "[-0.05, 0.05]"},
    "half-up": {"6.3": "[6.25, 6.35)", "-0.7": "(-0.75, -0.65]", "0.0": "(-0.05, 0.05)"},
    "half-even": {"6.3": "(6.25, 6.35)", "-0.7": "(-0.75, -0.65)", "0.0": "[-0.05, 0.05]"},
    "truncation": {"6.3": "[6.3, 6.4)", "-0.7": "(-0.8, -0.7]", "0.0": "(-0.1, 0.1)"},
}


@pytest.mark.parametrize(
    ("rounding", "digits", "interval"),
    [(r, digits, interval) for r, table in INTERVALS.items() for digits, interval in table.items()],
)
def test_printed_interval(rounding, digits, interval):
    assert str(printed_interval(digits, rounding=rounding)) == interval


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"digits": "1,401,879"}, "without unit, comma or exponent. Got '1,401,879'; use"),
        ({"digits": "1e3"}, "plain decimal number"),
        ({"digits": "５"}, "plain decimal number"),
        ({"digits": 5.0}, "plain decimal number.* Got 5.0"),
        ({"digits": "12.5", "step": "1"}, "multiple of `step`. Got '12.5' and '1'"),
        ({"digits": "5", "rounding": "up"}, "one of half-up, half-even, nearest, truncation"),
    ],
)
def test_printed_interval_refuses(arguments, words):
    with pytest.raises(InputError, match=words):
        printed_interval(**arguments)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: printed_interval("0.0").reciprocal(), "holds zero"),
        (lambda: printed_interval("-2") ** 2, "only an interval above zero"),
    ],
)
def test_arithmetic_without_sense_is_refused(call, words):
    with pytest.raises((ValueError, ZeroDivisionError), match=words):
        call()


VALUES = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4)
PRINTING = st.sampled_from([c for c in CONVENTIONS if c != "nearest"])
ENDS = st.tuples(VALUES, VALUES, st.booleans(), st.booleans())


def interval_of(ends):
    low, high = sorted(ends[:2])
    return Interval(low, high, *ends[2:]) if low < high else Interval.point(low)


@given(VALUES, st.integers(0, 4), PRINTING)
def test_a_number_lies_in_the_interval_of_its_print(value, decimals, rounding):
    digits = round_to(value, decimals, rounding)
    assert value in printed_interval(digits, rounding=rounding)


@given(VALUES, st.integers(0, 4), PRINTING)
def test_only_what_prints_so_lies_in_the_interval(value, decimals, rounding):
    interval = printed_interval("7." + "3" * decimals if decimals else "7", rounding=rounding)
    inside = value in interval
    printed = round_to(value, decimals, rounding)
    assert inside == (printed == ("7." + "3" * decimals if decimals else "7"))


@given(ENDS, ENDS, st.fractions(0, 1), st.fractions(0, 1))
def test_arithmetic_holds_all_results(one, two, at, to):
    a, b = interval_of(one), interval_of(two)
    x, y = a.low + (a.high - a.low) * at, b.low + (b.high - b.low) * to
    if x in a and y in b:
        assert x + y in a + b
        assert x - y in a - b
        assert x * y in a * b
        if not b.meets(Interval.point(0)):
            assert x / y in a / b


@given(ENDS, ENDS)
def test_intervals_meet_where_their_meet_is_not_empty(one, two):
    a, b = interval_of(one), interval_of(two)
    assert a.meets(b) == b.meets(a) == (not a.meet(b).empty)


@given(ENDS)
def test_zero_times_anything_is_zero(ends):
    zero_or_more = Interval(Fraction(0), Fraction(1), True, False)
    assert 0 in interval_of(ends) * zero_or_more
