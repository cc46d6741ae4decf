"""Reading whole texts: the Kelan release, the labelled texts as thresholds, hostile texts."""

import gc
import json
import pickle
import re
import time
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from pathlib import Path

import pytest
from scoring import COUNTED, labelled_texts, lenient, score

from kelan_analysis import read_figures
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.headings import signed_by
from kelan_analysis.reading.leads import take_apart
from kelan_analysis.reading.members import members
from kelan_analysis.reading.names import head_after, tidy
from kelan_analysis.reading.periods import resolve, year_of
from kelan_analysis.reading.sentences import sentence_spans

REPOSITORY = Path(__file__).parents[1]


# --- the Kelan release ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def kelan():
    labels = json.loads((REPOSITORY / "tests/cases/kelan.json").read_text("utf-8"))
    text = (REPOSITORY / labels["source"]).read_bytes().decode("utf-8")
    return labels, read_figures(text, region="岢岚县", period="2023")


def test_a_figure_is_one_and_cannot_be_changed(kelan):
    for figure in kelan[1]:
        assert type(figure) is Figure
        assert figure == Figure(**{name: getattr(figure, name) for name in Figure.__slots__})
        assert pickle.loads(pickle.dumps(figure)) == replace(figure) == figure
        assert hash(figure) == hash(replace(figure))
        with pytest.raises(FrozenInstanceError):
            figure.value = Decimal(1)


def test_kelan_reads_every_figure_and_nothing_besides(kelan):
    labels, reading = kelan
    wanted = sorted(labels["figures"] + labels["implicit"], key=lambda label: label["start"])
    assert [(f.start, f.printed) for f in reading] == [(w["start"], w["printed"]) for w in wanted]
    assert sum(figure.implicit for figure in reading) == len(labels["implicit"]) == 2


def test_kelan_fields(kelan):
    labels, reading = kelan
    ours = {figure.start: figure for figure in reading}
    ids = {label["id"]: label["start"] for label in labels["figures"] + labels["implicit"]}
    for label in labels["figures"]:
        figure = ours[label["start"]]
        for field in ("number", "decimals", "unit", "base_unit", "kind", "hedge", "relation"):
            assert getattr(figure, field) == label[field], (label["id"], field)
        assert figure.value == Decimal(label["value"].replace("九", "9")), label["id"]
        assert figure.base_value == Decimal(label["base_value"].replace("九", "9")), label["id"]
        wanted = re.sub("[年届]数$", "", label["indicator"])  # 连续…年数: how long it lasted
        assert lenient(figure.indicator) == lenient(wanted), label["id"]
        target = reading[figure.relates_to].start if figure.relates_to else None
        assert target == ids.get(label["relates_to"]), label["id"]
        assert (figure.region, figure.period) == (label["region"], label["period"]), label["id"]


# --- labelled texts: measured scores cannot fall unnoticed ----------------------------------


@pytest.fixture(scope="module")
def scores():
    sums = {"constructions": Counter(), "bulletins": Counter(), "unseen": Counter()}
    for name, text, labels in labelled_texts():
        result = score(read_figures(text).as_json()["figures"], labels)
        sums[name.split("/")[0]].update({field: result[field] for field in COUNTED})
    return sums


@pytest.mark.parametrize(
    ("texts", "field", "share"),
    [
        ("constructions", "right", 1.0), ("constructions", "indicator", 0.97),
        ("constructions", "link", 1.0), ("constructions", "hedge", 1.0),
        ("bulletins", "right", 0.985), ("bulletins", "indicator", 0.93),
        ("bulletins", "link", 0.93), ("unseen", "right", 0.995), ("unseen", "indicator", 0.97),
        ("unseen", "link", 0.99),
    ],
)  # fmt: skip
def test_scores(scores, texts, field, share):
    assert scores[texts][field] >= share * scores[texts]["labelled"] > 0


@pytest.mark.parametrize("texts", ["constructions", "bulletins", "unseen"])
def test_nothing_is_read_that_is_no_figure(scores, texts):
    assert (scores[texts]["nonfigures_read"], scores[texts]["spurious"]) == (0, 0)


# --- hostile texts -------------------------------------------------------------------------

HIDDEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u2066", "\0", "\x7f", "\ufe0f"]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("at", range(3, 8))
def test_a_number_with_something_invisible_inside_is_not_read(hidden, at):
    """Wherever it stands in 12.34亿元, the account names it."""
    clean = "完成12.34亿元，下降5.4%。"
    text = clean[:at] + hidden + clean[at:]
    reading = read_figures(text)
    [entry] = [e for e in reading.account() if e.kind == "unread" and hidden in e.printed]
    assert entry.why == f"U+{ord(hidden):04X} inside the number"
    assert [(f.printed, f.value) for f in reading] == [("5.4%", Decimal("-5.4"))]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_words_with_something_invisible_inside_mean_what_they_show(hidden):
    text = f"粮食{hidden}产量\ufeff下{hidden}降5.4%"
    [figure] = read_figures(text)
    assert (figure.indicator, figure.value) == ("粮食产量", Decimal("-5.4"))
    assert text[figure.start : figure.end] == figure.printed == "5.4%"


@pytest.mark.parametrize("at", range(8))
def test_what_an_override_turns_round_is_not_read(at):
    """Behind U+202E a page shows 12.34 as 43.21."""
    clean = "完成12.34亿元"
    reading = read_figures(f"{clean[:at]}\u202e{clean[at:]}\u202c，下降5.4%。")
    assert [figure.printed for figure in reading] == ["5.4%"]
    assert "unread" in {entry.kind for entry in reading.account()}


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\0" * 50, "".join(map(chr, range(32))), "\ud800\udfff5.4%\udc00",
     "\u202e54.5%\u202c", "\u2067增长5%\u2069", "%%%", "第第第", "由由由5从从6", "((((5%", "|||5|||"],
)  # fmt: skip
def test_any_text_is_read_or_accounted_for(text):
    reading = read_figures(text)
    entries = reading.account()
    for figure in reading:
        assert text[figure.start : figure.end] == figure.printed
    inside = [range(entry.start, entry.end) for entry in entries]
    digits = [i for i, c in enumerate(text) if c in "0123456789"]
    assert [i for i in digits if sum(i in span for span in inside) != 1] == []


def seconds(text):
    """The best of three; the garbage collector looks at all that the tests before have left."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(3):
            start = time.process_time()
            read_figures(text)
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best


def test_thousands_marks_without_end():
    assert seconds("1," * 20000 + "x") < 2


@pytest.mark.parametrize(
    "part", ["7", "一", "1.", "增长5.4%，", "粮", "1 ", "(1)", "|1", "\u200b1", "A", "其中5个,"]
)
def test_time_grows_with_length_only(part):
    short = part * (4000 // len(part))
    assert seconds(short * 5) < 12 * max(seconds(short), 0.02)


def test_parts_of_parts_without_end():
    part = "其中5个," * 2000
    assert seconds(part * 5) < 9 * seconds(part)


def test_a_million_digits_are_unread():
    reading = read_figures("编号" + "9" * 1_000_000)
    assert len(reading) == 0
    assert [entry.kind for entry in reading.account()] == ["unread"]


@pytest.mark.parametrize("character", ["粮", "A", "年"])
def test_a_line_of_a_million_characters(character):
    reading = read_figures(character * 1_000_000 + "粮食产量12.6万吨")
    assert [figure.value for figure in reading] == [Decimal("12.6")]


# --- the steps, as tables --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year", "period"),
    [
        ("2024年", None, "2024"), ("二〇二四年末", None, "2024"), ("全年", 2023, "2023"),
        ("上半年", 2023, "2023-H1"), ("下半年", 2023, "2023-H2"), ("一季度", 2023, "2023-Q1"),
        ("前三季度", 2023, "2023-01/09"), ("1-6月", 2023, "2023-01/06"), ("5月", 2023, "2023-05"),
        ("1至11月份", 2023, "2023-01/11"), ("去年", 2023, "2022"), ("前年", 2023, "2021"),
        ("明年", 2023, "2024"), ("十二月", 2023, "2023-12"), ("13月", 2023, "2023"), ("全年", None, None),
    ],
)  # fmt: skip
def test_periods(text, year, period):
    assert resolve(text, year) == period


def test_the_last_year_counts():
    assert (year_of("由2020年到2024年"), year_of("12024年"), year_of("")) == (2024, None, None)


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("城乡居民人均可支配收入", ["城镇居民人均可支配收入", "农村居民人均可支配收入"]),
        ("夏秋粮产量", ["夏粮产量", "秋粮产量"]), ("进出口总额", ["进口总额", "出口总额"]),
        ("光伏组件、储能电池产量", ["光伏组件产量", "储能电池产量"]),
        ("第一、第二产业增加值", ["第一产业增加值", "第二产业增加值"]),
        ("男性、女性人口", ["男性人口", "女性人口"]), ("一期、二期工程", ["一期工程", "二期工程"]),
        ("存贷款余额", ["存款余额", "贷款余额"]), ("粮食产量", None), ("", None),
    ],
)  # fmt: skip
def test_members(subject, names):
    assert members(subject, 2) == names


@pytest.mark.parametrize(
    ("clause", "subject", "region", "compare", "sign"),
    [
        ("全县规上工业增加值同比增长", "规上工业增加值", "全县", None, 1),
        ("岢岚县税收收入比上年下降", "税收收入", "岢岚县", "上年", -1),
        ("其中国有企业完成", "国有企业", None, None, 1),
        ("社区服务中心达到", "社区服务中心", None, None, 1),
        ("高于全省平均水平", "", None, "全省平均水平", 1),
        ("人口自然增长率为", "人口自然增长率", None, None, 1),
        ("对外贸易进出口总额", "对外贸易进出口总额", None, None, 1),
    ],
)
def test_leads(clause, subject, region, compare, sign):
    lead = take_apart(clause)
    assert (lead.subject, lead.region, lead.compare, lead.sign) == (subject, region, compare, sign)


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("水毁工程的修复资金", "水毁工程修复资金"), ("城镇人均可支配收入", "城镇居民人均可支配收入"),
        ("居住在乡村的人口", "乡村人口"), ("稻谷每斤", "稻谷"), ("县人大常委会批准", ""), ("分别", ""),
    ],
)  # fmt: skip
def test_tidy(name, tidied):
    assert tidy(name) == tidied


def test_heads_behind_a_count():
    assert head_after("的“三个一批”项目开工") == ("“三个一批”项目", "开工")
    assert head_after("") == ("", "")


def test_a_signature_names_the_county():
    assert signed_by("全县粮食产量8万吨。\n岢岚县统计局\n") == "岢岚县"
    assert signed_by("全县粮食产量8万吨。") is None


def test_a_line_wrapped_inside_a_number_is_one_sentence():
    text = "完成投资12.\n5亿元。增长3%。"
    assert sentence_spans(text, [(4, 10)]) == [(0, 12), (12, 17)]
    assert [figure.unit for figure in read_figures(text)] == ["亿元", "%"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("年末全部金融机构各项存款余额4\n13.25亿元，增长6%。", ["413.25", "6"]),
        ("年末全部金融机构各项存款余额如表4\n13.25亿元，增长6%。", ["13.25", "6"]),  # a table's number
        ("存款余额4\n13.25亿元\n贷款余额3\n11.5亿元", ["13.25", "11.5"]),  # cells on lines
    ],
)
def test_a_break_before_the_point_is_healed_in_prose_alone(text, values):
    assert [str(figure.value) for figure in read_figures(text)] == values


def test_empty_cells_keep_their_column():
    text = "| 指标 | 2023年 | 2024年 |\n| 粮食产量(万吨) | | 12.6 |\n| 油料产量(万吨) | 2.1 | |\n"
    read = [(f.indicator, f.period, str(f.value)) for f in read_figures(text)]
    assert read == [("粮食产量", "2024", "12.6"), ("油料产量", "2023", "2.1")]
