"""`run_batch`: the briefs of many releases; one that fails never stops the others."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kelan_analysis.batch.crew import Crew
from kelan_analysis.batch.keys import brief_key, remember, unchanged
from kelan_analysis.batch.worker import read_made
from kelan_analysis.durability import put_in_place
from kelan_analysis.errors import RunError
from kelan_analysis.escapes import json_text

LOG = "log.jsonl"
FAILED = "failed.json"
_PAUSE = 0.2  # seconds until a brief that another run holds is looked at again

Told = Callable[["Outcome", dict[str, Any]], None]


@dataclass(frozen=True)
class Work:
    """What a batch has to do.

    Attributes
    ----------
    project, notebook, reports : Path
        Where the inputs are and where the outputs go.
    briefs : mapping
        For each release, the notebook's parameters, all of them, checked.
    force : bool
        Make even what has not changed.
    seconds, megabytes : float, int or None
        Limits of each run.

    Examples
    --------
    >>> Work(Path("."), Path("notebooks/brief.ipynb"), Path("reports"), {}).force
    False
    """

    project: Path
    notebook: Path
    reports: Path
    briefs: Mapping[str, Mapping[str, Any]]
    force: bool = False
    seconds: float | None = 600
    megabytes: int | None = None

    def task(self, release: str) -> dict[str, Any]:
        """Return what a worker is told of one brief.

        Examples
        --------
        >>> work = Work(Path("."), Path("brief.ipynb"), Path("reports"), {"a": {}})
        >>> work.task("a")["out"]
        'reports/a'
        """
        return {
            "release": release,
            "project": str(self.project),
            "notebook": str(self.notebook),
            "parameters": dict(self.briefs[release]),
            "out": str(self.reports / release),
            "seconds": self.seconds,
            "megabytes": self.megabytes,
        }

    def key(self, release: str) -> str:
        """Return the key of one brief.

        Examples
        --------
        >>> work = Work(Path("."), Path("notebooks/brief.ipynb"), Path("reports"),
        ...             {"140929-kelan-2023": {}})
        >>> len(work.key("140929-kelan-2023"))
        64
        """
        folder = self.project / "data" / release
        return brief_key(folder, self.notebook, self.briefs[release])


@dataclass
class Outcome:
    """How far a batch is: how many of what, and the reason of each failure.

    Examples
    --------
    >>> Outcome(2, Counter(made=1)).done
    1
    """

    total: int
    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many briefs are done, one way or the other.

        Examples
        --------
        >>> Outcome(3, Counter(made=1, failed=1)).done
        2
        """
        return sum(self.counts.values())


def run_batch(
    work: Work, *, jobs: int = 2, told: Told | None = None, warm: bool = True
) -> Outcome:
    """Make the briefs of a batch that are not there yet, in parallel.

    Parameters
    ----------
    work : Work
        What to do.
    jobs : int
        Runs at the same time.
    told : callable, optional
        Called with the outcome so far and the line of the log, after each brief.
    warm : bool
        Fork kernels from a process with the libraries imported, where that can be done.

    Examples
    --------
    >>> run_batch(Work(Path("."), Path("notebooks/brief.ipynb"), Path("reports"), {})).total
    0
    """
    left = deque(work.briefs)
    with Journal(work, told) as journal:
        for release in list(left):
            if not work.force and journal.skip(release):
                left.remove(release)
        if left:
            with Crew(warm=warm) as crew:
                for release, key, made in _made(work, left, crew, jobs):
                    journal.note(release, key, made)
    return journal.outcome


class Journal:
    """The log of a batch: one line of JSON a brief, and what is unchanged or failed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     work = Work(Path("."), Path("notebooks/brief.ipynb"), Path(name) / "r", {})
    ...     with Journal(work) as journal:
    ...         journal.note("a", None, {"status": "failed", "reason": "none.", "seconds": 0.1})
    ...     print((work.reports / "failed.json").read_text(), end="")
    {
     "a": "none."
    }
    """

    def __init__(self, work: Work, told: Told | None = None) -> None:
        self.work = work
        self.outcome = Outcome(len(work.briefs))
        self._told = told

    def __enter__(self) -> Journal:
        if self.work.briefs:
            self.work.reports.mkdir(parents=True, exist_ok=True)
            self._clear_leftovers()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._list_failures()
        except OSError as error:
            if kind is None:  # else the first reason is the one to tell
                raise self._lost(FAILED, error) from error

    def skip(self, release: str) -> bool:
        """Note a brief as unchanged, if it is.

        Examples
        --------
        >>> work = Work(Path("."), Path("notebooks/brief.ipynb"), Path("none"),
        ...             {"140929-kelan-2023": {}})
        >>> Journal(work).skip("140929-kelan-2023")
        False
        """
        out, started = self.work.reports / release, time.perf_counter()
        try:
            if not unchanged(out, self.work.key(release)):
                return False
            made = {"status": "unchanged", **read_made(out)}
        except (OSError, ValueError, KeyError):  # whatever it is, the run will say it
            return False
        self.note(release, None, made | {"seconds": round(time.perf_counter() - started, 3)})
        return True

    def note(self, release: str, key: str | None, made: Mapping[str, Any]) -> None:
        """Write the line of one brief, and remember its key.

        Examples
        --------
        >>> callable(Journal.note)
        True
        """
        if key is not None and made["status"] == "made":
            with suppress(OSError):
                remember(self.work.reports / release, key)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        line = {"time": stamp, "release": release, **made}
        self.outcome.counts[made["status"]] += 1
        if made["status"] == "failed":
            self.outcome.reasons[release] = made["reason"]
        try:
            self._write(line)
        except OSError as error:
            raise self._lost(LOG, error) from error
        if self._told:
            self._told(self.outcome, line)

    def _write(self, line: Mapping[str, Any]) -> None:
        self.work.reports.mkdir(parents=True, exist_ok=True)
        # One write to the end of the file: lines of two batches cannot mix.
        log = os.open(self.work.reports / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(log, json_text(line, indent=None, sort_keys=True).encode())
        finally:
            os.close(log)

    def _lost(self, name: str, error: OSError) -> RunError:
        done = self.outcome.done
        return RunError(
            f"a batch tells of each brief in {name}. Got {(error.strerror or str(error)).lower()} at "
            f"{self.work.reports / name}, after {done} of {self.outcome.total} briefs, which stand "
            "as they were made; make room or give leave to write, and run the batch again."
        )

    def _clear_leftovers(self) -> None:
        """Remove what killed runs left beside the briefs of this batch."""
        from kelan_analysis.briefs.publishing import private_folder

        left = {
            path.name[1:].rsplit(".", count)[0]
            for pattern, count in ((".*.work", 2), (".*.old", 1))
            for path in self.work.reports.glob(pattern)
        }
        for release in sorted(left & set(self.work.briefs)):
            with suppress(RunError), private_folder(self.work.reports / release):
                for path in self.work.reports.glob(f".{release}.*.work"):
                    if path.is_file():
                        path.unlink()

    def _list_failures(self) -> None:
        path = self.work.reports / FAILED
        if not self.outcome.reasons:
            path.unlink(missing_ok=True)
            return
        text = json_text(self.outcome.reasons, sort_keys=True)
        put_in_place(path, text.encode())  # two batches may end at the same time


def _made(
    work: Work, left: deque[str], crew: Crew, jobs: int
) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Yield (release, key, result) as briefs are made."""
    results: queue.SimpleQueue[tuple[str, str | None, dict[str, Any]]] = queue.SimpleQueue()
    threads = [
        threading.Thread(target=_hand_out, args=(work, left, crew, results), daemon=True)
        for _ in range(min(jobs, len(left)))
    ]
    wanted = len(left)
    for thread in threads:
        thread.start()
    try:
        for _ in range(wanted):
            yield results.get()
    finally:
        left.clear()
        crew.stop()


def _hand_out(work: Work, left: deque[str], crew: Crew, results: Any) -> None:
    """Give one release after the other to the crew; wait for one that another run holds."""
    while True:
        try:
            release = left.popleft()
        except IndexError:
            return
        key = None
        started = time.monotonic()
        while True:
            try:
                key = work.key(release)
                made = crew.make(work.task(release))
            except Exception as error:
                what = " ".join(f"{type(error).__name__}: {error}".split())
                made = {"status": "failed", "seconds": 0.0, "reason": what}
            if made["status"] != "busy":
                break
            if time.monotonic() - started > (work.seconds or 3600):
                made["status"] = "failed"
                break
            if made["reason"] != "the worker ended.":
                time.sleep(_PAUSE)
                if unchanged(work.reports / release, key):
                    made = {"status": "unchanged", "seconds": 0.0}
                    made |= read_made(work.reports / release)
                    break
        results.put((release, key, made))
