"""Relations found in labelled texts, and their verdicts."""

import pytest
from corruptions import corruptions, outcome, settled
from labelled import bulletins, constructions, kelan, key
from visibility import broken

from kelan_analysis.checking import check_difference, check_ratio, check_sum, run_checks
from kelan_analysis.errors import InputError

CONSTRUCTIONS = list(constructions())
# Checks beyond the labels: shares of complementary parts close at 100.
BEYOND = {"L081": {"exact"}}


def test_kelan_holds_together():
    reading, labels = kelan()
    report = run_checks(reading)
    assert [key(check) for check in report.checks] == [key(label) for label in labels]
    assert report.summary == {
        "exact": 2, "rounding": 1, "convention": 0, "contradiction": 0, "undecidable": 0,
    }  # fmt: skip
    assert report.checks[1].formula == "74.5 + 46.92 = 121.43亿元"
    assert report.checks[2].operands == ("F17", "F15"), "never the first 59, which resumed"


def test_kelan_implies_context_with_its_caveats():
    reading, _ = kelan()
    derived = {number.operands: number for number in run_checks(reading).derived}
    assert str(derived["F03", "F01"].interval).startswith("(45.8292")
    assert "范围不明" in derived["F19", "F16"].caveat
    assert "Scope ambiguous" in derived["F19", "F16"].caveat_en
    assert derived["F22", "F21"].formula == "4.24 ÷ 12.79"
    assert derived["F09", "F10"].low is not None
    assert derived["F05", "F06"].unit == "亿元"
    for level, growth in (("F01", "F02"), ("F03", "F04")):
        assert derived[level, growth].low is None
        assert "不变价格" in derived[level, growth].caveat


@pytest.mark.parametrize(("id", "reading", "labels"), CONSTRUCTIONS, ids=[c[0] for c in CONSTRUCTIONS])
def test_constructions_propose_their_relations(id, reading, labels):
    found = {key(check) for check in run_checks(reading).checks}
    wanted = {key(label) for label in labels}
    assert wanted <= found
    assert {verdict for _, _, verdict in found - wanted} == BEYOND.get(id, set())


BULLETINS = list(bulletins())


@pytest.mark.parametrize(("name", "reading", "labels"), BULLETINS, ids=[b[0] for b in BULLETINS])
def test_bulletins_propose_what_a_careful_reader_would_check(name, reading, labels):
    report = run_checks(reading)
    assert {key(label) for label in labels} <= {key(check) for check in report.checks}
    assert report.summary["contradiction"] == 0
    assert report.feasible


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: check_sum(["12个", "7亿元"], "19个"), "must be of one kind. Got '12个' and '7亿元'"),
        (lambda: check_sum(["12", "7"], "19", exact=[3]), "by position, 0 to 2. Got 3"),
        (lambda: check_sum([12, "7"], "19"), "is text, because a number loses its last place"),
        (lambda: check_sum(["12", "7"], "19", rounding="up"), "must be one of half-up, half-even"),
        (lambda: check_difference("5%", "3%", "2%"), "differ by percentage points. Got '2%'"),
        (lambda: check_ratio("5个", "3个", "2个百分点"), "never in percentage points"),
    ],
)
def test_wrong_calls_are_refused(call, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        call()


def test_the_evaluator_apart_finds_every_label_sound():
    for _, reading, labels in BULLETINS:
        figures = {figure.id: figure for figure in reading.figures}
        assert not [label for label in settled(labels) if broken(label, figures)]


def test_a_misprinted_figure_is_seen_and_its_repair_ranks_high():
    """Some of the benchmark's misprints, with bounds a little below what it measures."""
    texts = [(reading, labels) for _, reading, labels in BULLETINS]
    found = [
        outcome(one, run_checks(one.reading), labels) for one, labels in corruptions(texts, 40)
    ]
    visible = [one for one in found if one.visible]
    detected = [one for one in visible if one.detected]
    assert len(visible) > 30
    assert len(detected) >= 0.95 * len(visible)
    assert sum(one.rank == 0 for one in detected) >= 0.75 * len(detected)
    assert sum(one.rank is not None and one.rank < 3 for one in detected) >= 0.85 * len(detected)
