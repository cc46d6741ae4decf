"""The process that warm processes are forked from: no threads, libraries imported.

Run by `Nursery.start`. It forks an attendant for each request, and the attendant the process
asked for. The attendant ends the process when whoever asked for it is gone, tells how it
ended, and ends what it leaves behind; so nothing outlives a run, whoever is killed.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import random
import select
import shutil
import signal
import socket
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

SOCKET = "nursery"
READY = b"ready\n"
LARGEST_REQUEST = 4_000_000
MOST_FDS = 3
# Short lives make much garbage by reference counts and little by cycles: the default of 700 new
# objects costs a brief a tenth of its time.
COLLECT_AFTER = 20_000


def main(folder: str, *targets: str, watched: bool = False) -> None:
    """Warm up by calling each target (``module:function``), then fork on request.

    Ends when standard input ends, which is when whoever started it is gone; `watched`, also
    while it warms up.

    Examples
    --------
    >>> main("folder", "kelan_analysis.errors:nothing")
    Traceback (most recent call last):
    ...
    AttributeError: module 'kelan_analysis.errors' has no attribute 'nothing'
    """
    gc.disable()  # nearly all that is made now stays
    try:
        with _ending_with_stdin(folder) if watched else nullcontext():
            for target in targets:
                resolve(target)()
    except Exception as error:
        print(" ".join(f"{target} failed: {type(error).__name__}: {error}".split()), flush=True)
        raise
    patience = time.monotonic() + 1  # the system takes a moment to forget an ended thread
    while threads() > 1 and time.monotonic() < patience:
        time.sleep(0.01)
    if threads() > 1:
        # A fork copies one thread only: a lock held by another would stay locked for ever.
        print(f"{', '.join(targets)} started {threads() - 1} threads", flush=True)
        return
    _adopt_orphans()
    gc.collect()
    gc.freeze()  # else a collection in a child would copy every page
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/{SOCKET}")
        listening.listen(64)
        print("ready", flush=True)
        _serve(listening)
    shutil.rmtree(folder, ignore_errors=True)


def resolve(target: str) -> Callable[..., Any]:
    """Return the function that ``module:function`` names.

    Examples
    --------
    >>> resolve("os.path:basename")("a/b")
    'b'
    """
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def threads() -> int:
    """Return the threads of this process, those of libraries in C included.

    Examples
    --------
    >>> threads() >= 1
    True
    """
    with suppress(OSError):
        return len(os.listdir("/proc/self/task"))
    return threading.active_count()


def run_kernel(*words: str) -> None:
    """Be a kernel: what ``python -m ipykernel_launcher`` does, with its arguments.

    Examples
    --------
    >>> callable(run_kernel)
    True
    """
    from ipykernel.kernelapp import IPKernelApp

    from kelan_analysis.confinement import ASKED, confine

    if os.environ.get(ASKED):
        confine()
        _die_with_parent()  # forgotten by the system with a change of credentials
    sys.argv = ["ipykernel_launcher.py", *words]
    app = IPKernelApp.instance()
    app.initialize(list(words))
    _say_ready()
    app.start()


_say_ready: Callable[[], None] = lambda: None  # noqa: E731  set in the forked process


@contextmanager
def _ending_with_stdin(folder: str) -> Iterator[None]:
    """End while warming up, too, when whoever started this is gone; leave no thread behind."""
    reading, writing = os.pipe()

    def watch() -> None:
        ready = select.select([reading, 0], [], [])[0]
        if reading not in ready and not os.read(0, 4096):
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(1)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        os.write(writing, b".")
        watching.join()
        os.close(reading)
        os.close(writing)


def _serve(listening: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; we end by stdin
    waker = _wake_on_child()
    known: set[int] = set()
    while True:
        readable, _, _ = select.select([listening, waker, sys.stdin.fileno()], [], [])
        if waker in readable:
            waker.recv(4096)
            for pid, _ in _reaped():
                known.discard(pid)
            _end_all(_children() - known)  # left behind by an attendant that was killed
        if listening in readable:
            connection, _ = listening.accept()
            pid = os.fork()
            if pid == 0:
                listening.close()
                _attend(connection)
            known.add(pid)
            connection.close()
        if sys.stdin.fileno() in readable and not os.read(sys.stdin.fileno(), 4096):
            break
    _end_all(_children())


def _attend(connection: socket.socket) -> None:
    """Fork the process asked for, wait for its end or for that of its asker; never return."""
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        _adopt_orphans()
        waker = _wake_on_child()
        request, fds = _receive(connection)
        pid = os.fork()
        if pid == 0:
            _become(connection, request, fds)
        for fd in fds:
            os.close(fd)
        connection.sendall(b"pid %d\n" % pid)
        status = _await_end(pid, connection, waker)
        _end_all(_children())
        with suppress(OSError):
            connection.sendall(b"end %d\n" % status)
    finally:
        os._exit(0)


def _await_end(pid: int, connection: socket.socket, waker: socket.socket) -> int:
    while True:
        ended = dict(_reaped())
        if pid in ended:
            return ended[pid]
        readable, _, _ = select.select([connection, waker], [], [])
        if waker in readable:
            waker.recv(4096)
        if connection in readable and not _more(connection):
            _end_all({pid})
            return -signal.SIGKILL


def _become(connection: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    """Turn this forked process into the one asked for; never return."""
    global _say_ready
    code = 1
    try:
        os.setsid()
        _die_with_parent()
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.set_wakeup_fd(-1)
        told = os.dup(connection.fileno())
        kept = [os.dup(fd) for fd in fds]
        for number, fd in enumerate(kept):
            os.dup2(fd, number)
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        os.chdir(request["cwd"])
        _forget_randomness()
        _close_all_but(told)

        def say_ready() -> None:
            with suppress(OSError):
                os.write(told, READY)
                os.close(told)

        _say_ready = say_ready
        if request["target"] != f"{__name__}:run_kernel":
            say_ready()
        resolve(request["target"])(*request["args"])
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(BaseException):
                stream.flush()
        os._exit(code)


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read a request: length, JSON, and the open files that come along."""
    head, fds, _, _ = socket.recv_fds(connection, 4, MOST_FDS)
    (length,) = struct.unpack("!I", head)
    if length > LARGEST_REQUEST:
        raise ValueError("the request is too long")
    body = bytearray()
    while len(body) < length:
        part = connection.recv(length - len(body))
        if not part:
            raise EOFError
        body += part
    return json.loads(body), fds


def _more(connection: socket.socket) -> bytes:
    try:
        return connection.recv(4096)
    except OSError:
        return b""


def _forget_randomness() -> None:
    """Seed anew: forked processes would all draw the same numbers."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _close_all_but(kept: int) -> None:
    os.closerange(3, kept)
    limit = os.sysconf("SC_OPEN_MAX")
    os.closerange(kept + 1, min(limit, 65_536) if limit > 0 else 65_536)


def _wake_on_child() -> socket.socket:
    """Return a socket that becomes readable when a child ends: no polling."""
    waker, written = socket.socketpair()
    waker.setblocking(False)
    written.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(written.detach(), warn_on_full_buffer=False)
    return waker


def _reaped() -> list[tuple[int, int]]:
    found = []
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            found.append((pid, os.waitstatus_to_exitcode(status)))
    return found


def _children() -> set[int]:
    with suppress(OSError):
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
        return {int(number) for number in listed.split()}
    return set()


def _end_all(pids: set[int]) -> None:
    """Kill processes and what they leave to us, until nothing is left."""
    while pids:
        for pid in pids:
            for kill in (os.killpg, os.kill):
                with suppress(OSError):
                    kill(pid, signal.SIGKILL)
        for pid in pids:
            with suppress(OSError):
                os.waitpid(pid, 0)
        pids = _children() - pids


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
