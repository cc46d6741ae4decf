"""Editions: what changed since the brief was last published, figure by figure."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kelan_analysis.checking import Report

# Set by whoever publishes: the folder of the last edition. Absent, a brief is a first edition.
LAST = "KELAN_LAST_EDITION"


@dataclass(frozen=True)
class Edition:
    """The number of a brief's edition, and what changed against the one before.

    Attributes
    ----------
    number : int
        1 for the first.
    changes : tuple of dict
        ``what`` (``parameter``, ``source``, ``figure``, ``check``), ``name``, ``old`` and
        ``new``; None for what was not there.

    Examples
    --------
    >>> Edition(1).changes
    ()
    """

    number: int = 1
    changes: tuple[dict[str, Any], ...] = ()


def edition_of(report: Report, parameters: Mapping[str, Any], last: Path | None = None) -> Edition:
    """Return the edition that a report makes, compared with the one last published.

    Parameters
    ----------
    report : Report
        From `run_checks`.
    parameters : mapping
        The notebook's parameters.
    last : Path, optional
        Folder of the last edition; by default the one that the publisher names.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> edition_of(run_checks(read_figures("粮食产量12.60万吨。")), {}).number
    1
    """
    folder = last or (Path(os.environ[LAST]) if os.environ.get(LAST) else None)
    before = _read(folder) if folder else None
    if before is None or before["parameters"].get("release") != parameters.get("release"):
        return Edition()
    now = {
        "parameters": dict(parameters),
        "sha256": report.reading.release.sha256 if report.reading.release else None,
        "report": json.loads(json.dumps(report.as_json())),
    }
    changes = tuple(_changes(before, now))
    if not changes:
        return Edition(before["edition"], tuple(before["changes"]))
    return Edition(before["edition"] + 1, changes)


def _read(folder: Path) -> dict[str, Any] | None:
    """Read what a comparison needs; a folder without a whole brief is no edition."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        report = json.loads((folder / "checks.json").read_bytes())
        source = [i["sha256"] for i in manifest["inputs"] if i["name"].endswith("/source.txt")]
        return {
            "edition": int(manifest["edition"]),
            "changes": list(manifest["changes"]),
            "parameters": dict(manifest["parameters"]),
            "sha256": source[0] if source else None,
            "report": report,
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    names = sorted({*before["parameters"], *now["parameters"]})
    for name in names:
        old, new = (side["parameters"].get(name) for side in (before, now))
        if old != new:
            yield {"what": "parameter", "name": name, "old": _text(old), "new": _text(new)}
    if before["sha256"] != now["sha256"]:
        yield {"what": "source", "name": None, "old": before["sha256"], "new": now["sha256"]}
    for what, key, shown in (
        ("figure", _figure_name, _figure_text), ("check", _check_name, _check_text),
    ):  # fmt: skip
        old, new = (_named(side["report"], what, key) for side in (before, now))
        for name in dict.fromkeys([*old, *new]):
            texts = [shown(side[name]) if name in side else None for side in (old, new)]
            if texts[0] != texts[1]:
                yield {"what": what, "name": name[0], "old": texts[0], "new": texts[1]}


def _named(report: Mapping[str, Any], what: str, key: Any) -> dict[tuple[str, int], Any]:
    """Index figures or checks by name, the second of a name apart from the first."""
    by_id = {figure["id"]: figure for figure in report["figures"]}
    found: dict[tuple[str, int], Any] = {}
    for one in report[f"{what}s"]:
        name, number = key(one, by_id), 0
        while (name, number) in found:
            number += 1
        found[name, number] = one
    return found


def _figure_name(figure: Mapping[str, Any], by_id: Mapping[str, Any]) -> str:
    kind = {"growth": "（增速）", "rate": "（比率）"}.get(figure["kind"], "")
    return (figure["indicator"] or figure["printed"]) + kind


def _figure_text(figure: Mapping[str, Any]) -> str:
    return f"{figure['value']}{figure['unit'] or ''}"


def _check_name(check: Mapping[str, Any], by_id: Mapping[str, Any]) -> str:
    names = [_figure_name(by_id[i], by_id) for i in check["operands"] if i in by_id]
    result = by_id.get(check["result"])
    return f"{'、'.join(names)} → {_figure_name(result, by_id) if result else check['printed']}"


def _check_text(check: Mapping[str, Any]) -> str:
    return str(check["verdict"])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
