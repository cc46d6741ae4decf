"""Real runs: a brief is published only of a notebook that ran to its end."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from small_notebooks import CLOSE, brief, written

from kelan_analysis.briefs import make_brief
from kelan_analysis.briefs.proof import prove_run
from kelan_analysis.errors import InputError, RunError

FILES = ["brief.html", "brief.ipynb", "brief.pdf", "figures.csv", "manifest.json"]
SLEEPER = (
    "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', '{}'], start_new_session=True)"
)
CELL = "code cell 4 of 5"
FAULTS = [
    ("1 / 0", {}, RunError, f"{CELL} failed: 1 / 0: ZeroDivisionError: division by zero"),
    ("import sys; sys.exit(0)", {}, RunError,
     f"{CELL} failed: import sys; sys.exit(0): SystemExit"),
    ("import os; os._exit(0)", {}, RunError,
     f"{CELL} did not run to its end: import os; os._exit(0): the kernel died"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", {}, RunError, "the kernel died"),
    ("quit()", {}, RunError, f"C{CELL[1:]} calls quit()"),
    ("print('x' * 30_000_000)", {}, RunError,
     f"a cell may show at most 20 MB. The output of {CELL}"),
    ("import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)",
     {"time_limit": 1}, RunError, "the time limit was reached"),
    ("from kelan_analysis.errors import InputError; raise InputError('no release xyz.')", {},
     InputError, "no release xyz."),
]  # fmt: skip


@pytest.fixture
def good(tmp_path):
    """A folder with a brief in it that no failure may touch."""
    out = tmp_path / "reports" / "a"
    out.mkdir(parents=True)
    (out / "brief.html").write_text("the last good brief")
    return out


def beside(out):
    return sorted(path.name for path in out.parent.iterdir() if path != out)


@pytest.mark.slow
@pytest.mark.parametrize(("source", "options", "kind", "words"), FAULTS)
def test_a_run_that_does_not_reach_its_end_publishes_nothing(
    good, tmp_path, source, options, kind, words
):
    notebook = written(brief(source), tmp_path / "notebooks")
    with pytest.raises(kind) as error:
        make_brief(notebook, {}, good, **options)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert (good / "brief.html").read_text() == "the last good brief"
    kept = [] if kind is InputError else ["a.failed.ipynb"]
    assert beside(good) == [".a.lock", *kept]
    for name in kept:
        assert source in "".join(
            "".join(cell["source"])
            for cell in json.loads((good.parent / name).read_text())["cells"]
        )


@pytest.mark.slow
def test_a_whole_run_publishes_all_files_and_reports_its_steps(good, tmp_path, monkeypatch):
    monkeypatch.setenv("KELAN_SMTP_PASSWORD", "of no notebook's business")
    notebook = written(
        brief("import os; x = release; assert 'KELAN_SMTP_PASSWORD' not in os.environ"),
        tmp_path / "notebooks",
    )
    before, steps = notebook.read_bytes(), []
    (good.parent / "a.failed.ipynb").write_text("of an earlier run")
    done = make_brief(
        notebook, {"language": "en"}, good, words=True, progress=lambda *step: steps.append(step)
    )
    assert (done.title, done.headline) == ("岢岚县", "好。")
    assert sorted(done.files) == FILES
    assert sorted(path.name for path in good.iterdir()) == FILES
    assert beside(good) == [".a.lock"]
    assert notebook.read_bytes() == before
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert steps[-1][:2] == (8, 8)
    manifest = json.loads(done.files["manifest.json"].read_text())
    assert manifest["parameters"] == {"language": "en", "release": "a"}
    assert manifest["inputs"] == [{"bytes": 1, "name": "a.txt", "sha256": "00"}]
    assert [item["name"] for item in manifest["outputs"]] == FILES[:-1]


@pytest.mark.slow
def test_nothing_that_a_cell_starts_outlives_the_run(tmp_path):
    mark = tmp_path / "alive"
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(mark)!r}).touch()".replace(
        "'", '"'
    )
    notebook = written(brief(SLEEPER.format(child)), tmp_path / "notebooks")
    make_brief(notebook, {}, tmp_path / "reports" / "a")
    time.sleep(3)
    assert not mark.exists()


@pytest.mark.slow
def test_a_run_that_is_terminated_leaves_nothing_behind(good, tmp_path):
    notebook = written(brief("import time; time.sleep(60)"), tmp_path / "notebooks")
    script = (
        "import signal, sys\n"
        "from pathlib import Path\n"
        "from kelan_analysis.briefs import make_brief\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "tell = lambda done, total, what: print(what, flush=True)\n"
        f"make_brief(Path({str(notebook)!r}), {{}}, Path({str(good)!r}), progress=tell)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    for line in run.stdout:
        if "sleep" in line:
            break
    run.terminate()
    assert run.wait(20) == 143
    run.stdout.close()
    assert (good / "brief.html").read_text() == "the last good brief"
    assert beside(good) == [".a.lock"]


def test_a_notebook_without_closing_mark_is_refused(good):
    nb = brief("x = 1", close=None)
    for number, cell in enumerate(nb.cells, 1):
        cell.execution_count = number
    with pytest.raises(RunError, match="must give the closing mark"):
        prove_run(nb)


def test_a_cell_that_never_ran_is_named():
    nb = brief("x = 1")
    nb.cells[0].execution_count = nb.cells[1].execution_count = 1
    with pytest.raises(RunError, match="code cell 3 of 4 did not run: x = 1"):
        prove_run(nb)


def test_an_unknown_kernel_is_named_and_its_folder_of_sockets_is_gone(good, tmp_path, monkeypatch):
    notebook = written(brief("x = 1", kernel="nope"), tmp_path / "notebooks")
    with tempfile.TemporaryDirectory(prefix="k") as sockets:  # short: a socket's path is limited
        monkeypatch.setattr("tempfile.tempdir", sockets)
        with pytest.raises(RunError, match="asks for the kernel 'nope', which is not installed"):
            make_brief(notebook, {}, good)
        assert list(Path(sockets).iterdir()) == []
    assert (good / "brief.html").read_text() == "the last good brief"


@pytest.mark.parametrize("given", [{"relase": "a"}, {"language": "fr"}, {"release": 5}])
def test_wrong_parameters_write_nothing_at_all(tmp_path, given):
    notebook = written(brief("x = 1"), tmp_path / "notebooks")
    with pytest.raises(InputError, match="parameter"):
        make_brief(notebook, given, tmp_path / "reports" / "a")
    assert not (tmp_path / "reports").exists()


def test_the_closing_cell_of_the_tests_is_the_one_of_the_library():
    from kelan_analysis.briefs import cells, proof
    from kelan_analysis.displays import closing

    assert proof.CLOSING_TYPE == closing.CLOSING_TYPE and closing.CLOSING_TYPE in CLOSE
    assert cells.ATTACHMENT_TYPE == closing.ATTACHMENT_TYPE
