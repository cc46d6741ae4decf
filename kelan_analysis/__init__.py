"""Tell whether published official figures hold together.

The public names are imported when they are first used, so that the command line starts fast.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Figure": "reading",
    "Reading": "reading",
    "read_figures": "reading",
    "Release": "releases",
    "load_release": "releases",
    "reviewed_figures": "register",
    "compare_releases": "comparison",
    "to_table": "table",
    "from_table": "table",
    "Check": "checking",
    "Report": "checking",
    "run_checks": "checking",
    "check_sum": "checking",
    "check_difference": "checking",
    "check_ratio": "checking",
    "check_share": "checking",
    "check_growth": "checking",
    "check_mean": "checking",
    "check_relations": "checking",
    "same_figure": "checking",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    _show_readings()
    globals()[name] = value
    return value


def _show_readings() -> None:
    """Let a reading show itself in a notebook, without importing the displays before it does."""
    reading = sys.modules.get(f"{__name__}.reading")
    if reading is not None and reading.Reading.shown_by is None:
        reading.Reading.shown_by = staticmethod(
            lambda one: import_module(f"{__name__}.displays.readings").annotated_reading(one).html
        )


def __dir__() -> list[str]:
    return sorted(__all__)
