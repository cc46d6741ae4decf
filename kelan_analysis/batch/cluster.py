"""`run_on_cluster`: a batch on the workers of a Dask scheduler.

Everything a brief is made of travels with its task, and the finished files come back: workers
need no common disk. Only the caller writes reports. The briefs of a worker that is lost are
made again by another.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kelan_analysis.batch.crew import Crew
from kelan_analysis.batch.keys import program_key
from kelan_analysis.batch.running import Journal, Outcome, Told, Work
from kelan_analysis.errors import InputError, RunError

LAST_EDITION = ("manifest.json", "checks.json")
AHEAD = 2  # tasks sent ahead for each thread of the cluster, so that none waits
WAIT = 60  # seconds for a lock that another run holds
_crew_lock = threading.Lock()


def run_on_cluster(work: Work, address: str, *, told: Told | None = None) -> Outcome:
    """Make the briefs of a batch on a cluster; see `run_batch`.

    Parameters
    ----------
    work : Work
        What to do.
    address : str
        Of the scheduler: ``tcp://host:8786``.
    told : callable, optional
        Called with the outcome so far and the line of the log, after each brief.

    Raises
    ------
    InputError
        If Dask is not installed or the address is none.
    RunError
        If no scheduler answers, or it is lost in mid-run.

    Examples
    --------
    >>> work = Work(Path("."), Path("notebooks/brief.ipynb"), Path("reports"), {})
    >>> run_on_cluster(work, "somewhere")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a scheduler is named like tcp://host:8786. Got 'somewhere'.
    """
    if "://" not in address:
        raise InputError(f"a scheduler is named like tcp://host:8786. Got {address!r}.")
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "a batch on a cluster needs Dask; pip install 'kelan-analysis[cluster]'."
        ) from None
    with Journal(work, told) as journal:
        left = [name for name in work.briefs if work.force or not journal.skip(name)]
        if left:
            try:
                client = Client(address, timeout=20)
            except (OSError, TimeoutError) as error:
                raise RunError(
                    f"no Dask scheduler answers at {address}: {error}; start one with `dask "
                    "scheduler`."
                ) from None
            with client:
                _run(client, work, left, journal)
    return journal.outcome


def pack(work: Work, release: str) -> dict[str, Any]:
    """Return a task with all the files that it needs.

    Examples
    --------
    >>> name = "140929-kelan-2023"
    >>> work = Work(Path("."), Path("notebooks/brief.ipynb"), Path("none"), {name: {}})
    >>> sorted(pack(work, name)["files"])[:2]
    ['data/140929-kelan-2023/source.toml', 'data/140929-kelan-2023/source.txt']
    """
    home = work.project / "data" / release
    files = {
        f"data/{release}/{path.relative_to(home).as_posix()}": path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }
    files["notebooks/brief.ipynb"] = work.notebook.read_bytes()
    for name in LAST_EDITION:
        with suppress(OSError):
            files[f"reports/{release}/{name}"] = (work.reports / release / name).read_bytes()
    return {**work.task(release), "files": files, "program": program_key()}


def make_packed(packed: Mapping[str, Any], warm: bool = True) -> dict[str, Any]:
    """Make the brief of a packed task where this is called, and return its files too.

    Examples
    --------
    >>> work = Work(Path("."), Path("notebooks/brief.ipynb"), Path("none"),
    ...             {"140929-kelan-2023": {}})
    >>> other = pack(work, "140929-kelan-2023") | {"program": "00"}
    >>> make_packed(other)["reason"][:62]
    'workers need the same program as the caller, down to every pac'
    """
    if packed["program"] != program_key():
        return {
            "status": "failed",
            "seconds": 0.0,
            "reason": "workers need the same program as the caller, down to every package. One "
            "has another; install the same requirements.txt on it.",
        }
    with tempfile.TemporaryDirectory(prefix="kelan-cluster-") as name:
        project = Path(name)
        for path, content in packed["files"].items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(content)
        out = project / "reports" / packed["release"]
        task = {key: packed[key] for key in ("release", "parameters", "seconds", "megabytes")}
        task |= {"project": name, "notebook": str(project / "notebooks" / "brief.ipynb")}
        made = {"status": "busy"}
        while made["status"] == "busy":  # a worker process that has made its share
            made = _crew(warm).make(task | {"out": str(out)})
        if made["status"] == "made":
            names = [*made["outputs"], "manifest.json"]
            made["files"] = {
                name: (out / name).read_bytes() for name in names if (out / name).is_file()
            }
        return made


def _run(client: Any, work: Work, left: list[str], journal: Journal) -> None:
    from distributed import as_completed

    waiting = iter(left)
    running: dict[str, tuple[str, str]] = {}

    def submit() -> Any:
        for release in waiting:
            try:
                packed, key = pack(work, release), work.key(release)
            except OSError as error:
                journal.note(release, None, _failed(f"{error.filename}: {error.strerror}"))
                continue
            future = client.submit(make_packed, packed, pure=False)
            running[future.key] = release, key
            return future
        return None

    threads = sum(client.nthreads().values()) or 1
    ahead = [future for _ in range(max(AHEAD * threads, 4)) if (future := submit())]
    completed = as_completed(ahead)
    for future in completed:
        release, key = running.pop(future.key)
        error = future.exception() if future.status != "finished" else None
        if error is not None or future.cancelled():
            made = _failed(f"the cluster could not make it: {type(error).__name__}: {error}"[:500])
        else:
            made = _write(work.reports / release, future.result())
        future.release()
        journal.note(release, key, made)
        following = submit()
        if following:
            completed.add(following)


def _write(out: Path, made: dict[str, Any]) -> dict[str, Any]:
    """Publish what came back, if it is what its manifest says; return the rest of the result."""
    from kelan_analysis.briefs.publishing import BusyError, private_folder, publish

    files = made.pop("files", None)
    if files is None:
        return made
    listed = {item["name"]: item["sha256"] for item in json.loads(files["manifest.json"])["outputs"]}
    for name, content in files.items():
        if name != "manifest.json" and hashlib.sha256(content).hexdigest() != listed[name]:
            return _failed(f"{name} did not arrive as it was made.")
    deadline = time.monotonic() + WAIT
    while True:
        try:
            with private_folder(out) as folder:
                publish(files, out, folder)
            (out.parent / f"{out.name}.failed.ipynb").unlink(missing_ok=True)
            return made
        except BusyError as error:
            if time.monotonic() > deadline:
                return _failed(str(error))
            time.sleep(0.2)
        except RunError as error:
            return _failed(str(error))


def _failed(reason: str) -> dict[str, Any]:
    return {"status": "failed", "seconds": 0.0, "reason": reason}


def _crew(warm: bool) -> Crew:
    with _crew_lock:
        return _started(warm)


@functools.cache
def _started(warm: bool) -> Crew:
    """Start this process's crew; it ends with the process, whose end its nursery notices."""
    import atexit

    crew = Crew(warm=warm).__enter__()
    atexit.register(crew.stop)
    return crew
