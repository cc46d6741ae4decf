"""The pages of a PDF: what stays together, and how full the last one is."""

import re

import pypdfium2
import pytest

from kelan_analysis.briefs import typesetting
from kelan_analysis.briefs.documents import make_document
from kelan_analysis.briefs.typesetting import write_pdf

pytestmark = pytest.mark.slow
LINES = "<p>一行文字。</p>"
SVG = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI0MDAi"
    "IGhlaWdodD0iMTAwIj48cmVjdCB3aWR0aD0iOTAiIGhlaWdodD0iOTAiLz48L3N2Zz4="
)


def pages(body):
    pdf = pypdfium2.PdfDocument(write_pdf(make_document(f"<h1>题</h1>{body}")))
    texts = [page.get_textpage().get_text_range() for page in pdf]
    return [" ".join(text.split()) for text in texts]


def table(rows, head="<th>县</th><th>数</th>"):
    body = "".join(f"<tr><td>第{n}县</td><td>{n}</td></tr>" for n in range(rows))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def test_the_head_of_a_table_is_repeated_and_no_last_row_stands_alone_overleaf():
    broken = [more for _, *more in (pages(table(rows)) for rows in range(50, 62, 2)) if more]
    assert len(broken) > 2
    for more in broken:
        assert "县 数" in more[0]
        assert len(re.findall(r"第\d+县", more[-1])) >= 3


def test_a_page_that_would_be_nearly_empty_is_saved_by_setting_closer(monkeypatch):
    monkeypatch.setattr(typesetting, "TIGHTER", ())
    alone = [len(pages(LINES * lines)) for lines in range(34, 46)]
    monkeypatch.undo()
    closer = [len(pages(LINES * lines)) for lines in range(34, 46)]
    assert 1 in alone and 2 in closer  # from one page to two, either way,
    assert 3 <= alone.count(2) - closer.count(2) <= 8  # but with some lines more on the first


def test_a_picture_in_parts_breaks_between_them_and_keeps_its_note():
    parts = f'<img alt="图" src="{SVG}">' * 9
    figure = f'<section><figure class="chart"><figcaption>说明</figcaption>{parts}</figure>'
    first, second = pages(figure + '<p class="small">图下的注</p></section>' + LINES * 20)
    assert "说明" in first and "图下的注" in second
    for before in range(24, 34, 2):
        whole = pages(LINES * before + figure + '<p class="small">图下的注</p></section>' + LINES * 9)
        assert not any(text.endswith("说明") for text in whole)


FACTS = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in [
    ("地区", "甲县"), ("时期", "2023年"), ("来源", "很长的来源" * 12), ("版次", "第1版"),
])  # fmt: skip


def test_short_facts_stand_two_in_a_row_and_long_ones_alone():
    pdf = pypdfium2.PdfDocument(
        write_pdf(make_document(f'<h1>题</h1><dl class="facts paired">{FACTS}</dl>'))
    )
    text = pdf[0].get_textpage()

    def top(word):
        search = text.search(word)
        index, _ = search.get_next()
        return round(text.get_charbox(index)[3])

    assert top("地区") == top("时期") > top("来源") > top("版次")


def test_a_heading_of_two_lines_has_lines_of_like_length():
    title = "Do the figures of the County for the first half of 2023 hold together?"
    pdf = pypdfium2.PdfDocument(write_pdf(make_document(f"<h1>{title}</h1>")))
    text = pdf[0].get_textpage()
    first, second = text.get_text_range().splitlines()[:2]
    assert abs(len(first) - len(second)) < 12 and f"{first.strip()} {second}" == title
