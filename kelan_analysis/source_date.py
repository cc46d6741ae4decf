"""`source_date`: the moment that whoever builds has fixed, in the place of the clock's."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from kelan_analysis.errors import InputError

VARIABLE = "SOURCE_DATE_EPOCH"
_END = 253_402_300_800  # the year 10000


def source_date() -> datetime | None:
    """Return what ``SOURCE_DATE_EPOCH`` says, None where it says nothing.

    Raises
    ------
    InputError
        If it is no number of seconds between 1970 and 9999.

    Examples
    --------
    >>> import pytest
    >>> with pytest.MonkeyPatch.context() as patch:
    ...     patch.setenv("SOURCE_DATE_EPOCH", "315532800")
    ...     str(source_date())
    '1980-01-01 00:00:00+00:00'
    """
    said = os.environ.get(VARIABLE)
    if not said:
        return None
    if not re.fullmatch(r"\d{1,12}", said, re.ASCII) or int(said) >= _END:
        raise InputError(
            f"{VARIABLE} must be whole seconds since 1970. Got {said!r}; correct or unset it."
        )
    return datetime.fromtimestamp(int(said), UTC)
