"""What ties figures to each other: every link leads to another figure, and to an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from kelan_analysis.errors import InputError

LINKS = ("relates_to", "of_part", "derived_from")
_SHOWN = 6  # figures of a circle


def check_links(rows: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """Refuse ids that stand twice, links to no other figure, and links that go round.

    Parameters
    ----------
    rows : sequence of (place, row)
        Rows of the table of figures, each with the place that errors name.

    Examples
    --------
    >>> empty = dict.fromkeys(LINKS, "")
    >>> check_links([
    ...     ("figures.csv:2", {**empty, "id": "F01", "relates_to": "F02"}),
    ...     ("figures.csv:3", {**empty, "id": "F02", "relates_to": "F01"}),
    ... ])
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: figures.csv:2: relates_to: figures may not belong to each \
other in a circle. Got F01 → F02 → F01; empty one of the cells.
    """
    ids = Counter(row["id"] for _, row in rows)
    for place, row in rows:
        if ids[row["id"]] > 1:
            raise InputError(
                f"{place}: id: each figure must have its own. {row['id']!r} stands twice."
            )
        for name in LINKS:
            for target in row[name].split():
                if target not in ids or target == row["id"]:
                    raise InputError(f"{place}: {name}: must name another figure. Got {target!r}.")
    for name in LINKS:
        try:
            TopologicalSorter({row["id"]: row[name].split() for _, row in rows}).prepare()
        except CycleError as error:
            circle = error.args[1][:_SHOWN]
            place = next(place for place, row in rows if row["id"] in circle)
            raise InputError(
                f"{place}: {name}: figures may not belong to each other in a circle. "
                f"Got {' → '.join(circle)}; empty one of the cells."
            ) from None
