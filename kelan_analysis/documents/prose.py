"""`pandoc_lines`: Word, HTML and Markdown to lines of text, by pandoc's readers.

Pandoc reads the structure; this writes one line a paragraph, in the words of the document.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pypandoc

from kelan_analysis.documents.grids import GridCell, Lines
from kelan_analysis.errors import InputError

_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef，。；：、]")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_SECONDS = 60
# Without these pandoc could read other files or take all memory.
_BOUNDS = ("+RTS", "-M1g", "-RTS", "--sandbox")


def pandoc_lines(raw: bytes, form: str, name: str) -> tuple[Lines, str | None]:
    """Return the lines of a document and its title.

    Parameters
    ----------
    raw : bytes
        The document.
    form : str
        A reader of pandoc: ``docx``, ``html``, ``gfm``.
    name : str
        What errors call it.

    Examples
    --------
    >>> lines, _ = pandoc_lines("# 公报\\n\\n粮食产量**12.6**万吨。".encode(), "gfm", "a.md")
    >>> print(lines.text(), end="")
    公报
    粮食产量12.6万吨。
    """
    words = [pypandoc.get_pandoc_path(), *_BOUNDS, "--from", form, "--to", "json"]
    try:
        done = subprocess.run(words, input=raw, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{name}: must be read within {_SECONDS} s. It was not; pass the part needed."
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise InputError(f"{name}: cannot be read. {said[0].rstrip('.')}; save it again.")
    tree = json.loads(done.stdout)
    writer = _Writer(name)
    title = _inlines(tree["meta"]["title"]["c"]) if "title" in tree["meta"] else None
    if title and form == "docx":
        writer.lines.line(title)
    writer.blocks(tree["blocks"])
    writer.notes()
    return writer.lines, title or writer.heading


class _Writer:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines = Lines()
        self.heading: str | None = None
        self.tables = 0
        self._notes: list[list[Any]] = []

    def blocks(self, blocks: list[Any], lead: str = "") -> None:
        for block in blocks:
            self._block(block["t"], block.get("c"), lead)
            lead = ""

    def notes(self) -> None:
        for at, note in enumerate(self._notes, 1):
            self.blocks(note, f"注{at}：")

    def _block(self, kind: str, content: Any, lead: str) -> None:
        if kind in ("Para", "Plain"):
            self._paragraph(lead + _inlines(content, self._notes))
        elif kind == "Header":
            text = _inlines(content[2], self._notes)
            self.heading = self.heading or text.strip() or None
            self._paragraph(lead + text)
        elif kind == "LineBlock":
            for line in content:
                self._paragraph(_inlines(line, self._notes))
        elif kind == "CodeBlock":
            for line in content[1].splitlines():
                self._paragraph(line)
        elif kind == "BlockQuote":
            self.blocks(content, lead)
        elif kind in ("Div", "Figure"):
            self.blocks(content[-1], lead)
        elif kind == "BulletList":
            for item in content:
                self.blocks(item)
        elif kind == "OrderedList":
            for number, item in enumerate(content[1], content[0][0]):
                self.blocks(item, f"{number}. ")
        elif kind == "DefinitionList":
            for term, meanings in content:
                self._paragraph(_inlines(term, self._notes))
                for meaning in meanings:
                    self.blocks(meaning)
        elif kind == "Table":
            self.tables += 1
            _, caption, _, head, bodies, foot = content
            self.blocks(caption[1] or [])
            rows = [*head[1], *(r for body in bodies for r in (*body[2], *body[3])), *foot[1]]
            self.lines.table(self._grid(rows), f"{self.name}:")

    def _paragraph(self, text: str) -> None:
        for line in text.split("\n"):
            if line.strip():
                self.lines.line(line.strip())

    def _grid(self, rows: list[Any]) -> list[list[GridCell]]:
        """Lay cells out; a merged label stands in each of its places, a merged figure in one."""
        taken: dict[tuple[int, int], GridCell] = {}
        for at, (_, cells) in enumerate(rows):
            column = 0
            for _, _, down, across, blocks in cells:
                while (at, column) in taken:
                    column += 1
                inner = _Writer(self.name)
                inner.blocks(blocks)
                text = " ".join(inner.lines.text().split())
                place = f"table {self.tables} row {at + 1} column {column + 1}"
                for y in range(at, at + down):
                    for x in range(column, column + across):
                        copy = (y, x) != (at, column)
                        taken[y, x] = GridCell(text, place, copy=copy)
                column += across
        width = 1 + max((x for _, x in taken), default=0)
        return [[taken.get((y, x), GridCell()) for x in range(width)] for y in range(len(rows))]


def _inlines(inlines: list[Any], notes: list[list[Any]] | None = None) -> str:
    """The words of a run of inlines; a raised 2 stays a raised 2."""
    parts: list[str] = []
    for at, inline in enumerate(inlines):
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind == "Space":
            parts.append(" ")
        elif kind == "SoftBreak":
            parts.append(_soft_break(parts, inlines[at + 1 :]))
        elif kind == "LineBreak":
            parts.append("\n")
        elif kind == "Superscript":
            raised = _inlines(content, notes)
            # A bracketed mark of a note is no exponent.
            parts.append(raised if re.search(r"[^0-9+-]", raised) else raised.translate(_RAISED))
        elif kind in ("Emph", "Strong", "Underline", "Subscript", "SmallCaps"):
            parts.append(_inlines(content, notes))
        elif kind == "Quoted":
            marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            parts.append(marks[0] + _inlines(content[1], notes) + marks[1])
        elif kind in ("Cite", "Link", "Span"):
            parts.append(_inlines(content[1], notes))
        elif kind in ("Code", "Math"):
            parts.append(content[1])
        elif kind == "Note" and notes is not None:
            notes.append(content)
    return "".join(parts)


def _soft_break(before: list[str], after: list[Any]) -> str:
    """A line end inside a paragraph is no blank between Chinese characters."""
    last = next((part[-1] for part in reversed(before) if part), "")
    following = after[0].get("c") if after and after[0]["t"] == "Str" else ""
    both = bool(_HAN.match(last)) and (not following or bool(_HAN.match(following[0])))
    return "" if both else " "
