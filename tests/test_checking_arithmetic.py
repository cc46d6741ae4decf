"""The 171 authored cases of arithmetic: each kind by one call, under each rounding convention.

A case's inputs are turned into printed quantities (a scale of 1/10000 is 元 against 万元, or
人 against 万人 where the parts are exact); everything else is the library's work.
"""

import json
from fractions import Fraction

import pytest
from labelled import CASES

from kelan_analysis.checking import (
    check_average_growth,
    check_denominator,
    check_difference,
    check_growth,
    check_growth_of_sum,
    check_hedge,
    check_ratio,
    check_relations,
    check_rounding,
    check_share,
    check_structure,
    check_sum,
    check_whole_count,
    check_wording,
    read_multiple,
    same_figure,
    slip,
)
from kelan_analysis.rounding import Interval, printed_interval, round_to

CASES = json.loads((CASES / "arithmetic.json").read_text("utf-8"))["cases"]
MODES = {
    "half_up": "half-up", "half_even": "half-even", "trunc": "truncation", "nearest": "nearest",
}  # fmt: skip
SCALES = {"100": "%", "1000": "‰", "10000": "", "1": ""}


def of_kind(*kinds):
    chosen = [case for case in CASES if case["kind"] in kinds]
    return pytest.mark.parametrize("case", chosen, ids=[case["id"] for case in chosen])


def expect(case, check):
    """The verdict by default, and whether it holds under each convention."""
    found = check("half-up")
    assert found.verdict == case["verdict"]
    convention = {"trunc": "truncation", "half_even": "half-even"}.get(
        case.get("convention"), case.get("convention")
    )
    assert found.convention == convention
    for mode, consistent in (case.get("by_mode") or {}).items():
        if case["verdict"] != "undecidable":
            holds = check(MODES[mode]).verdict in ("exact", "rounding")
            assert holds == (consistent == "consistent"), mode
    if "verdict_if_ties_unknown" in case:
        assert check("nearest").verdict == case["verdict_if_ties_unknown"]
    if case.get("allowed") and "items" not in case["inputs"]:
        allowed = case["allowed"]
        wanted = Interval(
            Fraction(allowed["low"]), Fraction(allowed["high"]),
            allowed["low_closed"], allowed["high_closed"],
        )  # fmt: skip
        assert check("nearest").allowed == wanted
    if "accepted_grid_values" in case:
        assert check("nearest").sharpness.accepted == case["accepted_grid_values"]


@of_kind("sum")
def test_sums(case):
    given = case["inputs"]
    parts, total = given["parts"], given["total"]
    exact = range(len(parts) + 1) if given["exact"] is True else ()
    if given.get("scale"):
        unit = "人" if given["exact"] == "parts" else "元"
        parts, total = [part + unit for part in parts], total + "万" + unit
    expect(
        case,
        lambda rounding: check_sum(
            parts, total, weights=given.get("weights"), exact=exact,
            coverage=given.get("coverage"), rounding=rounding,
        ),
    )  # fmt: skip


@of_kind("ratio")
def test_ratios(case):
    given = case["inputs"]
    exact = [i for i, name in enumerate(("num", "den")) if name in given["exact"]]
    expect(
        case,
        lambda rounding: check_ratio(
            given["num"], given["den"], given["reported"] + SCALES[given["scale"]],
            scale=int(given["scale"]), denominator=given.get("denominator"), exact=exact,
            rounding=rounding,
        ),
    )  # fmt: skip


@of_kind("growth")
def test_growths(case):
    given = case["inputs"]
    exact = [i for i, name in enumerate(("base", "current")) if name in given["exact"]]
    expect(
        case,
        lambda rounding: check_growth(
            given["base"], given["current"], given["growth_pct"] + "%", exact=exact,
            prices=given.get("prices", "nominal"),
            base="revised" if given.get("base_status") else "final", rounding=rounding,
        ),
    )  # fmt: skip


@of_kind("pp_difference")
def test_points(case):
    given = case["inputs"]
    b = str(Fraction(given["b"]) * 100) if "/" in given["b"] else given["b"] + "%"
    expect(
        case,
        lambda rounding: check_difference(
            given["a"] + "%", b, given["reported"] + "个百分点", rounding=rounding
        ),
    )


@of_kind("same_fact_twice")
def test_the_same_fact_twice(case):
    given = case["inputs"]
    units = ("万元", "元") if given["second_scale"] == "1/10000" else ("", "")
    scope = "other" if case["verdict"] == "undecidable" else None
    expect(
        case,
        lambda rounding: same_figure(
            given["first"] + units[0], given["second"] + units[1], scope=scope, rounding=rounding
        ),
    )


@of_kind("calc11")
def test_sums_with_stated_decimals(case):
    given = case["inputs"]
    figures = [*given["items"], [*given["total"], 1]]
    exact = [i for i, (_, decimals, _) in enumerate(figures) if decimals is None]
    steps = {i: str(10**-d) for i, (_, d, _) in enumerate(figures) if d is not None and d < 0}

    def check(rounding):
        return check_sum(
            [value for value, _, _ in figures[:-1]], figures[-1][0],
            weights=[weight for _, _, weight in figures[:-1]], exact=exact, steps=steps,
            rounding=rounding,
        )  # fmt: skip

    expect(case, check)
    for key, rounding in (("allowed", "nearest"), ("allowed_trunc", "truncation")):
        ends = case[key]
        wanted = Interval(
            Fraction(ends["low"]), Fraction(ends["high"]), ends["low_closed"], ends["high_closed"]
        )
        assert check(rounding).allowed == wanted


@of_kind("tolerance_table")
def test_a_sum_known_only_as_a_sum(case):
    given = case["inputs"]
    rest = ["0." + "0" * given["decimals"]] * (given["parts"] - 1)
    expect(case, lambda rounding: check_sum([given["parts_sum"], *rest], given["total"]))


@of_kind("doubling")
def test_doublings(case):
    given = case["inputs"]
    exact = (0, 1) if given["exact"] else ()
    expect(
        case,
        lambda rounding: check_growth(
            given["base"], given["value"], f"翻{given['times']}番", exact=exact, rounding=rounding
        ),
    )


@of_kind("pp_vs_pct")
def test_points_are_no_percent(case):
    given = case["inputs"]
    rates = "before_pct" in given
    levels = ("before_pct", "after_pct") if rates else ("before", "after")
    before, now = (given[name] + ("%" if rates else "") for name in levels)
    claimed = given["claimed"] + ("个百分点" if given["unit"] == "pp" else "%")
    check = check_growth(before, now, claimed)
    assert check.verdict == case["verdict"]
    wrong_unit = {"wrong unit: percentage points": "百分点", "wrong unit: percent": "%"}
    if case["expected"] in wrong_unit:
        repair = check.repairs[0]
        assert repair["operator"] == "unit"
        assert repair["changes"][0]["new"].endswith(wrong_unit[case["expected"]])


@of_kind("round")
def test_rounding(case):
    given = case["inputs"]
    for mode, digits in case["by_mode"].items():
        assert round_to(given["x"], given["to_decimals"], MODES[mode]) == digits


@of_kind("unround")
def test_unrounding(case):
    for mode, ends in case["by_mode"].items():
        wanted = Interval(
            Fraction(ends["low"]), Fraction(ends["high"]), ends["low_closed"], ends["high_closed"]
        )
        assert printed_interval(case["inputs"]["x"], rounding=MODES[mode]) == wanted


@of_kind("share")
def test_shares(case):
    given = case["inputs"]
    if "parts" not in given:
        expect(
            case,
            lambda rounding: check_share(
                given["part"], given["whole"], given["reported"], rounding=rounding
            ),
        )
        return
    checks = check_structure(given["parts"], given["whole"], given["reported"])
    closed = {"exact": "exact", "contradiction": case["verdict"]}
    assert [check.verdict for check in checks] == [closed[each] for each in case["each"]]
    assert {check.convention for check in checks} == {None, case.get("convention")}
    honest = [round_to(check.recomputed, 1) for check in checks]
    assert honest == case["honest"]
    for mode, consistent in case["by_mode"].items():
        under = check_structure(
            given["parts"], given["whole"], given["reported"], rounding=MODES[mode]
        )
        holds = all(check.verdict in ("exact", "rounding") for check in under)
        assert holds == (consistent == "consistent"), mode


@of_kind("grim")
def test_whole_counts_behind_a_share(case):
    given = case["inputs"]
    share = given["x"] + ("%" if given["percent"] else "")
    n = str(given["n"] * given["items"])
    expect(case, lambda rounding: check_whole_count(share, n, rounding=rounding))
    chance = 1 - check_whole_count(share, n).sharpness.chance
    assert chance == Fraction(case["chance_inconsistent_if_random"])


@of_kind("double_round")
def test_rounding_twice(case):
    given = case["inputs"]
    found = check_rounding(given["x"], case["printed"])
    assert (found.verdict, found.once) == (case["verdict"], case["expected"])
    assert list(found.steps) == given["steps"]


@of_kind("growth_of_sum")
def test_growth_of_a_whole_from_its_parts(case):
    given = case["inputs"]
    growth, prices = given["total"][1], given.get("prices", "nominal")
    expect(
        case,
        lambda rounding: check_growth_of_sum(
            given["parts"], growth, prices=prices, rounding=rounding
        ),
    )
    recomputed = check_growth_of_sum(given["parts"], growth).recomputed
    assert round_to(recomputed, 3) == case["point_recompute_growth"]


@of_kind("compound_growth")
def test_yearly_averages(case):
    given = case["inputs"]
    if "base" in given:
        expect(
            case,
            lambda rounding: check_growth(
                given["base"], given["current"], given["average_growth"] + "%",
                years=given["years"], prices=given.get("prices", "nominal"), rounding=rounding,
            ),
        )  # fmt: skip
        return
    total, average = (given[f"two_year_{name}"] + "%" for name in ("total", "average"))
    expect(case, lambda rounding: check_average_growth(total, average, 2, rounding=rounding))


@of_kind("phrase_multiplier")
def test_wordings_of_multiples(case):
    times = read_multiple(case["inputs"]["phrase"]).times
    wanted = case.get("readings") or [case["expected"]]
    assert times == tuple(Fraction(value) for value in wanted)


@of_kind("multiple_of_decrease")
def test_a_fall_is_no_multiple(case):
    given = case["inputs"]
    check = check_wording(given["before"], given["after"], given["claimed"])
    assert check.verdict == case["verdict"]
    if case["expected"].startswith("invalid"):
        assert case["expected"].rpartition("it is ")[2] in check.because


@of_kind("hedge")
def test_hedges_are_bounds(case):
    given = case["inputs"]
    unit = {"1/10000": "人"}.get(given["scale"], "%" if "%" in given["phrase"] else "亿元")
    found = check_hedge(given["phrase"], given["actual"] + unit)
    assert found == (case["verdict"], case["expected"]["bound"])


@of_kind("implied_denominator")
def test_rates_imply_one_denominator(case):
    given = case["inputs"]
    unit = {1000: "‰", 100: "%"}[given["scale"]]
    pairs = [(given[f"num{i}"] + "人", given[f"rate{i}"] + unit) for i in (1, 2)]
    assert check_denominator(pairs).verdict == case["verdict"]
    under = check_denominator(pairs, rounding="nearest")
    wanted = [
        Interval(Fraction(i["low"]), Fraction(i["high"]), i["low_closed"], i["high_closed"])
        for i in case["implied"]
    ]
    assert list(under.implied) == wanted
    if "integer_denominators" in case:
        assert under.whole == case["integer_denominators"]
    for mode, consistent in case["by_mode"].items():
        verdict = check_denominator(pairs, rounding=MODES[mode]).verdict
        assert (verdict in ("exact", "rounding")) == (consistent == "consistent")


@of_kind("typo_operator")
def test_slips_of_the_keyboard(case):
    assert slip(case["inputs"]["true"], case["inputs"]["observed"]) == case["expected"]


@of_kind("joint")
def test_relations_that_hold_singly_and_fail_together(case):
    given = case["inputs"]
    joint = {
        rounding: check_relations(given["record"], given["edits"], rounding=rounding)
        for rounding in MODES.values()
    }
    report = joint["half-up"]
    assert all(check.verdict in ("exact", "rounding") for check in joint["nearest"].checks)
    assert report.together.verdict == case["verdict"]
    assert report.together.convention == (
        "half-even" if case.get("convention") == "half_even" else None
    )
    for mode, consistent in case["by_mode"].items():
        holds = joint[MODES[mode]].together.verdict in ("exact", "rounding")
        assert holds == (consistent == "consistent"), mode


def changes(repairs):
    """Repairs as the cases write them, with the values of one repair in the record's order."""
    return [
        (
            [(c["figure"], Fraction(c["old"]), Fraction(c["new"])) for c in repair["changes"]],
            repair["operator"],
            repair["repairs_checks"],
        )
        for repair in repairs
    ]


def wanted(repairs):
    return [
        (
            [(c["figure"], Fraction(c["from"]), Fraction(c["to"])) for c in repair["changes"]],
            repair["operator"],
            repair["repairs_checks"],
        )
        for repair in repairs
    ]


@of_kind("localise")
def test_every_smallest_repair_in_its_order(case):
    given = case["inputs"]
    report = check_relations(
        given["record"], given["relations"], exact=given["exact"], signed=given["signed"],
        upper=given["upper"], fixed=given["fixed"], rounding="nearest",
    )  # fmt: skip
    assert report.feasible == (case["expected"] == "consistent")
    assert [c.id for c in report.checks if c.verdict == "contradiction"] == case["violated"]
    assert changes(report.repairs) == wanted(case["repairs"])
    others = changes(report.other_repairs)
    assert all(entry in others for entry in wanted(case.get("other_repairs", [])))
    sets = {tuple(sorted(c["figure"] for c in r["changes"])) for r in report.repairs}
    assert sorted(sets) == [tuple(names) for names in case["all_minimal_sets"]]


@of_kind("sign_swap")
def test_a_sign_lost_or_two_columns_exchanged(case):
    given = case["inputs"]
    record, relations = {}, []
    for row, (out, back, net) in given["rows"].items():
        record |= {f"{row}_out": out, f"{row}_in": back, f"{row}_net": net}
        relations.append(f"{row}_out - {row}_in = {row}_net")
    rows = list(given["rows"])
    if given["total"] is not None:
        record["total"] = given["total"]
        relations.append(" + ".join(f"{row}_net" for row in rows) + " = total")
    signed = [f"{row}_net" for row in rows] + (["total"] if given["total"] else [])
    report = check_relations(record, relations, exact=list(record), signed=signed)
    names = [*rows, "total"]
    failing = [names[i] for i, c in enumerate(report.checks) if c.verdict == "contradiction"]
    assert failing == case["violated"]
    slips = [r for r in (*report.repairs, *report.other_repairs) if r["operator"] in ("sign", "exchange")]
    found = [[{"operator": r["operator"], "row": r["changes"][0]["figure"][0]}] for r in slips]
    assert found == case["repairs"]


def test_every_kind_is_tested():
    tested = {
        mark.args[1][0]["kind"]
        for name, test in globals().items()
        if name.startswith("test_")
        for mark in getattr(test, "pytestmark", [])
    }
    assert tested == {case["kind"] for case in CASES}
    assert len(CASES) == 171
