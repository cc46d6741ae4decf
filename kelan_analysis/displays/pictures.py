"""The sections that show a chart: relation by relation, growth, parts and wholes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelan_analysis.charts import composition_charts, growth_charts, interval_charts
from kelan_analysis.charts.composition import find_wholes, shown_wholes
from kelan_analysis.charts.growth import growth_figures, shown_growth
from kelan_analysis.charts.intervals import drawn_checks, shown_checks
from kelan_analysis.charts.picture import in_one_figure
from kelan_analysis.displays.formulae import column_of, formula_html, reason_of
from kelan_analysis.displays.page import Page, escape, nothing, paragraph, section
from kelan_analysis.findings import MARKS, verdict_text, words

if TYPE_CHECKING:
    from kelan_analysis.checking import Report


def relations(report: Report, language: str = "zh") -> Page:
    """Return every decided relation: a row each in the interval chart, and why it holds or not.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> page = relations(run_checks(read_figures("很好。")))
    >>> print(page)
    逐项核对　文中没有可以互相核对的关系。
    """
    said = words(language)
    say = said["table"]
    decided = [check for check in report.checks if check.verdict != "undecidable"]
    if not decided:
        return nothing(said["sections"]["intervals"], said["say"]["no_checks"])
    charts = interval_charts(report, language)
    drawn = in_one_figure(charts) if charts else ""
    left = len(drawn_checks(report)) - len(shown_checks(report))
    note = paragraph(said["intervals"]["left"].format(n=left), "small") if left else ""
    rows = "\n".join(
        f'<tr><td><span class="mark {check.verdict} nobr">{MARKS[check.verdict]} '
        f"{escape(check.id)}</span></td>"
        f"<td>{formula_html(check.formula, language)}</td>"
        f'<td><span class="mark {check.verdict} nobr">{escape(verdict_text(check.verdict, language))}'
        f"</span>{said['full_stop']}{escape(reason_of(check, language))}</td></tr>"
        for check in decided
    )
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in (
            (say["checks"], ""),
            (say["relation"], column_of(decided, language)),
            (say["reason"], ' class="wide"'),
        )  # fmt: skip
    )
    table = (
        f'<table class="full"><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>'
    )
    return section(
        said["sections"]["intervals"],
        drawn,
        note,
        f'<div class="scroll" tabindex="0">{table}</div>',
    )


def growth(report: Report, language: str = "zh") -> Page:
    """Return the chart of growth rates, with its caveat on prices.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> growth(run_checks(read_figures("很好。"))).html
    ''
    """
    said = words(language)
    charts = growth_charts(report, language)
    if not charts:
        return Page("")
    mixed = any(figure.basis == "constant" for figure in growth_figures(report))
    left = len(growth_figures(report)) - len(shown_growth(report))
    notes = [said["growth"]["left"].format(n=left)] if left else []
    notes += [said["growth"]["note"]] if mixed else []
    note = paragraph(said["joint"].join(notes), "small") if notes else ""
    return section(said["sections"]["growth"], in_one_figure(charts), note)


def composition(report: Report, language: str = "zh") -> Page:
    """Return the chart of wholes and their parts: the project pipeline and its like.

    Examples
    --------
    >>> from kelan_analysis import read_figures, run_checks
    >>> composition(run_checks(read_figures("很好。"))).html
    ''
    """
    said = words(language)
    charts = composition_charts(report, language)
    if not charts:
        return Page("")
    left = len(find_wholes(report)) - len(shown_wholes(report))
    notes = [said["composition"]["left"].format(n=left)] if left else []
    note = paragraph(said["joint"].join([*notes, said["composition"]["note"]]), "small")
    return section(said["sections"]["composition"], in_one_figure(charts), note)
