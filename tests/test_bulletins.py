"""The labels themselves: whole, in place, sound; and a scorer that can tell right from wrong."""

from __future__ import annotations

import copy
import re
from fractions import Fraction

import pytest
from scoring import labelled_texts, score

NUMERAL = re.compile("[0-9０-９〇零一二三四五六七八九十百千万亿两]")
TEXTS = {name: (text, labels) for name, text, labels in labelled_texts(["bulletins/"])}
CASES = {name: (text, labels) for name, text, labels in labelled_texts()}


def test_there_are_twelve_bulletins() -> None:
    assert len(TEXTS) == 12
    assert all(700 <= len(text) <= 1200 for text, _ in TEXTS.values())
    assert all(len(labels["checks"]) >= 6 for _, labels in TEXTS.values())


@pytest.mark.parametrize("name", TEXTS)
def test_every_numeral_lies_in_one_label(name: str) -> None:
    text, labels = TEXTS[name]
    covered = [0] * len(text)
    for label in labels["figures"] + labels["nonfigures"]:
        assert text[label["start"] : label["end"]] == label["printed"]
        for place in range(label["start"], label["end"]):
            covered[place] += 1
    assert max(covered) == 1
    assert [m.start() for m in NUMERAL.finditer(text) if not covered[m.start()]] == []


@pytest.mark.parametrize("name", TEXTS)
def test_links_and_checks_name_figures_of_the_text(name: str) -> None:
    text, labels = TEXTS[name]
    ids = [figure["id"] for figure in labels["figures"]]
    assert ids == [f"F{n:02d}" for n in range(1, len(ids) + 1)]
    for figure in labels["figures"]:
        assert {figure["relates_to"], figure.get("of_part")} <= {*ids, None} - {figure["id"]}
        if figure["number"] is not None:
            assert text[figure["number_start"] : figure["number_end"]] == figure["number"]
    for check in labels["checks"]:
        assert {check["result"], *check["operands"]} <= {*ids, None}
        assert check["verdict"] in {"exact", "rounding", "undecidable"}


@pytest.mark.parametrize("name", TEXTS)
def test_sums_and_shares_hold_to_the_last_printed_place(name: str) -> None:
    _, labels = TEXTS[name]
    figures = {figure["id"]: figure for figure in labels["figures"]}
    for check in labels["checks"]:
        values = [Fraction(figures[i]["base_value"]) for i in check["operands"]]
        if check["relation"] == "sum" and check["verdict"] == "exact":
            total = figures[check["result"]]["base_value"] if check["result"] else check["constant"]
            assert sum(values) == Fraction(total)
        if check["relation"] == "ratio" and check["verdict"] == "exact":
            result = figures[check["result"]]
            hundred = 100 if result["unit"] == "%" else 1
            gap = abs(values[0] / values[1] * hundred - Fraction(result["base_value"]))
            assert gap <= Fraction(1, 2 * 10 ** result["decimals"])


@pytest.mark.parametrize("name", CASES)
def test_labels_score_full_marks_against_themselves(name: str) -> None:
    _, labels = CASES[name]
    read = [{"region": None, "period": None, "of_part": None, **f} for f in labels["figures"]]
    result = score(read, labels)
    assert result["mistakes"] == []
    assert result["found"] == result["right"] == result["link"] == result["labelled"]


@pytest.mark.parametrize(
    ("field", "slip", "lost"),
    [
        ("value", "-5.2", "right"),
        ("unit", "百分点", "right"),
        ("kind", "share", "right"),
        ("indicator", "工业增加值", "indicator"),
        ("relates_to", "F03", "link"),
        ("period", "2023", "period"),
        ("region", "乙县", "region"),
    ],
)
def test_each_slip_costs_one_mark(field: str, slip: str, lost: str) -> None:
    _, labels = TEXTS["bulletins/01-county-communique"]
    read = copy.deepcopy(labels["figures"])
    full = score(read, labels)
    read[1][field] = slip
    result = score(read, labels)
    assert result[lost] == full[lost] - 1
    assert [f": {field} read {slip!r}" in line for line in result["mistakes"]] == [True]


def test_a_figure_read_from_a_name_is_spurious_and_an_unread_one_missed() -> None:
    _, labels = TEXTS["bulletins/01-county-communique"]
    name = labels["nonfigures"][0]
    read = copy.deepcopy(labels["figures"][1:])
    read.append({**read[0], **{k: name[k] for k in ("start", "end", "printed")}, "id": "F99",
                 "number_start": name["start"], "number_end": name["end"] - 1})
    result = score(read, labels)
    assert (result["spurious"], result["nonfigures_read"]) == (1, 1)
    assert result["found"] == result["labelled"] - 1
