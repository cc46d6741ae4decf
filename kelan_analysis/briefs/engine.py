"""Papermill's engine for briefs: a kernel given to it, progress, and limits on what cells do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import papermill
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from kelan_analysis.errors import KelanError, RunError

if TYPE_CHECKING:
    from kelan_analysis.briefs.running import Progress

LARGEST_OUTPUT = 20_000_000

__all__ = ["KelanEngine", "Run", "papermill"]


@dataclass
class Run:
    """One run: its kernel, whom to tell, and what became of it.

    Examples
    --------
    >>> Run(manager=None).refusal is None
    True
    """

    manager: Any
    progress: Progress | None = None
    notebook: Any = None
    at: int | None = None
    refusal: KelanError | None = None


class KelanEngine(NBClientEngine):
    """Executes with a kernel that is already up.

    Examples
    --------
    >>> issubclass(KelanEngine, NBClientEngine)
    True
    """

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]
        cls, nb_man: Any, kernel_name: str, run: Run, execution_timeout: int, **kwargs: Any
    ) -> Any:
        """Run all cells of papermill's notebook."""
        run.notebook = nb_man.nb
        client = _Client(
            nb_man, run, km=run.manager, kernel_name=kernel_name, timeout=execution_timeout
        )
        try:
            return client.execute()
        finally:
            # Nobody else does, as the kernel is not the client's: each run would keep ten files.
            if client.kc is not None:
                client.kc.stop_channels()


class _Client(PapermillNotebookClient):
    def __init__(self, nb_man: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(nb_man, **kwargs)
        self.run = run
        self.printed = 0
        self.done = 0
        self.total = sum(c.cell_type == "code" and bool(c.source.strip()) for c in self.nb.cells)
        self.on_cell_execute = self._tell
        self.on_cell_executed = self._look_for_exit

    def _tell(self, cell: Any, cell_index: int) -> None:
        if self.run.progress:
            line = next(line for line in cell.source.splitlines() if line.strip())
            self.run.progress(self.done, self.total, line[:60])
        self.done += 1
        self.run.at = self.done
        self.printed = 0

    def _look_for_exit(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        payload = (execute_reply or {}).get("content", {}).get("payload") or []
        if any(part.get("source") == "ask_exit" for part in payload):
            raise RunError(
                f"a notebook must run to its end. Code cell {self.done} of {self.total} calls "
                "quit() or exit(); remove the call."
            )

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        content = msg["content"]
        data = content.get("data") or {}
        parts = [content.get("text"), *data.values()]
        self.printed += sum(len(part) for part in parts if isinstance(part, str))
        if self.printed > LARGEST_OUTPUT:
            self.run.refusal = RunError(
                f"a cell may show at most {LARGEST_OUTPUT // 1_000_000} MB. The output of code "
                f"cell {self.done} of {self.total} passed {self.printed / 1e6:.0f} MB; show less."
            )
            self.km.provisioner.process.kill()
            return None
        return super().output(outs, msg, display_id, cell_index)
