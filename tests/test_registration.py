"""A text becomes a release: whole, described, and never over another one."""

import json

import pytest

from kelan_analysis.cli import main
from kelan_analysis.errors import InputError
from kelan_analysis.registration import add_document, register_release
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
        ("name", "../x", "name must be at most 60 small Latin letters.*Got '../x'"),
        ("name", "岢岚", "name must be at most 60 small Latin letters.*Got '岢岚'"),
        ("code", "14092", "code must be six digits.*Got '14092'"),
        ("code", "١٤٠٩٢٩", "code must be six digits"),
        ("period", "2023-13", "period must be a year, half, quarter or months.*Got '2023-13'"),
        ("period", "去年", "period must be a year"),
        ("published", "2024-13-01", "published must be a date, like 2024-01-29. Got '2024-13-01'"),
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


def test_the_same_content_again_changes_nothing(project):
    added = add_document(project / "in.txt", project, **ABOUT)
    before = {p: p.read_bytes() for p in sorted((project / "data").rglob("*")) if p.is_file()}
    again = add_document(project / "in.txt", project, **{**ABOUT, "title": "other"})
    assert (added.outcome, again.outcome) == ("new", "unchanged")
    assert again.release == added.release
    assert before == {p: p.read_bytes() for p in sorted((project / "data").rglob("*")) if p.is_file()}


def test_changed_content_becomes_a_new_edition_and_the_earlier_one_is_kept(project):
    first = register_release(project / "in.txt", project, **ABOUT)
    (first.path / "figures.csv").write_text("a person's work", "utf-8")
    (project / "in.txt").write_bytes(TEXT.replace(b"50.9", b"50.8"))
    added = add_document(project / "in.txt", project, **ABOUT)
    assert (added.outcome, added.release.edition) == ("edition", 2)
    assert "50.8亿元" in added.release.text
    assert (first.path / "editions/1/source.txt").read_bytes() == TEXT
    assert (first.path / "editions/1/source.toml").is_file()
    assert (first.path / "figures.csv").read_text("utf-8") == "a person's work"
    assert [p.name for p in (project / "data").iterdir() if p.name.startswith(".")] == []


def test_add_prints_the_name_that_the_other_commands_take(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    options = [word for key, value in ABOUT.items() for word in (f"--{key}", value)]
    assert main(["add", "in.txt", *options]) == 0
    name = capsys.readouterr().out.strip()
    assert main(["extract", name]) == 0 and "50.9亿元" in capsys.readouterr().out
    assert main(["add", "in.txt", *options]) == 0
    assert "000000-jia-2023-01_06 holds this content already" in capsys.readouterr().err
    assert main(["add", "in.txt", "--name", "jia"]) == 2
    assert "Missing option '--region'. See kelan --help." in capsys.readouterr().err


BYLINES = {
    # what a text says of itself: (text, publisher, date, note on rounding)
    "at the top": ("甲县2023年公报\n甲县统计局\n（2024年3月8日）\n产值50.9亿元。", "甲县统计局", "2024-03-08", None),
    "at the end": ("产值50.9亿元。\n甲县发展和改革局\n2024年3月8日", "甲县发展和改革局", "2024-03-08", None),
    "in a sentence": ("2024年3月8日，甲县统计局说：产值50.9亿元。", "未注明", None, None),
    "no such day": ("甲县公报\n2024年13月8日\n产值50.9亿元。", "未注明", None, None),
    "rounding": ("产值50.9亿元。\n注：\n[1] 部分数据因四舍五入，存在分项与合计不等的情况。", "未注明", None,
                 "部分数据因四舍五入，存在分项与合计不等的情况。"),
}  # fmt: skip


@pytest.mark.parametrize("mark", ["[1]", "［2］", "¹"])
def test_the_mark_of_a_note_is_no_part_of_a_title(mark, project):
    (project / "in.txt").write_text(f"甲县2023年统计公报{mark}\n产值50.9亿元。\n", "utf-8")
    release = register_release(project / "in.txt", project, region="岢岚县", period="2023")
    assert release.title == "甲县2023年统计公报" and release.text.startswith(f"甲县2023年统计公报{mark}")


@pytest.mark.parametrize("name", BYLINES)
def test_what_a_text_says_of_itself_is_taken_over(name, project):
    text, publisher, published, rounding = BYLINES[name]
    (project / "in.txt").write_text(text, "utf-8")
    release = register_release(project / "in.txt", project, region="岢岚县", period="2023")
    assert (release.publisher, release.published, release.rounding) == (publisher, published, rounding)


@pytest.mark.parametrize(
    ("region", "more", "message"),
    [
        ("火星县", {}, r"region must be a division of GB/T 2260 .*Got '火星县'"),
        ("可岚县", {}, r"The nearest: 山西省忻州市岢岚县 \(140929\)"),
        ("酉阳县", {}, r"The nearest: 重庆市酉阳土家族苗族自治县 \(500242\)"),
        ("朝阳区", {}, r"the name of 2: 北京市朝阳区 \(110105\), 吉林省长春市朝阳区"),
        ("甲县", {"code": "140929"}, r"140929 is 山西省忻州市岢岚县. Got '甲县'"),
        ("甲县", {"code": "000001"}, r"none for '甲县'; give --name"),
    ],
)
def test_a_region_that_is_unknown_or_ambiguous_is_refused_with_candidates(
    project, region, more, message
):
    with pytest.raises(InputError, match=message):
        add_document(project / "in.txt", project, region=region, period="2023", **more)
    assert list((project / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("region", "more", "name", "stated"),
    [
        ("岢岚县", {}, "140929-kelan-2023", "岢岚县"),
        ("忻州市岢岚县", {}, "140929-kelan-2023", "岢岚县"),
        ("长春市朝阳区", {"name": "chaoyang"}, "220104-chaoyang-2023", "朝阳区"),
        ("酉阳县", {"code": "500242"}, "500242-youyang-2023", "酉阳县"),
    ],
)
def test_a_region_gives_code_and_name(project, region, more, name, stated):
    release = register_release(project / "in.txt", project, region=region, period="2023", **more)
    assert (release.name, release.region, release.publisher) == (name, stated, "未注明")


def test_a_release_that_is_broken_stops_no_other_and_is_told(project, monkeypatch, capsys):
    register_release(project / "in.txt", project, **ABOUT)
    (project / "data" / "000000-jia-2023-01_06" / "source.txt").write_text("another text", "utf-8")
    monkeypatch.chdir(project)
    assert main(["add", "in.txt", "--region", "岢岚县", "--period", "2022"]) == 0
    told = capsys.readouterr().err
    assert told.startswith("left out of data/datapackage.json: ") and "source.txt: the text must be" in told
    described = json.loads((project / "data" / "datapackage.json").read_text("utf-8"))
    assert {item["path"].split("/")[0] for item in described["resources"]} == {"140929-kelan-2022"}


def test_a_description_that_fails_is_told_and_the_same_command_mends_it(project, monkeypatch, capsys):
    def full(path, content):
        raise OSError(28, "No space left on device")

    words = ["add", "in.txt", "--region", "岢岚县", "--period", "2022"]
    monkeypatch.chdir(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kelan_analysis.datapackage.write_whole", full)
        assert main(words) == 3
    told = capsys.readouterr().err
    assert told.startswith("140929-kelan-2022 is in its place, but data/datapackage.json does not tell of it")
    assert load_release("140929-kelan-2022", project).period == "2022"
    assert main(words) == 0
    assert "140929-kelan-2022/source.txt" in (project / "data" / "datapackage.json").read_text("utf-8")
