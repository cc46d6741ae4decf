"""A disk on which the nth write below a folder fails: files opened, made, renamed or removed."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CALLS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate"}
_state = {"folder": None, "left": 0, "code": 0, "seen": 0}


def _hook(event, args):
    """Audit hooks cannot be taken off again, so this one looks whether it is wanted."""
    folder = _state["folder"]
    if folder is None or not (event == "open" or event in _CALLS):
        return
    if event == "open" and not (isinstance(args[2], int) and args[2] & _WRITING):
        return
    paths = [os.fsdecode(arg) for arg in args[:2] if isinstance(arg, (str, bytes, os.PathLike))]
    if not any(os.path.abspath(path).startswith(folder) for path in paths):
        return
    _state["seen"] += 1
    if _state["seen"] == _state["left"]:
        raise OSError(_state["code"], os.strerror(_state["code"]), paths[0])


@contextmanager
def failing(folder: Path, number: int, code: int):
    """Make the nth write below the folder fail; hand on what can say how many there were."""
    if not _state.get("installed"):
        sys.addaudithook(_hook)
        _state["installed"] = True
    true_sync, _state["syncs"] = os.fsync, 0

    def sync(handle):
        _state["seen"] += 1
        if _state["seen"] == _state["left"]:
            raise OSError(code, os.strerror(code))
        true_sync(handle)

    _state.update(folder=str(folder), left=number, code=code, seen=0)
    os.fsync = sync
    try:
        yield lambda: _state["seen"]
    finally:
        os.fsync = true_sync
        _state["folder"] = None
