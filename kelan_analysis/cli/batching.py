"""`make_briefs`: the command ``kelan batch``."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kelan_analysis.cli.output import columns, note, tell, write
from kelan_analysis.errors import InputError
from kelan_analysis.escapes import one_line

if TYPE_CHECKING:
    from kelan_analysis.batch.running import Outcome, Work

HELP = "Write the briefs of many releases; what has not changed is skipped."
EVERY = 10  # seconds between two lines of progress where there is no terminal
WIDTH = 24
ONE_WAITS = 1  # of the runs at any time: for its kernel to start, or for the disk


def make_briefs(
    releases: Annotated[
        list[str] | None, typer.Argument(metavar="[RELEASE]...", help="folders of data/")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="all releases of the project")] = False,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME VALUE", help="a notebook's parameter"),
    ] = None,
    parameters_file: Annotated[
        list[Path] | None,
        typer.Option("--parameters-file", "-f", metavar="FILE", help="parameters in JSON or YAML"),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="runs at the same time [default: processors + 1]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="also what has not changed")] = False,
    time_limit: Annotated[float, typer.Option(min=1, help="seconds that one run may take")] = 600,
    memory_limit: Annotated[
        int | None, typer.Option(min=100, help="megabytes that one kernel may take (Linux)")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="a Dask scheduler: tcp://host:8786 (extra `cluster`)")
    ] = None,
    project: Annotated[
        Path | None, typer.Option(help="folder with data/ and notebooks/ [default: nearest]")
    ] = None,
    reports: Annotated[
        Path | None, typer.Option(help="where the outputs go [default: reports/]")
    ] = None,
) -> int:
    """Make the briefs and say how many of them failed.

    Examples
    --------
    >>> make_briefs([])
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: a batch needs releases: name some, or pass --all for all of \
the project.
    """
    pairs = [tuple(pair.split("\0", 1)) for pair in parameter or ()]
    work = plan_batch(
        releases or [], every, pairs, files=parameters_file or (), project=project, reports=reports
    )
    work = _limited(work, force=force, seconds=time_limit, megabytes=memory_limit)
    show = Showing()
    try:
        if scheduler:
            from kelan_analysis.batch.cluster import run_on_cluster

            outcome = run_on_cluster(work, scheduler, told=show)
        else:
            from kelan_analysis.batch.running import run_batch

            outcome = run_batch(work, jobs=jobs or _processors() + ONE_WAITS, told=show)
    finally:
        show.end()
    return _conclude(outcome, work)


def plan_batch(
    releases: Sequence[str],
    every: bool,
    pairs: Sequence[tuple[str, ...]],
    *,
    files: Sequence[Path] = (),
    project: Path | None = None,
    reports: Path | None = None,
) -> Work:
    """Return what a batch has to do; whatever is wrong with the call is found here.

    Examples
    --------
    >>> work = plan_batch([], True, [("language", "en")])
    >>> work.briefs["140929-kelan-2023"]["language"]
    'en'
    """
    from kelan_analysis.batch.running import Work
    from kelan_analysis.briefs.parameters import read_parameters
    from kelan_analysis.cli.briefing import find_notebook
    from kelan_analysis.cli.given import given_parameters, outputs_folder
    from kelan_analysis.releases import find_project, release_names

    folder = find_project(project)
    notebook = find_notebook(folder)
    declared = read_parameters(notebook)
    given = given_parameters(declared, pairs, files)
    if "release" in given:
        raise InputError(
            "releases of a batch are named one by one, not with -p or in a file. Got "
            f"release, {given['release']!r}; leave it out."
        )
    known = release_names(folder)
    if every and releases:
        raise InputError(f"--all takes every release; leave out {releases[0]!r}, or --all.")
    if not every and not releases:
        raise InputError(
            "a batch needs releases: name some, or pass --all for all of the project."
        )
    names = known if every else list(dict.fromkeys(releases))
    if not names:
        raise InputError(f"no release in {folder / 'data'}; make one with `kelan add`.")
    for name in names:
        _require(name, known)
    values = {name: given.get(name, one.default) for name, one in declared.items()}
    briefs = {name: values | {"release": name} for name in names}
    return Work(folder, notebook, outputs_folder(folder, reports), briefs)


class Showing:
    """Shows how far a batch is: a bar on a terminal, a line now and then elsewhere.

    Examples
    --------
    >>> line(3, 12, 0.5, {"failed": 1})
    '3/12  0.50 s a brief, 0:04 left, 1 failed'
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown = self._started
        self._made = 0
        self._terminal = sys.stderr.isatty()

    def __call__(self, outcome: Outcome, entry: dict[str, Any]) -> None:
        """Take note of one more brief."""
        now = time.monotonic()
        self._made += entry["status"] != "unchanged"
        rate = (now - self._started) / self._made if self._made else 0.0
        text = line(outcome.done, outcome.total, rate, outcome.counts)
        if entry["status"] == "failed":
            self._say(f"{entry['release']} failed: {entry['reason']}")
        if self._terminal:
            full = "█" * (WIDTH * outcome.done // max(outcome.total, 1))
            self._draw(f"[{full:<{WIDTH}}] {text}")
        elif now - self._shown >= EVERY:
            self._shown = now
            self._say(text)

    def end(self) -> None:
        """Take the bar away.

        Examples
        --------
        >>> Showing().end()
        """
        if self._terminal:
            self._draw("")

    def _say(self, text: str) -> None:
        text = one_line(text)
        if self._terminal:
            self._draw("")
            tell(f"{text}\n")
        else:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
            tell(f"{stamp} batch: {text}\n")

    def _draw(self, text: str) -> None:
        text = one_line(text)
        width = shutil.get_terminal_size().columns - 1
        while columns(text) > width:
            text = text[:-1]
        tell(f"\r\x1b[K{text}")


def line(done: int, total: int, rate: float, counts: Any) -> str:
    """Return how far a batch is, its rate and the time left.

    Examples
    --------
    >>> line(0, 2, 0.0, {})
    '0/2'
    """
    parts = [f"{done}/{total}"]
    if rate:
        left = int(rate * (total - done))
        parts.append(f"{rate:.2f} s a brief, {left // 60}:{left % 60:02} left")
    if counts.get("failed"):
        parts[-1] += f", {counts['failed']} failed"
    return "  ".join(parts)


def _limited(work: Work, *, force: bool, seconds: float, megabytes: int | None) -> Work:
    from dataclasses import replace

    return replace(work, force=force, seconds=seconds, megabytes=megabytes)


def _conclude(outcome: Outcome, work: Work) -> int:
    counts = outcome.counts
    write(
        f"{outcome.total} briefs: {counts['made']} made, {counts['unchanged']} unchanged, "
        f"{counts['failed']} failed"
    )
    if not outcome.reasons:
        return 0
    from kelan_analysis.batch.running import FAILED, LOG

    first = next(iter(outcome.reasons))
    where = f"{work.reports / FAILED} and {work.reports / LOG}"
    note(
        f"{len(outcome.reasons)} of {outcome.total} failed: {first}: "
        f"{outcome.reasons[first].rstrip('.')}; see {where}"
    )
    return 3


def _require(name: str, known: Sequence[str]) -> None:
    if name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, 1, 0.4)
        hint = f"the nearest is {near[0]!r}." if near else f"there are {len(known)}; see data/."
        raise InputError(f"release must be a folder of data/. Got {name!r}; {hint}")


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
