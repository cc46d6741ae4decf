"""Laws of reading, on arbitrary text, on number-like fragments and on spoilt bulletins."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_laws import check_laws

BULLETINS = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("bulletins/*.txt"))]

ANY_CHARACTER = st.characters(exclude_categories=())  # lone surrogates too
NUMBERS = st.one_of(
    st.decimals(min_value=0, max_value=10**9, places=2).map(str),
    st.integers(min_value=0, max_value=10**15).map("{:,}".format),
    st.integers(min_value=0, max_value=3000).map(str),
    st.text("0123456789０１２３４５６７８９.．,，·- ", min_size=1, max_size=12),
    st.text("〇零一二三四五六七八九十百千万亿两壹贰半点余多几", min_size=1, max_size=8),
    st.sampled_from(["三分之一", "百分之5", "1/3", "14.3:44.0:41.7", "2.14∶1", "3千5百", "1.2万亿", "-0.3"]),
)
UNITS = st.sampled_from(
    "亿元 万元 元 % ％ ‰ 个百分点 千分点 个 户 人 万人次 吨 万吨标准煤 亩 公斤/亩 元/人 倍 成 番 位 届 年 月 日 "
    "个月 天 岁 家 项 第 折 多万 余户 ℃ 4A级 期 万千瓦时".split()
)
WORDS = st.sampled_from(
    "地区生产总值 规上工业增加值 城乡居民人均可支配收入 新建项目 续建项目 粮食产量 第一产业 税收收入 总投资 其中 分别 "
    "增长 下降 同比 回落 提高 提高到 由 从 到 为 占 比重 是上年的 超 近 约 左右 以上 以内 达 完成 实现 全部复工 超额完成 "
    "连续 被评为 开工率 人均 其 的 和 与 均 各 上年同期 比 高于全市 翻 三次产业结构 2023年 全年 上半年 1-6月 一是 十四五 "
    "“543” 4A级 甲县 0-14岁".split()
)
MARKS = st.sampled_from(
    ["，", "、", "；", "。", "：", ":", ",", ".", "\n", "\r\n", " ", "　", "（", "）", "(", ")", "“", "”", "|", "\t",
     "—", "-", "～", "至", "\u200b", "\u202e", "\ufeff", "\0", "²", "①", "〇", "½", "٣", "𝟛", "\ud800"]
)  # fmt: skip
FRAGMENTS = st.lists(st.one_of(NUMBERS, UNITS, WORDS, MARKS), max_size=40).map("".join)


@given(st.text(ANY_CHARACTER, max_size=200))
def test_any_text_at_all(text):
    check_laws(text)


@given(FRAGMENTS)
def test_number_like_fragments(text):
    check_laws(text)


@given(st.sampled_from(BULLETINS), st.data())
def test_spoilt_bulletins(text, data):
    """A piece of a bulletin, of which some is lost and some put in."""
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : start + 150]
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(piece)))
        lost = data.draw(st.integers(0, 6))
        put = data.draw(st.one_of(NUMBERS, UNITS, MARKS, st.text(max_size=3)))
        piece = piece[:at] + put + piece[at + lost :]
    check_laws(piece)


@pytest.mark.parametrize("text", BULLETINS, ids=range(1, len(BULLETINS) + 1))
def test_whole_bulletins(text):
    check_laws(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800",
        "1" * 50_000,
        "一" * 50_000,
        "1," * 20_000,
        "增长" * 20_000 + "5%",
        "（" * 20_000 + "3个" + "）" * 20_000,
        "、".join(["1.5"] * 5_000) + "亿元",
        "\n" * 50_000,
        "分别增长" * 5_000,
        "3" + "\u200b" + "4亿元",
        "\u202e12.5亿元\u202c",
    ],
    ids=lambda text: f"{text[:6]!r} {len(text)}",
)
def test_hostile_shapes(text):
    check_laws(text)
