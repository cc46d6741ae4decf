"""Relations in time: growth against two levels, differences in points, multiples, changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from kelan_analysis.checking.bases import from_another_base, other_base
from kelan_analysis.checking.nearness import beyond, one_slip_away
from kelan_analysis.checking.operands import ratio_scale
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import Relation, linear, ratio
from kelan_analysis.checking.vocabulary import price_basis, says
from kelan_analysis.reading.figure import Figure

_PRICES = {"constant": "constant_prices", "either": "either_prices"}
_LEVELS = ("amount", "count")
_COMPARES = re.compile(r"[，,；;](?:但|而)?[比较与][^，,；;]*\Z")
_REVISION = Fraction(1, 3)  # of a level: far more than a revision moves one
_OF_A_YEAR = re.compile(r"[是为](\d{4})年(?:同期|末|底)?的[^，,。；;\d]{0,3}\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_SPAN = re.compile(r"((?:19|20)\d\d)年?\s?[-—–~～至到]\s?((?:19|20)\d\d)年")


def propose_growths(figures: Figures) -> Iterator[Proposal]:
    """Propose each growth against the two levels it lies between, where both are printed.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "农产品网络零售额由2.5亿元增至5.5亿元，增长1.2倍。"
    >>> [p.relation.operands for p in propose_growths(Figures.of(read_figures(text)))]
    [('F02', 'F01')]
    """
    for figure in figures:
        now = figures.target(figure)
        if now is not None and figure.relation == "difference_of" and (base := _told_base(figures, figure, now)):
            yield Proposal(linear("difference", figure.id, [now.id, base.id], weights=[1, -1]))
        if now is None or figure.relation not in ("growth_of", "multiple_of", "change_of"):
            continue
        for before, doubt in _before(figures, now, figure):
            relation = _relation(figures, figure, now, before)
            if relation is None:
                continue
            if doubt is not None and (
                _planned(figures, before, figure) or _no_revision(figures, relation)
            ):
                doubt = None
            reason = _reason(figures, figure, now, before) or doubt
            other = other_base(figures, before, figure) or from_another_base(figures, figure, now, before)
            yield Proposal(relation, reason, only_if_it_holds=other)


def _planned(figures: Figures, before: Figure, growth: Figure) -> bool:
    """Whether a plan is compared with the year that the text itself reports (比上年完成数)."""
    years = Counter(f.period[:4] for f in figures if f.period)
    said = figures.sentence_before(growth)
    return before.period == years.most_common(1)[0][0] and not says(said, "constant_prices", "said")


def _no_revision(figures: Figures, relation: Relation) -> bool:
    """Whether a revision of last year's figure cannot be the reason, but a slip of the keyboard."""
    far = beyond(figures, relation, _REVISION) is not None
    return far and one_slip_away(figures, relation)


def _before(
    figures: Figures, now: Figure, growth: Figure
) -> Iterator[tuple[Figure, str | None]]:
    """Yield the level before: linked to the level, or printed elsewhere for the year before."""
    linked = [
        b for b in figures.children(now.id, "before_of")
        if b.base_unit == now.base_unit and not _opens_another_comparison(figures, growth, b)
    ]  # fmt: skip
    if linked:
        yield linked[0], None
        return
    if growth.kind == "multiple" and (said := _OF_A_YEAR.search(figures.text_before(growth))):
        then = [f for f in figures if f.period == said[1] and f.kind == now.kind and f.base_unit == now.base_unit]
        if len(then) == 1 and then[0] is not now:
            yield then[0], None  # 2020年只有8.6万元，2025年已达126.4万元，是2020年的14.7倍
        return
    if not (now.period and _YEAR.match(now.period)) or says(
        figures.sentence_before(growth), "average", "said"
    ):
        return
    for figure in figures:
        if (
            figure.kind == now.kind
            and figure.indicator == now.indicator
            and figure.base_unit == now.base_unit
            and figure.region == now.region
            and figure.period == str(int(now.period) - 1)
        ):
            yield figure, "revised_base"
            return


def _told_base(figures: Figures, gap: Figure, now: Figure) -> Figure | None:
    """比最低工资标准2180元高4240元: what the level is compared with, printed right before the gap."""
    base = figures.before(gap)
    told = base is not None and gap.against is not None and base.indicator == gap.against
    if base is not None and base.kind == now.kind == "growth" and base.indicator != now.indicator:
        told = told or figures.between(base, gap).startswith(("）", ")"))  # 高于农村居民收入增速（7.5%）
    points = now.base_unit == "%" and gap.base_unit == "百分点"
    alike = told and base.base_unit == now.base_unit and (points or gap.base_unit == now.base_unit)
    return base if alike and base.hedge is None else None


def _opens_another_comparison(figures: Figures, growth: Figure, before: Figure) -> bool:
    """比标准2180元高4240元，比上年6012元增长6.8%: behind a change, the base of the next one."""
    return before.start > growth.start and bool(_COMPARES.search(figures.text_before(before)))


def _relation(
    figures: Figures, figure: Figure, now: Figure, before: Figure
) -> Relation | None:
    quantity = figures.printed[figure.id]
    if figure.kind == "multiple":
        return ratio("multiple", figure.id, now.id, before.id, scale=ratio_scale(quantity))
    if figure.kind == "difference":
        if now.kind == "rank" and figure.base_unit == now.base_unit:
            return linear("difference", figure.id, [before.id, now.id], weights=[1, -1])
        shares = now.base_unit == "%" and figure.base_unit == "百分点"
        if shares or figure.base_unit == now.base_unit:
            each = Fraction(1, _years(figures, figure, now, before) or 1)
            return linear("difference", figure.id, [now.id, before.id], weights=[each, -each])
        return None
    if figure.kind != "growth" or now.kind not in (*_LEVELS, "duration"):
        return None
    if figure.unit == "番":
        return ratio("growth", figure.id, now.id, before.id)
    if figure.base_unit != "%":
        return None
    said = figures.text[max(0, figure.start - 4) : figure.start]
    if now.kind == "duration" and now.value < before.value and figure.value > 0:
        return None  # 由5天压缩到1天，提速4倍
    if now.value < before.value and figure.value > 0 and says(said, "unsigned", "said"):
        return ratio("growth", figure.id, now.id, before.id, scale=-100, offset=100)
    return ratio(
        "growth", figure.id, now.id, before.id, scale=100, offset=-100,
        power=_years(figures, figure, now, before) or 1,
    )  # fmt: skip


def _years(figures: Figures, growth: Figure, now: Figure, before: Figure) -> int | None:
    """Return the years of a yearly average, 1 of no average, None where no year is printed."""
    said = figures.text[max(0, growth.start - 12) : growth.start]
    if not says(said, "average", "said") and not says(growth.indicator, "average", "said"):
        return 1
    if now.period and before.period and _YEAR.match(now.period) and _YEAR.match(before.period):
        if now.period > before.period:
            return int(now.period) - int(before.period)
    spans = _SPAN.findall(figures.sentence_before(growth))
    if len(spans) == 1 and spans[0][0] < spans[0][1]:
        return int(spans[0][1]) - int(spans[0][0])
    return None


def _reason(figures: Figures, growth: Figure, now: Figure, before: Figure) -> str | None:
    if growth.kind not in ("growth", "difference"):
        return None
    years = _years(figures, growth, now, before)
    if years is None:
        return "base_unknown"
    if growth.kind == "difference":
        return None
    basis = price_basis(growth, now)
    if basis == "constant":
        return "constant_prices" if years == 1 else "constant_average"
    return "either_prices" if basis == "either" else None


def propose_growths_from_changes(figures: Figures) -> Iterator[Proposal]:
    """Propose each growth against the change and the level beside it: change ÷ (level − change).

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "粮食总产量15.73万吨，增产0.46万吨，增长3.0%。"
    >>> [p.relation.operands for p in propose_growths_from_changes(Figures.of(read_figures(text)))]
    [('F02', 'F01')]
    """
    for level in figures:
        changes = [c for c in figures.children(level.id, "change_of") if c.kind == "difference"]
        growths = [g for g in figures.children(level.id, "growth_of") if g.base_unit == "%"]
        for change, growth in _compared_alike(figures, changes, growths) if level.kind in _LEVELS else ():
            average = _years(figures, growth, level, level) != 1 or _of_the_change(figures, change)
            if change.base_unit != level.base_unit or growth.unit == "番" or average:
                continue
            reason = _PRICES.get(price_basis(growth, level))
            if says(figures.text_before(growth), "other_scope", "said"):
                continue  # 同口径增长5.1%，比上年增加0.8亿元
            relation = ratio("growth_from_change", growth.id, change.id, level.id, scale=100)
            other = other_base(figures, change, growth)  # then they may still agree at a year's end
            since = growth.against is not None and change.against is None and figures.children(level.id, "before_of")
            quiet = other or bool(since)  # 由718万亩增加到782万亩，增加64万亩，比上年增长2%
            yield Proposal(replace(relation, of_change=True), reason, only_if_it_holds=quiet)


def _of_the_change(figures: Figures, change: Figure) -> bool:
    """Whether a change is a yearly one, or one of the change before it: 同比多增4.2亿元."""
    said = figures.text_before(change)
    return says(said, "average", "said") or said.endswith(("多增", "少增", "多减", "少减", "多降", "少降"))


def _compared_alike(
    figures: Figures, changes: list[Figure], growths: list[Figure]
) -> list[tuple[Figure, Figure]]:
    """Pair each change of a level with the growth beside it, which compares with the same time."""
    if len(changes) == 1:
        ids = [f.id for f in (figures.before(changes[0]), figures.after(changes[0])) if f]
        growths = growths if len(growths) == 1 else [g for g in growths if g.id in ids]
        return [(changes[0], growths[0])] if len(growths) == 1 else []
    told = sorted((*changes, *growths), key=lambda f: f.start)
    pairs = list(zip(told[::2], told[1::2], strict=False))
    if len(changes) != len(growths) or len({(a.kind, b.kind) for a, b in pairs}) != 1:
        return []  # 环比增加312套，增幅12.2%；同比减少186套，降幅6.1%
    if any(a.kind == b.kind or figures.after(a) is not b or a.value * b.value < 0 for a, b in pairs):
        return []
    return [(a, b) if a.kind == "difference" else (b, a) for a, b in pairs]


def propose_growths_of_sums(
    figures: Figures, groups: Sequence[tuple[Figure, list[Figure]]]
) -> Iterator[Proposal]:
    """Propose that the growth of a whole lies between those of all its parts.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "出口24.57亿元、增长9.3%；进口12.25亿元、下降4.1%。"
    >>> list(propose_growths_of_sums(Figures.of(read_figures(text)), []))
    []
    """
    for whole, parts in groups:
        if whole.kind not in _LEVELS:
            continue
        rates = [
            [
                g for g in figures.children(f.id, "growth_of")
                if g.unit == "%" and not g.hedge and g.against != "环比"
            ]
            for f in (whole, *parts)
        ]
        if all(len(found) == 1 for found in rates):
            growth, *inner = [found[0] for found in rates]
            relation = linear("growth_of_sum", growth.id, [g.id for g in inner])
            pairs = zip(parts, inner, strict=True)
            yield Proposal(relation, growth_of=tuple((part.id, g.id) for part, g in pairs))


def propose_comparisons(figures: Figures) -> Iterator[Proposal]:
    """Propose the points by which a rate lies above others that are printed beside it.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "固定资产投资增长6.7%，较全市（6.2%）和全省（5.9%）分别高0.5、0.8个百分点。"
    >>> [p.relation.operands for p in propose_comparisons(Figures.of(read_figures(text)))]
    [('F01', 'F02'), ('F01', 'F03')]
    """
    for figure in figures:
        gaps = figures.children(figure.id, "difference_of")
        if not gaps or figure.base_unit != "%":
            continue
        rivals = [
            other
            for other in figures
            if figure.end <= other.start < gaps[0].start
            and other.base_unit == "%"
            and other.kind == figure.kind
            and other.indicator == figure.indicator
            and not (other.relates_to is not None and other.relates_to == figure.relates_to)
            and other.relation != "before_of"  # 不良率1.42%，年初1.54%，比全省低0.36个百分点
        ]
        if len(rivals) == len(gaps):
            for gap, rival in zip(gaps, rivals, strict=True):
                yield Proposal(
                    linear("difference", gap.id, [figure.id, rival.id], weights=[1, -1])
                )
