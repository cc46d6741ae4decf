"""What a report says, as sentences and tables of plain text, in Chinese and in English."""

from kelan_analysis.findings.editions import Edition, edition_of
from kelan_analysis.findings.language import LANGUAGES, Words, words
from kelan_analysis.findings.marks import (
    MARKS,
    checks_of,
    verdict_of,
    verdict_text,
    verdicts_of_figures,
)
from kelan_analysis.findings.numbers import (
    formula_text,
    interval_text,
    percent_text,
    quantity_text,
    range_text,
    unit_text,
)
from kelan_analysis.findings.summary import (
    facts,
    headline,
    name_of,
    period_text,
    scorecard,
    title,
)

__all__ = [
    "LANGUAGES",
    "MARKS",
    "Edition",
    "Words",
    "checks_of",
    "edition_of",
    "facts",
    "formula_text",
    "headline",
    "interval_text",
    "name_of",
    "percent_text",
    "period_text",
    "quantity_text",
    "range_text",
    "scorecard",
    "title",
    "unit_text",
    "verdict_of",
    "verdict_text",
    "verdicts_of_figures",
    "words",
]
