"""How near a failed relation is to holding: one slip of the keyboard away, or beyond any doubt.

Where words leave it open whether figures belong together, a failure alone says nothing. It says
something where one typical slip mends it exactly and chance would hardly have done so, or where
it is off by far more than the doubt could explain.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from kelan_analysis.checking.proposal import Figures
from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.search import Problem, Search
from kelan_analysis.checking.verdict import judge, sharpness

# A year's mean population lies half a year's change away from that of the year's end.
_MEAN_POPULATION = Fraction(1, 20)
_RESIDENTS = ("常住人口", "总人口")
CHANCE = Fraction(1, 40)  # that some slip of one kind would mend figures that are unrelated


def one_slip_away(figures: Figures, relation: Relation, chance: Fraction = CHANCE) -> bool:
    """Whether one slip mends a failed relation, of a kind that would not have done so by chance.

    The fewer ways a kind of slip has to befall these figures, and the fewer results would have
    passed, the more it says that one of them does.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = Figures.of(read_figures("在校生58640人，小学24518人，初中12947人，其他21157人。"))
    >>> one_slip_away(figures, linear("sum", "F01", ["F02", "F03", "F04"]))
    True
    >>> one_slip_away(figures, linear("sum", "F01", ["F02", "F03"]))
    False
    """
    if relation.result is None:
        return False
    chosen = {id: figures.printed[id] for id in relation.names}
    graded, result = judge(relation, chosen), chosen[relation.result]
    if graded.verdict != "contradiction" or result.hedge is not None:
        return False
    passing = sharpness(graded, result, "half-up").chance
    changes = frozenset(id for id in chosen if figures[id].kind in ("growth", "difference"))
    search = Search(Problem(chosen, {"": relation}, signed=changes))
    ways = _ways(list(chosen.values()))
    likely = {kind for kind, count in ways.items() if count * passing <= chance}
    if not likely:
        return False
    found = (repair for id in chosen for repair in search.repairs((id,)))
    if any(repair.operator in likely for repair in found):
        return True
    return "exchange" in likely and any(
        search.exchange(pair) for pair in combinations(chosen, 2)
    )


def _ways(figures: list[Printed]) -> dict[str, int]:
    """Return in how many ways each kind of slip can befall these figures."""
    digits = [len(str(abs(figure.mantissa))) for figure in figures]
    return {
        "sign": len(figures),
        "unit": sum(2 for figure in figures if figure.unit),
        "swap": sum(digits) - len(digits),
        "shift": 2 * sum(digits),
        "digit": 9 * sum(digits),
        "exchange": len(figures) * (len(figures) - 1) // 2,
    }


def beyond(figures: Figures, relation: Relation, reach: Fraction) -> Relation | None:
    """Return a failed quotient with so much slack below the line, if it fails even then.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import ratio
    >>> figures = Figures.of(read_figures("常住人口46.43万人，床位3120张，每千人口拥有床位67.2张。"))
    >>> beyond(figures, ratio("mean", "F03", "F02", "F01", scale=1000), Fraction(1, 20)).slack
    Fraction(1, 20)
    """
    slack = replace(relation, slack=reach)
    return slack if judge(slack, figures.printed).verdict == "contradiction" else None


def beyond_mean_population(figures: Figures, relation: Relation) -> Relation | None:
    """Return a rate per head that fails by more than the mean population can explain.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import ratio
    >>> figures = Figures.of(read_figures("常住人口46.43万人，床位3120张，每千人口拥有床位6.75张。"))
    >>> relation = ratio("mean", "F03", "F02", "F01", scale=1000)
    >>> beyond_mean_population(figures, relation) is None
    True
    """
    people = figures[relation.denominator[0][0]].indicator or ""
    known = any(name in people for name in _RESIDENTS)
    return beyond(figures, relation, _MEAN_POPULATION) if known else None
