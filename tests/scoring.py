"""Score a reading against hand-made labels: ``python tests/scoring.py [NAME ...]``.

The labels are those of ``tests/cases/constructions.json``, ``tests/bulletins/*.json`` and
``tests/unseen/*.json``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
COUNTED = (
    "labelled", "found", "right", "indicator", "indicator_lenient", "link", "hedge", "base",
    "region", "region_of", "period", "period_of", "nonfigures", "nonfigures_read", "spurious",
)  # fmt: skip

Record = Mapping[str, Any]


def labelled_texts(names: Sequence[str] = ()) -> Iterator[tuple[str, str, Record]]:
    """Yield name, text and labels of every labelled text whose name holds one of `names`."""
    for case in json.loads((HERE / "cases" / "constructions.json").read_text("utf-8")):
        if not names or any(name in f"constructions/{case['id']}" for name in names):
            yield f"constructions/{case['id']}", case["text"], case
    for folder in ("bulletins", "unseen"):
        for path in sorted((HERE / folder).glob("*.json")):
            for stem, text, labels in _stored(path):
                if not names or any(name in f"{folder}/{stem}" for name in names):
                    yield f"{folder}/{stem}", text, labels


def _stored(path: Path) -> Iterator[tuple[str, str, Record]]:
    """A bulletin with its text beside it, or sentences that hold theirs."""
    labels = json.loads(path.read_text("utf-8"))
    if isinstance(labels, list):
        for case in labels:
            yield f"{path.stem}/{case['id']}", case["text"], case
    else:
        yield path.stem, path.with_suffix(".txt").read_bytes().decode("utf-8"), labels


def match(read: Sequence[Record], labels: Sequence[Record]) -> dict[int, int]:
    """Pair the read figures with the labels: same number, else same span, else overlapping.

    Returns
    -------
    dict of int to int
        Position in `labels` to position in `read`; each is used once.
    """
    pairs: dict[int, int] = {}

    def same_number(a: Record, b: Record) -> bool:
        ends = a["number_start"], a["number_end"]
        return None not in ends and ends == (b["number_start"], b["number_end"])

    def same_span(a: Record, b: Record) -> bool:
        return bool((a["start"], a["end"]) == (b["start"], b["end"]))

    def overlap(a: Record, b: Record) -> bool:
        return bool(a["start"] < b["end"] and b["start"] < a["end"])

    for fits in (same_number, same_span, overlap):
        for i, label in enumerate(labels):
            taken = set(pairs.values())
            if i not in pairs:
                for j, figure in enumerate(read):
                    if j not in taken and fits(label, figure):
                        pairs[i] = j
                        break
    return pairs


def accepted(label: Record, field: str) -> list[Any]:
    """Return the labelled value of `field` and the ones that are as good."""
    return [label.get(field), *label.get("also", {}).get(field, [])]


def same_value(read: Any, wanted: Any, fraction: str | None) -> bool:
    """Compare as numbers; a fraction without finite decimal within a billionth."""
    if read is None or wanted is None:
        return read is wanted
    a, b = Fraction(str(read)), Fraction(str(wanted))
    return a == b or (fraction is not None and abs(a - b) <= abs(b) / 10**9)


def lenient(name: str | None) -> str | None:
    """Drop 的, bracketed words and a trailing 数 from an indicator's name."""
    if name is None:
        return None
    return re.sub(r"（[^）]*）|\([^)]*\)|的", "", name).removesuffix("数")


def score(reading_figures: Sequence[Record], labels: Record) -> dict[str, Any]:
    """Count what a reading got right, and list each mistake in one line.

    Parameters
    ----------
    reading_figures : sequence of mapping
        Figures as `kelan extract --format json` prints them.
    labels : mapping
        ``figures`` and ``nonfigures`` of one labelled text.

    Returns
    -------
    dict
        The numbers named in `COUNTED` and ``mistakes``. A label marked ``optional`` counts
        nowhere; ``region`` and ``period`` count only where the label has the field.
    """
    wanted: Sequence[Record] = labels["figures"]
    pairs = match(reading_figures, wanted)
    label_id = {reading_figures[j]["id"]: wanted[i]["id"] for i, j in pairs.items()}
    count: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    mistakes: list[str] = []
    for i, label in enumerate(wanted):
        if label.get("optional"):
            continue
        count["labelled"] += 1
        where = f"{label['id']} {label['printed']!r} {label['indicator']}"
        if i not in pairs:
            mistakes.append(f"{where}: not read")
            continue
        count["found"] += 1
        figure = reading_figures[pairs[i]]
        wrong = [f for f in ("printed", "unit", "kind") if figure[f] not in accepted(label, f)]
        same_place = (figure["start"], figure["end"]) == (label["start"], label["end"])
        if "printed" not in wrong and figure["printed"] == label["printed"] and not same_place:
            wrong.append("start")
        if not any(same_value(figure["value"], v, label.get("exact"))
                   for v in accepted(label, "value")):
            wrong.append("value")
        count["right"] += not wrong
        wrong += [f for f in _links(figure, label, label_id) if f]
        count["link"] += not {"relates_to", "relation", "of_part"} & set(wrong)
        names = accepted(label, "indicator")
        count["indicator"] += figure["indicator"] in names
        count["indicator_lenient"] += lenient(figure["indicator"]) in map(lenient, names)
        if figure["indicator"] not in names:
            wrong.append("indicator")
        for field in ("hedge", "region", "period"):
            if field in label:
                fits = figure[field] in accepted(label, field)
                count[field] += fits
                count[f"{field}_of"] += field != "hedge"
                wrong += [] if fits else [field]
        # Another unit or value that is as good may have a base that `also` need not repeat.
        base = "unit" not in wrong and "value" not in wrong and (
            figure["unit"] != label["unit"]
            or not same_value(figure["value"], label["value"], label.get("exact"))
            or figure["base_unit"] in accepted(label, "base_unit")
            and any(same_value(figure["base_value"], v, label.get("exact"))
                    for v in accepted(label, "base_value"))
        )
        count["base"] += base
        wrong += [] if base or {"unit", "value"} & set(wrong) else ["base_value"]
        for field in wrong:
            got = figure.get(field)
            if field in ("relates_to", "of_part"):
                got = label_id.get(got, f"unlabelled {got}") if got else got
            mistakes.append(f"{where}: {field} read {got!r}, labelled {label.get(field)!r}")
    paired = set(pairs.values())
    for j, figure in enumerate(reading_figures):
        if j not in paired:
            why = [n["why"] for n in labels["nonfigures"]
                   if n["start"] < figure["end"] and figure["start"] < n["end"]]
            count["spurious"] += 1
            mistakes.append(
                f"{figure['id']} {figure['printed']!r}: read as {figure['kind']} "
                f"{figure['indicator']}, labelled {why[0] if why else 'nothing'}"
            )
    count["nonfigures"] = len(labels["nonfigures"])
    count["nonfigures_read"] = sum(
        any(n["start"] < reading_figures[j]["end"] and reading_figures[j]["start"] < n["end"]
            for j in range(len(reading_figures)) if j not in paired)
        for n in labels["nonfigures"]
    )
    return {**count, "mistakes": mistakes}


def _links(figure: Record, label: Record, label_id: Mapping[str, str]) -> Iterator[str]:
    if figure["relation"] not in accepted(label, "relation"):
        yield "relation"
    for field in ("relates_to", "of_part"):
        target = figure.get(field)
        if (label_id.get(target, "unlabelled") if target else None) not in accepted(label, field):
            yield field


def main() -> None:
    """Read every labelled text, print the totals and then the mistakes."""
    from kelan_analysis import read_figures

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", help="only texts whose name holds one of these")
    parser.add_argument("--totals", action="store_true", help="leave out the list of mistakes")
    options = parser.parse_args()
    totals: dict[str, Counter[str]] = {}
    mistakes: list[str] = []
    for name, text, labels in labelled_texts(options.names):
        result = score(read_figures(text).as_json()["figures"], labels)
        kind, group = name.split("/")[:2]
        groups = [kind] if kind == "constructions" else [group, kind]
        for key in groups:
            totals.setdefault(key, Counter()).update({c: result[c] for c in COUNTED})
        mistakes += [f"{name} {line}" for line in result["mistakes"]]
    if not options.totals:
        print("\n".join(mistakes))
    for group, sums in totals.items():
        print(f"{group}: " + ", ".join(f"{name} {sums[name]}" for name in COUNTED))


if __name__ == "__main__":
    main()
