"""`confine`: what the kernel of a brief gives up before it runs a cell.

A notebook needs its project's files and nothing else: no network, no new privileges, no secrets
of whoever started it. This is least power, not a sandbox: the files of the user stay within
reach. Run as ``python -P -m kelan_analysis.confinement``, this is a kernel that has given up.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress

ASKED = "KELAN_CONFINED"
LET_THROUGH = "KELAN_KERNEL_ENV"  # further names, for notebooks that read variables of their own
MOST_MEGABYTES = 4000
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # of unshare(2)
_NO_NEW_PRIVILEGES = 38  # of prctl(2)
# Names without which Python or its libraries would not find themselves; none holds a secret.
_ALLOWED = re.compile(
    r"PATH|PATHEXT|HOME|USER|LOGNAME|USERNAME|SHELL|TERM|TMP|TEMP|TMPDIR|TZ|LANG|LC_\w+"
    r"|LD_LIBRARY_PATH|DYLD_\w+|VIRTUAL_ENV|CONDA_PREFIX|XDG_(CACHE|CONFIG|DATA|STATE)_(HOME|DIRS)"
    r"|XDG_RUNTIME_DIR|PYTHON\w+|JUPYTER_(PATH|PLATFORM_DIRS|(CONFIG|DATA|RUNTIME)_DIR)|IPYTHONDIR"
    r"|MPLCONFIGDIR|FONTCONFIG_\w+|\w+_NUM_THREADS|SOURCE_DATE_EPOCH|COVERAGE_\w+"
    r"|KELAN_(?!SMTP_|NURSERY$)\w+"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|PROGRAMDATA|USERPROFILE",
    re.IGNORECASE if os.name == "nt" else 0,
)


def allowed_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a kernel is given: those of an allow-list.

    ``KELAN_KERNEL_ENV`` names further ones, between spaces.

    Examples
    --------
    >>> allowed_environment({"PATH": "/bin", "AWS_SECRET_ACCESS_KEY": "s", "KELAN_SMTP_PASSWORD": "s"})
    {'PATH': '/bin'}
    >>> allowed_environment({"MODE": "x", "KELAN_KERNEL_ENV": "MODE"})["MODE"]
    'x'
    """
    more = environment.get(LET_THROUGH, "").split()
    return {
        name: value for name, value in environment.items()
        if _ALLOWED.fullmatch(name) or name in more
    }  # fmt: skip


def confine() -> tuple[str, ...]:
    """Give up the network, new privileges and core dumps; return what is in force.

    On Linux only; elsewhere, and where the system does not let namespaces be made, nothing is
    given up.

    Examples
    --------
    >>> callable(confine)  # for the whole process, and for good
    True
    """
    if sys.platform != "linux":
        return ()
    import resource

    kept = []
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_NEW_NETWORK) == 0:
        kept.append("no network")
    elif libc.unshare(_NEW_USER | _NEW_NETWORK) == 0:
        _map_to_itself(user, group)
        kept.append("no network")
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        kept.append("no new privileges")
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        kept.append("no core dumps")
    return tuple(kept)


def _map_to_itself(user: int, group: int) -> None:
    """In a user namespace of its own, be who one was."""
    for name, line in (
        ("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1"),
    ):  # fmt: skip
        with suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(line)


if __name__ == "__main__":
    if "--probe" in sys.argv:
        print(", ".join(confine()))
    else:
        confine()
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance()
