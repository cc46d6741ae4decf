"""Parameters: read from the notebook, and refused by name where they do not fit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelan_analysis.briefs import Parameter, check_parameters, read_parameters
from kelan_analysis.errors import InputError


def notebook(source):
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    return {"cells": [{"cell_type": "markdown", "metadata": {}, "source": "#"}, cell]}


READ = [
    ('a = "x"', Parameter("a", "x")),
    ("a = -3  # how many", Parameter("a", -3, (), "how many")),
    ("a: float = 0.5", Parameter("a", 0.5)),
    ("a = None", Parameter("a", None)),
    ('a = ["x", 1]', Parameter("a", ["x", 1])),
    ('a = {"x": True}', Parameter("a", {"x": True})),
    ('a = "zh"  # one of "zh", "en"; who reads', Parameter("a", "zh", ("zh", "en"), "who reads")),
    ("a = 2  # one of 1, 2, 3", Parameter("a", 2, (1, 2, 3))),
    ('a = "# one of"  # text', Parameter("a", "# one of", (), "text")),
]


@pytest.mark.parametrize(("source", "parameter"), READ)
def test_parameters_are_read(source, parameter):
    assert read_parameters(notebook(source)) == {parameter.name: parameter}


def test_a_notebook_without_parameters_has_none():
    assert read_parameters({"cells": []}) == {}


def test_the_brief_declares_its_two_parameters():
    declared = read_parameters("notebooks/brief.ipynb")
    assert declared["release"].default == "140929-kelan-2023"
    assert declared["language"].choices == ("zh", "en")


REFUSED = [
    ("import os", "line 1 of the cell: 'import os'"),
    ('a = "x"\nb = a', "line 2 of the cell: 'b = a'"),
    ("a = b = 1", "may only assign literals"),
    ("a.b = 1", "may only assign literals"),
    ("a = (1, 2)", "must be of a JSON type"),
    ("a = {1: 2}", "must have text as keys"),
    ('a = "fr"  # one of "zh", "en"', 'must be one of "zh", "en". Got "fr"'),
    ("a = 1e999", "must be a finite number"),
    ("a =", "must be Python"),
]


@pytest.mark.parametrize(("source", "words"), REFUSED)
def test_a_cell_that_is_no_list_of_literals_is_refused(source, words):
    with pytest.raises(InputError) as error:
        read_parameters(notebook(source))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_two_parameters_cells_are_refused():
    twice = {"cells": notebook("a = 1")["cells"] * 2}
    with pytest.raises(InputError, match="at most one cell tagged `parameters`. .* has 2"):
        read_parameters(twice)


DECLARED = {
    "release": Parameter("release", "140929-kelan-2023"),
    "language": Parameter("language", "zh", ("zh", "en")),
    "year": Parameter("year", 2023),
    "share": Parameter("share", 0.5),
    "gate": Parameter("gate", False),
    "places": Parameter("places", ["a"]),
    "note": Parameter("note", None),
}
WRONG = [
    ({"relase": "x"}, "unknown parameter 'relase'; the notebook declares release, language"),
    ({"relase": "x"}, "Did you mean release?"),
    ({"language": "fr"}, 'parameter language must be one of "zh", "en". Got "fr".'),
    ({"language": "zhh"}, 'did you mean "zh"?'),
    ({"year": "2023"}, 'parameter year must be whole number, like 2023. Got "2023".'),
    ({"year": True}, "must be whole number"),
    ({"gate": 1}, "must be true or false"),
    ({"share": float("nan")}, "must be a finite number"),
    ({"places": [{"a": object()}]}, "must be of a JSON type"),
    ({"places": [(1, 2)]}, "must be of a JSON type: text, number, true or false, null, list"),
    ({"release; import os": "x"}, "unknown parameter"),
    ({"note": b"x"}, "must be of a JSON type"),
]


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_what_does_not_fit_is_refused_with_the_nearest(given, words):
    with pytest.raises(InputError) as error:
        check_parameters(DECLARED, given)
    assert words in str(error.value)


READ_WORDS = [
    ("release", "007", "007"), ("year", "2022", 2022), ("share", "1", 1.0), ("gate", "true", True),
    ("places", '["b"]', ["b"]), ("note", "free text", "free text"), ("language", "en", "en"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "word", "value"), READ_WORDS)
def test_words_of_the_command_line_are_read_as_the_declared_type(name, word, value):
    checked = check_parameters(DECLARED, {name: word}, words=True)[name]
    assert checked == value and type(checked) is type(value)


@pytest.mark.parametrize("word", ["yes", "True", "1", ""])
def test_only_json_words_are_true_or_false(word):
    with pytest.raises(InputError, match="gate must be true or false"):
        check_parameters(DECLARED, {"gate": word}, words=True)


UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=UNSEEN) | st.sampled_from("\t\n"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(JSON)
def test_every_json_value_passes_where_anything_may(value):
    assert check_parameters({"note": Parameter("note", None)}, {"note": value}) == {"note": value}


@given(TEXT, st.characters(categories=["Cc", "Cs"], exclude_characters="\t\n") | st.sampled_from(UNSEEN))
def test_a_sign_that_cannot_be_seen_is_named(text, sign):
    for value in (text + sign, [text, {"a": sign}], {sign: 1}):
        with pytest.raises(InputError, match=rf"note must hold .* Got U\+{ord(sign):04X} after"):
            check_parameters({"note": Parameter("note", None)}, {"note": value})


@given(JSON)
def test_what_a_notebook_declares_is_read_back(value):
    declared = read_parameters(notebook(f"a = {value!r}"))
    assert json.dumps(declared["a"].default) == json.dumps(value)


def test_a_file_that_is_no_notebook_is_refused(tmp_path):
    for content, words in ((b"{", "JSON file"), (b"{}", "format 4"), (b"\xff\xfe", "JSON file")):
        path = tmp_path / "n.ipynb"
        path.write_bytes(content)
        with pytest.raises(InputError, match=words):
            read_parameters(path)
    with pytest.raises(InputError, match="no notebook"):
        read_parameters(tmp_path / "none.ipynb")
