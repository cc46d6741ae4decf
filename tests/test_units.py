"""Units and quantities, read and refused."""

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from kelan_analysis.errors import InputError
from kelan_analysis.units import match_unit, parse_quantity, parse_unit

UNITS = [
    ("亿元", "亿元", "元", "100000000", "amount"), ("万吨", "万吨", "吨", "10000", "amount"),
    ("万吨标准煤", "万吨标准煤", "吨标准煤", "10000", "amount"), ("毛钱", "角", "元", "0.1", "amount"),
    ("千瓦", "千瓦", "千瓦", "1", "amount"), ("亿千瓦时", "亿千瓦时", "千瓦时", "100000000", "amount"),
    ("个", "个", "个", "1", "count"), ("万人次", "万人次", "人次", "10000", "count"),
    ("个百分点", "百分点", "百分点", "1", "difference"), ("千分点", "千分点", "千分点", "1", "difference"),
    ("%", "%", "%", "1", "proportion"), ("％", "%", "%", "1", "proportion"),
    ("元/人", "元/人", "元/人", "1", "rate"), ("公斤/亩", "公斤/亩", "公斤/亩", "1", "amount"),
    ("年", "年", "年", "1", "duration"), ("万", "万", None, "10000", "bare"),
]  # fmt: skip
QUANTITIES = [
    ("46.92亿元", "46.92", "亿元", "4692000000", "元", False), ("64个", "64", "个", "64", "个", True),
    ("31.58万人", "31.58", "万人", "315800", "人", False), ("7分", "7", "分", "0.07", "元", False),
    ("百分之四十一点七", "四十一点七", "%", "41.7", "%", False), ("１２．６％", "12.6", "%", "12.6", "%", False),
    ("260余处", "260", "处", "260", "处", True), ("12,760人", "12760", "人", "12760", "人", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "base", "factor", "kind"), UNITS)
def test_units(text, name, base, factor, kind):
    unit = parse_unit(text)
    assert (unit.name, unit.base, f"{unit.factor:f}", unit.kind) == (name, base, factor, kind)


@pytest.mark.parametrize("text", ["", "元吨", "foo", "个性", "项目", "亿亿元", "%%", "元/"])
def test_refused_units(text):
    with pytest.raises(InputError, match=r"A unit is one of units\.toml, after 万 or 亿"):
        parse_unit(text)


@pytest.mark.parametrize(("text", "number", "unit", "value", "base", "exact"), QUANTITIES)
def test_quantities(text, number, unit, value, base, exact):
    quantity = parse_quantity(text)
    assert (quantity.number, quantity.unit.name) == (number, unit)
    assert (f"{quantity.base_value:f}", quantity.unit.base) == (value, base)
    assert quantity.is_exact is exact


@pytest.mark.parametrize("text", ["", "亿元", "约12元", "增长5.4%"])
def test_refused_quantities(text):
    with pytest.raises(InputError, match="A printed quantity is a number with or without a unit"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("个性", None), ("项目", None), ("千瓦时", "千瓦时"), ("万亩次", "万亩次"), ("成立", None)],
)
def test_a_word_is_no_unit(text, unit):
    found = match_unit(text)
    assert (found and found[0].name) == unit


def test_no_unit_stands_in_the_file_twice():
    data = tomllib.loads(files("kelan_analysis").joinpath("units.toml").read_text("utf-8"))
    del data["not_before"]
    units = Counter(unit for group in data.values() for unit in group["units"])
    assert [unit for unit, times in units.items() if times > 1] == []
