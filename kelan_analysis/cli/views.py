"""Figures and checks as text for a terminal, a program or a browser."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kelan_analysis.cli.output import columns, note
from kelan_analysis.encodings import decode
from kelan_analysis.errors import InputError
from kelan_analysis.escapes import json_text, many_lines, one_line
from kelan_analysis.releases import (
    LARGEST,
    find_project,
    load_release,
    read_text,
    release_names,
    too_large,
)

if TYPE_CHECKING:
    from kelan_analysis.checking import Check, Report
    from kelan_analysis.displays import Page
    from kelan_analysis.reading import Reading

STDIN = "standard input"
SHOWN_REPAIRS = 2  # under a contradiction
_TITLES = {"zh": "文中的数字，彼此对得上吗？", "en": "Do the figures hold together?"}


def read_source(
    source: str,
    project: Path | None = None,
    *,
    region: str | None = None,
    period: str | None = None,
    figures: bool = True,
    release: bool = False,
) -> Reading:
    """Read the figures of a file, a release or standard input (``-``).

    Parameters
    ----------
    source : str
        A path that exists is a file; otherwise a release of the project is meant.
    project : Path, optional
        Where to look for releases; by default the working directory.
    region, period : str, optional
        For a text that does not say.
    figures : bool
        Whether a text without any figure is an error.
    release : bool
        `source` is a release, whatever it looks like.

    Examples
    --------
    >>> read_source("data/140929-kelan-2023/source.txt")[0].printed
    '50.9亿元'
    """
    from kelan_analysis.origins import check_field
    from kelan_analysis.reading import read_figures

    if period is not None:
        check_field("period", period)
    if release or _names_release(source, project):
        from kelan_analysis.register import reviewed_figures

        reading = reviewed_figures(load_release(source, project), region=region, period=period)
        for told in getattr(reading, "notes", ()):
            note(str(told))
        return reading if len(reading) or not figures else _none_found(source, reading)
    if source == "-":
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise InputError(too_large(STDIN, len(raw)))
        subject, _ = decode(raw, STDIN)
    else:
        subject, _ = read_text(source)
    reading = read_figures(subject, region=region, period=period)
    name = STDIN if source == "-" else source
    return reading if len(reading) or not figures else _none_found(name, reading)


def _none_found(name: str, reading: Reading) -> NoReturn:
    raise InputError(
        f"{name}: must state figures. Found none in {len(reading.text)} characters; "
        "kelan extract --account says what became of every numeral."
    )


def show_figures(reading: Reading, form: str, language: str) -> str:
    """Return the figures of a reading as `form`: table, json, csv or html.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> print(show_figures(read_figures("新增就业59人。"), "table", "zh"), end="")
    id   printed  value  unit  kind   indicator  period  relates to
    F01  59人     59     人    count  新增就业
    """
    if form == "json":
        return as_json(reading.as_json())
    if form == "csv":
        from kelan_analysis.table import figures_csv

        return figures_csv(reading)
    if form == "html":
        from kelan_analysis.displays.readings import annotated_reading
        from kelan_analysis.displays.tips import view_words

        page = annotated_reading(reading, language)
        return _page(language, page, title=view_words(language)["title"])
    header = ("id", "printed", "value", "unit", "kind", "indicator", "period", "relates to")
    rows = []
    for figure in reading:
        record = figure.as_json()
        tie = " ".join(filter(None, (figure.relation, figure.relates_to)))
        cells = [record[name] for name in header[:-1]]
        rows.append([*cells, tie])
    return text_table(header, rows)


def show_account(reading: Reading, form: str, language: str) -> str:
    """Return what became of every numeral of a text.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> print(show_account(read_figures("2023年新增就业59人。"), "csv", "zh").splitlines()[0])
    start,end,printed,kind,why,rule
    """
    from dataclasses import asdict

    if form == "html":
        raise InputError("an account is printed as table, json or csv. Got --format html.")
    entries = [asdict(entry) for entry in reading.account()]
    if form == "json":
        return as_json({"source": reading.as_json()["source"], "account": entries})
    if form == "csv":
        from kelan_analysis.strict_csv import csv_text

        rows = [{name: _text(entry[name]) for name in ACCOUNT_HEADER} for entry in entries]
        return csv_text(ACCOUNT_HEADER, rows)
    return text_table(
        ACCOUNT_HEADER, [[entry[name] for name in ACCOUNT_HEADER] for entry in entries]
    )


def show_checks(report: Report, form: str, language: str) -> str:
    """Return the checks of a report as `form`: table, json, csv or html.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("新建项目64个，开工59个，开工率92.2%。"))
    >>> print(show_checks(report, "table", "en").splitlines()[0])
    K01  exact  59 ÷ 64 = 92.2%
    """
    if form == "json":
        return as_json(report.as_json())
    if form == "csv":
        from kelan_analysis.strict_csv import csv_text

        return csv_text(CHECK_HEADER, map(_check_row, report.checks))
    if form == "html":
        from kelan_analysis import displays

        shown = (
            displays.verdict, displays.annotated_text, displays.contradictions,
            displays.undecided, displays.relations,
        )  # fmt: skip
        return _page(language, *(show(report, language) for show in shown))
    told = []
    for check in report.checks:
        because = check.because if language == "zh" else check.because_en
        told += [f"{check.id}  {check.verdict}  {check.formula}", f"     {because}"]
        told += [f"     {line}" for line in best_repairs(report, check, language)]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.summary.items() if count)
    return many_lines("\n".join([*told, counts or "no relation to check"]) + "\n")


def best_repairs(report: Report, check: Check, language: str) -> list[str]:
    """Return what most likely happened, where one slip explains a contradiction.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("新建项目46个，其中开工59个，开工率92.2%。"))
    >>> best_repairs(report, report.checks[0], "zh")
    ['最可能：新建项目 46 → 64（相邻两位颠倒），K01、K02随之成立']
    """
    if check.verdict != "contradiction":
        return []
    from kelan_analysis.findings import name_of, words

    said = words(language)
    say, comma, listing = said["say"], said["comma"], said["listing"]
    names = {figure.id: name_of(figure, language) for figure in report.reading.figures}
    lines: list[str] = []
    tied = len({repair["operator"] for repair in check.repairs[:SHOWN_REPAIRS]}) < len(
        check.repairs[:SHOWN_REPAIRS]
    )
    for repair in check.repairs[:SHOWN_REPAIRS]:
        slips = [said["slips"].get(word) for word in repair["operator"].split("+")]
        if lines and None in slips:
            break
        changes = listing.join(
            f"{names.get(change['figure'], change['figure'])} "
            + f"{change['old']} → {change['new']}".replace("-", "−")
            for change in repair["changes"]
        )
        lead = "possible" if None in slips else "perhaps" if tied else "likely"
        line = say["otherwise" if lines else lead] + changes
        line += "" if None in slips else said["brackets"].format(listing.join(map(str, slips)))
        mended = listing.join(repair["repairs_checks"])
        lines.append(line + (comma + say["follows"].format(checks=mended) if mended else ""))
    return lines


ACCOUNT_HEADER = ("start", "end", "printed", "kind", "why", "rule")
CHECK_HEADER = (
    "id", "relation", "formula", "result", "operands", "printed", "low", "high", "low_closed",
    "high_closed", "verdict", "convention", "because", "because_en",
)  # fmt: skip


def as_json(content: Any) -> str:
    """Write JSON as the command line prints it.

    Examples
    --------
    >>> as_json({"region": "岢岚县"})
    '{\\n "region": "岢岚县"\\n}\\n'
    """
    return json_text(content)


def text_table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Align cells by their width on a terminal, where a Chinese character takes two columns.

    Examples
    --------
    >>> print(text_table(["unit", "n"], [["亿元", 1], ["%", None]]), end="")
    unit  n
    亿元  1
    %
    """
    lines = [header, *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(columns, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            cell + " " * (width - columns(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _page(language: str, *pieces: Page, title: str = "") -> str:
    """Put pieces on a page of the brief's design: one file, no script, no outside address."""
    from kelan_analysis.briefs.documents import make_document
    from kelan_analysis.briefs.exporters import KelanHTMLExporter
    from kelan_analysis.briefs.sanitising import clean_html

    body = "\n".join([f"<h1>{title or _TITLES[language]}</h1>", *(piece.html for piece in pieces)])
    return KelanHTMLExporter().page(make_document(clean_html(body), language=language)) + "\n"


def _names_release(source: str, project: Path | None) -> bool:
    """Whether a release is meant: no such path, and no sign of a path in the word."""
    if source == "-" or "\0" in source or Path(source).exists() or "/" in source or "." in source:
        return False
    try:
        return bool(release_names(find_project(project)))
    except InputError:
        return False


def _text(cell: Any) -> str:
    """One line of text; line ends and controls inside a quoted figure are shown as escapes."""
    if cell is None:
        return ""
    words = " ".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)
    return one_line(words)


def _check_row(check: Any) -> dict[str, str]:
    record = check.as_json()
    for name in ("low_closed", "high_closed"):
        record[name] = "true" if record[name] else "false"
    return {name: _text(record[name]) for name in CHECK_HEADER}
