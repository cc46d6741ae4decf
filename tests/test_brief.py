"""The Kelan brief itself: its bytes, its pages, its data, in both languages."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pdfua
import pikepdf
import pytest

from kelan_analysis.briefs.parameters import load_notebook

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[1]
NAME = "140929-kelan-2023"
FILES = ["brief.html", "brief.ipynb", "brief.pdf", "checks.json", "figures.csv", "manifest.json"]
HERE = {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "MPLBACKEND": "agg"}
THERE = {"TZ": "America/Bogota", "LC_ALL": "POSIX", "PYTHONHASHSEED": "2", "COLUMNS": "40"}
RUN = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[4], 8))
from kelan_analysis.briefs import make_brief
make_brief(Path(sys.argv[1]), {"language": sys.argv[3]}, Path(sys.argv[2]))
"""


def made(folder, settings, language="zh", umask="022", over=None):
    """Copy the project to a new folder and make the brief there, in another environment."""
    folder.mkdir()
    for part in ("data", "notebooks"):
        shutil.copytree(PROJECT / part, folder / part)
    (folder / "home").mkdir()
    environment = os.environ | settings | {"HOME": str(folder / "home")}
    out = folder / "reports" / NAME
    if over:  # what a next edition is told by
        out.mkdir(parents=True)
        for name in ("manifest.json", "checks.json"):
            shutil.copyfile(over / name, out / name)
    words = [str(folder / "notebooks/brief.ipynb"), str(out), language, umask]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], env=environment, cwd=folder, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return out


@pytest.fixture(scope="session")
def chinese(tmp_path_factory):
    return made(tmp_path_factory.mktemp("a") / "here", HERE)


@pytest.fixture(scope="session")
def english(tmp_path_factory):
    return made(tmp_path_factory.mktemp("b") / "en", HERE, "en")


def test_two_runs_that_differ_in_all_else_are_one_edition_with_the_same_bytes(chinese, tmp_path):
    """The second is published over the first: whatever differed would be an edition of its own."""
    elsewhere = made(tmp_path / "a folder with spaces", THERE, umask="077", over=chinese)
    assert sorted(path.name for path in elsewhere.iterdir()) == FILES
    differing = [n for n in FILES if (chinese / n).read_bytes() != (elsewhere / n).read_bytes()]
    assert differing == []
    assert json.loads((elsewhere / "manifest.json").read_bytes())["edition"] == 1


def test_no_clock_no_path_and_no_address_is_in_any_file(chinese):
    for name in FILES:
        content = (chinese / name).read_bytes()
        assert str(chinese.parent).encode() not in content, name
        assert not re.search(rb"0x[0-9a-f]{8,}", content), name


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_the_pdf_is_archivable_accessible_small_and_carries_its_data(language, request):
    folder = request.getfixturevalue(language)
    path = folder / "brief.pdf"
    assert path.stat().st_size < 200_000
    assert [finding.message for finding in pdfua.validate(path).findings] == []
    with pikepdf.open(path) as pdf:
        attached = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert sorted(attached) == ["checks.json", "figures.csv", "manifest.json", "source.txt"]
        for name in ("checks.json", "figures.csv"):
            assert attached[name] == (folder / name).read_bytes()
        source = PROJECT / "data" / NAME / "source.txt"
        assert attached["source.txt"] == source.read_bytes()
        with pdf.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfuaid:part"]) == ("3", "1")
        assert str(pdf.Root.Lang) == {"chinese": "zh-CN", "english": "en-GB"}[language]
        assert pdf.Root.MarkInfo.Marked and len(pdf.pages) <= 6
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
        assert len(titles) >= 8
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        assert all(re.fullmatch(r"/[A-Z]{6}\+.*", name) for name in fonts), (
            "all are embedded subsets"
        )


def figures_of(tag, element=None):
    """Count structure elements of a kind in a PDF's tag tree."""
    kids = element.get("/K", []) if element is not None else []
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    found = [element] if element is not None and element.get("/S") == tag else []
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary):
            found += figures_of(tag, kid)
    return found


def test_every_chart_of_the_pdf_says_what_it_shows(chinese):
    with pikepdf.open(chinese / "brief.pdf") as pdf:
        alts = [str(one.get("/Alt", "")) for one in figures_of("/Figure", pdf.Root.StructTreeRoot)]
    assert all(alts)
    kinds = [alt.partition("，")[0] for alt in alts]
    assert list(dict.fromkeys(kinds)) == ["区间图", "条形图", "分段条形图"]
    assert "K02，74.5 + 46.92 = 121.43亿元" in alts[0]
    assert "规上工业增加值 11.6%" in alts[1]
    assert any("开工" in alt for alt in alts)


def test_the_manifest_has_the_hash_of_every_output(chinese):
    import hashlib

    manifest = json.loads((chinese / "manifest.json").read_text("utf-8"))
    assert manifest["parameters"] == {"language": "zh", "release": NAME}
    listed = {item["name"]: item["sha256"] for item in manifest["outputs"]}
    for name in FILES[:-1]:
        assert listed[name] == hashlib.sha256((chinese / name).read_bytes()).hexdigest()
    inputs = {item["name"]: item["sha256"] for item in manifest["inputs"]}
    for name in ("source.txt", "source.toml"):
        content = (PROJECT / "data" / NAME / name).read_bytes()
        assert inputs[f"{NAME}/{name}"] == hashlib.sha256(content).hexdigest()


SECTIONS = {
    "chinese": ["主要数字", "原文与标记", "矛盾之处", "不能判定的关系", "逐项核对", "增长",
                "部分与整体", "由公布数推算的数字", "局限", "方法", "出处与复核"],
    "english": ["Key figures", "The source, marked", "What contradicts", "What cannot be decided",
                "Relation by relation", "Growth", "Parts and wholes", "Derived figures", "Limits",
                "Method", "Provenance, and how to verify"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_the_page_has_all_sections_in_order_and_no_code(language, request):
    page = (request.getfixturevalue(language) / "brief.html").read_text("utf-8")
    body = page.partition("<main")[2]
    found = re.findall(r"<h2>(.*?)</h2>|<p class=\"none\"><strong>(.*?)</strong>", body)
    assert [one or other for one, other in found] == SECTIONS[language]
    assert "run_checks" not in body and "<pre" not in body and 'lang="' in page


def test_the_english_brief_is_in_english(english):
    page = (english / "brief.html").read_text("utf-8").partition("<main")[2]
    said = re.sub(r"<(\w+)[^>]*lang=\"zh-CN\"[^>]*>.*?</\1>|<img[^>]*>", "", page, flags=re.DOTALL)
    assert "All 3 relations that the text lets us check hold: 2 exact, 1 within rounding." in said
    assert not re.search("[，。；？！、]", re.sub("<[^>]+>", "", said))


def test_the_page_needs_nothing_from_outside(chinese):
    page = (chinese / "brief.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<iframe|\bon\w+=|url\(|https?://", page)
    assert set(re.findall(r"\bsrc=\"(.{15})", page)) == {"data:image/svg+"}


def test_the_verdict_marks_do_not_need_colour(chinese):
    page = (chinese / "brief.html").read_text("utf-8")
    assert '<span class="fig rounding"' in page and '<sup class="mark rounding">≈</sup>' in page
    assert page.count('<sup class="mark exact">＝</sup>') >= 5


def test_the_notebook_is_thin_prose_first_and_stored_without_outputs():
    cells = load_notebook(PROJECT / "notebooks/brief.ipynb")["cells"]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    for before, cell in zip([None, *cells], cells, strict=False):
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            assert before and before["cell_type"] == "markdown", source
            assert not cell["outputs"] and cell["execution_count"] is None
            assert len(cell["source"]) <= 5 and "def " not in source


def test_plain_papermill_and_nbconvert_do_without_us(tmp_path):
    """As Airflow, cron or JupyterLab would run it: no code of floor 5 but the exporter."""
    bin_ = Path(sys.executable).parent
    executed = tmp_path / "out.ipynb"
    run = [bin_ / "papermill", "--no-progress-bar", "notebooks/brief.ipynb", executed,
           "-p", "release", NAME]  # fmt: skip
    subprocess.run(run, cwd=PROJECT, check=True, capture_output=True)
    convert = [bin_ / "jupyter", "nbconvert", "--to", "kelan-pdf", executed]
    subprocess.run(convert, check=True, capture_output=True)
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert sorted(pdf.attachments) == ["checks.json", "figures.csv", "source.txt"]
