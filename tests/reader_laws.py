"""What holds of every reader of outside data, whatever it is given; tests and the fuzzer ask.

A reader either hands on what stands there, and then says the same of what it wrote itself, or
refuses with one `InputError` that says what was found. Nothing else may be raised, and no other
file may be touched.
"""

import io
import json
import os
import tempfile
import zipfile
from fractions import Fraction
from pathlib import Path

import pikepdf
from reading_laws import check_laws

from kelan_analysis import load_release, read_figures
from kelan_analysis.briefs.parameters import load_notebook, read_parameters
from kelan_analysis.checking.checks_file import read_checks
from kelan_analysis.checking.expression import parse_relation
from kelan_analysis.checking.proposal import Figures
from kelan_analysis.documents.archives import open_archive
from kelan_analysis.documents.workbooks import _look_at_sizes
from kelan_analysis.errors import InputError
from kelan_analysis.numerals import fold_width, parse_numeral
from kelan_analysis.register import register_csv
from kelan_analysis.register.parsing import parse_register
from kelan_analysis.strict_csv import csv_text, parse_csv_rows
from kelan_analysis.table import figures_csv, parse_figures
from kelan_analysis.units import parse_quantity
from kelan_analysis.verification import verify_brief

TEXT = "新建项目64个，其中开工59个，开工率92.2%。产值5.2亿元，下降5.1%。"
READING = read_figures(TEXT)
# In memory where there is such a place, and gone with the process.
_HELD = tempfile.TemporaryDirectory(
    prefix="kelan-laws-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None
)
_FOLDER = Path(_HELD.name)


def text_of(data: bytes) -> str:
    """Make any bytes a text: what is no UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def put(name: str, data: bytes) -> Path:
    """Write a file for a reader that takes a path."""
    path = _FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def refused(read, *arguments):
    """Return (what was read, None), or (None, the refusal), which has to say what was found."""
    try:
        return read(*arguments), None
    except InputError as refusal:
        said = str(refusal)
        assert said.strip() and said.rstrip()[-1] in ".?…)", said
        return None, said


def reading(data: bytes) -> None:
    """Any text."""
    check_laws(text_of(data))


def numerals(data: bytes) -> None:
    """One numeral, and one quantity: its value is finite, exact and has the printed places."""
    text = text_of(data)
    numeral, _ = refused(parse_numeral, text)
    if numeral:
        assert numeral.text == text and numeral.value.is_finite() and numeral.decimals >= 0
        if numeral.exact is None:
            assert (Fraction(numeral.value) * 10**numeral.decimals).denominator == 1
        else:
            assert abs(Fraction(numeral.value) - numeral.exact) <= Fraction(1, 2 * 10**12)
    quantity, _ = refused(parse_quantity, text)
    if quantity:
        assert Fraction(quantity.base_value) == Fraction(quantity.value) * Fraction(
            quantity.unit.factor
        )
        assert "E" not in format(quantity.base_value, "f")
        again = refused(parse_numeral, quantity.number)[0]
        assert again and again.value == quantity.value, "the number alone is the same number"
        kept = quantity.number + (quantity.unit.name or "")  # /10万 has digits, too
        digits = [sum(sign in "0123456789" for sign in one) for one in (fold_width(text), kept)]
        assert digits[0] == digits[1], "no digit is dropped"


def relations(data: bytes) -> None:
    """A relation as a person writes it."""
    refused(parse_relation, text_of(data))


def tables(data: bytes) -> None:
    """Any CSV: what is written of its rows reads back as the same rows."""
    rows, _ = refused(parse_csv_rows, text_of(data), "a.csv")
    if rows:
        cells = [row for _, row in rows]
        again = parse_csv_rows(csv_text(list(cells[0]), cells), "a.csv")
        assert [row for _, row in again] == cells


def registers(data: bytes) -> None:
    """A ``figures.csv``, plain or reviewed: its figures survive being written."""
    text = text_of(data)
    figures, _ = refused(parse_figures, text, "figures.csv", TEXT)
    if figures:
        assert parse_figures(figures_csv(figures), "figures.csv", TEXT) == figures
        assert all(TEXT[f.start : f.end] == f.printed for f in figures)
    parsed, _ = refused(parse_register, text, "figures.csv", READING)
    if parsed:
        rows, places = parsed
        assert len(rows) == len(places)
        assert parse_register(register_csv(rows), "figures.csv", READING)[0] == rows


def checks(data: bytes) -> None:
    """A ``checks.toml``: every relation is among figures of the text."""
    declared, _ = refused(read_checks, put("checks.toml", data), Figures.of(READING))
    if declared:
        known = {figure.id for figure in READING}
        assert all(set(p.relation.names) <= known for p in declared.proposals)


def origins(data: bytes) -> None:
    """A ``source.toml``: a release that loads states what the file states."""
    put("data/a/source.txt", TEXT.encode())
    put("data/a/source.toml", data)
    (_FOLDER / "notebooks").mkdir(exist_ok=True)
    release, _ = refused(load_release, "a", _FOLDER)
    if release:
        assert release.text == TEXT and all(
            isinstance(getattr(release, name), str) and getattr(release, name)
            for name in ("title", "publisher", "region", "region_code", "period", "sha256")
        )


def parameters(data: bytes) -> None:
    """A `parameters` cell, and a notebook: only literals, each of which JSON can carry."""
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": text_of(data)}
    declared, _ = refused(read_parameters, {"cells": [cell]})
    for one in (declared or {}).values():
        json.dumps(one.default, allow_nan=False)
        refused(one.read, text_of(data[:40]))
    refused(load_notebook, put("a.ipynb", data))


def workbooks(data: bytes) -> None:
    """The look at a workbook before a library opens it: a raw archive, and a raw sheet."""
    for raw in (data, _workbook(data)):
        archive, _ = refused(open_archive, raw, "a.xlsx", ".xlsx")
        if archive:
            assert sum(part.file_size for part in archive.infolist()) <= 60_000_000
            refused(_look_at_sizes, archive, "a.xlsx")


def _workbook(sheet: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return packed.getvalue()


def documents(data: bytes) -> None:
    """A PDF to be verified: raw bytes, and any JSON where a brief carries its own."""
    refused(verify_brief, put("a.pdf", data))
    name = ("manifest.json", "checks.json", "figures.csv", "source.txt")[len(data) % 4]
    refused(verify_brief, put("b.pdf", _carrying(_carried() | {name: data})))


def _carried() -> dict[str, bytes]:
    manifest = {"format": "kelan-brief/1", "inputs": [], "outputs": []}
    return {
        "manifest.json": json.dumps(manifest).encode(), "source.txt": TEXT.encode(),
        "figures.csv": figures_csv(READING).encode(),
        "checks.json": b'{"summary": {"exact": 0}, "checks": [], "figures": []}',
    }  # fmt: skip


def _carrying(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, raw in files.items():
            pdf.attachments[name] = raw
        pdf.save(made)
    return made.getvalue()


LAWS = {
    law.__name__: law
    for law in (reading, numerals, relations, tables, registers, checks, origins, parameters,
                workbooks, documents)
}  # fmt: skip
# A start for each: what a reader takes, cut or changed by the fuzzer.
SEEDS = {
    "reading": [TEXT.encode()],
    "numerals": [n.encode() for n in ("46.92亿元", "百分之四十一点七", "３，４８７．５", "三亿八千二百万元", "1/5",
                 "3千5百", "12,760人", "1 2 .3 5", "三分之二", "万元/人")],
    "relations": [b"a + b = c", "「产值」 / F02 * 100 = F03".encode(), b"a - 2 * b + 1 = c >= d"],
    "tables": [b'a,b\n1,"2,3"\n', b"a;b\n1;2\n", b"a,b\r\n'=1,NA\r\n"],
    "registers": [figures_csv(READING).encode()],
    "checks": [b'ignore = ["F02 / F01 = F03"]\n[[relation]]\nformula = "F02 / F01 * 100 = F03"\n'
               b'reason = "partial"\nnote = "x"\n'],
    "origins": [b'title = "t"\npublisher = "p"\nregion = "r"\nregion_code = "140929"\n'
                b'period = "2023"\nsha256 = "' + __import__("hashlib").sha256(TEXT.encode()).hexdigest().encode()
                + b'"\nrounding = "none printed"\nrestated = true\n'],
    "parameters": [b'a = "zh"  # one of "zh", "en"; about\nb: int = 3\nc = [1, {"x": None}]\n',
                   b'{"nbformat": 4, "cells": []}'],
    "workbooks": [_workbook(b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'),
                  b'<c r="XFD1048576"/>'],
    "documents": [*_carried().values(), _carrying(_carried())],
}  # fmt: skip
