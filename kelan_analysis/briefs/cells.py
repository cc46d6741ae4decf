"""What a reader sees of a notebook, and what its outputs hand over beside what they show."""

from __future__ import annotations

import copy
from typing import Any

from kelan_analysis.briefs.documents import Attachment
from kelan_analysis.briefs.proof import CLOSING_TYPE
from kelan_analysis.errors import RunError

ATTACHMENT_TYPE = "application/vnd.kelan.attachment+json"
SHOWN_TYPES = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
)
LARGEST_OUTPUT = 20_000_000


def show_cells(nb: Any) -> tuple[Any, tuple[Attachment, ...]]:
    """Return a copy of the notebook with what a reader sees, and its attached files.

    Examples
    --------
    >>> import nbformat.v4 as nb
    >>> hidden = nb.new_markdown_cell("note", metadata={"tags": ["hide"]})
    >>> show_cells(nb.new_notebook(cells=[hidden]))[0].cells
    []
    """
    shown = copy.deepcopy(nb)
    attachments: list[Attachment] = []
    tags = [set(cell.metadata.get("tags", [])) for cell in shown.cells]
    hidden = [t for t in tags if "parameters" in t and t & {"hide", "hide-input"}]
    cells = []
    for number, (cell, marks) in enumerate(zip(shown.cells, tags, strict=True), 1):
        if cell.cell_type == "code":
            cell.outputs = [_shown_output(o, number, attachments) for o in cell.outputs]
            cell.outputs = [output for output in cell.outputs if output]
        if "hide" in marks or ("injected-parameters" in marks and hidden):
            continue
        if cell.cell_type == "code":
            if "hide-output" in marks:
                cell.outputs = []
            if "hide-input" in marks:
                cell.metadata["transient"] = {"remove_source": True}
        cells.append(cell)
    shown.cells = cells
    return shown, tuple(attachments)


def given_inputs(nb: Any) -> list[dict[str, Any]]:
    """Return name and hash of each file that the notebook says it read.

    Examples
    --------
    >>> import nbformat.v4 as nb
    >>> given_inputs(nb.new_notebook())
    []
    """
    return [
        item
        for cell in nb.cells
        for output in cell.get("outputs", [])
        for item in output.get("data", {}).get(ATTACHMENT_TYPE, {}).get("inputs", [])
    ]


def edition_facts(nb: Any) -> dict[str, Any]:
    """Return the edition and its changes as the closing cell says them.

    Examples
    --------
    >>> import nbformat.v4 as nb
    >>> edition_facts(nb.new_notebook())
    {}
    """
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            said = output.get("data", {}).get(CLOSING_TYPE, {})
            if said:
                return {name: said[name] for name in ("edition", "changes") if name in said}
    return {}


def _shown_output(output: Any, number: int, attachments: list[Attachment]) -> Any:
    data = output.get("data", {})
    for item in data.pop(ATTACHMENT_TYPE, {}).get("files", []):
        content = item["text"].encode("utf-8")
        attachments.append(
            Attachment(item["name"], item["media"], item["about"], content, item["relationship"])
        )
    size = len(output.get("text", "")) + sum(
        len(value) for value in data.values() if isinstance(value, str)
    )
    if size > LARGEST_OUTPUT:
        raise RunError(
            f"an output may have at most {LARGEST_OUTPUT // 1_000_000} MB. The output of cell "
            f"{number} has {size / 1e6:.0f} MB; show less, or tag the cell `hide-output`."
        )
    if output.output_type in ("display_data", "execute_result"):
        output.data = {name: data[name] for name in SHOWN_TYPES if name in data}
        if not output.data:
            return None
    return output
