"""Readers of outside data: what a fuzzer has found stays put right, and the laws hold near it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader_laws import LAWS, SEEDS

CASES = json.loads((Path(__file__).parent / "cases/found.json").read_text("utf-8"))["cases"]


def data_of(case):
    """The bytes of a case: a text, or, of archives and PDFs, bytes as characters of Latin-1."""
    if case.get("raw"):
        return case["input"].encode("latin-1")
    return case["input"].encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("case", CASES, ids=[f"{c['reader']}: {c['what']}" for c in CASES])
def test_what_was_found_stays_put_right(case):
    LAWS[case["reader"]](data_of(case))


@pytest.mark.parametrize("reader", LAWS)
def test_what_a_reader_takes_is_taken(reader):
    for seed in SEEDS[reader]:
        LAWS[reader](seed)


@st.composite
def changed(draw, seeds):
    """A seed with up to four places changed."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        data[at : at + draw(st.integers(0, 9))] = draw(st.binary(max_size=4))
    return bytes(data)


@pytest.mark.parametrize("reader", [name for name in LAWS if name != "reading"])
@given(st.data())
def test_laws_hold_near_what_a_reader_takes(reader, data):
    LAWS[reader](data.draw(changed(SEEDS[reader])))


@pytest.mark.parametrize("reader", [name for name in LAWS if name != "reading"])
@given(st.text(max_size=60))
def test_laws_hold_for_any_text(reader, text):
    LAWS[reader](text.encode("utf-8", "surrogatepass"))
