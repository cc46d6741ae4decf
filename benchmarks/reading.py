"""How fast and how right reading is, beside its peers, on the same texts in the same run.

Run from the project folder: ``python benchmarks/reading.py [rounds]``. Microsoft's
Recognizers-Text and JioNLP are installed into an environment of their own in a temporary folder
(they need libraries that ours does not; the network is needed) and called in a process of their
own. The texts are all labelled ones of ``tests/``.

The peers are judged generously: of all that any of their models says about a figure, the best
counts. Recognizers-Text is asked for numbers, percentages, currencies and dimensions, JioNLP
for money, which is all it extracts. In the table

- found: labelled figures whose number lies within something that was read;
- number: of those, the magnitude is right (1.2万 is 12000), whatever the sign and the unit;
- value: sign and unit are right too (a count needs its measure word, 个百分点 is not %);
- no figures read: labelled dates, names and idioms that were read as a figure;
- 10x text: how many times as long ten times 2,000 characters take as 2,000;
- whole: constructions of which every number (every value) is right and nothing else is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
# The newest of each that runs; Recognizers-Text needs an emoji from before 2.0.
REQUIREMENTS = ("recognizers-text-suite==1.0.2a2", "emoji<2", "jionlp==1.5.31", "setuptools<81")
OURS = "kelan_analysis"
LINEARITY = 2_000  # characters whose tenfold is read too; a peer is quadratic
PEERS = {"recognizers-text": "recognizers-text-suite", "jionlp": "jionlp"}
Found = dict[str, Any]  # start, end, value, unit


def read_ours(text: str) -> list[Found]:
    """Read with this project."""
    from kelan_analysis import read_figures

    return [
        {"start": f.start, "end": f.end, "value": str(f.base_value), "unit": f.base_unit}
        for f in read_figures(text)
        if not f.implicit
    ]


def recognizers() -> Callable[[str], list[Found]]:
    """Make a reader of Recognizers-Text."""
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    currencies = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元"}

    def read(text: str) -> list[Found]:
        found = []
        for model in (recognize_number, recognize_percentage, recognize_currency, recognize_dimension):
            for result in model(text, Culture.Chinese):
                said = result.resolution or {}
                unit = {"percentage": "%", "number": None}.get(result.type_name, "any")
                if result.type_name == "currency":
                    unit = currencies.get(said.get("isoCurrency"), said.get("unit"))
                value = str(said.get("value")).rstrip("%")
                found.append({"start": result.start, "end": result.end + 1, "value": value, "unit": unit})
        return found

    return read


def jionlp() -> Callable[[str], list[Found]]:
    """Make a reader of JioNLP."""
    import jionlp as jio

    def read(text: str) -> list[Found]:
        return [
            {"start": money["offset"][0], "end": money["offset"][1],
             "value": str(money["detail"]["num"]), "unit": money["detail"]["case"]}
            for money in jio.ner.extract_money(text, with_parsing=True)
        ]  # fmt: skip

    return read


def measure(read: Callable[[str], list[Found]], texts: list[str], rounds: int) -> dict[str, Any]:
    """Read each text for its figures, and all of them joined for the time."""
    joined = "\n".join(texts)
    part = joined[:LINEARITY]
    figures = [read(text) for text in texts]

    def best(text: str) -> float:
        """Seconds of the processor: other work on the machine does not count."""
        times = []
        for _ in range(rounds):
            start = time.process_time()
            read(text)
            times.append(time.process_time() - start)
        return min(times)

    return {
        "figures": figures,
        "seconds": best(joined) * 10_000 / len(joined),
        "tenfold": best("\n".join([part] * 10)) / best(part),
    }


def serve(name: str) -> None:
    """In the peers' environment: read the texts on standard input, answer on standard output."""
    job = json.load(sys.stdin)
    answer = sys.stdout
    sys.stdout = sys.stderr  # jionlp greets
    make = {"recognizers-text": recognizers, "jionlp": jionlp}[name]
    result = measure(make(), job["texts"], job["rounds"])
    json.dump(result | {"version": version(PEERS[name])}, answer)


def peers(texts: list[str], rounds: int) -> dict[str, dict[str, Any]]:
    """Install the peers in a temporary environment and let each read the texts."""
    with tempfile.TemporaryDirectory(prefix="kelan-peers-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder, "bin", "python"))
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS],
            check=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        job = json.dumps({"texts": texts, "rounds": rounds})
        answers = {}
        for name in PEERS:
            command = [python, __file__, "--serve", name]
            done = subprocess.run(command, input=job, capture_output=True, text=True, check=True)
            answers[name] = json.loads(done.stdout)
        return answers


def number(text: object) -> Decimal | None:
    """Read a peer's value; None where it is no number."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def judge(found: list[Found], case: dict[str, Any]) -> dict[str, int]:
    """Count what was read right of one labelled text."""
    from scoring import accepted

    count = dict.fromkeys(("labelled", "found", "number", "value", "wrongly"), 0)
    labels = [f for f in case["figures"] if not f.get("optional") and not f.get("implicit")]
    labels = [f for f in labels if f.get("number_start") is not None]
    for label in labels:
        count["labelled"] += 1
        over = [f for f in found
                if f["start"] <= label["number_start"] and label["number_end"] <= f["end"]]  # fmt: skip
        values = [number(v) for field in ("base_value", "value") for v in accepted(label, field)]
        signed = [number(v) for v in accepted(label, "base_value")]
        units = accepted(label, "base_unit")
        count["found"] += bool(over)
        count["number"] += any(
            read is not None and any(v is not None and _near(abs(read), abs(v)) for v in values)
            for read in (number(f["value"]) for f in over)
        )
        count["value"] += any(
            (f["unit"] in units or f["unit"] == "any" and units[0] not in ("元", "%", "百分点"))
            and any(v is not None and (read := number(f["value"])) is not None and _near(read, v)
                    for v in signed)
            for f in over
        )  # fmt: skip
    count["wrongly"] = sum(
        any(n["start"] < f["end"] and f["start"] < n["end"] for f in found) for n in case["nonfigures"]
    )
    return count


def _near(a: Decimal, b: Decimal) -> bool:
    """Equal, but for a fraction that no decimal ends."""
    return a == b or abs(a - b) <= abs(b) / 10**9


def main() -> None:
    """Let all contenders read, and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    sys.path.insert(0, str(TESTS))
    from scoring import labelled_texts

    cases = list(labelled_texts())
    texts = [text for _, text, _ in cases]
    results = {OURS: measure(read_ours, texts, rounds) | {"version": version("kelan-analysis")}}
    results |= peers(texts, rounds)
    print(f"{sum(map(len, texts)):,} characters, {len(texts)} texts, best of {rounds} rounds")
    print(f"{'':26} {'s/10,000':>9} {'ratio':>7} {'10x text':>8} {'found':>6} {'number':>6} "
          f"{'value':>6} {'no figures read':>15} {'whole':>7} (values)")  # fmt: skip
    for name, result in results.items():
        counts = [judge(f, case) for f, (_, _, case) in zip(result["figures"], cases, strict=True)]
        total = {key: sum(count[key] for count in counts) for key in counts[0]}
        constructions = [c for c, (which, _, _) in zip(counts, cases, strict=True)
                         if which.startswith("constructions")]  # fmt: skip
        whole = {
            key: sum(c[key] == c["labelled"] and not c["wrongly"] for c in constructions)
            for key in ("number", "value")
        }
        print(
            f"{name + ' ' + result['version']:26} {result['seconds']:9.4f} "
            f"{result['seconds'] / results[OURS]['seconds']:6.1f}x {result['tenfold']:7.1f}x "
            f"{total['found']:6} {total['number']:6} {total['value']:6} {total['wrongly']:15} "
            f"{whole['number']:7} ({whole['value']})"
        )
    nonfigures = sum(len(case["nonfigures"]) for _, _, case in cases)
    print(f"of {total['labelled']} labelled figures, {nonfigures} numerals that are none, "
          f"{len(constructions)} constructions")  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        main()
