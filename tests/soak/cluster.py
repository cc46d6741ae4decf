"""A real Dask scheduler and two workers on loopback, one of which is killed in mid-run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from batch_projects import make_notebook, write_release  # noqa: E402
from test_delivery import free_port  # noqa: E402
from test_kernels import assert_gone  # noqa: E402

TEXT = "2023年，新建项目64个，开工59个，开工率92.2%。"
DASK = Path(sys.executable).with_name("dask")


def test_the_briefs_of_a_killed_worker_are_made_by_another(tmp_path):
    make_notebook(tmp_path / "notebooks" / "brief.ipynb", "import time; time.sleep(0.5)")
    names = [write_release(tmp_path, f"1000{n:02}-a-2023", TEXT) for n in range(16)]
    address = f"tcp://127.0.0.1:{free_port()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    scheduler = subprocess.Popen(
        [DASK, "scheduler", "--port", address.rpartition(":")[2], "--no-dashboard"], **quiet
    )
    workers = [
        subprocess.Popen([DASK, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"],
                         **quiet)
        for _ in range(2)
    ]  # fmt: skip
    try:
        code = "import sys; from kelan_analysis.cli import main; sys.exit(main())"
        batch = subprocess.Popen(
            [sys.executable, "-c", code, "batch", "--all", "--scheduler", address], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        log, deadline = tmp_path / "reports" / "log.jsonl", time.monotonic() + 120
        while not log.exists() or len(log.read_text().splitlines()) < 4:
            assert time.monotonic() < deadline and batch.poll() is None, batch.communicate()
            time.sleep(0.05)
        below = [one.pid for one in psutil.Process(workers[0].pid).children(recursive=True)]
        assert below, "the worker to be killed had forked nothing"
        os.kill(workers[0].pid, signal.SIGKILL)
        workers[0].wait()
        assert_gone(below)
        out, errors = batch.communicate(timeout=180)
        assert batch.returncode == 0, errors
        assert out == "16 briefs: 16 made, 0 unchanged, 0 failed\n"
        found = [json.loads(line) for line in log.read_text().splitlines()]
        assert sorted(line["release"] for line in found) == names
        for name in names:
            assert (tmp_path / "reports" / name / "brief.pdf").read_bytes()[:5] == b"%PDF-"
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
