"""Files of parameters: what they say is kept exactly, and what could be read in two ways is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_brief_parameters import JSON, TEXT

from kelan_analysis.briefs.parameter import Parameter
from kelan_analysis.briefs.parameter_files import read_parameter_file, read_parameter_files
from kelan_analysis.cli import main
from kelan_analysis.errors import InputError

DECLARED = {
    "language": Parameter("language", "zh", ("zh", "en")),
    "code": Parameter("code", "140929"),
    "year": Parameter("year", 2023),
    "share": Parameter("share", 0.5),
    "gate": Parameter("gate", False),
    "note": Parameter("note", None),
}


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def read(name, content):
        raw = content if isinstance(content, bytes) else content.encode("utf-8")
        (tmp_path / name).write_bytes(raw)
        return read_parameter_file(name, DECLARED)

    return read


SOUND = [
    ("p.json", '{"language": "en", "year": 2022}', {"language": "en", "year": 2022}),
    ("p.json", "\ufeff{}\n", {}),
    ("p.json", '{"share": 1, "note": [1e3, -0.0, {"a": null}]}',
     {"share": 1.0, "note": [1000.0, -0.0, {"a": None}]}),
    ("P.JSON", '{"code": "010203"}', {"code": "010203"}),
    ("p.yaml", "---\nlanguage: en # of the brief\nyear: 2022\n", {"language": "en", "year": 2022}),
    ("p.yml", 'code: "010203"\nnote: [a b, \'no\', "1:30", 岢岚县, null, true]\n',
     {"code": "010203", "note": ["a b", "no", "1:30", "岢岚县", None, True]}),
    ("p.yaml", "note: |\n  一\n  二\n", {"note": "一\n二\n"}),
    ("p.yaml", "{language: en, note: {a: [], b: {}}}", {"language": "en", "note": {"a": [], "b": {}}}),
    ("p.yaml", "note:\n- -1.5e3\n- 0\n", {"note": [-1500.0, 0]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "value"), SOUND)
def test_a_sound_file_says_what_it_says(read, name, content, value):
    found = read(name, content)
    assert found == value and json.dumps(found) == json.dumps(value)


REFUSED = [
    ("p.toml", "language = 'en'", r"p\.toml: a file of parameters must be one of \.json, .*'\.toml'"),
    ("p", "{}", r"p: a file of parameters must be one of"),
    ("p.json", "\n[1]", r"p\.json:1: parameters are a table .* Found '\[1\]'"),
    ("p.json", '{"year": 2023', r"p\.json:1: must be JSON\. Expected ',', found the end"),
    ("p.json", '{"year": 2023,}', r"p\.json:1: must be JSON\. Character 15: "),
    ("p.json", '{"year": 2023} {}', r"p\.json:1: must be one JSON table\. Found '\{\}' after it"),
    ("p.json", "{1: 2}", r"p\.json:1: a name is text in double quotes\. Found 1"),
    ("p.json", '{"year" 2}', r"p\.json:1: must be JSON\. Expected ':', found '2\}'"),
    ("p.json", '{"code": "a",\n "year": 010}', r"p\.json:2: must be JSON\. Expected ','"),
    ("p.json", '{"note": {"a": 1, "a": 2}}', r"p\.json:1: a name may stand once\. 'a' is given twice"),
    ("p.json", '{"note": -Infinity}', r"p\.json:1: note: a number must be finite\. Found -Infinity"),
    ("p.json", '{"note": 1e999}', r"p\.json:1: note: a number must be kept .* Found 1e999"),
    ("p.json", '{"note": 0.12345678901234567890}', r"note: a number must be kept as it is written"),
    ("p.json", '{"note": 9223372036854775808}', r"note: a whole number must fit 64 bits\. Found 19 digits"),
    ("p.json", '{"year": "2023"}', r'p\.json:1: year: must be whole number, like 2023\. Got "2023"'),
    ("p.json", '{"gate": 1}', r"p\.json:1: gate: must be true or false"),
    ("p.json", '\n\n{"langauge": "en"}', r"p\.json:3: unknown name 'langauge'; .*Did you mean language\?"),
    ("p.json", '{"note": "\u202e县北张"}', r"p\.json:1: note: must hold signs .* Got U\+202E after 0"),
    ("p.json", b'{"note": "\xb5"}', r"p\.json:1: parameters must be UTF-8\. Found byte 0xb5"),
    ("p.json", '\n{"note": "增长"}'.encode("gb18030"), r"p\.json:2: parameters must be UTF-8"),
    ("p.json", " \n", r"p\.json:1: must hold parameters\. Found it empty"),
    ("p.json", '{"note": 1}'.encode("utf-16"), r"p\.json:1: parameters must be UTF-8\. Found byte 0xff"),
    ("p.yaml", "language: en\ngate: off\n", r'p\.yaml:2: gate: .* two ways needs quotes\. Found off; write "off"'),
    ("p.yaml", "code: 0o17", r"p\.yaml:1: code: .*needs quotes\. Found 0o17"),
    ("p.yaml", "code: 2024-01-01", r"code: .*needs quotes\. Found 2024-01-01"),
    ("p.yaml", "code: .5", r"code: .*needs quotes\. Found \.5"),
    ("p.yaml", "code: .INF", r"code: .*needs quotes\. Found \.INF"),
    ("p.yaml", "note: ~", r"note: .*needs quotes\. Found ~"),
    ("p.yaml", "note:", r"note: .*needs quotes\. Found nothing"),
    ("p.yaml", "note: True", r"note: .*needs quotes\. Found True"),
    ("p.yaml", "no: 1", r"p\.yaml:1: a name that YAML may read in two ways needs quotes\. Found no"),
    ("p.yaml", "<<: {code: a}", r"a name that YAML may read in two ways"),
    ("p.yaml", "? [a]\n: 1", r"p\.yaml:1: a name is text\. Found a list"),
    ("p.yaml", "note: !!python/object/apply:os.system [ls]", r"note: .*Found the tag !!python/object"),
    ("p.yaml", "note: !!str 5", r"note: .*Found the tag !!str"),
    ("p.yaml", "note: &a 5", r"note: .*Found the anchor 'a'"),
    ("p.yaml", "code: *a", r"code: .*Found the alias 'a'"),
    ("p.yaml", "year: 2023\n---\nyear: 2024", r"p\.yaml:2: must be one document"),
    ("p.yaml", "a: b: c", r"p\.yaml:1: must be YAML\. Mapping values are not allowed"),
    ("p.yaml", "\tcode: a", r"p\.yaml:1: must be YAML"),
    ("p.yaml", "code: a\ncode: b", r"p\.yaml:2: a name may stand once\. 'code' is given twice"),
    ("p.yaml", "# nothing\n", r"p\.yaml:2: parameters are a mapping"),
    ("p.yaml", "note: " + "[" * 40 + "]" * 40, r"p\.yaml:1: note: a value may be 32 levels deep"),
    ("p.yaml", "note: " + "x" * 200_000, r"p\.yaml: parameters in YAML may take 200000 characters"),
    ("p.yaml", "note: 99999999999999999999", r"p\.yaml:1: note: a whole number must fit 64 bits"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_what_is_not_plain_is_refused_where_it_stands(read, name, content, words):
    with pytest.raises(InputError, match=words) as error:
        read(name, content)
    assert "\n" not in str(error.value)


def is_kept(value):
    """Whole numbers beyond 64 bits are refused."""
    if isinstance(value, dict):
        return all(map(is_kept, value.values()))
    if isinstance(value, list):
        return all(map(is_kept, value))
    return not isinstance(value, int) or -(2**63) <= value < 2**63


@pytest.mark.parametrize("value", [-(2**63), 2**63 - 1, -(10**18), 10**18])
def test_whole_numbers_of_64_bits_are_kept(read, value):
    for name, content in (("p.json", f'{{"note": {value}}}'), ("p.yaml", f"note: {value}")):
        assert read(name, content) == {"note": value}


@given(JSON.filter(is_kept), st.booleans())
def test_json_is_kept_exactly(tmp_path_factory, value, ascii):
    path = tmp_path_factory.mktemp("p") / "p.json"
    path.write_text(json.dumps({"note": value}, ensure_ascii=ascii, indent=1), "utf-8")
    assert json.dumps(read_parameter_file(path, DECLARED)) == json.dumps({"note": value})


@given(TEXT.filter(lambda text: all(sign <= "\uffff" for sign in text)))
def test_text_in_quotes_is_the_same_in_yaml(tmp_path_factory, text):
    """A JSON string is a double-quoted scalar of YAML, surrogate pairs apart."""
    path = tmp_path_factory.mktemp("p") / "p.yaml"
    path.write_text(f"note: {json.dumps(text)}\n", "utf-8")
    assert read_parameter_file(path, DECLARED) == {"note": text}


def test_no_name_stands_in_two_files(tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text('{"year": 2022}')
    with pytest.raises(InputError, match=r"b\.json: a name may stand once\. 'year' .*a\.json too"):
        read_parameter_files([tmp_path / "a.json", tmp_path / "b.json"], DECLARED)


@pytest.mark.parametrize("command", ["brief", "batch", "compare"])
def test_every_command_with_parameters_takes_a_file(command, tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text("langauge: en\n")
    words = ["--all"] if command == "batch" else []
    status = main([command, *words, "--parameters-file", str(path), "--reports", str(tmp_path / "r")])
    assert status == 2 and f"{path}:1: unknown name 'langauge'" in capsys.readouterr().err
    assert not (tmp_path / "r").exists()
