"""Progress of long work: a bar on a terminal, log lines with the time elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kelan_analysis.cli.output import columns, tell
from kelan_analysis.escapes import one_line

WIDTH = 24


@contextmanager
def telling(task: str) -> Iterator[Callable[[int, int, str], None]]:
    """Give a callable that shows steps done, steps in all, and what is going on.

    Examples
    --------
    >>> with telling("brief") as progress:
    ...     callable(progress)
    True
    """
    if not sys.stderr.isatty():
        yield lambda done, total, what: _log(f"{task}: {done}/{total} {what}")
        return
    try:
        yield lambda done, total, what: _draw(bar(done, total, what))
    finally:
        _draw("")  # a result or an error stands alone on its line


def bar(done: int, total: int, what: str) -> str:
    """Return a bar of fixed width with what is going on beside it.

    Examples
    --------
    >>> bar(3, 12, "cell")
    '[██████                  ]  3/12 cell'
    """
    full = "█" * (WIDTH * done // max(total, 1))
    return f"[{full:<{WIDTH}}] {done:>{len(str(total))}}/{total} {what}"


def _draw(line: str) -> None:
    line, width = one_line(line), shutil.get_terminal_size().columns - 1
    while columns(line) > width:  # a wrapped line could not be drawn over
        line = line[:-1]
    tell(f"\r\x1b[K{line}")


def _log(line: str) -> None:
    tell(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {one_line(line)}\n")
