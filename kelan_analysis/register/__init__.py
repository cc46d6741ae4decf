"""The reviewed register ``figures.csv``: what a person has decided wins over what was read.

It is the table of figures with a few columns more: what was done to each row, by whom, when and
why, and what the program had read. A row that no longer fits the source or the program is shown
as a `Note`; it is neither dropped nor kept in silence.
"""

from kelan_analysis.register.applying import Note, Reviewed, apply_register, reviewed_figures
from kelan_analysis.register.rows import (
    FIELDS,
    REGISTER,
    REGISTER_COLUMNS,
    REVIEWS,
    Row,
    register_csv,
    text_hash,
    what_was_read,
    with_value,
)

__all__ = [
    "FIELDS",
    "REGISTER",
    "REGISTER_COLUMNS",
    "REVIEWS",
    "Note",
    "Reviewed",
    "Row",
    "apply_register",
    "register_csv",
    "reviewed_figures",
    "text_hash",
    "what_was_read",
    "with_value",
]
