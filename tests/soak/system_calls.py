"""Each system call that a command makes on a project fails in its turn; run by ``make soak``.

The command runs once under strace, which tells its calls; then once for each call and error. Old
or new must be whole, the message one line and true, and the next run must end as if nothing had
been. KELAN_SOME=n tries every nth call only.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from batch_projects import make_notebook  # noqa: E402
from hostile import KEPT, RELEASE, assert_said, make_project, snapshot  # noqa: E402

SOME = int(os.environ.get("KELAN_SOME", "1"))
RUN = [sys.executable, "-c", "import sys; from kelan_analysis.cli import main; sys.exit(main())"]
PLACE = ("--region", "岢岚县", "--period")
COMMANDS = {
    "add": ["add", "{}/in.txt", *PLACE, "2022"],
    "edition": ["add", "{}/in.txt", *PLACE, "2023", "--restated"],
    "publish": ["publish", "{}/site"],
    "brief": ["brief", RELEASE],
    "batch": ["batch", "--all", "--jobs", "1"],
}
FAULTS = {
    "write": ("EIO", "ENOSPC"), "pwrite64": ("EIO", "ENOSPC"), "openat": ("EMFILE", "EACCES"),
    "mkdir": ("ENOSPC", "EACCES"), "rename": ("EIO",), "renameat2": ("EIO", "ENOSPC"),
    "chmod": ("EIO",), "fchmod": ("EIO",), "unlink": ("EIO",), "unlinkat": ("EIO",),
    "rmdir": ("EIO",), "link": ("EIO",), "linkat": ("EIO", "ENOSPC"), "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO",), "ftruncate": ("EIO",),
}  # fmt: skip
CALLS = ",".join(FAULTS)
TRACED = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\(")
# The moment of a publication differs from run to run.
MOMENT = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ?)?")
UNTOUCHED = re.compile("untouched|nothing was replaced|nothing was changed")


class Bench:
    """A project to copy, how a command leaves it, and the calls that it makes on it."""

    def __init__(self, place, words):
        self.words, self.place = words, place
        self.folder, self.trace = place / "p", place / "trace"
        self.temp = Path(tempfile.mkdtemp(prefix="k"))  # short: sockets lie in it
        self.model, self.cache = place / "model", place / "cache"
        make_project(self.model)
        (self.model / "in.txt").write_text("全年新建项目80个，开工59个，开工率73.8%。\n", "utf-8")
        if words[0] in ("publish", "batch"):  # they ask for all the files of a brief
            make_notebook(self.model / "notebooks" / "brief.ipynb")
        if words[0] == "publish":
            self.renew()
            subprocess.run([*RUN, *COMMANDS["brief"], "--project", self.folder], check=True, env=self.env())
            shutil.rmtree(self.model)
            shutil.copytree(self.folder, self.model)
        self.renew()
        self.before = self.state()
        for _ in range(2):  # the first one fills the cache of compiled modules
            self.renew()
            assert self.run("-e", f"trace={CALLS}").returncode == 0
        self.after = self.state()

    def env(self):
        return os.environ | {
            "TMPDIR": str(self.temp), "PYTHONPYCACHEPREFIX": str(self.cache), "PYTHONDONTWRITEBYTECODE": "",
        }  # fmt: skip

    def renew(self):
        for path in (self.folder, self.temp):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.model, self.folder)
        self.temp.mkdir()

    def run(self, *options):
        tracer = ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-o", self.trace, *options] if options else []
        words = [word.replace("{}", str(self.folder)) for word in self.words]
        return subprocess.run(
            [*tracer, *RUN, *words, "--project", self.folder], cwd="/", env=self.env(),
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def calls(self):
        """Return name and number of each call that touches the project or a temporary file."""
        seen, found = Counter(), {}
        for line in self.trace.read_text("utf-8", "replace").splitlines():
            match = TRACED.match(line)
            if not match:
                continue
            key = match["thread"], match["call"]
            seen[key] += 1
            if str(self.folder) in line or str(self.temp) in line:
                found[match["call"], seen[key]] = line
        return found

    def state(self):
        """Return what is there, but for what a run keeps on purpose and the moment it tells."""
        found = snapshot(self.folder)
        for path in (self.folder / "site").rglob("*"):
            if path.is_file() and path.suffix in (".json", ".html", ".xml"):
                found[path.relative_to(self.folder).as_posix()] = MOMENT.sub(b"now", path.read_bytes())
        return {
            name: hashed for name, hashed in found.items()
            if not KEPT.fullmatch(name) and not any(part[0] == "." for part in name.split("/"))
        }  # fmt: skip

    def strays(self):
        return [path.name for path in self.folder.rglob(".*") if not path.name.endswith((".lock", ".key"))]


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
@pytest.mark.parametrize("command", COMMANDS)
def test_whichever_call_fails_old_or_new_is_whole(tmp_path, command):
    bench = Bench(tmp_path, COMMANDS[command])
    told = Counter()
    tried = [(call, number, code) for call, number in bench.calls() for code in FAULTS[call]]
    wrong = []
    for call, number, code in tried[::SOME]:
        bench.renew()
        run = bench.run("-e", f"trace={CALLS}", "-e", f"inject={call}:error={code}:when={number}")
        hit = [line for line in bench.trace.read_text("utf-8", "replace").splitlines() if "INJECTED" in line]
        # Each thread has an nth call; in some of them it may be on what is no file of the project.
        ours = all(str(bench.folder) in line or str(bench.temp) in line for line in hit)
        told["missed" if not hit else f"ended {run.returncode}" if ours else "elsewhere"] += 1
        try:
            assert_ended(bench, run, ours)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            wrong.append(f"{call} {number} {code}: {error}\n  {run.stderr[-2000:]}\n  " + "\n  ".join(hit))
            print(wrong[-1], flush=True)
    shutil.rmtree(bench.temp)
    print(f"{command}: {len(tried[::SOME])} faults, {dict(told)}")
    assert not wrong, "\n".join(wrong)


def assert_ended(bench, run, ours=True):
    """Old or new, whole, and said so; what lies about is gone after the next run."""
    now = bench.state()
    if ours:
        assert run.returncode in (0, 2, 3), f"status {run.returncode}"
        if run.returncode:
            assert_said(run.stderr, ".")
        elif "left out of" not in run.stderr:
            assert now == bench.after, f"done, but {differ(now, bench.after)}"
    if UNTOUCHED.search(run.stderr) and bench.words[0] != "publish":
        assert now == bench.before, f"said to be untouched, but {differ(now, bench.before)}"
    if now in (bench.before, bench.after) and not bench.strays():
        return
    again = bench.run()
    assert again.returncode == 0, f"the next run: {again.stderr}"
    assert bench.state() == bench.after, f"after the next run {differ(bench.state(), bench.after)}"
    assert bench.strays() == []


def differ(one, other):
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
