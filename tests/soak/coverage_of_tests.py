"""How much of the library the tests run: lines and branches, in every process that they start.

Run from the project folder: ``python tests/soak/coverage_of_tests.py [PYTEST WORDS]`` (`make coverage`).
coverage.py is no dependency of the project: it is installed into a temporary folder, from which
each process of the tests, kernels and workers included, takes it as it starts. Ends with status
1 below 95 % of lines and branches, and lists what no test runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
REQUIREMENT = "coverage>=7.10"
WANTED = 95
SETTINGS = """\
[run]
branch = true
parallel = true
source = {project}/kelan_analysis
data_file = {folder}/data
patch =
    _exit
    fork
sigterm = true
disable_warnings =
    no-data-collected
    module-not-imported
[report]
exclude_also =
    if TYPE_CHECKING:
    raise NotImplementedError
"""


def main() -> int:
    """Run the tests measured, and report."""
    with tempfile.TemporaryDirectory(prefix="kelan-coverage-") as name:
        folder = Path(name)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", str(folder / "packages"), REQUIREMENT], check=True)
        starter = "import coverage\ncoverage.process_startup()\n"
        (folder / "packages/sitecustomize.py").write_text(starter, "utf-8")
        settings = folder / "settings"
        settings.write_text(SETTINGS.format(project=PROJECT, folder=folder), "utf-8")
        path = os.pathsep.join(filter(None, [str(folder / "packages"), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": path, "COVERAGE_PROCESS_START": str(settings)}
        words = sys.argv[1:] or ["-n", "2", "--dist", "worksteal"]
        tests = subprocess.run([sys.executable, "-m", "pytest", *words], env=environment, cwd=PROJECT, check=False)
        environment.pop("COVERAGE_PROCESS_START")
        measure = [sys.executable, "-m", "coverage"]
        rc = f"--rcfile={settings}"
        subprocess.run([*measure, "combine", "--quiet", rc], env=environment, cwd=PROJECT, check=True)
        report = [*measure, "report", rc, "--show-missing", "--skip-covered", f"--fail-under={WANTED}"]
        return subprocess.run(report, env=environment, cwd=PROJECT, check=False).returncode or tests.returncode


if __name__ == "__main__":
    sys.exit(main())
