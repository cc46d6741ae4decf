"""From drafts to figures: order, ids, links, names of the vocabulary."""

from __future__ import annotations

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.quantities import Quantity, Unread


def finished(
    text: str, folded: str, drafts: list[Draft], quantities: list[Quantity]
) -> tuple[tuple[Figure, ...], list[Unread]]:
    """Number the drafts in the order of the text and freeze them; name what no rule read."""
    drafts = sorted(drafts, key=lambda d: (d.quantity.start, d.quantity.end))
    ids = {id(d): f"F{i:02d}" for i, d in enumerate(drafts, 1)}
    read = bytearray(len(text))
    for draft in drafts:
        read[draft.quantity.start : draft.quantity.end] = b"\1" * (
            draft.quantity.end - draft.quantity.start
        )
    dropped = [
        Unread(
            q.number_start or q.start,
            q.number_end or q.end,
            "unread",
            "no unit and no name that fits",
        )
        for q in quantities
        if not read[q.number_start or q.start]
    ]
    return tuple(_figure(text, d, ids) for d in drafts), dropped


def _figure(text: str, draft: Draft, ids: dict[int, str]) -> Figure:
    q = draft.quantity
    base_value, base_unit = draft.base()
    number = None if q.number_start is None else text[q.number_start : q.number_end]
    return Figure(
        id=ids[id(draft)], start=q.start, end=q.end, printed=text[q.start : q.end],
        number_start=q.number_start, number_end=q.number_end, number=number,
        decimals=q.decimals, unit=draft.unit_name, value=draft.value,
        base_value=base_value, base_unit=base_unit, kind=draft.kind,
        indicator=(draft.name or "").replace("(", "（").replace(")", "）") or None, region=draft.region, period=draft.period,
        hedge=draft.hedge, relates_to=ids.get(id(draft.to)), relation=draft.relation,
        of_part=ids.get(id(draft.part)), implicit=draft.implicit,
        derived_from=tuple(ids[id(d)] for d in draft.derived if id(d) in ids),
        exact=draft.exact, rule=draft.rule, rules=draft.rules,
    )  # fmt: skip
