"""`publish_site`: the briefs of a reports folder as a static site, edition beside edition.

An edition that was published stays as it was; a later one stands beside it. A folder is
renamed into place when it is whole, and the pages that lead to it are replaced after it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kelan_analysis.delivery.editions import FILES, read_edition
from kelan_analysis.delivery.pages import atom_feed, index_page, release_page
from kelan_analysis.durability import write_whole
from kelan_analysis.errors import InputError, KelanError, RunError
from kelan_analysis.escapes import json_text

REGISTER = "editions.json"


@dataclass
class Published:
    """What a publication did: editions added, releases in all, and what could not be published.

    Examples
    --------
    >>> Published().added
    []
    """

    added: list[str] = field(default_factory=list)
    releases: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def publish_site(
    reports: Path, site: Path, *, project: Path | None = None, language: str = "zh"
) -> Published:
    """Add the briefs of `reports` to a site, and write its pages.

    Parameters
    ----------
    reports, site : Path
        Where the briefs are, and the folder of the site; made if it is not there.
    project : Path, optional
        Where the releases are, for their regions and periods.
    language : str
        Of the index and the feed.

    Raises
    ------
    InputError
        If there is no brief at all, or the site's folder holds something else.

    Examples
    --------
    >>> publish_site(Path("no/reports"), Path("site"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: no brief in no/reports; make some with `kelan batch --all`.
    """
    from filelock import FileLock, Timeout

    if reports.is_dir():
        next(reports.iterdir(), None)  # glob would pass over a folder that may not be read
    manifests = sorted(reports.glob("[!.]*/manifest.json"))
    folders = [path.parent for path in manifests if not _is_comparison(path)]
    if not folders:
        raise InputError(f"no brief in {reports}; make some with `kelan batch --all`.")
    if site.exists() and not (site / REGISTER).exists():
        # A lock and what a killed run was writing are none of another's files.
        if any(path.name[0] != "." or path.suffix not in ("", ".work") for path in site.iterdir()):
            raise InputError(
                f"a site is written to a folder of its own. {site} holds other files; name an "
                "empty folder."
            )
    try:
        site.mkdir(parents=True, exist_ok=True)
        with FileLock(site / ".lock", timeout=60):
            return _publish(folders, site, project, language)
    except Timeout:
        raise RunError(f"one run at a time may publish; another holds {site}.") from None
    except OSError as error:
        raise RunError(
            f"the site could not be written to {site}: {error.strerror or error}. What was "
            "published before is untouched."
        ) from error


def _is_comparison(manifest: Path) -> bool:
    """Whether a brief compares releases: it is an edition of none of them."""
    try:
        return "comparison.csv" in {item["name"] for item in json.loads(manifest.read_bytes())["outputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False  # what is wrong with it is said where it is read


def _publish(
    folders: list[Path], site: Path, project: Path | None, language: str
) -> Published:
    for left in (*site.glob(".*.work"), *site.glob("*/.*.work")):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    if not (site / REGISTER).exists():  # from here on the folder is a site, whatever fails
        _write(site / REGISTER, json_text({}))
    register: dict[str, list[dict[str, Any]]] = _read(site / REGISTER)
    done = Published()
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for folder in folders:
        try:
            edition = read_edition(folder, project)
        except KelanError as error:
            done.refused[folder.name] = str(error)
            continue
        listed = register.setdefault(edition.release, [])
        if any(one["pdf"] == edition.pdf for one in listed):
            continue
        entry = edition.as_json() | {"worst": edition.worst, "published": moment}
        same = [one for one in listed if one["number"] == edition.number]
        entry["folder"] = f"{edition.number}.{len(same)}" if same else str(edition.number)
        _place(folder, site / edition.release / entry["folder"])
        listed.append(entry)
        done.added.append(f"{edition.release} {edition.number}")
    for release in sorted(register):
        _write(site / release / "index.html", release_page(register[release], language))
    last = [register[name][-1] for name in sorted(register) if register[name]]
    text = json_text(register, sort_keys=True)
    _write(site / REGISTER, text)
    _write(site / "index.html", index_page(last, language))
    _write(site / "feed.xml", atom_feed([e for listed in register.values() for e in listed], language))
    done.releases = len(last)
    return done


def _place(folder: Path, target: Path) -> None:
    """Copy an edition, whole or not at all."""
    target.parent.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".edition.", suffix=".work", dir=target.parent.parent))
    try:
        for name in FILES:
            shutil.copyfile(folder / name, work / name)
            (work / name).chmod(0o644)
        work.chmod(0o755)
        if target.exists():  # of a run that was killed before it was registered
            shutil.rmtree(target)
        os.replace(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found: Mapping[str, Any] = json.loads(path.read_bytes())
        return dict(found)
    except ValueError:
        raise InputError(f"{path}: must be the register of a site. It is not JSON.") from None


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_bytes() != text.encode("utf-8"):
        write_whole(path, text.encode("utf-8"))
