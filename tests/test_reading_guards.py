"""Guards of the reading: what is asked before a pattern is tried never hides what it would find."""

import re

import pytest
from scoring import labelled_texts

from kelan_analysis.reading import groups, leads, openings, quantities
from kelan_analysis.reading.folding import fold
from kelan_analysis.reading.grammar import against, levels, placing, sets
from kelan_analysis.reading.marks import _ANY_NUMERAL, mark_rules

TEXT = fold("\n".join(text for _, text, _ in labelled_texts()))
REACH = 60  # characters that one of the patterns sees
SOME_MORE_TEXTS = (
    "(上年为3亿元 而去年同期 二季度末 2019年同期 个、 大关、 关口 门槛 台阶 以上的机电 及以内的村庄 左右、 "
    "排查出 查出 共建成 两项合计 以上三项支出合计 共 收入总计 支出合计 一是改造 十二是推进 再建设高标准 公司2024年 "
    "该院2024年 我家2024年 5千多万 3百余亿 2个亿 1.2个多亿 50余万 3来万 的预期目标以上 的水平左右 之内"
)


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        pytest.param(pattern, begins, id=pattern.pattern[:24])
        for patterns, begins in [
            ([placing._HEDGED_BEHIND], placing._HEDGE_BEGINS),
            ([against._LAST_YEAR], against._LAST_BEGINS),
            ([sets._BEFORE_A_SET], sets._SET_BEGINS),
            ([leads._FIGURE_TAIL, leads._BOUND_TAIL], leads._TAIL_BEGINS),
            ([levels._SUMMED, levels._BALANCED], levels._SUM_BEGINS),
            ([openings._DOER, openings._AGAIN, openings._LISTED], openings._ODD_BEGINNINGS),
            ([quantities._MORE_AMID], quantities._MAY_BE_APART),
            ([quantities._INSIDE], quantities._SOME_MORE),
        ]
        for pattern in patterns
    ],
)
def test_what_a_pattern_matches_begins_with_one_of_its_characters(pattern, begins):
    text, found = TEXT + SOME_MORE_TEXTS, 0
    for at in range(len(text)):
        if (match := pattern.match(text[at : at + REACH])) and match[0]:  # a slice: some begin with ^
            found += 1
            assert text[at] in begins, text[at : at + 12]
    assert found


@pytest.mark.parametrize("joint", ["_COLON", "_RANGE", "_LIST", "_COMMA_LIST"])
@pytest.mark.parametrize("gap", [":", " 比 ", "—", "——", "--", "~", "～", "至", " 到", "、", "/", "和", "与每人每月", "以及", "及", " , ", ","])
def test_a_gap_that_joins_begins_as_one_does(joint, gap):
    if getattr(groups, joint).fullmatch(gap):
        assert groups._JOINT_BEGINS.match(gap)


@pytest.mark.parametrize("rule", [rule for rule in mark_rules() if rule.near], ids=lambda rule: rule.id)
def test_what_a_mark_covers_stands_near_what_it_is_searched_by(rule):
    text = TEXT + "\n" + "\n".join(rule.examples)
    everywhere = {found.span() for found in rule.pattern.finditer(text) if _ANY_NUMERAL.search(found[0])}
    assert everywhere and everywhere <= {found.span() for found in rule.finditer(text)}


def test_names_of_those_that_did_more_end_with_their_verb():
    clauses = (clause for clause in re.split(r"[,。;\n]", TEXT) if "的" in clause)
    begun = (clause[:end] for clause in clauses for end in range(1, len(clause) + 1))
    found = [words for words in begun if leads._THOSE_THAT.search(words)]
    assert found and all("的" in words[-3:] for words in found)
