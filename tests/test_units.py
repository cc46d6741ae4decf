"""Units and quantities, read and refused."""

import re
import tomllib
from collections import Counter
from decimal import Decimal
from importlib.resources import files

import pytest

from kelan_analysis import units
from kelan_analysis.errors import InputError
from kelan_analysis.units import BARE, match_unit, parse_quantity, parse_unit, to_base

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
    found = Counter(unit for group in data.values() for unit in group["units"])
    assert [unit for unit, times in found.items() if times > 1] == []


# --- what units.toml says is what is known -------------------------------------------------------


def test_the_file_of_units_is_read_whole():
    data = tomllib.loads(files("kelan_analysis").joinpath("units.toml").read_text("utf-8"))
    not_before = data.pop("not_before")["units"]
    known, base, guarded = units._load()
    assert guarded == not_before == units._NOT_BEFORE
    assert (known, base) == (units._KNOWN, units._BASE)
    # 块 is a measure word, and money in speech: a word may be said of two units, one is meant.
    said: dict[str, set[tuple[str, str]]] = {}
    for group in data.values():
        for word, unit in [*((u, u) for u in group["units"]), *group.get("spelled", {}).items()]:
            said.setdefault(word, set()).add((unit, group["kind"]))
        for unit, (to, by) in group.get("base", {}).items():
            assert base[unit] == (to, Decimal(by))
    assert set(known) == set(said) and all(known[word] in said[word] for word in said)
    assert len(base) == sum(len(group.get("base", {})) for group in data.values())


def test_an_alternation_takes_the_longest_word_and_no_guarded_one():
    words = units._alternation(["个", "人", "人次", "a.b"])
    pattern = re.compile(words)
    assert pattern.match("人次数")[0] == "人次" and pattern.match("人数")[0] == "人"
    assert pattern.match("a.b") and not pattern.match("axb")
    assert pattern.match("个项目") and not pattern.match("个" + units._NOT_BEFORE["个"][0])
    assert re.findall(units._alternation(["b", "aa", "a"]), "aaabab") == ["aa", "a", "b", "a", "b"]


@pytest.mark.parametrize(
    ("folded", "position", "name", "end"),
    [
        ("86万千瓦,", 2, "万千瓦", 5), ("千瓦时", 0, "千瓦时", 3), ("3万余人", 1, "万人", 4),
        ("5元/人", 1, "元/人", 4), ("5元每人", 1, "元/人", 4), ("7个", 1, "个", 2), ("7万", 1, "万", 2),
        ("5/10万", 1, "/10万", 5), ("五年每年", 1, "年", 2), ("3天/户", 1, "天", 2),
    ],
)  # fmt: skip
def test_a_unit_begins_where_it_is_looked_for(folded, position, name, end):
    unit, found = match_unit(folded, position)
    assert (unit.name, found) == (name, end)
    if name.startswith("/"):
        assert (unit.base, unit.factor, unit.kind) == (name, Decimal(1), "rate")


def test_a_bare_magnitude_has_no_base():
    unit = parse_unit("万")
    assert (unit.name, unit.base, unit.factor, unit.kind) == ("万", None, Decimal(10000), "bare")
    assert (BARE.name, BARE.base, BARE.factor, BARE.kind) == (None, None, Decimal(1), "bare")


@pytest.mark.parametrize(
    ("text", "unit", "number", "decimals"),
    [
        ("千分之五点二", "‰", "五点二", 1), ("百分之五", "%", "五", 0), ("百分之5余", "%", "5", 0),
        ("12.3", None, "12.3", 1), (" 1,234 元 ", "元", "1234", 0), ("-0.5%", "%", "-0.5", 1),
    ],
)  # fmt: skip
def test_quantities_with_their_places(text, unit, number, decimals):
    quantity = parse_quantity(text)
    assert (quantity.unit.name, quantity.number, quantity.decimals) == (unit, number, decimals)


@pytest.mark.parametrize(
    "text", ["百分之五元", "百分之三分之二", "千分之1/5", "百分之5%", "万", "百万", "元12", "12元元3"]
)
def test_what_is_more_than_a_quantity_is_refused(text):
    """Nothing behind the quantity is passed over in silence."""
    with pytest.raises(InputError) as refusal:
        parse_quantity(text)
    assert str(refusal.value) in (
        f"A printed quantity is a number with or without a unit. Got {text!r}; "
        "use read_figures on running text.",
        "A unit is one of units.toml, after 万 or 亿 if need be. Got '元元3'; "
        "add it to kelan_analysis/units.toml if official texts print it.",
    )


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("1.20", "万吨", "12000"), ("7", "分", "0.07"), ("7.10", "分", "0.071"), ("5.00", "个", "5"),
        ("0.00", "亿元", "0"), ("-1.5", "万人", "-15000"), ("1E2", "元", "100"),
        ("1234567890123456789012345678901.5", "元", "1234567890123456789012345678901.5"),
        ("12345678901234567890123456789012", "亿元", "1234567890123456789012345678901200000000"),
    ],
)  # fmt: skip
def test_values_in_the_base_unit_are_exact_and_without_exponent(value, unit, written):
    assert str(to_base(Decimal(value), parse_unit(unit))) == written
