"""A person's register wins over reading; what no longer fits is shown, never dropped."""

import csv
import io
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis import load_release, read_figures, run_checks
from kelan_analysis.cli import main
from kelan_analysis.errors import InputError
from kelan_analysis.register import (
    REGISTER,
    Row,
    apply_register,
    register_csv,
    reviewed_figures,
    text_hash,
    what_was_read,
)
from kelan_analysis.register.rows import base_of
from kelan_analysis.registration import add_document
from kelan_analysis.table import figures_csv

REPOSITORY = Path(__file__).parents[1]
RELEASE = "140929-kelan-2023"
TEXT = "新建项目64个，开工59个，开工率92.2%。粮食产量12.60万吨，下降2.5%。\n"
ABOUT = {"region": "岢岚县", "period": "2023", "title": "公报", "publisher": "岢岚县统计局"}


@pytest.fixture
def release(tmp_path, monkeypatch):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text(TEXT, "utf-8")
    return add_document(tmp_path / "in.txt", tmp_path, **ABOUT).release


def rows_of(release):
    reading = read_figures(release)
    sha = text_hash(release.text)
    return [
        Row(f, "kept", "张三", "2024-03-08T10:12:00Z", "", what_was_read(f, reading), sha)
        for f in reading
    ]


def save(release, text, encoding="utf-8-sig"):
    (release.path / REGISTER).write_bytes(text.encode(encoding))


def edited(text, **cells):
    """Return a register with cells changed: ``F01_value="5"``."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for name, value in cells.items():
        id, _, column = name.partition("_")
        next(row for row in rows if row["id"] == id)[column] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_a_register_of_what_was_read_changes_nothing(release):
    before = read_figures(release)
    save(release, register_csv(rows_of(release)))
    after = reviewed_figures(release)
    assert after.figures == before.figures and after.notes == ()
    assert after.account() == before.account()
    assert run_checks(after).checks == run_checks(before).checks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_corrected_value_wins_and_a_check_turns(release, encoding, capsys):
    assert run_checks(read_figures(release)).summary["contradiction"] == 0
    save(release, edited(register_csv(rows_of(release)), F02_value="58", F02_reason="印错"), encoding)
    assert main(["check", release.name]) == 1
    assert "58 ÷ 64 = 92.2%" in capsys.readouterr().out
    reading = reviewed_figures(release)
    assert reading["F02"].base_value == 58 and reading.rows[1].reason == "印错"


def test_a_check_speaks_of_the_corrected_value(release, capsys):
    save(release, edited(register_csv(rows_of(release)), F03_value="92.3"))
    assert main(["check", release.name]) == 1
    said = capsys.readouterr().out
    assert "59 ÷ 64 = 92.3%" in said and "文中却是92.3%" in said and "92.2%：" not in said


def test_what_kelan_extract_exports_is_a_register_that_can_be_edited(release):
    text = figures_csv(read_figures(release))
    save(release, edited(text, F01_value="65", F04_unit="亿吨", F04_value="12.6"))
    reading = reviewed_figures(release)
    assert reading["F01"].value == 65 and reading["F04"].base_value == Decimal("1260000000")


def test_a_spreadsheet_may_drop_zeros_and_shout_booleans(release):
    text = register_csv(rows_of(release)).replace(",12.60,", ",12.6,").replace(",false,", ",FALSE,")
    save(release, text + "," * (text.splitlines()[0].count(",")) + "\n")
    assert reviewed_figures(release).figures == read_figures(release).figures


def test_a_struck_figure_is_none_and_its_links_end(release):
    save(release, edited(register_csv(rows_of(release)), F04_review="struck", F04_reason="是指标名"))
    reading = reviewed_figures(release)
    assert [figure.id for figure in reading] == ["F01", "F02", "F03", "F05"]
    assert (reading["F05"].relates_to, reading["F05"].relation) == (None, None)
    said = [e for e in reading.account() if "struck out: 是指标名" in e.why]
    assert [entry.printed.startswith("12.60") for entry in said] == [True]
    assert reading.as_json()["source"]["register"]["struck"] == 1


def test_a_figure_can_be_added_by_hand(release):
    start = TEXT.index("项目")
    rows = register_csv(rows_of(release))
    header = rows.splitlines()[0].split(",")
    cells = {"indicator": "新建项目", "value": "1", "unit": "个", "kind": "count", "printed": "项目",
             "start": str(start), "end": str(start + 2), "review": "added"}  # fmt: skip
    save(release, rows + ",".join(cells.get(name, "") for name in header) + "\n")
    reading = reviewed_figures(release)
    assert reading["F06"].base_value == 1 and reading.figures[0].id == "F06"


def test_a_new_edition_shows_each_row_that_no_longer_fits(release, tmp_path, capsys):
    save(release, register_csv(rows_of(release)))
    (tmp_path / "in.txt").write_text("前言。" + TEXT.replace("59个", "60个"), "utf-8")
    new = add_document(tmp_path / "in.txt", tmp_path, **ABOUT).release
    assert new.edition == 2
    reading = reviewed_figures(new)
    assert [(n.kind, n.id) for n in reading.notes] == [("stale", "F02"), ("reread", "F03"), ("unreviewed", "F06")]
    assert reading["F06"].printed == "60个" and reading["F03"].of_part in ("F06", None)
    assert reading["F01"].printed == new.text[reading["F01"].start : reading["F01"].end]
    main(["check", new.name])
    captured = capsys.readouterr()
    assert "figures.csv:3: F02: '59个' was reviewed and does not stand in the text" in captured.err
    assert "F06" in captured.err


def test_what_the_program_reads_otherwise_now_is_shown_and_the_register_stands(release):
    rows = rows_of(release)
    rows[0] = Row(**{**{n: getattr(rows[0], n) for n in Row.__slots__},
                     "read": {**rows[0].read, "indicator": "项目"}})  # fmt: skip
    save(release, register_csv(rows))
    (note,) = reviewed_figures(release).notes
    assert note.kind == "reread" and "indicator was read as '项目', now as" in note.en


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"F02_start": "3"}, r"figures\.csv:3: printed: must stand in the text from 3 to .*begins at 10"),
        ({"F02_printed": "61个"}, r"figures\.csv:3: printed: .*'61个' .*the text does not hold it"),
        ({"F02_value": "abc"}, r"figures\.csv:3: value: must be signed decimal.*Got 'abc'"),
        ({"F02_unit": "亿圆", "F02_value": "7"}, r"figures\.csv:3: unit: .*Got '亿圆'"),
        ({"F02_kind": "sum"}, r"figures\.csv:3: kind: must be .*Got 'sum'; write one of amount, count"),
        ({"F03_relates_to": "F99"}, r"figures\.csv:4: relates_to: must name another figure.*'F99'"),
        ({"F02_id": "F01"}, r"figures\.csv:2: id: each figure must have its own"),
        ({"F02_review": "gone"}, r"figures\.csv:3: review: must be one of kept, .*Got 'gone'"),
        ({"F02_value": "nan"}, r"figures\.csv:3: value: must be signed decimal.*Got 'nan'"),
        ({"F02_value": "5.9E+01"}, r"figures\.csv:3: value: must be signed decimal.*Got '5.9E\+01'"),
        ({"F02_period": "Jun-23"}, r"figures\.csv:3: period: must be like 2023, .*Got 'Jun-23'; write"),
        ({"F02_period": "2023/6/1"}, r"figures\.csv:3: period: must be like .*Got '2023/6/1'"),
        ({"F02_text_sha256": "1.2E+45"}, r"figures\.csv:3: text_sha256: .*Got '1.2E\+45'; empty the"),
        ({"F02_kind": "growth"}, r"figures\.csv:3: unit: a growth is in one of %.*Got '个'"),
        ({"F03_relation": "kin_of"}, r"figures\.csv:4: relation: must be one of part_of, .*Got 'kin_of'"),
        ({"F02_read": "{"}, r"figures\.csv:3: read: must be JSON. Got '\{'; empty the cell"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_line_and_field(release, cells, message):
    save(release, edited(register_csv(rows_of(release)), **cells))
    with pytest.raises(InputError, match=message):
        reviewed_figures(release)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("indicator,", "", 1), "a row must fit its header"),
        (lambda text: text.replace("indicator,", "what,", 1), "the column 'indicator' is missing"),
        (lambda text: text.splitlines()[0] + "\n", "Found the header only"),
    ],
)
def test_a_register_that_is_none_is_refused(release, change, message):
    save(release, change(register_csv(rows_of(release))))
    with pytest.raises(InputError, match=message):
        reviewed_figures(release)


def test_a_release_without_a_register_is_as_read():
    release = load_release(RELEASE)
    assert reviewed_figures(release).figures == read_figures(release).figures


def test_a_brief_is_made_of_the_register(tmp_path, monkeypatch):
    """What the notebook reads is what the register says, so the brief's figures are too."""
    for folder in ("data", "notebooks"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    source = (tmp_path / "notebooks/brief.ipynb").read_text("utf-8")
    assert "reviewed_figures(load_release(release))" in source


@given(st.decimals(-(10**6), 10**6, places=2), st.sampled_from(["亿元", "%", "万亩", "个", "成"]))
def test_base_values_are_those_of_reading(value, unit):
    printed = f"{abs(value)}{unit}"
    figures = [f for f in read_figures(f"产量{printed}。") if f.printed == printed]
    for figure in figures:
        assert base_of(figure.value, figure.unit, figure.kind) == (figure.base_value, figure.base_unit)


def test_applying_twice_is_applying_once(release):
    reading = read_figures(release)
    rows = rows_of(release)
    once = apply_register(reading, rows)
    assert apply_register(once, rows).figures == once.figures
