"""Change the arithmetic in every small way, and see that a test fails: mutation testing.

Run from the project folder: ``python tests/soak/mutants.py`` (`make mutants`). mutmut changes
`rounding`, `numerals`, `units` and the verdict logic, one operator, constant or call at a time, in
a copy of the project; the tests of arithmetic run on each copy. It ends with status 1 and the
list of what survived where less than 95 of 100 are killed. mutmut is no dependency of the project:
it is installed into an environment of its own in the temporary folder (the network is needed).
Names of functions or files as arguments limit the run.
"""

from __future__ import annotations

import collections
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
REQUIREMENT = "mutmut==3.8.1"
WANTED = 0.95
SHOWN = 200  # of what survived
CHANGED = ("rounding/*.py", "numerals.py", "units.py", "checking/verdict.py")
TESTS = ("rounding", "numerals", "units", "verdicts", "checking_arithmetic")
COPIED = ("kelan_analysis", "tests", "data", "notebooks", "pyproject.toml")
# How a test can end that sees a mutant: failed, error, killed by a signal, out of time.
SURVIVED = {0: "survived", 33: "no test", 5: "no test", None: "not run"}


def configure(copy: Path) -> None:
    """Write what mutmut reads."""
    lines = {
        "source_paths": ["kelan_analysis"],
        "only_mutate": [f"kelan_analysis/{name}" for name in CHANGED],
        "also_copy": ["data", "notebooks"],
        "pytest_add_cli_args": ["-p", "no:xdist", "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": [f"tests/test_{name}.py" for name in TESTS],
    }
    table = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    with open(copy / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write(f"\n[tool.mutmut]\n{table}")


def environment_of(folder: Path) -> Path:
    """Make an environment with mutmut that sees what the project's own has installed."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "project.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", REQUIREMENT], check=True)
    return folder / "bin"


def survivors(copy: Path) -> tuple[collections.Counter[str], list[str]]:
    """Return how many mutants ended how, and the names of those that no test has killed."""
    counts: collections.Counter[str] = collections.Counter()
    left = []
    for path in sorted((copy / "mutants").rglob("*.meta")):
        for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
            ended = SURVIVED.get(code, "killed")
            counts[ended] += 1
            if ended != "killed":
                left.append(name)
    return counts, left


def main() -> int:
    """Run mutmut in a copy of the project, and report."""
    with tempfile.TemporaryDirectory(prefix="kelan-mutants-") as folder:
        copy = Path(folder, "project")
        copy.mkdir()
        for name in COPIED:
            source = PROJECT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("node_modules", "found"))
            else:
                shutil.copyfile(source, copy / name)
        configure(copy)
        bin = environment_of(Path(folder, "environment"))
        environment = os.environ | {"KELAN_HYPOTHESIS": "mutants", "PYTHONPATH": ""}
        words = [bin / "python", "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1)]
        with open(Path(folder, "log"), "w+", encoding="utf-8") as log:
            ended = subprocess.run([*words, *sys.argv[1:]], cwd=copy, env=environment, stdout=log,
                                   stderr=log, check=False)  # fmt: skip
            counts, left = survivors(copy)
            if not counts:
                log.seek(0)
                print(log.read()[-4000:])
                return ended.returncode or 1
        tried = sum(counts.values()) - counts["not run"]
        for name in left[:SHOWN]:
            if counts["not run"] == 0:
                show = subprocess.run([bin / "python", "-m", "mutmut", "show", name], cwd=copy,
                                      capture_output=True, text=True, check=False)  # fmt: skip
                print("\n".join(line for line in show.stdout.splitlines() if line[:1] in "+-#"))
        print(f"{tried} mutants, {counts['killed']} killed ({counts['killed'] / tried:.1%}); {dict(counts)}")
        return 0 if counts["killed"] >= WANTED * tried else 1


if __name__ == "__main__":
    sys.exit(main())
