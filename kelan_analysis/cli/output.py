"""`write` and `Stopped`: what goes out, and how a process that is told to stop ends."""

from __future__ import annotations

import os
import signal
import sys
import unicodedata

from kelan_analysis.errors import RunError
from kelan_analysis.escapes import many_lines, one_line


class Stopped(SystemExit):
    """The process was told to stop by a signal, or its reader has gone.

    Raised in the main thread, so that work is undone on the way out; no `Exception`, so that
    nothing on the way takes it for an error. An event loop hands on no more than SystemExit and
    KeyboardInterrupt: anything else would stay with the task in which the signal found it.

    Examples
    --------
    >>> Stopped(15).number, Stopped(15).code
    (15, 143)
    """

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


def write(text: object) -> None:
    """Write a line or lines to standard output, at once; on a terminal, as they can be seen.

    Raises
    ------
    Stopped
        If the reader has gone (``kelan ... | head``).

    Examples
    --------
    >>> write("岢岚县")
    岢岚县
    """
    line = str(text)
    if not line.endswith("\n"):
        line += "\n"
    if sys.stdout.isatty():
        line = many_lines(line)
    try:
        number = sys.stdout.fileno()
    except (AttributeError, OSError):  # a stand-in, as in tests and notebooks
        sys.stdout.write(line)
        return
    # Not by sys.stdout: CPython 3.11 loses the error where a pipe closes inside a long write.
    sys.stdout.flush()
    rest = memoryview(line.encode("utf-8", "surrogateescape"))
    try:
        while rest:
            rest = rest[os.write(number, rest) :]
    except BrokenPipeError:
        raise Stopped(signal.SIGPIPE) from None
    except OSError as error:
        raise RunError(
            f"the result must be printed. Standard output cannot take it: {error.strerror.lower()}; "
            "send it elsewhere. What was made is in its place."
        ) from None


def note(text: str) -> None:
    """Tell a person something beside the result, on standard error.

    Examples
    --------
    >>> note("nothing was changed.")
    """
    tell(one_line(text) + "\n")


def tell(text: str) -> None:
    """Write to standard error; what it cannot take (a full disk, nobody there) ends no run.

    Examples
    --------
    >>> tell("")
    """
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")


def columns(text: str) -> int:
    """Return the columns that a text takes on a terminal; a Chinese character takes two.

    Examples
    --------
    >>> columns("GDP"), columns("亿元")
    (3, 4)
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, and nowhere where a stream is closed.

    The next file to be opened would get the number of a closed stream, and what a child or a
    library prints would go into it.

    Examples
    --------
    >>> speak_utf8()
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            taken = os.open(os.devnull, os.O_RDWR)
            if taken == number:
                os.set_inheritable(taken, True)
            else:
                os.close(taken)
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors)
