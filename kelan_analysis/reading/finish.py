"""From drafts to figures: order, ids, links, and what the vocabulary says of the names."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import Any

from kelan_analysis.reading.drafts import Draft
from kelan_analysis.reading.figure import Figure
from kelan_analysis.reading.indicators import english_name, look_up, price_basis
from kelan_analysis.reading.invisible import Visible
from kelan_analysis.reading.quantity import Quantity, Unread

# A frozen dataclass sets each field through `object.__setattr__`, a third of what a figure costs;
# a class with the same slots may be filled in and then become it, as nothing else is done to it.
_Thawed: Any = make_dataclass("_Thawed", Figure.__slots__, slots=True, kw_only=True)
_BRACKETS = str.maketrans("()", "（）")


def finished(visible: Visible, drafts: list[Draft]) -> tuple[Figure, ...]:
    """Number the drafts in the order of the text and freeze them.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> text = "开工59个"
    >>> [draft] = [Draft(q, "count") for q in find_quantities(text, [])[0]]
    >>> finished(Visible.of(text), [draft])[0].id
    'F01'
    """
    drafts = sorted(drafts, key=lambda d: (d.quantity.start, d.quantity.end))
    _cut_circles(drafts)
    ids = {id(draft): f"F{i:02d}" for i, draft in enumerate(drafts, 1)}
    return tuple(_figure(visible, draft, ids) for draft in drafts)


def _cut_circles(drafts: list[Draft]) -> None:
    """Cut links that lead back to where they began; garbled texts can make two rules do that."""
    ended: set[int] = set()  # drafts whose links are known to come to an end
    for draft in drafts:
        seen, at = {id(draft)}, draft.to
        while at is not None and id(at) not in ended and id(at) not in seen:
            seen.add(id(at))
            at = at.to
        if at is draft:
            draft.to = draft.relation = None
        elif at is None or id(at) in ended:
            ended |= seen


def left_over(folded: str, drafts: list[Draft], quantities: list[Quantity]) -> list[Unread]:
    """Return the quantities that no rule read.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> text = "编号77"
    >>> [unread.why for unread in left_over(text, [], find_quantities(text, [])[0])]
    ['no unit and no name that fits']
    """
    read = bytearray(len(folded))
    for draft in drafts:
        start, end = draft.quantity.start, draft.quantity.end
        read[start:end] = b"\1" * (end - start)
    spans = [(q.number_start or q.start, q.number_end or q.end) for q in quantities]
    return [
        Unread(start, end, "unread", "no unit and no name that fits")
        for start, end in spans
        if not read[start]
    ]


def _figure(visible: Visible, draft: Draft, ids: dict[int, str]) -> Figure:
    q, text = draft.quantity, visible.source
    start, end = visible.span(q.start, q.end)
    number_start = number_end = number = None
    if q.number_start is not None and q.number_end is not None:
        number_start, number_end = visible.span(q.number_start, q.number_end)
        number = text[number_start:number_end]
    base_value, base_unit = draft.base()
    name = _as_printed(draft.name, text) if draft.name else None
    entry = look_up(name) if name else None
    to = ids.get(id(draft.to)) if draft.to is not None else None
    figure = _Thawed(
        id=ids[id(draft)], start=start, end=end, printed=text[start:end],
        number_start=number_start, number_end=number_end, number=number, decimals=q.decimals,
        unit=q.unit.name, value=draft.value, base_unit=base_unit, base_value=base_value,
        exact=draft.exact, kind=draft.kind, indicator=name, region=draft.region,
        period=draft.period, hedge=draft.hedge, relates_to=to,
        relation=draft.relation if to else None,
        of_part=ids.get(id(draft.part)) if draft.part is not None else None,
        against=draft.against, implicit=draft.implicit,
        derived_from=tuple([ids[id(d)] for d in draft.derived if id(d) in ids]),
        canonical=entry.name if entry else None, english=english_name(name) if name else None,
        basis=price_basis(name, draft.said) if name and draft.kind == "growth" else None,
        rule=draft.rule, rules=draft.sources(),
    )  # fmt: skip
    figure.__class__ = Figure
    return figure


def _as_printed(name: str, text: str) -> str:
    """Undo what folding did to a name, where the text shows it."""
    if "(" in name:
        name = name.translate(_BRACKETS)
    if "~" in name and "～" in text:  # Ⅰ～Ⅲ类水质断面
        name = name.replace("~", "～")
    if "." in name and "·" in text and name not in text:
        name = name.replace(".", "·")  # “9·5”
    return name
