"""A folder of files that is written whole or not at all, under a lock.

The new folder is made beside the old one and exchanged for it in one step of the file
system, so a reader sees the old brief or the new one, never parts of both.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from kelan_analysis.durability import sync
from kelan_analysis.errors import RunError
from kelan_analysis.exchange import exchange_folders, recover_folder


class BusyError(RunError):
    """Another run holds the folder.

    Examples
    --------
    >>> BusyError("another run holds a").exit_status
    3
    """


def real_folder(out: Path) -> Path:
    """Return the folder that `out` names: a symbolic link stays, what it points to is published to.

    Raises
    ------
    RunError
        If it is a file.

    Examples
    --------
    >>> real_folder(Path("docs")).name
    'docs'
    """
    real = Path(os.path.realpath(out))
    if real.exists() and not real.is_dir():
        raise RunError(
            f"a brief is a folder of files. {out} is a file; move it away or give another folder."
        )
    return real


@contextmanager
def private_folder(out: Path):
    """Lock the output folder, clear what a killed run left, and hand on a private folder.

    Parameters
    ----------
    out : Path
        The folder to publish to; need not exist.

    Raises
    ------
    BusyError
        If another run holds the lock.
    RunError
        If the place cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as reports:
    ...     with private_folder(Path(reports) / "brief") as work:
    ...         work.is_dir(), work.parent.name == Path(reports).name
    (True, True)
    """
    from filelock import FileLock, Timeout

    out = real_folder(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # The lock file stays: deleting it would let two runs hold two files of one name.
        lock = FileLock(out.parent / f".{out.name}.lock", timeout=0)
        with lock:
            recover_folder(out)
            work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".work", dir=out.parent))
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except Timeout:
        raise BusyError(
            f"one run at a time may write a brief; another run holds {out}. Try again when it is "
            "done."
        ) from None
    except OSError as error:
        at = f" ({error.filename})" if error.filename else ""
        raise RunError(
            f"the brief could not be written to {out}: {error.strerror or error}{at}. Make room "
            "or give another folder; the last good brief is untouched."
        ) from error


def publish(files: Mapping[str, bytes], out: Path, work: Path) -> None:
    """Write the files durably into a new folder and put it in the place of `out`.

    Files of `out` that are not ours (a note, a signature) move along.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as reports:
    ...     out = Path(reports) / "brief"
    ...     with private_folder(out) as work:
    ...         publish({"brief.html": b"<h1>"}, out, work)
    ...     [path.name for path in out.iterdir()]
    ['brief.html']
    """
    out = real_folder(out)
    new = work / "new"
    new.mkdir()
    for name, content in files.items():
        with open(new / name, "wb") as file:
            file.write(content)
    with ThreadPoolExecutor(len(files) or 1) as pool:  # all with one commit of the file system
        list(pool.map(sync, (new / name for name in files)))
    sync(new)
    new.chmod(0o755)
    for path in new.iterdir():
        path.chmod(0o644)
    if out.exists():
        for path in out.iterdir():
            if path.name not in files:
                _carry(path, new / path.name)
        exchange_folders(new, out)
    else:
        os.replace(new, out)
    try:
        sync(out.parent)
    except OSError as error:
        raise RunError(
            f"the new brief is in {out}, but the disk does not say that it would outlast a power "
            f"cut: {error.strerror or error}. Look at the disk, then make the brief again."
        ) from error


def _carry(path: Path | str, to: Path | str) -> None:
    """Have what is not ours in the new folder too, before the old one is given up."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.copytree(path, to, symlinks=True, copy_function=_carry)
        return
    try:
        os.link(path, to, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, to, follow_symlinks=False)
