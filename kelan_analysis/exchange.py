"""`exchange_folders`: one folder in the place of another, in one step of the file system."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2); RENAME_SWAP of renamex_np(2) is the same number
_AT_FDCWD = -100


def exchange_folders(new: Path, out: Path) -> None:
    """Exchange two folders that lie on one file system: a reader sees the one or the other.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     new, out = Path(name, "new"), Path(name, "out")
    ...     (new / "a").mkdir(parents=True), out.mkdir()
    ...     exchange_folders(new, out)
    ...     [path.name for path in out.iterdir()], list(new.iterdir())
    (None, None)
    (['a'], [])
    """
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        one, other = os.fsencode(new), os.fsencode(out)
        if sys.platform == "darwin":
            failed = libc.renamex_np(one, other, _EXCHANGE)
        else:
            failed = libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE)
        code = ctypes.get_errno()
    except (AttributeError, OSError, TypeError):
        failed, code = -1, errno.ENOSYS
    if not failed:
        return
    if code not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        raise OSError(code, os.strerror(code), str(out))
    # A file system without exchange: two renames; `recover_folder` mends a kill between them.
    aside = _aside(out)
    os.replace(out, aside)
    try:
        os.replace(new, out)
    except OSError:
        os.replace(aside, out)
        raise
    os.replace(aside, new)


def recover_folder(out: Path) -> None:
    """Mend what a kill in mid-exchange left, and clear the work folders ``.<name>.*.work``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     (Path(name) / ".a.old").mkdir()
    ...     recover_folder(Path(name) / "a")
    ...     [path.name for path in Path(name).iterdir()]
    ['a']
    """
    aside = _aside(out)
    if aside.exists():
        if out.exists():
            shutil.rmtree(aside)
        else:
            os.replace(aside, out)
    for left in out.parent.glob(f".{out.name}.*.work"):
        shutil.rmtree(left, ignore_errors=True)


def _aside(out: Path) -> Path:
    return out.parent / f".{out.name}.old"
