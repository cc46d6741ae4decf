"""Faults that need a small disk, a tracer or much time; run by ``make soak``.

KELAN_MANY says how many releases the large batch has.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from batch_projects import make_notebook, write_release  # noqa: E402
from hostile import (  # noqa: E402
    RELEASE,
    assert_said,
    assert_unchanged,
    assert_whole,
    make_project,
    scene,
    snapshot,
)

from kelan_analysis.briefs.publishing import private_folder, publish  # noqa: E402
from kelan_analysis.cli import main  # noqa: E402

MANY = int(os.environ.get("KELAN_MANY", "200"))
RUN = [sys.executable, "-c", "import sys; from kelan_analysis.cli import main; sys.exit(main())"]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of some MB in the place of a folder; give its size and a project."""
    mounted = []

    def mount(folder, size):
        folder.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"needs the right to mount a small disk: {made.stderr.strip()}")
        mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def on_small_disk(tmp_path, small_disk, monkeypatch, cell, size="1m"):
    small_disk(tmp_path / "p" / "reports", size)
    folder = make_project(tmp_path / "p", [cell])
    monkeypatch.chdir(folder)
    return folder


def test_a_disk_that_fills_while_the_brief_is_written(tmp_path, small_disk, monkeypatch, capsys):
    case = scene("disk_fills")
    folder = on_small_disk(tmp_path, small_disk, monkeypatch, "print('岢' * 1_000_000)")
    before = snapshot(folder)
    assert main(["brief"]) == case["exit"]
    assert_said(capsys.readouterr().err, case["said"])
    assert_unchanged(before, snapshot(folder))


@pytest.mark.parametrize("left", [0, 1, 4096, 40_000, 100_000])
def test_a_disk_that_is_full_before_the_start(tmp_path, small_disk, monkeypatch, capsys, left):
    case = scene("disk_full")
    folder = on_small_disk(tmp_path, small_disk, monkeypatch, "x = 1")
    full = folder / "reports" / "full"
    with open(full, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    if left:
        os.truncate(full, full.stat().st_size - left)
    before = snapshot(folder)
    status = main(["brief"])
    error = capsys.readouterr().err
    if status == 0:  # there was room enough
        assert_whole(folder / "reports" / RELEASE)
        return
    assert status == case["exit"]
    assert_said(error, case["said"])
    assert_unchanged(before, snapshot(folder))
    full.unlink()
    assert main(["brief"]) == 0


def test_a_batch_on_a_disk_that_fills(tmp_path, small_disk, monkeypatch, capsys):
    folder = tmp_path / "p"
    names = [write_release(folder, f"{100_000 + n}-c{n}-2023", text(n)) for n in range(8)]
    make_notebook(folder / "notebooks" / "brief.ipynb")
    small_disk(folder / "reports", "200k")
    monkeypatch.chdir(folder)
    assert main(["batch", "--all"]) == 3
    error = capsys.readouterr().err
    assert "Traceback" not in error and "o space left" in error
    for name in names:
        if (folder / "reports" / name).exists():
            assert_whole(folder / "reports" / name)


# --- every system call in turn -----------------------------------------------------------

OLD = {"brief.html": b"old page", "brief.pdf": b"old pdf"}
NEW = {"brief.html": b"new page", "brief.pdf": b"new pdf"}
PUBLISH = """
import sys
from pathlib import Path
from filelock import FileLock
from kelan_analysis.briefs.publishing import private_folder, publish
from kelan_analysis.errors import RunError
out = Path(sys.argv[1])
try:
    with private_folder(out) as work:
        publish({"brief.html": b"new page", "brief.pdf": b"new pdf"}, out, work)
except RunError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
"""
CALLS = ("write", "fsync", "renameat2", "rename", "mkdir", "chmod", "unlink", "unlinkat", "rmdir", "linkat")


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("code", ["EIO", "ENOSPC"])
def test_whichever_system_call_fails_the_brief_is_old_or_new(tmp_path, call, code):
    out = tmp_path / "reports" / "a"
    with private_folder(out) as work:
        publish(OLD, out, work)
    failed = 0
    for number in range(1, 60):
        words = ["strace", "-f", "-o", str(tmp_path / "trace"), "-e", f"trace={call}"]
        words += ["-e", f"inject={call}:error={code}:when={number}"]
        words += [sys.executable, "-B", "-c", PUBLISH, str(out)]
        run = subprocess.run(words, capture_output=True, text=True, check=False)
        assert run.returncode in (0, 3), run.stderr
        assert "Traceback" not in run.stderr and run.stderr.count("\n") <= 1
        found = {path.name: path.read_bytes() for path in out.iterdir()}
        assert found in (OLD, NEW)
        failed += run.returncode == 3
        with private_folder(out) as work:
            publish(OLD, out, work)
        assert sorted(path.name for path in out.parent.iterdir()) == [".a.lock", "a"]
        if "INJECTED" not in (tmp_path / "trace").read_text():
            break
    else:
        raise AssertionError("the calls never ended")
    print(f"{call} {code}: {number - 1} calls, {failed} of them failed the run")


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_a_slow_drive_makes_a_brief_late_and_nothing_else(tmp_path):
    out = tmp_path / "reports" / "a"
    slow = ["strace", "-f", "-o", "/dev/null", "-e", "trace=fsync,renameat2,mkdir"]
    slow += ["-e", "inject=fsync,renameat2,mkdir:delay_exit=300000"]
    run = subprocess.run(
        [*slow, sys.executable, "-B", "-c", PUBLISH, str(out)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == NEW


# --- much --------------------------------------------------------------------------------


def test_a_hundred_megabytes_printed(tmp_path, monkeypatch, capsys):
    folder = make_project(tmp_path / "p", ["for _ in range(100): print('x' * 1_000_000)"])
    monkeypatch.chdir(folder)
    before = snapshot(folder)
    assert main(["brief"]) == 3
    assert_said(capsys.readouterr().err, r"^a cell may show at most 20 MB\. The output of code cell")
    assert_unchanged(before, snapshot(folder))


def text(number):
    opened = 1 + number % 64
    return f"2023年，新建项目64个，开工{opened}个，开工率{round(opened / 64 * 100, 1)}%。"


def test_one_bad_release_of_very_many(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "p"
    names = [write_release(folder, f"{100_000 + n}-c{n}-2023", text(n)) for n in range(MANY)]
    make_notebook(folder / "notebooks" / "brief.ipynb")
    bad = names[MANY // 2]
    (folder / "data" / bad / "source.txt").write_text("another text, 5%", "utf-8")
    monkeypatch.chdir(folder)
    assert main(["batch", "--all"]) == scene("one_bad_of_many")["exit"]
    found = capsys.readouterr()
    assert_said(found.err, rf"^1 of {MANY} failed: {bad}: .*source\.txt: the text must be the one")
    for name in set(names) - {bad}:
        assert_whole(folder / "reports" / name)
    assert list(json.loads((folder / "reports" / "failed.json").read_text())) == [bad]
    assert not [path for path in Path(tempfile.gettempdir()).glob("kelan-nursery-*") if not alive(path)]


def alive(folder):
    try:
        os.kill(int((folder / "pid").read_text()), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True
    return True
