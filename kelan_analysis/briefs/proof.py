"""Whether a notebook ran: every code cell, none with an error, and to its closing mark."""

from __future__ import annotations

from typing import Any

from kelan_analysis.errors import InputError, RunError

CLOSING_TYPE = "application/vnd.kelan.closing+json"


def prove_run(nb: Any) -> None:
    """Refuse a notebook of which a cell failed or did not run, or that lacks the closing mark.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> prove_run(v4.new_notebook(cells=[v4.new_code_cell("1 + 1")]))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.RunError: code cell 1 of 1 did not run: 1 + 1
    """
    cells = code_cells(nb)
    for number, cell in enumerate(cells, 1):
        for output in cell.outputs:
            if output.output_type == "error":
                _refuse_error(number, len(cells), cell, output)
        if cell.execution_count is None:
            raise RunError(f"code cell {number} of {len(cells)} did not run: {first_line(cell)}")
    last = cells[-1].outputs if cells else []
    if not any(CLOSING_TYPE in output.get("data", {}) for output in last):
        raise RunError(
            "the last cell of a brief must give the closing mark, which proves that it was run to "
            "its end. It did not; end the notebook with `displays.close(report)`."
        )


def code_cells(nb: Any) -> list[Any]:
    """Return the cells that a run executes: code, and not blank.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> len(code_cells(v4.new_notebook(cells=[v4.new_code_cell("1"), v4.new_code_cell(" ")])))
    1
    """
    return [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]


def first_line(cell: Any) -> str:
    """Return the first line of a cell that is not blank, by which it is named.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> first_line(v4.new_code_cell("\\n1 + 1\\n2"))
    '1 + 1'
    """
    lines = [line for line in cell.source.splitlines() if line.strip()]
    return lines[0][:80] if lines else ""


def _refuse_error(number: int, total: int, cell: Any, output: Any) -> None:
    said = " ".join(str(output.evalue).split())
    if output.ename == "InputError":
        raise InputError(said)
    raise RunError(
        f"code cell {number} of {total} failed: {first_line(cell)}: {output.ename}: {said[:300]}"
    )
