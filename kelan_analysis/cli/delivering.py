"""`publish` and `send`: the commands that bring briefs to readers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kelan_analysis.cli.given import apart
from kelan_analysis.cli.output import note, write
from kelan_analysis.errors import InputError

PUBLISH_HELP = "Make a static site of the briefs, with an index and an Atom feed."
SEND_HELP = "Mail the PDF of a brief, at most once an edition and recipient."

_Project = Annotated[
    Path | None, typer.Option(help="folder with data/ and notebooks/ [default: nearest]")
]
_Reports = Annotated[Path | None, typer.Option(help="where the briefs are [default: reports/]")]


def publish(
    site: Annotated[Path, typer.Argument(metavar="DIR", help="folder of the site")],
    language: Annotated[str, typer.Option(help="of the index: zh or en")] = "zh",
    project: _Project = None,
    reports: _Reports = None,
) -> int:
    """Publish the briefs of a project; return 3 if one of them could not be.

    Examples
    --------
    >>> publish(Path("site"), language="fr")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: language must be one of zh, en. Got 'fr'.
    """
    from kelan_analysis.delivery.site import publish_site
    from kelan_analysis.releases import find_project

    if language not in ("zh", "en"):
        raise InputError(f"language must be one of zh, en. Got {language!r}.")
    folder = find_project(project)
    apart(site, folder, "a site")
    done = publish_site(reports or folder / "reports", site, project=folder, language=language)
    for name in done.added:
        write(f"added {name}")
    for name, why in done.refused.items():
        write(f"not published {name}: {why}")
    write(f"{site / 'index.html'}: {done.releases} briefs, {len(done.added)} editions added")
    if not done.refused:
        return 0
    first, why = next(iter(done.refused.items()))
    note(f"{len(done.refused)} of {len(done.refused) + done.releases} not published: {first}: {why}")
    return 3


def send(
    release: Annotated[str, typer.Argument(help="a folder of reports/")],
    to: Annotated[list[str], typer.Option("--to", metavar="ADDRESS", help="once or more often")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be sent")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="also where nobody knows whether it arrived")
    ] = False,
    project: _Project = None,
    reports: _Reports = None,
) -> int:
    """Send a brief; return 3 if it did not reach everybody.

    Examples
    --------
    >>> send("../etc", ["a@example"])
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: release must be a folder of reports/. Got '../etc'.
    """
    from kelan_analysis.delivery.sending import send_brief
    from kelan_analysis.delivery.settings import read_settings
    from kelan_analysis.releases import find_project

    if Path(release).name != release or release.startswith("."):
        raise InputError(f"release must be a folder of reports/. Got {release!r}.")
    folder = find_project(project)
    recipients = [part.strip() for word in to for part in word.split(",")]
    settings = read_settings(project=folder)
    place = (reports or folder / "reports") / release
    found = send_brief(place, recipients, settings, project=folder, dry=dry_run, again=again)
    for one in found:
        write(f"{release}: {one}")
    return 0 if all(one.sound for one in found) else 3
