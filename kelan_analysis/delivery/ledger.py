"""`Ledger`: what was sent to whom; an edition goes to a recipient at most once.

A line is written and synced before a message is handed over, and another after it. A first
line without a second means that nobody knows whether it arrived; it is not sent again unless
somebody says so.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kelan_analysis.errors import RunError
from kelan_analysis.escapes import json_text

NAME = "sent.jsonl"


class Ledger:
    """The ledger of a reports folder; use `held` while sending.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     ledger = Ledger(Path(name))
    ...     with ledger.held():
    ...         ledger.note("a", 1, "id", "x@example", "sent")
    ...         ledger.status("id", "X@example")
    'sent'
    """

    def __init__(self, reports: Path) -> None:
        self._path = reports / NAME
        self._status: dict[tuple[str, str], str] = {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the ledger, so that no other run sends at the same time, and read it.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     with Ledger(Path(name)).held():
        ...         pass
        """
        from filelock import FileLock, Timeout

        try:
            with FileLock(self._path.parent / f".{NAME}.lock", timeout=300):
                self._status = self._read()
                yield
        except Timeout:
            raise RunError(f"one run at a time may send; another holds {self._path}.") from None

    def status(self, identity: str, recipient: str) -> str | None:
        """Return ``sent``, ``sending`` (nobody knows), ``failed``, or None.

        Examples
        --------
        >>> Ledger(Path("none")).status("id", "x@example") is None
        True
        """
        return self._status.get((identity, recipient.lower()))

    def note(
        self, release: str, number: int, identity: str, recipient: str, status: str, why: str = ""
    ) -> None:
        """Write a line, on disk before this returns.

        Examples
        --------
        >>> Ledger(Path("no/such/folder")).note("a", 1, "id", "x@example", "sent")
        Traceback (most recent call last):
        ...
        kelan_analysis.errors.RunError: the ledger no/such/folder/sent.jsonl cannot be written: No \
such file or directory; nothing is sent without it.
        """
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "release": release, "edition": number,
            "identity": identity, "to": recipient, "status": status,
        }  # fmt: skip
        if why:
            line["reason"] = why
        try:
            with open(self._path, "ab") as file:
                file.write(json_text(line, indent=None, sort_keys=True).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RunError(
                f"the ledger {self._path} cannot be written: {error.strerror or error}; nothing "
                "is sent without it."
            ) from None
        self._status[identity, recipient.lower()] = status

    def _read(self) -> dict[tuple[str, str], str]:
        found = {}
        raw = self._path.read_bytes() if self._path.exists() else b""
        for number, text in enumerate(raw.splitlines(), 1):
            try:
                line = json.loads(text)
                found[line["identity"], line["to"].lower()] = line["status"]
            except (ValueError, KeyError, TypeError):
                raise RunError(
                    f"{self._path}:{number}: the ledger holds lines of JSON. This is none; mend "
                    "it, as without it a brief could be sent twice."
                ) from None
        return found
