"""One figure of a sound text misprinted, and whether checking sees it and says how to mend it."""

import random
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from labelled import Labelled
from visibility import broken

from kelan_analysis.checking.proposal import Figures

PLAIN = re.compile(r"-?\d+(?:\.\d+)?")  # 1∶1.23 and 三亿 are misprinted otherwise
OPERATORS = ("digit", "swap", "shift", "unit", "sign", "exchange")


@dataclass(frozen=True)
class Corruption:
    """The text with its fault, what it was, and the figures that were changed."""

    reading: Labelled
    operator: str
    changed: tuple[str, ...]
    original: Labelled


@dataclass(frozen=True)
class Outcome:
    """Whether arithmetic can see the fault, whether it was found, and the true repair's rank."""

    visible: bool
    detected: bool
    rank: int | None


def corrupt(reading, labels, operator, rng):
    """Return the reading with one slip in a figure that a label binds, or None if there is none."""
    ids = sorted(set().union(*map(bound, labels)))
    figures = {f.id: f for f in reading.figures}
    rng.shuffle(ids)
    for id in ids:
        changed = _slipped(figures, id, labels, operator, rng)
        if changed:
            new = tuple(changed.get(f.id, f) for f in reading.figures)
            return Corruption(Labelled(reading.text, new), operator, tuple(changed), reading)
    return None


def _slipped(figures, id, labels, operator, rng):
    figure = figures[id]
    if figure.number is None or figure.implicit or not PLAIN.fullmatch(figure.number.replace(",", "")):
        return None
    if operator == "exchange":
        partners = [
            other
            for label in labels
            for other in sorted(bound(label))
            if id in bound(label) and other != id
            and figures[other].unit == figure.unit and figures[other].value != figure.value
            and not figures[other].implicit
        ]  # fmt: skip
        if not partners:
            return None
        other = figures[rng.choice(sorted(partners))]
        return {id: _like(figure, other), other.id: _like(other, figure)}
    digits = _misprinted(figure, operator, rng)
    if operator == "unit":
        return _other_unit(figure, id)
    return digits and {id: _with(figure, digits)}


def _like(figure, other):
    return replace(
        figure, number=other.number, decimals=other.decimals, value=other.value,
        base_value=other.base_value, printed=other.printed,
    )  # fmt: skip


def _misprinted(figure, operator, rng):
    number = figure.number.replace(",", "")
    places = [i for i, c in enumerate(number) if c.isdigit()]
    if operator == "digit":
        i = rng.choice(places)
        lead = i == places[0] and len(places) > 1
        choice = [d for d in "0123456789" if d != number[i] and not (lead and d == "0")]
        return number[:i] + rng.choice(choice) + number[i + 1 :]
    if operator == "swap":
        pairs = [(a, b) for a, b in zip(places, places[1:], strict=False) if number[a] != number[b]]
        pairs = [(a, b) for a, b in pairs if a != places[0] or number[b] != "0"]
        if not pairs:
            return None
        a, b = rng.choice(pairs)
        swapped = list(number)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        return "".join(swapped)
    if operator == "shift" and "." in number:
        whole, part = number.split(".")
        shifted = f"{whole}{part[0]}.{part[1:]}".rstrip(".")
        return shifted.lstrip("0") if not shifted.startswith("0.") else shifted
    if operator == "sign" and figure.kind in ("growth", "difference"):
        return "-"
    return None


def _with(figure, digits):
    if digits == "-":
        return replace(figure, value=-figure.value, base_value=-figure.base_value)
    scale = figure.base_value / figure.value if figure.value else Decimal(1)
    sign = -1 if figure.value < 0 else 1
    value = sign * abs(Decimal(digits))
    return replace(
        figure, number=digits, printed=figure.printed.replace(figure.number, digits),
        decimals=len(digits.partition(".")[2]), value=value, base_value=value * scale,
    )  # fmt: skip


def _other_unit(figure, id):
    unit = figure.unit or ""
    for old, new, factor in (("亿", "万", Decimal("0.0001")), ("万", "亿", Decimal(10000))):
        if unit.startswith(old) and figure.base_unit in ("元", "吨"):
            renamed = replace(
                figure, unit=new + unit[1:], base_value=figure.base_value * factor,
                printed=figure.printed.replace(old, new),
            )  # fmt: skip
            return {id: renamed}
    return None


def outcome(corruption, report, labels):
    """Judge one corruption by the labelled relations of the sound text and the report on the faulty one.

    A fault can be seen by arithmetic if it breaks a labelled relation beyond every rounding, by an
    evaluator that shares nothing with the package (`visibility`).
    """
    faulty = {figure.id: figure for figure in corruption.reading.figures}
    visible = any(
        broken(label, faulty) for label in settled(labels) if set(corruption.changed) & bound(label)
    )
    failing = [c for c in report.checks if c.verdict == "contradiction"]
    ranks = [
        i
        for check in failing
        for i, repair in enumerate(check.repairs)
        if _restores(corruption, repair)
    ]
    return Outcome(visible, bool(failing), min(ranks, default=None))


def _restores(corruption, repair):
    sound = Figures.of(corruption.original).printed
    faulty = Figures.of(corruption.reading).printed
    new = {}
    for change in repair["changes"]:
        id = change["figure"]
        same_unit = change["old"] == faulty[id].number
        new[id] = sound[id].number if same_unit else sound[id].text
    return set(new) == set(corruption.changed) and all(
        Decimal(c["new"]) == Decimal(new[c["figure"]])
        if c["old"] == faulty[c["figure"]].number
        else c["new"] == new[c["figure"]]
        for c in repair["changes"]
    )


def settled(labels):
    """Return the labelled relations that hold: one that cannot be decided shows no fault."""
    return [label for label in labels if label["verdict"] in ("exact", "rounding")]


def bound(label):
    """Return the figures that a labelled relation binds."""
    return {id for id in (*label["operands"], label["result"]) if id}


def corruptions(texts, count, seed=20231231):
    """Yield `count` corruptions over (reading, labels), operators in turn; the same ones each time."""
    rng = random.Random(seed)
    made = turn = 0
    while made < count:
        reading, labels = texts[turn % len(texts)]
        turn += 1
        for operator in rng.sample(OPERATORS, len(OPERATORS)):
            corruption = corrupt(reading, settled(labels), operator, rng)
            if corruption is not None:
                made += 1
                yield corruption, labels
                break
