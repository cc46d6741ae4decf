"""`add_document`: a document made a release, with where it comes from and its hash."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kelan_analysis.datapackage import write_description
from kelan_analysis.documents import Document, byline_of, read_document, rounding_note
from kelan_analysis.durability import sync
from kelan_analysis.errors import InputError, KelanError, RunError
from kelan_analysis.exchange import exchange_folders, recover_folder
from kelan_analysis.origins import LONGEST, check_agreement, check_field
from kelan_analysis.regions import find_region
from kelan_analysis.releases import NO_NOTE, Release, find_project, load_release

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

NOT_STATED = "未注明"
# What an edition is made of; a register or declared relations outlive it.
_OF_AN_EDITION = ("source.txt", "source.toml", "cells.csv")
# A title may end with the mark of a note, which is none of its words.
_NOTE_MARK = re.compile(r"\s*(?:[\[［〔]\d{1,2}[\]］〕]|[⁰¹²³⁴-⁹]+)$")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document: its release, and what `add_document` did.

    Attributes
    ----------
    release : Release
    outcome : str
        ``new``, ``unchanged`` (the same content was there already) or ``edition``.
    left_out : tuple of str
        Why other releases could not be described in ``data/datapackage.json``.

    Examples
    --------
    >>> Added.__slots__
    ('release', 'outcome', 'left_out')
    """

    release: Release
    outcome: str
    left_out: tuple[str, ...] = ()


def register_release(source: Path, project: Path | None = None, **about: str | bool | None) -> Release:
    """Do as `add_document`, and return the release.

    Examples
    --------
    >>> about = {"region": "甲县", "title": "公报", "publisher": "甲县统计局", "period": "2023"}
    >>> register_release(Path("README.md"), name="jia", code="9", **about)
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: code must be six digits of GB/T 2260, like 140929. Got '9'.
    """
    return add_document(source, project, **about).release


def add_document(
    source: Path,
    project: Path | None = None,
    *,
    region: str,
    period: str,
    name: str | None = None,
    code: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    address: str | None = None,
    rounding: str | None = None,
    restated: bool = False,
    excerpt: bool = False,
) -> Added:
    """Make a release of a document in ``data/<code>-<name>-<period>/``.

    A text is kept byte for byte; of any other document the text is taken and the document
    kept beside it. The same content again changes nothing; another content becomes a new
    edition, and the old one goes to ``editions/``.

    Parameters
    ----------
    source : Path
        A document of any form that `read_document` takes.
    project : Path, optional
        Any folder in the project; by default the working directory.
    region, period : str
        Where and when; `region` is looked up in GB/T 2260.
    name, code : str, optional
        Short name in Latin letters, and code; by default those of the region.
    title, publisher, published, address : str, optional
        As in ``source.toml``; by default what the document says about itself.
    rounding : str, optional
        The source's own note on rounding, word for word; by default the one in its text.
    restated, excerpt : bool
        Whether the text is in other words than the source, or part of it.

    Raises
    ------
    InputError
        If a field is ill-formed, or the document cannot be taken in.

    Examples
    --------
    >>> add_document(Path("data/140929-kelan-2023/source.txt"), region="岢岚县", period="2023",
    ...              title="干在实处 书写高质量发展新答卷", publisher="忻州日报").outcome
    'unchanged'
    """
    given = {"title": title, "publisher": publisher, "published": published, "address": address}
    _check({**given, "name": name, "code": code, "period": period, "rounding": rounding})
    _check({"region": region})
    place = find_region(region, code, int(period[:4]))
    name = name or place.latin
    if not name:
        raise InputError(
            f"a release has a name in Latin letters. The table of regions has none for {region!r}; "
            "give --name."
        )
    document = read_document(Path(source))
    project = find_project(project)
    folder = project / "data" / f"{place.code}-{name}-{period.replace('/', '_')}"
    with _alone_in(folder.parent):
        recover_folder(folder)
        earlier = load_release(folder.name, project) if folder.exists() else None
        if earlier and _same(document, earlier):
            return _described(folder, "unchanged")
        office, day = byline_of(document.text)
        known = earlier.publisher if earlier else None
        origin = {
            "title": title or _NOTE_MARK.sub("", _one_line(document.title)) or f"{region}{period}",
            "publisher": publisher
            or _one_line(document.publisher)
            or office
            or known
            or NOT_STATED,
            "published": published or document.published or day,
            "address": address,
            "region": place.name if region.endswith(place.name) else region,
            "region_en": earlier.region_en if earlier else None,
            "region_code": place.code,
            "period": period,
            "rounding": rounding or _one_line(rounding_note(document.text)) or NO_NOTE,
        }
        _check(origin)
        check_agreement(origin)
        flags = [flag for flag, said in (("restated", restated), ("excerpt", excerpt)) if said]
        _write(folder, document, origin, flags, earlier)
        return _described(folder, "edition" if earlier else "new")


def _described(folder: Path, outcome: str) -> Added:
    """Describe ``data/`` anew; what fails here leaves the release in its place."""
    left_out: list[str] = []
    try:
        sync(folder.parent)
        write_description(folder, left_out)
        return Added(load_release(folder.name, folder), outcome, tuple(left_out))
    except (OSError, KelanError) as error:
        reason = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise RunError(
            f"{folder.name} is in its place, but data/datapackage.json does not tell of it yet: "
            f"{reason.lower()}. Run the same command again."
        ) from error


def _same(document: Document, release: Release) -> bool:
    hashed = hashlib.sha256(document.raw).hexdigest()
    return hashed in (release.sha256, release.original_sha256)


def _write(
    folder: Path,
    document: Document,
    origin: dict[str, str | None],
    flags: list[str],
    earlier: Release | None,
) -> None:
    """Make the release whole beside its place and exchange it: it is there or it is not."""
    text = document.raw if document.as_it_stands else document.text.encode()
    origin["sha256"] = hashlib.sha256(text).hexdigest()
    if not document.as_it_stands:
        origin["original"] = f"original{document.form}"
        origin["original_sha256"] = hashlib.sha256(document.raw).hexdigest()
    lines = [f"{key} = {_quoted(value)}" for key, value in origin.items() if value]
    lines += [f"{flag} = true" for flag in flags]
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".work"))
    try:
        work.chmod(0o755)
        if earlier:
            _keep_earlier(work, earlier)
        (work / "source.txt").write_bytes(text)
        (work / "source.toml").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
        if not document.as_it_stands:
            (work / str(origin["original"])).write_bytes(document.raw)
        if cells := document.cells_csv():
            (work / "cells.csv").write_text(cells, "utf-8", newline="")
        for path in (*work.rglob("*"), work):
            sync(path)
        if earlier:
            exchange_folders(work, folder)
        else:
            os.rename(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One at a time, where the system locks folders: no lock file lies about in ``data/``."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive that knows no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _keep_earlier(work: Path, earlier: Release) -> None:
    """Copy what a person has made, and put the earlier text into ``editions/<n>/``."""
    shutil.copytree(earlier.path, work, dirs_exist_ok=True)
    kept = work / "editions" / str(earlier.edition)
    kept.mkdir(parents=True)
    for file in (*_OF_AN_EDITION, earlier.original):
        if file and (work / file).is_file():
            os.rename(work / file, kept / file)


def _check(fields: dict[str, str | None]) -> None:
    for name, value in fields.items():
        if value is not None:
            check_field(name, value)


def _one_line(text: str | None) -> str:
    """What a document says about itself, without line ends or signs that do not print."""
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())[:LONGEST]


def _quoted(value: str) -> str:
    """A JSON string of printable characters is a TOML string."""
    return json.dumps(value, ensure_ascii=False)
