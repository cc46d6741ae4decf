"""`command`: the commands of ``kelan`` with their options, as typer reads them.

A command imports what it needs when it runs, so that ``kelan --help`` and a mistyped word
answer at once.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kelan_analysis import __version__
from kelan_analysis.cli import batching, delivering
from kelan_analysis.cli.output import note, write

RELEASE = "140929-kelan-2023"


class Format(StrEnum):
    """What a command prints.

    Examples
    --------
    >>> [str(form) for form in Format]
    ['table', 'json', 'csv', 'html']
    """

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class Language(StrEnum):
    """Language of sentences toward a reader.

    Examples
    --------
    >>> Language("zh") is Language.ZH
    True
    """

    ZH = "zh"
    EN = "en"


_Text = Annotated[
    str, typer.Argument(metavar="FILE", help="a text, a release, or - for standard input")
]
_Format = Annotated[Format, typer.Option("--format", "-f", help="what to print")]
_Language = Annotated[Language, typer.Option(help="language of the sentences")]
_Region = Annotated[str | None, typer.Option(help="where, for a text that does not say")]
_Period = Annotated[str | None, typer.Option(help="when (2023, 2023-H1), likewise")]
_Project = Annotated[
    Path | None, typer.Option(help="folder with data/ and notebooks/ [default: nearest upwards]")
]
_ParametersFile = Annotated[
    list[Path] | None,
    typer.Option("--parameters-file", "-f", metavar="FILE", help="parameters in JSON or YAML"),
]

app = typer.Typer(
    name="kelan",
    help="Read the figures of an official text, check that they hold together, print the brief.",
    epilog="Exit status: 0 done, 1 something contradicts, 2 bad input, 3 the run failed, "
    "128+n stopped by signal n.",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def command() -> Callable[..., int | None]:
    """Return the command line as a callable of words.

    Examples
    --------
    >>> command().name
    'kelan'
    """
    return typer.main.get_command(app)


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="print the version")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="traceback on an error")] = False,
) -> None:
    if version:
        write(f"kelan_analysis {__version__}")
    elif context.invoked_subcommand is None:
        write(context.get_help())


@app.command()
def brief(
    release: Annotated[
        str | None, typer.Argument(help=f"a folder of data/ [default: {RELEASE}]")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME VALUE", help="a notebook's parameter"),
    ] = None,
    parameters_file: _ParametersFile = None,
    gate: Annotated[bool, typer.Option("--gate", help="exit 1 if anything contradicts")] = False,
    project: _Project = None,
    reports: Annotated[
        Path | None, typer.Option(help="where the outputs go [default: reports/]")
    ] = None,
) -> int:
    """Write the brief of a release, as HTML and PDF."""
    from kelan_analysis.cli.briefing import write_brief

    pairs = [tuple(pair.split("\0", 1)) for pair in parameter or ()]
    return write_brief(
        release, pairs, files=parameters_file or (), gate=gate, project=project, reports=reports
    )


app.command("batch", help=batching.HELP)(batching.make_briefs)


class TableFormat(StrEnum):
    """What ``kelan compare`` prints instead of a brief.

    Examples
    --------
    >>> [str(form) for form in TableFormat]
    ['csv', 'json']
    """

    CSV = "csv"
    JSON = "json"


@app.command()
def compare(
    releases: Annotated[
        list[str] | None, typer.Argument(help="folders of data/ [default: all]")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME VALUE", help="a notebook's parameter"),
    ] = None,
    parameters_file: Annotated[
        list[Path] | None,
        typer.Option("--parameters-file", metavar="FILE", help="parameters in JSON or YAML"),
    ] = None,
    format: Annotated[
        TableFormat | None, typer.Option("--format", "-f", help="print the table instead")
    ] = None,
    project: _Project = None,
    reports: Annotated[
        Path | None, typer.Option(help="where the outputs go [default: reports/]")
    ] = None,
) -> int:
    """Set releases side by side, as HTML and PDF."""
    from kelan_analysis.cli.comparing import write_comparison

    pairs = [tuple(pair.split("\0", 1)) for pair in parameter or ()]
    return write_comparison(
        releases or [], pairs, files=parameters_file or (), form=format, project=project,
        reports=reports,
    )  # fmt: skip


@app.command()
def extract(
    file: _Text,
    format: _Format = Format.TABLE,
    account: Annotated[
        bool, typer.Option("--account", help="say of every numeral what became of it")
    ] = False,
    region: _Region = None,
    period: _Period = None,
    language: _Language = Language.ZH,
    project: _Project = None,
) -> int:
    """Print the figures of a text."""
    from kelan_analysis.cli.views import read_source, show_account, show_figures

    reading = read_source(file, project, region=region, period=period, figures=not account)
    show = show_account if account else show_figures
    write(show(reading, format, language))
    return 0


@app.command()
def check(
    file: _Text,
    format: _Format = Format.TABLE,
    region: _Region = None,
    period: _Period = None,
    language: _Language = Language.ZH,
    project: _Project = None,
) -> int:
    """Print which figures of a text hold together."""
    from kelan_analysis.checking import run_checks
    from kelan_analysis.cli.views import read_source, show_checks

    report = run_checks(read_source(file, project, region=region, period=period))
    write(show_checks(report, format, language))
    for figures in report.unused:
        note(f"checks.toml: ignore names {figures}, but no relation was found among them; nothing is ignored.")
    return 1 if report.summary["contradiction"] else 0


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="a .txt .md .html .docx .pdf .csv or .xlsx")],
    region: Annotated[str, typer.Option(help="where: 岢岚县")],
    period: Annotated[str, typer.Option(help="when: 2023, 2023-H1, 2023-Q3, 2023-01/06")],
    code: Annotated[
        str | None, typer.Option(help="six digits of GB/T 2260 [default: of the region]")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="short name in Latin letters [default: of the region]")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="title of the text [default: what it says itself]")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="who published it, likewise")] = None,
    published: Annotated[str | None, typer.Option(help="when it was published")] = None,
    address: Annotated[str | None, typer.Option(help="where it was published")] = None,
    rounding: Annotated[str | None, typer.Option(help="its own note on rounding")] = None,
    restated: Annotated[bool, typer.Option("--restated", help="in other words")] = False,
    excerpt: Annotated[bool, typer.Option("--excerpt", help="part of what was published")] = False,
    project: _Project = None,
) -> int:
    """Make a release of a document."""
    from kelan_analysis.registration import add_document

    added = add_document(
        file, project, name=name, code=code, region=region, period=period, title=title,
        publisher=publisher, published=published, address=address, rounding=rounding,
        restated=restated, excerpt=excerpt,
    )  # fmt: skip
    write(added.release.name)
    if added.outcome == "unchanged":
        note(f"{added.release.name} holds this content already; nothing was changed.")
    elif added.outcome == "edition":
        note(f"{added.release.name} is now edition {added.release.edition}; the earlier one is kept.")
    for reason in added.left_out:
        note(f"left out of data/datapackage.json: {reason}")
    return 0


@app.command()
def params(notebook: Annotated[Path, typer.Argument(help="a notebook")]) -> int:
    """List the parameters of a notebook."""
    from kelan_analysis.cli.briefing import list_parameters

    write(list_parameters(notebook))
    return 0


@app.command()
def verify(brief: Annotated[Path, typer.Argument(metavar="BRIEF.pdf")]) -> int:
    """Verify a brief from its PDF alone."""
    from kelan_analysis.verification import verify_brief

    lines = verify_brief(brief)
    for line in lines:
        write(line)
    return 0 if all(line.sound for line in lines) else 1


app.command("publish", help=delivering.PUBLISH_HELP)(delivering.publish)
app.command("send", help=delivering.SEND_HELP)(delivering.send)


@app.command()
def doctor(project: _Project = None) -> int:
    """Say whether all that a brief needs is here."""
    from kelan_analysis.cli.doctor import examine

    findings = examine(project)
    for finding in findings:
        write(finding)
    return 0 if all(finding.sound for finding in findings) else 3
