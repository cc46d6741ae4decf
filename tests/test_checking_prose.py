"""Sentences of official prose from text to verdict: sound as they stand, and with one misprint each."""

import json
from pathlib import Path

import pytest

from kelan_analysis import read_figures, run_checks

CASES = json.loads((Path(__file__).parent / "cases" / "misprints.json").read_text("utf-8"))
MISPRINTS = [(case["text"], slip) for case in CASES for slip in case["misprints"]]


@pytest.mark.parametrize("text", [case["text"] for case in CASES])
def test_a_sound_text_is_not_accused(text):
    report = run_checks(read_figures(text))
    assert report.summary["contradiction"] == 0
    assert report.feasible


@pytest.mark.parametrize(("text", "slip"), MISPRINTS, ids=[s["wrong"] for _, s in MISPRINTS])
def test_a_misprint_is_seen_and_its_repair_is_among_the_first(text, slip):
    at, right, wrong = slip["at"], slip["right"], slip["wrong"]
    assert text[at : at + len(right)] == right
    reading = read_figures(text[:at] + wrong + text[at + len(right) :])
    report = run_checks(reading)
    failing = [check for check in report.checks if check.verdict == "contradiction"]
    assert failing
    figure = next(f for f in reading if f.number_start == at)
    meant = [  # a digit of any of four figures may be the one: none is drawn by lot
        change["new"].lstrip("-")
        for check in failing
        for repair in check.repairs[:4]
        for change in repair["changes"]
        if change["figure"] == figure.id
    ]
    assert right.lstrip("-") in meant
