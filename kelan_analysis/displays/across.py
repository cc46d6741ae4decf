"""Sections of a comparison: sources, shared indicators, what releases say of each other."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from kelan_analysis.charts.across import ranked_dots, small_multiples
from kelan_analysis.displays.closing import Closing
from kelan_analysis.displays.opening import TAGS
from kelan_analysis.displays.page import Page, escape, nothing, paragraph, section
from kelan_analysis.findings import MARKS, words

if TYPE_CHECKING:
    from kelan_analysis.comparison import Comparison, Crossing, Row

LISTED = 30
_SAYS = {
    "zh": {
        "kicker": "公布数字的比较",
        "title": "各地公布的数字，放在一起怎么看？",
        "lead": "比较{n}份公布文字、{places}个地方的{figures}个数字；{shared}项指标至少两地都有。",
        "caution": "时期和口径不尽相同；并列不等于可比。不变价增速不拿现价总量核对。",
        "sources": "来源", "release": "文字", "place": "地区", "period": "时期", "count": "数字",
        "wrong": "有矛盾", "publisher": "发布单位", "restated_text": "（转述）",
        "ranked": "一项指标", "multiples": "共同的指标", "crossings": "互相核对",
        "no_shared": "没有两地都有的增速。",
        "no_crossing": "这些文字没有同一地方相邻年份或同一数字的两处记载，无从互相核对。",
        "claim": "{name}增速：{top}最高，{high}", "axis": "{name}增速（%）",
        "alt": "{name}增速，{n}地由高到低：{items}", "language": "zh", "and": "；",
        "many": "{n}项指标，至少两地公布了增速", "many_alt": "各指标的增速。{items}",
        "growth": "上年总量、本年总量与增速", "same": "同一数字，两处来源", "restated": "后来的文字重述",
        "more": "另有{n}份。", "files": "附件", "attached": "comparison.csv：全部数字，一行一个",
    },
    "en": {
        "kicker": "Published figures compared",
        "title": "How do the published figures of several places compare?",
        "lead": "{figures} figures of {places} places from {n} releases; {shared} indicators are "
        "stated by at least two.",
        "caution": "Periods and scopes differ: side by side is not the same as comparable. Growth at "
        "constant prices is not checked by levels at current prices.",
        "sources": "Sources", "release": "Release", "place": "Place", "period": "Period",
        "count": "Figures", "wrong": "Contradicted", "publisher": "Publisher",
        "restated_text": " (restated)", "ranked": "One indicator",
        "multiples": "What they share", "crossings": "Checked against each other",
        "no_shared": "No growth rate is stated by two places.",
        "no_crossing": "These releases hold no two adjacent years of one place and no figure twice, "
        "so none can check another.",
        "claim": "Growth of {name}: highest in {top}, {high}", "axis": "Growth of {name} (%)",
        "alt": "Growth of {name} in {n} places: {items}", "language": "en", "and": "; ",
        "many": "{n} indicators whose growth at least two places publish",
        "many_alt": "Growth by indicator. {items}",
        "growth": "Last year's level, this year's level and growth", "same": "One figure, two sources",
        "restated": "Stated again later", "more": "{n} more.", "files": "Attached",
        "attached": "comparison.csv: all figures, a row each",
    },
}  # fmt: skip


def opening(comparison: Comparison, language: str = "zh") -> Page:
    """Return the title and one sentence of what is compared.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> print(str(opening(compare_releases(), "en")).splitlines()[-2][:40])
    112 figures of 4 places from 4 releases;
    """
    say = _say(language)
    style = files(__package__).joinpath("notebook.css").read_text(encoding="utf-8")
    latest = max((row.release_period for row in comparison.rows), default="")
    stamp = f'<time datetime="{escape(latest[:4])}"></time>' if latest[:4].isdigit() else ""
    places = {row.region_code or row.region for row in comparison.rows}
    lead = say["lead"].format(
        n=len(comparison.releases), places=len(places), figures=len(comparison.rows),
        shared=len(comparison.shared()),
    )  # fmt: skip
    return Page(
        f"<style>\n{style.strip()}\n</style>\n"
        f'<header class="masthead" lang="{TAGS[language]}">\n'
        f'<p class="kicker">{escape(say["kicker"])}</p>\n<h1>{escape(say["title"])}</h1>{stamp}\n'
        f"</header>\n{paragraph(lead, 'lead')}\n{paragraph(say['caution'])}"
    )


def sources(comparison: Comparison, language: str = "zh") -> Page:
    """Return a table of the releases.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> "140929-kelan-2023" in str(sources(compare_releases()))
    True
    """
    say = _say(language)
    head = "".join(
        f'<th scope="col">{escape(say[name])}</th>'
        for name in ("release", "place", "period", "publisher", "count", "wrong")
    )
    body = ""
    for source in comparison.sources[:LISTED]:
        verdicts = [row.verdict for row in comparison.rows if row.source == source.name]
        english = language == "en" and source.region_en
        place = escape(source.region_en) if english else f'<span lang="zh-CN">{escape(source.region)}</span>'
        restated = escape(say["restated_text"]) if source.restated else ""
        body += (
            f"<tr><td>{escape(source.name)}</td><td>{place}</td><td>{escape(source.period)}</td>"
            f'<td><span lang="zh-CN">{escape(source.publisher)}</span>{restated}</td>'
            f'<td class="num">{len(verdicts)}</td><td class="num">{verdicts.count("contradiction")}</td></tr>'
        )
    left = len(comparison.releases) - LISTED
    more = paragraph(say["more"].format(n=left), "small") if left > 0 else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return section(say["sources"], table, more)


def ranked(comparison: Comparison, indicator: str, language: str = "zh") -> Page:
    """Return the ranked dot plot of one indicator's growth.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> "岢岚县" in ranked(compare_releases(), "地区生产总值").html
    True
    """
    say = _say(language)
    rows = dict(comparison.shared()).get(indicator)
    if not rows:
        return nothing(say["ranked"], say["no_shared"])
    drawn = ranked_dots(_name(rows[0], language), rows, say, "%")
    return section(say["ranked"], drawn.html())


def multiples(comparison: Comparison, language: str = "zh") -> Page:
    """Return the small multiples of growth rates that several places state.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> "<figure" in multiples(compare_releases()).html
    True
    """
    say = _say(language)
    told = {**say, "claim": say["many"], "alt": say["many_alt"]}
    shared = [(_name(rows[0], language), rows) for _, rows in comparison.shared()]
    drawn = small_multiples(shared, told, "%")
    return section(say["multiples"], drawn.html()) if drawn else nothing(say["multiples"], say["no_shared"])


def crossings(comparison: Comparison, language: str = "zh") -> Page:
    """Return what releases say about each other's figures, contradictions first.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> str(crossings(compare_releases(), "en"))[:26]
    'Checked against each other'
    """
    say = _say(language)
    if not comparison.crossings:
        return nothing(say["crossings"], say["no_crossing"])
    order = list(words(language)["verdict"])
    first = sorted(
        comparison.crossings,
        key=lambda one: (one.check.verdict != "contradiction", order.index(one.check.verdict)),
    )
    cards = [_card(one, say, language) for one in first[:LISTED]]
    left = len(first) - LISTED
    cards += [paragraph(say["more"].format(n=left), "small")] if left > 0 else []
    return section(say["crossings"], *cards)


def close(comparison: Comparison, language: str = "zh") -> Closing:
    """Attach the table to the brief, and close it.

    Examples
    --------
    >>> from kelan_analysis import compare_releases
    >>> [file["name"] for file in close(compare_releases()).files]
    ['comparison.csv']
    """
    say = _say(language)
    file = {
        "name": "comparison.csv", "media": "text/csv", "about": say["attached"],
        "text": comparison.csv(), "relationship": "data",
    }  # fmt: skip
    html = f'<dl class="facts">\n<dt>{say["files"]}</dt><dd>{escape(say["attached"])}</dd>\n</dl>'
    return Closing((file,), (), html)


def _card(crossing: Crossing, say: dict[str, str], language: str) -> str:
    check = crossing.check
    because = check.because if language == "zh" else check.because_en
    row = crossing.rows[-1]
    where = say["and"].join(f"{one.source} {one.period}: {one.printed}" for one in crossing.rows)
    place = (row.region_en if language == "en" else "") or row.region
    return (
        f'<div class="card {check.verdict}">\n<p><span class="mark {check.verdict}">'
        f"{MARKS[check.verdict]}</span>　<strong>{escape(place)} {escape(_name(row, language))}</strong>　"
        f"{escape(say[crossing.kind])}　{escape(words(language)['verdict'][check.verdict])}</p>\n"
        f'{paragraph(because)}\n<p class="small" lang="zh-CN">{escape(where)}</p>\n</div>'
    )


def _name(row: Row, language: str) -> str:
    return (row.english if language == "en" else "") or row.indicator


def _say(language: str) -> dict[str, str]:
    words(language)  # refuses any other language
    return _SAYS[language]
