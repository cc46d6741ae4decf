"""Which of several candidates a name means: the one that arithmetic confirms, else the only one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kelan_analysis.checking.nearness import CHANCE, one_slip_away
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import Relation
from kelan_analysis.checking.verdict import judge, sharpness


def choose(
    figures: Figures,
    candidates: Sequence[Relation],
    reason: str | None = None,
    *,
    certain: bool = False,
) -> Iterator[Proposal]:
    """Yield the first candidate that holds sharply, else the only one meant, or a slip away.

    Parameters
    ----------
    figures : Figures
        The figures of a text.
    candidates : sequence of Relation
        In the order in which a reader would think of them.
    reason : str, optional
        A doubt that comes with them all.
    certain : bool
        Whether a single candidate is meant beyond doubt, so that its failure is a contradiction.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import ratio
    >>> figures = Figures.of(read_figures("612户1874人，438户已消除风险，户均3.1人。"))
    >>> candidates = [ratio("mean", "F04", "F02", over) for over in ("F03", "F01")]
    >>> [proposal.relation.operands for proposal in choose(figures, candidates)]
    [('F02', 'F01')]
    """
    for relation in candidates:
        if confirmed(figures, relation):
            yield Proposal(relation, reason, guessed=len(candidates) > 1)
            return
    if len(candidates) == 1 and (certain or reason is not None):
        yield Proposal(candidates[0], reason)
    elif candidates:
        chance = CHANCE / len(candidates)
        near = [relation for relation in candidates if one_slip_away(figures, relation, chance)]
        if len(near) == 1:
            yield Proposal(near[0], reason, guessed=True)


def confirmed(figures: Figures, relation: Relation, *, exactly: bool = False) -> bool:
    """Whether a relation holds so sharply that it cannot be chance.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> from kelan_analysis.checking.relation import linear
    >>> figures = Figures.of(read_figures("储备项目123个，其中续建项目59个、新建项目64个。"))
    >>> confirmed(figures, linear("sum", "F01", ["F02", "F03"]))
    True
    """
    assert relation.result is not None
    graded = judge(relation, figures.printed)
    if graded.verdict != "exact" and (exactly or graded.verdict != "rounding"):
        return False
    result = figures.printed[relation.result]
    return not sharpness(graded, result, "half-up").vacuous
