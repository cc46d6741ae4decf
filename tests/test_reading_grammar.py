"""Every rule of the grammar reads the examples that stand beside it."""

import re
from decimal import Decimal

import pytest

from kelan_analysis import read_figures
from kelan_analysis.reading.grammar import RULE_ORDER, RULES
from kelan_analysis.reading.grammar.registry import in_order

EXAMPLES = [
    pytest.param(rule.id, sentence, wanted, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, (sentence, wanted) in enumerate(rule.examples, 1)
]
WANTED = re.compile(r"(?P<name>.+)=(?P<value>-?[\d.]+)(?P<unit>\D.*)?")


def parsed(wanted):
    for part in wanted.split(" "):
        found = WANTED.fullmatch(part)
        yield found["name"], Decimal(found["value"]), found["unit"]


@pytest.mark.parametrize(("rule", "sentence", "wanted"), EXAMPLES)
def test_examples_of_rules(rule, sentence, wanted):
    figures = read_figures(sentence)
    read = [(figure.indicator, figure.value, figure.unit) for figure in figures]
    units = {":1": None, None: None}  # a ratio N:1 and a fraction print no unit
    assert [(n, v, units.get(u, u)) for n, v, u in read] == [
        (n, v, units.get(u, u)) for n, v, u in parsed(wanted)
    ]
    assert rule in {figure.rule for figure in figures}


def test_every_rule_has_an_example_and_a_sentence_that_says_what_it_reads():
    assert [rule.id for rule in RULES if not rule.examples] == []
    assert [rule.id for rule in RULES if not rule.read.__doc__] == []


def test_a_rule_that_is_not_in_the_order_is_refused():
    with pytest.raises(LookupError, match=r"names every registered rule once\. Got \['level'\]"):
        in_order(RULE_ORDER[:-1])


@pytest.mark.parametrize(
    ("sentence", "printed", "relation"),
    [
        ("59个续建项目全部复工。", "全部", "part_of"),
        ("工业增加值增长5.4%，与上年持平。", "持平", "change_of"),
        ("税收收入4.1亿元，超额完成年度预算。", "超额", "rate_of"),
    ],
)
def test_implicit_figures(sentence, printed, relation):
    [implicit] = [figure for figure in read_figures(sentence) if figure.implicit]
    assert (implicit.printed, implicit.relation, implicit.number) == (printed, relation, None)


def test_every_figure_says_which_rules_read_it():
    text = "2024年，全县粮食产量12.6万吨，增长2.5%。税收收入4.1亿元，增长3%。"
    level, growth, other, _ = read_figures(text)
    assert level.rules == {
        "figure": "level", "name": "clause", "period": "clause", "region": "clause",
    }  # fmt: skip
    assert growth.rules == {
        "figure": "growth", "link": "growth", "name": "carried", "period": "carried",
        "region": "carried",
    }  # fmt: skip
    assert other.rules["region"] == "carried"


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("地区生产总值50.9亿元，增长5.4%。", "constant"),
        ("税收收入4.1亿元，增长3%。", "nominal"),
        ("农民人均纯收入3120元，扣除价格因素，实际增长4.1%。", "constant"),
        ("农林牧渔业总产值8.2亿元，按可比价计算，增长3.9%。", "constant"),
        ("粮食产量12.6万吨，增长2.5%。", None),
    ],
)
def test_growth_knows_its_prices(sentence, basis):
    level, growth = read_figures(sentence)
    assert (level.basis, growth.basis) == (None, basis)
