"""Every write fails in turn: what was there is whole, the error is one line, the next run mends all."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from faulty_disk import failing
from hostile import (
    RELEASE,
    assert_said,
    assert_unchanged,
    assert_whole,
    make_project,
    scene,
    snapshot,
    write_notebook,
)

from kelan_analysis.briefs import making
from kelan_analysis.briefs.running import run_notebook
from kelan_analysis.cli import main

CODES = {errno.EIO: "input/output error", errno.ENOSPC: "no space left"}
COMMANDS = {
    "brief": ["brief"],
    "add": ["add", "in.txt", "--region", "岢岚县", "--period", "2022"],
    "edition": ["add", "in.txt", "--region", "岢岚县", "--period", "2023"],
    "batch": ["batch", "--all", "--force", "--jobs", "1"],
}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook of a brief, run once: what follows is the writing."""
    folder = make_project(tmp_path_factory.mktemp("executed") / "p")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        notebook = folder / "notebooks" / "brief.ipynb"
        ran = run_notebook(notebook, {}, work=folder)
        return ran, making.render_brief(ran, notebook, {})


@pytest.fixture
def project(tmp_path, monkeypatch, executed):
    folder = make_project(tmp_path / "p")
    (folder / "in.txt").write_text("全年新建项目80个，开工59个，开工率73.8%。\n", "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(making, "run_notebook", lambda *args, **options: executed[0])
    monkeypatch.setattr(making, "render_brief", lambda *args: executed[1])
    return folder


def assert_sound(project, before):
    """Old or new, each folder whole; and of a release, what its hash says."""
    out = project / "reports" / RELEASE
    old = {name: found for name, found in before.items() if name.startswith("reports/")}
    now = snapshot(project)
    if any(now.get(name) != found for name, found in old.items()):
        assert_whole(out)
    for toml in (project / "data").glob("[!.]*/source.toml"):
        assert main(["check", toml.parent.name]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("command", ["brief", "add", "edition"])
def test_whichever_write_fails_nothing_is_lost(command, project, capsys):
    case, words = scene("every_call_fails"), COMMANDS[command]
    number, failed = 1, 0
    while True:
        code = list(CODES)[number % 2]
        before = snapshot(project)
        with failing(project, number, code) as seen:
            status = main(words)
            reached = seen() >= number
        error = capsys.readouterr().err
        assert status in (0, case["exit"]), error
        if status:
            failed += 1
            assert CODES[code] in error.lower()
            assert_said(error, ".")
        assert_sound(project, before)
        capsys.readouterr()
        assert main(words) == 0
        assert_nothing_left(project)
        if not reached:
            break
        shutil.rmtree(project / "data" / "140929-kelan-2022", ignore_errors=True)
        make_project(project)
        shutil.rmtree(project / "data" / RELEASE / "editions", ignore_errors=True)
        capsys.readouterr()
        number += 1
    assert failed >= 3


def assert_nothing_left(project):
    left = [path.name for path in project.rglob(".*") if path.suffix != ".lock"]
    left += [path.name for path in project.rglob("*.old")]
    assert left == []


def as_nobody(project, words):
    """Root may write everywhere; run as somebody who may not."""
    command = [sys.executable, "-c", f"import sys; from kelan_analysis.cli import main; sys.exit(main({words!r}))"]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("needs setpriv to run as another user")
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    environment = os.environ | {"HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_folder_that_may_not_be_written(request):
    case = scene("read_only")
    place = Path(tempfile.mkdtemp())  # pytest keeps its own folders to their owner
    request.addfinalizer(lambda: shutil.rmtree(place))
    place.chmod(0o755)
    folder = make_project(place / "p")
    for path in (folder / "reports", folder / "reports" / RELEASE):
        path.chmod(0o555)
    before = snapshot(folder)
    run = as_nobody(folder, ["brief"])
    assert run.returncode == case["exit"], run.stderr
    assert_said(run.stderr, case["said"])
    assert_unchanged(before, snapshot(folder))
    run = as_nobody(folder, ["add", "notebooks/brief.ipynb", "--region", "岢岚县", "--period", "2022"])
    assert run.returncode == 2
    (folder / "in.txt").write_text("全年新增就业59人。\n", "utf-8")
    run = as_nobody(folder, ["add", "in.txt", "--region", "岢岚县", "--period", "2022"])
    assert run.returncode == case["exit"], run.stderr
    assert_said(run.stderr, "permission denied")
    for path in (folder / "reports", folder / "reports" / RELEASE):
        path.chmod(0o755)  # else their owner could not remove them


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [-10**9, 10**9])
def test_a_clock_that_is_set_elsewhere_changes_nothing(seconds, project, monkeypatch, capsys):
    import time

    assert main(["brief"]) == 0
    first = snapshot(project / "reports" / RELEASE)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + seconds)
    assert main(["brief"]) == 0
    assert snapshot(project / "reports" / RELEASE) == first


def test_a_link_where_a_folder_should_be(project, capsys):
    """The link stays, what it points to is published to; a link to a file is refused."""
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(project / "reports" / RELEASE)
    (project / "reports" / RELEASE).symlink_to(elsewhere)
    assert main(["brief"]) == 0
    assert (project / "reports" / RELEASE).is_symlink()
    assert_whole(elsewhere)
    (project / "reports" / RELEASE).unlink()
    (project / "reports" / RELEASE).symlink_to(project / "in.txt")
    before = snapshot(project)
    capsys.readouterr()
    assert main(["brief"]) == 3
    assert_said(capsys.readouterr().err, r"^a brief is a folder of files\. .* is a file; move it away")
    assert_unchanged(before, snapshot(project))
    (project / "reports" / RELEASE).unlink()
    (project / "reports" / RELEASE).symlink_to(RELEASE)
    assert main(["brief"]) == 3
    assert_said(capsys.readouterr().err, r"^the brief could not be written to .*give another folder; the last good")


def test_notebooks_that_are_none(project, capsys):
    path = project / "notebooks" / "brief.ipynb"
    for content in (b"", b"{}", b"[" * 100_000, b"\xff", b'{"cells": 5, "nbformat": 4, "metadata": {}}',
                    b'{"cells": [5], "nbformat": 4, "metadata": {}}',
                    b'{"cells": [{"cell_type": "code"}], "nbformat": 4, "metadata": {}}'):  # fmt: skip
        path.write_bytes(content)
        before = snapshot(project)
        assert main(["brief"]) == 2, content
        assert_said(capsys.readouterr().err, r"notebook")
        assert_unchanged(before, snapshot(project))
    write_notebook(project)
