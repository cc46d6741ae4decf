"""Many briefs: one that fails stops no other, nothing is half-written, nothing is done twice."""

import hashlib
import json
import shutil
import subprocess
import sys
import time

import psutil
import pytest
from batch_projects import REPOSITORY, make_notebook, make_project, write_release
from test_kernels import assert_gone

from kelan_analysis.batch import keys
from kelan_analysis.batch.running import FAILED, LOG, Journal, Work, run_batch
from kelan_analysis.batch.worker import make_one
from kelan_analysis.briefs import make_brief
from kelan_analysis.cli import main
from kelan_analysis.errors import RunError

TEXT = "2023年，新建项目64个，开工59个，开工率92.2%。"
FAULTS = """
import os, signal, sys, time
kind = release.split("-")[1]
if kind == "error": 1 / 0
if kind == "exit": os._exit(0)
if kind == "leave": sys.exit(0)
if kind == "killed": os.kill(os.getpid(), signal.SIGKILL)
if kind == "flood": print("x" * 30_000_000)
if kind == "hang": signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(600)
if kind == "memory": held = bytearray(3_000_000_000)
if kind == "fewer": report = run_checks(read_figures("增长5.4%。", region="甲县", period="2023"))
"""
REASONS = {
    "error": "code cell 5 of 6 failed: import os, signal, sys, time: ZeroDivisionError",
    "exit": "code cell 5 of 6 did not run to its end: import os, signal, sys, time: the kernel died",
    "leave": "SystemExit",
    "killed": "the kernel died",
    "flood": "a cell may show at most 20 MB",
    "hang": "a run may take at most 8 s; the time limit was reached in code cell 5",
    "memory": "MemoryError: ; its memory limit is 900 MB",
    "fewer": "a brief states every figure of its text, 3 here. The notebook handed over 1",
    "edited": "the text must be the one that source.toml registers",
}
GOOD = ["100000-good-2023", "900000-last-2023"]


def lines(reports):
    return [json.loads(line) for line in (reports / LOG).read_text("utf-8").splitlines()]


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def left_over(reports):
    return [p.name for p in reports.glob(".*") if not p.name.endswith((".lock", ".key"))]


def kelan(project, *words, **options):
    code = "import sys; from kelan_analysis.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, "batch", *words], cwd=project, capture_output=True, text=True,
        timeout=300, **options,
    )  # fmt: skip


@pytest.mark.slow
def test_one_failing_brief_stops_no_other(tmp_path, monkeypatch, capsys):
    """Every way for a run to go wrong, in one batch between two good briefs."""
    project, reports = tmp_path, tmp_path / "reports"
    make_notebook(project / "notebooks" / "brief.ipynb", FAULTS)
    bad = {f"2{number:05}-{kind}-2023": kind for number, kind in enumerate(REASONS)}
    for name in (*bad, *GOOD):
        write_release(project, name, TEXT)
        (reports / name).mkdir(parents=True)
        (reports / name / "brief.html").write_text("the last good brief")
    edited = next(name for name in bad if "edited" in name)
    (project / "data" / edited / "source.txt").write_text(TEXT + "又")
    ran = kelan(project, "--all", "--time-limit", "8", "--memory-limit", "900")

    assert ran.returncode == 3
    assert ran.stdout == f"{len(bad) + 2} briefs: 2 made, 0 unchanged, {len(bad)} failed\n"
    last = ran.stderr.splitlines()[-1]
    assert last.startswith(f"{len(bad)} of {len(bad) + 2} failed: 2") and "failed.json" in last
    assert "Traceback" not in ran.stderr
    assert left_over(reports) == []
    found = {line["release"]: line for line in lines(reports)}
    assert sorted(found) == sorted([*bad, *GOOD])
    listed = json.loads((reports / FAILED).read_text("utf-8"))
    for name, kind in bad.items():
        assert content(reports / name) == {"brief.html": b"the last good brief"}
        assert found[name]["status"] == "failed" and REASONS[kind] in found[name]["reason"]
        assert "\n" not in found[name]["reason"] and listed[name] == found[name]["reason"]
    for name in GOOD:
        made = found[name]
        assert (made["status"], made["edition"], made["figures"]) == ("made", 1, 3)
        assert made["verdicts"]["exact"] == 1 and made["seconds"] > 0
        manifest = json.loads((reports / name / "manifest.json").read_text("utf-8"))
        assert made["outputs"] == {item["name"]: item["sha256"] for item in manifest["outputs"]}

    # What is there and whole is skipped.
    monkeypatch.chdir(project)
    before = content(reports / GOOD[0])
    assert main(["batch", *GOOD]) == 0
    assert capsys.readouterr().out == "2 briefs: 0 made, 2 unchanged, 0 failed\n"
    assert lines(reports)[-1]["status"] == "unchanged"
    assert content(reports / GOOD[0]) == before
    assert not (reports / FAILED).exists()


@pytest.mark.slow
def test_a_batch_gives_the_bytes_of_single_briefs(tmp_path):
    """The whole brief, charts and PDF: forked from a warm process or not, it is the same."""
    project, names = make_project(tmp_path, 3)
    notebook = project / "notebooks" / "brief.ipynb"
    briefs = {name: {"release": name, "language": "zh"} for name in names}
    outcome = run_batch(Work(project, notebook, tmp_path / "reports", briefs))
    assert dict(outcome.counts) == {"made": 3}
    make_brief(notebook, briefs[names[2]], tmp_path / "single" / names[2], cwd=notebook.parent)
    assert content(tmp_path / "reports" / names[2]) == content(tmp_path / "single" / names[2])


@pytest.mark.slow
def test_without_fork_a_batch_runs_all_the_same(tmp_path):
    make_notebook(tmp_path / "notebooks" / "brief.ipynb")
    name = write_release(tmp_path, GOOD[0], TEXT)
    briefs = {name: {"release": name, "language": "zh"}}
    work = Work(tmp_path, tmp_path / "notebooks" / "brief.ipynb", tmp_path / "reports", briefs)
    assert dict(run_batch(work, warm=False).counts) == {"made": 1}


@pytest.mark.slow
def test_a_worker_keeps_no_file_open_from_one_brief_to_the_next(tmp_path):
    make_notebook(tmp_path / "notebooks" / "brief.ipynb")
    name = write_release(tmp_path, GOOD[0], TEXT)
    briefs = {name: {"release": name, "language": "zh"}}
    work = Work(tmp_path, tmp_path / "notebooks" / "brief.ipynb", tmp_path / "reports", briefs)
    kept = []
    for _ in range(3):
        assert make_one({**work.task(name), "provisioner": None})["status"] == "made"
        kept.append(psutil.Process().num_fds())
    assert kept[2] <= kept[1]


def start(project, *words):
    code = "import sys; from kelan_analysis.cli import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", code, "batch", "--all", *words], cwd=project,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for_lines(project, count):
    log = project / "reports" / LOG
    deadline = time.monotonic() + 120
    while not log.exists() or len(log.read_text().splitlines()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_a_stopped_batch_leaves_nothing_running_and_two_go_on_where_it_was(tmp_path):
    make_notebook(tmp_path / "notebooks" / "brief.ipynb", "import time; time.sleep(0.3)")
    names = [write_release(tmp_path, f"10000{n}-a-2023", TEXT) for n in range(6)]
    batch = start(tmp_path, "--jobs", "2")
    wait_for_lines(tmp_path, 2)
    family = [one.pid for one in psutil.Process(batch.pid).children(recursive=True)]
    assert len(family) >= 5
    batch.terminate()
    batch.communicate(timeout=30)
    assert batch.returncode == 143
    assert_gone(family)
    made = {line["release"] for line in lines(tmp_path / "reports")}
    assert 2 <= len(made) < 6

    both = [start(tmp_path, "--jobs", "2") for _ in range(2)]
    for again in both:
        _, errors = again.communicate(timeout=120)
        assert again.returncode == 0, errors
    found = lines(tmp_path / "reports")[len(made) :]
    assert sorted(line["release"] for line in found) == sorted(names * 2)
    assert {line["status"] for line in found} <= {"made", "unchanged"}
    assert {line["release"] for line in found if line["status"] == "unchanged"} >= made
    assert len({json.dumps(line["outputs"], sort_keys=True) for line in found}) == 6
    assert left_over(tmp_path / "reports") == []


# --- the key: whatever a brief is made of changes it ------------------------------------------


@pytest.fixture
def made(tmp_path):
    """A release with a brief of which the key is remembered."""
    name = write_release(tmp_path, GOOD[0], TEXT)
    notebook = make_notebook(tmp_path / "notebooks" / "brief.ipynb")
    out = tmp_path / "reports" / name
    out.mkdir(parents=True)
    (out / "brief.html").write_bytes(b"page")
    digest = hashlib.sha256(b"page").hexdigest()
    (out / "manifest.json").write_text(
        json.dumps({"outputs": [{"name": "brief.html", "sha256": digest}]})
    )
    work = Work(tmp_path, notebook, tmp_path / "reports", {name: {"release": name}})
    keys.remember(out, work.key(name))
    return tmp_path, name, work


CHANGES = {
    "source": lambda project, name: (project / "data" / name / "source.txt").write_text("别的"),
    "register": lambda project, name: (project / "data" / name / "figures.csv").write_text("id"),
    "checks": lambda project, name: (project / "data" / name / "checks.toml").write_text("a = 1"),
    "notebook": lambda project, name: make_notebook(project / "notebooks" / "brief.ipynb", "1"),
    "output": lambda project, name: (project / "reports" / name / "brief.html").write_text("x"),
    "output gone": lambda project, name: (project / "reports" / name / "brief.html").unlink(),
    "manifest": lambda project, name: (project / "reports" / name / "manifest.json").write_text("{}"),
    "memory": lambda project, name: (project / "reports" / f".{name}.key").write_text("{"),
}


def test_nothing_changed_is_unchanged(made):
    project, name, work = made
    assert keys.unchanged(project / "reports" / name, work.key(name))


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen(made, change):
    project, name, work = made
    CHANGES[change](project, name)
    assert not keys.unchanged(project / "reports" / name, work.key(name))


@pytest.mark.parametrize("what", ["installed", "code", "font", "parameter"])
def test_the_program_and_the_parameters_are_in_the_key(made, tmp_path, monkeypatch, what):
    project, name, work = made
    key = work.key(name)
    if what == "parameter":
        other = Work(project, work.notebook, work.reports, {name: {"release": name, "x": 1}})
        assert other.key(name) != key
        return
    keys.program_key.cache_clear()
    if what == "installed":
        monkeypatch.setattr(keys.metadata, "distributions", lambda: [])
    elif what == "code":
        copy = shutil.copytree(keys.PACKAGE, tmp_path / "package")
        (copy / "errors.py").write_text("")
        monkeypatch.setattr(keys, "PACKAGE", copy)
    else:
        from kelan_analysis.briefs import typesetting

        (tmp_path / "fonts").mkdir()
        (tmp_path / "fonts" / "NotoSansCJKsc.otf").write_text("")
        monkeypatch.setattr(typesetting, "font_folder", lambda: tmp_path / "fonts")
    assert work.key(name) != key
    monkeypatch.undo()
    keys.program_key.cache_clear()
    assert work.key(name) == key


# --- what is wrong with the call --------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "a batch needs releases: name some, or pass --all"),
        (["--all", "140929-kelan-2023"], "--all takes every release; leave out"),
        (["140929-kelan-2032"], "Got '140929-kelan-2032'; the nearest is '140929-kelan-2023'"),
        (["--all", "-p", "release", "a"], "releases of a batch are named one by one, not with -p"),
        (["--all", "-p", "langauge", "en"], "Did you mean language?"),
        (["--all", "-p", "language", "fr"], 'must be one of "zh", "en"'),
        (["--all", "--jobs", "0"], "jobs"),
    ],
)
def test_a_wrong_call_starts_nothing(words, said, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(REPOSITORY)
    assert main(["batch", *words, "--reports", str(tmp_path / "reports")]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not (tmp_path / "reports").exists()


def test_no_release_at_all_is_an_error(capsys, monkeypatch, tmp_path):
    make_notebook(tmp_path / "notebooks" / "brief.ipynb")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["batch", "--all"]) == 2
    assert "no release in" in capsys.readouterr().err


def test_a_worker_says_of_anything_unexpected_what_it_was(monkeypatch):
    monkeypatch.setattr("kelan_analysis.releases.load_release", lambda *a: 1 / 0)
    task = {"release": "a", "project": ".", "megabytes": None, "seconds": 1}
    made = make_one(task)
    assert made["status"] == "failed"
    assert made["reason"] == "unexpected ZeroDivisionError: division by zero"


def test_a_full_disk_is_a_reason_like_any_other(monkeypatch, tmp_path):
    from kelan_analysis.batch import running

    work = Work(tmp_path, tmp_path / "n.ipynb", tmp_path / "reports", {"a": {}, "b": {}})
    monkeypatch.setattr(Work, "key", lambda self, release: (_ for _ in ()).throw(OSError(28, "No space left")))
    with running.Journal(work) as journal:
        for release, key, made in running._made(work, running.deque(["a", "b"]), running.Crew(warm=False), 2):
            journal.note(release, key, made)
    assert set(journal.outcome.reasons) == {"a", "b"}
    assert "No space left" in journal.outcome.reasons["a"]


@pytest.mark.parametrize("name", [LOG, FAILED])
def test_a_log_that_cannot_be_written_says_what_stands(tmp_path, name):
    work = Work(tmp_path, tmp_path / "none.ipynb", tmp_path / "reports", {"a": {}, "b": {}})
    refusal = rf"tells of each brief in {name}. Got is a directory at .*, after 1 of 2 briefs, which stand"
    with pytest.raises(RunError, match=refusal), Journal(work) as journal:
        (work.reports / name).mkdir()
        journal.note("a", None, {"status": "failed", "reason": "no text.", "seconds": 0.1})
    assert left_over(work.reports) == []
