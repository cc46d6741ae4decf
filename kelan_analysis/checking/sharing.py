"""What a mean may have been computed of: what is shared out, over what, in whose unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kelan_analysis.checking.proposal import LEVELS, Figures, same_time_and_place
from kelan_analysis.checking.vocabulary import entries, named
from kelan_analysis.numerals import parse_numeral
from kelan_analysis.reading.figure import Figure
from kelan_analysis.units import MAGNITUDES

Entry = tuple[Figure, Figure, Fraction]
Found = list[Entry]

_PER_PEOPLE = re.compile(r"每([一十百千万\d]+)人")
_PER_UNIT = re.compile(r"(?:平均)?每(?P<one>[个一])?(?P<unit>平方公里|平方米|立方米|公里|公斤|\S)")
_PER_SOME = re.compile(r"每(?P<many>[一十百千万\d]+)[名位](?P<who>[\u4e00-\u9fff]{2,4}?)(?=拥有|床|养老|有)")
_PER_MONEY = re.compile(r"([十百千万亿]+)元(?:地区)?(?:生产总值|GDP)")
_PER_WEIGHT = re.compile(r"每(公斤|千克|斤|吨)")
_EACH = re.compile(r"(?P<unit>户次|人次|[户笔人村社家单件次店校班床棚座辆艘场栋个亩])均(?P<what>.*)\Z")
_BY_PEOPLE = re.compile(r"人?(?:计算?|测算|折算|推算)[，,]")  # 按城区常住人口92.3万人计，
_BESIDE = re.compile(r"[\u4e00-\u9fff]{0,8}[、和及与，][\u4e00-\u9fff]{0,6}")
_MEANS = ("均", "每")
_SETS = frozenset(("个", "场", "次", "期", "镇", "乡", "村"))
_PEOPLE = ("常住人口", "总人口", "户籍人口", "年末人口", "年平均人口")
# Measure words of one and the same thing.
_ALIKE = {"人": ("人", "名", "位"), "家": ("家", "户"), "户": ("户", "家"), "村": ("个", "村"), "次": ("次", "人次")}
# Natural units of one thing: how many of the second make one of the first.
_FINER = {
    ("吨", "公斤"): 1000, ("吨", "斤"): 2000, ("公斤", "斤"): 2, ("吨", "千克"): 1000,
    ("人次", "次"): 1, ("公顷", "平方米"): 10_000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finder:
    """One way in which a mean says what it was computed of.

    Attributes
    ----------
    find : callable
        From the figures and the mean to totals, counts, and how many of the mean's unit make one.
    doubt : str or None
        Why a failure would not be one, see `verdict.judge`.
    quiet : bool
        Whether nothing but arithmetic says that these belong together.
    named_both : bool
        Whether the name of the mean says by itself what is shared out, and over what.

    Examples
    --------
    >>> FINDERS[0].doubt
    'mean_population'
    """

    find: Callable[[Figures, Figure], Found]
    doubt: str | None = None
    quiet: bool = False
    named_both: bool = False


def _levels(figures: Figures, mean: Figure) -> list[Figure]:
    """Return the levels a mean may be made of, the nearest first."""
    found = [
        f for f in figures
        if f.kind in LEVELS and f.id != mean.id and f.hedge is None and not f.implicit
        and same_time_and_place(f, mean) and not named(f, _MEANS)
    ]  # fmt: skip
    return sorted(found, key=lambda f: (f.start > mean.start, abs(f.start - mean.start)))


def _finer(total: Figure, mean: Figure) -> Fraction | None:
    """Return how many of the mean's unit make one of the total's; None if of two kinds."""
    unit = (mean.base_unit or "").partition("/")[0]
    if total.base_unit == unit:
        return Fraction(1)
    factor = _FINER.get((total.base_unit or "", unit))
    return None if factor is None else Fraction(factor)


def _pairs(
    mean: Figure, totals: list[Figure], overs: list[Figure], scale: Fraction = Fraction(1)
) -> Found:
    """Return every total over every count, in the mean's unit."""
    found = []
    for total in totals:
        finer = _finer(total, mean)
        if finer is not None:
            found += [(total, over, finer * scale) for over in overs if over is not total]
    return found


def _known(figures: Figures, mean: Figure) -> Found:
    """Return what a known name may be made of: 亩产, 均价, 人均花费, 单耗."""
    for known in entries("mean"):
        if not named(mean, known["name"]) or named(mean, known.get("except", ())):
            continue
        levels = _levels(figures, mean)
        own = (mean.base_unit or "").partition("/")[0]
        overs = [
            f for f in levels
            if f.base_unit != own and named(f, known["over"])
            and f.base_unit == known.get("over_unit", f.base_unit)
        ]  # fmt: skip
        said = next(word for word in known["name"] if named(mean, [word]))
        what = (mean.indicator or "").partition(said)[2]
        totals = [f for f in levels if named(f, known["total"])]
        if not known["total"]:
            totals = [f for f in levels if not what or _shares_name(f, what)]
        per = (mean.base_unit or "").partition("/")[2].removesuffix("元")
        scale = Fraction(MAGNITUDES.get(per, 1))
        found = [
            entry
            for over in overs
            if (weight := _weight(mean, over)) is not None
            for entry in _pairs(mean, totals, [over], scale * weight)
            if _of_one_thing(figures, mean, entry, known)
        ]
        if found:
            return found
    return []


def _of_one_thing(figures: Figures, mean: Figure, entry: Entry, known: dict[str, Any]) -> bool:
    """Whether both are of one thing, or stand before the mean: no 猪肉产量 over 粮食面积."""
    before = figures.levels_before(mean)
    if all(f in before for f in entry[:2]):
        return True
    stems = []
    for figure, words in zip(entry[:2], (known["total"], known["over"]), strict=True):
        name = figure.indicator or ""
        word = max((w for w in words if w in name), key=len, default="")
        stems.append(name.partition(word)[0] if word else "")
    one, other = stems
    pairs = (one[i : i + 2] for i in range(len(one) - 1))
    return min(map(len, stems)) < 2 or any(pair in other for pair in pairs)


def _weight(mean: Figure, over: Figure) -> Fraction | None:
    """Return by what a price per unit of weight scales; None where no weight is said."""
    if mean.base_unit != "元" or over.base_unit not in ("吨", "公斤", "斤"):
        return Fraction(1)
    said = _PER_WEIGHT.search(mean.indicator or "")
    if said is None:
        return None
    if said[1] == over.base_unit:
        return Fraction(1)
    finer = _FINER.get((over.base_unit, said[1]))
    return None if finer is None else Fraction(1, finer)


def _per_people(figures: Figures, mean: Figure) -> Found:
    """Return what 每千人口 and 每10万人 may be made of."""
    found = _PER_PEOPLE.search(mean.indicator or "")
    if found is None:
        return _per_some(figures, mean)
    name = (mean.indicator or "")[found.end() :].lstrip("口中").removeprefix("拥有").removesuffix("拥有量")
    people = _population(figures, mean)[:1]
    totals = [f for f in _levels(figures, mean) if f not in people and _shares_name(f, name)]
    return _pairs(mean, totals, people, _amount(found[1]))


def _per_some(figures: Figures, mean: Figure) -> Found:
    """Return what 每千名老年人拥有养老床位 may be made of."""
    found = _PER_SOME.search(mean.indicator or "")
    if found is None:
        return []
    name = (mean.indicator or "")[found.end() :].removeprefix("拥有")
    people = [f for f in _levels(figures, mean) if f.base_unit == "人" and found["who"] in (f.indicator or "")]
    totals = [f for f in _levels(figures, mean) if f not in people and _shares_name(f, name)]
    return _pairs(mean, totals, people[:1], _amount(found["many"]))


def _amount(text: str) -> Fraction:
    digits = text.rstrip("十百千万亿")
    magnitude = text[len(digits) :]
    value = Fraction(parse_numeral(digits).value) if digits else Fraction(1)
    return value * (MAGNITUDES[magnitude] if magnitude else 1)


def _shares_name(figure: Figure, name: str) -> bool:
    indicator = figure.indicator or ""
    return bool(name) and (name in indicator or indicator in name or indicator.endswith(name[-2:]))


def _population(figures: Figures, mean: Figure) -> list[Figure]:
    return [f for f in _levels(figures, mean) if f.base_unit == "人" and f.indicator in _PEOPLE]


def _per_head(figures: Figures, mean: Figure) -> Found:
    """Return level and population of 人均地区生产总值, 人均储蓄存款余额."""
    if not (mean.indicator or "").startswith("人均") or mean.kind not in LEVELS:
        return []
    name = (mean.indicator or "").removeprefix("人均")
    said = (name, name.removesuffix("面积"), name.replace("面积", "总面积"))
    totals = [f for f in _levels(figures, mean) if f.indicator in said]
    people = [f for f in _levels(figures, mean) if _BY_PEOPLE.match(figures.text, f.end)]
    return _pairs(mean, totals[:1], (people or _population(figures, mean))[:1])


def _per_counted(figures: Figures, mean: Figure) -> Found:
    """Return what 平均每座 shares out: the nearest levels before of both units."""
    found = _PER_UNIT.match(mean.indicator or "")
    if found is None:
        return []
    before = [f for f in figures.levels_before(mean) if not named(f, _MEANS)]
    unit, what = found["unit"], (mean.indicator or "")[found.start("unit") :]
    overs = [f for f in before if f.base_unit in _ALIKE.get(unit, (unit,)) and _is_over(f, unit, what)]
    overs = [f for f in overs if not (f.indicator or "").startswith("日")]  # 日发班次426班，年补贴862万元
    if found["one"] == "个":  # 平均每个项目新增耕地
        overs += [f for f in before if f.base_unit == "个" and (f.indicator or "").endswith(what[:2])]
    totals = [f for f in before if f.base_unit == mean.base_unit][:1]
    if not overs:  # 收购426吨，支付3834万元，平均每公斤90元
        finer = [(f, n) for f in before if (n := _FINER.get((f.base_unit or "", unit)))]
        return [e for over, n in finer[:1] for e in _pairs(mean, totals, [over], Fraction(1, n))]
    return _pairs(mean, totals, overs[:1])


def _is_over(level: Figure, unit: str, what: str) -> bool:
    """Whether a level counts what a mean is over: 行政村 in 个, of 每村."""
    return level.base_unit == unit or (level.indicator or "").endswith(what[:1])


def _per_money(figures: Figures, mean: Figure) -> Found:
    """Return what a rate per 亿元 of GDP is made of, as the reading links it."""
    found = _PER_MONEY.match(mean.indicator or "")
    whole = figures.target(mean)
    if found is None or whole is None or mean.of_part not in figures or whole.base_unit != "元":
        return []
    return [(figures[mean.of_part or ""], whole, Fraction(MAGNITUDES[found[1]]))]


def _each(figures: Figures, mean: Figure) -> Found:
    """Return what 户均, 笔均 and 人均 share out where the name says it, or says nothing more."""
    found = [e for e, what in _in_sentence(figures, mean) if not what or _shares_name(e[0], what)]
    return [e for e in found if not _one_of_two(figures, e[1])]


def _one_of_two(figures: Figures, over: Figure) -> bool:
    """Whether a count stands beside another of its kind: 3个社区、12个村，总人口2.86万人，村均1640人."""
    return any(
        f.kind == "count" and f is not over and (f.base_unit == over.base_unit or f.base_unit in _SETS)
        and _BESIDE.fullmatch(figures.between(f, over))
        for f in (figures.before(over), figures.after(over)) if f is not None
    )  # fmt: skip


def _each_visit(figures: Figures, mean: Figure) -> Found:
    """Return what 人均救助 may share out over visits: 临时救助1328人次，支出资金386.4万元."""
    if not (mean.indicator or "").startswith("人均"):
        return []
    before = _plain_before(figures, mean)
    return _pairs(mean, before, [f for f in before if f.base_unit == "人次"])


def _plain_before(figures: Figures, mean: Figure) -> list[Figure]:
    """Return the levels before a mean in its sentence that are neither means nor hedged."""
    return [f for f in figures.levels_before(mean) if not named(f, _MEANS) and not f.hedge]


def _each_of_another_name(figures: Figures, mean: Figure) -> Found:
    return [e for e, what in _in_sentence(figures, mean) if what and not _shares_name(e[0], what)]


def _in_sentence(figures: Figures, mean: Figure) -> list[tuple[Entry, str]]:
    """Return total and count before a mean in its sentence, the nearest first, and 结案 of 人均结案."""
    found = _EACH.search(mean.indicator or "")
    if found is None:
        return []
    units = _ALIKE.get(found["unit"], (found["unit"],))
    before = _plain_before(figures, mean)
    overs = [f for f in before if f.base_unit in units and f.base_unit != mean.base_unit]
    what = found["what"].removesuffix("额").removesuffix("数")
    if figures.text_before(mean).rstrip().endswith(f"{found['unit']}均"):
        what = ""  # the name goes on with what was said before: 收回4260万元，支持农户1440户，户均6万元
    return [(entry, what) for entry in _pairs(mean, before, overs)]


FINDERS = (
    Finder(_per_people, "mean_population"), Finder(_known, named_both=True), Finder(_per_head, "mean_population"),
    Finder(_per_counted), Finder(_per_money), Finder(_each),
    Finder(_each_of_another_name, quiet=True), Finder(_each_visit, quiet=True),
)  # fmt: skip


def over_people(entry: Entry) -> bool:
    """Whether a mean is over a population, which at the year's end is not that of the year.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> people, mean = read_figures("常住人口46.43万人，人均地区生产总值5.1万元。")
    >>> over_people((people, people, Fraction(1)))
    True
    """
    return entry[1].indicator in _PEOPLE
