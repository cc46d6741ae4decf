"""A kernel that starts the same way everywhere, and early: it loads while the caller does."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kelan_analysis.confinement import ASKED, MOST_MEGABYTES, allowed_environment
from kelan_analysis.errors import RunError

# Two runs that differ in HOME, time zone, locale or hash seed then give the same bytes.
PINNED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# With a backend from outside, charts would vanish from the run without a word.
DROPPED = ("MPLBACKEND", "MATPLOTLIBRC", "PYTHONSTARTUP", "PYTHONINSPECT", "LANGUAGE")
PYTHON = "python3"
LAUNCHER = ("-P", "-m", "kelan_analysis.confinement")
_LONGEST_FOLDER = 90  # bytes: a socket has room for 107, and its own name takes some


@dataclass(frozen=True)
class Resources:
    """What a run may take, and who starts its kernel.

    Attributes
    ----------
    seconds, megabytes : float, int or None
        Limits of the whole run, and of its kernel's memory (Linux; `MOST_MEGABYTES` if None).
    provisioner : str or None
        Name of a kernel provisioner of Jupyter; by default the ordinary one.

    Examples
    --------
    >>> Resources(seconds=600).megabytes is None
    True
    """

    seconds: float | None = None
    megabytes: int | None = None
    provisioner: str | None = None


@contextmanager
def running_kernel(
    name: str,
    *,
    cwd: Path,
    work: Path,
    environment: Mapping[str, str] | None = None,
    resources: Resources = Resources(),
):
    """Start a kernel, hand on its manager, and kill it at the end however that comes.

    Parameters
    ----------
    name : str
        Name of a kernel; ``python3`` is this very Python, whatever is installed beside it.
    cwd, work : Path
        Working directory of the kernel, and a private folder for its own files.
    environment : mapping, optional
        Variables beside those that are pinned.
    resources : Resources
        Its limit of memory, and who starts it.

    Examples
    --------
    >>> with running_kernel("nope", cwd=Path("."), work=Path(".")):
    ...     pass
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.RunError: the notebook asks for the kernel 'nope', which is not \
installed; choose another kernel in JupyterLab and save it.
    """
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    from kelan_analysis.briefs.readiness import ReadyClient

    metadata = {}
    if resources.provisioner:
        metadata["kernel_provisioner"] = {"provisioner_name": resources.provisioner}

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> Any:
            if kernel_name != PYTHON:
                return super().get_kernel_spec(kernel_name)
            argv = [sys.executable, *LAUNCHER, "-f", "{connection_file}"]
            return KernelSpec(
                argv=argv, display_name="Python 3", language="python", metadata=metadata
            )

    children = _children()
    _adopt_orphans()
    given = {
        key: value
        for key, value in allowed_environment(os.environ).items()
        if key not in DROPPED
    }
    given |= PINNED | {"IPYTHONDIR": str(work / "ipython"), ASKED: "1"} | dict(environment or {})
    if not given.get("SOURCE_DATE_EPOCH"):  # an empty one stops a kernel before it answers
        given["SOURCE_DATE_EPOCH"] = "315532800"
    manager = AsyncKernelManager(kernel_name=name, kernel_spec_manager=ThisPython())
    manager.client_factory = ReadyClient
    manager.connection_file = str(work / "kernel.json")
    options = ["--HistoryManager.enabled=False"] if name == PYTHON else []
    with tempfile.TemporaryDirectory(prefix="kelan-", ignore_cleanup_errors=True) as sockets:
        if os.name == "posix":
            # In a folder of our own: nobody else on the machine can read or write them.
            _check_name_of_sockets(sockets)
            manager.transport, manager.ip = "ipc", f"{sockets}/k"
        try:
            # What a kernel says beside its messages is for nobody: that of a killed run says goodbye.
            run_sync(manager.start_kernel)(
                cwd=str(cwd), env=given, extra_arguments=options,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except NoSuchKernel:
            raise RunError(
                f"the notebook asks for the kernel {name!r}, which is not installed; choose "
                "another kernel in JupyterLab and save it."
            ) from None
        try:
            _limit_memory(manager.provisioner.pid, resources.megabytes or MOST_MEGABYTES)
            yield manager
        finally:
            run_sync(_kill)(manager.provisioner)
            run_sync(manager.shutdown_kernel)(now=True)
            run_sync(manager.cleanup_resources)()
            _end_orphans(children)


def _check_name_of_sockets(folder: str) -> None:
    if len(os.fsencode(folder)) > _LONGEST_FOLDER:
        raise RunError(
            f"the name of the temporary folder is too long for sockets: at most {_LONGEST_FOLDER} "
            f"bytes. Got {len(os.fsencode(folder))} in {folder[:60]}…; set TMPDIR to a shorter one."
        )


async def _kill(provisioner: Any) -> None:
    """Kill the kernel and wait for its end at once: Jupyter looks once in a tenth of a second."""
    process = getattr(provisioner, "process", None)
    if process is not None:
        with suppress(OSError, subprocess.TimeoutExpired):
            await provisioner.kill()
            process.wait(10)


def _limit_memory(pid: int, megabytes: int) -> None:
    if sys.platform == "linux":
        import resource

        size = megabytes * 1_000_000
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (size, size))


def _adopt_orphans() -> None:
    """Become the parent of what the kernel leaves behind (Linux), so that it can be ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _children() -> set[int]:
    found = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found |= {int(number) for number in listed.read_text().split()}
    return found


def _end_orphans(before: set[int]) -> None:
    for number in _children() - before:
        with suppress(OSError):
            os.kill(number, signal.SIGKILL)
        with suppress(OSError):
            os.waitpid(number, 0)
