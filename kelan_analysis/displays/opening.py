"""The head of the brief: title, facts of the source, verdict in one sentence, scorecard."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kelan_analysis.displays.formulae import formula_html
from kelan_analysis.displays.page import Page, escape
from kelan_analysis.findings import (
    edition_of,
    facts,
    formula_text,
    headline,
    scorecard,
    title,
    words,
)  # fmt: skip

if TYPE_CHECKING:
    from kelan_analysis.checking import Report

TAGS = {"zh": "zh-CN", "en": "en"}


def masthead(report: Report, language: str = "zh", **parameters: Any) -> Page:
    """Return title, place, period, edition and source.

    The head also carries what the exporters ask of a document: its language, and the date
    that the source was published or, where it bears none, its period.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> "<h1>岢岚县2023年公布的数字，彼此对得上吗？</h1>" in masthead(report).html
    True
    """
    said = words(language)
    release = report.reading.release
    date = (release.published or release.period) if release else ""
    edition = edition_of(report, parameters | {"language": language})
    rows = "\n".join(
        f"<dt>{escape(name)}</dt><dd{_chinese(value, language)}>{escape(value)}</dd>"
        for name, value in facts(report, language, edition.number)
    )
    style = files(__package__).joinpath("notebook.css").read_text(encoding="utf-8")
    stamp = f'<time datetime="{escape(date[:10])}"></time>' if date[:4].isdigit() else ""
    return Page(
        f"<style>\n{style.strip()}\n</style>\n"
        f'<header class="masthead" lang="{TAGS[language]}">\n'
        f'<p class="kicker">{escape(said["kicker"])}</p>\n'
        f"<h1>{escape(title(report, language))}</h1>{stamp}\n"
        f'<dl class="facts paired">\n{rows}\n</dl>\n</header>'
    )


def verdict(report: Report, language: str = "zh") -> Page:
    """Return the verdict in one sentence, and the scorecard.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> print(str(verdict(report)).splitlines()[0])
    文中能互相核对的3组数字全部对得上：2组精确成立、1组舍入内成立。
    """
    fields = "\n".join(
        f'<div><span class="n {kind if number != "0" else "zero"}">{escape(number)}</span>'
        f'<span class="label">{escape(label)}</span></div>'
        for number, label, kind in scorecard(report, language)
    )
    said = escape(headline(report, language))
    for check in report.checks:
        if check.verdict == "contradiction":
            formula = escape(formula_text(check.formula, language))
            said = said.replace(formula, formula_html(check.formula, language), 1)
    return Page(
        f'<p class="lead">{said}</p>\n'
        f'<div class="scorecard">\n{fields}\n</div>'
    )


def _chinese(value: str, language: str) -> str:
    return ' lang="zh-CN"' if language != "zh" and any(ord(char) > 0x2E7F for char in value) else ""
