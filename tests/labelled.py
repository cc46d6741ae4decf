"""Labelled texts as readings, so that checking is tested apart from reading."""

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from kelan_analysis.reading.figure import Figure

CASES = Path(__file__).parent / "cases"
BULLETINS = Path(__file__).parent / "bulletins"
_FIELDS = frozenset(Figure.__dataclass_fields__) - {"exact", "rules", "derived_from"}
_EMPTY = dict.fromkeys(("number_start", "number_end", "number", "decimals", "unit", "base_unit"))


@dataclass(frozen=True)
class Labelled:
    """A text and the figures that a person found in it."""

    text: str
    figures: tuple[Figure, ...]


def figure_of(label):
    fields = {name: value for name, value in label.items() if name in _FIELDS}
    for name in ("value", "base_value"):
        fields[name] = Decimal(str(label[name]).replace("九", "9"))
    exact = Fraction(label["exact"]) if label.get("exact") else None
    derived = tuple(label.get("derived_from") or ())
    return Figure(**{**_EMPTY, **fields}, exact=exact, derived_from=derived)


def reading_of(text, labels):
    figures = sorted((figure_of(label) for label in labels), key=lambda f: f.start)
    return Labelled(text, tuple(figures))


def kelan():
    labels = json.loads((CASES / "kelan.json").read_text("utf-8"))
    everything = labels["figures"] + labels["implicit"]
    text = [" "] * max(label["end"] for label in everything)
    for label in everything:
        text[label["start"] : label["end"]] = label["printed"]
    return reading_of("".join(text), everything), labels["checks"]


def constructions():
    for case in json.loads((CASES / "constructions.json").read_text("utf-8")):
        yield case["id"], reading_of(case["text"], case["figures"]), case.get("checks", [])


def bulletins():
    for path in sorted(BULLETINS.glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        yield path.stem, reading_of(text, case["figures"]), case["checks"]


def key(check):
    """What makes two checks the same: what yields what, and the verdict."""
    if isinstance(check, dict):
        return check["result"], tuple(sorted(check["operands"])), check["verdict"]
    return check.result, tuple(sorted(check.operands)), check.verdict
