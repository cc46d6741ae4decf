"""Exact intervals: tables of the four conventions, and laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.errors import InputError
from kelan_analysis.rounding import (
    CONVENTIONS,
    Interval,
    decimal_text,
    plain_digits,
    printed_interval,
    round_to,
)
from kelan_analysis.rounding.digits import places_of

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


# --- tables of what arithmetic gives, bounds without end included ----------------------------------

_SIGNS = {"[": True, "]": True, "(": False, ")": False}


def interval(text):
    """Read an interval as it is written: ``[1, 2)``, ``(-inf, 3]``."""
    low, high = text[1:-1].split(", ")
    return Interval(
        None if low == "-inf" else Fraction(low), None if high == "inf" else Fraction(high),
        _SIGNS[text[0]], _SIGNS[text[-1]],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "product"),
    [
        ("[2, 3]", "[4, 5]", "[8.0, 15.0]"),
        ("[2, 3)", "[4, 5]", "[8.0, 15.0)"),
        ("(2, 3)", "[4, 5]", "(8.0, 15.0)"),
        ("[2, 3]", "(4, 5)", "(8.0, 15.0)"),
        ("[-3, -2]", "[4, 5]", "[-15.0, -8.0]"),
        ("(-3, -2]", "[-5, -4)", "(8.0, 15.0)"),
        ("[-3, 2]", "[-5, 4]", "[-12.0, 15.0]"),
        ("(-2, 1)", "[-2, 1]", "(-2.0, 4.0)"),
        ("[2, inf)", "[3, inf)", "[6.0, inf)"),
        ("[2, inf)", "(3, 5]", "(6.0, inf)"),
        ("[2, inf)", "[-3, -1]", "(-inf, -2.0]"),
        ("[2, inf)", "(-inf, -1]", "(-inf, -2.0]"),
        ("[2, inf)", "(-inf, 1]", "(-inf, inf)"),
        ("(-inf, -2]", "(-inf, -3]", "[6.0, inf)"),
        ("(-inf, -2)", "[3, 4]", "(-inf, -6.0)"),
        ("(-inf, -2]", "[-4, -3]", "[6.0, inf)"),
        ("(-inf, 2]", "[1, 3]", "(-inf, 6.0]"),
        ("(-inf, 2]", "[-3, -1]", "[-6.0, inf)"),
        ("(-inf, inf)", "[1, 2]", "(-inf, inf)"),
        ("(-inf, inf)", "(-inf, inf)", "(-inf, inf)"),
        ("(-2, inf)", "[3, inf)", "(-inf, inf)"),
        ("[1/2, inf)", "[1/4, 3]", "[0.125, inf)"),
        ("[1/2, inf)", "[-1/4, 3]", "(-inf, inf)"),
        ("[0, inf)", "[3, inf)", "[0.0, inf)"),
        ("(0, inf)", "[3, 4)", "(0.0, inf)"),
        ("(0, inf)", "(-inf, 0)", "(-inf, 0.0)"),
        ("[0, inf)", "(-inf, 5]", "(-inf, inf)"),
        ("(-1, inf)", "[0, 0]", "[0.0, 0.0]"),
        ("(-inf, inf)", "[0, 0]", "[0.0, 0.0]"),
        ("(0, 1]", "[2, 3]", "(0.0, 3.0]"),
        ("[0, 1]", "(-1, 2)", "(-1.0, 2.0)"),
        ("[0, 1)", "(2, 3)", "[0.0, 3.0)"),
    ],
)
def test_products(one, two, product):
    assert str(interval(one) * interval(two)) == product
    assert str(interval(two) * interval(one)) == product
    assert str(-interval(one) * -interval(two)) == product


@pytest.mark.parametrize(
    ("factor", "one", "product"),
    [
        (2, "[1, 3)", "[2.0, 6.0)"), (-2, "[1, 3)", "(-6.0, -2.0]"), (0, "(1, 3)", "[0.0, 0.0]"),
        (-1, "(-inf, 3]", "[-3.0, inf)"), (Fraction(1, 2), "(-1, inf)", "(-0.5, inf)"),
    ],
)  # fmt: skip
def test_multiples(factor, one, product):
    assert str(interval(one) * factor) == str(factor * interval(one)) == product
    if factor:
        assert str(interval(one) / (1 / Fraction(factor))) == product


@pytest.mark.parametrize(
    ("one", "inverse"),
    [
        ("[2, 4]", "[1/4, 1/2]"), ("(2, 4]", "[1/4, 1/2)"), ("[2, inf)", "(0.0, 0.5]"),
        ("(0, 2]", "[0.5, inf)"), ("(-inf, -2)", "(-0.5, 0.0)"), ("[-2, 0)", "(-inf, -0.5]"),
        ("(-4, -2]", "[-1/2, -1/4)"), ("(0, inf)", "(0.0, inf)"),
    ],
)  # fmt: skip
def test_reciprocals(one, inverse):
    found = interval(one).reciprocal()
    assert found == interval(inverse)
    assert found.reciprocal() == interval(one)


@pytest.mark.parametrize("one", ["[0, 2]", "(-1, 1)", "[-2, 0]", "(-inf, inf)", "[0, inf)"])
def test_what_holds_zero_has_no_reciprocal(one):
    with pytest.raises(ZeroDivisionError, match=r"holds zero: a division by it says nothing\."):
        interval(one).reciprocal()
    with pytest.raises(ZeroDivisionError):
        interval("[1, 2]") / interval(one)


@pytest.mark.parametrize(
    ("one", "power", "result"),
    [
        ("(2, 3]", 2, "(4.0, 9.0]"), ("[2, inf)", 3, "[8.0, inf)"), ("[0, 2)", 2, "[0.0, 4.0)"),
        ("[-1, 2]", 1, "[-1.0, 2.0]"), ("(-inf, 5]", 1, "(-inf, 5.0]"),
        ("(1/2, 3/2)", 2, "(0.25, 2.25)"),
    ],
)  # fmt: skip
def test_powers(one, power, result):
    assert str(interval(one) ** power) == result


@pytest.mark.parametrize(
    ("one", "power"), [("[1, 2]", 0), ("[1, 2]", -1), ("[-1, 2]", 2), ("(-inf, 5]", 2)]
)
def test_powers_without_sense_are_refused(one, power):
    with pytest.raises(ValueError, match=f"only an interval above zero .*and {power}\\."):
        interval(one) ** power


@pytest.mark.parametrize(
    ("one", "two", "meet", "meets"),
    [
        ("[1, 3]", "[2, 4]", "[2.0, 3.0]", True),
        ("[1, 3)", "[3, 4]", "(3.0, 3.0)", False),
        ("[1, 3]", "[3, 4]", "[3.0, 3.0]", True),
        ("[1, 3]", "(3, 4]", None, False),
        ("[1, 2]", "[3, 4]", None, False),
        ("(-inf, 2)", "[1, inf)", "[1.0, 2.0)", True),
        ("(-inf, inf)", "(1, 2]", "(1.0, 2.0]", True),
        ("(1, 4)", "[1, 4]", "(1.0, 4.0)", True),
        ("[0, 4]", "(1, 2)", "(1.0, 2.0)", True),
        ("[0, inf)", "[-3, inf)", "[0.0, inf)", True),
    ],
)
def test_meets(one, two, meet, meets):
    a, b = interval(one), interval(two)
    assert a.meets(b) is b.meets(a) is meets
    assert a.meet(b).empty is b.meet(a).empty is not meets
    if meets:
        assert str(a.meet(b)) == str(b.meet(a)) == meet


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        (Interval(None, None, True, True), "(-inf, inf)"),
        (Interval(None, Fraction(2), True, True), "(-inf, 2.0]"),
        (Interval(Fraction(5, 4), None), "[1.25, inf)"),
        (Interval(Fraction(5, 4), Fraction(2)), "[1.25, 2.00]"),
        (Interval(Fraction(2), Fraction(17, 8), False, False), "(2.000, 2.125)"),
        (Interval(Fraction(1, 3), Fraction(1), False), "(0.333333..., 1.0]"),
        (Interval(Fraction(-7), Fraction(7)), "[-7.0, 7.0]"),
    ],
)
def test_intervals_are_written_to_their_last_place(one, shown):
    assert str(one) == shown


def test_sums_and_negatives_of_what_has_no_end():
    below, above = interval("(-inf, 2]"), interval("[1, inf)")
    assert (str(-below), str(-above)) == ("[-2.0, inf)", "(-inf, -1.0]")
    assert (str(below + below), str(above + above)) == ("(-inf, 4.0]", "[2.0, inf)")
    assert str(below - above) == "(-inf, 1.0]" and str(above - below) == "[-1.0, inf)"
    assert str(below + above) == "(-inf, inf)"
    assert str(interval("[1, 2)") - interval("(1, 3]")) == "[-2.0, 1.0)"
    assert below.width is above.width is None and interval("[1, 3)").width == 2
    assert 2 in below and 3 not in below and 1 in above and 0 not in above
    negative = -interval("[1, 2)")
    assert (negative.low, negative.high) == (-2, -1)
    assert (negative.low_closed, negative.high_closed) == (False, True)


@pytest.mark.parametrize(
    ("low", "high", "low_closed", "high_closed", "empty"),
    [
        ("1", "2", False, False, False), ("1", "1", True, True, False), ("1", "1", True, False, True),
        ("1", "1", False, True, True), ("2", "1", True, True, True),
    ],
)  # fmt: skip
def test_empty(low, high, low_closed, high_closed, empty):
    assert Interval(Fraction(low), Fraction(high), low_closed, high_closed).empty is empty


@pytest.mark.parametrize(
    ("digits", "step", "rounding", "shown"),
    [
        ("1393700", "100", "half-up", "[1393650.0, 1393750.0)"),
        ("12.5", "0.5", "half-up", "[12.25, 12.75)"),
        ("12.5", "0.25", "half-even", "[12.375, 12.625]"),
        ("-12.5", "0.5", "truncation", "(-13.0, -12.5]"),
        ("3", "1.5", "nearest", "[2.25, 3.75]"),
        ("0", "10", "half-up", "(-5.0, 5.0)"),
    ],
)
def test_steps_of_rounding(digits, step, rounding, shown):
    assert str(printed_interval(digits, step=step, rounding=rounding)) == shown


@pytest.mark.parametrize(
    ("digits", "step", "words"),
    [
        ("12", "0", "`digits` must be a multiple of `step`. Got '12' and '0'; leave `step` out"),
        ("12", "-1", "must be a multiple of `step`. Got '12' and '-1'"),
        ("12", "5", "must be a multiple of `step`. Got '12' and '5'"),
        ("12", "x", "^`step` must be a plain decimal number"),
        ("x", "1", "^`digits` must be a plain decimal number, .*; use `read_figures` on raw text."),
    ],
)
def test_steps_that_cannot_be_are_refused(digits, step, words):
    with pytest.raises(InputError, match=words):
        printed_interval(digits, step=step)


@pytest.mark.parametrize(
    ("digits", "read"),
    [
        ("46.92", (4692, 2)), ("-46.92", (-4692, 2)), ("−46.92", (-4692, 2)), ("+5", (5, 0)),
        ("007", (7, 0)), ("0.00", (0, 2)), ("-0.5", (-5, 1)),
    ],
)  # fmt: skip
def test_plain_digits(digits, read):
    assert plain_digits(digits) == read


@pytest.mark.parametrize("digits", ["", "-", ".5", "5.", "1e5", "１", "5\n", "1,000", None, 5, "٣"])
def test_what_is_no_plain_number_is_refused(digits):
    with pytest.raises(InputError, match=r"^`digits` must be a plain decimal number"):
        plain_digits(digits)


@pytest.mark.parametrize(
    ("value", "decimals", "rounding", "digits"),
    [
        ("2.5", 0, "half-up", "3"), ("2.5", 0, "half-even", "2"), ("3.5", 0, "half-even", "4"),
        ("2.5", 0, "truncation", "2"), ("-2.5", 0, "half-up", "-3"), ("-2.5", 0, "half-even", "-2"),
        ("-3.5", 0, "half-even", "-4"), ("-0.04", 1, "half-up", "0.0"), ("250", -2, "half-up", "300"),
        ("250", -2, "half-even", "200"), ("350", -2, "half-even", "400"), ("59/64", 4, "half-up", "0.9219"),
        ("-59/64", 2, "truncation", "-0.92"), ("0.05", 1, "half-up", "0.1"), ("0.05", 1, "half-even", "0.0"),
        ("2.51", 0, "half-even", "3"), ("2.49", 0, "half-up", "2"), ("7", 2, "half-up", "7.00"),
    ],
)  # fmt: skip
def test_round_to(value, decimals, rounding, digits):
    assert round_to(value, decimals, rounding) == digits


@pytest.mark.parametrize("rounding", ["nearest", "up"])
def test_an_unknown_convention_prints_no_number(rounding):
    words = f"half-up, half-even or truncation to print a number. Got '{rounding}'."
    with pytest.raises(InputError, match=words):
        round_to("2.5", 0, rounding)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(7, 4), 0, "1.75"), (Fraction(7, 4), 3, "1.750"), (Fraction(1, 3), 0, "0.333333..."),
        (Fraction(-2, 3), 9, "-0.666666..."), (Fraction(5), 0, "5"), (Fraction(5), 1, "5.0"),
        (Fraction(1, 25), 1, "0.04"), (Fraction(1, 80), 0, "0.0125"),
    ],
)  # fmt: skip
def test_decimal_text(value, places, text):
    assert decimal_text(value, places) == text


@pytest.mark.parametrize(
    ("value", "places"),
    [(None, 0), (Fraction(3), 0), (Fraction(1, 2), 1), (Fraction(1, 5), 1), (Fraction(1, 8), 3),
     (Fraction(1, 125), 3), (Fraction(1, 40), 3), (Fraction(1, 6), -1), (Fraction(1, 7), -1)],
)  # fmt: skip
def test_places_of(value, places):
    assert places_of(value) == places
