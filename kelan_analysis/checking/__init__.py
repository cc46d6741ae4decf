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
from kelan_analysis.checking.declared import check_relations
from kelan_analysis.checking.growth_of_sum import check_average_growth, check_growth_of_sum
from kelan_analysis.checking.phrases import check_hedge, check_wording, read_multiple
from kelan_analysis.checking.report import Report, run_checks
from kelan_analysis.checking.slips import slip
from kelan_analysis.checking.structure import check_structure
from kelan_analysis.checking.whole_numbers import (
    check_denominator,
    check_rounding,
    check_whole_count,
)

__all__ = [
    "VERDICTS",
    "Check",
    "Derived",
    "Report",
    "Sharpness",
    "check_average_growth",
    "check_denominator",
    "check_difference",
    "check_growth",
    "check_growth_of_sum",
    "check_hedge",
    "check_mean",
    "check_ratio",
    "check_relations",
    "check_rounding",
    "check_share",
    "check_structure",
    "check_sum",
    "check_whole_count",
    "check_wording",
    "read_multiple",
    "run_checks",
    "same_figure",
    "slip",
]
