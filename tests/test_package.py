"""The wheel: whatever the package needs is in it, and what it promises can be loaded."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
METADATA = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
        + ["--disable-pip-version-check", "--wheel-dir", str(folder), str(REPOSITORY)],
        check=True,
        timeout=120,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        yield archive


def test_the_wheel_holds_every_file_of_the_package(wheel):
    package = REPOSITORY / "kelan_analysis"
    wanted = {
        path.relative_to(REPOSITORY).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in wheel.namelist() if name.startswith("kelan_analysis/")}
    assert wanted <= packed
    suffixes = {Path(name).suffix for name in packed}
    assert {".py", ".toml", ".typ", ".css", ".j2", ".json", ".ipynb"} <= suffixes


def test_the_wheel_carries_its_licence_and_readme(wheel):
    names = wheel.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    metadata = wheel.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    assert "License-Expression: MIT" in metadata and "Requires-Python: >=3.11" in metadata
    assert "# kelan_analysis" in metadata


def test_what_is_promised_can_be_loaded():
    promised = {"console_scripts": METADATA["project"]["scripts"]}
    promised |= METADATA["project"]["entry-points"]
    for group, points in promised.items():
        installed = {point.name: point for point in entry_points(group=group)}
        for name, target in points.items():
            assert installed[name].value == target
            assert callable(installed[name].load())


def test_requirements_are_pinned_by_hash_and_name_no_index():
    text = (REPOSITORY / "requirements.txt").read_text("utf-8")
    assert "://" not in text and "index-url" not in text
    blocks = text.replace("\\\n", " ").splitlines()
    assert all(" --hash=sha256:" in block and "==" in block for block in blocks)
    pinned = {block.split("==")[0].split("[")[0] for block in blocks}
    project = METADATA["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {line.split(">")[0].split("[")[0].replace("_", "-").lower() for line in wanted}
    assert names <= pinned
