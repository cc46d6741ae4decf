"""`send_brief`: the PDF to each recipient, at most once an edition, with retries and a reason."""

from __future__ import annotations

import base64
import email.policy
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from pathlib import Path

from kelan_analysis.delivery.editions import Edition, read_edition
from kelan_analysis.delivery.ledger import Ledger
from kelan_analysis.delivery.pages import WORDS
from kelan_analysis.delivery.settings import Settings
from kelan_analysis.errors import InputError

WAITS = (2.0, 8.0, 30.0)  # seconds before the second, third and fourth try
TIMEOUT = 60
_ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\[\]\x00-\x1f\x7f]+@[^\s@<>(),;:\\\"\[\]\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Sent:
    """What became of one message.

    Attributes
    ----------
    recipient, status : str
        ``sent``, ``would send``, ``already sent``, ``unknown`` (the connection broke after all
        was said, so it may have arrived) or ``failed``.
    reason : str
        Why it was not sent.

    Examples
    --------
    >>> print(Sent("x@example", "failed", "550 no such mailbox"))
    failed  x@example: 550 no such mailbox
    """

    recipient: str
    status: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.status}  {self.recipient}{': ' if self.reason else ''}{self.reason}"

    @property
    def sound(self) -> bool:
        """Whether the recipient has the brief, or would have it.

        Examples
        --------
        >>> Sent("x@example", "already sent").sound
        True
        """
        return self.status in ("sent", "already sent", "would send")


def send_brief(
    folder: Path,
    recipients: Sequence[str],
    settings: Settings,
    *,
    project: Path | None = None,
    dry: bool = False,
    again: bool = False,
    waits: Sequence[float] = WAITS,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Sent]:
    """Mail the PDF of a brief to each recipient that does not have this edition.

    Parameters
    ----------
    folder : Path
        The brief: ``reports/<release>``.
    recipients : sequence of str
        Addresses; each gets a message of its own.
    settings : Settings
        The mail server.
    dry : bool
        Only say what would be sent.
    again : bool
        Also to those of whom nobody knows whether they have it.
    waits : sequence of float
        Seconds before each further try after a failure that may pass.

    Examples
    --------
    >>> send_brief(Path("reports/a"), ["x at example"], Settings("mail.example", "a@example", 25))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: an address must be like name@place.example. Got 'x at example'.
    """
    for address in (settings.sender, *recipients):
        if not _ADDRESS.fullmatch(address):
            raise InputError(f"an address must be like name@place.example. Got {address!r}.")
    edition = read_edition(folder, project)
    ledger = Ledger(folder.parent)
    found = []
    with ledger.held():
        for recipient in dict.fromkeys(recipients):
            status = ledger.status(edition.identity, recipient)
            if status == "sent":
                found.append(Sent(recipient, "already sent"))
            elif status == "sending" and not again:
                found.append(Sent(recipient, "unknown", _UNKNOWN))
            elif dry:
                found.append(Sent(recipient, "would send"))
            else:
                message = make_message(edition, folder, settings.sender, recipient)
                post = _Post(message, settings, recipient, ledger, edition)
                found.append(post.deliver(waits, sleep))
    return found


def make_message(edition: Edition, folder: Path, sender: str, recipient: str) -> EmailMessage:
    """Return the message: what the brief says, how to verify it, and the PDF.

    Examples
    --------
    >>> import tempfile
    >>> one = Edition("a", 1, "岢岚", "好。", "zh", "岢岚县", "2023", {"exact": 1}, "ab", "00")
    >>> with tempfile.TemporaryDirectory() as name:
    ...     written = (Path(name) / "brief.pdf").write_bytes(b"%PDF-")
    ...     message = make_message(one, Path(name), "a@example", "x@example")
    >>> message["Subject"], [part.get_filename() for part in message.iter_attachments()]
    ('岢岚', ['a-1.pdf'])
    """
    said = WORDS[edition.language]
    later = f" ({said['edition'].format(edition.number)})" if edition.number > 1 else ""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = edition.title + later
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = format_datetime(localtime())
    # The same edition has the same name: a server or reader can drop a second copy.
    message["Message-ID"] = f"<{edition.identity[:32]}.{_tag(recipient)}@{sender.split('@')[1]}>"
    message["Auto-Submitted"] = "auto-generated"
    counts = "\n".join(
        f"{said['verdicts'][name]}  {count}"
        for name, count in edition.verdicts.items()
        if count and name in said["verdicts"]
    )
    verify = f"kelan verify {edition.release}-{edition.number}.pdf"
    message.set_content(f"{edition.headline}\n\n{counts}\n\n{verify}\nsha256 {edition.pdf}\n")
    message.add_attachment(
        (folder / "brief.pdf").read_bytes(), maintype="application", subtype="pdf",
        filename=f"{edition.release}-{edition.number}.pdf",
    )  # fmt: skip
    return message


_UNKNOWN = "the connection broke when all was said; ask the recipient, then use --again"


class _Post:
    """One message on its way."""

    def __init__(
        self, message: EmailMessage, settings: Settings, recipient: str, ledger: Ledger,
        edition: Edition,
    ) -> None:  # fmt: skip
        self.message, self.settings, self.recipient = message, settings, recipient
        self.ledger, self.edition = ledger, edition
        self.said_all = False

    def deliver(self, waits: Sequence[float], sleep: Callable[[float], None]) -> Sent:
        for wait in (*waits, None):
            passes, why = self._try_once()
            if not why:
                return Sent(self.recipient, "sent")
            if self.said_all:
                return Sent(self.recipient, "unknown", _UNKNOWN)
            if not passes or wait is None:
                break
            sleep(wait)
        self._note("failed", why)
        return Sent(self.recipient, "failed", why)

    def _try_once(self) -> tuple[bool, str]:
        """Return whether a failure may pass, and its reason; no reason means success."""
        self.said_all = False
        try:
            with self._connected() as server:
                self._hand_over(server)
            return False, ""
        except smtplib.SMTPAuthenticationError as error:
            return False, f"the login was refused: {self._clean(error.smtp_code, error.smtp_error)}"
        except smtplib.SMTPResponseException as error:
            self.said_all = False  # it answered: no message was taken
            return 400 <= error.smtp_code < 500, self._clean(error.smtp_code, error.smtp_error)
        except smtplib.SMTPServerDisconnected:
            return True, "the server closed the connection"
        except smtplib.SMTPNotSupportedError:
            return False, "the server does not offer TLS or a login; see KELAN_SMTP_SECURITY"
        except ssl.SSLCertVerificationError as error:
            return False, f"the server's certificate does not hold: {error.verify_message}"
        except (OSError, smtplib.SMTPException) as error:
            return True, self._clean(None, str(getattr(error, "strerror", None) or error))

    def _connected(self) -> smtplib.SMTP:
        settings = self.settings
        context = ssl.create_default_context(cafile=settings.ca)
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user and settings.password:
                server.login(settings.user, settings.password)
        except BaseException:
            server.close()
            raise
        return _Closing(server)  # type: ignore[return-value]

    def _hand_over(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        for command, answer in (
            (f"MAIL FROM:<{self.settings.sender}>", 250),
            (f"RCPT TO:<{self.recipient}>", 250),
            ("DATA", 354),
        ):
            code, said = server.docmd(command)
            if code != answer and not (answer == 250 and code == 251):
                raise smtplib.SMTPResponseException(code, said)
        # From here on it may have arrived: written down before, not after.
        self._note("sending")
        content = smtplib._quote_periods(self.message.as_bytes())  # type: ignore[attr-defined]
        server.send(content + b".\r\n")
        self.said_all = True
        code, said = server.getreply()
        if code != 250:
            raise smtplib.SMTPResponseException(code, said)
        self._note("sent")
        self.said_all = False

    def _note(self, status: str, why: str = "") -> None:
        edition = self.edition
        self.ledger.note(
            edition.release, edition.number, edition.identity, self.recipient, status, why
        )

    def _clean(self, code: int | None, said: bytes | str) -> str:
        """Return a server's words on one line, without the secrets that it may repeat."""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        for secret in _disguises(self.settings):
            text = text.replace(secret, "***")
        text = "".join(sign if sign.isprintable() else " " for sign in text)
        return " ".join(f"{code or ''} {text}".split())[:300] or "the server gave no reason"


class _Closing:
    """A server that is closed whatever happens; leaving it politely must not fail a message."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def __enter__(self) -> smtplib.SMTP:
        return self._server

    def __exit__(self, *_: object) -> None:
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()


def _disguises(settings: Settings) -> list[str]:
    """Return the password as it is, and as logins write it."""
    if not settings.password:
        return []
    user, word = settings.user or "", settings.password
    plain = [word, f"\0{user}\0{word}", f"{user}\0{user}\0{word}"]
    return plain + [base64.b64encode(text.encode()).decode() for text in plain]


def _tag(recipient: str) -> str:
    import hashlib

    return hashlib.sha256(recipient.lower().encode()).hexdigest()[:16]
