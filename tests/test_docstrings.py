"""Everything public says what it does and shows it: each example is run."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PATHS = sorted((REPOSITORY / "kelan_analysis").rglob("*.py"))
MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PATHS
    if path.name != "__main__.py"
}


def public_names(tree):
    """Yield (name, docstring) of public functions, classes and methods.

    A command's docstring is its help text; its examples stand in docs/user-guide.md, and
    test_docs.py runs them. A property and an overload document themselves with their class.
    """
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        if not any(decorator.startswith("app.") for decorator in decorators):
            yield node.name, ast.get_docstring(node)
        if isinstance(node, ast.ClassDef):
            for name, docstring in public_names(node):
                yield f"{node.name}.{name}", docstring


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_shows_an_example(module):
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    if MODULES[module].read_text("utf-8").strip():
        assert ast.get_docstring(tree), "the module says what it hands on"
    bare = [name for name, docstring in public_names(tree) if ">>> " not in (docstring or "")]
    assert bare == []


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    results = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
