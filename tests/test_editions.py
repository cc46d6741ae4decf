"""Editions: nothing changed is the same edition; what changed is named, old and new."""

import dataclasses
import json

import pytest

from kelan_analysis import displays, load_release, read_figures, run_checks
from kelan_analysis.findings import edition_of
from kelan_analysis.findings.editions import LAST

RELEASE = load_release("140929-kelan-2023")
PARAMETERS = {"release": RELEASE.name, "language": "zh"}


def report(*replacements):
    text = RELEASE.text
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    sha256 = "f" * 64 if replacements else RELEASE.sha256
    return run_checks(read_figures(dataclasses.replace(RELEASE, text=text, sha256=sha256)))


@pytest.fixture
def last(tmp_path):
    """The folder of edition 3, whose changes were others."""
    said = report()
    manifest = {
        "edition": 3,
        "changes": [{"what": "parameter", "name": "language", "old": "en", "new": "zh"}],
        "parameters": PARAMETERS,
        "inputs": [{"name": f"{RELEASE.name}/source.txt", "sha256": RELEASE.sha256}],
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "checks.json").write_text(json.dumps(said.as_json()))
    return tmp_path


def said(edition):
    changes = [change for change in edition.changes if change["what"] != "source"]
    return [(c["what"], c["name"], c["old"], c["new"]) for c in changes]


def test_nothing_changed_is_the_same_edition_with_the_same_corrections(last):
    edition = edition_of(report(), PARAMETERS, last)
    assert (edition.number, said(edition)) == (3, [("parameter", "language", "en", "zh")])


CHANGES = [
    ([("增幅6.25%", "增幅6.52%")], [("figure", "一般公共预算收入（增速）", "6.25%", "6.52%")]),
    ([("开工率92.2%", "开工率95.2%")],
     [("figure", "新建项目开工率（比率）", "92.2%", "95.2%"),
      ("check", "新建项目开工、新建项目 → 新建项目开工率（比率）", "exact", "contradiction")]),
    ([(";一般公共预算收入完成2.33亿元,增幅6.25%", "")],
     [("figure", "一般公共预算收入", "2.33亿元", None),
      ("figure", "一般公共预算收入（增速）", "6.25%", None)]),
    ([("。年度储备", "。粮食产量12.60万吨。年度储备")],
     [("figure", "粮食产量", None, "12.60万吨")]),
]  # fmt: skip


@pytest.mark.parametrize(("replacements", "changes"), CHANGES)
def test_what_changed_is_named(last, replacements, changes):
    edition = edition_of(report(*replacements), PARAMETERS, last)
    assert (edition.number, said(edition)) == (4, changes)
    assert edition.changes[0]["what"] == "source"


def test_a_changed_parameter_is_an_edition(last):
    edition = edition_of(report(), PARAMETERS | {"language": "en"}, last)
    assert (edition.number, said(edition)) == (4, [("parameter", "language", "zh", "en")])


def test_another_release_in_the_same_folder_is_a_first_edition(last):
    assert edition_of(report(), PARAMETERS | {"release": "x"}, last).number == 1


@pytest.mark.parametrize("damage", ["{", "[]", '{"edition": "x"}', '{"edition": 2}'])
def test_a_damaged_last_edition_is_none(last, damage):
    (last / "manifest.json").write_text(damage)
    assert edition_of(report(), PARAMETERS, last).number == 1


def test_the_brief_says_its_edition_and_its_corrections(last, monkeypatch):
    monkeypatch.setenv(LAST, str(last))
    changed = report(("增幅6.25%", "增幅6.52%"))
    assert "<dd>第4版</dd>" in displays.masthead(changed, "zh", release=RELEASE.name).html
    page = displays.changes(changed, "zh", release=RELEASE.name)
    assert "更正：第4版与第3版的不同" in page.html and "<td>6.52%</td>" in page.html
    english = displays.changes(changed, "en", release=RELEASE.name).html
    assert "Corrections: edition 4 against edition 3" in english
    bundle = displays.close(changed, "zh", release=RELEASE.name)._repr_mimebundle_()
    assert bundle["application/vnd.kelan.closing+json"]["edition"] == 4
