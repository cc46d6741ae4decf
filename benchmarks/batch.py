"""How long a brief takes in a batch: beside papermill with nbconvert, and beside the floor.

Run from the project folder: ``python benchmarks/batch.py`` (40 briefs) or, for a whole country,
``python benchmarks/batch.py 2844``. All contenders work on the same releases in the same run.
Clock times say something on a quiet machine only; processor time says the same on a busy one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
sys.path.insert(0, str(PROJECT / "tests"))

from batch_projects import make_project  # noqa: E402

KELAN = [sys.executable, "-c", "import sys; from kelan_analysis.cli import main; sys.exit(main())"]


def processor() -> float:
    """Seconds of processor time that ended processes of this benchmark have taken."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def timed(*command: object, cwd: Path) -> float:
    """Run a command and return its seconds."""
    start = time.perf_counter()
    subprocess.run([str(word) for word in command], cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def loop(project: Path, names: list[str]) -> float:
    """Seconds a brief of the loop that people write: papermill, then nbconvert to HTML."""
    out = project / "loop.ipynb"
    seconds = 0.0
    for name in names:
        papermill = [BIN / "papermill", "--no-progress-bar", "brief.ipynb", out, "-p", "release"]
        seconds += timed(*papermill, name, cwd=project / "notebooks")
        seconds += timed(BIN / "jupyter", "nbconvert", "--to", "html", out, cwd=project)
    return seconds / len(names)


def floor(project: Path, names: list[str]) -> list[float]:
    """Seconds a brief of the same cells in one process without a kernel, and of rendering.

    Clock first, then both in processor time.
    """
    code = (
        "import sys; sys.path.insert(0, 'benchmarks'); import batch; batch.run_floor(sys.argv[1:])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(project), *names], cwd=PROJECT, env=environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def run_floor(words: list[str]) -> None:
    """Execute the cells of each release and print its brief; the first one is not counted."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    from kelan_analysis.briefs.making import render_brief

    project, names = Path(words[0]), words[1:]
    notebook = project / "notebooks" / "brief.ipynb"
    shell = InteractiveShell.instance()
    os.chdir(notebook.parent)
    spent = [0.0] * 4
    for number, name in enumerate([names[0], *names]):
        book = nbformat.read(notebook, as_version=4)
        begun = time.perf_counter(), time.process_time()
        for cell in (cell for cell in book.cells if cell.cell_type == "code"):
            with contextlib.redirect_stdout(io.StringIO()):
                result = shell.run_cell(cell.source)
            assert result.success, cell.source
            if "parameters" in cell.metadata.get("tags", []):
                shell.user_ns["release"] = name
            if result.result is not None:
                data, metadata = shell.display_formatter.format(result.result)
                kind = {"data": data, "metadata": metadata}
                cell.outputs = [nbformat.v4.new_output("display_data", **kind)]
        ran = time.perf_counter(), time.process_time()
        render_brief(book, notebook, {"release": name, "language": "zh"})
        done = time.perf_counter(), time.process_time()
        taken = [ran[0] - begun[0], done[0] - ran[0], ran[1] - begun[1], done[1] - ran[1]]
        if number:
            spent = [old + new for old, new in zip(spent, taken, strict=True)]
    print(json.dumps([one / len(names) for one in spent]))


def batch(project: Path, *words: str) -> tuple[float, float]:
    """Run ``kelan batch``; return seconds and the most memory of all processes, in MB."""
    peak = 0.0
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*KELAN, "batch", *words], cwd=project, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.5)

    watching = threading.Thread(target=watch)
    watching.start()
    out, errors = process.communicate()
    seconds = time.perf_counter() - begun
    watching.join()
    assert process.returncode == 0, errors[-2000:]
    print(out.strip())
    return seconds, peak


def memory(pid: int) -> float:
    """Return the proportional memory of a process and all below it, in MB."""
    import psutil

    total = 0.0
    with contextlib.suppress(psutil.Error):
        family = [psutil.Process(pid)]
        family += family[0].children(recursive=True)
        for one in family:
            with contextlib.suppress(psutil.Error, AttributeError):
                total += one.memory_full_info().pss / 1e6
    return total


def per_thousand(log: Path) -> list[float]:
    """Return the mean seconds of a run for each thousand of a log, in order."""
    seconds = [json.loads(line)["seconds"] for line in log.read_text().splitlines()]
    parts = [seconds[at : at + 1000] for at in range(0, len(seconds), 1000)]
    return [round(sum(part) / len(part), 3) for part in parts]


def main() -> None:
    """Print the times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    few = min(count, 5)
    with tempfile.TemporaryDirectory(prefix="kelan-bench-") as name:
        project, names = make_project(Path(name), count)
        begun = processor()
        beside = loop(project, names[:few])
        looped = (processor() - begun) / few
        cells, rendering, *base_spent = floor(project, names[:10])
        begun = processor()
        batch(project, names[0])
        alone = processor() - begun
        shutil.rmtree(project / "reports")
        begun = processor()
        seconds, peak = batch(project, "--all")
        spent = processor() - begun
        again, _ = batch(project, "--all")
        beside = (beside + loop(project, names[:few])) / 2
        parts = per_thousand(project / "reports" / "log.jsonl")[: (count + 999) // 1000]
        shutil.rmtree(project / "reports")
    each, base = seconds / count, cells + rendering
    further, base_further = (spent - alone) / max(count - 1, 1), sum(base_spent)
    print(f"papermill + nbconvert html, one after another   {beside:7.2f} s a brief ({2 * few} timed)")
    print(f"kelan batch, {count} briefs, HTML and PDF         {each:7.2f} s a brief, {seconds:.0f} s")
    print(f"  times faster                                  {beside / each:7.1f}")
    print(f"the floor: cells {cells:.2f} + rendering {rendering:.2f}           {base:7.2f} s a brief")
    print(f"  batch against the floor                       {each / base:7.2f}")
    print("processor time, which other work on the machine changes little:")
    print(f"  papermill + nbconvert                         {looped:7.2f} s a brief")
    print(f"  kelan batch, its start included               {spent / count:7.2f} s a brief")
    print(f"  times less                                    {looped * count / spent:7.1f}")
    print(f"  each further brief, and the start once        {further:7.2f} and {alone - further:.1f} s")
    print(f"  the floor: cells {base_spent[0]:.2f} + rendering {base_spent[1]:.2f}         {base_further:7.2f} s")
    print(f"  each further brief against the floor          {further / base_further:7.2f}")
    print(f"most memory of all processes                    {peak:7.0f} MB")
    print(f"mean seconds of a run, thousand by thousand     {parts}")
    print(f"second run, nothing changed                     {again:7.1f} s")


if __name__ == "__main__":
    main()
