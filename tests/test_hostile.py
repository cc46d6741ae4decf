"""Hostile input: every stored case ends as it is stated, in one line, and nothing is lost."""

import csv
import json
import re
import time
from pathlib import Path

import pytest
from hostile import (
    RELEASE,
    assert_said,
    assert_unchanged,
    assert_whole,
    cases,
    make_project,
    scene,
    snapshot,
    write_files,
)
from pace import SLOWED

from kelan_analysis.briefs import make_brief
from kelan_analysis.cli import main
from kelan_analysis.errors import InputError

HERE = Path(__file__).parent


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = make_project(tmp_path / "p")
    monkeypatch.chdir(folder)
    return folder


def named(found):
    return [pytest.param(case, id=case["id"]) for case in found]


@pytest.mark.parametrize("case", named(case for case in cases("run") if "kept" not in case and "holds" not in case))
def test_input_is_read_or_refused_in_one_line_and_changes_nothing(case, project, capsys, monkeypatch):
    for name, value in case.get("environment", {}).items():
        monkeypatch.setenv(name, value)
    write_files(project, case.get("files", {}))
    before, started = snapshot(project), time.process_time()
    assert main(case["run"]) == case["exit"]
    spent = time.process_time() - started
    found = capsys.readouterr()
    assert_said(found.err, case["said"])
    assert_unchanged(before, snapshot(project))
    assert spent < case.get("seconds", 30) * SLOWED
    if "verdict" in case:
        assert_verdict(found.out, case)


def assert_verdict(out, case):
    report = json.loads(out)
    assert [check["verdict"] for check in report["checks"]] == [case["verdict"]]
    assert case["printed"] in report["checks"][0]["because"]


@pytest.mark.parametrize("case", named(cases("holds")))
def test_what_is_odd_but_sound_is_kept_to_the_last_sign(case, project, capsys):
    write_files(project, case["files"])
    (name,) = case["files"]
    assert main(case["run"]) == 0
    assert_said(capsys.readouterr().err, case["said"])
    (made,) = (path for path in (project / "data").iterdir() if "2022" in path.name)
    assert (made / f"original{Path(name).suffix}").read_bytes() == (project / name).read_bytes()
    text = (made / "source.txt").read_text("utf-8")
    with open(made / "cells.csv", encoding="utf-8", newline="") as file:
        places = {row["printed"]: row for row in csv.DictReader(file)}
    for cell in case["holds"]:
        row = places[cell]
        assert text[int(row["start"]) : int(row["end"])] == cell


@pytest.mark.slow
@pytest.mark.parametrize("case", named(cases("kept")))
def test_a_parameter_is_kept_exactly_as_given(case, project, capsys):
    write_files(project, case.get("files", {}))
    assert main(case["run"]) == 0
    assert_said(capsys.readouterr().err, case["said"])
    manifest = assert_whole(project / "reports" / RELEASE)
    for name, value in case["kept"].items():
        assert manifest["parameters"][name] == value


@pytest.mark.parametrize("case", named(cases("value")))
def test_a_parameter_of_no_json_type_is_refused(case, project):
    from datetime import date  # noqa: F401  named in the stored cases

    import numpy as np  # noqa: F401

    before = snapshot(project)
    with pytest.raises(InputError) as error:
        make_brief(project / "notebooks/brief.ipynb", {"x": eval(case["value"].replace("open(", "str("))}, project / "reports" / RELEASE)
    assert re.search(case["said"], str(error.value))
    assert_unchanged(before, snapshot(project))


# --- scenes ------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_link_in_the_output_is_replaced_and_its_target_stays(project, capsys, tmp_path):
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    out = project / "reports" / RELEASE
    (out / "brief.html").unlink()
    (out / "brief.html").symlink_to(mine)
    case = scene("link_in_output")
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert mine.read_text() == "mine" and not (out / "brief.html").is_symlink()
    assert_whole(out)


def test_no_notebook_is_replaced_by_its_own_output(project):
    notebook = project / "notebooks" / "brief.ipynb"
    before = snapshot(project)
    with pytest.raises(InputError, match=scene("output_is_notebook")["said"]):
        make_brief(notebook, {}, notebook.parent)
    (project / "out").symlink_to("notebooks")
    with pytest.raises(InputError, match="a brief has a folder of its own"):
        make_brief(notebook, {}, project / "out")
    (project / "out").unlink()
    assert_unchanged(before, snapshot(project))


def test_an_input_that_changes_while_it_is_read_fails_the_run(project, monkeypatch, capsys):
    path = project / "in.csv"
    path.write_bytes(b"a,b\n1,2\n")
    before = snapshot(project / "data")

    def read_bytes(path):
        raw = path.read_bytes()
        path.write_bytes(raw + b"3,4\n")
        return raw

    monkeypatch.setattr("kelan_analysis.documents.forms.read_bytes", read_bytes)
    case = scene("input_changes")
    assert main(["add", "in.csv", "--region", "岢岚县", "--period", "2022"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert snapshot(project / "data") == before




def test_a_refused_table_leaves_the_limit_of_cells_as_it_was(project, capsys):
    """It is one for the whole process."""
    limit = csv.field_size_limit()
    for content in ("a,b\n1\n", 'a\n"', "a\n1\n"):
        (project / "in.csv").write_text(content)
        main(["add", "in.csv", "--region", "岢岚县", "--period", "2022"])
        assert csv.field_size_limit() >= limit


def test_every_scene_is_staged():
    told = "".join(path.read_text("utf-8") for path in HERE.glob("test_hostile*.py"))
    told += (HERE / "soak" / "faults.py").read_text("utf-8")
    missing = [case["id"] for case in cases("scene") if f'scene("{case["scene"]}")' not in told]
    assert missing == []
