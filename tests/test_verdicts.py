"""The graded verdict on one relation: tables of every grade, every doubt, every convention."""

from dataclasses import replace
from fractions import Fraction

import pytest

from kelan_analysis.checking.quantity import printed
from kelan_analysis.checking.relation import linear, part_of, ratio
from kelan_analysis.checking.verdict import (
    SOFT_REASONS,
    Judgement,
    conventions_that_hold,
    exceeds_whole,
    judge,
    sharpness,
)
from kelan_analysis.rounding import CONVENTIONS, Interval

F = Fraction
SUM = linear("sum", "c", ["a", "b"])
TWICE = linear("sum", "c", ["a", "b"], weights=[2, 1])
MINUS = linear("difference", "c", ["a", "b"], weights=[1, -1])
NOTHING = linear("difference", None, ["a", "b"], weights=[1, -1], constant=0)
HUNDRED = linear("sum", None, ["a", "b"], constant=100)
SHARE = ratio("share", "c", "a", "b", scale=100)
GROWTH = ratio("growth", "c", "b", "a", scale=100, offset=-100)
YEARLY = ratio("growth", "c", "b", "a", scale=100, offset=-100, power=2)
CHANGE = replace(ratio("growth", "c", "a", "b", scale=100), of_change=True)


def figures(*texts):
    """Figures a, b, c; a text that begins with ! is exact."""
    return {
        name: printed(text.lstrip("!"), exact=text.startswith("!"))
        for name, text in zip("abc", texts, strict=False)
    }


CASES = [
    (SUM, ("1.2", "3.4", "4.6"), "exact", None, "4.6", "[4.5, 4.7)"),
    (SUM, ("1.2", "3.4", "4.7"), "rounding", None, "4.6", "[4.5, 4.7)"),
    (SUM, ("1.2", "3.4", "4.5"), "rounding", None, "4.6", "[4.5, 4.7)"),
    (SUM, ("1.2", "3.4", "4.8"), "contradiction", None, "4.6", "[4.5, 4.7)"),
    (TWICE, ("1.3", "3.5", "6.3"), "convention", "truncation", "6.1", "[5.95, 6.25)"),
    (TWICE, ("1.2", "3.4", "6.0"), "convention", "half-even", "5.8", "[5.65, 5.95)"),
    (SUM, ("1.2", "3.4", "4.9"), "contradiction", None, "4.6", "[4.5, 4.7)"),
    (SUM, ("1.2", "3.4", "4.3"), "contradiction", None, "4.6", "[4.5, 4.7)"),
    (SUM, ("!12", "!34", "!46"), "exact", None, "46", "[46.0, 46.0]"),
    (SUM, ("!12", "!34", "!47"), "contradiction", None, "46", "[46.0, 46.0]"),
    (SUM, ("1.2亿元", "3400万元", "1.54亿元"), "exact", None, "154000000", None),
    (SUM, ("12万元", "34万元", "50万元"), "contradiction", None, "460000", "[450000.0, 470000.0)"),
    (SUM, ("12万元", "34万元", "47万元"), "rounding", None, "460000", "[450000.0, 470000.0)"),
    (SUM, ("120十万元", "4万元", "1204万元"), "exact", None, "12040000", None),
    (MINUS, ("5.5", "1.2", "4.3"), "exact", None, "4.3", "(4.2, 4.4)"),
    (MINUS, ("5.5", "1.2", "4.4"), "rounding", None, "4.3", "(4.2, 4.4)"),
    (MINUS, ("5.5", "1.2", "!4.4"), "convention", "nearest", "4.3", "(4.2, 4.4)"),
    (MINUS, ("5.5", "1.2", "4.5"), "contradiction", None, "4.3", "(4.2, 4.4)"),
    (MINUS, ("5.5", "1.2", "4.6"), "contradiction", None, "4.3", "(4.2, 4.4)"),
    (HUNDRED, ("45.3", "54.7"), "exact", None, "100", "[99.9, 100.1)"),
    (HUNDRED, ("45.3", "54.6"), "convention", "truncation", "99.9", "[99.8, 100.0)"),
    (HUNDRED, ("45.3", "54.8"), "rounding", None, "100.1", "[100.0, 100.2)"),
    (HUNDRED, ("45.3", "55.3"), "contradiction", None, "100.6", "[100.5, 100.7)"),
    (HUNDRED, ("!40", "!60"), "exact", None, "100", "[100.0, 100.0]"),
    (HUNDRED, ("!40", "!61"), "contradiction", None, "101", "[101.0, 101.0]"),
    (HUNDRED, ("4十个", "6十个"), "exact", None, "100", "[90.0, 110.0)"),
    (SHARE, ("!59", "!64", "92.2%"), "exact", None, "1475/16", "[92.1875, 92.1875]"),
    (SHARE, ("!59", "!64", "92.3%"), "contradiction", None, "1475/16", "[92.1875, 92.1875]"),
    (SHARE, ("!5", "!16", "31.2%"), "convention", "half-even", "125/4", "[31.25, 31.25]"),
    (SHARE, ("1.2", "3.4", "34%"), "rounding", None, "600/17", None),
    (GROWTH, ("!80", "!100", "25%"), "exact", None, "25", "[25.0, 25.0]"),
    (GROWTH, ("80", "100", "26%"), "rounding", None, "25", None),
    (GROWTH, ("!80", "!100", "27%"), "contradiction", None, "25", "[25.0, 25.0]"),
    (YEARLY, ("!100", "!121", "10%"), "exact", None, None, "[10.0, 10.0]"),
    (YEARLY, ("!100", "!121", "11%"), "contradiction", None, None, "[10.0, 10.0]"),
    (CHANGE, ("!20", "!120", "20%"), "exact", None, "20", "[20.0, 20.0]"),
    (CHANGE, ("!20", "!120", "17%"), "contradiction", None, "20", "[20.0, 20.0]"),
    (CHANGE, ("!-20", "!80", "-20%"), "exact", None, "-20", "[-20.0, -20.0]"),
    # a change as large as the level, or larger: no growth at all would yield it
    (CHANGE, ("!100", "!100", "20%"), "contradiction", None, None, "(-inf, inf)"),
    (CHANGE, ("!120", "!100", "20%"), "contradiction", None, None, "(-inf, inf)"),
    (CHANGE, ("103", "101", "20%"), "contradiction", None, None, "(-inf, inf)"),
    (NOTHING, ("!5", "!5"), "exact", None, "0", "[0.0, 0.0]"),
    (NOTHING, ("!5", "!6"), "contradiction", None, "-1", "[-1.0, -1.0]"),
]


@pytest.mark.parametrize(("relation", "texts", "verdict", "convention", "recomputed", "allowed"), CASES)
def test_grades(relation, texts, verdict, convention, recomputed, allowed):
    graded = judge(relation, figures(*texts))
    assert (graded.verdict, graded.convention) == (verdict, convention)
    assert graded.recomputed == (None if recomputed is None else F(recomputed))
    assert graded.reason is None
    if allowed is not None:
        assert str(graded.allowed) == allowed


@pytest.mark.parametrize(("relation", "texts"), [case[:2] for case in CASES if case[0] in (SUM, TWICE, MINUS, HUNDRED)])
@pytest.mark.parametrize("rounding", CONVENTIONS)
def test_sums_in_whole_numbers_are_the_sums_of_intervals(relation, texts, rounding):
    """The short way of sums gives what the intervals of the relation give."""
    known = figures(*texts)
    graded = judge(relation, known, rounding)
    ranges = {name: figure.interval(rounding) for name, figure in known.items()}
    assert graded.allowed == relation.yields(ranges)
    assert graded.stands_for == relation.target(ranges)
    ends, exponent = graded.half_places
    half = F(10) ** exponent / 2
    assert (ends[0] * half, ends[1] * half) == (graded.allowed.low, graded.allowed.high)
    assert ends[2:] == (graded.allowed.low_closed, graded.allowed.high_closed)
    assert (graded.verdict in ("exact", "rounding")) == relation.holds(ranges)


@pytest.mark.parametrize(
    ("changed", "short"),
    [({}, True), ({"hedge": "about"}, False), ({"place": F(1)}, False), ({"fraction": F(9, 2)}, False)],
)
def test_the_short_way_is_for_plain_decimals(changed, short):
    known = figures("1.2", "3.4", "4.6")
    for name in known:
        graded = judge(SUM, known | {name: replace(known[name], **changed)})
        assert (graded.half_places is not None) == short


@pytest.mark.parametrize("changed", [{"scale": F(2)}, {"offset": F(1)}, {"at_most": True}])
def test_the_short_way_is_for_plain_sums(changed):
    assert judge(replace(SUM, **changed), figures("1.2", "3.4", "4.6")).half_places is None


@pytest.mark.parametrize("texts", [("100", "100", "20%"), ("100", "101", "20%"), ("1", "1.0", "20%")])
def test_a_change_that_may_be_as_large_as_its_level_decides_nothing(texts):
    graded = judge(CHANGE, figures(*texts))
    assert (graded.verdict, graded.allowed) == ("undecidable", Interval(None, None, False, False))
    assert graded.reason is not None


def test_weights_that_are_no_whole_numbers_are_weighed_all_the_same():
    half = linear("mean", "c", ["a", "b"], weights=[F(1, 2), F(1, 2)])
    graded = judge(half, figures("!3", "!4", "!3.5"))
    assert (graded.verdict, graded.half_places) == ("exact", None)
    assert judge(half, figures("!3", "!4", "!3.6")).verdict == "contradiction"
    third = linear("sum", None, ["a", "b"], constant=F(1, 3))
    assert judge(third, figures("!1/6", "!1/6")).verdict == "exact"
    assert judge(linear("sum", None, ["a"], constant=F(7, 2)), figures("!3.5")).verdict == "exact"
    nothing = linear("sum", "c", ["a", "b"], weights=[1, 0])
    assert judge(nothing, figures("1.2", "9.9", "1.2")).verdict == "exact"
    assert str(judge(nothing, figures("1.2", "9.9", "1.2")).allowed) == "[1.15, 1.25)"
    twice = linear("sum", "c", ["a", "b"], weights=[2, -3])
    assert str(judge(twice, figures("5", "1", "7")).allowed) == "(4.5, 9.5)"


CONTRADICTING, HOLDING = figures("!12", "!34", "!47"), figures("!12", "!34", "!46")


@pytest.mark.parametrize(
    ("reason", "known", "verdict", "said"),
    [
        (None, CONTRADICTING, "contradiction", None),
        ("constant_prices", CONTRADICTING, "undecidable", "constant_prices"),
        ("constant_prices", HOLDING, "undecidable", "constant_prices"),
        *((soft, CONTRADICTING, "undecidable", soft) for soft in SOFT_REASONS),
        *((soft, HOLDING, "exact", None) for soft in SOFT_REASONS),
    ],
)
def test_doubts(reason, known, verdict, said):
    graded = judge(SUM, known, reason=reason)
    assert (graded.verdict, graded.reason, graded.convention) == (verdict, said, None)
    plain = judge(SUM, known)
    assert (graded.allowed, graded.stands_for) == (plain.allowed, plain.stands_for)
    assert graded.recomputed == plain.recomputed


@pytest.mark.parametrize(
    ("part", "whole", "verdict"),
    [("!8", "!7", "contradiction"), ("!6", "!7", "undecidable"), ("!7", "!7", "exact")],
)
def test_one_part_of_an_open_list_contradicts_only_where_it_exceeds_its_whole(part, whole, verdict):
    one = linear("sum", "c", ["a"])
    known = {"a": printed(part[1:], exact=True), "c": printed(whole[1:], exact=True)}
    assert judge(one, known, reason="partial").verdict == verdict
    two = figures("!8", "!9", "!7")
    assert judge(SUM, two, reason="partial").verdict == "undecidable"


@pytest.mark.parametrize(
    ("low", "high", "exceeds"),
    [(F(8), F(7), True), (F(7), F(7), True), (F(6), F(7), False), (None, F(7), False), (F(8), None, False)],
)
def test_exceeds_whole(low, high, exceeds):
    graded = Judgement("contradiction", None, Interval(low, None), Interval(None, high), None)
    assert exceeds_whole(graded) is exceeds


@pytest.mark.parametrize(("reason", "said"), [(None, "zero_base"), ("partial", "partial")])
def test_a_base_of_zero_decides_nothing(reason, said):
    graded = judge(SHARE, figures("!5", "!0", "50%"), reason=reason)
    assert (graded.verdict, graded.reason, graded.recomputed) == ("undecidable", said, None)
    assert graded.allowed == graded.stands_for == Interval(None, None, False, False)
    assert graded.convention is None


def test_a_part_holds_up_to_its_whole():
    known = {"whole": printed("7个"), "part": printed("7个")}
    assert judge(part_of("whole", "part"), known).verdict == "exact"
    known["part"] = printed("8个")
    assert judge(part_of("whole", "part"), known).verdict == "contradiction"


@pytest.mark.parametrize(
    ("relation", "texts", "hold"),
    [
        (SUM, ("1.2", "3.4", "4.6"), CONVENTIONS),
        (TWICE, ("1.3", "3.5", "6.3"), ("nearest", "truncation")),
        (SUM, ("1.2", "3.4", "4.5"), ("half-up", "half-even", "nearest")),
        (SUM, ("1.2", "3.4", "4.9"), ()),
        (SHARE, ("!5", "!16", "31.2%"), ("half-even", "nearest", "truncation")),
        (SHARE, ("!5", "!16", "31.3%"), ("half-up", "nearest")),
    ],
)
def test_conventions_that_hold(relation, texts, hold):
    assert conventions_that_hold(relation, figures(*texts)) == hold


@pytest.mark.parametrize(
    ("relation", "texts", "share", "accepted", "printable"),
    [
        (SHARE, ("!59", "!64", "92.2%"), True, 1, 1001),
        (SHARE, ("!59", "!64", "92%"), True, 1, 101),
        (SHARE, ("5", "6", "83%"), True, 32, 101),
        (SHARE, ("!1", "!3", "!33%"), True, 0, 101),
        (SHARE, ("5", "6", "!83%"), True, 30, 101),
        (SUM, ("1百户", "2百户", "3百户"), True, 3, 2),
        (SUM, ("1千户", "2千户", "3千户"), True, 3, 1),
        (SUM, ("1.2", "3.4", "4.6"), False, 3, 90),
        (SUM, ("!12", "!34", "!46"), False, 1, 90),
        (SUM, ("!12", "!34", "!46"), True, 1, 101),
        (SUM, ("1.23", "3.45", "4.7"), False, 1, 90),
        (SUM, ("1.2", "3.4", "4.60"), False, 21, 900),
        (MINUS, ("5.5", "1.2", "4.3"), False, 3, 90),
        (SUM, ("0.2", "0.4", "0.6"), False, 3, 9),
        (SUM, ("120万元", "340万元", "460万元"), False, 3, 900),
    ],
)
def test_sharpness_counts_what_would_have_passed(relation, texts, share, accepted, printable):
    known = figures(*texts)
    found = sharpness(judge(relation, known), known["c"], "half-up", share=share)
    assert (found.accepted, found.printable) == (accepted, printable)


@pytest.mark.parametrize("rounding", CONVENTIONS)
@pytest.mark.parametrize("texts", [("1.2", "3.4", "4.6"), ("12", "7", "19"), ("5.25", "1.1", "6.4")])
def test_sharpness_is_the_count_of_results_that_hold(rounding, texts):
    known = figures(*texts)
    found = sharpness(judge(SUM, known, rounding), known["c"], rounding)
    place, around = known["c"].last_place, known["c"].mantissa
    held = 0
    for mantissa in range(around - 40, around + 41):
        other = known | {"c": replace(known["c"], mantissa=mantissa)}
        assert other["c"].value == mantissa * place
        held += judge(SUM, other, rounding).verdict in ("exact", "rounding")
    assert found.accepted == held


def test_what_has_no_end_accepts_nobody_knows_how_much():
    known = figures("5", "!1", "6")
    known["a"] = replace(known["a"], hedge="over")
    found = sharpness(judge(SUM, known), known["c"], "half-up")
    assert (found.accepted, found.printable) == (None, 9)
