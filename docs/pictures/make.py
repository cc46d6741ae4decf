"""Draw every page of the Kelan brief, in both languages, as a picture beside this file.

Run by ``make pictures``. Needs the test extra (pypdfium2); no system package.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image

from kelan_analysis.cli import main

PICTURES = Path(__file__).parent
RELEASE = "140929-kelan-2023"
WIDTH = 1000  # pixels a page
COLOURS = 64  # a printed page needs no more, and a repository keeps every version


def draw_pages(pdf: Path, language: str) -> list[Path]:
    """Write ``brief-<language>-<page>.png`` for each page; return the paths."""
    document = pypdfium2.PdfDocument(pdf)
    paths = []
    for number, page in enumerate(document, 1):
        image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
        path = PICTURES / f"brief-{language}-{number}.png"
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        paths.append(path)
    return paths


if __name__ == "__main__":
    for old in PICTURES.glob("brief-*.png"):
        old.unlink()
    for language in ("zh", "en"):
        with TemporaryDirectory() as folder:
            words = ["brief", RELEASE, "-p", "language", language, "--reports", folder]
            if status := main(words):
                raise SystemExit(status)
            for path in draw_pages(Path(folder, RELEASE, "brief.pdf"), language):
                print(path)
