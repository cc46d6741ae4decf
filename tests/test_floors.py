"""The architecture as a law: what docs/architecture.md says of the floors is what is imported."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "kelan_analysis"
LINES = 400
ROW = re.compile(r"^\| (?P<floor>\d) \| (?P<modules>`.*?) \|", re.MULTILINE)

FLOORS = {
    module: int(row["floor"])
    for row in ROW.finditer((REPOSITORY / "docs/architecture.md").read_text("utf-8"))
    for module in re.findall(r"`([a-z_]+)/?`", row["modules"])
}
MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def floor_of(module):
    """Floor by the part below the package; the package itself hands all of them on."""
    parts = module.split(".")
    return FLOORS[parts[1]] if len(parts) > 1 else max(FLOORS.values())


def floor_part(module):
    """The part of a module's name that has a floor."""
    return module.split(".")[1] if "." in module else ""


def imports_of(module):
    """Modules of the package that a module imports, in functions too, but not for types."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    for_types = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in MODULES:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in MODULES:
                    yield inner
                elif (node.module, alias.name) != ("kelan_analysis", "__version__"):
                    yield node.module


GRAPH = {module: sorted(set(imports_of(module)) - {module}) for module in MODULES}


def test_every_module_has_a_floor():
    parts = {module.split(".")[1] for module in MODULES if "." in module}
    assert parts <= set(FLOORS), "say in docs/architecture.md on which floor it stands"


@pytest.mark.parametrize("module", [module for module in MODULES if "." in module])
def test_imports_go_downwards(module):
    upwards = [target for target in GRAPH[module] if floor_of(target) > floor_of(module)]
    assert not upwards, f"{module} (floor {floor_of(module)}) imports {upwards}"


def test_briefs_know_notebooks_and_not_figures():
    """Floor 5 meets floors 1 to 4 in the notebook only."""
    for module in MODULES:
        if module.startswith("kelan_analysis.briefs"):
            assert [t for t in GRAPH[module] if floor_of(t) in (1, 2, 3, 4)] == [], module


def test_nothing_below_imports_the_command_line():
    users = [module for module, targets in GRAPH.items() if any(floor_part(t) == "cli" for t in targets)]
    assert {floor_part(user) for user in users} <= {"cli"}


def test_imports_make_no_circle():
    done, path = set(), []

    def visit(module):
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module not in done:
            path.append(module)
            for target in GRAPH[module]:
                visit(target)
            done.add(path.pop())

    for module in MODULES:
        visit(module)


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_short_and_named_for_what_they_hand_on(module):
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= LINES
    assert not set(module.split(".")) & {"utils", "util", "common", "helpers", "misc", "base"}


def test_relative_imports_are_not_used():
    for module, path in MODULES.items():
        tree = ast.parse(path.read_text("utf-8"))
        levels = [node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not any(levels), module
