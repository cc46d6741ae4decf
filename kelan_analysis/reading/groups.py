"""Groups: quantities that stand together as a list, a range, a ratio or a structure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kelan_analysis.reading.quantity import Quantity
from kelan_analysis.units import BARE, Unit, parse_unit

_COLON = re.compile(r"\s*[:比]\s*")  # 15:1, 15比1
_RANGE = re.compile(r"\s*(?:--?|—|——|–|~|～|至|到)\s*")
_LIST = re.compile(r"\s*(?:、|/|和|与|及|以及)(?:每人每[月年])?\s*")
_COMMA_LIST = re.compile(r"\s*,\s*")
_JOINT_BEGINS = re.compile(r"\s*(?:[-:比—–~～至到、/和与及以,]|$)")  # what each of them begins with
_MORE_POINTS = re.compile(r"(?:[、,]|和|及)[^,。;、\d]{0,12}[高低快慢升降增减落缓多少]")
_CHANGED = re.compile(r"(?:[上下]调|提高|增加|降低|下降|减少|上升|回落|缩短|压缩|压减|扩大)了?$")
_MAGNITUDES = {Decimal(10_000): "万", Decimal(100_000_000): "亿"}
_DEALT = re.compile(r"双[降升增]”?$|分别[^,。;\d]{0,12}$|依次[^,。;\d]{0,8}$")


@dataclass(slots=True)
class Group:
    """Quantities with nothing but a joint between them.

    Attributes
    ----------
    items : list of Quantity
        In order; units shared at the end are dealt out.
    joint : str
        ``single``, ``list``, ``range``, ``ratio`` or ``structure``.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> text = "分别提升3.8、12.5、27个百分点"
    >>> [group] = group_quantities(text, find_quantities(text, [])[0])
    >>> group.joint, [q.unit.name for q in group.items]
    ('list', ['百分点', '百分点', '百分点'])
    """

    items: list[Quantity]
    joint: str = "single"

    @property
    def start(self) -> int:
        """Where the first quantity begins.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Group(find_quantities("增长5%", [])[0]).start
        2
        """
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where the last quantity ends.

        Examples
        --------
        >>> from kelan_analysis.reading.quantities import find_quantities
        >>> Group(find_quantities("增长5%", [])[0]).end
        4
        """
        return self.items[-1].end


def group_quantities(folded: str, quantities: list[Quantity]) -> list[Group]:
    """Join quantities into groups.

    Examples
    --------
    >>> from kelan_analysis.reading.quantities import find_quantities
    >>> text = "结构为9.6:52.7:37.7，收入比2.1:1"
    >>> [g.joint for g in group_quantities(text, find_quantities(text, [])[0])]
    ['structure', 'ratio']
    """
    quantities = _in_points(folded, quantities)
    return [_with_shared_unit(group) for group in _joined(folded, quantities)]


def _in_points(folded: str, quantities: list[Quantity]) -> list[Quantity]:
    """比全省高1.5个、比全市低0.8个百分点: the unit stands whole behind the last only."""
    read = quantities[:]
    for i in range(len(read) - 1, 0, -1):
        here, following = read[i - 1], read[i]
        bare = here.unit.name == "个" or here.unit is BARE and here.style == "arabic"
        alike = bool(here.decimals) or not following.decimals  # 减少2个，下降0.7个百分点
        if bare and alike and following.unit.kind == "difference":
            if _MORE_POINTS.fullmatch(folded, here.end, following.start):
                read[i - 1] = replace(here, end=here.number_end or here.end, unit=following.unit)
    return read


def _joined(folded: str, quantities: list[Quantity]) -> Iterator[Group]:
    current: Group | None = None
    for quantity in quantities:
        joint = _joint(folded, current, quantity) if current else None
        if joint is None:
            if current:
                yield _settled(current)
            current = Group([quantity])
        else:
            current.items.append(quantity)
            current.joint = joint
    if current:
        yield _settled(current)


def _joint(folded: str, group: Group, quantity: Quantity) -> str | None:
    last = group.items[-1]
    gap = folded[last.end : quantity.start]
    if len(gap) > 6 or not _JOINT_BEGINS.match(gap):
        return None
    if _COLON.fullmatch(gap) and last.unit is BARE and group.joint in ("single", "ratio"):
        return "ratio"
    if last.style == "double" or quantity.style == "double":
        return None
    scaled = last.unit.kind == "bare" and quantity.unit.kind in ("amount", "count")  # 3万至5万元
    if group.joint == "single" and _RANGE.fullmatch(gap) and (scaled or _same_kind(last, quantity)):
        changed = _CHANGED.search(folded[max(0, group.start - 6) : group.start])
        apart = quantity.value > 3 * last.value or quantity.value < last.value
        if changed and apart and gap in ("至", "到") and last.unit is not BARE:
            return None  # 上调170元至1850元 changes, and arrives
        return "range"
    if group.joint in ("single", "list"):
        if _LIST.fullmatch(gap):
            if _same_kind(last, quantity) or last.unit.name == "个":
                return "list"
            ranked = "rank" in (last.style, quantity.style)
            if not ranked and _DEALT.search(folded[max(0, group.start - 24) : group.start]):
                return "list"
        alike = last.unit is BARE or last.unit.base == quantity.unit.base
        if _COMMA_LIST.fullmatch(gap) and alike and _same_kind(last, quantity):
            before = folded[max(0, group.start - 24) : group.start]
            if _DEALT.search(before) or group.joint == "list":
                return "list"
    return None


def _same_kind(a: Quantity, b: Quantity) -> bool:
    if a.style == "rank" or b.style == "rank":
        return a.style == b.style
    return a.unit is BARE or a.unit.kind == b.unit.kind


def _settled(group: Group) -> Group:
    """A ratio of three members or more is a structure; N:1 becomes one quantity."""
    if group.joint != "ratio":
        return group
    if len(group.items) > 2:
        return Group(group.items, "structure")
    first, second = group.items
    if second.unit is not BARE:
        return Group(group.items, "structure") if second.unit.name == "%" else group
    if first.value + second.value == 100 and second.value not in (1, 100):
        return Group(group.items, "structure")
    whole = replace(first, end=second.end, unit=_ratio_unit(str(second.value)))
    return Group([whole], "ratio")


def _ratio_unit(second: str) -> Unit:
    value = Decimal(second)
    factor = Decimal(1) / value if value else Decimal(1)
    return Unit(f":{second}", ":1", factor, "ratio")


def _with_shared_unit(group: Group) -> Group:
    if group.joint not in ("list", "range"):
        return group
    unit = group.items[-1].unit
    if unit is BARE:
        return group
    points = unit.name in ("百分点", "千分点")
    for i, item in enumerate(group.items):
        if item.unit is BARE and item.style != "fraction":
            group.items[i] = replace(item, unit=unit)
        elif item.unit.kind == "bare" and item.unit is not BARE and unit.base:
            magnitude = _MAGNITUDES.get(item.unit.factor)  # 0.42亿、3.76亿千瓦时
            if magnitude and unit.kind in ("amount", "count"):
                group.items[i] = replace(item, unit=parse_unit(magnitude + unit.base))
        elif points and item.unit.name == "个":
            group.items[i] = replace(item, end=item.number_end, unit=parse_unit(unit.name))
    return group
