"""`describe_data`: ``data/`` as a Data Package (version 2), with a hash for every file.

The description is written by ``python -m kelan_analysis.datapackage`` and a test holds it to
what is on disk.
"""

from __future__ import annotations

import hashlib
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from kelan_analysis.durability import write_whole
from kelan_analysis.errors import InputError
from kelan_analysis.escapes import json_text
from kelan_analysis.register import REGISTER_COLUMNS
from kelan_analysis.releases import Release, find_project, load_release, release_names
from kelan_analysis.table import table_schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA = "schemas/figures.json"


def describe_data(
    project: Path | None = None, left_out: list[str] | None = None
) -> dict[str, Any]:
    """Describe all releases of a project.

    Parameters
    ----------
    project : Path, optional
        Any folder in the project; by default the working directory.
    left_out : list of str, optional
        Given, a release that cannot be loaded is left out, and why is added to the list.

    Returns
    -------
    dict
        A Data Package: one resource a file, each with path, media type, bytes and hash; the
        registers of figures with their Table Schema.

    Examples
    --------
    >>> package = describe_data()
    >>> [resource["name"] for resource in package["resources"]][:2]
    ['140929-kelan-2023-source', '140929-kelan-2023-origin']
    """
    project = find_project(project)
    resources: list[dict[str, Any]] = []
    for name in release_names(project):
        try:
            resources += _resources(load_release(name, project), project / "data")
        except InputError as error:
            if left_out is None:
                raise
            left_out.append(str(error))
    return {
        "$schema": PROFILE,
        "name": "kelan-analysis-data",
        "title": "Published figures of counties, as text, with their origin",
        "description": (
            "Each folder is a release: the text as published, where it comes from, and, once a "
            f"person has reviewed them, its figures (Table Schema: {SCHEMA}). "
            "The texts belong to their publishers and are quoted for verification."
        ),
        "resources": resources,
    }


def write_description(
    project: Path | None = None, left_out: list[str] | None = None
) -> list[Path]:
    """Write ``data/datapackage.json`` and the Table Schema; return their paths.

    Parameters are those of `describe_data`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("data", "notebooks"):
    ...         Path(folder, name).mkdir()
    ...     [path.name for path in write_description(Path(folder))]
    ['figures.json', 'datapackage.json']
    """
    data = find_project(project) / "data"
    written = {
        data / SCHEMA: table_schema(REGISTER_COLUMNS),
        data / "datapackage.json": describe_data(project, left_out),
    }
    for path, content in written.items():
        raw = as_text(content).encode()
        if not path.is_file() or path.read_bytes() != raw:
            path.parent.mkdir(exist_ok=True)
            write_whole(path, raw)
    return list(written)


def as_text(content: dict[str, Any]) -> str:
    """Write a description as JSON, as it stands on disk.

    Examples
    --------
    >>> as_text({"name": "岢岚"})
    '{\\n  "name": "岢岚"\\n}\\n'
    """
    return json_text(content, indent=2)


def _resources(release: Release, data: Path) -> list[dict[str, Any]]:
    source = {"title": f"{release.publisher}: {release.title}"}
    if release.address:
        source["path"] = release.address
    text = {"encoding": release.encoding, "sources": [source]}
    described = [
        ("source", "source.txt", "txt", "text/plain", text),
        ("origin", "source.toml", "toml", "application/toml", {"encoding": "utf-8"}),
        ("figures", "figures.csv", "csv", "text/csv", {"type": "table", "schema": SCHEMA}),
        ("checks", "checks.toml", "toml", "application/toml", {"encoding": "utf-8"}),
    ]
    if release.original:
        form = release.original.rpartition(".")[2]
        media = guess_type(release.original)[0] or "application/octet-stream"
        described.append(("original", release.original, form, media, {}))
        described.append(("cells", "cells.csv", "csv", "text/csv", {"encoding": "utf-8"}))
    resources = []
    for role, file, form, media, more in described:
        path = data / release.name / file
        if not path.is_file():
            continue
        raw = path.read_bytes()
        resources.append(
            {
                "name": f"{release.name}-{role}",
                "path": f"{release.name}/{file}",
                "format": form,
                "mediatype": media,
                "bytes": len(raw),
                "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
                **more,
            }
        )
    return resources


if __name__ == "__main__":
    for written in write_description():
        print(written)
