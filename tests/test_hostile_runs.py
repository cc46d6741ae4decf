"""Faults of runs and batches: what was there before stays whole, and the next run mends the rest."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch_projects import make_notebook, write_release
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

from kelan_analysis.cli import main

pytestmark = pytest.mark.slow
SLEEPS = "import time; time.sleep(60)"
RUN = [sys.executable, "-c", "import sys; from kelan_analysis.cli import main; sys.exit(main())"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = make_project(tmp_path / "p", [SLEEPS])
    monkeypatch.chdir(folder)
    return folder


def start(*words, until=None, **options):
    """Start a command line; return when its log has said `until`."""
    run = subprocess.Popen([*RUN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    run.log = ""
    while until and until not in run.log:
        line = run.stderr.readline()
        assert line, run.log
        run.log += line
    return run


def end(run, number=None):
    """Send a signal, wait for the end; return what was said since."""
    if number:
        run.send_signal(number)
    _, error = run.communicate(timeout=60)
    return error


# --- runs --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_told_to_stop_leaves_everything_as_it_was(project, number):
    case, before = scene("terminated"), snapshot(project)
    run = start("brief", until="sleep(60)")
    assert_said(end(run, number), case["said"])
    assert run.returncode == 128 + number
    assert case["exit"] == 128 + signal.SIGTERM
    assert_unchanged(before, snapshot(project))


def test_a_killed_run_leaves_the_old_brief_and_the_next_one_clears_up(project):
    case, before = scene("killed"), snapshot(project)
    run = start("brief", until="sleep(60)")
    assert_said(end(run, signal.SIGKILL), case["said"])
    assert run.returncode == case["exit"]
    after = snapshot(project)
    assert {name: after[name] for name in before} == before
    assert any(path.name.endswith(".work") for path in (project / "reports").iterdir())

    again = scene("after_a_kill")
    write_notebook(project)
    run = start("brief")
    assert_said(end(run), again["said"])
    assert run.returncode == again["exit"]
    assert_whole(project / "reports" / RELEASE)
    assert sorted(path.name for path in (project / "reports").iterdir()) == [f".{RELEASE}.lock", RELEASE]


def test_the_second_of_two_runs_is_refused_and_disturbs_nothing(project, capsys):
    case, before = scene("two_runs"), snapshot(project)
    run = start("brief", until="sleep(60)")
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    end(run, signal.SIGTERM)
    assert_unchanged(before, snapshot(project))


def test_no_kernel_of_that_name(project, capsys):
    case = scene("no_such_kernel")
    write_notebook(project, kernel="nope")
    before = snapshot(project)
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert_unchanged(before, snapshot(project))


def test_a_notebook_without_its_last_cell(project, capsys):
    case = scene("no_closing_mark")
    write_notebook(project, close=None)
    before = snapshot(project)
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert_unchanged(before, snapshot(project))


def test_no_process_of_a_run_is_left(project, capsys, tmp_path):
    case = scene("stray_child")
    child = f"import time, pathlib; time.sleep(600); {str(tmp_path)!r}"
    write_notebook(project, [
        f"import subprocess, sys\nfor _ in range(3):\n    subprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True)"
    ])  # fmt: skip
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    told = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(str(tmp_path).encode() in words and b"sleep(600)" in words for words in told)


def test_other_surroundings_give_the_same_bytes(tmp_path):
    assert scene("same_bytes")["state"] == "the same bytes"
    folders = []
    for number, (zone, seed, mask) in enumerate([("UTC", "0", 0o022), ("Asia/Shanghai", "77", 0o077)]):
        folder = tmp_path / f"somewhere {number}"
        write_release(folder, RELEASE, "新建项目64个，开工59个，开工率92.2%。\n", "岢岚县")
        if folders:  # cells have ids of their own
            shutil.copytree(tmp_path / "somewhere 0" / "notebooks", folder / "notebooks")
        else:
            make_notebook(folder / "notebooks" / "brief.ipynb")
        home = folder / "home"
        home.mkdir()
        environment = os.environ | {
            "TZ": zone, "PYTHONHASHSEED": seed, "HOME": str(home), "LC_ALL": ("C.UTF-8", "C")[number],
            "SECRET": f"hidden-{number}", "LANGUAGE": "fr", "COLUMNS": str(40 * (number + 1)),
        }  # fmt: skip
        run = subprocess.run(
            [*RUN, "brief", RELEASE, "--project", str(folder)], env=environment, umask=mask,
            cwd=(tmp_path, folder)[number], capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        folders.append(folder / "reports" / RELEASE)
    one, other = ({path.name: path.read_bytes() for path in out.iterdir()} for out in folders)
    assert one == other
    assert all(b"hidden-" not in content for content in one.values())


# --- batches -----------------------------------------------------------------------------

TEXT = "2023年，全县新建项目64个，开工{}个，开工率{}%。\n"


def text(number):
    return TEXT.format(number + 1, round((number + 1) / 64 * 100, 1))


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A project of some releases; the cells of its brief look at the one at hand."""

    def many(cell="x = 1", count=4):
        folder = tmp_path / "p"
        names = [write_release(folder, f"{100_000 + n}-c{n}-2023", text(n)) for n in range(count)]
        make_notebook(folder / "notebooks" / "brief.ipynb", cell)
        monkeypatch.chdir(folder)
        return folder, names

    return many


def test_one_bad_release_does_not_stop_the_others(many, capsys):
    case, (folder, names) = scene("one_bad_of_many"), many()
    bad = folder / "reports" / names[3]
    bad.mkdir(parents=True)
    (bad / "brief.html").write_text("the last good brief")
    (folder / "data" / names[3] / "source.txt").write_text("another text, 5%", "utf-8")
    assert main(["batch", "--all"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    for name in set(names) - {names[3]}:
        assert_whole(folder / "reports" / name)
    assert snapshot(bad) == {"brief.html": hashlib.sha256(b"the last good brief").hexdigest()}
    assert list(json.loads((folder / "reports" / "failed.json").read_text())) == [names[3]]


def test_a_killed_batch_goes_on_where_it_was_and_mixes_nothing(many, capsys):
    killed, changed = scene("killed_halfway"), scene("changed_between")
    folder, names = many("import time; time.sleep(0.3)", count=3)
    log = folder / "reports" / "log.jsonl"
    run = start("batch", "--all", "--jobs", "1")
    deadline = time.monotonic() + 60
    while not (log.exists() and log.read_text().count("\n") >= 1):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    end(run, signal.SIGKILL)
    done = [json.loads(line)["release"] for line in log.read_text().splitlines()]
    assert 0 < len(done) < len(names)

    first = done[0]
    write_release(folder, first, text(40))
    assert main(["batch", "--all"]) == killed["exit"] == changed["exit"]
    found = capsys.readouterr()
    assert_said(found.err, killed["said"])
    assert f"{len(done) - 1} unchanged" in found.out
    for name in names:
        manifest = assert_whole(folder / "reports" / name)
        raw = (folder / "data" / name / "source.txt").read_bytes()
        stated = {Path(item["name"]).name: item["sha256"] for item in manifest["inputs"]}
        assert stated["source.txt"] == hashlib.sha256(raw).hexdigest()

    assert main(["batch", "--all", "--reports", "unbroken"]) == 0
    for name in set(names) - {first}:  # the changed one is a second edition, and says so
        assert snapshot(folder / "unbroken" / name) == snapshot(folder / "reports" / name)
    left = [path.name for path in (folder / "reports").iterdir() if path.name.endswith((".work", ".old"))]
    assert left == []


def test_one_release_that_hangs_costs_its_limit_and_no_more(many, capsys):
    case, ignores = scene("one_hangs"), scene("hangs_and_ignores")
    cell = (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "while '-c1-' in release:\n    time.sleep(60)"
    )
    folder, names = many(cell, count=3)
    started = time.monotonic()
    assert main(["batch", "--all", "--time-limit", "4"]) == case["exit"] == ignores["exit"]
    error = capsys.readouterr().err
    assert_said(error, case["said"])
    assert_said(error, ignores["said"])
    assert time.monotonic() - started < 60
    for name in (names[0], names[2]):
        assert_whole(folder / "reports" / name)
    assert not (folder / "reports" / names[1]).exists()
    shutil.rmtree(folder)
