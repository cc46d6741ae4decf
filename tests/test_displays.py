"""Each section of the brief: its content, its escaping, its silence where there is nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis import displays, load_release, read_figures, run_checks
from kelan_analysis.briefs.sanitising import clean_html
from kelan_analysis.displays import mark_figures
from kelan_analysis.displays.tables import aligned
from kelan_analysis.errors import InputError

KELAN = run_checks(read_figures(load_release("140929-kelan-2023")))
WRONG = run_checks(read_figures(
    "年度储备实施项目123个，59个总投资74.5亿元的续建项目全部复工；46个总投资46.92亿元的新建项目"
    "开工59个，开工率92.2%。"
))  # fmt: skip
HOSTILE = run_checks(
    read_figures('<script>go()</script>"粮食"产量12.60万吨，<b onclick=go()>增长</b>5%。')
)
SECTIONS = [
    displays.masthead, displays.verdict, displays.key_figures, displays.annotated_text,
    displays.contradictions, displays.undecided, displays.relations, displays.growth,
    displays.composition, displays.derived_figures, displays.limits, displays.method,
    displays.provenance,
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("show", SECTIONS)
@pytest.mark.parametrize("report", [KELAN, WRONG, HOSTILE], ids=["kelan", "wrong", "hostile"])
def test_every_section_survives_cleaning_and_shows_no_foreign_markup(report, show, language):
    html = show(report, language).html
    assert "go()</script>" not in html and "<b onclick" not in html
    without_style = re.sub(r"<style>.*?</style>\n", "", html, flags=re.DOTALL)
    assert strip(clean_html(html)) == strip(without_style)


def strip(html):
    """Leave only what cleaning cannot change: the order of attributes and spaces may differ."""
    return re.sub(
        r"\s+", "", re.sub(r"<[^>]*>", "|", html).replace("&quot;", '"').replace("&#x27;", "'")
    )


@pytest.mark.parametrize("show", SECTIONS)
def test_every_section_shows_itself_in_a_notebook(show):
    bundle = show(KELAN)._repr_mimebundle_()
    assert bundle["text/html"].startswith("<") and "<" not in bundle["text/plain"][:1]


def rows_of(html):
    return [re.sub("<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", html)]


def test_key_figures_are_grouped_by_unit_with_growth_beside_the_level():
    html = displays.key_figures(KELAN).html
    assert re.findall(r'scope="rowgroup">(.*?)<', html)[:2] == ["金额（亿元）", "数量（个）"]
    rows = rows_of(html)
    assert ["地区生产总值", "50", ".9", "5", ".4"] in rows
    assert ["储备实施项目总投资", "121", ".43", "≈", "K02"] in rows
    assert any(row[0] == "续建项目复工" and "全部（文字表述）" in row for row in rows)


def test_each_printed_figure_is_in_the_table_once():
    html = displays.key_figures(KELAN).html
    shown = len(re.findall(r'<td class="num">[^<＞]', html))
    implied = sum(figure.implicit and figure.hedge == "over" for figure in KELAN.reading.figures)
    assert shown + implied == len(KELAN.reading.figures)


ALIGNED = [
    ("50.9", 2, '50<span class="frac f2">.9</span>'),
    ("123", 2, '123<span class="frac f2"></span>'),
    ("123", 0, "123"),
    ("−0.5", 1, '−0<span class="frac f1">.5</span>'),
]


@pytest.mark.parametrize(("digits", "places", "html"), ALIGNED)
def test_decimal_points_stand_under_each_other(digits, places, html):
    assert aligned(digits, places) == html


def test_the_source_is_shown_whole_with_every_figure_marked():
    html = displays.annotated_text(KELAN).html
    body = "".join(re.findall(r'<p class="source"[^>]*>(.*?)</p>', html))
    bare = re.sub("<[^>]+>", "", re.sub(r"<sup.*?</sup>", "", body))
    assert bare == KELAN.reading.text.replace("\n", "").replace('"', "&quot;")
    assert body.count('class="fig ') == len(KELAN.reading.figures)
    assert '<span class="fig rounding" title="F12 储备实施项目总投资 K02">121.43亿元' in body


def test_long_passages_without_figures_are_left_out_and_counted():
    plain = "全县上下团结一心。" * 12
    text = f"前言。\n{plain}\n{plain}\n粮食产量12.60万吨。\n结语。\n油料产量3.2万吨。\n{plain * 2}"
    for language, words in (
        ("zh", ["此处从略3段，219字", "此处从略1段，216字"]),
        ("en", ["3 paragraphs, 219 characters", "One paragraph of 216 characters"]),
    ):
        shown = str(displays.annotated_text(run_checks(read_figures(text)), language)).splitlines()
        assert words[0] in shown[1] and words[1] in shown[5]
        assert shown[2:5] == ["粮食产量12.60万吨。", "结语。", "油料产量3.2万吨。"]


def test_a_check_of_level_and_growth_stands_once_in_their_row():
    text = "总产量15.73万吨，增产0.46万吨，增长3.0%。"
    html = displays.key_figures(run_checks(read_figures(text))).html
    row = next(line for line in html.splitlines() if "15<span" in line)
    assert row.count("K01") == 1


TEXT = "甲<12>&乙34丙"
FIGURES = read_figures("产量12吨，产值34元。").figures


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=4))
def test_marking_loses_no_character_whatever_the_spans(spans):
    import dataclasses

    figures = [
        dataclasses.replace(
            FIGURES[0], id=f"F{n:02}", start=start, end=min(start + size, len(TEXT))
        )
        for n, (start, size) in enumerate(spans, 1)
    ]
    html = mark_figures(TEXT, figures, {})
    import html as escaping

    assert escaping.unescape(re.sub(r"</?span[^>]*>", "", html)) == TEXT


def test_a_contradiction_has_a_card_with_source_ranges_and_repair():
    html = displays.contradictions(WRONG).html
    wrong = [check for check in WRONG.checks if check.verdict == "contradiction"]
    assert html.count('<div class="card contradiction">') == len(wrong) >= 2
    assert "59 + 46 = 123个" in html
    assert "新建项目由46改为64（相邻两位颠倒），K01、" in html
    assert 'alt="区间图' in html and "<blockquote>" in html
    english = displays.contradictions(WRONG, "en").html
    assert "from 46 to 64 (two neighbouring digits swapped), mends K01, " in english
    assert "59 + 46 = 123<" in english
    assert "个" not in re.sub("<blockquote>.*?</blockquote>", "", english)


def test_contradictions_that_one_change_mends_list_it_once():
    html = displays.contradictions(WRONG).html
    mended = [check for check in WRONG.checks if check.verdict == "contradiction"]
    lists = {repr(check.repairs) for check in mended}
    assert len(lists) < len(mended)
    assert html.count("<ol>") == len(lists)
    assert html.count("最小的改动与K") == len(mended) - len(lists)


def test_a_formula_in_the_verdict_is_not_broken():
    assert '<span class="nobr">59 + 46 = 123个</span>' in displays.verdict(WRONG).html


def test_what_is_derived_is_shown_with_its_caveat_and_never_as_a_check():
    html = displays.derived_figures(KELAN).html
    assert "45.82%至46.12%" in html and "范围不明" in html
    assert "mark" not in html


def test_empty_sections_shrink_to_a_line_or_go():
    nothing = run_checks(read_figures("很好。"))
    assert displays.growth(nothing).html == displays.composition(nothing).html == ""
    for show in (displays.contradictions, displays.undecided, displays.relations):
        assert show(nothing).html.startswith('<p class="none">')


def test_the_closing_cell_hands_over_the_data_and_its_origin():
    closing = displays.close(KELAN)
    bundle = closing._repr_mimebundle_()
    assert "application/vnd.kelan.closing+json" in bundle
    files = {item["name"]: item for item in closing.files}
    assert files["source.txt"]["text"] == KELAN.reading.text
    assert files["figures.csv"]["text"].count("\n") == len(KELAN.reading.figures) + 1
    assert [item["name"].split("/")[1] for item in closing.inputs][:2] == [
        "source.txt",
        "source.toml",
    ]


def test_a_picture_must_be_described():
    from matplotlib.figure import Figure

    with pytest.raises(InputError, match="every picture needs alt text. Got none"):
        displays.picture(Figure(), alt=" ")
    data, about = displays.picture(Figure(figsize=(1, 1)), alt="空")._repr_mimebundle_()
    assert about["image/svg+xml"]["alt"] == "空" and "<svg" in data["image/svg+xml"]
