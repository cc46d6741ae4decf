"""Streams that are closed or full, a folder that is gone, an environment of nonsense."""

import os
import subprocess
import sys

import pytest
from hostile import RELEASE, assert_said, assert_unchanged, assert_whole, make_project, snapshot

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams as a shell gives them")
KELAN = f'{sys.executable} -c "import sys; from kelan_analysis.cli import main; sys.exit(main())"'
FULL = r"^the result must be printed\. Standard output cannot take it: no space left on device; send"
EPOCH = r"^SOURCE_DATE_EPOCH must be whole seconds since 1970\. Got '{}'; correct or unset it\."
# What a shell runs ({} is kelan), exit status, the line on standard error.
RUNS = [
    (f"{{}} check {RELEASE} >&-", 0, ""),
    (f"{{}} check {RELEASE} <&- >&- 2>&-", 0, ""),
    ("{} check nothing 2>&-", 2, ""),
    ("{} check nothing 2>/dev/full", 2, ""),
    ("{} extract - <&-", 2, r"^standard input:1: must hold text\. Found it empty"),
    (f"{{}} check {RELEASE} >/dev/full", 3, FULL),
    ("mkdir gone && cd gone && rmdir ../gone && {} brief", 2, r"^a project is looked for .* That is gone; go"),
    ("SOURCE_DATE_EPOCH=x {} brief", 2, EPOCH.format("x")),
    ("SOURCE_DATE_EPOCH=-1 {} brief", 2, EPOCH.format("-1")),
    ("SOURCE_DATE_EPOCH=99999999999999 {} brief", 2, EPOCH.format("9{14}")),
    (
        f"d=$(mktemp -d) && mkdir $d/{'l' * 90} && TMPDIR=$d/{'l' * 90} {{}} brief; s=$?; rm -r $d; exit $s", 3,
        r"^the name of the temporary folder is too long for sockets: at most 90 bytes\. Got \d+ in .*set TMPDIR",
    ),
    (f"env -i {{}} check {RELEASE}", 0, ""),
    (f"PYTHONWARNINGS=error COLUMNS=x TERM= {{}} check {RELEASE}", 0, ""),
]


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "p")


def run(project, line):
    return subprocess.run(
        ["sh", "-c", line.replace("{}", KELAN)], cwd=project, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("line", "exit", "said"), RUNS)
def test_a_run_ends_as_it_would_elsewhere_and_changes_nothing(project, line, exit, said):
    before = snapshot(project)
    ended = run(project, line)
    assert ended.returncode == exit, ended.stderr
    assert_said(ended.stderr, said)
    assert_unchanged(before, snapshot(project))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "exit"),
    [("{} brief <&- >&- 2>&-", 0), ("{} brief >/dev/full", 3), ("{} brief 2>/dev/full", 0),
     ("SOURCE_DATE_EPOCH= {} brief", 0)],
)  # fmt: skip
def test_a_brief_is_whole_wherever_its_lines_go(project, line, exit):
    """With its streams closed, nothing that is printed ends in a file of the brief."""
    ended = run(project, line)
    assert ended.returncode == exit, ended.stderr
    assert_whole(project / "reports" / RELEASE)
    if exit:
        assert_said(ended.stderr, FULL)
