"""What its parts can add up to: a mean, a price, a score or a net figure is no sum of what 其中 names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kelan_analysis.reading.figure import Figure

_MEAN = re.compile(
    r"均(?![衡等])|每|(?<![\u4e00-\u9fff])[百千万]人|单产|亩产|单价|气温|温度|年龄|寿命|得分|评分|指数|浓度|密度|强度|单耗"
    r"|(?<![造估计折产评定])价(?:格)?$"
)
_MEAN_UNITS = frozenset(("岁", "℃", "分", "点"))
# A family earns and spends per head in parts that add up; town and country do not.
_BY_SOURCE = re.compile(
    r"工资|经营|财产|转移|政策|食品|衣着|居住|用品|交通|通信|教育|文化|娱乐|医疗|其他"
)
# What comes in less what goes out is below either of them; 净利润 and 净资产 are levels.
_NET = re.compile(r"净(?:增|减|流[入出]|迁[入出]|买入|卖出|投放|回笼|融资|出口|进口|吸纳|汇款)")


def adds_up(whole: Figure, parts: Iterable[Figure]) -> bool:
    """Whether parts of a figure can be summed, and none may exceed it.

    Parameters
    ----------
    whole : Figure
        What is divided.
    parts : iterable of Figure
        What stands behind 其中.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> whole, *parts = read_figures("人均住房面积38.6平方米，其中城镇36.2平方米，农村41.4平方米。")
    >>> adds_up(whole, parts)
    False
    >>> whole, *parts = read_figures("人均可支配收入2.1万元，其中工资性收入1.2万元。")
    >>> adds_up(whole, parts)
    True
    """
    name = whole.indicator or ""
    if is_net(whole):
        return False
    mean = whole.base_unit in _MEAN_UNITS or "/" in (whole.base_unit or "") or _MEAN.search(name)
    if not mean:
        return True
    earned = "收入" in name or "支出" in name or "消费" in name
    return earned and all(_BY_SOURCE.search(part.indicator or "") for part in parts)


def is_net(figure: Figure) -> bool:
    """Whether a figure is what is left of two flows: 净增, 净流入.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> [is_net(figure) for figure in read_figures("净流入1.2万人，净利润3.4亿元。")]
    [True, False]
    """
    return _NET.search(figure.indicator or "") is not None
