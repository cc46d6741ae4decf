"""`Crew`: worker processes, each making one brief at a time, and the nurseries they come from.

A worker that dies, hangs or grows is ended and replaced; only its brief fails.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from kelan_analysis.briefs.kernels import PINNED
from kelan_analysis.confinement import allowed_environment
from kelan_analysis.kernels.children import FOUND_BY, Child, Nursery
from kelan_analysis.kernels.provisioner import NAME

# What the nursery of kernels and that of workers do before they fork.
REHEARSALS = (
    "kelan_analysis.batch.warming:rehearse_kernel",
    "kelan_analysis.batch.warming:rehearse_worker",
)
WORK = "kelan_analysis.batch.worker:work"
# A run that has reached its limit says so itself; this long after it the worker is hung too.
GRACE = 30


class Crew:
    """Workers that make briefs; use it as a context.

    Parameters
    ----------
    warm : bool
        Fork workers and kernels from nurseries where that can be done.

    Examples
    --------
    >>> with Crew(warm=False) as crew:
    ...     crew.warm
    False
    """

    def __init__(self, *, warm: bool = True) -> None:
        self._wanted = warm
        self._nurseries: list[Nursery] = []  # that of kernels, that of workers
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Crew:
        environment = allowed_environment(os.environ) | PINNED
        environment["SOURCE_DATE_EPOCH"] = environment.get("SOURCE_DATE_EPOCH") or "315532800"
        if self._wanted:
            with ThreadPoolExecutor(len(REHEARSALS)) as pool:
                started = list(pool.map(lambda one: Nursery.start([one], environment), REHEARSALS))
            self._nurseries = [nursery for nursery in started if nursery is not None]
            if len(self._nurseries) < len(REHEARSALS):
                self._end_nurseries()
                self._nurseries = []
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def warm(self) -> bool:
        """Whether kernels are forked.

        Examples
        --------
        >>> Crew().warm
        False
        """
        return bool(self._nurseries)

    def make(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """Have one brief made, as `make_one` says; may be called from several threads.

        Examples
        --------
        >>> with Crew(warm=False) as crew:
        ...     crew.stop()
        ...     crew.make({"release": "a", "seconds": 1})["reason"]
        'the batch was stopped.'
        """
        with self._lock:
            if self._closed:
                return {"status": "failed", "seconds": 0.0, "reason": "the batch was stopped."}
            worker = self._idle.pop() if self._idle else None
        worker = worker or self._hire()
        made = worker.ask({**task, "provisioner": NAME if self.warm else None})
        with self._lock:
            if worker.sound and not self._closed:
                self._idle.append(worker)
            else:
                self._all.discard(worker)
        if not worker.sound:
            worker.end()
        return made

    def stop(self) -> None:
        """End all workers and what they run.

        Examples
        --------
        >>> Crew().stop()
        """
        with self._lock:
            self._closed = True
            workers = list(self._all)
        for worker in workers:
            worker.end()
        self._end_nurseries()

    def _end_nurseries(self) -> None:
        for nursery in self._nurseries:
            nursery.stop()

    def _hire(self) -> _Worker:
        worker = _Worker(self._nurseries)
        with self._lock:
            self._all.add(worker)
        return worker


class _Worker:
    def __init__(self, nurseries: Sequence[Nursery]) -> None:
        ours, theirs = socket.socketpair()
        environment = allowed_environment(os.environ) | PINNED
        environment["SOURCE_DATE_EPOCH"] = environment.get("SOURCE_DATE_EPOCH") or "315532800"
        self.process: Child | subprocess.Popen[bytes]
        with theirs, open(os.devnull, "wb") as null:
            if nurseries:
                of_kernels, of_workers = (nursery.folder for nursery in nurseries)
                environment |= {FOUND_BY: str(of_kernels), "TMPDIR": str(of_workers)}
                fds = (theirs.fileno(), theirs.fileno(), null.fileno())
                self.process = nurseries[1].spawn(WORK, env=environment, fds=fds)
            else:
                command = [sys.executable, "-m", "kelan_analysis.batch.worker"]
                self.process = subprocess.Popen(
                    command, env=environment, stdin=theirs, stdout=theirs, stderr=null
                )
        self._channel = ours
        self._unread = b""
        self.sound = True

    def ask(self, task: Mapping[str, Any]) -> dict[str, Any]:
        limit = task["seconds"] + GRACE if task["seconds"] else None
        try:
            self._channel.sendall(json.dumps(task, ensure_ascii=False).encode() + b"\n")
            line = self._line(limit)
        except OSError:
            line = b""
        if line is None:
            self.sound = False
            return _failed(f"a run may take at most {task['seconds']:g} s; its worker hung, too.")
        if not line:
            self.sound = False
            code = self._exit_code()
            if code == 0:  # it has made its share; another takes over
                return {"status": "busy", "seconds": 0.0, "reason": "the worker ended."}
            return _failed(f"the worker died ({_named(code)}).")
        made: dict[str, Any] = json.loads(line)
        return made

    def end(self) -> None:
        self.sound = False
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self.process.kill()
        with suppress(OSError, subprocess.TimeoutExpired):
            self.process.wait(10)
        self._channel.close()

    def _line(self, seconds: float | None) -> bytes | None:
        while b"\n" not in self._unread:
            if not select.select([self._channel], [], [], seconds)[0]:
                return None
            said = self._channel.recv(65_536)
            if not said:
                return b""
            self._unread += said
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _exit_code(self) -> int:
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            return 1


def _failed(reason: str) -> dict[str, Any]:
    return {"status": "failed", "seconds": 0.0, "reason": reason}


def _named(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
