"""`make_project`: a project whose one release is made of payloads."""

import hashlib
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from injection import PAYLOADS, PRINTABLE

from kelan_analysis import load_release, read_figures
from kelan_analysis.register import REGISTER, Row, register_csv

REPOSITORY = Path(__file__).parents[1]
RELEASE = "140929-kelan-2023"
ABOUT = {
    "title": "核对" + "".join(PRINTABLE),
    "publisher": "".join(PRINTABLE),
    "published": "2024-01-29",
    "region": "岢岚县" + "".join(PRINTABLE[:9]),
    "region_en": "Kelan" + "".join(PRINTABLE),
    "region_code": "140929",
    "period": "2023",
    "address": "https://example.org/<script>go()</script>",
    "rounding": "".join(PAYLOADS),
}
TEXT = "".join(
    f"{payload}新建项目64个，其中开工{payload}59个，{payload}开工率92.2%。\n" for payload in PAYLOADS
)


def make_project(folder: Path, *, text: str = TEXT, release: str = RELEASE) -> Path:
    """Make a project in a folder, with a reviewed register where the text states figures."""
    shutil.copytree(REPOSITORY / "notebooks", folder / "notebooks")
    place = folder / "data" / release
    place.mkdir(parents=True)
    (place / "source.txt").write_bytes(text.encode())
    about = ABOUT | {"sha256": hashlib.sha256(text.encode()).hexdigest()}
    # A JSON string with every sign escaped is a TOML string.
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in about.items()]
    (place / "source.toml").write_text("".join(lines), "utf-8")
    rows = [
        Row(
            replace(figure, indicator=f"{payload}{figure.indicator}"),
            "corrected", payload, "2024-03-08T10:12:00Z", payload,
        )
        for figure, payload in zip(
            read_figures(load_release(release, folder)), PRINTABLE * 9, strict=False
        )
    ]  # fmt: skip
    if rows:
        (place / REGISTER).write_text(register_csv(rows), "utf-8", newline="")
    return folder


if __name__ == "__main__":  # for the browser: a folder to make it in, anew
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    make_project(target)
