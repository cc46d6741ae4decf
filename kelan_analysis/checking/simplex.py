"""Whether linear constraints have a solution: the simplex method in exact fractions.

Strict inequalities are met by a slack that must come out above zero; Bland's rule makes the
method end. The systems are small (the relations of one text that hang together), and a solver
in floating point would miss a violation of 0.22 at 1.2e10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Constraint:
    """terms ≤ bound, or = bound; strict where the bound itself is not allowed.

    Examples
    --------
    >>> Constraint({"x": Fraction(1)}, Fraction(3)).strict
    False
    """

    terms: Mapping[str, Fraction]
    bound: Fraction
    equal: bool = False
    strict: bool = False


def solvable(constraints: Sequence[Constraint]) -> bool:
    """Whether some values, of any sign, satisfy all constraints.

    Examples
    --------
    >>> x, y = {"x": Fraction(1)}, {"x": Fraction(-1)}
    >>> solvable([Constraint(x, Fraction(3)), Constraint(y, Fraction(-3))])
    True
    >>> solvable([Constraint(x, Fraction(3), strict=True), Constraint(y, Fraction(-3))])
    False
    """
    names = sorted({name for constraint in constraints for name in constraint.terms})
    lows = {name: low for name in names if (low := _low(constraints, name)) is not None}
    rows = [_shifted(constraint, lows) for constraint in constraints]
    columns = [(name, 1) for name in names] + [(n, -1) for n in names if n not in lows]
    strict = any(constraint.strict for constraint in rows)
    best = _maximised(rows, columns)
    return best is not None and (best > 0 or not strict)


def _low(constraints: Sequence[Constraint], name: str) -> Fraction | None:
    """Return a lower bound that stands alone, so that the variable can start from zero."""
    bounds = [
        c.bound / c.terms[name]
        for c in constraints
        if set(c.terms) == {name} and c.terms[name] < 0 and not c.equal
    ]
    return max(bounds, default=None)


def _shifted(constraint: Constraint, lows: Mapping[str, Fraction]) -> Constraint:
    moved = sum((w * lows.get(name, _ZERO) for name, w in constraint.terms.items()), _ZERO)
    return Constraint(
        constraint.terms, constraint.bound - moved, constraint.equal, constraint.strict
    )


def _maximised(
    rows: Sequence[Constraint], columns: Sequence[tuple[str, int]]
) -> Fraction | None:
    """Return the largest slack (at most 1) that all strict rows can have; None without solution.

    Columns: the variables, the slack, one surplus a row of ≤, one artificial a row that needs it.
    """
    slack = len(columns)
    table: list[list[Fraction]] = []
    basis: list[int] = []
    surplus = [i for i, row in enumerate(rows) if not row.equal]
    width = slack + 1 + len(surplus) + 1
    artificial = width
    needs: list[int] = []
    lines = [*rows, Constraint({}, Fraction(1), strict=True)]
    surplus.append(len(rows))
    for i, row in enumerate(lines):
        line = [row.terms.get(name, _ZERO) * sign for name, sign in columns]
        line.append(Fraction(int(row.strict)))
        line += [Fraction(int(i == j)) for j in surplus]
        bound = row.bound
        if bound < 0:
            line, bound = [-x for x in line], -bound
        if not row.equal and row.bound >= 0:
            basis.append(slack + 1 + surplus.index(i))
        else:
            needs.append(i)
            basis.append(artificial + len(needs) - 1)
        table.append([*line, bound])
    for i, line in enumerate(table):
        line[-1:-1] = [Fraction(int(i == j)) for j in needs]
    if needs:
        total = artificial + len(needs)
        cost = [_ZERO] * artificial + [Fraction(-1)] * len(needs)
        if _pivoted(table, basis, cost, total) < 0:
            return None
        for line in table:
            del line[artificial:-1]
        kept = [i for i, b in enumerate(basis) if b < artificial]
        for i in [i for i, b in enumerate(basis) if b >= artificial]:
            entering = next((j for j in range(artificial) if table[i][j]), None)
            if entering is not None:
                _pivot(table, basis, i, entering)
                kept.append(i)
        table[:] = [table[i] for i in sorted(kept)]
        basis[:] = [basis[i] for i in sorted(kept)]
    cost = [_ZERO] * artificial
    cost[slack] = Fraction(1)
    return _pivoted(table, basis, cost, artificial)


def _pivoted(
    table: list[list[Fraction]], basis: list[int], cost: list[Fraction], width: int
) -> Fraction:
    """Maximise by Bland's rule and return the value reached."""
    while True:
        weights = [cost[b] for b in basis]
        entering = next(
            (
                j
                for j in range(width)
                if j not in basis
                and cost[j] > sum((w * line[j] for w, line in zip(weights, table, strict=True) if w), _ZERO)
            ),
            None,
        )
        if entering is None:
            return sum((w * line[-1] for w, line in zip(weights, table, strict=True)), _ZERO)
        ratios = [
            (line[-1] / line[entering], basis[i], i)
            for i, line in enumerate(table)
            if line[entering] > 0
        ]
        _pivot(table, basis, min(ratios)[2], entering)


def _pivot(table: list[list[Fraction]], basis: list[int], row: int, column: int) -> None:
    pivot = table[row][column]
    table[row] = [x / pivot if x else x for x in table[row]]
    for i, line in enumerate(table):
        if i != row and line[column]:
            factor = line[column]
            table[i] = [
                x - factor * y if y else x for x, y in zip(line, table[row], strict=True)
            ]
    basis[row] = column
