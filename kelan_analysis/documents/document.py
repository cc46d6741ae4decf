"""`Document`: the text of a file, what the file says about itself, and where its cells stand."""

from __future__ import annotations

from dataclasses import dataclass

from kelan_analysis.strict_csv import csv_text

CELL_HEADER = ("start", "end", "cell", "stored", "printed")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its span in the text, its place in the file, what the file stores.

    Examples
    --------
    >>> Cell(2, 6, "Sheet1!B2", "50.87", "50.9").cell
    'Sheet1!B2'
    """

    start: int
    end: int
    cell: str
    stored: str
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was read of a file.

    Attributes
    ----------
    text, form : str
        The text, and the ending of the file's name (``.docx``).
    raw : bytes
        The file as it stands.
    as_it_stands : bool
        Whether the text is the file itself.
    title, publisher, published : str or None
        What the file says about itself.
    cells : tuple of Cell

    Examples
    --------
    >>> Document(text="增长5.4%。", form=".txt", raw=b"").cells_csv()
    ''
    """

    text: str
    form: str
    raw: bytes
    as_it_stands: bool = False
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    cells: tuple[Cell, ...] = ()

    def cells_csv(self) -> str:
        """Return the places of all cells as CSV; empty where the file has none.

        Examples
        --------
        >>> cells = (Cell(2, 6, "B2", "50.87", "50.9"),)
        >>> Document(text="", form=".xlsx", raw=b"", cells=cells).cells_csv()
        'start,end,cell,stored,printed\\n2,6,B2,50.87,50.9\\n'
        """
        if not self.cells:
            return ""
        rows = ({name: str(getattr(cell, name)) for name in CELL_HEADER} for cell in self.cells)
        return csv_text(CELL_HEADER, rows)
