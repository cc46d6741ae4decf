"""Which printed figures hold together: relations, exact verdicts, and what would mend them."""

from kelan_analysis.checking.arithmetic import (
    check_difference,
    check_growth,
    check_mean,
    check_ratio,
    check_share,
    check_sum,
    same_figure,
)
from kelan_analysis.checking.check import VERDICTS, Check, Derived, Sharpness

from kelan_analysis.checking.report import Report, run_checks

__all__ = [
    "VERDICTS",
    "Check",
    "Derived",
    "Report",
    "Sharpness",
    "check_difference",
    "check_growth",
    "check_mean",
    "check_ratio",
    "check_share",
    "check_sum",
    "run_checks",
    "same_figure",
]
