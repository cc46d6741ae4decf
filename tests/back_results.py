"""The results of each release in `data/`, as they are now, as they are stored, and how to accept.

A stored result is what the last accepted program made of a release: its figures, its relations and
their verdicts, under a hash of its own. ``python tests/back_results.py`` (`make back`) accepts what
the program makes now; where a result changes it refuses until CHANGELOG.md says so: an entry under
"Changed results" that names the release and was not there at the last acceptance.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

from kelan_analysis import load_release, run_checks
from kelan_analysis.register import reviewed_figures
from kelan_analysis.releases import release_names

REPOSITORY = Path(__file__).parents[1]
STORED = Path(__file__).parent / "back"
# What of a figure and of a check is a result; ids and names of rules are not.
FIGURE = (
    "value", "unit", "kind", "indicator", "region", "period", "hedge", "relation", "implicit",
)  # fmt: skip
CHECK = ("relation", "formula", "printed", "low", "high", "low_closed", "high_closed",
         "verdict", "convention")  # fmt: skip


def results(release):
    """Return what the program makes of a release: a line a figure, a line a check."""
    loaded = load_release(release, REPOSITORY)
    report = run_checks(reviewed_figures(loaded))
    places = {f.id: f"{f.printed}@{f.start}" for f in report.reading}
    figures = []
    for figure in report.reading:
        record = figure.as_json()
        ties = {name: places.get(record[name]) for name in ("relates_to", "of_part")}
        figures.append({"at": places[figure.id], **{name: record[name] for name in FIGURE}, **ties})
    checks = []
    for check in report.checks:
        record = check.as_json()
        operands = [places.get(name) for name in record["operands"]]
        ties = {"result": places.get(record["result"]), "operands": operands}
        checks.append({**{name: record[name] for name in CHECK}, **ties})
    return {"sha256": loaded.sha256, "figures": figures, "checks": checks}


def read_stored(release):
    """Return the stored results and the announcements of then; None where there are none."""
    path = STORED / f"{release}.json"
    if not path.exists():
        return None
    stored = json.loads(path.read_text("utf-8"))
    assert stored["hash"] == hash_of(stored["results"]), (
        f"{path.name}: a stored result is accepted, not edited. Its hash is another; restore the "
        "file, then run `make back`."
    )
    return stored


def hash_of(content):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before, now):
    """Say in lines what of the results of a release has changed."""
    said = []
    if before["sha256"] != now["sha256"]:
        said.append("the text is another")
    for what, key in (("figures", lambda f: f["at"]), ("checks", _among)):
        then, today = ({key(one): one for one in side[what]} for side in (before, now))
        said += [f"{what[:-1]} {name}: no longer there" for name in then if name not in today]
        said += [f"{what[:-1]} {name}: new" for name in today if name not in then]
        for name in then:
            for field, was in then[name].items():
                if name in today and today[name].get(field) != was:
                    said.append(f"{what[:-1]} {name}: {field} was {was!r}, is {today[name][field]!r}")
    return said


def _among(check):
    """A check by its figures and its relation."""
    operands = ", ".join(str(place) for place in check["operands"])
    return f"{check['relation']} {check['result']} of {operands}"


def announcements(changelog, release):
    """Return the hashes of the entries under "Changed results" that name a release."""
    found = []
    for section in re.findall(r"^### Changed results\n(.*?)(?=^##|\Z)", changelog, re.M | re.S):
        for entry in re.split(r"^- ", section, flags=re.M)[1:]:
            if f"`{release}`" in entry or "`data/`" in entry:
                found.append(hash_of(" ".join(entry.split())))
    return found


def accept(changelog, stored_in=STORED, names=None):
    """Store what the program makes of each release; return what is refused and why."""
    refused = {}
    stored_in.mkdir(exist_ok=True)
    for release in names or release_names(REPOSITORY):
        stored, now = read_stored(release), results(release)
        announced = announcements(changelog, release)
        changed = differences(stored["results"], now) if stored else []
        if changed and not set(announced) - set(stored["announced"]):
            refused[release] = changed
            continue
        content = {"announced": announced, "hash": hash_of(now), "results": now}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (stored_in / f"{release}.json").write_text(text, "utf-8", newline="\n")
    return refused


def main():
    """Accept the results of now, and say what is refused."""
    refused = accept((REPOSITORY / "CHANGELOG.md").read_text("utf-8"))
    for release, changed in refused.items():
        print(f"{release}: {len(changed)} results have changed, the first: {changed[0]}")
    if refused:
        names = ", ".join(f"`{release}`" for release in refused)
        print(f"Say in CHANGELOG.md under Changed results what has changed in {names}; then run "
              "`make back` again.")  # fmt: skip
    return 2 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
