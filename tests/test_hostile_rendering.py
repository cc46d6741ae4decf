"""Hostile outputs: one brief holds them all, and nothing in it runs, loads or submits."""

import re

import pikepdf
import pytest
from batch_projects import make_notebook
from hostile import (
    RELEASE,
    assert_said,
    assert_unchanged,
    assert_whole,
    cases,
    make_project,
    scene,
    snapshot,
    write_notebook,
)
from small_notebooks import CLOSE, TITLE, book, code, written
from test_brief_sanitising import active

from kelan_analysis.cli import main
from kelan_analysis.verification import page_text

# What a PDF could do by itself, and how it would reach a file.
ACTIONS = re.compile(rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoToR|GoToE|RichMedia|OpenAction|AA)\b")
PAYLOADS = cases("payload")


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    """The HTML, the text and the objects of a brief that shows every payload."""
    folder = make_project(tmp_path_factory.mktemp("p") / "p", [case["payload"] for case in PAYLOADS])
    for place in (folder, folder / "reports", folder / "notebooks"):
        (place / "secret.txt").write_text("the secret")
    assert main(["brief", "--project", str(folder)]) == 0
    out = folder / "reports" / RELEASE
    assert_whole(out)
    with pikepdf.open(out / "brief.pdf") as pdf:
        attached = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        objects = b"\n".join(one.unparse() for one in pdf.objects if not isinstance(one, pikepdf.Stream))
    return (out / "brief.html").read_text("utf-8"), page_text(out / "brief.pdf"), attached, objects


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in PAYLOADS])
def test_a_payload_is_shown_and_does_nothing(case, brief):
    html, text, attached, _ = brief
    squeezed = "".join(text.split())
    for sign in case.get("shown", ()):
        assert sign in html.replace("&quot;", '"').replace("&#34;", '"')
        assert "".join(sign.split()) in squeezed
    for sign in case.get("page", ()):  # the text of a picture is none of the pages' text
        assert f'alt="{sign}' in html
    for sign in case.get("absent", ()):
        # The source of a cell is printed nowhere, so whatever is found was carried over.
        assert sign not in html and sign not in text
        assert all(sign.encode() not in content for content in attached.values())
    for markup in case.get("markup", ()):
        assert markup in html


@pytest.mark.slow
def test_the_whole_page_is_inert_and_needs_nothing_from_elsewhere(brief):
    html, _, attached, objects = brief
    assert active(html.replace('<meta ', "<p ").replace("<style>", "<p>")) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy and "default-src 'none'" in policy.group(1)
    assert not ACTIONS.search(objects)
    assert set(attached) == {"figures.csv", "manifest.json"}


@pytest.mark.slow
def test_a_chart_does_not_vanish_by_the_environment(tmp_path, monkeypatch, capsys):
    case = scene("backend_of_the_environment")
    folder = make_project(tmp_path / "p")
    chart = code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", "hide-input")
    chart.metadata["alt"] = "一条线"
    cells = [code('release = "a"', "parameters", "hide"), code(TITLE, "hide-input"), chart]
    written(book(*cells, code(CLOSE, "hide-input")), folder / "notebooks")
    monkeypatch.setenv("MPLBACKEND", "agg")
    (folder / "data" / RELEASE).rename(folder / "data" / "a")
    assert main(["brief", "--project", str(folder)]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    html = (folder / "reports" / "a" / "brief.html").read_text("utf-8")
    assert 'alt="一条线"' in html or "一条线</title>" in html


@pytest.mark.slow
def test_a_chart_does_not_vanish_by_a_cell(tmp_path, capsys):
    case = scene("backend_of_a_cell")
    folder = make_project(tmp_path / "p")
    cell = "import matplotlib; matplotlib.use('agg')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    make_notebook(folder / "notebooks" / "brief.ipynb", cell)
    before = snapshot(folder)
    assert main(["brief", RELEASE, "--project", str(folder)]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert_unchanged(before, snapshot(folder))


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in cases("cell")])
def test_a_run_that_fails_keeps_the_last_good_brief(case, tmp_path, monkeypatch, capsys):
    folder = make_project(tmp_path / "p", [case["cell"]])
    monkeypatch.chdir(folder)
    before = snapshot(folder)
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert_unchanged(before, snapshot(folder))
    write_notebook(folder)
    assert main(["brief"]) == 0  # the lock is free, and what was kept of the failed run goes
    assert_whole(folder / "reports" / RELEASE)
    assert not (folder / "reports" / f"{RELEASE}.failed.ipynb").exists()
