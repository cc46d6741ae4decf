"""Every rule of marks.toml covers a numeral of its examples, and says so in the account."""

import itertools

import pytest

from kelan_analysis import read_figures
from kelan_analysis.reading.folding import fold
from kelan_analysis.reading.marks import find_marks, mark_rules

EXAMPLES = [(rule.id, example) for rule in mark_rules() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_examples_of_marks(rule, example):
    assert rule in {mark.rule for mark in find_marks(fold(example))}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_what_is_marked_is_accounted_for_once(rule, example):
    reading = read_figures(example)
    entries = reading.account()
    assert rule in {entry.rule for entry in entries}
    assert all(a.end <= b.start for a, b in itertools.pairwise(entries))


def test_every_mark_has_an_id_of_its_own_and_an_example():
    ids = [rule.id for rule in mark_rules()]
    assert len(set(ids)) == len(ids)
    assert [rule.id for rule in mark_rules() if not rule.examples] == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("新建4A级景区1个。", ["1个"]),
        ("“543”工作机制推广到12个村。", ["12个"]),
        ("500万元以上项目完成投资21.3亿元。", ["21.3亿元"]),
        ("一是新建高标准农田2.3万亩。", ["2.3万亩"]),
        ("3次党组会专题研究。", ["3次"]),
        ("十几家企业落户。", []),
        ("两会召开，千方百计促进就业。", []),
    ],
)
def test_marks_leave_the_figures_alone(text, figures):
    assert [figure.printed for figure in read_figures(text)] == figures
