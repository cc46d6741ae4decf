"""How fast and how right checking is: sums beside Arelle's, whole texts, misprinted figures.

Run from the project folder: ``python benchmarks/checking.py [--no-arelle]``. Arelle (wheel
``arelle-release``) is installed into an environment of its own in a temporary folder, and
validates the same sums by XBRL Calculations 1.1 in the same run. All times are processor time. The texts are the labelled bulletins of the tests.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from corruptions import corruptions, outcome  # noqa: E402
from labelled import Labelled, bulletins  # noqa: E402

from kelan_analysis.checking import check_sum, run_checks  # noqa: E402

SUMS = 2000
CORRUPTIONS = 600

SCHEMA = """<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance"
  xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
  targetNamespace="urn:sums" elementFormDefault="qualified">
 <xs:annotation><xs:appinfo>
  <link:linkbaseRef xlink:type="simple" xlink:href="sums-cal.xml" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>
 </xs:appinfo></xs:annotation>
 <xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
{elements}
</xs:schema>"""
ELEMENT = (
    ' <xs:element id="{0}" name="{0}" type="xbrli:monetaryItemType" nillable="true" '
    'substitutionGroup="xbrli:item" xbrli:periodType="instant"/>'
)
LINKBASE = """<?xml version="1.0" encoding="UTF-8"?>
<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
 <link:arcroleRef arcroleURI="https://xbrl.org/2023/arcrole/summation-item" xlink:type="simple"
  xlink:href="https://www.xbrl.org/2023/calculation-1.1.xsd#summation-item"/>
 <link:calculationLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
{arcs}
 </link:calculationLink>
</link:linkbase>"""
LOCATOR = ' <link:loc xlink:type="locator" xlink:href="sums.xsd#{0}" xlink:label="{0}"/>'
ARC = (
    ' <link:calculationArc xlink:type="arc" weight="1" order="{0}" xlink:from="total" '
    'xlink:to="part{0}" xlink:arcrole="https://xbrl.org/2023/arcrole/summation-item"/>'
)
INSTANCE = """<?xml version="1.0" encoding="UTF-8"?>
<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:s="urn:sums">
 <link:schemaRef xlink:type="simple" xlink:href="sums.xsd"/>
 <xbrli:unit id="CNY"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
{facts}
</xbrli:xbrl>"""
CONTEXT = (
    ' <xbrli:context id="c{0}"><xbrli:entity><xbrli:identifier scheme="urn:sums">e{0}'
    "</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:instant>2023-12-31</xbrli:instant>"
    "</xbrli:period></xbrli:context>"
)
FACT = ' <s:{1} contextRef="c{0}" unitRef="CNY" decimals="2">{2}</s:{1}>'
VALIDATE = """
import json, sys, time
from arelle import Cntlr, ValidateXbrlCalcs
controller = Cntlr.Cntlr(logFileName="logToBuffer")
controller.webCache.workOffline = True
start = time.process_time()
model = controller.modelManager.load(sys.argv[1])
loaded = time.process_time() - start
mode = ValidateXbrlCalcs.ValidateCalcsMode.ROUND_TO_NEAREST
start = time.process_time()
found = sum("nconsisten" in str(entry) for entry in ValidateXbrlCalcs.validate(model, mode))
print(json.dumps([loaded, time.process_time() - start, found, len(model.facts)]))
"""


def sums(seed: int = 20231231) -> list[tuple[list[str], str]]:
    """Return six-part sums, of which one in ten is off by more than rounding explains."""
    rng = random.Random(seed)
    found = []
    for _ in range(SUMS):
        true = [Decimal(rng.randint(10_000, 99_999_999)) / 10_000 for _ in range(6)]
        parts = [f"{value:.2f}" for value in true]
        total = sum(true) + (Decimal(rng.randint(1, 9)) if rng.random() < 0.1 else 0)
        found.append((parts, f"{total:.2f}"))
    return found


def ours(cases: list[tuple[list[str], str]]) -> tuple[float, int]:
    """Return the best processor seconds of three rounds, and how many sums contradict."""
    best, wrong = float("inf"), 0
    for _ in range(3):
        start = time.process_time()
        checks = [check_sum(parts, total) for parts, total in cases]
        best = min(best, time.process_time() - start)
        wrong = sum(check.verdict == "contradiction" for check in checks)
    return best, wrong


def arelle(cases: list[tuple[list[str], str]], folder: Path) -> tuple[float, float, int]:
    """Return Arelle's seconds to load and to validate the same sums, and its inconsistencies."""
    environment = folder / "env"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "--no-input", "arelle-release"]
    subprocess.run([str(word) for word in install], check=True, capture_output=True)
    names = ["total", *(f"part{i}" for i in range(1, 7))]
    files = {
        "sums.xsd": SCHEMA.format(elements="\n".join(map(ELEMENT.format, names))),
        "sums-cal.xml": LINKBASE.format(
            arcs="\n".join([*map(LOCATOR.format, names), *map(ARC.format, range(1, 7))])
        ),
        "sums.xml": INSTANCE.format(
            facts="\n".join(
                line
                for i, (parts, total) in enumerate(cases)
                for line in (
                    CONTEXT.format(i),
                    FACT.format(i, "total", total),
                    *(FACT.format(i, f"part{n}", part) for n, part in enumerate(parts, 1)),
                )
            )
        ),
        "validate.py": VALIDATE,
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    run = [str(python), str(folder / "validate.py"), str(folder / "sums.xml")]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    loaded, validated, wrong, facts = json.loads(done.stdout.splitlines()[-1])
    assert facts == 7 * SUMS, "Arelle must have read every figure"
    return loaded, validated, wrong


def repeated(reading: Labelled, times: int) -> Labelled:
    """Return a text of `times` as many figures, each copy about a region of its own."""
    figures, text = [], ""
    for copy in range(times):
        figures += [
            replace(
                figure, id=f"{copy}-{figure.id}", start=figure.start + len(text),
                end=figure.end + len(text), region=f"{figure.region}{copy}", derived_from=(),
                relates_to=figure.relates_to and f"{copy}-{figure.relates_to}",
                of_part=figure.of_part and f"{copy}-{figure.of_part}",
            )
            for figure in reading.figures
        ]  # fmt: skip
        text += reading.text
    return Labelled(text, tuple(figures))


def checking_seconds(reading: Labelled) -> float:
    """Return the best seconds of five rounds of checking one reading."""
    times = []
    for _ in range(5):
        start = time.process_time()
        run_checks(reading)
        times.append(time.process_time() - start)
    return min(times)


def faults() -> None:
    """Print what is seen, and how the true repair ranks, after one figure is misprinted."""
    texts = [(reading, labels) for _, reading, labels in bulletins()]
    found, times = [], []
    for corruption, labels in corruptions(texts, CORRUPTIONS):
        start = time.process_time()
        report = run_checks(corruption.reading)
        times.append(time.process_time() - start)
        found.append(outcome(corruption, report, labels))
    visible = [one for one in found if one.visible]
    detected = [one for one in visible if one.detected]
    figures = sum(len(reading.figures) for reading, _ in texts)
    false = sum(run_checks(reading).summary["contradiction"] for reading, _ in texts)
    print(f"sound bulletins: {false} false contradictions in {figures} figures")
    print(
        f"{CORRUPTIONS} misprints: {len(visible)} can be seen by arithmetic, "
        f"{len(detected) / len(visible):.1%} of them are"
    )
    for rank, name in ((1, "first"), (3, "among the first three")):
        share = sum(one.rank is not None and one.rank < rank for one in detected) / len(detected)
        print(f"  true repair {name}: {share:.1%}")
    times.sort()
    print(f"  checked and diagnosed in {times[len(times) // 2] * 1e3:.0f} ms (median), "
          f"{times[int(len(times) * 0.95)] * 1e3:.0f} ms (95 in 100)")  # fmt: skip


def main() -> None:
    """Print every measure."""
    cases = sums()
    seconds, wrong = ours(cases)
    print(f"{SUMS} six-part sums, check_sum: {seconds:.3f} s, {wrong} contradict")
    if "--no-arelle" not in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            loaded, validated, theirs = arelle(cases, Path(folder))
        print(
            f"{SUMS} six-part sums, Arelle (Calculations 1.1): {validated:.3f} s of validation "
            f"after {loaded:.3f} s of loading, {theirs} contradict"
        )
        print(
            f"  ours takes {seconds / validated:.2f} of its validation, "
            f"{seconds / (loaded + validated):.2f} of the whole"
        )
    first = next(reading for _, reading, _ in bulletins())
    small, large = checking_seconds(first), checking_seconds(repeated(first, 10))
    print(f"{len(first.figures)} figures: {small * 1e3:.0f} ms; ten times as many: "
          f"{large * 1e3:.0f} ms, {large / small:.1f} times as long")  # fmt: skip
    faults()


if __name__ == "__main__":
    main()
