"""A text becomes a release: whole, described, and never over another one."""

import json

import pytest

from kelan_analysis.cli import main
from kelan_analysis.errors import InputError
from kelan_analysis.registration import register_release
from kelan_analysis.releases import load_release

TEXT = "全县地区生产总值50.9亿元，增长5.4%。\r\n".encode("gb18030")
ABOUT = {
    "name": "jia",
    "code": "000000",
    "region": "甲县",
    "period": "2023-01/06",
    "title": '甲县"统计"公报\\2023',
    "publisher": "甲县统计局",
}


@pytest.fixture
def project(tmp_path):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "in.txt").write_bytes(TEXT)
    return tmp_path


def test_a_registered_release_is_the_text_and_its_origin(project):
    more = {"published": "2023-07-20", "rounding": "部分数据因四舍五入有误差。", "restated": True}
    release = register_release(project / "in.txt", project, **ABOUT, **more)
    assert release == load_release("000000-jia-2023-01_06", project)
    assert (release.path / "source.txt").read_bytes() == TEXT
    assert (release.title, release.period) == (ABOUT["title"], "2023-01/06")
    assert (release.encoding, release.published, release.restated) == (
        "gb18030",
        "2023-07-20",
        True,
    )
    assert release.rounding == more["rounding"] and release.address is None
    package = json.loads((project / "data/datapackage.json").read_text("utf-8"))
    assert [item["name"] for item in package["resources"]] == [
        "000000-jia-2023-01_06-source",
        "000000-jia-2023-01_06-origin",
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "../x", "name must be small Latin letters.*Got '../x'"),
        ("name", "岢岚", "name must be small Latin letters.*Got '岢岚'"),
        ("code", "14092", "code must be six digits.*Got '14092'"),
        ("code", "١٤٠٩٢٩", "code must be six digits"),
        ("period", "2023-13", "period must be a year, half, quarter or months.*Got '2023-13'"),
        ("period", "去年", "period must be a year"),
        ("published", "yesterday", "published must be a date, like 2024-01-29"),
        ("title", " ", "title must be text on one line. Got ' '"),
        ("publisher", "a\nb", r"publisher must be text on one line. Got 'a\\nb'"),
        ("region", "\u202e县甲", "region must be text on one line"),
    ],
)
def test_an_ill_formed_field_is_named_and_nothing_is_made(project, field, value, message):
    with pytest.raises(InputError, match=message):
        register_release(project / "in.txt", project, **{**ABOUT, field: value})
    assert list((project / "data").iterdir()) == []


def test_a_release_is_never_overwritten(project):
    register_release(project / "in.txt", project, **ABOUT)
    with pytest.raises(InputError, match="never overwritten. .*000000-jia-2023-01_06 exists"):
        register_release(project / "in.txt", project, **ABOUT)


def test_add_prints_the_name_that_the_other_commands_take(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    options = [word for key, value in ABOUT.items() for word in (f"--{key}", value)]
    assert main(["add", "in.txt", *options]) == 0
    name = capsys.readouterr().out.strip()
    assert main(["extract", name]) == 0 and "50.9亿元" in capsys.readouterr().out
    assert main(["add", "in.txt", "--name", "jia"]) == 2
    assert "Missing option '--region'. See kelan --help." in capsys.readouterr().err
