"""What holds of the reading of any text whatever; the tests and the fuzzer ask for it."""

import json
from itertools import pairwise

from kelan_analysis import read_figures
from kelan_analysis.errors import InputError
from kelan_analysis.numerals import CHINESE_NUMERAL_CHARACTERS
from kelan_analysis.reading.accounts import CLASSES
from kelan_analysis.reading.figure import KINDS
from kelan_analysis.reading.folding import fold

HEDGES = (None, "over", "under", "about", "more")


def check_laws(text):
    """Assert every law of reading on a text; a refusal has to say what was found."""
    try:
        reading = read_figures(text)
    except InputError as refusal:
        assert "Got " in str(refusal) and "\n" not in str(refusal), str(refusal)
        return
    assert reading.text == text
    by_id = {figure.id: figure for figure in reading}
    assert list(by_id) == [f"F{number:02}" for number in range(1, len(reading) + 1)]
    assert all(a.start <= b.start for a, b in pairwise(reading))
    for figure in reading:
        _check_figure(figure, text, by_id)
    numbers = [(f.number_start, f.number_end) for f in reading if f.number is not None]
    assert all(end <= start for (_, end), (start, _) in pairwise(sorted(numbers)))
    json.dumps(reading.as_json(), ensure_ascii=False)
    _check_account(reading)


def _check_figure(figure, text, by_id):
    assert 0 <= figure.start < figure.end <= len(text)
    assert text[figure.start : figure.end] == figure.printed
    if figure.number is None:
        assert not any(map(_is_numeral, fold(figure.printed))), figure.printed  # 翻番, 全部
    else:
        assert figure.start <= figure.number_start < figure.number_end <= figure.end
        assert text[figure.number_start : figure.number_end] == figure.number
        assert figure.decimals >= 0
    assert figure.value.is_finite() and figure.base_value.is_finite()
    assert figure.kind in KINDS, figure.kind
    assert figure.hedge in HEDGES and figure.rule
    assert (figure.relates_to is None) == (figure.relation is None)
    for other in (figure.relates_to, figure.of_part, *figure.derived_from):
        assert other is None or other in by_id
    seen, above = {figure.id}, figure.relates_to
    while above is not None:
        assert above not in seen, "figures relate to each other in a circle"
        seen.add(above)
        above = by_id[above].relates_to


def _is_numeral(character):
    return character.isdecimal() or character in CHINESE_NUMERAL_CHARACTERS


def _check_account(reading):
    text, entries = reading.text, reading.account()
    covered = [0] * len(text)
    for entry in entries:
        assert 0 <= entry.start < entry.end <= len(text) and entry.kind in CLASSES and entry.why
        assert text[entry.start : entry.end] == entry.printed
        for i in range(entry.start, entry.end):
            covered[i] += 1
    assert max(covered, default=0) <= 1, "two entries of the account overlap"
    for i, character in enumerate(fold(text)):
        if _is_numeral(character):
            assert covered[i] == 1, f"no entry holds {text[i]!r} at {i}"
    printed = {figure.id for figure in reading if not figure.implicit}
    assert printed <= {entry.why for entry in entries if entry.kind == "figure"}
