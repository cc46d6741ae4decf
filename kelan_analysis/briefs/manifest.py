"""`manifest.json`: hashes of what went in and what came out, parameters and versions."""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Iterable, Mapping
from importlib import metadata
from typing import Any

from kelan_analysis.escapes import json_text

PACKAGES = (
    "kelan-analysis", "jupyter-client", "matplotlib", "mplfonts", "nbconvert", "nh3", "pandas",
    "papermill", "seaborn", "typst",
)  # fmt: skip


def make_manifest(
    *,
    title: str,
    notebook: Mapping[str, Any],
    parameters: Mapping[str, Any],
    inputs: Iterable[Mapping[str, Any]],
    outputs: Mapping[str, bytes],
    edition: int = 1,
    changes: Iterable[Mapping[str, Any]] = (),
) -> bytes:
    """Return the manifest as JSON, sorted, the same for the same brief.

    Examples
    --------
    >>> made = make_manifest(title="t", notebook={}, parameters={}, inputs=[], outputs={"a": b""})
    >>> b'"bytes": 0' in made
    True
    """
    manifest = {
        "format": "kelan-brief/1",
        "edition": edition,
        "changes": [dict(change) for change in changes],
        "title": title,
        "notebook": dict(notebook),
        "parameters": dict(parameters),
        "inputs": sorted((dict(item) for item in inputs), key=lambda item: item["name"]),
        "outputs": [describe(name, outputs[name]) for name in sorted(outputs)],
        "versions": versions(),
    }
    return as_json(manifest)


def describe(name: str, content: bytes) -> dict[str, Any]:
    """Return name, hash and size of a file.

    Examples
    --------
    >>> describe("a.txt", b"a")["sha256"][:8]
    'ca978112'
    """
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions of what a brief's bytes depend on.

    Examples
    --------
    >>> sorted(versions())[:2]
    ['jupyter-client', 'kelan-analysis']
    """
    found = {name: metadata.version(name) for name in PACKAGES}
    return found | {"python": platform.python_version()}


def as_json(content: Any) -> bytes:
    """Write JSON with sorted keys and a final newline.

    Examples
    --------
    >>> as_json({"b": 1, "a": "岢"}).decode()
    '{\\n "a": "岢",\\n "b": 1\\n}\\n'
    """
    return json_text(content, sort_keys=True).encode("utf-8")
