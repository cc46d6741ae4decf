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


LONG = [
    ("threshold.compared", "1000平方米至10000平方米", "面积在1000平方米至10000平方米之间的地块有12个。"),
    ("threshold.compared", "5000吨标准煤至1万吨标准煤", "年综合能耗在5000吨标准煤至1万吨标准煤之间的企业12家。"),
    ("threshold.ratio-gloss", "100", "全县工业生产指数（以2020年不变价格计算为100）为132.5。"),
    ("threshold.ratio-gloss", "100", "收入指数为102.3（以农村居民同期人均收入水平为100）。"),
    ("name.document", "GB/T 20000.1-2014", "全市12家企业产品符合GB/T 20000.1-2014要求。"),
    ("name.document", "ISO 14644-1:2015", "12家企业通过ISO 14644-1:2015认证。"),
    ("name.meeting", "十八届一、二、三、四、五、六、七中全会", "学习十八届一、二、三、四、五、六、七中全会精神。"),
    ("threshold.counted", "50000000—100000000.00元(含)", "投资50000000—100000000.00元（含）12个。"),
    ("threshold.counted", "1000000.5平方公里(含)及以上", "耕地1000000.5平方公里（含）及以上12个。"),
    ("name.class-of", "92", "92号车用汽油每吨上调70元。"),
    ("list.brackets", "  1.", "  1.全县粮食产量8万吨。"),
]


@pytest.mark.parametrize(("rule", "covered", "text"), LONG)
def test_what_is_long_is_marked_whole(rule, covered, text):
    for before in ("", "" if rule.startswith("list") else "全县各项工作有序推进。" * 5):
        folded = fold(before + text)
        found = [folded[mark.start : mark.end] for mark in find_marks(folded) if mark.rule == rule]
        assert found == [covered]
