"""No cell of a table that we write is a formula, and none is run, in LibreOffice Calc.

Run from the project folder: ``pytest tests/soak/injection_calc.py``. Each CSV is opened without a
screen and saved as a flat spreadsheet, whose cells say what they are; no formula must be among
them, and every payload must be there as text.
"""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from injection import PAYLOADS

from kelan_analysis import read_figures, run_checks
from kelan_analysis.cli.views import show_checks
from kelan_analysis.register import Row, register_csv
from kelan_analysis.strict_csv import csv_text
from kelan_analysis.table import figures_csv

OFFICE = shutil.which("soffice")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
SHOWN = [payload for payload in PAYLOADS if payload.isprintable()]
TEXT = "".join(f"{payload}项目64个，其中开工59个，开工率92.2%。\n" for payload in SHOWN)


def tables():
    reading = read_figures(TEXT)
    rows = [Row(figure, "corrected", payload, "", payload)
            for figure, payload in zip(reading, SHOWN, strict=False)]  # fmt: skip
    yield "plain", csv_text(["a", "b"], [{"a": p, "b": f"{p}{p}"} for p in PAYLOADS])
    yield "figures", figures_csv(reading)
    yield "register", register_csv(rows)
    yield "checks", show_checks(run_checks(reading), "csv", "zh")


def cells(path, folder):
    """Every cell of a CSV as Calc reads it: its formula, if any, and its text."""
    # 44,34,76,1: commas, quotes, UTF-8, from the first line; the last option: read no formulas
    # would hide what is asked for here, so it is left at what the program does by itself.
    words = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    words += ["--infilter=CSV:44,34,76,1", "--convert-to", "fods", "--outdir", str(folder), str(path)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    subprocess.run(words, check=True, capture_output=True, timeout=180, env=environment)
    tree = xml.parse(path.with_suffix(".fods"))
    return [(cell.get(f"{TABLE}formula"), "".join(cell.itertext()))
            for cell in tree.iter(f"{TABLE}table-cell")]  # fmt: skip


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here: apt-get install libreoffice-calc")
@pytest.mark.parametrize(("name", "text"), list(tables()), ids=[name for name, _ in tables()])
def test_no_cell_is_a_formula(tmp_path, name, text):
    path = tmp_path / f"{name}.csv"
    path.write_text(text, "utf-8-sig", newline="")
    found = cells(path, tmp_path)
    assert [formula for formula, _ in found if formula] == []
    there = any("WEBSERVICE" in text for _, text in found)
    assert there or name == "checks", "the payloads are there, as text"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here: apt-get install libreoffice-calc")
def test_calc_would_run_them_if_they_were_written_as_they_are(tmp_path):
    path = tmp_path / "raw.csv"
    path.write_text("a\n=1+1\n", "utf-8", newline="")
    assert [formula for formula, _ in cells(path, tmp_path) if formula] == ["of:=1+1"]
