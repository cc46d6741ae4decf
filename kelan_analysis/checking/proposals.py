"""`propose`: every relation that the structure and the words of a text suggest."""

from __future__ import annotations

from collections.abc import Iterator

from kelan_analysis.checking.balances import propose_balances
from kelan_analysis.checking.between import propose_growths_between
from kelan_analysis.checking.closings import propose_closings
from kelan_analysis.checking.growths import (
    propose_comparisons,
    propose_growths,
    propose_growths_from_changes,
    propose_growths_of_sums,
)
from kelan_analysis.checking.guesses import propose_guesses
from kelan_analysis.checking.means import propose_means
from kelan_analysis.checking.parts import complete_groups, propose_parts
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.rates import propose_rates
from kelan_analysis.checking.repeats import propose_repeats
from kelan_analysis.checking.rivals import propose_against


def propose(figures: Figures) -> Iterator[Proposal]:
    """Propose relations; arithmetic confirms or refutes them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> [proposal.relation.kind for proposal in propose(figures)]
    ['sum', 'ratio']
    """
    parts = list(propose_parts(figures))
    groups = list(complete_groups(figures, parts))
    named = [
        *parts,
        *propose_closings(figures, groups),
        *propose_rates(figures),
        *propose_means(figures),
        *propose_growths(figures),
        *propose_growths_from_changes(figures),
        *propose_growths_of_sums(figures, groups),
        *propose_growths_between(figures),
        *propose_comparisons(figures),
        *propose_balances(figures),
        *propose_against(figures),
        *propose_repeats(figures),
    ]
    yield from named
    bound = {frozenset(proposal.relation.names) for proposal in named}
    settled = {  # a share has one whole: what else would fit is no relation of the text
        (p.relation.kind, p.relation.result) for p in named
        if p.reason is None and not p.only_if_it_holds and p.relation.denominator
    }  # fmt: skip
    for guess in propose_guesses(figures):
        relation = guess.relation
        if frozenset(relation.names) in bound or (relation.kind, relation.result) in settled:
            continue
        yield guess
