"""Everything public says what it does and shows it: each example is run."""

import ast
import doctest
import importlib
import inspect
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PATHS = sorted((REPOSITORY / "kelan_analysis").rglob("*.py"))
MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PATHS
    if path.name != "__main__.py"
}


def public_names(tree, place):
    """Yield (name, docstring) of public functions, classes and methods.

    A command's docstring is its help text; its examples stand in docs/user-guide.md, and
    test_docs.py runs them. A rule of the grammar has its examples in its decorator, and the
    tests of reading run them. A method that overrides one of a library is documented there.
    """
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        found = getattr(place, node.name)
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        elsewhere = any(word.startswith(("app.", "rule(")) for word in decorators)
        if not elsewhere and not overrides(place, node.name):
            yield node.name, ast.get_docstring(node)
        if isinstance(node, ast.ClassDef):
            for name, docstring in public_names(node, found):
                yield f"{node.name}.{name}", docstring


def overrides(place, name):
    return inspect.isclass(place) and any(
        name in vars(base)
        for base in place.__mro__[1:]
        if not base.__module__.startswith("kelan_analysis")
    )


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_shows_an_example(module):
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    assert ast.get_docstring(tree), "a module says what it hands on"
    names = public_names(tree, importlib.import_module(module))
    assert [name for name, docstring in names if ">>> " not in (docstring or "")] == []


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    results = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
