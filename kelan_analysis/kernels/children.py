"""`Nursery`: starts the process that forks, and asks it for warm processes."""

from __future__ import annotations

import json
import logging
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kelan_analysis.errors import RunError
from kelan_analysis.kernels.nursery import READY, SOCKET

_log = logging.getLogger(__name__)
FOUND_BY = "KELAN_NURSERY"
KERNEL = "kelan_analysis.kernels.nursery:run_kernel"
PREFIX = "kelan-nursery-"
# Libraries of linear algebra start threads when they are imported, unless told not to.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


class Child:
    """A warm process, with what `subprocess.Popen` has of one.

    Examples
    --------
    >>> ours, theirs = socket.socketpair()
    >>> theirs.sendall(b"pid 7\\nready\\nend -9\\n")
    >>> child = Child(ours)
    >>> child.pid, child.wait()
    (7, -9)
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self.returncode: int | None = None
        self._connection = connection
        self._unread = b""
        self._reading = threading.Lock()
        self._ready = False
        self.pid = 0
        deadline = time.monotonic() + 60
        while not self.pid and self.returncode is None:
            self._read(max(0, deadline - time.monotonic()))
        if not self.pid:
            raise RunError("a warm process could not be forked; is there memory left?")

    def wait_ready(self, seconds: float = 60) -> None:
        """Wait until the process can be talked to, or has ended.

        Examples
        --------
        >>> ours, theirs = socket.socketpair()
        >>> theirs.sendall(b"pid 7\\nready\\n")
        >>> Child(ours).wait_ready()
        """
        deadline = time.monotonic() + seconds
        while not self._ready and self.returncode is None and time.monotonic() < deadline:
            self._read(max(0, deadline - time.monotonic()))

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs.

        Examples
        --------
        >>> ours, theirs = socket.socketpair()
        >>> theirs.sendall(b"pid 7\\nready\\n")
        >>> Child(ours).poll() is None
        True
        """
        if self.returncode is None:
            self._read(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the process and of all that it started; return its exit code.

        Examples
        --------
        >>> ours, theirs = socket.socketpair()
        >>> theirs.sendall(b"pid 7\\nready\\nend 0\\n")
        >>> Child(ours).wait()
        0
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            self._read(None if deadline is None else max(0, deadline - time.monotonic()))
            if self.returncode is None and deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired("a warm process", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process.

        Examples
        --------
        >>> ours, theirs = socket.socketpair()
        >>> theirs.sendall(b"pid 7\\nend 0\\n")
        >>> Child(ours).send_signal(signal.SIGTERM)
        """
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end.

        Examples
        --------
        >>> ours, theirs = socket.socketpair()
        >>> theirs.sendall(b"pid 7\\nend 0\\n")
        >>> Child(ours).terminate()
        """
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once.

        Examples
        --------
        >>> ours, theirs = socket.socketpair()
        >>> theirs.sendall(b"pid 7\\nend 0\\n")
        >>> Child(ours).kill()
        """
        self.send_signal(signal.SIGKILL)

    def _read(self, seconds: float | None) -> None:
        """Take in what the attendant has said, waiting for it at most so long."""
        with self._reading:
            if self.returncode is not None:
                return
            if not _readable(self._connection, seconds):
                return
            try:
                said = self._connection.recv(4096)
            except OSError:
                said = b""
            *lines, self._unread = (self._unread + said).split(b"\n")
            for line in lines:
                if line.startswith(b"pid "):
                    self.pid = int(line[4:])
                elif line + b"\n" == READY:
                    self._ready = True
                elif line.startswith(b"end "):
                    self.returncode = int(line[4:])
            if not said and self.returncode is None:
                self.returncode = -signal.SIGKILL  # the attendant is gone, and its child with it
            if self.returncode is not None:
                self._connection.close()


def _readable(connection: socket.socket, seconds: float | None) -> bool:
    """Wait by poll: select knows no file beyond the 1024th."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


class Nursery:
    """The process that forks warm processes, as seen from the one that asks for them.

    Attributes
    ----------
    folder : Path
        Its private folder, with the socket on which it listens.

    Examples
    --------
    >>> Nursery.found({}) is None
    True
    """

    def __init__(self, folder: Path, process: subprocess.Popen[bytes] | None = None) -> None:
        self.folder = folder
        self.process = process

    @classmethod
    def found(cls, environment: Mapping[str, str] | None = None) -> Nursery | None:
        """Return the nursery that the environment names.

        Examples
        --------
        >>> Nursery.found({"KELAN_NURSERY": "no/such/folder"}) is None
        True
        """
        name = (os.environ if environment is None else environment).get(FOUND_BY)
        return cls(Path(name)) if name and (Path(name) / SOCKET).exists() else None

    @classmethod
    def start(
        cls, targets: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> Nursery | None:
        """Start a nursery; None where processes cannot be forked.

        Parameters
        ----------
        targets : sequence of str
            Functions that import what there is to import, as ``module:function``.
        environment : mapping, optional
            The environment of the nursery; its processes are given theirs one by one.

        Examples
        --------
        >>> nursery = Nursery.start(["kelan_analysis.kernels.nursery:threads"])
        >>> child = nursery.spawn("kelan_analysis.kernels.nursery:threads")
        >>> child.wait()
        0
        >>> nursery.stop()
        """
        if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
            return None
        sweep_folders()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        command = [sys.executable, "-m", "kelan_analysis.kernels", str(folder), *targets]
        process = subprocess.Popen(
            command, env={**ONE_THREAD, **(environment or os.environ)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        (folder / "pid").write_text(f"{process.pid}\n")
        nursery = cls(folder, process)
        assert process.stdout is not None
        said = process.stdout.readline()
        if said != READY:
            nursery.stop()
            why = said.decode("utf-8", "replace").strip() or "it ended"
            _log.warning("no warm kernels, as %s; kernels start the ordinary way.", why)
            return None
        return nursery

    def spawn(
        self,
        target: str,
        *args: str,
        env: Mapping[str, str] | None = None,
        cwd: str | Path | None = None,
        fds: Sequence[int] = (),
    ) -> Child:
        """Return a new process that calls a function with the given words.

        Parameters
        ----------
        target : str
            ``module:function``.
        env, cwd : optional
            Its environment and working directory; by default the caller's.
        fds : sequence of int
            Open files that become its standard input, output and error, in this order.

        Examples
        --------
        >>> Nursery(Path("no/such/folder")).spawn("os:getpid")
        Traceback (most recent call last):
        ...
        kelan_analysis.errors.RunError: the process that forks warm ones is gone; start again.
        """
        request: dict[str, Any] = {
            "target": target,
            "args": args,
            "env": dict(os.environ if env is None else env),
            "cwd": str(cwd or Path.cwd()),
        }
        body = json.dumps(request).encode()
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(f"{self.folder}/{SOCKET}")
            socket.send_fds(connection, [struct.pack("!I", len(body))], list(fds))
            connection.sendall(body)
        except OSError:
            connection.close()
            raise RunError("the process that forks warm ones is gone; start again.") from None
        return Child(connection)

    def stop(self) -> None:
        """End the nursery and every process that came of it.

        Examples
        --------
        >>> Nursery(Path("no/such/folder")).stop()
        """
        if self.process is not None:
            for stream in (self.process.stdin, self.process.stdout):
                if stream is not None:
                    stream.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)


def sweep_folders(place: Path | None = None) -> None:
    """Remove the folders of nurseries that were killed.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     (Path(name) / "kelan-nursery-x").mkdir()
    ...     _ = (Path(name) / "kelan-nursery-x" / "pid").write_text("999999999")
    ...     sweep_folders(Path(name))
    ...     list(Path(name).iterdir())
    []
    """
    for folder in (place or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        with suppress(OSError, ValueError):
            pid = int((folder / "pid").read_text())
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                shutil.rmtree(folder, ignore_errors=True)
            except OverflowError:
                shutil.rmtree(folder, ignore_errors=True)
