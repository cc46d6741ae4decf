"""`verify_brief`: whether a brief's PDF agrees with itself, from the PDF alone.

The PDF carries its source text, its figures, its checks and a manifest with their hashes.
Each is held against the others, and the arithmetic is done again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kelan_analysis.checking import run_checks
from kelan_analysis.encodings import decode
from kelan_analysis.errors import InputError
from kelan_analysis.findings import LANGUAGES, MARKS, formula_text, headline, words
from kelan_analysis.releases import read_bytes
from kelan_analysis.table import parse_figures

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.reading.figure import Figure

FORMAT = "kelan-brief/"
MANIFEST = "manifest.json"
CARRIED = ("checks.json", "figures.csv", "source.txt")
# Where a reader begins: once in a file that was written in one piece.
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_ACTIONS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute")
_DEEPEST = 20
# What each page of a brief prints at its foot.
_FOOT = re.compile(r"(?:第\s*(\d+)\s*页\s*共\s*(\d+)\s*页|Page\s+(\d+)\s+of\s+(\d+))\s*$")
# What of a check must come out the same when it is computed again.
_JUDGED = ("relation", "formula", "operands", "result", "printed", "low", "high", "verdict")


@dataclass(frozen=True, slots=True)
class Verified:
    """One thing that was verified: what, whether it agrees, and what was found.

    Examples
    --------
    >>> print(Verified("source.txt", False, "another sha256 than the manifest's"))
    WRONG  source.txt: another sha256 than the manifest's
    """

    what: str
    sound: bool
    found: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.sound else 'WRONG'}  {self.what}: {self.found}"


@dataclass(frozen=True, slots=True)
class _Carried:
    """A reading as far as checks need it, from a PDF's attachments."""

    text: str
    figures: tuple[Figure, ...]


def verify_brief(pdf: Path) -> list[Verified]:
    """Verify a brief from its PDF alone.

    Returns
    -------
    list of Verified
        One for the file, each attachment, the figures in the text, each check and the pages.

    Raises
    ------
    InputError
        If it is no PDF, is cut off or locked, or is no brief.

    Examples
    --------
    >>> verify_brief(Path("README.md"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: README.md: must be a whole PDF. It begins with b'# ke'; \
get the file again.
    """
    files = read_attachments(pdf)
    if MANIFEST not in files:
        raise InputError(f"{pdf}: must be a brief of kelan. It carries no {MANIFEST}.")
    manifest = _json(files, MANIFEST, pdf)
    if not str(manifest.get("format", "")).startswith(FORMAT):
        raise InputError(f"{pdf}: must be a brief of kelan. Its {MANIFEST} is of another format.")
    for kept in ("outputs", "inputs"):
        _listed(manifest, kept, ("name", "sha256"), MANIFEST, pdf)
    return [_verify_file(pdf), *_verify(files, manifest, pdf), *_verify_pages(files, pdf)]


def read_attachments(pdf: Path) -> dict[str, bytes]:
    """Return the files that a PDF carries.

    Examples
    --------
    >>> read_attachments(Path("none.pdf"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: none.pdf: no such file or directory; name a file that can \
be read.
    """
    import io

    import pikepdf

    raw = read_bytes(pdf)
    try:
        with pikepdf.open(io.BytesIO(raw), attempt_recovery=False) as document:
            return {
                name: document.attachments[name].get_file().read_bytes()
                for name in sorted(document.attachments)
            }
    except pikepdf.PasswordError:
        raise InputError(
            f"{pdf}: must open without a password. It is encrypted; get it as it was published."
        ) from None
    except (pikepdf.PdfError, KeyError, RuntimeError, ValueError):  # also of damaged names
        found = "It is cut off or damaged" if raw[:5] == b"%PDF-" else f"It begins with {raw[:4]!r}"
        found = found if raw else "It is empty"
        raise InputError(f"{pdf}: must be a whole PDF. {found}; get the file again.") from None


def _verify_file(pdf: Path) -> Verified:
    """Whether the file is as it was written: in one piece, and not locked since."""
    raw = read_bytes(pdf)
    ends = len(_END.findall(raw))
    if ends != 1:
        found = f"{ends - 1} updates were appended after it was written"
    elif raw[:5] != b"%PDF-" or raw.rstrip()[-5:] != b"%%EOF":
        found = "other bytes stand before or after it"
    elif _is_encrypted(raw):
        found = "was encrypted after it was written"
    elif acts := _actions(raw):
        found = f"acts by itself: {', '.join(acts)}"
    elif wrong := _wrong_page(page_texts(pdf)):
        found = wrong
    else:
        return Verified("file", True, f"{len(raw)} bytes, as written in one piece")
    return Verified("file", False, found)


def _is_encrypted(raw: bytes) -> bool:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(raw)) as document:
        return document.is_encrypted


def _wrong_page(pages: list[str]) -> str:
    """Say which page is not the one that it says it is: one was put in, taken out or moved."""
    for number, text in enumerate(pages, 1):
        said = _FOOT.search(text)
        if not said or [int(one) for one in said.groups() if one] != [number, len(pages)]:
            says = f"prints '{' '.join(said[0].split())}'" if said else "prints no number"
            return f"page {number} of {len(pages)} {says}; pages were added, removed or moved"
    return ""


def _actions(raw: bytes) -> list[str]:
    """Return the actions of a PDF that no brief has; links to the web are none of them."""
    import io

    import pikepdf

    found = set()
    with pikepdf.open(io.BytesIO(raw)) as document:
        for one in document.objects:
            for part in _dictionaries(one):
                kind = str(part.get("/S", ""))
                if kind in _ACTIONS or "/JS" in part:
                    found.add(kind.lstrip("/") or "JavaScript")
    return sorted(found)


def _dictionaries(one: Any, depth: int = 0) -> Iterator[Any]:
    """An object of a PDF and what stands in it, but for what it refers to."""
    import pikepdf

    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        inside = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        inside = list(one)
    else:
        return
    for value in inside:
        if depth < _DEEPEST and isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _verify(files: Mapping[str, bytes], manifest: Any, pdf: Path) -> Iterator[Verified]:
    yield from _verify_files(files, manifest)
    missing = [name for name in CARRIED if name not in files]
    if missing:
        yield Verified("checks", False, f"not computed again without {' and '.join(missing)}")
        return
    try:
        text, _ = decode(files["source.txt"], "source.txt")
        register, _ = decode(files["figures.csv"], "figures.csv")
        figures = parse_figures(register, "figures.csv", text)
    except InputError as error:
        yield Verified("figures", False, str(error))
        yield Verified("checks", False, "not computed again, as figures and text disagree")
        return
    yield Verified("figures", True, f"{len(figures)} stand in source.txt where figures.csv says")
    report = run_checks(_Carried(text, figures))
    yield from _verify_checks(report, _stated_checks(files, pdf))
    said = [headline(report, language) for language in LANGUAGES]
    printed = _squeezed(page_text(pdf))
    sound = any(_squeezed(sentence) in printed for sentence in said)
    wanted = " or ".join(map(repr, said))
    found = "is what the pages print" if sound else f"the pages do not print {wanted}"
    yield Verified("verdict", sound, found)


def _verify_files(files: Mapping[str, bytes], manifest: Any) -> Iterator[Verified]:
    stated = {item["name"]: item["sha256"] for item in manifest.get("outputs", [])}
    sources = [item["sha256"] for item in manifest.get("inputs", []) if _is_source(item["name"])]
    for name in sorted({*CARRIED, *stated}):
        if name not in files:
            yield Verified(name, False, "is missing from the attachments")
            continue
        found = hashlib.sha256(files[name]).hexdigest()
        read = name != "source.txt" or all(_is_text_of(files[name], source) for source in sources)
        if stated.get(name) == found and read:
            yield Verified(name, True, f"sha256 {found[:12]}… as in {MANIFEST}")
        else:
            yield Verified(name, False, f"sha256 {found[:12]}… is not the one in {MANIFEST}")
    for name in sorted(set(files) - set(stated) - {MANIFEST, *CARRIED}):
        yield Verified(name, False, f"is attached but not in {MANIFEST}")


def _is_source(name: str) -> bool:
    return Path(name).name == "source.txt"


def _is_text_of(attached: bytes, sha256: str) -> bool:
    """Whether an attached text, always in UTF-8, is the one of a file in any encoding we read."""
    try:
        text = attached.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any(
        hashlib.sha256(text.encode(encoding, "replace")).hexdigest() == sha256
        for encoding in ("utf-8", "utf-8-sig", "gb18030")
    )


def _verify_checks(report: Report, stated: Any) -> Iterator[Verified]:
    again = {check.id: check.as_json() for check in report.checks}
    shown = {check["id"]: check for check in stated["checks"]}
    for name in sorted({*again, *shown}):
        if name not in shown or name not in again:
            where = "checks.json" if name not in shown else "the arithmetic done again"
            formula = (shown.get(name) or again[name])["formula"]
            yield Verified(name, False, f"{formula} is not in {where}")
            continue
        differing = [field for field in _JUDGED if again[name][field] != shown[name].get(field)]
        if differing:
            field = differing[0]
            yield Verified(
                name,
                False,
                f"{field} is {shown[name].get(field)!r} in checks.json, "
                f"{again[name][field]!r} when computed again",
            )
        else:
            yield Verified(name, True, f"{shown[name]['formula']}: {shown[name]['verdict']}")
    count = {verdict: 0 for verdict in stated["summary"]}
    for check in shown.values():
        count[check["verdict"]] = count.get(check["verdict"], 0) + 1
    agrees = count == stated["summary"]
    yield Verified("summary", agrees, ", ".join(f"{n} {v}" for v, n in count.items() if n))


def _verify_pages(files: Mapping[str, bytes], pdf: Path) -> Iterator[Verified]:
    """Look for each check on the pages: sign, formula and verdict in words.

    What is undecided stands in a table of its own, which gives the reason and not the verdict.
    """
    if "checks.json" not in files:
        return
    printed = _squeezed(page_text(pdf))
    graded = {
        language: words(language)["verdict"] | {"undecidable": ""} for language in LANGUAGES
    }
    checks = _stated_checks(files, pdf)["checks"]
    sound = True
    for check in checks:
        sign = MARKS[check["verdict"]] + check["id"]
        if not any(
            _squeezed(sign + formula_text(check["formula"], language) + said[check["verdict"]])
            in printed
            for language, said in graded.items()
        ):
            sound = False
            found = f"{check['verdict']} in checks.json is not what the pages print"
            yield Verified(check["id"], False, found)
    if sound:
        yield Verified("pages", True, f"print the verdicts of all {len(checks)} checks")


def page_text(pdf: Path) -> str:
    """Return what the pages of a PDF print, page after page.

    Examples
    --------
    >>> page_text(Path("none.pdf"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: none.pdf: no such file or directory; name a file that can \
be read.
    """
    return "\n".join(page_texts(pdf))


def page_texts(pdf: Path) -> list[str]:
    """Return what each page of a PDF prints.

    Examples
    --------
    >>> page_texts(Path("none.pdf"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: none.pdf: no such file or directory; name a file that can \
be read.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(read_bytes(pdf))
        return [page.get_textpage().get_text_range() for page in document]
    except pypdfium2.PdfiumError:
        raise InputError(
            f"{pdf}: must be a whole PDF. Its pages cannot be read; get the file again."
        ) from None


def _squeezed(text: str) -> str:
    """Without white space, which typesetting adds, and without capitals at a sentence's start."""
    return "".join(text.split()).lower()


def _stated_checks(files: Mapping[str, bytes], pdf: Path) -> Any:
    content = _json(files, "checks.json", pdf)
    checks = _listed(content, "checks", ("id", "formula", "verdict"), "checks.json", pdf)
    known = all(check["verdict"] in MARKS for check in checks)
    if not known or not isinstance(content.get("summary"), dict):
        raise InputError(f"{pdf}: must be a brief of kelan. Its checks.json is of another format.")
    return content


def _listed(content: Any, kept: str, fields: Sequence[str], name: str, pdf: Path) -> list[Any]:
    """Return a list of objects that have these texts, else say that the file is another."""
    found = content.get(kept, [] if name == MANIFEST else None)
    if not isinstance(found, list) or not all(
        isinstance(item, dict) and all(isinstance(item.get(field), str) for field in fields)
        for item in found
    ):
        raise InputError(f"{pdf}: must be a brief of kelan. Its {name} has no {kept} as it should.")
    return found


def _json(files: Mapping[str, bytes], name: str, pdf: Path) -> Any:
    try:
        content = json.loads(files[name])
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InputError(f"{pdf}: must be a brief of kelan. Its {name} is not JSON.")
    return content
