"""`run_checks`: every relation a text proposes, judged alone and together; `Report`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kelan_analysis.checking.check import VERDICTS, Check, Derived
from kelan_analysis.checking.checks_file import Declared, read_checks
from kelan_analysis.checking.derived import derive
from kelan_analysis.checking.explain import REASONS
from kelan_analysis.checking.feasibility import Together
from kelan_analysis.checking.growth_of_sum import growth_of_sum
from kelan_analysis.checking.judged import checked
from kelan_analysis.checking.meant_otherwise import is_of_several, meant_otherwise
from kelan_analysis.checking.mending import Mended, mend
from kelan_analysis.checking.proposal import Figures, Proposal, Source
from kelan_analysis.checking.proposals import propose
from kelan_analysis.checking.structure import closed, closed_to_100
from kelan_analysis.checking.vocabulary import price_basis
from kelan_analysis.rounding import Convention

if TYPE_CHECKING:
    import pandas

_COLUMNS = ("id", "relation", "formula", "verdict", "convention", "because")


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one reading, and what they say together.

    Attributes
    ----------
    reading : Reading
        What was checked.
    checks : tuple of Check
        In the order of the text.
    derived : tuple of Derived
        Context that the figures imply.
    together : Together
        What all relations allow together.
    repairs, other_repairs : tuple of dict
        Every smallest set of changes that mends all contradictions, ranked; and one slip
        that changes more figures than the fewest.
    unused : tuple of str
        What a `checks.toml` ignores, but nothing proposed: the figures of each formula.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
    >>> report.summary["exact"], report.checks[0].formula
    (1, '59 ÷ 64 = 92.2%')
    """

    reading: Source
    checks: tuple[Check, ...]
    derived: tuple[Derived, ...] = ()
    together: Together = Together("exact", None, ())
    repairs: tuple[dict[str, Any], ...] = ()
    other_repairs: tuple[dict[str, Any], ...] = ()
    unused: tuple[str, ...] = ()

    @classmethod
    def of(cls, reading: Source, mended: Mended, derived: tuple[Derived, ...] = ()) -> Report:
        """Return the report of judged and diagnosed relations.

        Examples
        --------
        >>> from kelan_analysis.checking import check_relations
        >>> check_relations({"a": "5", "b": "5"}, ["a = b"]).checks[0].relation
        'same'
        """
        return cls(
            reading, mended.checks, derived, mended.together, mended.repairs, mended.other_repairs
        )

    @property
    def feasible(self) -> bool:
        """Whether one set of true values can satisfy all relations together.

        Examples
        --------
        >>> from kelan_analysis.checking import check_relations
        >>> check_relations({"a": "5", "b": "6"}, ["a = b"], exact=["a", "b"]).feasible
        False
        """
        return self.together.feasible

    @property
    def conflicts(self) -> tuple[tuple[str, ...], ...]:
        """Smallest sets of checks that cannot hold together.

        Examples
        --------
        >>> from kelan_analysis.checking import check_relations
        >>> check_relations({"a": "5", "b": "6"}, ["a = b"], exact=["a", "b"]).conflicts
        (('K01',),)
        """
        return self.together.conflicts

    @property
    def summary(self) -> dict[str, int]:
        """How many checks have each verdict.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> run_checks(read_figures("很好。5个项目。")).summary["contradiction"]
        0
        """
        counts = {verdict: 0 for verdict in VERDICTS}
        for check in self.checks:
            counts[check.verdict] += 1
        return counts

    def __getitem__(self, id: str) -> Check:
        return next(check for check in self.checks if check.id == id)

    def table(self) -> pandas.DataFrame:
        """Return one row a check, all text.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> report = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。"))
        >>> report.table()["verdict"].tolist()
        ['exact']
        """
        import pandas as pd

        columns = [*_COLUMNS, "because_en", "printed", "low", "high", "result", "operands"]
        rows = []
        for check in self.checks:
            record = check.as_json()
            record["operands"] = ", ".join(check.operands)
            rows.append([record[name] or "" for name in columns])
        return pd.DataFrame(rows, columns=columns, dtype="str")

    def as_json(self) -> dict[str, Any]:
        """Return source, figures, checks and summary as JSON types.

        Examples
        --------
        >>> from kelan_analysis import read_figures
        >>> record = run_checks(read_figures("64个新建项目开工59个，开工率92.2%。")).as_json()
        >>> sorted(record)[:4]
        ['checks', 'conflicts', 'derived', 'feasible']
        """
        read = self.reading.as_json() if hasattr(self.reading, "as_json") else {}
        return {
            **read,
            "checks": [check.as_json() for check in self.checks],
            "summary": self.summary,
            "feasible": self.feasible,
            "conflicts": [list(ids) for ids in self.conflicts],
            "repairs": [dict(repair) for repair in self.repairs],
            "other_repairs": [dict(repair) for repair in self.other_repairs],
            "derived": [number.as_json() for number in self.derived],
        }


def run_checks(
    reading: Source, *, rounding: Convention = "half-up", checks: Path | None = None
) -> Report:
    """Find the relations among a text's figures and judge each of them.

    Parameters
    ----------
    reading : Reading
        What `read_figures` gave.
    rounding : str
        The convention of every printed figure.
    checks : Path, optional
        A file of declared relations; by default the `checks.toml` of the reading's release,
        if it has one.

    Returns
    -------
    Report
        With the checks, their verdicts, and what the figures imply beside them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "储备项目123个，其中续建项目59个、新建项目64个。"
    >>> print(run_checks(read_figures(text)).checks[0].verdict)
    exact
    """
    figures = Figures.of(reading)
    declared = _declared(reading, checks, figures)
    found = []
    proposed = list(propose(figures))
    for proposal in _distinct(declared.applied(proposed)):
        check = _judged(figures, proposal, rounding)
        if check.verdict == "contradiction" and is_of_several(figures, proposal):
            continue
        if check.verdict == "contradiction" and (other := meant_otherwise(figures, proposal)) is not None:
            proposal, check = other, _judged(figures, other, rounding)
        if _worth_saying(proposal, check):
            found.append((proposal, _too_coarse(check)))
    found.sort(key=lambda pair: _place(figures, pair[1]))
    judged = [replace(check, id=f"K{number:02d}") for number, (_, check) in enumerate(found, 1)]
    proposals = {c.id: proposal for c, (proposal, _) in zip(judged, found, strict=True)}
    judged = _closed(figures, judged, proposals, rounding)
    relations = {
        id: p.relation for id, p in proposals.items() if not p.growth_of and p.reason != "partial"
    }
    mended = mend(
        judged, relations, figures.printed, rounding, signed=_signed(figures),
        upper=_upper(figures), percentages=_percentages(figures),
        soft=[id for id, p in proposals.items() if p.only_if_it_holds or p.guessed],
    )  # fmt: skip
    report = Report.of(reading, mended, derive(figures, judged))
    return replace(report, unused=declared.unused(proposed))


def _declared(reading: Source, checks: Path | None, figures: Figures) -> Declared:
    release = getattr(reading, "release", None)
    if checks is None and release is not None:
        beside = Path(release.path) / "checks.toml"
        checks = beside if os.path.lexists(beside) else None
    return Declared() if checks is None else read_checks(checks, figures)


def _judged(figures: Figures, proposal: Proposal, rounding: Convention) -> Check:
    if not proposal.growth_of:
        return checked(proposal.relation, figures.printed, rounding, proposal.reason)
    levels, rates = zip(*proposal.growth_of, strict=True)
    result = proposal.relation.result
    assert result is not None
    bases = [price_basis(figures[rate], figures[level]) for level, rate in proposal.growth_of]
    return growth_of_sum(
        [figures.printed[id] for id in levels], [figures.printed[id] for id in rates],
        figures.printed[result], rounding, result=result, operands=tuple(rates),
        weighted=all(basis == "nominal" for basis in bases) and levels != rates,
    )  # fmt: skip


def _closed(
    figures: Figures,
    checks: list[Check],
    proposals: Mapping[str, Proposal],
    rounding: Convention,
) -> list[Check]:
    """Give a share that was adjusted so that all close at 100 the verdict that says so."""
    shares = {
        c.result: proposals[c.id].relation for c in checks if c.relation == "ratio" and c.result
    }
    adjusted: dict[str | None, int] = {}
    for check in checks:
        if check.constant == "100" and all(id in shares for id in check.operands):
            group = [shares[id] for id in check.operands]
            if len({relation.denominator for relation in group}) == 1:
                adjusted |= closed_to_100(group, figures.printed, rounding)
    return [
        closed(check, figures.printed, adjusted[check.result])
        if check.relation == "ratio" and check.result in adjusted
        else check
        for check in checks
    ]


def _signed(figures: Figures) -> set[str]:
    """Return the figures that may be negative: changes, and what is printed so."""
    return {f.id for f in figures if f.kind in ("growth", "difference") or f.value < 0}


def _percentages(figures: Figures) -> set[str]:
    return {f.id for f in figures if f.kind in ("share", "rate") and f.base_unit == "%"}


def _upper(figures: Figures) -> dict[str, Fraction]:
    return {f.id: Fraction(100) for f in figures if f.kind == "share" and f.base_unit == "%"}


def _distinct(proposals: Iterable[Proposal]) -> Iterable[Proposal]:
    """Drop a relation that binds the same figures in the same way as one before it."""
    seen = set()
    for proposal in proposals:
        relation = proposal.relation
        key = relation.kind, relation.result, frozenset(relation.operands)
        if key not in seen:
            seen.add(key)
            yield proposal


def _worth_saying(proposal: Proposal, check: Check) -> bool:
    """A guess is kept only where arithmetic confirms it sharply, a part only where too large."""
    if proposal.relation.at_most:
        return check.verdict == "contradiction"
    plainly = check.verdict in ("exact", "rounding") and not check.sharpness.vacuous
    return not proposal.only_if_it_holds or plainly


def _too_coarse(check: Check) -> Check:
    """Say of a relation that anything would pass that it says nothing."""
    if not check.holds or check.verdict == "exact" or not check.sharpness.vacuous:
        return check
    because, because_en = REASONS["too_coarse"]
    return replace(
        check, verdict="undecidable", convention=None, reason="too_coarse",
        because=because, because_en=because_en,
    )  # fmt: skip


def _place(figures: Figures, check: Check) -> tuple[int, int]:
    names = [*check.operands, *([check.result] if check.result else [])]
    starts = [figures[name].start for name in names]
    return max(starts), min(starts)
