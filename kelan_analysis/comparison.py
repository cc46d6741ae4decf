"""`compare_releases`: one tidy table over many releases, and what they say about each other."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kelan_analysis.errors import InputError
from kelan_analysis.regions import find_region
from kelan_analysis.releases import find_project, load_release, release_names
from kelan_analysis.strict_csv import csv_text

if TYPE_CHECKING:
    import pandas as pd

    from kelan_analysis.checking import Check, Report

# Fewer are read sooner than other processes start.
_WORTH_PROCESSES = 60
_LEVELS = ("amount", "count")


class Row(NamedTuple):
    """One figure of one release, as a row of the table; every cell text.

    Examples
    --------
    >>> compare_releases(["140929-kelan-2023"]).rows[0].indicator
    '地区生产总值'
    """

    region_code: str
    region: str
    period: str
    indicator: str
    value: str
    unit: str
    basis: str
    source: str
    span: str
    verdict: str
    kind: str
    id: str
    relates_to: str
    printed: str
    release_period: str
    base_unit: str
    english: str
    region_en: str


class Source(NamedTuple):
    """A release, as a comparison names it.

    Examples
    --------
    >>> compare_releases(["140929-kelan-2023"]).sources[0].publisher
    '忻州日报'
    """

    name: str
    region: str
    region_en: str
    period: str
    publisher: str
    restated: bool


HEADER = Row._fields
PUBLIC = HEADER[:12]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A relation between figures of different releases.

    Attributes
    ----------
    kind : str
        ``growth`` (a growth rate against the levels of two years), ``same`` (one figure in
        two sources) or ``restated`` (a later release states an earlier figure again).
    check : Check
        Its verdict, with the reason in both languages.
    rows : tuple of Row
        The figures, in the order of the formula.

    Examples
    --------
    >>> Crossing.__slots__
    ('kind', 'check', 'rows')
    """

    kind: str
    check: Check
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Many releases side by side.

    Attributes
    ----------
    sources : tuple of Source
    rows : tuple of Row
    crossings : tuple of Crossing

    Examples
    --------
    >>> comparison = compare_releases(["140929-kelan-2023"])
    >>> comparison.releases, comparison.crossings
    (('140929-kelan-2023',), ())
    """

    sources: tuple[Source, ...]
    rows: tuple[Row, ...]
    crossings: tuple[Crossing, ...]

    @property
    def releases(self) -> tuple[str, ...]:
        """Return the names of the releases.

        Examples
        --------
        >>> compare_releases(["140929-kelan-2023"]).releases
        ('140929-kelan-2023',)
        """
        return tuple(source.name for source in self.sources)

    def table(self) -> pd.DataFrame:
        """Return the tidy table: a row a figure, every cell text.

        Examples
        --------
        >>> list(compare_releases(["140929-kelan-2023"]).table().columns)[:5]
        ['region_code', 'region', 'period', 'indicator', 'value']
        """
        import pandas as pd

        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(HEADER)
        cells = dict(zip(HEADER, columns, strict=True))
        return pd.DataFrame({name: pd.Series(cells[name], dtype="str") for name in PUBLIC})

    def csv(self) -> str:
        """Return the table as CSV.

        Examples
        --------
        >>> compare_releases(["140929-kelan-2023"]).csv()[:30]
        'region_code,region,period,indi'
        """
        return csv_text(PUBLIC, (row._asdict() for row in self.rows))

    def shared(self, kind: str = "growth") -> list[tuple[str, list[Row]]]:
        """Return the indicators that several places state, with a row of each place.

        Of one place the latest period is taken.

        Examples
        --------
        >>> compare_releases(["140929-kelan-2023"]).shared()
        []
        """
        found: dict[str, dict[str, Row]] = {}
        for row in self.rows:
            if row.kind == kind and row.indicator and row.value and row.region:
                places = found.setdefault(row.indicator, {})
                before = places.get(row.region_code or row.region)
                if before is None or row.period > before.period:
                    places[row.region_code or row.region] = row
        several = [(name, list(places.values())) for name, places in found.items() if len(places) > 1]
        return sorted(several, key=lambda pair: -len(pair[1]))


def compare_releases(names: Iterable[str] = (), project: Path | None = None) -> Comparison:
    """Read, check and set side by side the releases of a project.

    Parameters
    ----------
    names : iterable of str
        Folders of ``data/``; by default all of them.
    project : Path, optional
        Any folder in the project; by default the working directory.

    Raises
    ------
    InputError
        If there is no such release, or none at all.

    Examples
    --------
    >>> comparison = compare_releases()
    >>> [name for name, rows in comparison.shared() if len(rows) == 3][0]
    '地区生产总值'
    """
    project = find_project(project)
    chosen = list(dict.fromkeys(names)) or release_names(project)
    if not chosen:
        raise InputError(f"a comparison needs releases. Found none in {project / 'data'}; add one.")
    work = [(name, str(project)) for name in chosen]
    if len(work) < _WORTH_PROCESSES:
        read = [_rows_of(*one) for one in work]
    else:
        # Forked from a clean server: the kernel of a notebook has threads.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["kelan_analysis.comparison", "kelan_analysis.checking"])
        with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
            read = list(pool.map(_rows_of, *zip(*work, strict=True), chunksize=32))
    rows = tuple(row for _, part in read for row in part)
    return Comparison(tuple(source for source, _ in read), rows, tuple(_crossings(rows)))


def _rows_of(name: str, project: str) -> tuple[Source, list[Row]]:
    from kelan_analysis.checking import run_checks
    from kelan_analysis.checking.proposal import quantity_of
    from kelan_analysis.checking.vocabulary import price_basis
    from kelan_analysis.register import reviewed_figures

    release = load_release(name, Path(project))
    reading = reviewed_figures(release)
    verdicts = _verdicts(run_checks(reading))
    rows = []
    for figure in reading:
        region = figure.region or release.region
        level = reading[figure.relates_to] if figure.relates_to else None
        growth = figure.kind == "growth"
        rows.append(
            Row(
                release.region_code if region == release.region else _code(region, release.region_code),
                region, figure.period or "", figure.canonical or figure.indicator or "",
                format(figure.value, "f"), figure.unit or "",
                (price_basis(figure, level) or "") if growth else "",
                release.name, f"{figure.start}-{figure.end}", verdicts.get(figure.id, "unchecked"),
                figure.kind, figure.id, figure.relates_to or "", quantity_of(figure).text, release.period,
                figure.base_unit or "", figure.english or "",
                (release.region_en or "") if region == release.region else "",
            )  # fmt: skip
        )
    about = Source(release.name, release.region, release.region_en or "", release.period,
                   release.publisher, release.restated)  # fmt: skip
    return about, rows


def _verdicts(report: Report) -> dict[str, str]:
    from kelan_analysis.findings import verdicts_of_figures

    return verdicts_of_figures(report)


@cache
def _code(region: str, near: str) -> str:
    """The code of another place that a release speaks of, where its name is beyond doubt."""
    try:
        return find_region(region).code
    except InputError:
        return ""


def _crossings(rows: Sequence[Row]) -> Iterable[Crossing]:
    from kelan_analysis.checking import same_figure

    stated: dict[tuple[str, str, str, str, str], list[Row]] = {}
    for row in rows:
        if row.indicator and row.period and (row.region_code or row.region):
            stated.setdefault(_key(row, row.period), []).append(row)
    for same in stated.values():
        for one, other in combinations(same, 2):
            if one.source != other.source:
                late = [row for row in (one, other) if row.release_period != row.period]
                kind = "restated" if late else "same"
                yield Crossing(kind, same_figure(one.printed, other.printed), (one, other))
    by_id = {(row.source, row.id): row for row in rows}
    for growth in rows:
        level = by_id.get((growth.source, growth.relates_to)) if growth.kind == "growth" else None
        if level is not None and level.kind in _LEVELS and growth.basis == "nominal":
            yield from _growths(growth, level, stated)


def _growths(growth: Row, level: Row, stated: dict) -> Iterable[Crossing]:
    """A nominal growth against its level and the level that another release states a year before."""
    from kelan_analysis.checking import check_growth

    before = year_before(level.period)
    for earlier in stated.get(_key(level, before), ()) if before else ():
        if earlier.source != level.source and growth.unit == "%":
            result = f"{growth.value}%"
            check = check_growth(earlier.printed, level.printed, result)
            yield Crossing("growth", check, (earlier, level, growth))


def _key(row: Row, period: str) -> tuple[str, str, str, str, str]:
    # 全县, or a town, is a place of its own in the releases of each county.
    place = row.region_code or f"{row.source[:6]} {row.region}"
    return place, period, row.indicator, row.kind, row.base_unit


def year_before(period: str) -> str:
    """Return the same part of the year before; empty where a period names no year.

    Examples
    --------
    >>> year_before("2023-H1"), year_before("2023"), year_before("")
    ('2022-H1', '2022', '')
    """
    return f"{int(period[:4]) - 1}{period[4:]}" if period[:4].isdigit() else ""
