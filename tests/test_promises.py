"""Each promise in docs/promises.md is held by tests that exist."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PAGE = (REPOSITORY / "docs/promises.md").read_text("utf-8")
PROMISES = re.findall(r"^\| (?!promise|---|what)(.+?) \| (`test_.+?) \|$", PAGE, re.MULTILINE)


def names_of(module):
    """Tests of a module: functions, and classes that are assigned."""
    tree = ast.parse((REPOSITORY / "tests" / f"{module}.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name) and t.id.startswith("Test"))


@pytest.mark.parametrize(("promise", "held_by"), PROMISES, ids=[promise[:40] for promise, _ in PROMISES])
def test_a_promise_is_held_by_tests_that_exist(promise, held_by):
    tests = re.findall(r"`(test_\w+)(?:::(\w+))?`", held_by)
    assert tests and len(tests) == held_by.count("`") / 2, f"{promise}: each test as `module::name`"
    for module, name in tests:
        found = set(names_of(module))
        assert found and (not name or name in found), f"{promise}: no test {module}::{name}"


def test_every_section_makes_promises():
    sections = re.findall(r"^## Its (\w+)\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in sections] == ["numbers", "outputs", "faults", "security"]
    assert all(body.count("`test_") >= 5 for _, body in sections)
    assert len(PROMISES) >= 20
