"""How one figure or numeral was read, line by line, as the view of a reading shows it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from kelan_analysis.displays.page import escape
from kelan_analysis.findings import quantity_text, words
from kelan_analysis.reading import Figure, Reading
from kelan_analysis.reading.accounts import Entry

Item = Figure | Entry
_HIDDEN = re.compile(r"U\+([0-9A-F]{4,6}) inside the number")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


@functools.cache
def view_words(language: str) -> Mapping[str, Any]:
    """Return what the view of a reading says in a language.

    Examples
    --------
    >>> view_words("en")["class"]["unread"], view_words("zh")["kind"]["growth"]
    ('unread', '增速')
    """
    words(language)  # refuses what is no language of the briefs
    return tomllib.loads(files(__package__).joinpath("readings.toml").read_text("utf-8"))[language]


def tip(item: Item, reading: Reading, language: str = "zh") -> str:
    """Return how a figure or another numeral was read, as phrasing content.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.displays.page import Page
    >>> reading = read_figures("粮食产量12.60万吨。")
    >>> print(Page(tip(reading[0], reading)))
    F01 总量 指标：粮食产量 · Output of Grain 数值：12.60 万吨 ...
    """
    said = view_words(language)
    if isinstance(item, Entry):
        why = said["why"].get(item.why, item.why)
        if language == "zh" and (hidden := _HIDDEN.fullmatch(why)):
            why = said["hidden"].format(hidden[1])
        head = said["class"][item.kind]
        rows: list[tuple[str, str | None]] = [("why", why), ("rule", item.rule)]
    else:
        head = f"{item.id} {said['kind'][item.kind]}"
        rows = list(_fields(item, reading, language))
    lines = [f'<span class="row head">{escape(head)}</span>']
    for name, value in rows:
        if value:
            label = escape(said["row"][name] + said["colon"])
            lines.append(f'<span class="row"><b>{label}</b>{_spoken(value, language)}</span>')
    return " ".join(lines)


def _fields(figure: Figure, reading: Reading, language: str) -> Iterator[tuple[str, str | None]]:
    said = view_words(language)

    def related(id: str) -> str:
        try:
            return said["related"].format(id=id, printed=reading[id].printed)
        except KeyError:
            return id

    names = dict.fromkeys([figure.indicator, figure.canonical, figure.english])
    yield "indicator", " · ".join(name for name in names if name) or said["other_text"]
    yield "value", f"{quantity_text(figure)} {figure.unit or ''}"
    base = format(figure.base_value, ",f").replace("-", "−")
    yield "base_value", f"{base} {figure.base_unit or ''}"
    yield "region", figure.region or said["other_text"]
    yield "period", figure.period or said["other_text"]
    yield "hedge", said["hedge"].get(figure.hedge, figure.hedge)
    if figure.relates_to:
        tie = said["relation"].get(figure.relation, f"{figure.relation or ''} {{}}")
        yield "relation", tie.replace("{}", related(figure.relates_to))
    yield "of_part", figure.of_part and related(figure.of_part)
    yield "against", figure.against
    yield "basis", said["basis"].get(figure.basis, figure.basis)
    if figure.implicit:
        origin = [related(id) for id in figure.derived_from]
        words_of = said["implied" if origin else "implied_alone"]
        yield "implicit", words_of.format(**{"from": words(language)["listing"].join(origin)})
    rules = [f"{name} {rule}" for name, rule in sorted(figure.rules.items()) if name != "figure"]
    yield "rule", " · ".join([figure.rule or said["no_rule"], *rules])


def _spoken(value: str, language: str) -> str:
    """Escape; on an English page say of Chinese that it is Chinese."""
    text = escape(value)
    return text if language == "zh" else _CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', text)
