"""`ReviewPanel`: a `Review` in JupyterLab. A click opens a figure; a correction is checked at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kelan_analysis.errors import KelanError
from kelan_analysis.findings import MARKS, verdicts_of_figures
from kelan_analysis.panel.review import Review
from kelan_analysis.reading.figure import KINDS
from kelan_analysis.register import FIELDS
from kelan_analysis.releases import load_release
from kelan_analysis.table import figure_row

_FOLDER = Path(__file__).parent
_DO = ("correct", "strike", "restore", "add", "save")
_KELAN = "import sys; from kelan_analysis.cli import main; sys.exit(main(sys.argv[1:]))"
_MAKING = {"zh": "登记已保存；正在出简报，约十秒……", "en": "Register saved; making the brief, about ten seconds ..."}


class ReviewPanel(anywidget.AnyWidget):
    """The review of a release as a widget.

    Parameters
    ----------
    release : str
        A folder of ``data/``.
    reviewer : str
        Who signs; can be typed in the panel.
    language : str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> panel = ReviewPanel("140929-kelan-2023", language="en")
    >>> panel.state["figures"][0]["printed"], panel.state["summary"]["contradiction"]
    ('50.9亿元', 0)
    """

    _esm = _FOLDER / "panel.js"
    _css = _FOLDER / "panel.css"
    state = traitlets.Dict().tag(sync=True)
    language = traitlets.Enum(["zh", "en"], "zh").tag(sync=True)
    reviewer = traitlets.Unicode("").tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)

    def __init__(self, release: str, *, reviewer: str = "", language: str = "zh") -> None:
        self.review = Review(load_release(release))
        super().__init__(language=language, reviewer=reviewer, state=self._state(language))
        self.on_msg(self._received)

    def _received(self, _: Any, content: dict[str, Any], buffers: Any) -> None:
        """Do what the panel asks; what is wrong is said in the panel."""
        words = {name: value for name, value in content.items() if name != "do"}
        if content.get("do") == "brief":
            return self._save_and_print(**words)
        try:
            if content.get("do") not in _DO:
                return
            done = getattr(self.review, content["do"])(**words)
        except (KelanError, TypeError) as error:
            self.message = f"✗ {error}"
            return
        saved = f"✓ {done.relative_to(done.parents[2])}" if content["do"] == "save" else ""
        # The state goes last: whoever waits for it finds the message there.
        self.message = saved
        self.state = self._state(self.language)

    def _save_and_print(self, reviewer: str = "") -> None:
        """Save the register, then make the brief beside the kernel, so that the panel stays awake."""
        self._received(None, {"do": "save", "reviewer": reviewer}, None)
        if self.message.startswith("✓"):
            self.message = _MAKING[self.language]
            threading.Thread(target=self._print, daemon=True).start()

    def _print(self) -> None:
        release = self.review.release
        project = release.path.parents[1]
        command = [sys.executable, "-c", _KELAN, "brief", release.name, "-p", "language", self.language]
        done = subprocess.run(
            command, cwd=project, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        files = [line for line in done.stdout.splitlines() if line.endswith((".html", ".pdf"))]
        said = done.stderr.strip().splitlines() or ["kelan brief"]
        self.message = f"✓ {'　'.join(files)}" if done.returncode == 0 else f"✗ {said[-1]}"

    def _state(self, language: str) -> dict[str, Any]:
        review = self.review
        verdicts = verdicts_of_figures(review.report)
        figures = []
        for row in review.rows:
            record = figure_row(row.figure)
            fits = review.release.text[row.figure.start : row.figure.end] == row.figure.printed
            figures.append(
                {name: record[name] for name in ("id", "printed", *FIELDS)}
                | {
                    "start": row.figure.start, "end": row.figure.end, "review": row.review,
                    "reason": row.reason, "fits": fits, "rule": row.figure.rule,
                    "read": row.read or {}, "reviewer": row.reviewer, "reviewed": row.reviewed,
                    "verdict": verdicts.get(row.figure.id, "unchecked"),
                }  # fmt: skip
            )
        checks = [
            {
                "id": check.id, "formula": check.formula, "verdict": check.verdict,
                "figures": [*check.operands, *([check.result] if check.result else [])],
                "because": check.because if language == "zh" else check.because_en,
            }
            for check in review.report.checks
        ]  # fmt: skip
        notes = [note.zh if language == "zh" else note.en for note in review.notes]
        return {
            "text": review.release.text, "figures": figures, "checks": checks, "notes": notes,
            "summary": review.report.summary, "marks": MARKS, "kinds": list(KINDS),
        }  # fmt: skip
