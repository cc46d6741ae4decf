"""Releases side by side: one tidy table, and what releases of one place say of each other."""

import csv
import io
import json
from pathlib import Path

import pytest

from kelan_analysis import compare_releases
from kelan_analysis.cli import main
from kelan_analysis.comparison import PUBLIC, year_before
from kelan_analysis.errors import InputError
from kelan_analysis.panel import Review
from kelan_analysis.registration import add_document

REPOSITORY = Path(__file__).parents[1]
@pytest.fixture
def project(tmp_path):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    return tmp_path


def add(project, text, region="岢岚县", period="2023", **about):
    (project / "in.txt").write_text(text, "utf-8")
    return add_document(project / "in.txt", project, region=region, period=period, **about).release


def test_the_table_has_every_figure_of_the_real_releases():
    comparison = compare_releases(project=REPOSITORY)
    frame = comparison.table()
    assert list(frame.columns) == list(PUBLIC) and len(comparison.releases) >= 4
    assert set(frame["source"]) == set(comparison.releases)
    assert (frame.dtypes == "str").all()
    kelan = frame[(frame["source"] == "140929-kelan-2023") & (frame["id"] == "F01")].iloc[0]
    assert kelan[["region_code", "region", "period", "value", "unit"]].tolist() == [
        "140929", "岢岚县", "2023", "50.9", "亿元",
    ]  # fmt: skip
    shared = dict(comparison.shared())
    assert {row.region for row in shared["地区生产总值"]} == {"岢岚县", "渑池县", "酉阳县"}


@pytest.mark.parametrize(
    ("growth", "verdict"), [("5.7", "exact"), ("5.8", "rounding"), ("7.5", "contradiction")]
)
def test_a_nominal_growth_is_checked_against_the_level_of_the_year_before(project, growth, verdict):
    add(project, "2022年，社会消费品零售总额13.7亿元。", period="2022")
    add(project, f"2023年，社会消费品零售总额14.48亿元，增长{growth}%。")
    (crossing,) = compare_releases(project=project).crossings
    assert (crossing.kind, crossing.check.verdict) == ("growth", verdict)
    assert [row.source[-4:] for row in crossing.rows] == ["2022", "2023", "2023"]


def test_real_growth_is_not_checked_by_nominal_levels(project):
    add(project, "2022年，地区生产总值48.1亿元。", period="2022")
    add(project, "2023年，地区生产总值50.9亿元，增长5.4%。")
    assert compare_releases(project=project).crossings == ()


@pytest.mark.parametrize(
    ("text", "verdict"), [("14.56", "exact"), ("14.6", "exact"), ("14.7", "contradiction")]
)
def test_one_figure_in_two_sources(project, text, verdict):
    add(project, "2023年，社会消费品零售总额14.56亿元。")
    add(project, f"2023年，社会消费品零售总额{text}亿元。", name="kelan-daily")
    (crossing,) = compare_releases(project=project).crossings
    assert (crossing.kind, crossing.check.verdict) == ("same", verdict)


def test_a_later_release_restates(project):
    add(project, "2022年，社会消费品零售总额13.7亿元。", period="2022")
    add(project, "2022年社会消费品零售总额13.9亿元。2023年粮食产量2万吨。")
    (crossing,) = compare_releases(project=project).crossings
    assert (crossing.kind, crossing.check.verdict) == ("restated", "contradiction")


def test_a_fall_is_no_rise_of_the_same_size(project):
    add(project, "2023年，粮食产量12万吨，增长5.2%。")
    add(project, "2023年，粮食产量12万吨，下降5.2%。", name="kelan-daily")
    verdicts = {c.rows[0].kind: c.check.verdict for c in compare_releases(project=project).crossings}
    assert verdicts == {"amount": "exact", "growth": "contradiction"}


def test_a_corrected_value_is_what_is_compared(project):
    release = add(project, "2023年，社会消费品零售总额14.56亿元。")
    add(project, "2023年，社会消费品零售总额15.56亿元。", name="kelan-daily")
    (crossing,) = compare_releases(project=project).crossings
    assert crossing.check.verdict == "contradiction"
    review = Review(release)
    review.correct("F01", value="15.56", reason="与原件核对")
    review.save("张三")
    (crossing,) = compare_releases(project=project).crossings
    assert crossing.check.verdict == "exact" and crossing.rows[0].value == "15.56"


def test_one_figure_in_two_units_is_one_figure(project):
    add(project, "2023年，社会消费品零售总额14.56亿元。")
    add(project, "2023年，社会消费品零售总额145732万元。", name="kelan-daily")
    (crossing,) = compare_releases(project=project).crossings
    assert (crossing.kind, crossing.check.verdict) == ("same", "contradiction")


def test_places_are_kept_apart(project):
    add(project, "2023年，社会消费品零售总额14.56亿元。")
    add(project, "2023年，社会消费品零售总额16.56亿元。", region="渑池县")
    assert compare_releases(project=project).crossings == ()


def test_a_place_without_a_code_is_one_place_in_each_county_only(project):
    for region, value in (("岢岚县", 12), ("渑池县", 15)):
        add(project, f"2023年，城关乡粮食产量{value}万吨。", region=region)
    comparison = compare_releases(project=project)
    assert {row.region_code for row in comparison.rows} == {""} and comparison.crossings == ()


def test_nothing_to_compare_is_refused(project):
    with pytest.raises(InputError, match="a comparison needs releases. Found none in .*; add one"):
        compare_releases(project=project)
    with pytest.raises(InputError, match="release must be a folder of data/. Got 'x'"):
        add(project, "增长5%。")
        compare_releases(["x"], project)


def test_year_before_keeps_the_part_of_the_year():
    assert [year_before(p) for p in ("2023-01/06", "2020-Q1", "")] == ["2022-01/06", "2019-Q1", ""]


def test_the_command_prints_the_table(capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert main(["compare", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert main(["compare", "140929-kelan-2023", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    kelan = [row for row in rows if row["source"] == "140929-kelan-2023"]
    assert record["figures"] == kelan and record["checks"] == []
    assert main(["compare", "none"]) == 2
    assert "release must be a folder of data/. Got 'none'" in capsys.readouterr().err


def test_a_comparison_is_a_brief_like_any_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(REPOSITORY)
    assert main(["compare", "-p", "language", "en", "--reports", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "4 places from 4 releases" in out
    folder = tmp_path / "compare"
    assert {"brief.html", "brief.pdf", "comparison.csv", "manifest.json"} <= {
        path.name for path in folder.iterdir()
    }
    page = (folder / "brief.html").read_text("utf-8")
    assert "How do the published figures" in page and page.count("<figure") == 2
    for words in ("Growth of Gross Regional Product", "Kelan County 2023", "忻州日报", "(restated)"):
        assert words.lower() in page.lower(), words


def test_many_releases_are_read_by_several_processes(project, monkeypatch):
    monkeypatch.setattr("kelan_analysis.comparison._WORTH_PROCESSES", 2)
    for at, region in enumerate(("岢岚县", "渑池县", "闽侯县")):
        add(project, f"2023年，社会消费品零售总额{10 + at}亿元，增长{5 + at}%。", region=region)
    comparison = compare_releases(project=project)
    ((name, rows),) = comparison.shared()
    assert name == "社会消费品零售总额" and [row.value for row in rows] == ["5", "7", "6"]
