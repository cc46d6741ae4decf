"""The grammar: rules that read one construction each, in the order in which they are tried."""

from kelan_analysis.reading.grammar import (
    against,
    changes,
    done_rates,
    dues,
    durations,
    growth,
    levels,
    plans,
    points,
    ranks,
    rates,
    sets,
    shares,
    structures,
)
from kelan_analysis.reading.grammar.implied import implied, implying_words
from kelan_analysis.reading.grammar.memory import Memory
from kelan_analysis.reading.grammar.registry import Rule, in_order
from kelan_analysis.reading.grammar.slot import Slot

# The first rule that reads a slot keeps it: the particular before the general.
RULE_ORDER = (
    # by their shape: a:b:c, N:1, 第N位, N倍
    "structure", "ratio", "rank", "multiple",
    # by their unit: 百分点; then what only stands in a comparison, what grew, what changed
    "points.pull", "points.brackets", "points", "comparator", "earlier", "growth", "change",
    # per cent of something: printed wholes and plans, 占…, actions of a counted set, X率
    "whole.inside", "plan", "plan.brackets", "share", "rate.due", "rate.plan", "rate.action", "rate.stem", "rate",
    # what is left: 连续N年, N个…, 合计, and any level
    "duration", "due", "count.set", "level.sum", "level",
)  # fmt: skip
RULES = in_order(RULE_ORDER)
# Most slots are levels, which need not be asked about shares.
RULES_OF = {
    family: tuple(rule for rule in RULES if rule.family in ("", family))
    for family in ("relative", "points", "level")
}

__all__ = ["RULES", "RULES_OF", "RULE_ORDER", "Memory", "Rule", "Slot", "implied", "implying_words"]
