"""The vocabulary of indicators: which one a name means, and what it is called in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.reading.indicators import (
    english_name,
    indicators,
    look_up,
    price_basis,
    whole_of,
)
from kelan_analysis.reading.official_names import folded
from kelan_analysis.reading.words import load

ENTRIES = {entry.name: entry for entry in indicators()}
NAMES = [(name, entry.name) for entry in indicators() for name in (entry.name, *entry.synonyms)]
KINDS = {"amount", "count", "rate", "ratio", "index", "duration"}


# The table

def test_no_name_stands_for_two_indicators():
    owners = {}
    for name, owner in NAMES:
        assert owners.setdefault(folded(name), owner) == owner, name
    assert len(NAMES) == len(set(NAMES))


def test_every_name_finds_its_entry():
    assert [name for name, owner in NAMES if look_up(name) is not ENTRIES[owner]] == []


@pytest.mark.parametrize("entry", indicators(), ids=lambda entry: entry.name)
def test_an_entry_is_whole(entry):
    assert entry.english.isascii() and entry.english.strip() == entry.english != ""
    assert entry.kind in KINDS
    assert entry.basis in (None, "nominal", "constant")
    assert entry.basis is None or "元" in "".join(entry.units) or "万元" in "".join(entry.units)
    assert set(entry.wholes) <= set(ENTRIES) - {entry.name}
    assert all(ENTRIES[whole].kind == entry.kind for whole in entry.wholes)


def test_english_names_tell_indicators_apart():
    english = [entry.english for entry in indicators()]
    assert len(english) == len(set(english))


def test_wholes_make_no_circle():
    for entry in indicators():
        above = set(entry.wholes)
        for _ in indicators():
            wider = above | {whole for name in above for whole in ENTRIES[name].wholes}
            if wider == above:
                break
            above = wider
        assert entry.name not in above


def test_the_rules_of_english_are_well_formed():
    data = load("english")
    for section in ("outer", "inner", "tails"):
        assert [k for k, v in data[section].items() if v.count("{}") != 1] == []
    assert [k for k, v in data["nouns"].items() if not v.isascii()] == []


# What a printed name means

@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("GDP", "地区生产总值"),
        ("全县生产总值", "地区生产总值"),
        ("甲县地区生产总值增速", "地区生产总值"),
        ("岢岚县全年地区生产总值", "地区生产总值"),
        ("规上工业增加值", "规模以上工业增加值"),
        ("规模以上工业增加值同比增速", "规模以上工业增加值"),
        ("社会消费品零售额", "社会消费品零售总额"),
        ("粮食总产量", "粮食产量"),
        ("执业(助理)医师", "执业（助理）医师"),
        ("国家级“小巨人”企业", "专精特新“小巨人”企业"),
        ("自然增长率", "人口自然增长率"),
        ("累计完成投资", "累计完成投资"),
        ("家庭农场数", "家庭农场"),
        ("城镇新增就业", "城镇新增就业"),
        ("15岁及以上人口的平均受教育年限", "平均受教育年限"),
    ],
)  # fmt: skip
def test_look_up(printed, name):
    assert look_up(printed).name == name


@pytest.mark.parametrize(
    "printed",
    [
        "新能源工业增加值",  # another branch
        "农业增加值",
        "煤炭企业工业增加值",
        "县本级税收收入",  # another level of government
        "民营企业固定资产投资",
        "新增贷款余额",  # a flow, not the stock
        "一般公共预算收入预算",
        "全县重点镇财政收入",  # some towns only
        "对东盟进出口",  # 东盟 is no 盟
        "限额以上城镇消费品零售额",
        "城市社区常住人口",
        "居民消费价格指数数",  # 数 behind what is not counted
        "增速",
        "数",
        "",
        "粮" * 1000 + "粮食产量",
    ],
)
def test_look_up_refuses_what_only_ends_alike(printed):
    assert look_up(printed) is None


@given(st.text(max_size=80))
def test_any_text_is_a_known_name_or_not(text):
    entry, english = look_up(text), english_name(text)
    assert entry is None or ENTRIES[entry.name] is entry
    assert english is None or english.strip() != ""


@given(st.sampled_from(NAMES), st.sampled_from(["", "全县", "甲县", "全年", "岢岚县全年", "其中"]))
def test_place_and_time_before_a_name_do_no_harm(pair, before):
    assert look_up(before + pair[0]) is not None


# English

@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("地区生产总值", "Gross Regional Product"),
        ("规上工业增加值", "Value Added of Industrial Enterprises above Designated Size"),
        ("社会消费品零售总额", "Total Retail Sales of Consumer Goods"),
        ("城镇居民人均可支配收入", "Per Capita Disposable Income of Urban Households"),
        ("农村居民人均可支配收入", "Per Capita Disposable Income of Rural Households"),
        ("一般公共预算收入", "General Public Budget Revenue"),
        ("储备实施项目数", "Number of Reserved and Implemented Projects"),
        ("储备实施项目总投资", "Total Investment of Reserved and Implemented Projects"),
        ("续建项目", "Continued Projects"),
        ("续建项目总投资", "Total Investment of Continued Projects"),
        ("续建项目复工", "Continued Projects Resumed"),
        ("新建项目开工", "New Projects Started"),
        ("新建项目开工率", "Start Rate of New Projects"),
        ("完成投资", "Completed Investment"),
        ("市重点项目", "Municipal Key Projects"),
        ("市重点项目完成投资", "Completed Investment of Municipal Key Projects"),
        (
            "市重点项目全年计划投资完成率",
            "Completion Rate of Planned Investment of Municipal Key Projects",
        ),
        ("连续被评为“省级平安县”", "Consecutively Named Provincial Safe County"),
        ("税收收入增速", "Growth of Tax Revenue"),
        ("自然增长率", "Natural Growth Rate of Population"),
        (
            "税收收入占一般公共预算收入比重",
            "Tax Revenue as a Percentage of General Public Budget Revenue",
        ),
        ("0—17岁人口", "Population Aged 0-17"),
        ("县本级税收收入", "Tax Revenue at County Level"),
        ("新增示范村", "Newly Added Demonstration Villages"),
        ("销往长三角的蔬菜", None),
    ],
)
def test_english_name(name, english):
    assert english_name(name) == english


# Prices and wholes

@pytest.mark.parametrize(
    ("name", "said", "basis"),
    [
        ("地区生产总值", "增长", "constant"),
        ("第三产业", "增长", "constant"),
        ("农林牧渔业总产值", "同比增长", "constant"),
        ("邮政业务总量", "增长", "constant"),
        ("社会消费品零售总额", "增长", "nominal"),
        ("社会消费品零售总额", "扣除价格因素实际增长", "constant"),
        ("城镇居民人均可支配收入", "比上年名义增长", "nominal"),
        ("城镇居民人均可支配收入", "实际增长", "constant"),
        ("实际使用外资", "实际到账，增长", "nominal"),
        ("一般公共预算收入", "按可比口径增长", "nominal"),  # of scope, not of prices
        ("工业总产值", "增长", None),
        ("工业总产值", "按不变价格计算，增长", "constant"),
        ("建筑业总产值", "增长", "nominal"),
        ("文旅产业增加值", "增长", "constant"),
        ("汽车类零售额增速", "", "nominal"),
        ("粮食产量", "增长", None),
        ("常住人口", "增加", None),
    ],
)  # fmt: skip
def test_price_basis(name, said, basis):
    assert price_basis(name, said) == basis


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("税收收入", "一般公共预算收入"),
        ("出口", "进出口总额"),
        ("第一产业增加值", "地区生产总值"),
        ("夏粮总产", "粮食产量"),
        ("注册护士", "卫生技术人员"),
        ("第一产业增加值增速", None),
        ("城镇居民人均可支配收入", None),
        ("完成投资", None),  # beside the plan, not in it
    ],
)
def test_whole_of(part, whole):
    assert whole_of(part) == whole
