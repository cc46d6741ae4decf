"""Least power: a notebook sees no network, no secret, no end of memory; its output is the same."""

import os
import shutil
import subprocess
import sys

import pytest
from batch_projects import make_notebook, write_release
from hostile import RELEASE, TEXT, assert_said, assert_unchanged, make_project, snapshot
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.briefs.kernels import LAUNCHER
from kelan_analysis.cli import main
from kelan_analysis.confinement import allowed_environment

PROBE = [sys.executable, *LAUNCHER, "--probe"]
NO_NETWORK = "no network" in subprocess.run(PROBE, capture_output=True, text=True, check=True).stdout
CELL = """
import os, socket
seen = set(os.environ) & {"AWS_SECRET_ACCESS_KEY", "KELAN_SMTP_PASSWORD", "JUPYTER_TOKEN", "KELAN_NURSERY"}
assert not seen, seen
assert os.environ["LET_IN"] == "x"
listening = socket.socket()
listening.settimeout(5)
try:
    listening.connect(("127.0.0.1", PORT))
    reached = True
except OSError:
    reached = False
assert reached != NO_NETWORK, "the network is as the system lets it be"
assert open("/proc/self/status").read().count("NoNewPrivs:\\t1") == 1
""".strip()


@pytest.fixture
def surroundings(monkeypatch):
    for name in ("AWS_SECRET_ACCESS_KEY", "KELAN_SMTP_PASSWORD", "JUPYTER_TOKEN"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("LET_IN", "x")
    monkeypatch.setenv("KELAN_KERNEL_ENV", "LET_IN OTHER")


def listener():
    import socket

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


SECRETS = ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "KELAN_SMTP_PASSWORD", "KELAN_SMTP_HOST", "JUPYTER_TOKEN",
           "JPY_API_TOKEN", "PGPASSWORD", "SSH_AUTH_SOCK", "HTTP_PROXY", "KELAN_NURSERY", "MYPATH", "PATHS", "x"]  # fmt: skip
NEEDED = ["PATH", "HOME", "LC_ALL", "LANG", "TMPDIR", "TZ", "PYTHONPATH", "PYTHONHASHSEED", "VIRTUAL_ENV",
          "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "MPLCONFIGDIR", "OMP_NUM_THREADS", "KELAN_LAST_EDITION"]  # fmt: skip


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_not_handed_on(name):
    assert allowed_environment({name: "secret", "HOME": "/"}) == {"HOME": "/"}


@pytest.mark.parametrize("name", NEEDED)
def test_what_python_needs_is_handed_on(name):
    assert allowed_environment({name: "a", "PASSWORD": "b"}) == {name: "a"}


@given(st.dictionaries(st.text(), st.text()))
def test_nothing_is_made_up_and_twice_is_once(environment):
    allowed = allowed_environment(environment)
    assert allowed.items() <= environment.items()
    assert allowed_environment(allowed) == allowed


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are of Linux")
@pytest.mark.parametrize("command", [["brief", RELEASE], ["batch", "--all"]])
def test_a_kernel_reaches_nothing_and_knows_no_secret(command, tmp_path, monkeypatch, capsys, surroundings):
    """An ordinary kernel, and a warm one."""
    write_release(tmp_path, RELEASE, TEXT, "岢岚县")
    with listener() as listening:
        port = listening.getsockname()[1]
        cell = CELL.replace("PORT", str(port)).replace("NO_NETWORK", str(NO_NETWORK))
        make_notebook(tmp_path / "notebooks" / "brief.ipynb", cell)
        monkeypatch.chdir(tmp_path)
        status = main(command)
    assert status == 0, capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are of Linux")
def test_memory_has_an_end_without_being_asked_for(tmp_path, monkeypatch, capsys):
    folder = make_project(tmp_path / "p", ["x = bytearray(8_000_000_000)"])
    monkeypatch.chdir(folder)
    before = snapshot(folder)
    assert main(["brief"]) == 3
    assert_said(capsys.readouterr().err, r"^code cell 4 of 5 failed: x = bytearray.*MemoryError")
    assert_unchanged(before, snapshot(folder))


@pytest.mark.skipif(not shutil.which("setpriv") or os.geteuid() != 0, reason="needs root and setpriv")
def test_somebody_who_is_not_root_gives_up_the_same_or_is_told():
    words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *PROBE]
    said = subprocess.run(words, capture_output=True, text=True, check=True, cwd="/").stdout
    assert "no new privileges" in said and "no core dumps" in said
    spoiled = subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False).returncode
    assert spoiled or "no network" in said


def test_a_file_beside_the_notebook_is_no_library_of_the_kernel(tmp_path):
    (tmp_path / "ctypes.py").write_text("raise SystemExit('taken from the working directory')")
    (tmp_path / "kelan_analysis").mkdir()
    done = subprocess.run(PROBE, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_doctor_says_what_is_in_force(capsys, monkeypatch, tmp_path):
    for name in ("data", "notebooks"):
        (tmp_path / name).mkdir()
    main(["doctor", "--project", str(tmp_path)])
    (line,) = (line for line in capsys.readouterr().out.splitlines() if " confined " in line)
    assert line.startswith("ok") and "variables of an allow-list" in line
    assert ("no network" in line) == NO_NETWORK
