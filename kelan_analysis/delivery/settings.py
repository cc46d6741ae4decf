"""`read_settings`: how to reach the mail server; from the environment or a file, never a project.

======================  =========================================================
``KELAN_SMTP_HOST``     name of the server
``KELAN_SMTP_FROM``     the sender's address
``KELAN_SMTP_PORT``     by default 587 with STARTTLS, 465 with TLS, 25 with none
``KELAN_SMTP_SECURITY`` ``starttls`` (default), ``tls``, or ``none`` (loopback only)
``KELAN_SMTP_USER``     for the login, together with
``KELAN_SMTP_PASSWORD`` the password; never printed, logged or written
``KELAN_SMTP_CA``       certificate file of an authority of your own
``KELAN_SMTP_FILE``     a file with lines ``host = "..."``, outside the project
======================  =========================================================
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kelan_analysis.errors import InputError

PREFIX = "KELAN_SMTP_"
KEYS = ("host", "from", "port", "security", "user", "password", "ca")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Settings:
    """How to reach the mail server.

    Examples
    --------
    >>> Settings("mail.example", "a@example", 587, password="secret")
    Settings(host='mail.example', sender='a@example', port=587, security='starttls', user=None, \
ca=None)
    """

    host: str
    sender: str
    port: int
    security: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None


def read_settings(
    environment: Mapping[str, str] | None = None, project: Path | None = None
) -> Settings:
    """Read the settings; a variable goes before the file that ``KELAN_SMTP_FILE`` names.

    Raises
    ------
    InputError
        If something is missing or does not fit, or if the file lies within the project or
        others may read it.

    Examples
    --------
    >>> read_settings({"KELAN_SMTP_HOST": "mail.example", "KELAN_SMTP_FROM": "a@example"}).port
    587
    """
    given = os.environ if environment is None else environment
    found: dict[str, str] = {}
    if given.get(f"{PREFIX}FILE"):
        found |= _read_file(Path(given[f"{PREFIX}FILE"]), project)
    for key in KEYS:
        if given.get(PREFIX + key.upper()):
            found[key] = given[PREFIX + key.upper()]
    for key in ("host", "from"):
        if key not in found:
            raise InputError(
                f"mail needs the setting {key}; set {PREFIX}{key.upper()} or name a file with "
                f"it in {PREFIX}FILE."
            )
    security = found.get("security", "starttls")
    if security not in PORTS:
        raise InputError(
            f"the setting security must be one of {', '.join(PORTS)}. Got {security!r}."
        )
    if security == "none" and found["host"] not in LOOPBACK:
        raise InputError(
            f"mail without TLS stays on this machine. Got security none for {found['host']!r}; "
            "use starttls or tls."
        )
    if ("user" in found) != ("password" in found):
        raise InputError("a login needs both settings, user and password. Got one of them.")
    port = found.get("port", str(PORTS[security]))
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise InputError(f"the setting port must be a number up to 65535. Got {port!r}.")
    return Settings(
        found["host"], found["from"], int(port), security, found.get("user"),
        found.get("password"), found.get("ca"),
    )  # fmt: skip


def _read_file(path: Path, project: Path | None) -> dict[str, str]:
    path = path.expanduser().resolve()
    if project is not None and path.is_relative_to(project.resolve()):
        raise InputError(
            f"secrets stay outside the project. Found the settings of mail in {path}; move the "
            "file elsewhere."
        )
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError(f"only you may read secrets. Others can read {path}; chmod 600 it.")
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}.") from None
    except InputError:
        raise
    except ValueError:
        # What stands in the file is not repeated: it may be the password.
        raise InputError(f'{path}: must be TOML, lines like host = "mail.example".') from None
    for key, value in content.items():
        if key not in KEYS:
            raise InputError(f"{path}: unknown key {key!r}; there are {', '.join(KEYS)}.")
        if not isinstance(value, str | int):
            raise InputError(f"{path}: {key} must be text or a number.")
    return {key: str(value) for key, value in content.items()}
