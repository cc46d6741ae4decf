"""The command line ``kelan``: one line for an error, one number for how it ended.

Exit statuses: 0 done; 1 done, and something contradicts; 2 bad input or usage; 3 the run
failed; 128 + n stopped by signal n. No traceback without ``--debug``.
"""

from __future__ import annotations

import errno
import logging
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from types import FrameType

from kelan_analysis.cli.output import Stopped, note, speak_utf8
from kelan_analysis.errors import InputError, KelanError

PARAMETER = ("-p", "--parameter")
_NAMES = (errno.ENAMETOOLONG, errno.ELOOP)  # what is wrong with the word that was given
_SHOWN = 200  # characters of a path


def main(argv: list[str] | None = None) -> int:
    """Run a command line and return its exit status.

    Examples
    --------
    >>> main(["params", "notebooks/none.ipynb"])
    2
    """
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    speak_utf8()
    try:
        with _signals_raise():
            status = _run([word for word in words if word != "--debug"])
        return status
    except Stopped as stop:
        return stop.code
    except Exception as error:
        if debug:
            traceback.print_exc()
        message, status = _explain(error)
        note(message)
        return status


def _run(words: list[str]) -> int:
    from kelan_analysis.cli.commands import command

    status = command()(_paired(words), prog_name="kelan", standalone_mode=False)
    return status or 0


def _explain(error: Exception) -> tuple[str, int]:
    if isinstance(error, KelanError):
        return str(error), error.exit_status
    if hasattr(error, "format_message"):  # usage errors of typer, whichever click it carries
        message = error.format_message()
        return f"{message}{'' if message.endswith(('.', '?')) else '.'} See kelan --help.", 2
    if isinstance(error, OSError) and error.strerror:
        place = f"{str(error.filename)[:_SHOWN]}: " if error.filename else ""
        if error.errno in _NAMES:
            return f"{place}{error.strerror.lower()}; give another name.", 2
        return f"{place}{error.strerror.lower()}; the run failed, nothing was replaced.", 3
    told = str(error).rstrip(".;")
    return f"unexpected {type(error).__name__}: {told}; run it again with --debug.", 3


def _paired(words: list[str]) -> list[str]:
    """Join ``-p NAME VALUE`` into one word; typer knows no repeated option of two words."""
    paired: list[str] = []
    rest = iter(words)
    for word in rest:
        paired.append(word)
        if word == "--":
            break
        if word in PARAMETER:
            pair = list(islice(rest, 2))
            if len(pair) < 2:
                raise InputError(f"{word} takes two words, NAME VALUE. Got {pair}.")
            paired.append("\0".join(pair))
    return [*paired, *rest]


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Turn the signals that end a process into `Stopped` while a command runs."""

    def stop(number: int, frame: FrameType | None) -> None:
        # What the run leaves unfinished is no news any more, and no traceback is wanted of it.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        raise Stopped(number)

    before = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            before[number] = signal.signal(number, stop)
    except ValueError:  # not in the main thread: whoever started it deals with signals
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
