"""Tables printed as text: rows of labels and bare numbers, units in the head."""

from __future__ import annotations

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.marks import Mark


def read_tables(folded: str, marks: list[Mark]) -> tuple[list[Draft], list[Mark]]:
    return [], marks
