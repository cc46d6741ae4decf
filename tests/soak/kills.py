"""Two hundred kills at random moments: a reports folder holds a whole brief or the one before.

Run by ``make soak``. KELAN_KILLS says how many kills, KELAN_SEED repeats a run.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from batch_projects import make_notebook, write_release  # noqa: E402

KILLS = int(os.environ.get("KELAN_KILLS", "200"))
SEED = int(os.environ.get("KELAN_SEED", random.randrange(10**6)))
RELEASES = 4  # a batch is short, so that kills hit its start and its end as well
VICTIMS = ("parent", "parent", "worker", "kernel", "nursery", "any")
TEXT = "2023年，新建项目64个，开工{}个，开工率{}%。"
MARK = "KELAN_SOAK"


def text(round_number, number):
    """Another text each round, so that every brief is made again and old and new differ."""
    opened = 1 + (round_number * 7 + number) % 64
    return TEXT.format(opened, round(opened / 64 * 100, 1))


def family(mark):
    """All living processes of one batch, however far they have strayed."""
    found = []
    for one in psutil.process_iter():
        try:
            if one.environ().get(MARK) == mark and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
        except psutil.Error:
            pass
    return found


def victims(batch, kind):
    found = [one for one in family(batch.mark) if one.pid != batch.pid]
    nursery = [one for one in found if "kelan_analysis.kernels" in " ".join(cmdline(one))]
    roots = [one for one in nursery if parent(one) == batch.pid]
    if kind == "parent" or not roots:
        return [batch.pid]
    if kind == "nursery":
        return [roots[0].pid]
    below = [one for one in nursery if one not in roots]
    if kind == "kernel":  # the youngest of what was forked
        below = sorted(below, key=lambda one: one.create_time())[-2:]
    return [one.pid for one in below] or [batch.pid]


def cmdline(one):
    try:
        return one.cmdline()
    except psutil.Error:
        return []


def parent(one):
    try:
        return one.ppid()
    except psutil.Error:
        return None


def start(project, mark):
    code = "import sys; from kelan_analysis.cli import main; sys.exit(main())"
    batch = subprocess.Popen(
        [sys.executable, "-c", code, "batch", "--all"], cwd=project, env={**os.environ, MARK: mark},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    batch.mark = mark
    return batch


def assert_whole(reports, texts):
    """Every brief is whole, and of the text of this round or of an earlier one."""
    for out in (path for path in reports.iterdir() if path.is_dir() and path.name[0] != "."):
        manifest = json.loads((out / "manifest.json").read_bytes())
        names = {item["name"] for item in manifest["outputs"]} - {"source.txt"}
        assert {path.name for path in out.iterdir()} == names | {"manifest.json"}, out
        for item in manifest["outputs"]:
            if item["name"] in names:
                raw = (out / item["name"]).read_bytes()
                assert hashlib.sha256(raw).hexdigest() == item["sha256"], (out, item["name"])
        source = next(i["sha256"] for i in manifest["inputs"] if i["name"].endswith("source.txt"))
        assert source in texts[out.name], "a brief of a text that never was"


def assert_nothing_left(reports, mark):
    stray = [path.name for path in reports.iterdir() if path.name[0] == "."]
    assert [name for name in stray if not name.endswith((".lock", ".key"))] == []
    assert family(mark) == []
    left = [p for p in Path(tempfile.gettempdir()).glob("kelan-nursery-*") if not alive(p)]
    assert left == []


def alive(folder):
    try:
        return psutil.pid_exists(int((folder / "pid").read_text()))
    except (OSError, ValueError):
        return True  # just being made by somebody else


def test_kills_at_random_moments(tmp_path):
    print(f"KELAN_SEED={SEED}")
    chance = random.Random(SEED)
    project, reports = tmp_path, tmp_path / "reports"
    make_notebook(project / "notebooks" / "brief.ipynb", "import time; time.sleep(0.05)")
    texts = {f"1000{number:02}-a-2023": set() for number in range(RELEASES)}
    kills, rounds = 0, 0
    whole = 6.0  # seconds of a batch that nobody kills, as the last of each round took
    while kills < KILLS:
        rounds += 1
        for number, name in enumerate(texts):
            content = text(rounds, number)
            write_release(project, name, content)
            texts[name].add(hashlib.sha256(content.encode()).hexdigest())
        for _ in range(chance.randrange(2, 9)):
            batch = start(project, f"{SEED}-{rounds}-{kills}")
            try:
                batch.wait(chance.uniform(0, whole))
            except subprocess.TimeoutExpired:
                number = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
                for pid in chance.sample(found := victims(batch, chance.choice(VICTIMS)),
                                         k=min(len(found), chance.randrange(1, 3))):  # fmt: skip
                    try:
                        os.kill(pid, number)
                        kills += 1
                    except ProcessLookupError:
                        pass
                # Else the batch goes on after what was killed in it.
                if chance.random() < 0.7 and batch.poll() is None:
                    time.sleep(chance.uniform(0, 0.5))
                    batch.kill()
                    kills += 1
            _, errors = batch.communicate(timeout=120)
            assert "Traceback" not in errors, errors
            settle(batch.mark)
            if reports.exists():
                assert_whole(reports, texts)
        begun = time.monotonic()
        last = start(project, f"{SEED}-{rounds}-last")
        _, errors = last.communicate(timeout=240)
        whole = time.monotonic() - begun
        assert last.returncode == 0, errors
        assert_whole(reports, {name: {digest(project, name)} for name in texts})
        assert {path.name for path in reports.iterdir() if path.is_dir()} == set(texts)
        assert_nothing_left(reports, last.mark)
        print(f"{kills} kills, round {rounds}, a whole batch {whole:.1f} s", flush=True)
    print(f"{kills} kills in {rounds} rounds")


def digest(project, name):
    return hashlib.sha256((project / "data" / name / "source.txt").read_bytes()).hexdigest()


def settle(mark, seconds=30):
    """Nothing of a batch outlives it by more than a moment."""
    deadline = time.monotonic() + seconds
    while family(mark):
        assert time.monotonic() < deadline, [(p.pid, cmdline(p), p.status()) for p in family(mark)]
        time.sleep(0.1)
