"""Files written whole or not at all, that would outlast a power cut."""

from __future__ import annotations

import glob
import os
import tempfile
from contextlib import suppress
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of files, would outlast a power cut.

    Raises
    ------
    OSError
        If the disk cannot take what was written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     sync(Path(name))
    """
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place in one step: a reader sees the old content or the new one.

    What a killed writer left beside it is cleared away, so writers must come one at a time.

    Raises
    ------
    OSError
        If it could not be written; the old file is untouched.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_whole(Path(name, "a.txt"), b"59")
    ...     [(path.name, path.read_bytes()) for path in Path(name).iterdir()]
    [('a.txt', b'59')]
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.work"):
        left.unlink(missing_ok=True)
    put_in_place(path, content)


def put_in_place(path: Path, content: bytes) -> None:
    """Do the same beside other writers: nothing of theirs is cleared away, the last one stays.

    Raises
    ------
    OSError
        If it could not be written; the old file is untouched, and nothing lies beside it.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     put_in_place(Path(name, "a.txt"), b"59")
    ...     [(path.name, path.read_bytes()) for path in Path(name).iterdir()]
    [('a.txt', b'59')]
    """
    handle, work = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".work", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(work, 0o644)
        os.replace(work, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(work)
        raise
