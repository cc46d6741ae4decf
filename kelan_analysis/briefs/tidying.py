"""The executed notebook without what differs from run to run, so that its bytes are the same."""

from __future__ import annotations

import copy
import re
from typing import Any

from kelan_analysis.escapes import json_text

KEPT = ("kernelspec", "language_info", "title", "lang")
RICHER = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/latex")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


def tidy_notebook(nb: Any) -> str:
    """Return the notebook as JSON text without times, paths, addresses and random ids.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> cell = v4.new_code_cell("1", metadata={"papermill": {"duration": 0.1}})
    >>> "duration" in tidy_notebook(v4.new_notebook(cells=[cell]))
    False
    """
    nb = copy.deepcopy(nb)
    nb.metadata = {name: nb.metadata[name] for name in KEPT if name in nb.metadata}
    for number, cell in enumerate(nb.cells, 1):
        for name in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(name, None)
        tags = cell.metadata.get("tags", [])
        cell["id"] = "injected-parameters" if "injected-parameters" in tags else f"cell-{number:02}"
        for output in cell.get("outputs", []):
            _tidy_output(output)
    nb.nbformat, nb.nbformat_minor = 4, 5
    return json_text(nb, sort_keys=True)


def _tidy_output(output: Any) -> None:
    data = output.get("data")
    if not data:
        return
    if any(name in data for name in RICHER):
        data.pop("text/plain", None)
    elif isinstance(data.get("text/plain"), str):
        data["text/plain"] = _ADDRESS.sub("0x…", data["text/plain"])
    data.pop("application/javascript", None)
