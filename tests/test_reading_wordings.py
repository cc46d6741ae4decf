"""Other wordings of what communiqués say: the names and links that each must give."""

from __future__ import annotations

import pytest

from kelan_analysis import read_figures

# A sentence, then for every figure in order its name and what it belongs to, as
# "name" or "name > relation N" with N the number of the other figure.
WORDINGS = [
    # kinds of one thing are parts of it without 其中
    (
        "进出口总额42.6亿元，一般贸易进出口38.2亿元；国有企业进出口6.1亿元。",
        ["进出口总额", "一般贸易进出口 > part_of 1", "国有企业进出口 > part_of 1"],
    ),
    (
        "货物运输总量3210万吨，公路运输2860万吨，铁路运输210万吨。",
        ["货物运输总量", "公路运输 > part_of 1", "铁路运输 > part_of 1"],
    ),
    (
        "全社会用电量32.6亿千瓦时。第一产业用电量0.86亿千瓦时；城乡居民生活用电量5.3亿千瓦时。",
        ["全社会用电量", "第一产业用电量 > part_of 1", "城乡居民生活用电量 > part_of 1"],
    ),
    (
        "空气质量监测有效天数365天，其中优136天、良185天。",
        ["空气质量监测有效天数", "优天数 > part_of 1", "良天数 > part_of 1"],
    ),
    # … but a mean is no sum, and 农村 alone is no part of another place's level
    ("居民人均消费支出2.1万元，城镇居民人均消费支出2.6万元。", ["居民人均消费支出", "城镇居民人均消费支出"]),
    # parts before their total; budgets
    (
        "一般公共预算支出34.2亿元，上解支出0.8亿元，结转下年1.7亿元，支出总计36.7亿元。",
        ["一般公共预算支出 > part_of 4", "上解支出 > part_of 4", "结转下年 > part_of 4", "支出总计"],
    ),
    (
        "地方财政收入12.6亿元，为年初预算的98.4%（年初预算12.8亿元），同比减收0.2亿元，下降1.6%。",
        ["地方财政收入", "地方财政收入为年初预算 > rate_of 3", "地方财政收入年初预算",
         "地方财政收入 > change_of 1", "地方财政收入 > growth_of 1"],
    ),
    (
        "政府性基金收入4.26亿元，为调整预算（4.1亿元）的103.9%，增长12.1%。",
        ["政府性基金收入", "政府性基金收入调整预算", "政府性基金收入为调整预算 > rate_of 2",
         "政府性基金收入 > growth_of 1"],
    ),
    # lists: of whom, by whom, and with a last member that turns
    (
        "美国、欧盟和东盟是三大出口市场，对其分别出口9.8亿元、8.1亿元、6.4亿元，增长5.2%、3.1%和下降2.0%。",
        ["对美国出口", "对欧盟出口", "对东盟出口", "对美国出口 > growth_of 1",
         "对欧盟出口 > growth_of 2", "对东盟出口 > growth_of 3"],
    ),
    ("外商投资企业、国有企业分别进出口29.3亿元和13.4亿元。", ["外商投资企业进出口", "国有企业进出口"]),
    ("功能区噪声昼间、夜间达标率分别为97.5%和91.2%。", ["功能区噪声昼间达标率", "功能区噪声夜间达标率"]),
    # growth: signs, bases, the year before, what stands behind
    (
        "公路货运量：1260万吨（+6.2%）；公路客运量：318万人次（-4.5%）。",
        ["公路货运量", "公路货运量 > growth_of 1", "公路客运量", "公路客运量 > growth_of 3"],
    ),
    (
        "同比增长8.3%、达到46.2亿元的农产品加工业产值成为亮点。",
        ["农产品加工业产值 > growth_of 2", "农产品加工业产值"],
    ),
    ("营收增长6.8%，而上年同期为下降4.3%。", ["营收", "营收 > before_of 1"]),
    (
        "进出口总值56.8亿元人民币，比去年同期（下同）增长9.6%。",
        ["进出口总值", "进出口总值 > growth_of 1"],
    ),
    (
        "铁路旅客发送量214万人次，同比多发送31万人次，增长16.9%。",
        ["铁路旅客发送量", "铁路旅客发送量 > change_of 1", "铁路旅客发送量 > growth_of 1"],
    ),
    ("播种面积去年还是36.2万亩，今年已到37.1万亩。", ["播种面积", "播种面积"]),
    # bounds, shares
    ("贷款余额首破百亿元大关、达104.6亿元。", ["贷款余额 > bound_of 2", "贷款余额"]),
    (
        "增加值占规上工业增加值比重首次突破三成，达到31.2%。",
        ["增加值占规上工业增加值比重", "增加值占规上工业增加值比重"],
    ),
    (
        "网上零售额38.6亿元，其中实物商品网上零售额31.2亿元，占社会消费品零售总额的比重为24.6%。",
        ["网上零售额", "实物商品网上零售额 > part_of 1", "实物商品网上零售额占社会消费品零售总额比重"],
    ),
    (
        "占全市出口总额六成以上的机电产品出口48.6亿元。",
        ["机电产品出口占出口总额", "机电产品出口"],
    ),
    ("全县半数以上的行政村建成了幸福院。", ["建成幸福院的行政村"]),
    # sets: thresholds in names, what begins, what was done, whose they are
    ("产值过亿元的村8个，税收超千万元的企业42家。", ["产值过亿元的村", "税收超千万元的企业"]),
    (
        "60岁以上老年人口86.4万人，其中65岁以上61.2万人。",
        ["60岁以上老年人口", "65岁以上老年人口 > part_of 1"],
    ),
    ("21个项目开工建设，9个建成投产。", ["开工建设项目", "建成投产项目"]),
    (
        "受理信访事项1268件，办结1241件，办结率97.9%。",
        ["受理信访事项", "信访事项办结 > part_of 1", "信访事项办结率 > rate_of 1"],
    ),
    ("为1286名农民工追回工资2340万元。", ["农民工", "农民工工资 > amount_of 1"]),
    ("全市法院23个集体获表彰。", ["集体"]),
    ("总投资36亿元的产业园项目落地。", ["产业园项目总投资"]),
    ("企业资产总计186亿元，负债合计102亿元。", ["企业资产总计", "负债合计"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "wanted"), WORDINGS, ids=[w[0][:16] for w in WORDINGS])
def test_names_and_links_of_a_wording(sentence, wanted):
    reading = read_figures(sentence)
    number = {figure.id: i for i, figure in enumerate(reading, 1)}
    read = [
        f"{f.indicator} > {f.relation} {number[f.relates_to]}" if f.relates_to else f.indicator
        for f in reading
    ]
    assert read == wanted
