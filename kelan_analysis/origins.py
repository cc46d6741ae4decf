"""What a release says of where it comes from, field by field, and what must agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from unicodedata import category

from kelan_analysis.errors import InputError
from kelan_analysis.regions import may_be, place_of_code

LONGEST = 4_000  # characters of a field; the longest title seen has 60
_PERIOD = re.compile(
    r"(?P<year>(19|20)\d\d)(-(H(?P<half>[12])|Q(?P<quarter>[1-4])|"
    r"(?P<month>0[1-9]|1[0-2])(/(?P<last>0[1-9]|1[0-2]))?))?",
    re.ASCII,
)
_DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
# Field: what it must match, and in words.
_FORMS = {
    "code": (r"\d{6}", "six digits of GB/T 2260, like 140929"),
    "region_code": (r"\d{6}", "six digits of GB/T 2260, like 140929"),
    "name": (
        r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "at most 60 small Latin letters, digits and hyphens, like kelan",
    ),
    "sha256": (r"[0-9a-f]{64}", "64 digits of 0-9 and a-f"),
    "original_sha256": (r"[0-9a-f]{64}", "64 digits of 0-9 and a-f"),
    "original": (r"\w[\w-]*\.\w{1,8}", "the name of a file beside it, like original.pdf"),
}


def check_field(name: str, value: str) -> None:
    """Refuse a field of an origin that is not of its form.

    Examples
    --------
    >>> check_field("period", "2023-H1")
    >>> check_field("published", "2023-02-30")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: published must be a date, like 2024-01-29. Got '2023-02-30'.
    """
    if name == "period":
        sound, words = _is_period(value), "a year, half, quarter or months: 2023, 2023-H1, 2023-Q3, 2023-01/06"
    elif name == "published":
        sound, words = _is_date(value), "a date, like 2024-01-29"
    else:
        pattern, words = _FORMS.get(name, (r".*\S.*", "text on one line"))
        sound = bool(re.fullmatch(pattern, value, re.ASCII))
    if len(value) > LONGEST:
        raise InputError(f"{name} may have at most {LONGEST} characters. Got {len(value)}; shorten it.")
    if not sound or not all(sign.isprintable() or category(sign) == "Zs" for sign in value):
        raise InputError(f"{name} must be {words}. Got {value!r}.")


def check_agreement(origin: Mapping[str, str | bool | None]) -> None:
    """Refuse an origin whose fields cannot be true together.

    Examples
    --------
    >>> check_agreement({"period": "2023", "published": "2021", "region": "岢岚县"})
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: published must not be before the period begins (2023-01). \
Got '2021'; correct the one or the other.
    >>> check_agreement({"period": "2023", "region": "岢岚县", "region_code": "110101"})
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: region_code and region must mean one division. 110101 is \
北京市东城区. Got '岢岚县'; correct the one or the other.
    """
    begins, published = _first_month(str(origin["period"])), origin.get("published")
    if isinstance(published, str) and published[:7] < begins[: len(published)]:
        raise InputError(
            f"published must not be before the period begins ({begins}). Got {published!r}; "
            "correct the one or the other."
        )
    region, code = origin["region"], origin.get("region_code")
    if isinstance(region, str) and isinstance(code, str) and not may_be(region, code):
        raise InputError(
            f"region_code and region must mean one division. {code} is {place_of_code(code)}. "
            f"Got {region!r}; correct the one or the other."
        )


def _is_period(value: str) -> bool:
    found = _PERIOD.fullmatch(value)
    return bool(found) and (not found["last"] or found["month"] <= found["last"])


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value + "2000-01-01"[len(value) :])
    except ValueError:
        return False
    return True


def _first_month(period: str) -> str:
    found = _PERIOD.fullmatch(period)
    if not found:
        return period
    month = found["month"] or 1 + 6 * (int(found["half"] or 1) - 1) + 3 * (int(found["quarter"] or 1) - 1)
    return f"{found['year']}-{int(month):02}"
