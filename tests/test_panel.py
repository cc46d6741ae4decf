"""The review panel: what a person does to a figure, without a browser (that is tests/browser)."""

import csv
import io
import json
import shutil
import time
from decimal import Decimal
from pathlib import Path

import pytest

from kelan_analysis import load_release, reviewed_figures
from kelan_analysis.cli import main
from kelan_analysis.errors import InputError
from kelan_analysis.panel import Review, ReviewPanel
from kelan_analysis.registration import add_document

REPOSITORY = Path(__file__).parents[1]
TEXT = "𠀀县新建项目64个，开工59个，开工率92.2%。建成4A级景区，全部复工。\n"
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.fixture
def release(tmp_path, monkeypatch):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1709892720")
    (tmp_path / "in.txt").write_text(TEXT, "utf-8")
    about = {"region": "岢岚县", "period": "2023", "publisher": "统计局"}
    return add_document(tmp_path / "in.txt", tmp_path, **about).release


def register(release):
    text = (release.path / "figures.csv").read_text("utf-8-sig")
    return {row["printed"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_correction_turns_a_check_and_is_recorded(release, capsys):
    review = Review(release)
    assert review.report.summary["contradiction"] == 0
    review.correct("F02", value="55", reason="扫描错")
    assert review.report.summary["contradiction"] == 1
    review.save("张三")
    row = register(release)["59个"]
    assert (row["value"], row["review"], row["reviewer"], row["reason"]) == ("55", "corrected", "张三", "扫描错")
    assert row["reviewed"] == "2024-03-08T10:12:00Z" and json.loads(row["read"])["value"] == "59"
    assert main(["check", release.name]) == 1
    assert "figures.csv" in (release.path.parent / "datapackage.json").read_text("utf-8")


def test_every_field_can_be_corrected_and_what_follows_follows(release):
    review = Review(release)
    review.correct("F01", value="-6.4", unit="万户", kind="difference", indicator="企业", period="2022",
                   region="甲县", relates_to="F02", relation="change_of")  # fmt: skip
    figure = review.reading["F01"]
    assert (figure.base_value, figure.base_unit, figure.decimals) == (Decimal(-64000), "户", 1)
    assert (figure.indicator, figure.period, figure.region) == ("企业", "2022", "甲县")
    review.restore("F01")
    assert review.row("F01").review == "kept" and review.reading["F01"] == reviewed_figures(release)["F01"]


def test_a_figure_is_added_where_it_was_marked_and_struck_out_again(release):
    review = Review(release)
    start = TEXT.index("4A")
    id = review.add(start, start + 1, value="4", kind="rank", indicator="景区等级", reason="要记")
    assert review.reading[id].printed == "4" and review.row(id).review == "added"
    review.save("张三")
    again = Review(load_release(release.name))
    assert again.row(id).figure == review.row(id).figure
    again.strike(id)
    assert id not in {row.figure.id for row in again.rows}


def test_saving_twice_signs_only_what_changed(release, monkeypatch):
    review = Review(release)
    review.save("张三")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1709999999")
    again = Review(load_release(release.name))
    again.correct("F02", value="58", reason="更正")
    again.save("李四")
    signed = {row["reviewer"] for row in register(release).values()}
    assert register(release)["59个"]["reviewer"] == "李四" and signed == {"张三", "李四"}


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (lambda r: r.correct("F02", value="1e5"), "value must be a decimal number. Got '1e5'"),
        (lambda r: r.correct("F02", value="NaN"), "value must be a decimal number. Got 'NaN'"),
        (lambda r: r.correct("F02", unit="亿圆"), "unit: A unit is one of units.toml.*Got '亿圆'"),
        (lambda r: r.correct("F02", kind="growth"), "unit: a growth is in one of %, .*Got '个'"),
        (lambda r: r.correct("F02", period="Jun-23"), "F02: period: must be like 2023, .*Got 'Jun-23'"),
        (lambda r: r.correct("F02", hedge="so"), "F02: hedge: must be .*Got 'so'; write one of over"),
        (lambda r: r.correct("F02", indicator="a\u202eb"), r"F02: indicator: .*U\+202E; delete it"),
        (lambda r: r.correct("F02", kind="sum"), "kind must be one of amount, .*Got 'sum'"),
        (lambda r: r.correct("F02", relates_to="F02"), "relates_to must name another figure. Got 'F02'"),
        (lambda r: r.correct("F02", printed="6"), "field must be one of value, .*Got 'printed'"),
        (lambda r: r.correct("F99", value="1"), "id must be a row of the register. Got 'F99'"),
        (lambda r: r.add(0, 0, value="1"), "a figure is marked in the text. Got 0 to 0"),
        (lambda r: r.add(0, 999, value="1"), "a figure is marked in the text. Got 0 to 999"),
        (lambda r: r.add(6, 9, value="1"), r"place of its own. '64个' \(F01\) is there; correct it"),
        (lambda r: r.save(""), "a register names its reviewer. Got none; give a name"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(release, do, message):
    review = Review(release)
    before = list(review.rows)
    with pytest.raises(InputError, match=message):
        do(review)
    assert review.rows == before and not (release.path / "figures.csv").exists()


def test_the_widget_does_what_its_page_asks_and_says_what_is_wrong(release):
    panel = ReviewPanel(release.name, language="en")
    panel._received(panel, {"do": "correct", "id": "F02", "value": "55", "reason": "a slip"}, [])
    figure = next(one for one in panel.state["figures"] if one["id"] == "F02")
    assert (figure["review"], figure["value"], panel.message) == ("corrected", "55", "")
    assert panel.state["summary"]["contradiction"] == 1
    panel._received(panel, {"do": "correct", "id": "F02", "value": "x"}, [])
    assert panel.message == "✗ value must be a decimal number. Got 'x'."
    panel._received(panel, {"do": "correct", "id": "F02", "unit": "亿圆"}, [])
    assert panel.message.startswith("✗ unit: A unit is one of units.toml")
    panel._received(panel, {"do": "__init__", "release": "x"}, [])
    panel._received(panel, {"do": "save", "reviewer": "张三"}, [])
    assert panel.message == f"✓ data/{release.name}/figures.csv" and register(release)


@pytest.mark.slow
def test_the_panel_saves_and_makes_the_brief(release):
    project = release.path.parents[1]
    shutil.copy(REPOSITORY / "notebooks/brief.ipynb", project / "notebooks")
    (project / "in.txt").write_text("新建项目64个，开工59个，开工率92.2%。", "utf-8")
    release = add_document(project / "in.txt", project, region="岢岚县", period="2024").release
    panel = ReviewPanel(release.name, language="en")
    panel._received(panel, {"do": "brief", "reviewer": ""}, [])
    assert panel.message == "✗ a register names its reviewer. Got none; give a name."
    panel._received(panel, {"do": "brief", "reviewer": "张三"}, [])
    assert register(release) and panel.message.startswith("Register saved; making the brief")
    for _ in range(1200):
        if panel.message[0] in "✓✗":
            break
        time.sleep(0.1)
    assert panel.message == f"✓ reports/{release.name}/brief.html　reports/{release.name}/brief.pdf"
    assert (project / "reports" / release.name / "brief.pdf").is_file()


def test_a_correction_of_300_figures_is_answered_in_time(release):
    """A click opens a figure in the page alone; a correction goes through reading and checks."""
    text = "".join(f"第{n}镇新建项目64个，开工59个，开工率92.2%。\n" for n in range(100))
    (release.path.parents[1] / "long.txt").write_text(text, "utf-8")
    about = {"region": "岢岚县", "period": "2022", "publisher": "统计局"}
    long = add_document(release.path.parents[1] / "long.txt", release.path.parents[1], **about).release
    panel = ReviewPanel(long.name)
    assert len(panel.state["figures"]) == 300
    start = time.process_time()
    panel._received(panel, {"do": "correct", "id": "F02", "indicator": "开工项目"}, [])
    seconds = time.process_time() - start
    print(f"a correction in a text of 300 figures: {seconds:.2f} s of processor")
    assert seconds < 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_stored_clean(path):
    """No outputs, literals as parameters, no definitions, prose before every cell of code."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert sum("parameters" in cell["metadata"]["tags"] for cell in code) == 1
    for before, cell in zip(cells, cells[1:], strict=False):
        if cell["cell_type"] == "code":
            assert before["cell_type"] == "markdown", cell["id"]
            assert len(cell["source"]) <= 10 and "def " not in "".join(cell["source"])


def test_the_review_notebook_runs_unattended(tmp_path):
    import papermill

    out = tmp_path / "out.ipynb"
    notebook = REPOSITORY / "notebooks/review.ipynb"
    papermill.execute_notebook(notebook, out, {"language": "en"}, cwd=notebook.parent, progress_bar=False)
    outputs = [o for c in json.loads(out.read_text("utf-8"))["cells"] for o in c.get("outputs", ())]
    assert not [o for o in outputs if o["output_type"] in ("error", "stream")], "no warning on Run All"
    assert any("application/vnd.jupyter.widget-view+json" in o.get("data", {}) for o in outputs)


def test_links_that_go_round_are_not_saved(release):
    review = Review(release)
    review.correct("F01", relates_to="F02", relation="part_of")
    with pytest.raises(InputError, match="may not belong to each other in a circle. Got F01 → F02"):
        review.save("张三")
    assert not (release.path / "figures.csv").exists()
