"""Make the pictures of the documentation: every page of the Kelan brief, in both languages.

Run by ``make pictures``. The pages are those of the PDF, drawn by PDFium.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
import pypdfium2
from PIL import Image

from kelan_analysis.briefs.exporters import KelanHTMLExporter
from kelan_analysis.briefs.running import run_notebook
from kelan_analysis.briefs.typesetting import write_pdf

HERE = Path(__file__).parent
NOTEBOOK = HERE.parents[1] / "notebooks" / "brief.ipynb"
RELEASE = "140929-kelan-2023"


def main() -> None:
    """Write ``brief-<language>-<page>.png`` beside this file."""
    for old in HERE.glob("brief-*.png"):
        old.unlink()
    for language in ("zh", "en"):
        with tempfile.TemporaryDirectory() as work:
            values = {"release": RELEASE, "language": language}
            executed = run_notebook(NOTEBOOK, values, work=Path(work))
        document, _ = KelanHTMLExporter(strict=True).document(nbformat.from_dict(executed))
        for number, page in enumerate(pypdfium2.PdfDocument(write_pdf(document)), 1):
            path = HERE / f"brief-{language}-{number}.png"
            # Few colours on a page: 128 of them take half of the room.
            picture = page.render(scale=100 / 72).to_pil().convert("RGB")
            picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
            print(path.relative_to(HERE.parents[1]))


if __name__ == "__main__":
    main()
