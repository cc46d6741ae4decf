"""Documents made to harm or to mislead, by name: a stored case says which one it needs."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pikepdf

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
ROWS = (("指标", "2023年"), ("粮食产量（万吨）", 12.6), ("夏粮（万吨）", 3.1))
WORD = {
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>',
}


def workbook(change=None):
    book = openpyxl.Workbook()
    book.active.title = "Sheet"
    for row in ROWS:
        book.active.append(row)
    if change:
        change(book, book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def archive(parts, base=b""):
    """The parts in an archive, beside or in the place of those of another one."""
    content = {}
    if base:
        with zipfile.ZipFile(io.BytesIO(base)) as old:
            content = {name: old.read(name) for name in old.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (content | parts).items():
            new.writestr(name, data)
    return made.getvalue()


def with_sheet(rows):
    return archive({SHEET: HEAD + rows + TAIL}, workbook())


def twice(name):
    """Two parts of one name: which of them is read depends on who reads."""
    made = io.BytesIO(workbook())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, HEAD + TAIL)
    return made.getvalue()


def encrypted():
    """A part that says it is encrypted."""
    raw = bytearray(workbook())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + flags] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


def pages(count):
    """A PDF that says it has more pages than it has."""
    pdf, made = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(made)
    return made.getvalue().replace(b"/Count 1", b"/Count %d" % count)


def page_loop():
    """A PDF whose tree of pages goes round in a circle."""
    pdf, made = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    pdf.save(made)
    return made.getvalue()


def _formula(book, sheet):
    sheet["A2"] = "=B1*2"


def _wrong_value(book, sheet):
    sheet["B2"] = "#DIV/0!"


def _no_day(book, sheet):
    for place, serial in (("A4", 60), ("A5", -1)):
        sheet[place] = serial
        sheet[place].number_format = "yyyy-mm-dd"


def _hidden_row(book, sheet):
    sheet.row_dimensions[2].hidden = True


def _hidden_column(book, sheet):
    sheet.column_dimensions["B"].hidden = True


def _hidden_sheet(book, sheet):
    book.create_sheet("old")["A1"] = 5
    book["old"].sheet_state = "veryHidden"


def _merged(book, sheet):
    sheet.merge_cells("B2:B3")


def _far_date(book, sheet):
    sheet["B2"] = datetime(2023, 3, 5)


MAKERS = {
    "bomb": lambda: with_sheet(b" " * 70_000_000),
    "far": lambda: with_sheet(FAR),
    "outside": lambda: archive({SHEET: OUTSIDE}, workbook()),
    "plain": lambda: b"plain text",
    "half": lambda: workbook()[: len(workbook()) // 2],
    "slip": lambda: archive({"../../evil.txt": b"x"}, workbook()),
    "formula": lambda: workbook(_formula),
    "wrong value": lambda: workbook(_wrong_value),
    "no day": lambda: workbook(_no_day),
    "hidden row": lambda: workbook(_hidden_row),
    "hidden column": lambda: workbook(_hidden_column),
    "hidden sheet": lambda: workbook(_hidden_sheet),
    "merged": lambda: workbook(_merged),
    "date": lambda: workbook(_far_date),
    "macros": lambda: archive({"xl/vbaProject.bin": b"x"}, workbook()),
    "links": lambda: archive({"xl/externalLinks/externalLink1.xml": b"<a/>"}, workbook()),
    "twice": lambda: twice(SHEET),
    "encrypted": encrypted,
    "archive in word": lambda: archive({**WORD, "word/media/a.zip": archive({"b": b" " * 70_000_000})}),
    "word bomb": lambda: archive({**WORD, "word/document.xml": b"<" + b" " * 70_000_000}),
    "word outside": lambda: archive({**WORD, "word/document.xml": OUTSIDE}),
    "million pages": lambda: pages(1_000_000),
    "page loop": page_loop,
}
