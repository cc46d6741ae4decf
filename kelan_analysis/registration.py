"""`register_release`: a text made a release, with where it comes from and its hash."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from kelan_analysis.datapackage import write_description
from kelan_analysis.encodings import decode
from kelan_analysis.errors import InputError
from kelan_analysis.releases import NO_NOTE, Release, find_project, load_release, read_bytes

# Field: what it must match, and in words.
_FORMS = {
    "code": (r"\d{6}", "six digits of GB/T 2260, like 140929"),
    "name": (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "small Latin letters, digits and hyphens, like kelan"),
    "period": (
        r"\d{4}(-(H[12]|Q[1-4]|(0[1-9]|1[0-2])(/(0[1-9]|1[0-2]))?))?",
        "a year, half, quarter or months: 2023, 2023-H1, 2023-Q3, 2023-01/06",
    ),
    "published": (r"\d{4}(-\d\d(-\d\d)?)?", "a date, like 2024-01-29"),
}


def register_release(
    source: Path,
    project: Path | None = None,
    *,
    name: str,
    code: str,
    region: str,
    period: str,
    title: str,
    publisher: str,
    published: str | None = None,
    address: str | None = None,
    rounding: str | None = None,
    restated: bool = False,
    excerpt: bool = False,
) -> Release:
    """Copy a text into ``data/<code>-<name>-<period>/`` and state its origin beside it.

    Parameters
    ----------
    source : Path
        A text file; its bytes are kept as they are.
    project : Path, optional
        Any folder in the project; by default the working directory.
    name, code, region, period, title, publisher, published, address : str
        As in ``source.toml``.
    rounding : str, optional
        The source's own note on rounding, word for word; by default none is printed.
    restated, excerpt : bool
        Whether the text is in other words than the source, or part of it.

    Raises
    ------
    InputError
        If a field is ill-formed, the text is none, or the release is there already.

    Examples
    --------
    >>> about = {"region": "甲县", "title": "公报", "publisher": "甲县统计局", "period": "2023"}
    >>> register_release(Path("README.md"), name="jia", code="9", **about)
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: code must be six digits of GB/T 2260, like 140929. Got '9'.
    """
    origin = {
        "title": title,
        "publisher": publisher,
        "published": published,
        "address": address,
        "region": region,
        "region_code": code,
        "period": period,
    }
    _check({**origin, "name": name, "code": code, "rounding": rounding})
    raw = read_bytes(source)
    decode(raw, str(source))
    origin["sha256"] = hashlib.sha256(raw).hexdigest()
    origin["rounding"] = rounding or NO_NOTE
    lines = [f"{key} = {_quoted(value)}" for key, value in origin.items() if value is not None]
    lines += [
        f"{key} = true" for key, said in (("restated", restated), ("excerpt", excerpt)) if said
    ]

    data = find_project(project) / "data"
    folder = data / f"{code}-{name}-{period.replace('/', '_')}"
    if folder.exists():
        raise InputError(
            f"a release is never overwritten. {folder} exists; choose another name or period."
        )
    # Made whole beside its place: a release is there with its origin or not at all.
    work = Path(tempfile.mkdtemp(dir=data, prefix="."))
    try:
        (work / "source.txt").write_bytes(raw)
        (work / "source.toml").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
        work.chmod(0o755)
        os.rename(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    write_description(project)
    return load_release(folder.name, project)


def _check(fields: dict[str, str | None]) -> None:
    for name, value in fields.items():
        if value is None:
            continue
        pattern, words = _FORMS.get(name, (r".*\S.*", "text on one line"))
        if not re.fullmatch(pattern, value, re.ASCII) or not value.isprintable():
            raise InputError(f"{name} must be {words}. Got {value!r}.")


def _quoted(value: str) -> str:
    """A JSON string of printable characters is a TOML string."""
    return json.dumps(value, ensure_ascii=False)
