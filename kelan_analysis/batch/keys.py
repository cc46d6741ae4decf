"""`brief_key`: what a brief is made of, as one hash; the same hash, the same brief.

Into it go the release's folder (source, register, declared checks), the parameters, the
notebook, this package, every installed distribution and the fonts.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]


@functools.cache
def program_key() -> str:
    """Return the hash of all that makes briefs: this package, what is installed, the fonts.

    Examples
    --------
    >>> len(program_key())
    64
    """
    from kelan_analysis.briefs.typesetting import font_folder

    installed = sorted(
        f"{found.name.lower()}=={found.version}" for found in metadata.distributions()
    )
    code = (path for path in PACKAGE.rglob("*") if "__pycache__" not in path.parts)
    return _digest(
        [
            platform.python_version(),
            "\n".join(installed),
            folder_key(PACKAGE, code),
            folder_key(font_folder(), font_folder().glob("*CJKsc*")),
        ]
    )


def brief_key(release: Path, notebook: Path, parameters: Mapping[str, Any]) -> str:
    """Return the key of the brief of a release.

    Parameters
    ----------
    release : Path
        The folder of the release.
    notebook : Path
        The notebook of the brief.
    parameters : mapping
        All its parameters, checked.

    Examples
    --------
    >>> folder, notebook = Path("data/140929-kelan-2023"), Path("notebooks/brief.ipynb")
    >>> one, other = (brief_key(folder, notebook, {"language": name}) for name in ("zh", "en"))
    >>> one == other, one == brief_key(folder, notebook, {"language": "zh"})
    (False, True)
    """
    given = json.dumps(parameters, ensure_ascii=False, sort_keys=True)
    notebook_key = _file_key(notebook, notebook.stat().st_mtime_ns)
    return _digest(
        [program_key(), notebook_key, given, folder_key(release, release.rglob("*"))]
    )


def folder_key(folder: Path, paths: Iterable[Path]) -> str:
    """Return the hash of the names and contents of files.

    Examples
    --------
    >>> folder_key(Path("data"), []) == folder_key(Path("notebooks"), [])
    True
    """
    return _digest(
        f"{path.relative_to(folder).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(paths)
        if path.is_file()
    )


def remember(out: Path, key: str) -> None:
    """Write down of which key the brief in a folder is.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     out = Path(name) / "a"
    ...     out.mkdir()
    ...     made = (out / "manifest.json").write_text('{"outputs": []}')
    ...     remember(out, "k1")
    ...     unchanged(out, "k1"), unchanged(out, "k2")
    (True, False)
    """
    manifest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    content = json.dumps({"key": key, "manifest": manifest}, sort_keys=True) + "\n"
    descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".work", dir=out.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    os.replace(name, _memory(out))


def unchanged(out: Path, key: str) -> bool:
    """Return whether the brief of this key is there, whole: every file has its hash.

    Examples
    --------
    >>> unchanged(Path("no/such/brief"), "k1")
    False
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(_memory(out).read_bytes())
        manifest = (out / "manifest.json").read_bytes()
        if known["key"] != key or known["manifest"] != hashlib.sha256(manifest).hexdigest():
            return False
        return all(
            hashlib.sha256((out / item["name"]).read_bytes()).hexdigest() == item["sha256"]
            for item in json.loads(manifest)["outputs"]
            if item["name"] != "source.txt"
        )
    return False


def _memory(out: Path) -> Path:
    return out.parent / f".{out.name}.key"


@functools.lru_cache(maxsize=8)
def _file_key(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(parts: Iterable[str]) -> str:
    made = hashlib.sha256()
    for part in parts:
        made.update(hashlib.sha256(part.encode()).digest())
    return made.hexdigest()
