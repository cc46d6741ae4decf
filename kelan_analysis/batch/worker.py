"""`work`: makes one brief after the other, as a process of its own.

Tasks come in on standard input and results go out on standard output, one line of JSON each.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kelan_analysis.errors import KelanError, RunError

# A fresh process costs nothing, so none lives long enough for anything to pile up in it.
MOST_BRIEFS = 50


def work() -> None:
    """Make the briefs that standard input asks for until it ends.

    Examples
    --------
    >>> callable(work)
    True
    """
    tasks = os.fdopen(os.dup(0), "r", encoding="utf-8")
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no result
    for _ in range(MOST_BRIEFS):
        line = tasks.readline()
        if not line:
            return
        print(json.dumps(make_one(json.loads(line)), ensure_ascii=False), file=results, flush=True)


def make_one(task: Mapping[str, Any]) -> dict[str, Any]:
    """Make one brief; whatever goes wrong is part of the result.

    Parameters
    ----------
    task : mapping
        ``release``, ``project``, ``notebook``, ``parameters``, ``out``, ``seconds`` and
        ``megabytes`` (limits or None), ``provisioner``.

    Returns
    -------
    dict
        ``status`` ``made``, ``busy`` or ``failed``, ``seconds``, and ``reason`` or what was
        made: ``edition``, ``figures``, ``verdicts``, ``outputs``.

    Examples
    --------
    >>> task = {"release": "none", "project": ".", "notebook": "notebooks/brief.ipynb",
    ...         "parameters": {}, "out": "reports/none", "seconds": 9, "megabytes": None,
    ...         "provisioner": None}
    >>> made = make_one(task)
    >>> made["status"], made["reason"][:46]
    ('failed', "release must be a folder of data/. Got 'none';")
    """
    from kelan_analysis.briefs.publishing import BusyError

    started = time.perf_counter()
    try:
        made = {"status": "made", **_make(task)}
    except BusyError as error:
        made = {"status": "busy", "reason": str(error)}
    except KelanError as error:
        made = {"status": "failed", "reason": _with_limit(str(error), task["megabytes"])}
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        made = {"status": "failed", "reason": f"unexpected {what[:500]}"}
    return {**made, "seconds": round(time.perf_counter() - started, 3)}


def read_made(out: Path) -> dict[str, Any]:
    """Return what a log says of a brief on disk.

    Examples
    --------
    >>> read_made(Path("no/such/brief"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: [Errno 2] No such file or directory: 'no/such/brief/manifest.json'
    """
    files = {name: (out / name).read_bytes() for name in ("manifest.json", "checks.json")}
    return _said(files)


def _make(task: Mapping[str, Any]) -> dict[str, Any]:
    from kelan_analysis.briefs.kernels import Resources
    from kelan_analysis.briefs.making import make_brief
    from kelan_analysis.register import reviewed_figures
    from kelan_analysis.releases import load_release

    project = Path(task["project"])
    expected = len(reviewed_figures(load_release(task["release"], project)))
    made: dict[str, Any] = {}

    def prove(files: Mapping[str, bytes]) -> None:
        made.update(_said(files))
        if made["figures"] != expected:
            raise RunError(
                f"a brief states every figure of its text, {expected} here. The notebook handed "
                f"over {made['figures']}; look at its `reviewed_figures`."
            )

    make_brief(
        Path(task["notebook"]),
        task["parameters"],
        Path(task["out"]),
        cwd=project / "notebooks",
        resources=Resources(task["seconds"], task["megabytes"], task["provisioner"]),
        proof=prove,
    )
    return made


def _said(files: Mapping[str, bytes]) -> dict[str, Any]:
    if "checks.json" not in files:
        raise RunError(
            "the notebook of a brief hands over checks.json. This one did not; end it with "
            "`displays.close(report)`."
        )
    manifest, checks = json.loads(files["manifest.json"]), json.loads(files["checks.json"])
    rows = files.get("figures.csv")
    figures = len(checks["figures"]) if rows is None else _count_rows(rows)
    return {
        "edition": manifest["edition"],
        "figures": figures,
        "verdicts": checks["summary"],
        "outputs": {item["name"]: item["sha256"] for item in manifest["outputs"]},
    }


def _count_rows(content: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) - 1


def _with_limit(reason: str, megabytes: int | None) -> str:
    if megabytes and ("MemoryError" in reason or "the kernel died" in reason):
        return f"{reason.rstrip('.')}; its memory limit is {megabytes} MB."
    return reason


def _end_with_parent(parent: int) -> None:
    """End in mid-run when the batch is gone; a warm worker has an attendant for that."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    work()
    sys.exit(0)
