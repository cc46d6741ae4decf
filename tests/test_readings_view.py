"""The view of a reading: every figure and numeral marked once, in its place, and nothing runs."""

import itertools
import re
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis import load_release, read_figures
from kelan_analysis.briefs.sanitising import clean_html
from kelan_analysis.briefs.tree import parse_tree
from kelan_analysis.cli.views import show_figures
from kelan_analysis.displays import readings
from kelan_analysis.displays.readings import annotated_reading
from kelan_analysis.displays.tips import view_words
from kelan_analysis.errors import InputError
from kelan_analysis.escapes import many_lines
from kelan_analysis.reading.accounts import CLASSES
from kelan_analysis.reading.figure import KINDS
from kelan_analysis.reading.marks import mark_rules
from kelan_analysis.register.applying import apply_register
from kelan_analysis.register.rows import Row

CSS = Path(readings.__file__).with_suffix(".css").read_text("utf-8")
KELAN = read_figures(load_release("140929-kelan-2023"))
TEXT = (
    "2023年，全县地区生产总值50.9亿元，按可比价格计算，同比增长5.4%，增速比上年回落0.3个百分点，"
    "居全市第4位。第三产业增加值15.2亿元，占地区生产总值的比重为29.9%。\r\n\r\n"
    "59个总投资74.5亿元的续建项目全部复工，46个新建项目开工40个，开工率87.0%，城乡居民收入比为"
    "2.31:1，粮食产量超12.6万吨，是2015年的1.8倍，连续9年增长。\n"
    "一是65岁及以上人口占15.1%；“两会”5月22日召开，宋家沟成为4A级景区，合同号778。"
)
PAYLOADS = [
    "<script>go()</script>", '"><img src=x onerror=go()>', "</span></mark></p><svg onload=go()>",
    "' onfocus='go()", "<a href=javascript:go()>", "</style><script>go()</script>", "&lt;b&gt;",
    "{id}{from}{}%s",
]  # fmt: skip


class Marked(HTMLParser):
    """The source of a view as a browser has it: its text, and each mark with its reading."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.marks, self.tags, self.open = "", [], set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "mark" and self.inside("source"):
            self.marks.append({**given, "text": "", "tip": "", "start": len(self.text)})
        if given.get("role") == "tooltip":
            self.marks[-1]["tip id"] = given["id"]
        self.open.append((tag, given.get("class") or ""))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self.inside("tip"):
            self.marks[-1]["tip"] += data
        elif self.inside("source"):
            self.text += data
            if self.inside("figure") or self.inside("numeral"):
                self.marks[-1]["text"] += data

    def inside(self, name):
        return any(name in classes.split() for _, classes in self.open)


def marked(reading, language="zh"):
    return Marked(clean_html(annotated_reading(reading, language).html))


def lines(text):
    """A text with its line ends as a browser has them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def expected(reading):
    """Every figure, and every entry of the account that is none, in the order of the text."""
    others = [entry for entry in reading.account() if entry.kind != "figure"]
    return sorted([*reading.figures, *others], key=lambda item: item.start)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reading", [KELAN, read_figures(TEXT)], ids=["kelan", "all kinds"])
def test_every_figure_and_every_numeral_is_marked_once_in_its_place(reading, language):
    page, said, items = marked(reading, language), view_words(language), expected(reading)
    assert page.text == lines(reading.text)
    assert [mark["text"] for mark in page.marks] == [lines(item.printed) for item in items]
    assert [mark["start"] for mark in page.marks] == [
        len(lines(reading.text[: item.start])) for item in items
    ]
    for mark, item in zip(page.marks, items, strict=True):
        figure = item.kind in KINDS
        look = f"figure k-{item.kind}" if figure else f"numeral n-{item.kind.replace(' ', '-')}"
        head = f"{item.id} {said['kind'][item.kind]} " if figure else f"{said['class'][item.kind]} "
        assert mark["class"] == look and mark["tip"].startswith(head)
        assert mark["tabindex"] == "0" and mark["aria-describedby"] == mark["tip id"]
    assert len({mark["tip id"] for mark in page.marks}) == len(items)


def test_the_text_of_these_tests_has_every_kind_and_every_class():
    reading = read_figures(TEXT)
    assert {figure.kind for figure in reading} == set(KINDS)
    assert {entry.kind for entry in reading.account()} == set(CLASSES)


READINGS = [
    ("50.9亿元", "zh", "F01 总量 指标：地区生产总值 · Gross Regional Product 数值：50.9 亿元 "),
    ("50.9亿元", "zh", " 折合：5,090,000,000 元 地区：全县 时期：2023 规则：level · "),
    ("0.3个百分点", "zh", "数值：−0.3 百分点 折合：−0.3 百分点 "),
    ("0.3个百分点", "zh", "关联：增减所对的总量是F02（5.4%） 对比：上年 "),
    ("5.4%", "en", " Relation: growth of F01 (50.9亿元) Against: 上年同期 Prices: constant prices Rules: "),
    ("12.6万吨", "en", " Bound: more than printed "),
    ("29.9%", "en", " Relation: share of F01 (50.9亿元) Numerator: F05 (15.2亿元) "),
    ("全部", "en", " Relation: part of F07 (59个) Origin: no numeral printed; follows from F07 (59个) "),
    ("778", "en", "unread Reason: no unit and no name that fits Rules: quantity"),
    ("65岁及以上", "zh", "名称中的界限 理由：年龄段 规则："),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "language", "tip"), READINGS)
def test_a_mark_says_all_that_was_read(printed, language, tip):
    found = [one["tip"] for one in marked(read_figures(TEXT), language).marks]
    texts = [one["text"] for one in marked(read_figures(TEXT), language).marks]
    assert tip in found[texts.index(printed)]


def test_what_a_text_does_not_say_is_said():
    tip = marked(read_figures("新增就业59人。"), "zh").marks[0]["tip"]
    assert "地区：文中未说明 时期：文中未说明 " in tip


def test_counts_and_legend_name_what_there_is_and_that_nothing_is_unread():
    page = clean_html(annotated_reading(read_figures("2023年新增就业59人、60人。"), "en").html)
    found = re.findall(r'<li><mark class="([\w -]+)">([\w ]+)</mark> (\d+)</li>', page)
    assert found == [
        ("figure k-count", "count", "2"), ("numeral n-period", "period", "1"),
        ("numeral n-unread", "unread", "0"),
    ]  # fmt: skip
    assert "Figures read: 2<" in page and "Numerals that are no figures: 1<" in page


@given(st.text(alphabet=st.sampled_from("0123456789.一二三亿元个%增长\r\n<&>\"' 　超第年月:")))
def test_the_marked_text_is_the_source_whatever_it_is(text):
    reading = read_figures(text)
    page = marked(reading)
    assert page.text == lines(text)
    assert [one["text"] for one in page.marks] == [lines(one.printed) for one in expected(reading)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_text_or_a_register_says_is_never_markup(payload):
    reading = read_figures(f"{payload}产量12.60万吨，{payload}增长5%，其中{payload}3万吨。")
    fields = (
        "indicator",
        "region",
        "period",
        "unit",
        "relation",
        "hedge",
        "against",
        "basis",
        "rule",
    )
    hostile = replace(
        reading[0], **dict.fromkeys(fields, payload), relates_to="F02", of_part=payload
    )
    reading.figures = (hostile, *reading.figures[1:])
    for language in ("zh", "en"):
        raw = annotated_reading(reading, language).html
        page = Marked(raw[raw.index("<section") :])
        assert page.text == reading.text and page.open == []
        assert page.marks[0]["tip"].count(payload) >= len(fields)
        assert page.tags <= {"section", "p", "ul", "li", "mark", "div", "span", "b"}
        cleaned = Marked(clean_html(raw))
        assert (cleaned.text, cleaned.marks) == (page.text, page.marks)


def test_marks_that_overlap_in_a_register_share_one_place():
    reading = read_figures("全县粮食产量12.60万吨，增长5%。")
    level = reading[0]
    inner = replace(
        level, id="F09", start=level.start + 3, printed=reading.text[level.start + 3 : level.end]
    )
    reading.figures = (level, inner, *reading.figures[1:])
    page = marked(reading)
    assert page.text == reading.text
    assert [one["text"] for one in page.marks] == ["12.60万吨", "5%"]
    assert "F01 总量" in page.marks[0]["tip"] and "F09 总量" in page.marks[0]["tip"]


def test_a_struck_figure_is_a_numeral_with_the_reason_of_the_person():
    reading = read_figures("编号开工59个。")
    struck = apply_register(reading, [Row(reading[0], "struck", reason="<a name>")])
    (mark,) = marked(struck).marks
    assert (mark["text"], mark["class"]) == ("59个", "numeral n-name-or-idiom")
    assert "struck out: <a name>" in mark["tip"]


@pytest.mark.parametrize(
    "text", ["", "\n", "很好。", "\ud800产量3万吨\udfff", "完成12\u200b3亿元", "\u202e12万吨"]
)
def test_texts_without_figures_and_with_strange_signs_are_shown(text):
    """A sign that hides, or turns the order of what is seen, is shown as its escape."""
    page = marked(read_figures(text))
    assert page.text == many_lines(text)


def styles(prefix, names):
    found = dict(
        re.findall(rf"^\.kelan-reading \.{prefix}-([\w-]+) {{([^}}]*)}}", CSS, re.MULTILINE)
    )
    assert set(found) == set(names)
    return {name: re.search(r"(?:text-decoration|border): ([^;]+) (#\w{6});", rule).groups()
            for name, rule in found.items()}  # fmt: skip


def linear(colour):
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def lab(rgb):
    xyz = np.clip(rgb, 0, 1) @ np.array(
        [[0.4339, 0.2126, 0.0178], [0.3762, 0.7152, 0.1095], [0.1899, 0.0722, 0.8727]]
    )
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


# What a dichromat sees, as linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
SIGHT = {
    "normal": np.eye(3),
    "protan": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deutan": [[0.3674, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "tritan": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_of_kinds_differ_for_every_kind_of_colour_vision(sight):
    seen = [
        lab(np.array(SIGHT[sight]) @ linear(colour)) for _, colour in styles("k", KINDS).values()
    ]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) >= 18


def test_every_kind_has_a_line_and_a_colour_of_its_own_that_shows_on_light_and_dark():
    found = styles("k", KINDS)
    shapes = {re.sub(r"[\d.]+px", "", line).strip() for line, _ in found.values()}
    assert len(shapes) == len(KINDS), "shapes differ, not widths alone"
    for _, colour in found.values():
        light = 1.05 / (luminance(colour) + 0.05)
        dark = (luminance(colour) + 0.05) / (luminance("#14181c") + 0.05)
        assert light >= 3 and dark >= 3, colour


def test_the_sheet_is_scoped_and_loads_nothing():
    plain = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    flat = re.sub(r":(?:not|has)\([^{}]*?\)+(?= |:)", "", plain)
    selectors = [
        selector.strip()
        for head in re.findall(r"([^{}]+)\{", flat)
        for selector in head.strip().split(",")
        if not head.strip().startswith("@")
    ]
    assert selectors and all(one.startswith(".kelan-reading") for one in selectors)
    assert "url(" not in plain and "@import" not in plain and "</" not in CSS


def test_the_words_of_both_languages_agree_and_every_reason_has_chinese():
    zh, en = view_words("zh"), view_words("en")
    assert zh.keys() == en.keys()
    for table in ("row", "kind", "class", "hedge", "relation", "basis"):
        assert zh[table].keys() == en[table].keys()
    assert set(zh["kind"]) == set(KINDS) and set(zh["class"]) == set(CLASSES)
    assert {rule.why for rule in mark_rules()} <= set(zh["why"])
    with pytest.raises(InputError, match=r"language must be one of zh, en\. Got 'fr'\."):
        annotated_reading(KELAN, "fr")


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "文中的数字读成了什么？"), ("en", "What were")]
)
def test_the_page_of_the_command_line_is_one_file_without_script(language, title):
    page = show_figures(read_figures(TEXT), "html", language)
    assert page.startswith("<!DOCTYPE html>") and f"<h1>{title}" in page
    assert CSS.strip() in page and page.count(".kelan-reading .k-rank {") == 1
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|https?://|\bon\w+=|\btitle=", page)


def test_a_page_without_a_reading_does_not_carry_its_sheet():
    from kelan_analysis.briefs.documents import make_document
    from kelan_analysis.briefs.exporters import KelanHTMLExporter

    assert "kelan-reading" not in KelanHTMLExporter().page(make_document("<h1>A county</h1>"))


def test_paper_has_the_text_without_what_shows_on_hover():
    tree = parse_tree(clean_html(annotated_reading(read_figures("增长5.4%。")).html))
    assert "5.4%" in str(tree.nodes) and "F01" not in str(tree.nodes)


@pytest.mark.parametrize(
    "names", ["read_figures", "load_release, read_figures", "reviewed_figures, read_figures"]
)
def test_a_reading_shows_itself_in_a_notebook_without_loading_displays_before(names):
    code = (
        f"import sys\nfrom kelan_analysis import {names}\n"
        "reading = read_figures('增长5.4%。')\n"
        "assert 'kelan_analysis.displays' not in sys.modules\n"
        "print(reading, reading._repr_html_().count('<mark'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "<Reading, figures: 1, characters: 7> 3\n"


def test_a_text_of_300_figures_is_shown_within_three_tenths_of_a_second():
    reading = read_figures(
        "\n".join(itertools.repeat("2023年产值50.9亿元，增长5.4%，第三产业占29.9%。", 100))
    )
    assert len(reading) == 300
    annotated_reading(reading)
    times = []
    for _ in range(3):
        begun = time.process_time()
        show_figures(reading, "html", "zh")
        times.append(time.process_time() - begun)
    assert min(times) < 0.3
