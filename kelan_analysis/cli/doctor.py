"""`examine`: what a brief needs, whether it is here, and how to get it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from kelan_analysis.briefs.kernels import LAUNCHER
from kelan_analysis.confinement import MOST_MEGABYTES
from kelan_analysis.errors import InputError
from kelan_analysis.releases import find_project, load_release, release_names

_ENGINES = {"typst": "typst", "pypandoc": "pypandoc_binary", "pikepdf": "pikepdf"}
_NOTEBOOKS = {"papermill": "papermill", "nbconvert": "nbconvert", "seaborn": "seaborn"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a brief needs.

    Examples
    --------
    >>> print(Finding("fonts", False, "none found", "pip install mplfonts"))
    MISSING  fonts      none found; pip install mplfonts
    """

    what: str
    sound: bool
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        mark = "ok     " if self.sound else "MISSING"
        remedy = f"; {self.remedy}" if self.remedy and not self.sound else ""
        return f"{mark}  {self.what:<9}  {self.found}{remedy}"


def examine(project: Path | None = None) -> list[Finding]:
    """Examine everything that `kelan brief` stands on; nothing is changed.

    Examples
    --------
    >>> [finding.what for finding in examine()][:3]
    ['typst', 'pypandoc', 'pikepdf']
    """
    return list(_examine(project))


def _examine(project: Path | None) -> Iterator[Finding]:
    for module, package in {**_ENGINES, **_NOTEBOOKS}.items():
        yield _try(module, partial(_imported, module, package), f"pip install {package}")
    yield _try("fonts", _fonts, "pip install --force-reinstall mplfonts")
    yield _try("kernel", _kernel, "python -m ipykernel install --sys-prefix")
    yield _try("confined", _confined, "run a kernel to see why")
    try:
        folder = find_project(project)
    except InputError as error:
        yield Finding("project", False, str(error))
        return
    yield Finding("project", True, str(folder))
    for name in release_names(folder):
        yield _try("release", partial(_sound, name, folder), "restore the file")
    yield _try("reports", partial(_writable, folder / "reports"), "pass --reports DIR")


def _try(what: str, look: Callable[[], str], remedy: str) -> Finding:
    """A doctor goes on to the next organ, whatever ails this one."""
    try:
        return Finding(what, True, look())
    except Exception as error:
        return Finding(what, False, f"{type(error).__name__}: {error}".rstrip("."), remedy)


def _imported(module: str, package: str) -> str:
    importlib.import_module(module)
    return version(package)


def _sound(name: str, project: Path) -> str:
    return load_release(name, project).name


def _fonts() -> str:
    from kelan_analysis.briefs.typesetting import font_folder

    faces = sorted(path.stem for path in font_folder().glob("Noto*CJKsc-Regular.otf"))
    if len(faces) < 2:
        raise FileNotFoundError(f"Noto Sans and Serif CJK SC are needed, found {faces}")
    return ", ".join(faces)


def _kernel() -> str:
    from jupyter_client.kernelspec import KernelSpecManager

    return f"{KernelSpecManager().get_kernel_spec('python3').display_name}, {sys.executable}"


def _confined() -> str:
    """What the kernels of briefs do without here, tried in a process of its own."""
    words = [sys.executable, *LAUNCHER, "--probe"]
    said = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout
    kept = [part for part in said.strip().split(", ") if part]
    if "no network" not in kept:
        kept.append("network NOT taken away (this system makes no namespaces for us)")
    memory = f"{MOST_MEGABYTES} MB and " if sys.platform == "linux" else "no limit of memory, "
    return f"{', '.join(kept)}; at most {memory}600 s a cell; variables of an allow-list"


def _writable(folder: Path) -> str:
    nearest = folder if folder.exists() else folder.parent
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(f"{nearest} cannot be written")
    return str(folder)
