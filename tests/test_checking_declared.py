"""Relations that a person declares: in a call and in checks.toml, with their refusals."""

import pytest
from labelled import kelan

from kelan_analysis.checking import check_relations, run_checks
from kelan_analysis.errors import InputError

READING, _ = kelan()


@pytest.fixture
def checks(tmp_path):
    path = tmp_path / "checks.toml"

    def written(text):
        path.write_text(text, "utf-8")
        return path

    return written


def test_a_declared_relation_is_judged_beside_those_found(checks):
    path = checks('[[relation]]\nformula = "F19 / F16 * 100 = F18"\nnote = "wrong on purpose"\n')
    report = run_checks(READING, checks=path)
    assert [c.verdict for c in report.checks].count("contradiction") == 1
    assert len(report.checks) == 4


def test_a_declared_relation_takes_the_place_of_the_one_found(checks):
    path = checks('[[relation]]\nformula = "F13 + F15 = F11"\nreason = "other_scope"\n')
    assert len(run_checks(READING, checks=path).checks) == 3


def test_a_relation_is_ignored(checks):
    path = checks('ignore = ["F13 + F15 = F11"]\n')
    assert [c.result for c in run_checks(READING, checks=path).checks] == ["F12", "F18"]
    assert run_checks(READING, checks=path).unused == ()


def test_what_is_ignored_in_vain_is_told(checks):
    path = checks('ignore = ["F15 = F11"]\n')
    report = run_checks(READING, checks=path)
    assert len(report.checks) == 3 and report.unused == ("F11, F15",)


def test_indicators_name_figures(checks):
    path = checks('[[relation]]\nformula = "续建项目数 + 新建项目数 = 储备实施项目数"\n')
    assert run_checks(READING, checks=path).checks[0].operands == ("F13", "F15")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('\n[[relation]]\nformula = "F13 + F99 = F11"', r"checks.toml:3: .*Got 'F99'; did you mean"),
        ('[[relation]]\nformula = "续建项目 + F15 = F11"', "Got '续建项目'; did you mean '续建项目数'"),
        ('[[relation]]\nformla = "F13 = F11"', "checks.toml:2: a field .*did you mean 'formula'"),
        ('[[relation]]\nnote = "x"', "each .*has a text `formula`"),
        ('[[relation]]\nformula = "F13 * F15 = F11"', "checks.toml:2: .*sums and differences"),
        ('[[relation]]\nformula = "F13 + F15"', "has one equals sign"),
        ('[[relation]]\nformula = "F13 = F11"\nreason = "partal"', "checks.toml:3: .*'partial'"),
        ("[[relation]\n", "must be TOML in UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(checks, text, words):
    with pytest.raises(InputError, match=words):
        run_checks(READING, checks=checks(text))


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        (["a + b = c = d"], "one equals sign"),
        (["a + = c"], "made of sums and differences"),
        (["(a + b = c"], "made of sums and differences"),
        (["a / b / c = d"], "made of sums and differences"),
        (["a / b + c / d = 1"], "made of sums and differences"),
        (["a + x = c"], "Relation 'a \\+ x = c' names figures that are given. Got 'x'"),
        (["a + b = 「c"], "made of sums and differences"),
    ],
)
def test_wrong_relations_are_refused(relations, words):
    with pytest.raises(InputError, match=words):
        check_relations(dict.fromkeys("abcd", "5"), relations)


@pytest.mark.parametrize("argument", ["exact", "signed", "fixed"])
def test_unknown_names_in_arguments_are_refused(argument):
    with pytest.raises(InputError, match=f"`{argument}` names figures .* did you mean 'total'"):
        check_relations({"total": "5"}, ["total = 5"], **{argument: ["totl"]})


@pytest.mark.parametrize(
    ("relation", "verdict"),
    [
        ("a + b - c = 0", "exact"),
        ("a - c = -7", "exact"),
        ("2 * a + b = 17", "exact"),
        ("c = a + b", "exact"),
        ("(c - a) / a * 100 = g", "exact"),
        ("a ÷ b × 100 = r", "exact"),
        ("(a + b) / 2 = m", "exact"),
    ],
)
def test_formulas_are_read(relation, verdict):
    figures = {"a": "5", "b": "7", "c": "12", "g": "140.0", "r": "71.4", "m": "6"}
    assert check_relations(figures, [relation], exact=["a", "b", "c"]).checks[0].verdict == verdict
