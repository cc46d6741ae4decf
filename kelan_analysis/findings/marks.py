"""Which verdict a figure stands under, and the sign that shows it without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelan_analysis.findings.language import words

if TYPE_CHECKING:
    from kelan_analysis.checking import Check, Report

# Signs of arithmetic: they say what they mean, in black and white too.
MARKS = {
    "exact": "＝",
    "rounding": "≈",
    "convention": "≃",
    "contradiction": "≠",
    "undecidable": "?",
    "unchecked": "",
}
# A figure is only as good as its worst relation; what cannot be decided takes nothing away.
_WORST_FIRST = ("contradiction", "convention", "rounding", "exact", "undecidable")


def checks_of(report: Report, figure: str) -> tuple[Check, ...]:
    """Return the checks that a figure takes part in.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> [check.id for check in checks_of(report, "F01")]
    ['K01']
    """
    return tuple(
        check for check in report.checks if figure == check.result or figure in check.operands
    )


def verdict_of(report: Report, figure: str) -> str:
    """Return the worst verdict among a figure's checks, or ``unchecked``.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("粮食产量12.60万吨。"))
    >>> verdict_of(report, "F01")
    'unchecked'
    """
    found = {check.verdict for check in checks_of(report, figure)}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), "unchecked")


def verdict_text(verdict: str, language: str) -> str:
    """Return a verdict in words, as a sentence begins.

    Examples
    --------
    >>> verdict_text("rounding", "zh"), verdict_text("rounding", "en")
    ('舍入内成立', 'Within rounding')
    """
    said = words(language)["verdict"][verdict]
    return said[:1].upper() + said[1:]


def verdicts_of_figures(report: Report) -> dict[str, str]:
    """Return the verdict of each figure by its id.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> sorted(set(verdicts_of_figures(report).values()))
    ['exact']
    """
    return {figure.id: verdict_of(report, figure.id) for figure in report.reading.figures}
