"""Whatever was done to a brief's PDF, `kelan verify` finds it, and arithmetic finds planted errors."""

import random
import re
from fractions import Fraction

import pikepdf
import pytest
from hostile import assert_said, cases, scene, snapshot
from hypothesis import given
from hypothesis import strategies as st
from test_verification import carried, edited, sealed, write_brief

from kelan_analysis import check_sum, read_figures, run_checks
from kelan_analysis.cli import main


def _resealed(name, old, new):
    files = edited(name, old, new)
    return sealed({other: raw for other, raw in files.items() if other != "manifest.json"})


def _with_update(raw):
    """An update as editors append it: one object more, and where it stands."""
    at, number = len(raw) + 1, _size(raw)
    objects = b"%d 0 obj\n<< /Type /Annot >>\nendobj\n" % number
    last = int(re.findall(rb"startxref\s+(\d+)", raw)[-1])
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    root = re.search(rb"/Root\s+(\d+ \d+ R)", raw).group(1)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\n" % (number + 1, root, last)
    return raw + b"\n" + objects + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(objects))


def _size(raw):
    """The number of the next object, as the last trailer says."""
    return int(re.findall(rb"/Size\s+(\d+)", raw)[-1])


def _without_manifest():
    return {name: raw for name, raw in carried().items() if name != "manifest.json"}


# What is attached, and what is done to the bytes of the file.
EDITS = {
    "I02": (carried, lambda raw: raw[:-400]),
    "I02b": (carried, lambda raw: raw[: len(raw) // 2]),
    "I02c": (carried, lambda raw: raw[400:]),
    "I03": (carried, _with_update),
    "I04": (lambda: edited("manifest.json", b'"sha256": "', b'"sha256": "0'), None),
    "I06": (lambda: _resealed("figures.csv", b"92.2", b"93.2"), None),
    "I06b": (lambda: _resealed("checks.json", b'"exact"', b'"rounding"'), None),
    "I06c": (lambda: _resealed("source.txt", "59个".encode(), "58个".encode()), None),
    "I06d": (lambda: {**carried(), "extra.txt": b"x"}, None),
    "I06e": (_without_manifest, None),
    "I06f": (lambda: {**carried(), "manifest.json": b"[" * 5000}, None),
    "I06g": (lambda: {**carried(), "manifest.json": b'{"format": "kelan-brief/1", "outputs": 5}'}, None),
    "I06h": (lambda: _resealed("checks.json", b'"checks"', b'"other"'), None),
}


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in cases("edit")])
def test_what_was_done_to_a_brief_is_found(case, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    attached, done = EDITS[case["id"]]
    path = write_brief(tmp_path / "brief.pdf", attached())
    if done:
        path.write_bytes(done(path.read_bytes()))
    before = snapshot(tmp_path)
    assert main(["verify", "brief.pdf"]) == case["exit"]
    found = capsys.readouterr()
    assert_said(found.err, case["said"])
    assert re.search(case["found"], found.out)
    assert snapshot(tmp_path) == before


def test_every_edit_is_a_stored_case():
    assert sorted(EDITS) == sorted(case["id"] for case in cases("edit"))


def test_the_update_of_these_tests_is_one_that_readers_take(tmp_path):
    path = write_brief(tmp_path / "brief.pdf", carried())
    raw = path.read_bytes()
    path.write_bytes(_with_update(raw))
    with pikepdf.open(path, attempt_recovery=False) as pdf:
        assert len(pdf.pages) == 1 and pdf.get_object(_size(raw), 0).Type == "/Annot"


# --- arithmetic --------------------------------------------------------------------------


def test_a_sum_is_exact_in_any_order():
    assert scene("sum_in_any_order")["state"] == "exactly 1.0"
    for at in range(10):
        parts = ["0.1"] * 10
        parts[at] = "0.10"
        assert check_sum(parts, "1.0").verdict == "exact"
    assert check_sum(["0.1"] * 10, "2.0").verdict == "contradiction"


def _rounded(value, places=1):
    """Half up, as the sources say."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return f"{whole // 10**places}.{whole % 10**places:0{places}}"


def _rate(chance):
    planned = chance.randint(20, 5000)
    opened = chance.randint(1, planned)
    rate = Fraction(opened * 100, planned)
    slipped = rate + chance.choice((-1, 1)) * chance.randint(2, 90) / Fraction(10)
    right, wrong = _rounded(rate), _rounded(abs(slipped))
    wrong = wrong if wrong != right else _rounded(rate + 5)
    return "全县新建项目{}个，开工{}个，开工率{}%。", (planned, opened), right, wrong


def _whole(chance):
    town, land = chance.randint(1000, 90_000), chance.randint(1000, 90_000)
    wrong = town + land + chance.choice((-1, 1)) * chance.randint(1, 900)
    return "全县常住人口{2}人，其中城镇人口{0}人，乡村人口{1}人。", (town, land), str(town + land), str(wrong)


@pytest.mark.parametrize("kind", [_rate, _whole])
@given(st.integers(0, 10**9))
def test_no_right_text_is_called_wrong_and_a_planted_error_is_found(kind, seed):
    assert scene("planted_errors")
    text, printed, right, wrong = kind(random.Random(seed))
    for result, contradicts in ((right, False), (wrong, True)):
        report = run_checks(read_figures(text.format(*printed, result)))
        assert len(report.checks) >= 1
        assert bool(report.summary["contradiction"]) == contradicts, text.format(*printed, result)
