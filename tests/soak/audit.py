"""Known holes in what `requirements.txt` pins, where pip-audit can reach its data.

Run from the project folder: ``python tests/soak/audit.py`` (`make audit`). Status 1 and a line for each
known hole; status 0 and a line that says so where there is none, or where nobody could be asked.
pip-audit is no dependency of the project: it is installed into an environment of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PINNED = PROJECT / "requirements.txt"
SERVICES = ("pypi", "osv")
SECONDS = 120


def main() -> int:
    """Ask one service, then the other, and report."""
    with tempfile.TemporaryDirectory(prefix="kelan-audit-") as folder:
        place = Path(folder, "environment")
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin/python"), "-m", "pip", "install", "--quiet"]
        made = subprocess.run([*pip, "--disable-pip-version-check", "pip-audit"], check=False)
        if made.returncode:
            print("make audit: skipped, as pip-audit could not be installed.")
            return 0
        for service in SERVICES:
            found = asked(place / "bin/pip-audit", service, Path(folder, f"{service}.json"))
            if found is not None:
                return told(found, service)
    print("make audit: skipped, as neither PyPI nor OSV could be asked; run it with the network.")
    return 0


def asked(program: Path, service: str, out: Path) -> list[dict] | None:
    """Return what a service knows of each package; None where it could not be asked."""
    words = [str(program), "--requirement", str(PINNED), "--disable-pip", "--require-hashes"]
    words += ["--vulnerability-service", service, "--progress-spinner", "off"]
    try:
        subprocess.run([*words, "--format", "json", "--output", str(out)], capture_output=True,
                       timeout=SECONDS, check=False)  # fmt: skip
        found = json.loads(out.read_text("utf-8"))["dependencies"]
        # A mirror knows the packages and nothing of their holes: no answer is not a good one.
        return found if any("skip_reason" not in package for package in found) else None
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return None


def told(packages: list[dict], service: str) -> int:
    """Print a line for each known hole; return 1 if there is one."""
    holes = 0
    for package in packages:
        for hole in package.get("vulns", []):
            mended = ", ".join(hole.get("fix_versions", [])) or "no version yet"
            print(f"{package['name']} {package['version']}: {hole['id']}, mended in {mended}")
            holes += 1
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if unknown:
        print(f"not known to {service}: {', '.join(unknown)}")
    print(f"make audit: {len(packages)} packages asked at {service}, {holes} known holes.")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
