"""Run a notebook with papermill, and prove that it ran.

Papermill says "completed" of cells that a dead kernel never saw, and counts `sys.exit(0)` as
success. A run counts here only if every code cell ran, none holds an error, and the last
one gave the closing mark.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kelan_analysis.briefs.kernels import PYTHON, Resources, running_kernel
from kelan_analysis.briefs.proof import code_cells, first_line, prove_run
from kelan_analysis.errors import KelanError, RunError

Progress = Callable[[int, int, str], None]
ENGINE = "kelan"
EXECUTED = "executed.ipynb"


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    *,
    work: Path,
    cwd: Path | None = None,
    time_limit: float = 600,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
    resources: Resources = Resources(),
) -> Any:
    """Return the executed notebook, proven to have run whole.

    Parameters
    ----------
    notebook : Path
        The notebook; never changed.
    parameters : mapping
        All its parameters, checked.
    work : Path
        Private folder; holds ``executed.ipynb`` after a run that failed.
    cwd : Path, optional
        Working directory of the kernel; by default the notebook's folder, as in JupyterLab.
    time_limit : float
        Seconds that one cell may take.
    progress : callable, optional
        Called with cells done, cells in all, and what is going on.
    meanwhile : callable, optional
        Work to do in another thread while the kernel runs.
    environment : mapping, optional
        Further variables of the kernel's environment.
    resources : Resources
        Limits of the whole run, and who starts the kernel.

    Raises
    ------
    RunError
        If a cell fails or did not run; its number is named.
    InputError
        If a cell raised one: the input is at fault, not the run.

    Examples
    --------
    >>> run_notebook(Path("none.ipynb"), {}, work=Path("."))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: no notebook none.ipynb.
    """
    from kelan_analysis.briefs.parameters import load_notebook

    content = load_notebook(notebook)
    kernel = content["metadata"].get("kernelspec", {}).get("name", PYTHON)
    place = cwd or notebook.parent
    with running_kernel(
        kernel, cwd=place, work=work, environment=environment, resources=resources
    ) as manager:
        with without_module("rfc3987_syntax"):
            from kelan_analysis.briefs.engine import KelanEngine, Run, papermill

        beside = threading.Thread(target=_in_peace, args=(meanwhile,), daemon=True)
        beside.start()
        run = Run(manager, progress)
        watch = _watch(run, resources)
        papermill.engines.papermill_engines.register(ENGINE, KelanEngine)
        logging.getLogger("papermill").setLevel(logging.CRITICAL)
        try:
            papermill.execute_notebook(
                str(notebook),
                None,
                dict(parameters),
                engine_name=ENGINE,
                kernel_name=kernel,
                progress_bar=False,
                execution_timeout=int(time_limit),
                run=run,
            )
        except papermill.PapermillExecutionError:
            pass
        except KelanError as error:
            run.refusal = run.refusal or error
        except Exception as error:
            run.refusal = run.refusal or _broken(run.notebook, run.at, error)
            run.refusal.__cause__ = error
        finally:
            if watch:
                watch.cancel()
            beside.join()
    try:
        if run.refusal:
            raise run.refusal
        prove_run(run.notebook)
    except KelanError:
        save_executed(run.notebook, work)
        raise
    return run.notebook


def save_executed(notebook: Any, work: Path) -> None:
    """Write a notebook as far as it was run, for whoever looks why it failed.

    Examples
    --------
    >>> save_executed(None, Path("nothing was run"))
    """
    import nbformat

    if notebook is not None:
        (work / EXECUTED).write_text(nbformat.writes(notebook), encoding="utf-8")


@contextmanager
def without_module(name: str) -> Iterator[None]:
    """Import without an optional module.

    jsonschema compiles a grammar of IRIs, ``rfc3987_syntax``, which takes a second and which no
    notebook needs.

    Examples
    --------
    >>> with without_module("no_such_module"):
    ...     "no_such_module" in sys.modules
    True
    """
    absent = name not in sys.modules
    if absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules[name]


def _in_peace(work: Callable[[], None] | None) -> None:
    """Do work in a thread; what goes wrong in it goes wrong again where it is needed."""
    with suppress(Exception):
        if work:
            work()


def _watch(run: Any, resources: Resources) -> threading.Timer | None:
    """End the kernel where the whole run takes too long."""
    if not resources.seconds:
        return None

    def end() -> None:
        run.refusal = RunError(
            f"a run may take at most {resources.seconds:g} s; the time limit was reached in code "
            f"cell {run.at or 0}. Look for what hangs, or raise the limit."
        )
        with suppress(AttributeError, OSError):
            run.manager.provisioner.process.kill()

    watch = threading.Timer(resources.seconds, end)
    watch.daemon = True
    watch.start()
    return watch


def _broken(nb: Any, number: int | None, error: Exception) -> KelanError:
    why = {"DeadKernelError": "the kernel died", "CellTimeoutError": "the time limit was reached"}
    what = why.get(type(error).__name__, " ".join(f"{type(error).__name__}: {error}".split())[:300])
    if isinstance(error, OSError) and error.strerror:
        what = error.strerror
    if number is None:
        return RunError(f"the notebook could not be run: {what.rstrip('.')}.")
    cells = code_cells(nb)
    return RunError(
        f"code cell {number} of {len(cells)} did not run to its end: "
        f"{first_line(cells[number - 1])}: {what}."
    )
