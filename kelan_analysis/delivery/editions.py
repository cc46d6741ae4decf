"""`read_edition`: a brief on disk, proven whole, with what a reader is told of it."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kelan_analysis.errors import InputError, RunError

_LEAD = re.compile(r'<p class="lead"[^>]*>(.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
FILES = ("brief.html", "brief.pdf", "checks.json", "figures.csv", "manifest.json")


@dataclass(frozen=True)
class Edition:
    """One edition of a brief.

    Attributes
    ----------
    release, number : str, int
        Name of the release, and number of the edition.
    title, headline, language : str
        What the brief says of itself.
    region, period : str
        Of the release; empty where its folder is not there.
    verdicts : dict
        How many checks came out how.
    identity : str
        Hash of the edition's number and of all that went in: one edition has one identity,
        also where a newer program prints it in other bytes.
    pdf : str
        sha256 of ``brief.pdf``.

    Examples
    --------
    >>> Edition("a", 1, "t", "h", "zh", "甲县", "2023", {"exact": 2}, "00", "11").worst
    'exact'
    """

    release: str
    number: int
    title: str
    headline: str
    language: str
    region: str
    period: str
    verdicts: dict[str, int]
    identity: str
    pdf: str

    @property
    def worst(self) -> str:
        """The gravest verdict of any check; ``none`` where nothing could be checked.

        Examples
        --------
        >>> Edition("a", 1, "", "", "zh", "", "", {"exact": 2, "contradiction": 1}, "", "").worst
        'contradiction'
        """
        grave = ("contradiction", "undecidable", "convention", "rounding", "exact")
        return next((name for name in grave if self.verdicts.get(name)), "none")

    def as_json(self) -> dict[str, Any]:
        """Return the edition as JSON types.

        Examples
        --------
        >>> Edition("a", 1, "", "", "zh", "", "", {}, "", "").as_json()["number"]
        1
        """
        return asdict(self)


def read_edition(folder: Path, project: Path | None = None) -> Edition:
    """Read the brief in a folder; every file must have the hash that its manifest states.

    Raises
    ------
    InputError
        If there is no brief, or its title holds a sign that cannot be seen.
    RunError
        If a file was changed after the brief was made.

    Examples
    --------
    >>> read_edition(Path("reports/none"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: no brief in reports/none; make it with `kelan brief none`.
    """
    try:
        raw = (folder / "manifest.json").read_bytes()
        manifest = json.loads(raw)
        outputs = {item["name"]: item["sha256"] for item in manifest["outputs"]}
        title = manifest["title"]
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        raise InputError(
            f"no brief in {folder}; make it with `kelan brief {folder.name}`."
        ) from None
    for name in FILES[:-1]:
        content = (folder / name).read_bytes() if (folder / name).is_file() else b""
        if hashlib.sha256(content).hexdigest() != outputs.get(name):
            raise RunError(
                f"a brief is delivered as it was made. {folder / name} is not the file that "
                f"manifest.json states; make it again with `kelan brief {folder.name}`."
            )
    _refuse_controls("title", title)
    checks = json.loads((folder / "checks.json").read_bytes())
    page = (folder / "brief.html").read_text("utf-8")
    lead = _LEAD.search(page)
    inputs = sorted(f"{item['name']} {item['sha256']}" for item in manifest["inputs"])
    number = int(manifest.get("edition", 1))
    region, period = _place(folder.name, project)
    return Edition(
        release=folder.name,
        number=number,
        title=title,
        headline=html.unescape(_TAG.sub("", lead[1])).strip() if lead else "",
        language=manifest["parameters"].get("language", "zh"),
        region=region,
        period=period,
        verdicts=checks["summary"],
        identity=hashlib.sha256("\n".join([str(number), *inputs]).encode()).hexdigest(),
        pdf=outputs["brief.pdf"],
    )


def _place(release: str, project: Path | None) -> tuple[str, str]:
    from kelan_analysis.releases import find_project, load_release

    try:
        data = find_project(project) / "data"
    except InputError:
        return "", ""
    if not (data / release / "source.toml").is_file():
        return "", ""
    found = load_release(release, project)
    return found.region, found.period


def _refuse_controls(field: str, text: str) -> None:
    for sign in text:
        if not sign.isprintable() and unicodedata.category(sign) != "Zs":
            raise InputError(
                f"{field}: must be one line of printable text. Found U+{ord(sign):04X}; correct "
                "the title of the source."
            )
