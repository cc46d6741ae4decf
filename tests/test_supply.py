"""What we depend on: pinned, few, each for a reason, free to be passed on, above known holes."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
DECISIONS = (REPOSITORY / "docs/decisions.md").read_text("utf-8")
PINS = (REPOSITORY / "requirements.txt").read_text("utf-8").replace("\\\n", " ").splitlines()

# Each allows to pass on what it covers, under conditions that a dependency installed by pip keeps.
FREE = {
    "MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "PSF-2.0",
    "Zlib", "CC0-1.0",
    "MPL-2.0",  # changes to its own files stay open; we change none
}  # fmt: skip
# As packages write it that state no SPDX expression.
SAID = {
    "MIT License": "MIT", "MIT license": "MIT", "MIT": "MIT", "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause", "BSD-3-Clause": "BSD-3-Clause", "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0", "Apache-2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0", "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "MPL-2.0 AND MIT": "MPL-2.0 AND MIT",
    "Python Software Foundation License": "PSF-2.0", "OSI Approved": "Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}  # fmt: skip
# Binaries inside a wheel whose licence is not that of the wheel.
CARRIED = {
    "pypandoc-binary": "pandoc, GPL-2.0-or-later: a program of its own that is run, not linked; "
    "whoever passes it on passes on where its source is",
    "pypdfium2": "PDFium, BSD-3-Clause and Apache-2.0",
    "mplfonts": "Noto Sans and Serif CJK SC, OFL-1.1: free to be passed on and embedded",
}
# The versions that mended a known hole; each is named by its number.
MENDED = {
    "nbconvert": ("7.17.0", "CVE-2025-53000"), "jupyter-server": ("2.18.0", "CVE-2026-40934"),
    "jupyter-core": ("5.8.1", "CVE-2025-30167"), "jinja2": ("3.1.6", "CVE-2025-27516"),
    "tornado": ("6.5", "CVE-2025-47287"), "mistune": ("2.0.3", "CVE-2022-34749"),
    "requests": ("2.32.4", "CVE-2024-47081"), "urllib3": ("2.5.0", "CVE-2025-50181"),
    "certifi": ("2024.7.4", "CVE-2024-39689"), "idna": ("3.7", "CVE-2024-3651"),
    "h11": ("0.16.0", "CVE-2025-43859"), "tqdm": ("4.66.3", "CVE-2024-34062"),
    "zipp": ("3.19.1", "CVE-2024-5569"), "pillow": ("11.3.0", "CVE-2025-48379"),
    "lxml": ("4.9.1", "CVE-2022-2309"),
}  # fmt: skip


def pinned():
    for line in PINS:
        requirement = Requirement(line.split(" --hash")[0].strip())
        yield canonicalize_name(requirement.name), requirement, line


def installed():
    return [name for name, requirement, _ in pinned() if not requirement.marker or requirement.marker.evaluate()]


def declared():
    project = PROJECT["project"]
    for wanted in (project["dependencies"], *project["optional-dependencies"].values(),
                   *PROJECT["dependency-groups"].values()):  # fmt: skip
        for line in wanted:
            yield Requirement(line)


def test_every_pin_has_a_hash_and_no_address():
    for _, requirement, line in pinned():
        assert re.fullmatch(r"==[\w.+!]+", str(requirement.specifier)), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line
        assert requirement.url is None
    text = "\n".join(PINS)
    assert not re.search(r"://|index-url|find-links|trusted-host|^-e|^/|file:", text, re.MULTILINE)


def test_every_dependency_has_its_reason():
    for requirement in declared():
        stands = rf"(?<![\w-]){re.escape(requirement.name)}(?![\w-])"
        assert re.search(stands, DECISIONS), f"{requirement.name}: say why in docs/decisions.md"


def test_every_dependency_has_a_floor():
    for requirement in declared():
        operators = {one.operator for one in requirement.specifier}
        assert operators == {">="}, f"{requirement.name}: the lowest version that works, and no ceiling"


def test_what_is_pinned_or_declared_has_no_hole_that_we_know():
    pins = {name: next(iter(requirement.specifier)).version for name, requirement, _ in pinned()}
    floors = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in declared()}
    gone = set(MENDED) - set(pins)
    assert not gone, f"no longer pinned, take it out of the table: {gone}"
    for name, (version, hole) in MENDED.items():
        for place, versions in (("requirements.txt", pins), ("pyproject.toml", floors)):
            found = versions.get(name, version)
            assert Version(found) >= Version(version), f"{place}: {name} {found} has {hole}"


def licences(metadata):
    """Return the SPDX names that a package states, an alternative counted as its first."""
    stated = metadata.get("License-Expression")
    if not stated:
        classified = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or []
                      if line.startswith("License :: ")]  # fmt: skip
        written = [one for one in classified if one != "OSI Approved"] or classified
        short = (metadata.get("License") or "").strip().splitlines()
        written = written or [short[0] if short else "none stated"]
        stated = " AND ".join(SAID.get(one, one) for one in written)
    return [one.split(" OR ")[0] for one in stated.replace("(", "").replace(")", "").split(" AND ")]


@pytest.mark.parametrize("name", installed())
def test_no_licence_forbids_passing_it_on(name):
    stated = licences(distribution(name).metadata)
    assert set(stated) <= FREE, f"{name} states {stated}; read it, then add it with a reason"


def test_binaries_under_another_licence_are_known():
    assert set(CARRIED) <= {name for name, _, _ in pinned()}
    for name, reason in CARRIED.items():
        assert len(reason) > 20, name
