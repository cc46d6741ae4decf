"""Laws: what was rounded once is never called a contradiction; a true repair is always found."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kelan_analysis.checking import (
    check_difference,
    check_growth,
    check_ratio,
    check_relations,
    check_share,
    check_sum,
    check_whole_count,
    same_figure,
    slip,
)
from kelan_analysis.rounding import round_to

# 500 examples by default; 100,000 under the soak profile of conftest.py.
MANY = settings(max_examples=settings().max_examples * 5)

AMOUNTS = st.fractions(min_value=Fraction(1, 10), max_value=10**6, max_denominator=10**5)
SIGNED = st.fractions(min_value=-(10**4), max_value=10**4, max_denominator=10**5)
PLACES = st.integers(0, 3)
CONVENTIONS = st.sampled_from(["half-up", "half-even", "truncation"])
HELD = ("exact", "rounding")


def sound(check, rounding):
    """Holds under the convention it was printed by, and is no contradiction under the default."""
    assert check(rounding).verdict in (*HELD, "undecidable")
    assert check("half-up").verdict != "contradiction"


@MANY
@given(st.lists(st.tuples(SIGNED, PLACES), min_size=1, max_size=7), PLACES, CONVENTIONS)
def test_sums_rounded_once_hold(parts, places, rounding):
    digits = [round_to(value, p, rounding) for value, p in parts]
    total = round_to(sum(value for value, _ in parts), places, rounding)
    sound(lambda r: check_sum(digits, total, rounding=r), rounding)


@MANY
@given(SIGNED, SIGNED, PLACES, PLACES, PLACES, CONVENTIONS)
def test_differences_rounded_once_hold(a, b, p, q, r, rounding):
    one, two = round_to(a, p, rounding) + "%", round_to(b, q, rounding) + "%"
    points = round_to(a - b, r, rounding) + "个百分点"
    sound(lambda c: check_difference(one, two, points, rounding=c), rounding)


@MANY
@given(AMOUNTS, AMOUNTS, PLACES, PLACES, PLACES, CONVENTIONS)
def test_ratios_rounded_once_hold(a, b, p, q, r, rounding):
    part, whole = round_to(a, p, rounding), round_to(b, q, rounding)
    share = round_to(a / b * 100, r, rounding)
    sound(lambda c: check_share(part, whole, share, rounding=c), rounding)
    plain = round_to(a / b, r, rounding)
    sound(lambda c: check_ratio(part, whole, plain, rounding=c), rounding)


@MANY
@given(AMOUNTS, AMOUNTS, PLACES, PLACES, PLACES, CONVENTIONS, st.integers(1, 6))
def test_growths_rounded_once_hold(base, factor, p, q, r, rounding, years):
    growth = factor / 10**5  # a yearly growth of up to tenfold
    now = base * (1 + growth) ** years
    printed = [round_to(base, p, rounding), round_to(now, q, rounding)]
    percent = round_to(growth * 100, r, rounding) + "%"
    sound(lambda c: check_growth(*printed, percent, years=years, rounding=c), rounding)


@MANY
@given(st.integers(1, 500), st.data(), PLACES, CONVENTIONS)
def test_shares_of_whole_numbers_exist(n, data, places, rounding):
    k = data.draw(st.integers(0, n))
    share = round_to(Fraction(k, n) * 100, places, rounding) + "%"
    assert check_whole_count(share, str(n), rounding=rounding).verdict in HELD


@MANY
@given(AMOUNTS, PLACES, PLACES, CONVENTIONS)
def test_one_number_printed_twice_is_one_number(value, p, q, rounding):
    one, two = round_to(value, p, rounding), round_to(value, q, rounding)
    sound(lambda c: same_figure(one, two, rounding=c), rounding)


@settings(max_examples=max(25, settings().max_examples // 4))
@given(
    st.lists(AMOUNTS, min_size=2, max_size=4), AMOUNTS, st.lists(PLACES, min_size=4, max_size=4),
    CONVENTIONS,
)  # fmt: skip
def test_a_text_rounded_once_is_feasible(values, before, places, rounding):
    whole = sum(values)
    names = [f"p{i}" for i in range(len(values))]
    figures = {n: round_to(v, places[0], rounding) for n, v in zip(names, values, strict=True)}
    figures |= {
        f"s{n}": round_to(v / whole * 100, places[1], rounding)
        for n, v in zip(names, values, strict=True)
    }
    figures["t"] = round_to(whole, places[2], rounding)
    figures["b"] = round_to(before, places[2], rounding)
    figures["d"] = round_to(whole - before, places[3], rounding)
    relations = [
        " + ".join(names) + " = t",
        "t - b = d",
        *(f"{n} / t * 100 = s{n}" for n in names),
        " + ".join(f"s{n}" for n in names) + " = 100",
    ]
    report = check_relations(figures, relations, rounding=rounding)
    assert report.feasible
    assert report.together.verdict in HELD
    assert check_relations(figures, relations).feasible


DIGITS = st.integers(100, 99999).map(str)


@given(DIGITS, st.data())
def test_a_slip_is_named_for_what_it_was(true, data):
    i = data.draw(st.integers(0, len(true) - 1))
    d = data.draw(st.sampled_from([d for d in "123456789" if d != true[i]]))
    assert slip(true, true[:i] + d + true[i + 1 :]) == "digit"
    assert slip(true, "-" + true) == "sign"
    swapped = true[: i - 1] + true[i] + true[i - 1] + true[i + 1 :] if i else true
    if swapped != true:
        assert slip(true, swapped) == "swap"


@settings(max_examples=max(25, settings().max_examples // 4))
@given(st.lists(st.integers(100, 9999), min_size=2, max_size=4), st.data())
def test_the_true_repair_of_a_misprinted_count_is_listed(parts, data):
    names = [f"p{i}" for i in range(len(parts))]
    figures = {name: str(value) for name, value in zip(names, parts, strict=True)}
    figures["t"] = str(sum(parts))
    wrong = data.draw(st.sampled_from([*names, "t"]))
    true = figures[wrong]
    i = data.draw(st.integers(0, len(true) - 1))
    d = data.draw(st.sampled_from([d for d in "123456789" if d != true[i]]))
    figures[wrong] = true[:i] + d + true[i + 1 :]
    report = check_relations(figures, [" + ".join(names) + " = t"], exact=list(figures))
    assert not report.feasible
    repairs = [(r["changes"], r["operator"]) for r in report.repairs]
    assert ([{"figure": wrong, "old": figures[wrong], "new": true}], "digit") in repairs
