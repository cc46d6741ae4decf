"""The table of figures: nothing is lost on the way out and back; a bad cell is named."""

import csv
import io
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.errors import InputError
from kelan_analysis.reading.figure import KINDS, Figure
from kelan_analysis.strict_csv import csv_text, read_csv_rows
from kelan_analysis.table import (
    COLUMNS,
    HEADER,
    figures_csv,
    from_table,
    load_figures,
    table_schema,
    to_table,
    write_figures,
)

TEXT = "全县完成投资46.92亿元，下降12.04%。"
# Signs that break a careless reader: quotes, commas, line ends, formulas, missing values.
NASTY = st.text(st.sampled_from("NA完成,;\"'=+-@\t\r\n＝ 0"), min_size=1, max_size=6)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=2)


def figure(**fields):
    level = {
        "id": "F01",
        "start": 6,
        "end": 13,
        "printed": "46.92亿元",
        "number_start": 6,
        "number_end": 11,
        "number": "46.92",
        "decimals": 2,
        "unit": "亿元",
        "value": Decimal("46.92"),
        "base_value": Decimal("4692000000"),
        "base_unit": "元",
        "kind": "amount",
        "indicator": "完成投资",
        "region": "甲县",
        "period": "2023",
        "rule": "amount",
        "rules": {"period": "whole-year"},
    }
    return Figure(**{**level, **fields})


GROWTH = figure(
    id="F02",
    start=16,
    end=22,
    printed="12.04%",
    number_start=16,
    number_end=21,
    number="12.04",
    unit="%",
    value=Decimal("-12.04"),
    base_value=Decimal("-12.04"),
    base_unit="%",
    kind="growth",
    relates_to="F01",
    relation="growth_of",
)
IMPLICIT = figure(
    id="F03",
    start=0,
    end=2,
    printed="全县",
    number_start=None,
    number_end=None,
    number=None,
    decimals=None,
    implicit=True,
    derived_from=("F01", "F02"),
    exact=Fraction(2, 3),
)
FIGURES = (figure(), GROWTH, IMPLICIT)


@st.composite
def any_figure(draw, name):
    return figure(
        id=name,
        printed=draw(NASTY),
        number=draw(NASTY),
        unit=draw(st.none() | NASTY),
        value=draw(DECIMALS),
        base_value=draw(DECIMALS),
        kind=draw(st.sampled_from(KINDS)),
        indicator=draw(st.none() | NASTY),
        region=draw(st.none() | NASTY),
        hedge=draw(st.sampled_from((None, "over", "under", "about", "more"))),
        implicit=draw(st.booleans()),
        exact=draw(st.none() | st.fractions()),
        rules=draw(st.dictionaries(NASTY, NASTY, max_size=2)),
    )


@given(st.tuples(any_figure("F01"), any_figure("F02")))
def test_a_table_gives_back_the_figures_it_was_made_of(figures):
    back = from_table(to_table(figures))
    assert back == figures and [f.rules for f in back] == [f.rules for f in figures]


@given(figures=st.tuples(any_figure("F01"), any_figure("F02")))
def test_a_register_gives_back_the_figures_it_was_written_from(figures, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "figures.csv"
    write_figures(figures, path)
    assert load_figures(path) == figures


@given(st.lists(st.fixed_dictionaries({"a": NASTY, "b": NASTY}), min_size=1))
def test_no_written_cell_is_a_formula(rows):
    for cells in csv.reader(io.StringIO(csv_text("ab", rows), newline="")):
        assert not any(cell.startswith(tuple("=+@\t\r＝")) for cell in cells)


def test_every_cell_is_text_and_nothing_is_missing():
    table = to_table(FIGURES)
    assert list(table.columns) == list(HEADER)
    assert all(isinstance(cell, str) for cell in table.to_numpy().ravel())
    assert table.loc[1, ["value", "relates_to"]].tolist() == ["-12.04", "F01"]
    assert table.loc[2, ["number", "implicit", "derived_from", "exact"]].tolist() == [
        "", "true", "F01 F02", "2/3",
    ]  # fmt: skip


def test_no_figures_make_an_empty_table():
    assert to_table(()).shape == (0, len(COLUMNS)) and from_table(to_table(())) == ()


def test_the_register_is_what_a_spreadsheet_reads_as_chinese(tmp_path):
    write_figures(FIGURES, tmp_path / "figures.csv")
    raw = (tmp_path / "figures.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,indicator,") and b"\r" not in raw
    assert load_figures(tmp_path / "figures.csv", TEXT) == FIGURES


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("value", "46.9O", "value: must be signed decimal in unit.* Got '46.9O'"),
        ("value", "１２．５", "value: .*Got '１２．５'"),
        ("value", "1,23,4", "value: .*Got '1,23,4'"),
        ("value", "1e999", "value: .*Got '1e999'"),
        ("value", "٣", "value: .*Got '٣'"),
        ("value", "10²", "value: .*Got '10²'"),
        ("value", "12\u200b34", r"value: .*Got '12\\u200b34'"),
        ("value", "", "value: .*Found it empty"),
        ("kind", "grwth", "kind: must be kind of figure.*Got 'grwth'"),
        ("id", "1", "id: .*Got '1'"),
        ("id", "F02", "id: each figure must have its own. 'F02' stands twice"),
        ("start", "-1", "start: .*Got '-1'"),
        ("implicit", "yes", "implicit: .*Got 'yes'"),
        ("region", "\u202e县甲", r"region: must hold no invisible character. Found U\+202E"),
        ("indicator", "投\u200b资", r"indicator: must hold no invisible character. Found U\+200B"),
        ("relates_to", "F09", "relates_to: must name another figure. Got 'F09'"),
        ("of_part", "F01", "of_part: must name another figure. Got 'F01'"),
        (
            "printed",
            "46.93亿元",
            "printed: must stand in the text from 6 to 13. Got '46.93亿元' .*'46.92亿元'",
        ),
        ("end", "12", "printed: must stand in the text from 6 to 12"),
    ],
)
def test_a_bad_cell_is_named_with_line_and_field(tmp_path, field, cell, message):
    path = tmp_path / "figures.csv"
    write_figures(FIGURES, path)
    rows = [row for _, row in read_csv_rows(path)]
    rows[0][field] = cell
    path.write_text(csv_text(HEADER, rows), encoding="utf-8", newline="")
    with pytest.raises(InputError, match=rf"figures\.csv:2: {message}"):
        load_figures(path, TEXT)


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("value", 46.92, r"row 0: value: signed decimal in unit.*Got 46\.92"),
        ("kind", "grwth", "row 0: kind: kind of figure. Got 'grwth'"),
        ("id", "F02", "row 0: id: field_uniqueness|row 0: id: .*Got 'F02'"),
        ("decimals", None, "row 0: decimals: .*Got (None|nan)"),
    ],
)
def test_a_bad_cell_of_a_frame_is_named_with_its_row(field, cell, message):
    table = to_table(FIGURES).astype(object)
    table.loc[0, field] = cell
    with pytest.raises(InputError, match=message):
        from_table(table, TEXT)


@pytest.mark.parametrize("change", [{"drop": "value"}, {"add": "note"}])
def test_a_frame_has_exactly_the_columns(change):
    table = to_table(FIGURES)
    table = table.drop(columns="value") if "drop" in change else table.assign(note="x")
    with pytest.raises(InputError, match=r"a table of figures has the columns id, .*(value|note)"):
        from_table(table)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n3,4,5\n", "in.csv:3: a row must fit its header. Found 3 cells where .* 2"),
        ("a,b\n1,2,3\n4,5,6\n", "in.csv:2: .*3 cells where the header has 2"),
        ("a,b\n1\n3,4\n", "in.csv:2: .*1 cells where the header has 2"),
        ('a,b\n"1\n2",3\n4\n', "in.csv:4: .*1 cells"),
        ("收入,收入\n1,2\n", "in.csv:1: each column must have its own name. '收入' stands twice"),
        ("a,\n1,2\n", "in.csv:1: each column must have a name. Column 2 has none"),
        ("", "in.csv:1: .*empty"),
        ("a,b\n", "in.csv:1: .*no rows"),
        ("a;b\n1;2\n", "in.csv:1: .*separator ';'"),
        ("a\tb\n1\t2\n", "in.csv:1: .*separator"),
        ('a,b\n1,"2\n', "in.csv:2: must be CSV. Unexpected end of data"),
        ('a,b\n1,"2"3\n', "in.csv:2: must be CSV. "),
        ("a\n" + "x" * 1_000_000, "in.csv:2: a: a cell may have 100000 characters. Found 1000000"),
    ],
)
def test_a_file_that_is_no_sound_csv_is_refused(tmp_path, text, message):
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(InputError, match=message):
        read_csv_rows(path)


@pytest.mark.parametrize(
    "cell", ["NA", "None", "null", "nan", "110101199003071234", "1E5", "010203"]
)
def test_cells_stay_the_text_they_are(tmp_path, cell):
    (tmp_path / "in.csv").write_text(f"\ufeffid,x\n{cell},1\n,2\n\n", encoding="utf-8")
    assert read_csv_rows(tmp_path / "in.csv") == [
        (2, {"id": cell, "x": "1"}),
        (3, {"id": "", "x": "2"}),
    ]


def test_a_register_has_exactly_the_columns(tmp_path):
    path = tmp_path / "figures.csv"
    text = figures_csv(FIGURES)
    path.write_text(text.replace("hedge", "hegde", 1), encoding="utf-8")
    with pytest.raises(InputError, match="figures.csv:1: the column 'hedge' is missing"):
        load_figures(path)
    path.write_text("\n".join(f"{line},x{n}" for n, line in enumerate(text.splitlines())))
    with pytest.raises(InputError, match="figures.csv:1: unknown column 'x0'"):
        load_figures(path)


def test_the_schema_on_disk_and_the_table_have_the_same_columns():
    fields = table_schema()["fields"]
    assert [field["name"] for field in fields] == list(HEADER)
    assert {field["type"] for field in fields} == {"string", "integer", "number", "boolean"}
