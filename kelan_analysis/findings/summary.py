"""Title, facts, headline and scorecard of a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kelan_analysis.findings.language import words
from kelan_analysis.findings.numbers import formula_text
from kelan_analysis.reading.indicators import english_name

if TYPE_CHECKING:
    from kelan_analysis.checking import Report
    from kelan_analysis.reading.figure import Figure
    from kelan_analysis.releases import Release

HELD = ("exact", "rounding", "convention")
_HALVES = {"H1": ("上半年", "the first half of "), "H2": ("下半年", "the second half of ")}
_QUARTERS = {
    "Q1": ("一季度", "the first quarter of "), "Q2": ("二季度", "the second quarter of "),
    "Q3": ("三季度", "the third quarter of "), "Q4": ("四季度", "the fourth quarter of "),
}  # fmt: skip
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def title(report: Report, language: str) -> str:
    """Return the brief's title: the question that it answers.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> title(report, "zh")
    '岢岚县2023年公布的数字，彼此对得上吗？'
    """
    said = words(language)
    release = report.reading.release
    if release is None:
        return said["text_title"]
    key = "title_year" if release.period.isdigit() else "title"
    return said[key].format(
        region=place_name(release, language), period=period_text(release.period, language)
    )


def place_name(release: Release, language: str) -> str:
    """Return a release's region; in English its English name, where the release gives one.

    Examples
    --------
    >>> from kelan_analysis import load_release
    >>> release = load_release("140929-kelan-2023")
    >>> place_name(release, "zh"), place_name(release, "en")
    ('岢岚县', 'Kelan County')
    """
    return release.region_en or release.region if language == "en" else release.region


def period_text(period: str, language: str) -> str:
    """Write a period as a reader says it.

    Examples
    --------
    >>> period_text("2023-H1", "zh"), period_text("2023-01/06", "zh"), period_text("2023", "en")
    ('2023年上半年', '2023年1至6月', '2023')
    """
    chinese = language == "zh"
    year, _, rest = period.partition("-")
    part = (_HALVES | _QUARTERS).get(rest)
    if part:
        return f"{year}年{part[0]}" if chinese else f"{part[1]}{year}"
    months = re.fullmatch(r"(\d\d)(?:/(\d\d))?", rest)
    if months:
        first, last = int(months[1]), int(months[2] or months[1])
        if chinese:
            return f"{year}年{first}月" if first == last else f"{year}年{first}至{last}月"
        names = (
            _MONTHS[first - 1] if first == last else f"{_MONTHS[first - 1]} to {_MONTHS[last - 1]}"
        )
        return f"{names} {year}"
    span = re.fullmatch(r"\d{4}", year) and re.fullmatch(r"\d{4}", rest)
    if span:
        return f"{year}至{rest}年" if chinese else f"{year} to {rest}"
    return f"{period}年" if chinese and re.fullmatch(r"\d{4}", period) else period


def name_of(figure: Figure, language: str) -> str:
    """Return a figure's indicator in the language, as far as the vocabulary has it.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figure = read_figures("地区生产总值50.9亿元。")[0]
    >>> name_of(figure, "zh"), name_of(figure, "en")
    ('地区生产总值', 'Gross Regional Product')
    """
    name = figure.indicator or figure.printed
    if language != "en":
        # A share that is stated as 占30.6% has no noun of its own.
        return f"{name}比" if figure.kind == "share" and name.endswith("占") else name
    english = figure.english or english_name(name) or name
    return english[:1].upper() + english[1:]


def facts(report: Report, language: str, edition: int = 1) -> list[tuple[str, str]]:
    """Return the facts under the title: place, period, edition, source, rounding.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> facts(report, "zh")[0]
    ('地区', '岢岚县（140929）')
    """
    said = words(language)["facts"]
    release = report.reading.release
    if release is None:
        return [(said["source"], said["pasted"])]
    publisher = said.get(release.publisher, release.publisher)
    source = said["source_value"].format(publisher=publisher, title=release.title)
    source += said["excerpt"] if getattr(release, "excerpt", False) else ""
    source += said["restated"] if release.restated else ""
    place = place_name(release, language)
    original = "" if place == release.region else f"{release.region}, "
    code = release.region_code
    code = f"（{code}）" if language == "zh" else f" ({original}{code})"
    published = release.published or said["undated"]
    found = [
        (said["place"], place + code),
        (said["period"], period_text(release.period, language)),
        (said["edition"], said["edition_value"].format(number=edition)),
        (said["published"], published),
        (said["source"], source),
        (said["rounding"], release.rounding or said["no_note"]),
    ]
    if release.address:
        found.insert(5, ("URL", release.address))
    return found


def headline(report: Report, language: str) -> str:
    """Return the verdict in one sentence (two where something stays undecided).

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> headline(report, "zh")
    '文中能互相核对的3组数字全部对得上：2组精确成立、1组舍入内成立。'
    """
    said = words(language)
    say = said["headline"]
    counts = report.summary
    undecided = counts["undecidable"]
    decided = sum(counts.values()) - undecided
    if not report.reading.figures:
        return say["none_read"]
    tail = ""
    if undecided and decided:
        tail = ("" if language == "zh" else " ") + say["undecided"].format(n=undecided)
    wrong = [check for check in report.checks if check.verdict == "contradiction"]
    if wrong:
        formula = said["between"].join(formula_text(c.formula, language) for c in wrong[:2])
        formula += say["more"] if len(wrong) > 2 else ""
        key = "one_contradicts" if decided == 1 else "contradict"
        verb = say["verbs"][len(wrong) > 1]
        return say[key].format(checks=decided, n=len(wrong), formula=formula, verb=verb) + tail
    if not report.feasible:
        return say["jointly"] + tail
    if not decided:
        key = "only_undecided" if undecided else "no_checks"
        return say[key].format(
            n=undecided, figures=sum(not f.implicit for f in report.reading.figures)
        )
    parts = said["listing"].join(
        say["part"].format(n=counts[verdict], verdict=said["verdict"][verdict])
        for verdict in HELD
        if counts[verdict]
    )
    key = "one_holds" if decided == 1 else "all_hold"
    return say[key].format(checks=decided, parts=parts) + tail


def scorecard(report: Report, language: str) -> list[tuple[str, str, str]]:
    """Return number, label and verdict (or nothing) of each field of the scorecard.

    Examples
    --------
    >>> from kelan_analysis import load_release, read_figures, run_checks
    >>> report = run_checks(read_figures(load_release("140929-kelan-2023")))
    >>> scorecard(report, "en")[2]
    ('2', 'exact', 'exact')
    """
    said = words(language)["scorecard"]
    counts = report.summary
    printed = sum(not figure.implicit for figure in report.reading.figures)
    checked = len(report.checks)
    fields = [(str(printed), said["figures"], ""), (str(checked), said["checks"], "")]
    for verdict in (*HELD, "contradiction", "undecidable"):
        if counts[verdict] or verdict != "convention":
            fields.append((str(counts[verdict]), said[verdict], verdict))
    return fields
