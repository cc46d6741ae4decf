"""Charts: what they show, the same bytes, no missing glyph, whatever the user's settings."""

import re

import matplotlib
import pytest

from kelan_analysis import displays, load_release, read_figures, run_checks
from kelan_analysis.charts import (
    composition_charts,
    draw_picture,
    growth,
    growth_charts,
    interval_charts,
)
from kelan_analysis.charts.composition import find_wholes, shown_wholes
from kelan_analysis.charts.growth import growth_figures, shown_growth
from kelan_analysis.charts.intervals import _in_steps, one_interval, shown_checks
from kelan_analysis.charts.picture import brief_look, new_figure, text_width, wrapped
from kelan_analysis.errors import RunError

KELAN = run_checks(read_figures(load_release("140929-kelan-2023")))
FALLING = run_checks(read_figures("粮食产量12.60万吨，下降12.5%；油料产量3.2万吨，增长4%。"))
CHARTS = [growth_charts, interval_charts, composition_charts]


def texts(*pictures):
    return [text for one in pictures for text in re.findall(r"<text[^>]*>([^<]*)</text>", one.svg)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("draw", CHARTS)
def test_a_chart_is_the_same_bytes_twice_whatever_the_settings(draw, language, monkeypatch):
    first = draw(KELAN, language)
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 30)
    monkeypatch.setitem(matplotlib.rcParams, "svg.hashsalt", None)
    assert draw(KELAN, language) == first
    assert first and not any("<dc:date>" in one.svg for one in first)


@pytest.mark.parametrize("draw", CHARTS)
def test_drawing_leaves_the_users_settings_alone(draw):
    before = dict(matplotlib.rcParams)
    draw(KELAN, "zh")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("draw", CHARTS)
def test_a_report_without_such_figures_has_no_such_chart(draw):
    assert draw(run_checks(read_figures("很好。")), "zh") == ()


def test_growth_rates_are_sorted_and_labelled_directly():
    pictures = growth_charts(KELAN, "zh")
    numbers = [text for text in texts(*pictures) if re.fullmatch(r"[\d.]+", text)]
    assert numbers == ["11.6", "9.3", "6.25", "5.7", "5.5", "5.4"]
    assert pictures[0].alt.startswith(
        "条形图，比上年增长：规上工业增加值 11.6%、农村居民人均可支配收入 9.3%"
    )


def test_bars_of_two_pictures_compare_and_the_axis_is_named_once():
    pictures = growth_charts(KELAN, "zh")
    assert len(pictures) == 2 and texts(*pictures).count("比上年增长（%）") == 1
    per_step = []
    for one in pictures:
        bars = re.findall(r'd="M ([\d.]+) [\d.]+ \nL ([\d.]+)[^"]*"[^>]*fill: #2f6ba6', one.svg)
        numbers = [float(text) for text in texts(one) if re.fullmatch(r"[\d.]+", text)]
        per_step += [(float(b) - float(a)) / n for (a, b), n in zip(bars, numbers, strict=True)]
    assert len(per_step) == 6 and max(per_step) - min(per_step) < 0.01


def test_the_number_of_a_fall_keeps_clear_of_its_name():
    text = "粮食产量12.60万吨，下降17.3%；油料产量3.2万吨，增长129.2%。"
    (picture,) = growth_charts(run_checks(read_figures(text)), "zh")
    drawn = re.findall(r'<text[^>]*?(?:x="([\d.]+)"|translate\(([\d.]+))[^>]*>([^<]*)<', picture.svg)
    at = {text: float(x or moved) for x, moved, text in drawn}  # both end there
    assert at["−17.3"] - 72 * text_width("−17.3", 9) > at["粮食产量"]


def test_a_fall_is_told_in_the_caption_and_drawn_in_its_own_colour():
    picture = growth_charts(FALLING, "zh")[0]
    assert picture.caption == "2项指标中有1项下降"
    assert "−12.5" in texts(picture) and "#b23c08" in picture.svg


def test_the_interval_chart_has_a_row_a_relation_with_both_ranges_in_figures():
    picture = interval_charts(KELAN, "zh")[0]
    assert {"[121.425, 121.435)", "[121.365, 121.475)", "92.1875"} <= set(texts(picture))
    assert {"＝", "≈"} <= set(texts(picture))
    assert "K03，59 ÷ 64 = 92.2%，文中代表[92.15, 92.25)，其余数字允许92.1875" in picture.alt


def test_ranges_are_drawn_in_steps_of_the_last_place():
    printed, allowed = _in_steps(KELAN.checks[1])
    assert (str(printed), str(allowed)) == ("[-0.5, 0.5)", "[-6.5, 4.5)")


def test_a_contradiction_is_drawn_however_far_it_lies():
    wrong = run_checks(read_figures("64个新建项目开工59个，开工率12.2%。"))
    assert interval_charts(wrong, "zh")[0].caption == "1个结果落在其余数字允许的范围之外"
    assert one_interval(wrong.checks[0], "zh").alt.endswith("互相矛盾。")


def test_wholes_are_the_stated_ones_and_the_derived_ones():
    bars = [(bar.whole.printed, bar.share, bar.stated) for bar in find_wholes(KELAN)]
    assert bars == [
        ("50.9亿元", "46%", False), ("123个", "", True), ("121.43亿元", "", True),
        ("64个", "92.2%", True), ("46.92亿元", "66.6%", False), ("12.79亿元", "33%", False),
    ]  # fmt: skip
    assert {"92.2%　＝", "46%*"} <= set(texts(*composition_charts(KELAN, "zh")))


STATED = (
    "地区生产总值100.0亿元。其中，第一产业增加值20.0亿元；第二产业增加值45.0亿元；"
    "第三产业增加值35.0亿元。三次产业结构为20.0:45.0:{}。"
)


def test_a_share_that_the_text_states_of_a_part_stands_in_the_bar_of_the_sum():
    (bar,) = find_wholes(run_checks(read_figures(STATED.format("35.0"))))
    assert bar.shares == ("20.0%", "45.0%", "35.0%")
    of_sum, alone = find_wholes(run_checks(read_figures(STATED.format("53.0"))))
    assert of_sum.shares == ("20.0%", "45.0%", "")
    assert (alone.share, alone.verdict) == ("53.0%", "contradiction")


GLYPHS = ["岢岚县", "𠀀县"]


def test_english_charts_count_without_measure_words():
    drawn = composition_charts(KELAN, "en")
    assert "Reserved and Implemented Projects 123 is made up of" in drawn[1].alt
    assert not any("个" in one.svg + one.alt for one in drawn)


def test_a_missing_glyph_is_an_error_and_kelan_is_not_missing():
    with brief_look():
        figure = new_figure(1)
        figure.text(0.1, 0.5, GLYPHS[0])
        assert "岢岚县" in draw_picture(figure, alt="县名").svg
        figure.text(0.1, 0.2, GLYPHS[1])
        with pytest.raises(RunError, match=r"Missing glyph for '𠀀' \(U\+20000\)"):
            draw_picture(figure, alt="县名")


def test_a_dollar_sign_in_a_label_starts_no_formula():
    with brief_look():
        figure = new_figure(1)
        figure.text(0.1, 0.5, "$x_1$ 亿元 $")
        assert "$x_1$ 亿元 $" in texts(draw_picture(figure, alt="钱"))


@pytest.mark.parametrize(
    "text", ["城镇居民人均可支配收入", "Value added of industry above size", "a"]
)
def test_wrapped_lines_fit_and_lose_nothing(text):
    lines = wrapped(text, 1.0, 9).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 9) <= 1.0 for line in lines)


def test_many_relations_go_on_several_pictures_that_a_page_can_hold():
    text = "".join(f"{n}个项目开工{n - 1}个，开工率{100 - 100 / n:.1f}%。\n" for n in range(20, 60))
    report = run_checks(read_figures(text))
    checked = sum(check.verdict != "undecidable" for check in report.checks)
    assert len(shown_checks(report)) == 24 < checked
    pictures = interval_charts(report, "zh")
    assert len(pictures) == 24 // 3
    rows = [one.alt.count("，文中代表") for one in pictures]
    assert sum(rows) == 24 and max(rows) - min(rows) <= 1
    assert [bool(picture.caption) for picture in pictures] == [True] + [False] * (len(pictures) - 1)
    shown = texts(*pictures)
    assert shown.count("文中所印数字代表的范围") == 1  # the key above the first,
    assert shown.count("与文中所印数字之差（以其末位为1个单位）") == 1  # the axis below the last
    heights = [float(re.search(r'height="([\d.]+)pt"', one.svg)[1]) for one in pictures]
    assert max(heights) < 160


MANY = "".join(
    f"{n}个项目开工{n - 1}个，开工率{100 - 100 / n:.1f}%。完成投资{n}亿元，增长{n * 0.7:.1f}%。\n"
    for n in range(20, 60)
)


def test_of_very_many_the_charts_show_those_that_say_most_and_count_the_rest():
    text = MANY.replace("58.0%", "99.0%") + "70个项目开工30个，开工率12.5%。"
    report = run_checks(read_figures(text))
    assert "contradiction" in {check.verdict for check in shown_checks(report)}
    assert any(bar.verdict == "contradiction" for bar in shown_wholes(report))
    assert len(shown_wholes(report)) == 16
    left = len(find_wholes(report)) - 16
    assert f"另有{left}项没有画出。" in displays.composition(report).html
    assert "项没有画出，都在下表中。" in displays.relations(report).html


def test_of_many_rates_the_fastest_and_the_slowest_are_drawn(monkeypatch):
    monkeypatch.setattr(growth, "MOST", 4)
    every, shown = growth_figures(KELAN), shown_growth(KELAN)
    assert shown == every[:2] + every[-2:]
    assert "其余2项见“主要数字”。" in displays.growth(KELAN).html
