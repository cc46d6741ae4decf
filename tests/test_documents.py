"""Every form of document becomes a text that can be read; what cannot be trusted is refused."""

import datetime
import io
import re
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pypandoc
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis import read_figures
from kelan_analysis.briefs.typesetting import font_folder
from kelan_analysis.cli import main
from kelan_analysis.documents import FORMS, read_document
from kelan_analysis.documents.figure_cells import is_figure
from kelan_analysis.documents.grids import GridCell, Lines
from kelan_analysis.errors import InputError, RunError
from kelan_analysis.releases import load_release

PROSE = "全年地区生产总值完成50.9亿元，增长5.4%；一般公共预算收入完成2.33亿元，增幅6.25%。"
OPTIONS = ["--region", "岢岚县", "--period", "2023"]


def archive(*parts, base=None):
    """Return the bytes of an archive: the parts of a sound workbook, some of them replaced."""
    content = {}
    if base:
        with zipfile.ZipFile(io.BytesIO(base)) as old:
            content = {name: old.read(name) for name in old.namelist()}
    content |= dict(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, data)
    return made.getvalue()


def workbook(rows=(), change=None):
    book = openpyxl.Workbook()
    book.active.title = "Sheet"
    for row in rows:
        book.active.append(row)
    if change:
        change(book, book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def word(markdown):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.docx")
        pypandoc.convert_text(markdown, "docx", format="markdown", outputfile=str(path))
        return path.read_bytes()


def pdf(body):
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True).compile(body.encode())


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def read(name, raw):
        (tmp_path / name).write_bytes(raw)
        return read_document(name)

    return read


# --- what goes in ----------------------------------------------------------------------

PAGE = f"""<html><head><title>某网站</title><meta name="ArticleTitle" content="岢岚县2023年公报">
<meta name="ContentSource" content="岢岚县统计局"><meta name="PubDate" content="2024-03-08 10:12">
<script>var a = "12.5亿元";</script></head><body>
<div class="top-nav"><a href="/">首页</a><a href="/a">政务公开</a><a>2024年1号文件</a></div>
<div class="main"><div class="side"><ul><li><a>上年增长9.9%，位居第1位</a></li></ul></div>
<div class="TRS_Editor"><h1>岢岚县2023年公报</h1><p>{PROSE}</p><p>面积约<b>10</b>km<sup>2</sup>。</p>
<table><tr><th>指标</th><th>2023年</th></tr><tr><td>粮食产量（万吨）<td>12.60</tr></table></div></div>
<div id="footer">备案 12345678号，访问量 99 万次</div></body></html>"""

WORD = f"""---
title: 岢岚县2023年公报
---

# 一、综合

{PROSE}

1. 新建项目64个。
2. 开工59个。

| 指标 | 2023年 | 增长（%） |
|---|---|---|
| 粮食产量（万吨） | 12.60 | 2.5 |
| 其中：夏粮 | 3.1 | -0.4 |

注释[^1]。

[^1]: 部分数据因四舍五入有误差。
"""


def test_a_web_page_gives_its_article_and_what_it_says_of_itself(read):
    document = read("a.html", PAGE.encode("gb18030"))
    assert document.title == "岢岚县2023年公报"
    assert (document.publisher, document.published) == ("岢岚县统计局", "2024-03-08")
    assert PROSE in document.text and "10km²" in document.text
    for other in ("首页", "12.5亿元", "9.9%", "备案", "1号文件"):
        assert other not in document.text
    assert "| 粮食产量（万吨） | 12.60 |" in document.text


def test_a_word_file_keeps_paragraphs_lists_tables_and_notes(read):
    document = read("a.docx", word(WORD))
    lines = document.text.splitlines()
    assert document.title == "岢岚县2023年公报" and lines[0] == "岢岚县2023年公报"
    assert PROSE in lines and "1. 新建项目64个。" in lines and "2. 开工59个。" in lines
    assert "| 其中：夏粮 | 3.1 | -0.4 |" in lines
    assert lines[-1] == "注1：部分数据因四舍五入有误差。"
    grain = [figure for figure in read_figures(document.text) if figure.printed.startswith("12.60")]
    assert grain[0].indicator == "粮食产量" and grain[0].unit == "万吨"


def test_markdown_loses_its_marks_and_plain_text_nothing(read):
    assert read("a.md", "粮食**12.6**万\n吨。".encode()).text == "粮食12.6万吨。\n"
    plain = "**12.6**\r\n万吨".encode("gb18030")
    document = read("a.txt", plain)
    assert document.as_it_stands and document.text == "**12.6**\r\n万吨"


def test_a_pdf_gives_whole_paragraphs(read):
    long = PROSE * 4
    body = '#set text(font: "Noto Serif CJK SC", lang: "zh")\n#set page(numbering: "1")\n'
    body += f"= 岢岚县2023年公报\n\n{long}\n\n新建项目64个。\n#pagebreak()\n{PROSE}\n"
    document = read("a.pdf", pdf(body))
    lines = [line for line in document.text.splitlines() if line]
    assert [line.replace(" ", "") for line in lines] == ["岢岚县2023年公报", long, "新建项目64个。", PROSE]


SERIF = '#set text(font: "Noto Serif CJK SC", lang: "zh")\n'


def test_columns_of_a_pdf_are_read_one_after_the_other(read):
    paragraphs = [f"{PROSE}年末全县常住人口7.62万人，其中城镇人口3.58万人，第{n}段。" for n in range(20)]
    table = "#table(columns: 3, [指标], [2022年], [2023年], [粮食产量（万吨）], [8.9], [9.12])"
    body = SERIF + "#set page(columns: 2, numbering: \"1 / 1\")\n" + "\n\n".join(paragraphs)
    lines = read("a.pdf", pdf(f"{body}\n\n{table}")).text.splitlines()
    assert lines[:20] == paragraphs
    assert lines[20:] == ["| 指标 | 2022年 | 2023年 |", "| 粮食产量（万吨） | 8.9 | 9.12 |"]


def test_a_table_drawn_with_lines_gives_its_cells_however_they_wrap(read):
    cells = "table.cell(rowspan: 2)[指标], table.cell(colspan: 2)[2023年], [绝对量], [增长（%）], "
    cells += "[规模以上工业企业营业收入利润率（按可比口径计算）], [11.2], [-0.4], [粮食产量（万吨）], [9.12], [2.5]"
    document = read("a.pdf", pdf(f"{SERIF}{PROSE}\n\n#table(columns: (5em, 5em, 4em), {cells})\n{PROSE}"))
    assert document.text.splitlines() == [
        PROSE,
        "| 指标 | 2023年绝对量 | 2023年增长（%） |",
        "| 规模以上工业企业营业收入利润率（按可比口径计算） | 11.2 | −0.4 |",
        "| 粮食产量（万吨） | 9.12 | 2.5 |",
        PROSE,
    ]
    places = {cell.cell: cell.printed for cell in document.cells}
    assert places["page 1 table 1 row 4 column 2"] == "9.12"


def test_a_table_without_lines_is_read_by_its_rows(read):
    cells = "[指标], [2022年], [2023年], [粮食产量（万吨）], [8.9], [9.12], [出栏（万头）], [4.0], [4.31]"
    text = read("a.pdf", pdf(f"{SERIF}{PROSE}\n\n#table(columns: 3, stroke: none, {cells})")).text
    assert text.splitlines()[1:] == [
        "| 指标 | 2022年 | 2023年 |", "| 粮食产量（万吨） | 8.9 | 9.12 |", "| 出栏（万头） | 4.0 | 4.31 |",
    ]  # fmt: skip


def test_a_raised_mark_stays_raised(read):
    body = f"{SERIF}面积1448km#super[2]，增长5.4%#footnote[按可比价格。]，居第2位。"
    assert read("a.pdf", pdf(body)).text == "面积1448km²，增长5.4%¹，居第2位。\n¹按可比价格。\n"


LINES = f"<p>{PROSE}</p><p>其中，第一产业增加值8.6亿元，增长6.1%。</p>"
PAGES = {
    # what stands around an article: (page, lines that are left)
    "hidden": (f"<div>{LINES}<p style='display: none'>内部数12亿元，保密。</p></div>", None),
    "particulars": (
        f"<div><div>今天是2026年11月27日 访问量：123456</div><div>发布时间：2024-01-30 来源：甲县统计局</div>"
        f"<div>{LINES}</div><div>上一篇：<a>甲县2022年公报</a></div><div>版权所有：甲县 电话：0350-4532001</div></div>",
        None,
    ),
    "container": (
        f"<div><div class='TRS_Editor'>{LINES}</div><div><p>热点：某地昨日召开会议，强调要抓好工作。</p></div></div>",
        None,
    ),
    "laid out by tables": (
        "<table><tr><td><a>首页</a></td></tr><tr><td>甲县2023年经济运行情况</td></tr>"
        f"<tr><td><table><tr><td>{LINES}</td></tr></table></td></tr><tr><td>主办：甲县 ICP备123号</td></tr></table>",
        ["甲县2023年经济运行情况"],
    ),
    "shown by a script": (f"<div id='js_content' style='visibility: hidden'>{LINES}</div>", None),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_what_stands_around_an_article_is_left_out(name, read):
    page, before = PAGES[name]
    text = read("a.html", f"<html><body>{page}</body></html>".encode()).text
    assert text.splitlines() == [*(before or []), PROSE, "其中，第一产业增加值8.6亿元，增长6.1%。"]


def test_a_web_table_keeps_merged_heads_and_its_note_marks(read):
    table = (
        "<table><thead><tr><th rowspan=2>指标<th colspan=2>2023年</tr></thead><tbody><tr><th>总量<th>增长（%）</tr>"
        "<tr><td>粮食（万吨）<td>9.12<td rowspan=2>2.5</tr><tr><td>生猪（万头）<td>4.31</tr></tbody></table>"
    )
    text = read("a.html", f"<body><p>{PROSE[:-1]}<sup>[1]</sup>。</p>{table}</body>".encode()).text
    assert text.splitlines() == [
        f"{PROSE[:-1]}[1]。", "| 指标 | 2023年总量 | 2023年增长（%） |",
        "| 粮食（万吨） | 9.12 | 2.5 |", "| 生猪（万头） | 4.31 |  |",
    ]  # fmt: skip


def test_only_the_day_that_a_page_was_published_is_its_date(read):
    page = "<body><div>今天是2026年11月27日</div><p>{}</p>" + LINES + "</body>"
    for said, day in [("发布时间：2024-01-30 16:20", "2024-01-30"), ("2024年1月5日 来源：甲县统计局", "2024-01-05"),
                      ("全文如下", None)]:  # fmt: skip
        assert read("a.html", page.format(said).encode()).published == day


def word_xml(body, base=None):
    """Return a Word file with `body` in place of its first paragraph."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<?xml version='1.0'?><w:document {space}><w:body><w:p>{body}</w:p></w:body></w:document>"
    return archive(("word/document.xml", document.encode()), base=base or word(WORD))


def test_a_csv_keeps_every_cell_and_its_place(read):
    document = read("in.csv", "id,县,v\n110101199003071234,NA,１２．５\n,𠀀㐂,2\n".encode("gb18030"))
    assert document.text.splitlines()[1] == "| 110101199003071234 | NA | １２．５ |"
    places = {cell.cell: document.text[cell.start : cell.end] for cell in document.cells}
    assert places["2: id"] == "110101199003071234" and places["3: 县"] == "𠀀㐂"
    assert document.cells_csv().splitlines()[0] == "start,end,cell,stored,printed"


def test_a_workbook_is_taken_as_it_is_shown(read):
    def shape(book, sheet):
        sheet["B3"].number_format, sheet["C3"].number_format = "#,##0.0", "0.0%"
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("B2:C2")

    rows = [["2023年主要指标"], ["指标", "2023年"], ["粮食产量（万吨）", 1250.8734, 0.0254]]
    rows += [["其中：夏粮", 0.1 + 0.2, None], ["注：初步数。"]]
    document = read("a.xlsx", workbook(rows, shape))
    assert document.text.splitlines() == [
        "2023年主要指标",
        "| 指标 | 2023年 | 2023年 |",
        "| 粮食产量（万吨） | 1250.9 | 2.5% |",
        "| 其中：夏粮 | 0.3 | |".replace("| |", "|  |"),
        "注：初步数。",
    ]
    stored = {cell.cell: cell.stored for cell in document.cells}
    assert stored["Sheet!B3"] == "1250.8734"


def test_a_growth_in_a_sheet_belongs_to_the_level_of_its_year(read):
    rows = [["指标", "2023年", "2023年增长(%)", "2022年", "2022年增长(%)"], ["粮食产量(万吨)", 9.12, 2.5, 8.9, 1.1]]
    now, growth, before, earlier = read_figures(read("a.xlsx", workbook(rows)).text)
    assert (growth.relates_to, earlier.relates_to) == (now.id, before.id)


def test_tables_of_one_sheet_are_parted_where_a_new_head_begins(read):
    rows = [["指标", "2023年"], ["产值(亿元)", 50.9], [], ["人口(万人)", 7.6], [], ["乡镇", "收入(元)"], ["甲乡", 12436]]
    assert read("a.xlsx", workbook(rows)).text.splitlines() == [
        "| 指标 | 2023年 |", "| 产值(亿元) | 50.9 |", "| 人口(万人) | 7.6 |",
        "| 乡镇 | 收入(元) |", "| 甲乡 | 12436 |",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("csv", "lines"),
    [
        ("单位：亿元,,\n指标,2022年,2023年\n产值,48.2,50.9\n", ["单位：亿元", "| 指标 | 2022年 | 2023年 |", "| 产值 | 48.2 | 50.9 |"]),
        ("表1 主要指标\n指标,2023年\n产值,50.9\n", ["表1 主要指标", "| 指标 | 2023年 |", "| 产值 | 50.9 |"]),
        ("指标,2023年,,\r\n产值,50.9,,\r\n", ["| 指标 | 2023年 |", "| 产值 | 50.9 |"]),
    ],
)  # fmt: skip
def test_a_csv_as_spreadsheets_export_it(csv, lines, read):
    assert read("a.csv", csv.encode("utf-8-sig")).text.splitlines() == lines


def test_heads_of_several_rows_are_one_line():
    def row(*cells):
        return [GridCell(text, str(at)) for at, text in enumerate(cells)]

    lines = Lines()
    head = [row("指标", "2023年", "2023年"), row("指标", "总量(万吨)", "增长(%)")]
    lines.table([row("单位：万吨"), *head, row("粮食", "12.6", "2.5")], "")
    assert lines.text() == "单位：万吨\n| 指标 | 2023年总量(万吨) | 2023年增长(%) |\n| 粮食 | 12.6 | 2.5 |\n"


@given(st.lists(st.lists(st.text("12.万吨|\n 年", max_size=6), min_size=2, max_size=4), max_size=5))
def test_every_cell_stands_where_its_place_says(rows):
    lines = Lines()
    try:
        lines.table([[GridCell(text, "p") for text in row] for row in rows], "")
    except InputError:
        return
    text = lines.text()
    assert all(text[cell.start : cell.end] == cell.printed for cell in lines.cells)
    filled = sorted("".join(cell.split()).replace("|", "｜") for row in rows for cell in row)
    assert set("".join(cell.printed.split()) for cell in lines.cells) <= set(filled)


# --- what is refused -------------------------------------------------------------------

SOUND = workbook([["指标", "2023年"], ["粮食", 12.6]])
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FAR = HEAD + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def _formula(book, sheet):
    sheet["A2"], sheet["B2"] = "=B1*2", "#DIV/0!"


def _dates(book, sheet):
    for place, serial in (("A3", 61), ("A4", 60), ("A5", -3)):
        sheet[place] = serial
        sheet[place].number_format = "yyyy-mm-dd"


def _hidden_row(book, sheet):
    sheet.row_dimensions[2].hidden = True


def _hidden_sheet(book, sheet):
    book.create_sheet("old")["A1"] = 5
    book["old"].sheet_state = "hidden"


def _merged(book, sheet):
    sheet.merge_cells("B2:C2")


def _mangled(book, sheet):
    sheet["B3"] = datetime.datetime(2023, 3, 5)


def _scaled(book, sheet):
    sheet["B2"].number_format = "0.0,"


def _locked(raw):
    opened, made = pikepdf.open(io.BytesIO(raw)), io.BytesIO()
    opened.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


ROWS = [["指标", "2023年"], ["粮食", 12.6]]
REFUSED = {
    # name: (bytes, message); C and X are the numbers of the cases of bad input
    "C03-in.csv": ("县,值\n张北,1\n".encode() + "康保,2\n".encode("gb18030"), r":3: .*(encoding|byte)"),
    "C04-in.csv": ("县\t值\n张北\t1\n".encode("utf-16"), r": .*UTF-16"),
    "C06-in.csv": (b"a,b\n1,2\n3,4,5\n", r":3: .*3 .*2"),
    "C07-in.csv": (b"a,b\n1,2,3\n4,5,6\n", r":2: .*3 .*2"),
    "C08-in.csv": (b"a,b\n1\n3,4\n", r":2: .*1 .*2"),
    "C10-in.csv": ("收入,收入\n1,2\n".encode(), r":1: .*收入.*twice"),
    "C11-in.csv": (b"", r":1: .*(empty|no rows)"),
    "C11b-in.csv": (b"a,b\n", r":1: .*(empty|no rows)"),
    "C15-in.csv": ("收入\n12\u200b34\n".encode(), r":2: 收入: .*U\+200B"),
    "C16-in.csv": ("县,v\n\u202e县北张,1\n".encode(), r":2: 县: .*U\+202E"),
    "C19-in.csv": ("v\n٣\n".encode(), r":2: v: .*U\+0663"),
    "title.csv": (b"a\n1,2\n3,4\n", r":2: a header names its columns. Found the figure '1'; give"),
    "C20-in.csv": (b'v\n"1,23,4"\n', r":2: v: .*1,23,4"),
    "C22-in.csv": (b"v\n1e999\n", r":2: v: .*1e999"),
    "C23-in.csv": (b"a;b\n1;2\n", r":1: .*(';'|separator)"),
    "C24-in.csv": (b"a\n" + b"x" * 1_000_000, r":2: a: .*1000000"),
    "C30-in.csv": ("v\n10²\n①5\n".encode(), r":2: v: .*U\+00B2"),
    "X01-bomb.xlsx": (archive((SHEET, HEAD + b" " * 70_000_000), base=SOUND), r": .*unpacks"),
    "X02-far.xlsx": (archive((SHEET, FAR), base=SOUND), r": .*1048576 rows"),
    "X04-xxe.xlsx": (archive((SHEET, XXE), base=SOUND), r": .*DOCTYPE"),
    "X05-notzip.xlsx": (b"plain", r": not an"),
    "X06-trunc.xlsx": (SOUND[: len(SOUND) // 2], r": not an"),
    "X08-slip.xlsx": (archive(("../../evil.txt", b"x"), base=SOUND), r": .*leaves"),
    "X09-formula.xlsx": (workbook(ROWS, _formula), r":Sheet!?A2: .*formula"),
    "X10-formula.xlsx": (workbook(ROWS, _formula), r":.*B2: .*#DIV/0!"),
    "X12-dates.xlsx": (workbook(ROWS, _dates), r":.*A[45]: .*date"),
    "X13-row.xlsx": (workbook(ROWS, _hidden_row), r":.*row 2 is hidden; show it or delete it"),
    "X13-sheet.xlsx": (workbook(ROWS, _hidden_sheet), r":old: the sheet is hidden"),
    "X13-merged.xlsx": (workbook(ROWS, _merged), r":Sheet!B2:C2: .*12\.6.*merged"),
    "X14-macros.xlsx": (archive(("xl/vbaProject.bin", b"x"), base=SOUND), r": .*macros"),
    "X14-links.xlsx": (archive(("xl/externalLinks/a.xml", b"<a/>"), base=SOUND), r": .*links"),
    "mangled.xlsx": (workbook(ROWS, _mangled), r":Sheet!B3: .*figures must hold no date.*2023-03-05"),
    "scaled.xlsx": (workbook(ROWS, _scaled), r":Sheet!B2: .*'0\.0,', which drops digits"),
    "long.xlsx": (workbook([["id"], [110101199003071234]]), r":Sheet!A2: .*15 digits.*as text"),
    "empty.xlsx": (workbook(), r": must hold a table. Found its sheets empty"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", r": not an .docx file. Found an old Office"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        r": .*password on it; save it without one",
    ),
    "inserted.docx": (
        word_xml('<w:r><w:t>产值</w:t></w:r><w:ins w:author="张"><w:r><w:t>50.9亿元</w:t></w:r></w:ins>'),
        r": must hold no tracked changes. Found '50.9亿元' inserted by 张; accept or reject all",
    ),
    "hidden.docx": (
        word_xml("<w:r><w:rPr><w:vanish/></w:rPr><w:t>12亿元</w:t></w:r>"),
        r": must hold no hidden words. Found '12亿元'; show or delete",
    ),
    "box.docx": (
        word_xml("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>增长5%</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"),
        r": must hold its words in paragraphs and tables. Found a text box with '增长5%'; move",
    ),
    "other.docx": (SOUND, r": not an .docx file. Found no word/document.xml"),
    "cut.pdf": (b"%PDF-1.7\n%", r": must be a PDF that can be read"),
    "locked.pdf": (_locked(pdf("a")), r": has a password on it; save it without one"),
    "scan.pdf": (pdf("#rect(width: 90%, height: 50%)"), r": must have a text layer. Page 1 .*scan"),
    "a.doc": (b"x", r": a document must be one of .txt, .*Got '.doc'; save it as"),
    "nav.html": (b"<nav><a>home</a></nav>", r": must hold an article or a table"),
    "page.csv": (b"<!DOCTYPE html>\n<html><p>a</p></html>\n", r": must be a plain text. Found a web page; rename"),
    "page.txt": (b"  <html><p>a</p></html>\n", r": must be a plain text. Found a web page; rename"),
    "picture.md": (b"\x89PNG\r\n\x1a\n\0\0", r": must be a text. Found a binary file"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_trusted_is_refused_and_nothing_is_made(name, tmp_path, monkeypatch, capsys):
    raw, message = REFUSED[name]
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    file = name.rpartition("-")[2]
    (tmp_path / file).write_bytes(raw)
    assert main(["add", file, *OPTIONS]) == 2
    error = capsys.readouterr().err
    assert re.match(re.escape(file) + message, error), error
    assert error.count("\n") == 1 and "Traceback" not in error
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    "raw",
    ["县,值\n𠀀㐂,1\n".encode("gb18030"), b"id,x\n110101199003071234,1\n,2\n",
     b"code,v\n1E5,1\n010203,2\n1-2,3\n", "v\n１２．５\u3000\n".encode()],
    ids=["C02", "C12", "C14", "C18"],
)  # fmt: skip
def test_what_is_odd_but_sound_is_kept_to_the_last_sign(raw, tmp_path, monkeypatch, capsys):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_bytes(raw)
    assert main(["add", "in.csv", *OPTIONS]) == 0
    assert capsys.readouterr().err == ""
    release = load_release("140929-kelan-2023", tmp_path)
    assert (release.path / "original.csv").read_bytes() == raw
    for cell in ("𠀀㐂", "110101199003071234", "1E5", "010203", "１２．５"):
        encoded = "gb18030" if "𠀀" in cell else "utf-8"
        if cell.encode(encoded) in raw:
            assert cell in release.text


def test_a_file_that_changes_while_it_is_read_fails_the_run(tmp_path, monkeypatch):
    path = tmp_path / "in.csv"
    path.write_bytes(b"a\n1\n")

    def read_bytes(path):
        raw = path.read_bytes()
        path.write_bytes(raw + b"2\n")
        return raw

    monkeypatch.setattr("kelan_analysis.documents.forms.read_bytes", read_bytes)
    with pytest.raises(RunError, match=r"in\.csv: changed while it was read; run it again"):
        read_document(path)


def test_the_original_stands_beside_the_text_and_the_package_lists_it(tmp_path, monkeypatch, capsys):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "公报.docx").write_bytes(word(WORD))
    assert main(["add", "公报.docx", *OPTIONS]) == 0
    assert main(["add", "公报.docx", *OPTIONS]) == 0
    assert "holds this content already" in capsys.readouterr().err
    release = load_release("140929-kelan-2023", tmp_path)
    assert (release.path / release.original).read_bytes() == word(WORD) or release.original_sha256
    package = (tmp_path / "data/datapackage.json").read_text("utf-8")
    assert "original.docx" in package and "cells.csv" in package
    assert main(["check", "140929-kelan-2023"]) == 0


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-10**9, max_value=10**9))
def test_every_plain_number_is_a_figure(number):
    assert is_figure(f"{number:,}") and is_figure(f"{number}") and is_figure(f"{number} %")
    assert not is_figure(f"{number}x")


def test_every_form_is_tested():
    used = {f".{name.rpartition('.')[2]}" for name in REFUSED} | {".txt"}
    assert set(FORMS) - {".htm"} <= used
