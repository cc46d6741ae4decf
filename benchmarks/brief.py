"""How long a brief takes: cold, beside papermill with nbconvert, and warm.

Run from the project folder: ``python benchmarks/brief.py [rounds] [python]``. All contenders
run the same notebook in the same run, one after the other; the best of the rounds counts.
nbconvert's webpdf joins where a Chromium is installed and `python` is the interpreter of an
environment with ``nbconvert[webpdf]`` (by default this one); it is given the installed Chromium
instead of the one that playwright would download.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).parents[1]
NOTEBOOK = PROJECT / "notebooks" / "brief.ipynb"
RELEASE = "140929-kelan-2023"
BIN = Path(sys.executable).parent


# nbconvert has no setting for the browser; playwright's own is a download of 150 MB.
WEBPDF = """
import sys
from playwright.async_api import BrowserType
launch = BrowserType.launch
BrowserType.launch = lambda self, **given: launch(
    self, **(given | {"executable_path": sys.argv.pop(), "args": ["--no-sandbox"]})
)
from nbconvert.nbconvertapp import main
main(["--to", "webpdf", sys.argv[1]])
"""


def timed(*command: object) -> float:
    """Run a command from the project folder and return its seconds."""
    start = time.perf_counter()
    subprocess.run([str(word) for word in command], cwd=PROJECT, check=True, capture_output=True)
    return time.perf_counter() - start


def cold(folder: Path, python: str) -> dict[str, float]:
    """Time one round of each contender, each in processes of its own."""
    executed = folder / "out.ipynb"
    ours = timed(BIN / "kelan", "brief", RELEASE, "--reports", folder / "reports")
    run = timed(
        BIN / "papermill", "--no-progress-bar", NOTEBOOK, executed, "-p", "release", RELEASE
    )
    html = timed(BIN / "jupyter", "nbconvert", "--to", "html", executed)
    found = {
        "kelan brief (HTML, PDF, data, whole or not at all)": ours,
        "papermill": run,
        "jupyter nbconvert --to html": html,
        "papermill + nbconvert html": run + html,
    }
    chromium = shutil.which("chromium")
    asked = subprocess.run([python, "-c", "import playwright"], capture_output=True)
    if chromium and not asked.returncode:
        webpdf = timed(python, "-c", WEBPDF, executed, chromium)
        found["jupyter nbconvert --to webpdf"] = webpdf
        found["papermill + nbconvert webpdf"] = run + webpdf
        size = executed.with_suffix(".pdf").stat().st_size
        print(f"nbconvert's webpdf is a PDF of {size / 1000:.0f} kB")
    return found


def warm(folder: Path, rounds: int = 5) -> float:
    """Return the seconds of rendering alone, HTML and PDF, once the process is warm."""
    import nbformat

    from kelan_analysis.briefs.making import render_brief

    notebook = nbformat.read(folder / "out.ipynb", as_version=4)
    times = []
    for number in range(rounds + 1):
        # Another title each time, so that Typst cannot hand back what it set before.
        notebook.metadata["title"] = f"第{number}次"
        start = time.perf_counter()
        files, _ = render_brief(notebook, NOTEBOOK, {"release": RELEASE, "language": "zh"})
        times.append(time.perf_counter() - start)
    print(f"brief.pdf {len(files['brief.pdf']) / 1000:.0f} kB, brief.html "
          f"{len(files['brief.html']) / 1000:.0f} kB")  # fmt: skip
    return sorted(times[1:])[rounds // 2]


def main() -> None:
    """Print the times."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    python = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        best: dict[str, float] = {}
        for _ in range(rounds):
            for contender, seconds in cold(folder, python).items():
                best[contender] = min(seconds, best.get(contender, seconds))
        best["rendering alone, warm (HTML and PDF)"] = warm(folder)
    for contender, seconds in best.items():
        print(f"{seconds:7.2f} s  {contender}")
    print(json.dumps({contender: round(seconds, 3) for contender, seconds in best.items()}))


if __name__ == "__main__":
    main()
