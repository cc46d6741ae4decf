"""What the brief says, sentence by sentence, in both languages."""

import dataclasses
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis import load_release, read_figures, run_checks
from kelan_analysis.errors import InputError
from kelan_analysis.findings import (
    MARKS,
    facts,
    formula_text,
    headline,
    interval_text,
    period_text,
    quantity_text,
    range_text,
    scorecard,
    title,
    unit_text,
    verdict_of,
    verdicts_of_figures,
    words,
)
from kelan_analysis.rounding import Interval

KELAN = run_checks(read_figures(load_release("140929-kelan-2023")))
HOLDS = "64个新建项目开工59个，开工率92.2%。"
CONTRADICTS = "64个新建项目开工59个，开工率96.2%。"
TWICE = CONTRADICTS + "年度储备实施项目123个，59个续建项目全部复工；65个新建项目已开工。"
PART_WRONG = "年度储备实施项目123个,59个续建项目全部复工;46个新建项目开工23个,开工率50%。"
ALONE = "粮食产量12.60万吨。"


def report(text):
    return run_checks(read_figures(text))


HEADLINES = [
    (HOLDS, "zh", "文中能互相核对的只有1组数字，对得上：1组精确成立。"),
    (HOLDS, "en", "The one relation that the text lets us check holds: 1 exact."),
    (CONTRADICTS, "zh", "文中能互相核对的只有1组数字，互相矛盾：59 ÷ 64 = 96.2%。"),
    (CONTRADICTS, "en",
     "The one relation that the text lets us check is a contradiction: 59 ÷ 64 = 96.2%."),
    (PART_WRONG, "zh", "文中能互相核对的2组数字有1组互相矛盾：59 + 46 = 123个。"),
    (PART_WRONG, "en",
     "Of 2 relations that the text lets us check, 1 is a contradiction: 59 + 46 = 123."),
    (ALONE, "zh",
     "读出1个数字，但其中没有可以互相核对的关系，因此既不能说对得上，也不能说对不上。"),
    ("很好。", "zh", "文中没有读出数字。"),
    ("很好。", "en", "No figure was read in the text."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "sentence"), HEADLINES)
def test_the_verdict_is_one_sentence(text, language, sentence):
    assert headline(report(text), language) == sentence


def test_the_kelan_verdict():
    assert headline(KELAN, "en") == (
        "All 3 relations that the text lets us check hold: 2 exact, 1 within rounding."
    )


def test_the_scorecard_counts_printed_figures_and_every_verdict():
    assert [(n, kind) for n, _, kind in scorecard(KELAN, "zh")] == [
        ("24", ""), ("3", ""), ("2", "exact"), ("1", "rounding"), ("0", "contradiction"),
        ("0", "undecidable"),
    ]  # fmt: skip


def test_the_facts_say_what_the_source_does_not():
    said = dict(facts(KELAN, "zh"))
    assert said["发布"] == "原文未注明日期"
    assert said["舍入说明"] == "原文没有说明；按四舍五入理解"
    assert said["来源"].endswith("（摘录含数字的段落）")
    assert dict(facts(report(ALONE), "en")) == {"Source": "a text without stated source"}


def test_titles_are_questions():
    assert title(KELAN, "en") == "Do the 2023 figures of Kelan County hold together?"
    assert title(report(ALONE), "zh") == "这段文字里的数字，彼此对得上吗？"


PERIODS = [
    ("2023", "2023年", "2023"),
    ("2023-H1", "2023年上半年", "the first half of 2023"),
    ("2023-Q3", "2023年三季度", "the third quarter of 2023"),
    ("2023-06", "2023年6月", "June 2023"),
    ("2023-01/06", "2023年1至6月", "January to June 2023"),
    ("2020-2025", "2020至2025年", "2020 to 2025"),
    ("十三五", "十三五", "十三五"),
]


@pytest.mark.parametrize(("period", "chinese", "english"), PERIODS)
def test_periods_are_said_as_people_say_them(period, chinese, english):
    assert (period_text(period, "zh"), period_text(period, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("formula", "chinese", "english"),
    [
        ("59 ≤ 46个", "59 ≤ 46个", "59 ≤ 46"),
        ("74.5 + 46.92 = 121.43亿元", "74.5 + 46.92 = 121.43亿元", "74.5 + 46.92 = 121.43亿元"),
        ("12.5万人 ÷ 3个 = 4.17万人", "12.5万人 ÷ 3个 = 4.17万人", "12.5万人 ÷ 3 = 4.17万人"),
        ("5.83 − 8.21 = -2.38‰", "5.83 − 8.21 = −2.38‰", "5.83 − 8.21 = −2.38‰"),
        ("6.58亿元 ÷ (1 + -2.4%)", "6.58亿元 ÷ (1 − 2.4%)", "6.58亿元 ÷ (1 − 2.4%)"),
    ],
)
def test_formulae_have_minus_signs_and_in_english_no_measure_words(formula, chinese, english):
    assert (formula_text(formula, "zh"), formula_text(formula, "en")) == (chinese, english)


def test_the_place_is_named_in_the_language_of_the_brief():
    assert dict(facts(KELAN, "zh"))["地区"] == "岢岚县（140929）"
    assert dict(facts(KELAN, "en"))["Place"] == "Kelan County (岢岚县, 140929)"
    about = dataclasses.replace(
        KELAN.reading.release, region_en=None, period="2023-H1", publisher="未注明"
    )
    half = SimpleNamespace(reading=SimpleNamespace(release=about))
    assert title(half, "en") == (
        "Do the figures of 岢岚县 for the first half of 2023 hold together?"
    )
    assert dict(facts(half, "en"))["Source"].startswith("publisher not stated, “干在实处")


def test_a_figure_stands_under_the_worst_verdict_of_its_checks():
    both = report(TWICE)
    verdicts = verdicts_of_figures(both)
    assert set(verdicts) == {figure.id for figure in both.reading.figures}
    assert verdict_of(report(ALONE), "F01") == "unchecked"
    wrong = next(check for check in both.checks if check.verdict == "contradiction")
    assert all(verdicts[name] == "contradiction" for name in (*wrong.operands, wrong.result))


def test_every_mark_is_another_sign():
    signs = list(MARKS.values())
    assert len(set(signs)) == len(signs)


QUANTITIES = [
    ("增长5.0%", "5.0"), ("下降12.04%", "−12.04"), ("达到64个", "64"), ("产量12.60万吨", "12.60"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_figures_keep_their_printed_places_and_their_sign(text, expected):
    assert quantity_text(read_figures(f"粮食{text}。")[0]) == expected


INTERVALS = [
    (Interval(Fraction("121.365"), Fraction("121.475"), True, False), "[121.365, 121.475)"),
    (Interval(Fraction(59, 64) * 100, Fraction(59, 64) * 100, True, True), "92.1875"),
    (Interval(Fraction(1, 3), Fraction(2, 3), True, True), "(0.3333, 0.6667)"),
    (Interval(None, Fraction(-5), False, True), "(−∞, −5]"),
]


@pytest.mark.parametrize(("interval", "text"), INTERVALS)
def test_intervals_are_written_with_their_ends(interval, text):
    assert interval_text(interval) == text


ENDS = st.fractions(min_value=-1000, max_value=1000)


@given(ENDS, ENDS, st.sampled_from([0, 1, 2, 4]))
def test_a_written_interval_is_never_narrower_than_the_true_one(one, two, places):
    low, high = sorted((one, two))
    text = interval_text(Interval(low, high, True, True), places=places).replace("−", "-")
    ends = [Fraction(end) for end in text.strip("[]()").split(", ")]
    assert ends[0] <= low and high <= ends[-1]
    said = range_text(Interval(low, high, True, True), "", "zh", places).replace("−", "-")
    ends = [Fraction(end) for end in said.split("至")]
    assert ends[0] <= low and high <= ends[-1]
    assert ends[-1] - ends[0] <= high - low + Fraction(2, 10**places)


def test_units_are_glossed_in_english_only():
    assert unit_text("亿元", "zh") == "亿元"
    assert unit_text("亿元", "en") == "亿元, 100 million yuan"
    assert unit_text("丈", "en") == "丈"


def shape(value):
    """Keys and placeholders of a table of words, without the words."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items() if key not in ("units",)}
    if isinstance(value, list):
        return len(value)
    return "text"


def test_both_languages_say_the_same_things():
    assert shape(dict(words("zh"))) == shape(dict(words("en")))
    assert len(words("zh")["method"]["sentences"]) == 5


def test_a_language_that_nobody_wrote_is_refused():
    with pytest.raises(InputError, match="language must be one of zh, en. Got 'fr'."):
        words("fr")
