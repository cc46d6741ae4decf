"""Any notebook as page and as PDF: what is shown, what is hidden, what is refused."""

import base64
import io
import re
from pathlib import Path

import pandas as pd
import pdfua
import pikepdf
import pytest
from small_notebooks import book, code, prose, shown

from kelan_analysis.briefs.cells import show_cells
from kelan_analysis.briefs.exporters import KelanHTMLExporter, KelanPDFExporter
from kelan_analysis.errors import RunError

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
    '<rect width="90" height="40"/></svg>'
)
PNG = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
).decode()
FRAME = pd.DataFrame({"县": ["甲<县>", "乙县"], "亿元": [1.5, 20.25]})
EVERYTHING = book(
    prose("# 各县的数\n\n正文有公式 $\\frac{a_1}{b}$、脚注[^1]和[链接](https://example.com/a?b=c)。\n\n"
          "$$\\sum_{i=1}^n x_i$$\n\n[^1]: 脚注文字。"),
    prose("- 一\n  - 甲\n- 二\n\n3. 三\n4. 四\n\n| 县 | 数 |\n|---|--:|\n| 甲 | 1 |\n\n> 引文\n\n"
          "### 跳过一级的标题\n\n```python\nx = 1\n```"),
    code("for i in range(3):\n    print(i)  # 三个数",
         outputs=[{"output_type": "stream", "name": "stdout", "text": "0\n1\n2\n"}]),
    code("FRAME", outputs=[shown({"text/html": FRAME.to_html(), "text/plain": "frame"})]),
    code("styled", outputs=[shown({"text/html": FRAME.style.set_uuid("u").format(escape="html")
         .map(lambda v: "color: #b23c08; font-weight: bold" if v == 1.5 else "", subset=["亿元"])
         .to_html()})]),
    code("svg", outputs=[shown({"image/svg+xml": SVG}, {"image/svg+xml": {"alt": "一个矩形"}})]),
    code("png", outputs=[shown({"image/png": PNG}, {"image/png": {"alt": "一个点", "width": 20}})]),
    code("tex", outputs=[shown({"text/latex": "$$\\alpha^2$$", "text/plain": "a"})]),
    code("mermaid", outputs=[shown({"text/vnd.mermaid": "</pre><script>go()</script>"})]),
    code("js", outputs=[shown({"application/javascript": "go()"})]),
)  # fmt: skip


@pytest.fixture(scope="module")
def page():
    return KelanHTMLExporter().from_notebook_node(EVERYTHING)[0]


@pytest.fixture(scope="module")
def pdf():
    return KelanPDFExporter().from_notebook_node(EVERYTHING)[0]


def test_the_page_is_self_contained_and_runs_nothing(page):
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<iframe|\bsrc=\"(?!data:)|url\(|@import", page)
    assert re.findall(r"https?://[^\"<]+", re.sub(r' xmlns="[^"]*"', "", page)) == [
        "https://example.com/a?b=c"
    ]


SHOWN = [
    "<title>各县的数</title>", '<html lang="zh-CN">', "<msub><mi>a</mi><mn>1</mn></msub>",
    'id="fn-1"', 'href="#fn-1"', '<ol start="3">', '<td style="text-align:right">1</td>',
    "<blockquote>", "甲&lt;县&gt;", 'style="color:#b23c08;font-weight:bold"', 'alt="一个矩形"',
    'alt="一个点"', '<pre class="stream">0\n1\n2\n</pre>',
]  # fmt: skip


@pytest.mark.parametrize("part", SHOWN)
def test_the_page_shows(page, part):
    assert part in page


def test_what_is_for_machines_is_not_shown(page):
    assert "mermaid" not in page.partition("<main")[2].replace(">mermaid<", "")
    assert "go()" not in page
    assert "frame</pre>" not in page


def test_the_pdf_is_accessible_and_archivable(pdf, tmp_path):
    path = tmp_path / "any.pdf"
    path.write_bytes(pdf)
    assert [f.message for f in pdfua.validate(path).findings] == []
    with pikepdf.open(path) as opened:
        with opened.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert meta["pdfuaid:part"] == "1"
            assert "各县的数" in str(meta["dc:title"])
        assert str(opened.Root.Lang) == "zh-CN"


def test_both_exporters_give_the_same_bytes_twice(page, pdf):
    assert KelanHTMLExporter().from_notebook_node(EVERYTHING)[0] == page
    assert KelanPDFExporter().from_notebook_node(EVERYTHING)[0] == pdf


TAGS = [
    ((), ["<h1>", "1 + 1", "2</pre>"]),
    (("hide",), ["<h1>"]),
    (("hide-input",), ["<h1>", "2</pre>"]),
    (("hide-output",), ["<h1>", "1 + 1"]),
]


@pytest.mark.parametrize(("tags", "present"), TAGS)
def test_tags_hide_code_and_outputs(tags, present):
    result = {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {},
              "execution_count": 1}  # fmt: skip
    notebook = book(prose("# 题"), code("1 + 1", *tags, outputs=[result]))
    made = re.sub(r"<[/]?span[^>]*>", "", KelanHTMLExporter().from_notebook_node(notebook)[0])
    for part in ("<h1>", "1 + 1", "2</pre>"):
        assert (part in made) == (part in present), part


def test_options_of_nbconvert_hide_all_code():
    notebook = book(prose("# 题"), code("secret = 1"))
    assert "secret" in KelanHTMLExporter().from_notebook_node(notebook)[0]
    assert "secret" not in KelanHTMLExporter(exclude_input=True).from_notebook_node(notebook)[0]


def test_injected_parameters_are_hidden_where_the_parameters_are():
    injected = code("token = 1", "injected-parameters")
    open_ = book(prose("# 题"), code("token = 0", "parameters"), injected)
    hidden = book(prose("# 题"), code("token = 0", "parameters", "hide"), injected)
    assert len(show_cells(open_)[0].cells) == 3
    assert [cell.cell_type for cell in show_cells(hidden)[0].cells] == ["markdown"]


@pytest.mark.parametrize("exporter", [KelanHTMLExporter, KelanPDFExporter])
def test_a_picture_without_alt_text_is_refused_in_a_brief(exporter):
    notebook = book(prose("# 题"), code("x", outputs=[shown({"image/svg+xml": SVG})]))
    with pytest.raises(RunError, match="every picture needs alt text. Picture 1 has none"):
        exporter(strict=True).from_notebook_node(notebook)


def test_elsewhere_it_is_said_in_one_line(caplog):
    notebook = book(prose("# 题"), code("x", outputs=[shown({"image/svg+xml": SVG})]))
    made = KelanPDFExporter().from_notebook_node(notebook)[0]
    assert made.startswith(b"%PDF-")


def test_alt_text_may_stand_with_the_cell():
    cell = code("x", outputs=[shown({"image/svg+xml": SVG})])
    cell.metadata["alt"] = "说明"
    assert (
        'alt="说明"'
        in KelanHTMLExporter(strict=True).from_notebook_node(book(prose("# 题"), cell))[0]
    )


BROKEN = [
    (book(prose("no heading")), "a brief needs a title"),
    (book(prose("# \U00020000县")), "Missing glyph for '\U00020000' (U+20000)"),
    (book(prose("# 题"), code("x", outputs=[shown({"image/png": "aGVsbG8="}, {"alt": "x"})])),
     "every picture must be readable. One is not (failed to decode image"),
    (book(prose("# 题"), code("x", outputs=[{"output_type": "stream", "name": "stdout",
     "text": "x" * 20_000_001}])),
     "an output may have at most 20 MB. The output of cell 2 has 20 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("notebook", "words"), BROKEN)
def test_what_cannot_be_printed_is_refused_in_one_line(notebook, words):
    with pytest.raises(RunError) as error:
        KelanPDFExporter().from_notebook_node(notebook)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


CODE_OF_TYPST = [
    '#read("/etc/passwd")',
    "#panic()",
    "*a* _b_ $c$ <d> @e `f` #g \\ // /* [h]",
    '"#"',
]


@pytest.mark.parametrize("text", CODE_OF_TYPST)
def test_text_is_never_typst_code(text):
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    notebook = book(prose("# 题"), code("x", outputs=[shown({"text/html": f"<p>{html}</p>"})]))
    made = KelanPDFExporter().from_notebook_node(notebook)[0]
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 1


def test_a_formula_cannot_read_files():
    notebook = book(prose('# 题\n\n$\\text{#read("/etc/passwd")}$ $"#read(\\"tree.json\\")"$'))
    assert KelanPDFExporter().from_notebook_node(notebook)[0].startswith(b"%PDF-")


def test_the_menu_lists_each_exporter_once_and_the_command_line_has_its_names(monkeypatch):
    from jupyter_server.serverapp import ServerApp
    from nbconvert.exporters import get_export_names, get_exporter

    for name in ("kelan-pdf", "kelan-html"):
        assert issubclass(get_exporter(name), KelanHTMLExporter)
    monkeypatch.setattr(ServerApp, "initialized", classmethod(lambda cls: True))
    ours = [name for name in get_export_names() if "kelan" in name.lower()]
    assert ours == ["Kelan_HTML", "Kelan_PDF"]
    assert all(re.fullmatch(r"\w+", name) for name in ours)  # all that the server's route takes


def test_a_great_table_keeps_heads_spans_alignment_and_fill():
    html = (Path(__file__).parent / "cases/great_tables.html").read_text("utf-8")
    notebook = book(prose("# 题"), code("g", outputs=[shown({"text/html": html})]))
    made = KelanHTMLExporter().from_notebook_node(notebook)[0]
    assert '<th class="gt_center gt_columns_top_border gt_column_spanner_outer" rowspan="1"' in made
    assert '<td style="background-color:#ffee99" headers="t1-主要指标 t1-产值"' in made
    assert ".gt_table {" not in made
    assert KelanPDFExporter().from_notebook_node(notebook)[0].startswith(b"%PDF-")


def test_the_empty_corner_of_a_data_frame_is_no_head(page):
    assert "<th></th>" not in page and "<td></td>\n      <th>县</th>" in page


def frame(html):
    return book(prose("# 表"), code("t", outputs=[shown({"text/html": html})]))


ROWS = [["县", "值", "注"], ["甲", "-1.5", "x"], ["乙", "1,000", "NaN"], ["丙", "", "2%"]]


def test_columns_of_plain_numbers_stand_to_the_right_under_their_heads():
    lines = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS[1:])
    heads = "".join(f"<th>{c}</th>" for c in ROWS[0])
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    made = KelanHTMLExporter().from_notebook_node(frame(table))[0]
    right = re.findall(r'<t[dh] class="num">(.*?)</t[dh]>', made)
    assert right == ["值", "-1.5", "1,000", ""]


def test_a_word_longer_than_a_line_is_broken_and_stays_on_the_page():
    import pypdfium2

    word = "x" * 400
    notebook = frame(f"<table><tr><td>{word}</td><td>1</td></tr></table>")
    notebook.cells.append(code(f"print('{word}')"))
    pdf = pypdfium2.PdfDocument(KelanPDFExporter().from_notebook_node(notebook)[0])
    for page in pdf:
        letters = page.get_textpage()
        rights = [letters.get_charbox(n)[2] for n in range(letters.count_chars())]
        assert max(rights) < page.get_width() - 50
    assert sum(page.get_textpage().get_text_range().count("x") for page in pdf) == 800
