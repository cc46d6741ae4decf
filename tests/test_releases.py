"""Releases on disk: what is loaded, and every way in which a release can be wrong."""

import hashlib
import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.datapackage import SCHEMA, as_text, describe_data
from kelan_analysis.encodings import decode
from kelan_analysis.errors import InputError
from kelan_analysis.register import REGISTER_COLUMNS
from kelan_analysis.releases import (
    LARGEST,
    find_project,
    load_release,
    read_bytes,
    read_text,
    release_names,
)
from kelan_analysis.table import table_schema

REPOSITORY = Path(__file__).parents[1]
KELAN = "140929-kelan-2023"
ORIGIN = {
    "title": "题",
    "publisher": "报",
    "region": "甲县",
    "region_code": "000000",
    "period": "2023",
    "rounding": "none printed",
}


@pytest.fixture
def project(tmp_path):
    """A project with one release, ``a``."""
    (tmp_path / "notebooks").mkdir()
    folder = tmp_path / "data" / "a"
    folder.mkdir(parents=True)
    raw = "全县59个。".encode()
    (folder / "source.txt").write_bytes(raw)
    write_origin(folder, {**ORIGIN, "sha256": hashlib.sha256(raw).hexdigest()})
    return tmp_path


def write_origin(folder, origin):
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in origin.items()]
    (folder / "source.toml").write_text("\n".join(lines), encoding="utf-8")


def test_the_kelan_release_is_what_its_labels_were_made_on():
    release = load_release(KELAN, REPOSITORY)
    labels = json.loads((REPOSITORY / "tests/cases/kelan.json").read_text("utf-8"))
    assert release.sha256 == labels["sha256"]
    assert len(labels["figures"]) == 24 and len(labels["implicit"]) == 2
    spans = [span for sort in labels.values() if isinstance(sort, list) for span in sort]
    for span in [span for span in spans if "start" in span]:
        assert release.text[span["start"] : span["end"]] == span["printed"]
    assert (release.publisher, release.region_code, release.restated) == (
        "忻州日报",
        "140929",
        False,
    )
    assert release.published is None and release.rounding is None and release.excerpt


def test_the_data_package_describes_what_is_on_disk():
    data = REPOSITORY / "data"
    again = "; write it again with make datapackage"
    assert (data / "datapackage.json").read_text("utf-8") == as_text(describe_data(REPOSITORY)), (
        again
    )
    assert (data / SCHEMA).read_text("utf-8") == as_text(table_schema(REGISTER_COLUMNS)), again
    resources = describe_data(REPOSITORY)["resources"]
    for resource in resources:
        raw = (data / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
    described = {resource["path"] for resource in resources}
    on_disk = {path.relative_to(data).as_posix() for path in data.glob("*/*")} - {SCHEMA}
    assert described == on_disk


def test_a_register_and_declared_checks_are_described_too(project):
    (project / "data/a/figures.csv").write_text("id\nF01\n")
    (project / "data/a/checks.toml").write_text("")
    table = next(r for r in describe_data(project)["resources"] if r["format"] == "csv")
    assert (table["type"], table["schema"]) == ("table", SCHEMA)
    assert len(describe_data(project)["resources"]) == 4


def test_a_project_is_found_from_any_folder_inside(project, tmp_path_factory):
    assert find_project(project / "data" / "a") == project
    assert release_names(project / "notebooks") == ["a"]
    with pytest.raises(InputError, match=r"holds data/ and notebooks/.*--project DIR"):
        find_project(tmp_path_factory.mktemp("elsewhere"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("140929-kelan-2032", r"Got '140929-kelan-2032'; the nearest is '140929-kelan-2023'\."),
        ("../data/140929-kelan-2023", r"must be a folder of data/\. Got '\.\./data"),
        ("", r"Got ''; there are .*140929-kelan-2023"),
    ],
)
def test_an_unknown_release_is_named_with_the_nearest(name, message):
    with pytest.raises(InputError, match=message):
        load_release(name, REPOSITORY)


def test_a_changed_text_is_refused(project):
    (project / "data/a/source.txt").write_text("全县58个。", encoding="utf-8")
    with pytest.raises(InputError, match=r"source\.txt: .*sha256 .*Found .*restore the file"):
        load_release("a", project)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"region": None}, "region is missing; a release states title, publisher, region"),
        ({"region": ""}, "region must be text in quotes. Got ''"),
        ({"period": 2023}, "period must be text in quotes. Got 2023"),
        ({"restated": "yes"}, "restated must be true or false. Got 'yes'"),
        ({"publishd": "2024"}, "unknown key 'publishd'; the nearest is 'published'"),
    ],
)
def test_an_origin_must_be_complete(project, change, message):
    folder = project / "data/a"
    origin = {**tomllib.loads((folder / "source.toml").read_text("utf-8")), **change}
    write_origin(folder, {key: value for key, value in origin.items() if value is not None})
    with pytest.raises(InputError, match=r"source\.toml: " + re.escape(message)):
        load_release("a", project)


def test_an_origin_must_be_toml(project):
    (project / "data/a/source.toml").write_text("title = 忻州", encoding="utf-8")
    with pytest.raises(InputError, match=r"source\.toml: must be TOML\. .*line 1"):
        load_release("a", project)


def test_the_rounding_note_is_kept(project):
    folder = project / "data/a"
    origin = tomllib.loads((folder / "source.toml").read_text("utf-8"))
    write_origin(
        folder, {**origin, "rounding": "部分数据因四舍五入，存在总计与分项合计不等的情况。"}
    )
    assert load_release("a", project).rounding.startswith("部分数据因四舍五入")


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("增长5.4%".encode(), "增长5.4%", "utf-8"),
        ("增长5.4%".encode("utf-8-sig"), "增长5.4%", "utf-8-sig"),
        ("增长5.4%".encode("gb18030"), "增长5.4%", "gb18030"),
        ("𠀀㐂县1".encode("gb18030"), "𠀀㐂县1", "gb18030"),
        ("一\r\n二\r三".encode(), "一\r\n二\r三", "utf-8"),
        ("12\u200b34".encode(), "12\u200b34", "utf-8"),
    ],
)
def test_text_is_taken_as_it_stands(raw, text, encoding):
    assert decode(raw, "a.txt") == (text, encoding)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", r"a\.txt:1: must hold text\. Found it empty"),
        (b" \n", r"a\.txt:1: must hold text\. Found it empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", r"a\.txt: must be a text\. Found a binary file"),
        ("增长".encode("utf-16"), r"a\.txt: .*Found UTF-16"),
        ("张北\n康保\n".encode() + "尚义".encode("gb18030"), r"a\.txt:3: byte 0xc9 .*one encoding"),
        ("张北\n".encode("utf-8-sig") + b"\xff", r"a\.txt:2: byte 0xff .*one encoding"),
        (b"abc\nd\xff\n", r"a\.txt:2: must be UTF-8 or GB18030\. Found byte 0xff"),
        (b"\xed\xa0\x80\n", r"a\.txt:1: must be UTF-8 or GB18030"),
        ("59元".encode("gb18030"), r"a\.txt: .*beyond doubt\. Found 'Ԫ' .* '元' .*byte order mark"),
        ("a\n\ue000".encode("gb18030"), r"a\.txt:2: .*U\+E000, which no text uses; save .* UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(raw, message):
    with pytest.raises(InputError, match=message):
        decode(raw, "a.txt")


def test_only_regular_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, message in [
        (tmp_path / "pipe", "not a regular file but a pipe; pass - "),
        (tmp_path, "not a regular file but a folder"),
        (Path("/dev/zero"), "not a regular file but a device"),
        (tmp_path / "none.txt", "none.txt: no such file or directory; name a file"),
        (tmp_path / ("x" * 300), "file name too long"),
        (Path("a\0b"), "embedded null"),
    ]:
        with pytest.raises(InputError, match=message):
            read_text(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "digits.txt").open("wb") as file:
        file.truncate(LARGEST * 5)
    with pytest.raises(InputError, match=r"at most 20 MB\. Found 100\.0 MB; pass the part"):
        read_bytes(tmp_path / "digits.txt")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_utf8_is_never_taken_for_anything_else(text):
    if text.strip() and not text.startswith("\ufeff"):
        assert read_or_refused(text.encode()) in ((text, "utf-8"), None)


@given(st.text(st.sampled_from("增长完成亿元个%，。0123456789\n岢岚县项目总投资"), min_size=1))
def test_gb18030_is_never_taken_for_anything_else(text):
    encoding = "utf-8" if text.isascii() else "gb18030"
    assert read_or_refused(text.encode("gb18030")) in ((text, encoding), None)


def read_or_refused(raw):
    """What `decode` gives; None for the refusal of a blank or an ambiguous text."""
    try:
        return decode(raw, "a.txt")
    except InputError as error:
        assert "Found it empty" in str(error) or "beyond doubt" in str(error)
        return None
