"""`Release`: a published text on disk, with where it comes from and a hash that proves it.

A release is a folder of `data/`: ``source.txt`` (the text, never edited) and
``source.toml`` (title, publisher, region, period, sha256 and the source's own note on
rounding). Text is taken byte for byte: newlines are not translated, so a span into the text
means the same on every machine.
"""

from __future__ import annotations

import difflib
import errno
import hashlib
import os
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kelan_analysis.encodings import decode
from kelan_analysis.errors import InputError, RunError
from kelan_analysis.origins import check_agreement, check_field

LARGEST = 20_000_000  # bytes; the longest statistical yearbook chapter seen has 2 million
NO_NOTE = "none printed"
_REQUIRED = ("title", "publisher", "region", "region_code", "period", "sha256", "rounding")
_OPTIONAL = ("region_en", "published", "address", "original", "original_sha256")
_FLAGS = ("restated", "excerpt")
# What a system is short of is no fault of the file.
_SHORT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One published text and where it comes from.

    Attributes
    ----------
    name, path : str, Path
        Folder name, ``140929-kelan-2023``, and the folder.
    text, encoding, sha256 : str
        The text as it stands (a byte order mark apart), the encoding of its file, and the
        hash of the file's bytes.
    title, publisher, region, region_code, period : str
        From ``source.toml``; `region_code` is the code of GB/T 2260.
    region_en : str or None
        The region's English name, for briefs in English.
    published, address : str or None
        Date and address of the publication, as far as they are known.
    rounding : str or None
        The source's own note on rounding; None where it prints none.
    restated : bool
        True where the text states published figures in other words than the source.
    excerpt : bool
        True where the text is part of what was published.
    original, original_sha256 : str or None
        The document that the text was taken from, kept beside it, and its hash.
    edition : int
        1, and one more for each earlier text that is kept in ``editions/``.

    Examples
    --------
    >>> release = load_release("140929-kelan-2023")
    >>> release.region, release.period, release.rounding
    ('岢岚县', '2023', None)
    """

    name: str
    path: Path
    text: str
    title: str
    publisher: str
    published: str | None
    region: str
    region_code: str
    period: str
    address: str | None
    sha256: str
    rounding: str | None
    encoding: str
    restated: bool = False
    excerpt: bool = False
    region_en: str | None = None
    original: str | None = None
    original_sha256: str | None = None
    edition: int = 1


def find_project(start: Path | None = None) -> Path:
    """Return the nearest folder upwards that holds ``data/`` and ``notebooks/``.

    Parameters
    ----------
    start : Path, optional
        Where to begin; by default the working directory.

    Raises
    ------
    InputError
        If no folder up to the root is a project.

    Examples
    --------
    >>> project = find_project()
    >>> (project / "data").is_dir(), (project / "notebooks").is_dir()
    (True, True)
    """
    try:
        start = (start or Path.cwd()).absolute()
    except FileNotFoundError:
        raise InputError(
            "a project is looked for from the working directory upwards. That is gone; go into "
            "one that is there."
        ) from None
    for folder in (start, *start.parents):
        if (folder / "data").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise InputError(
        "a project is a folder that holds data/ and notebooks/. "
        f"Found none from {start} upwards; go into one or pass --project DIR."
    )


def release_names(project: Path | None = None) -> list[str]:
    """Return the names of all releases of a project, sorted.

    Examples
    --------
    >>> "140929-kelan-2023" in release_names()
    True
    """
    data = find_project(project) / "data"
    # What begins with a dot is work in hand, or was when it was killed. A folder that cannot be
    # listed is an error; to glob() it would be empty.
    names = (name for name in os.listdir(data) if name[0] != ".")
    return sorted(name for name in names if (data / name / "source.toml").is_file())


def load_release(name: str, project: Path | None = None) -> Release:
    """Load a release and prove that its text is the one that was registered.

    Parameters
    ----------
    name : str
        Folder name below ``data/``.
    project : Path, optional
        Any folder in the project; by default the working directory.

    Raises
    ------
    InputError
        If there is no such release, ``source.toml`` is incomplete, or the text's hash is
        not the registered one.

    Examples
    --------
    >>> load_release("140929-kelan-2023").text[-20:-1]
    '答卷,见证了岢岚高质量发展的丰硕成果。'
    """
    data = find_project(project) / "data"
    path = data / name
    # Looking at all folders for each of thousands of releases would take minutes.
    if not name or Path(name).name != name or not (path / "source.toml").is_file():
        names = release_names(project)
        raise InputError(
            f"release must be a folder of data/. Got {name!r}; {_nearest(name, names)}"
        )
    origin = _read_origin(path / "source.toml")
    raw = read_bytes(path / "source.txt")
    found = hashlib.sha256(raw).hexdigest()
    if found != origin["sha256"]:
        raise InputError(
            f"{path / 'source.txt'}: the text must be the one that source.toml registers "
            f"(sha256 {origin['sha256'][:12]}…). Found {found[:12]}…; restore the file, or "
            "register the new text as a release of its own."
        )
    text, encoding = decode(raw, str(path / "source.txt"))
    edition = 1 + sum(1 for old in path.glob("editions/*/source.toml"))
    return Release(
        name=name, path=path, text=text, encoding=encoding, edition=edition, **origin
    )  # fmt: skip


def read_text(path: Path | str) -> tuple[str, str]:
    """Read a text file as it stands; return the text and the encoding it was in.

    Newlines are not translated; a byte order mark is dropped. See
    `kelan_analysis.encodings.decode` for the encodings.

    Raises
    ------
    InputError
        If it is no regular file, is empty, too large, binary, or in another encoding.

    Examples
    --------
    >>> text, encoding = read_text("data/140929-kelan-2023/source.txt")
    >>> text[45:51], encoding
    ('50.9亿元', 'utf-8')
    """
    return decode(read_bytes(Path(path)), str(path))


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """Read a regular file of at most so many bytes.

    A pipe or device is refused before it is opened: opening one can hang for ever.

    Examples
    --------
    >>> read_bytes(Path("data"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: data: not a regular file but a folder; name a file in it.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: not a regular file but {_sort_of_file(status.st_mode)}")
        if status.st_size > largest:
            raise InputError(too_large(str(path), status.st_size, largest))
        # Files of the system say that they are empty, and then wait or tell of the moment.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            raw = file.read(largest + 1)
        if raw is None or (raw and not status.st_size):
            raise InputError(f"{path}: not a file at rest, but one of the system; name a text file.")
        if len(raw) > largest:
            raise InputError(too_large(str(path), len(raw), largest))
        return raw
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        if getattr(error, "errno", None) in _SHORT:
            raise RunError(f"{path}: {os.strerror(error.errno).lower()}; try again.") from None
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise InputError(f"{path}: {reason}; name a file that can be read.") from None


def too_large(name: str, size: int, largest: int = LARGEST) -> str:
    """Say that an input is over the limit, in the words of every refusal.

    Examples
    --------
    >>> too_large("a.txt", 30_000_000)
    'a.txt: a text may have at most 20 MB. Found 30.0 MB; pass the part that states the figures.'
    """
    return (
        f"{name}: a text may have at most {largest // 1_000_000} MB. "
        f"Found {size / 1e6:.1f} MB; pass the part that states the figures."
    )


def _sort_of_file(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder; name a file in it."
    if stat.S_ISFIFO(mode):
        return "a pipe; pass - and send it to standard input."
    return "a device or socket; name a text file."


def _read_origin(toml: Path) -> dict[str, str | bool | None]:
    """Read ``source.toml``: all required keys, no unknown one, text where text belongs."""
    text, _ = read_text(toml)
    try:
        origin = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{toml}: must be TOML. {error}.") from None
    except RecursionError:
        raise InputError(f"{toml}: must be TOML of keys and texts. It is nested too deep.") from None
    for key, value in origin.items():
        if key not in (*_REQUIRED, *_OPTIONAL, *_FLAGS):
            nearest = _nearest(key, [*_REQUIRED, *_OPTIONAL, *_FLAGS])
            raise InputError(f"{toml}: unknown key {key!r}; {nearest}")
        wanted, words = (bool, "true or false") if key in _FLAGS else (str, "text in quotes")
        if not isinstance(value, wanted) or value == "":
            raise InputError(f"{toml}: {key} must be {words}. Got {value!r}.")
    for key in _REQUIRED:
        if key not in origin:
            raise InputError(f"{toml}: {key} is missing; a release states {', '.join(_REQUIRED)}.")
    try:
        for key, value in origin.items():
            if key not in (*_FLAGS, "rounding"):  # a note is quoted as it stands
                check_field(key, value)
        check_agreement(origin)
    except InputError as error:
        raise InputError(f"{toml}: {error}") from None
    note = origin["rounding"]
    return {
        **dict.fromkeys(_OPTIONAL),
        **origin,
        "rounding": None if note == NO_NOTE else note,
    }


def _nearest(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    if close:
        return f"the nearest is {close[0]!r}."
    return f"there are {', '.join(names)}." if names else "there are none yet."
