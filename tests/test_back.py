"""Results that were shipped do not change in silence: figures, relations and verdicts."""

import json

import back_results
import pytest
from back_results import (
    REPOSITORY,
    STORED,
    accept,
    announcements,
    differences,
    hash_of,
    read_stored,
    results,
)

from kelan_analysis.releases import release_names

RELEASES = release_names(REPOSITORY)
WAY_OUT = (
    "if that is right, say so in CHANGELOG.md under Changed results, naming the release in "
    "backquotes, and run `make back`"
)


@pytest.mark.parametrize("release", RELEASES)
def test_results_of_a_release_are_those_that_were_shipped(release):
    stored = read_stored(release)
    assert stored is not None, f"{release} has no stored results yet: run `make back`"
    changed = differences(stored["results"], results(release))
    assert not changed, f"{release}: {changed[:5]}: {WAY_OUT}"


def test_no_result_is_stored_of_a_release_that_is_gone():
    assert sorted(path.stem for path in STORED.glob("*.json")) == RELEASES


def test_every_change_is_seen():
    before = results(RELEASES[0])
    for what in ("figures", "checks"):
        for field in before[what][0]:
            if field in ("at", "operands", "result", "relation") and what == "checks":
                continue
            now = json.loads(json.dumps(before))
            now[what][0][field] = "other"
            assert differences(before, now), (what, field)
        now = json.loads(json.dumps(before))
        del now[what][0]
        assert len(differences(before, now)) == 1
        assert len(differences(now, before)) == 1
    assert differences(before, json.loads(json.dumps(before))) == []


LOG = "# Changes\n\n## Unreleased\n\n### Changed results\n{}\n\n### Added\n- `{}` more.\n"


@pytest.fixture
def stored(tmp_path, monkeypatch):
    monkeypatch.setattr(back_results, "STORED", tmp_path)
    assert accept(LOG.format("- None.", RELEASES[0]), tmp_path, RELEASES[:1]) == {}
    return tmp_path


def test_a_change_is_accepted_only_once_it_is_announced(stored, monkeypatch):
    name = RELEASES[0]
    now = json.loads(json.dumps(results(name)))
    now["checks"][0]["verdict"] = "contradiction"
    monkeypatch.setattr(back_results, "results", lambda release: now)
    silent = LOG.format("- None.", name)
    assert "verdict was" in accept(silent, stored, [name])[name][0]
    assert read_stored(name)["results"] != now
    told = LOG.format(f"- `{name}`: the first check fails.", name)
    assert accept(told, stored, [name]) == {} and read_stored(name)["results"] == now
    now["checks"][0]["verdict"] = "rounding"
    assert name in accept(told, stored, [name]), "an old announcement does not cover a new change"


def test_a_stored_result_that_was_edited_is_refused(stored):
    path = stored / f"{RELEASES[0]}.json"
    path.write_text(path.read_text("utf-8").replace('"verdict": "exact"', '"verdict": "rounding"'), "utf-8")
    with pytest.raises(AssertionError, match="is accepted, not edited"):
        read_stored(RELEASES[0])


def test_an_announcement_counts_under_its_heading_only():
    name = RELEASES[0]
    log = LOG.format(f"- `{name}`: a\n  b.\n- all of `data/`: c.", name)
    assert announcements(log, name) == [hash_of(f"`{name}`: a b."), hash_of("all of `data/`: c.")]
    assert announcements(LOG.format("- other.", name), name) == []
