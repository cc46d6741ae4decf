"""`find_region`: the code of GB/T 2260 for the name of a place, or the candidates.

The table (`regions.csv`) holds every division down to the county, as of `AS_OF`, and the names
that earlier editions had and no division has now, each with its last month.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kelan_analysis.errors import InputError

AS_OF = "2019-04"
_ENDING = re.compile(r"(自治县|自治州|自治旗|地区|林区|特区|矿区|新区|[省市县区旗盟])$")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Region:
    """A division: its code, its name, its path from the province down.

    Examples
    --------
    >>> find_region("岢岚县")
    Region(code='140929', name='岢岚县', path='山西省忻州市岢岚县', latin='kelan', until=None)
    """

    code: str
    name: str
    path: str
    latin: str
    until: str | None


def find_region(name: str, code: str | None = None, year: int | None = None) -> Region:
    """Find a division by its name, with as much of its path as is needed.

    Parameters
    ----------
    name : str
        ``岢岚县``, or where several have the name, ``长春市朝阳区``.
    code : str, optional
        The code, where it is known: it settles which one is meant, and stands for a place
        that the table does not know (yet).
    year : int, optional
        The year meant; a former name stands for its place up to its last year.

    Raises
    ------
    InputError
        If no division, or more than one, has the name; the candidates are named.

    Examples
    --------
    >>> find_region("长春市朝阳区").code
    '220104'
    >>> find_region("昌平县", year=1985).code
    '110221'
    >>> find_region("朝阳区")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: region must be one division of GB/T 2260. '朝阳区' is the \
name of 2: 北京市朝阳区 (110105), 吉林省长春市朝阳区 (220104); give the path or --code.
    """
    if code is not None:
        return _by_code(name, code)
    found = [one for one in table() if _in_use(one, year) and _named(one, name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"region must be one division of GB/T 2260. {name!r} is the name of {len(found)}: "
            f"{_listed(found)}; give the path or --code."
        )
    near = _near(name)
    hint = f"The nearest: {_listed(near)}" if near else "No name is near it"
    raise InputError(
        f"region must be a division of GB/T 2260 (as of {AS_OF}). Got {name!r}. {hint}; "
        "give the full name, or --code for a newer division."
    )


@cache
def table() -> tuple[Region, ...]:
    """Return every division, in the order of codes.

    Examples
    --------
    >>> sum(not region.until and not region.code.endswith("00") for region in table())
    2851
    """
    text = files("kelan_analysis").joinpath("regions.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    now = {code: name for code, name, _, until in rows if not until}
    return tuple(
        Region(code, name, _path(code, name, now), latin, until or None)
        for code, name, latin, until in rows
    )


def may_be(name: str, code: str) -> bool:
    """Whether a code can be that of a place: False where both are known, as two places.

    Examples
    --------
    >>> may_be("岢岚县", "140929"), may_be("岢岚县", "110101"), may_be("岚漪镇", "140929")
    (True, False, True)
    """
    coded = _codes().get(code, ())
    if not coded or any(_means(one, name) for one in coded):
        return True
    return not any(_named(one, name) for one in table())


def place_of_code(code: str) -> str:
    """Return the path of the division that has a code, the code itself where none has.

    Examples
    --------
    >>> place_of_code("140929")
    '山西省忻州市岢岚县'
    """
    return _codes()[code][0].path if code in _codes() else code


@cache
def _codes() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for one in table():
        found[one.code] = (*found.get(one.code, ()), one)
    return found


def _path(code: str, name: str, now: dict[str, str]) -> str:
    above = [code[:2] + "0000", code[:4] + "00"]
    return "".join(now.get(one, "") for one in above if one != code) + name


def _in_use(region: Region, year: int | None) -> bool:
    return not region.until or (year is not None and year <= int(region.until[:4]))


def _named(region: Region, name: str) -> bool:
    """Whether a name means a region; the words above it are whole names: 阳区 is no 朝阳区."""
    above = name.removesuffix(region.name)
    if not name.endswith(region.name) or not above:
        return name == region.name
    return above in region.path and bool(_ENDING.search(above))


def _by_code(name: str, code: str) -> Region:
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        raise InputError(f"code must be six digits of GB/T 2260, like 140929. Got {code!r}.")
    same = [region for region in table() if region.code == code]
    for region in same:
        if _means(region, name):
            return region
    if same:
        raise InputError(
            f"code and region must mean one division. {code} is {same[0].path}. Got {name!r}."
        )
    return Region(code, name, name, "", None)


def _means(region: Region, name: str) -> bool:
    """Whether a name, short or with words before it, may be that of a region."""
    return name.endswith(region.name) or _stem(region.name).startswith(_stem(name))


def _near(name: str) -> list[Region]:
    """The present divisions whose names begin alike, else those that look alike."""
    stem = _stem(name)
    now = [region for region in table() if not region.until]
    alike = [region for region in now if _stem(region.name) == stem or (
        len(stem) > 1 and region.name.startswith(stem))]  # fmt: skip
    if alike:
        return alike
    close = difflib.get_close_matches(name, {region.name for region in now}, n=_SHOWN, cutoff=0.6)
    return [region for region in now if region.name in close]


def _stem(name: str) -> str:
    stem = _ENDING.sub("", name)
    return stem if len(stem) > 1 else name


def _listed(regions: Iterable[Region]) -> str:
    listed = [f"{region.path} ({region.code})" for region in regions]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
