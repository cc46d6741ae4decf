"""`checks.toml`: relations that a person declares for a release, beside or instead of those found."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kelan_analysis.checking.explain import REASONS
from kelan_analysis.checking.expression import parse_relation
from kelan_analysis.checking.proposal import Figures, Proposal
from kelan_analysis.checking.relation import Relation
from kelan_analysis.errors import InputError

_FIELDS = {"formula", "reason", "note"}


@dataclass(frozen=True, slots=True)
class Declared:
    """What a `checks.toml` says.

    Attributes
    ----------
    proposals : tuple of Proposal
        Relations to be judged as they stand; each takes the place of one found by itself
        among the same figures.
    ignored : frozenset of frozenset of str
        Figures of the relations that are not to be judged.

    Examples
    --------
    >>> Declared().proposals
    ()
    """

    proposals: tuple[Proposal, ...] = ()
    ignored: frozenset[frozenset[str]] = frozenset()

    def applied(self, found: Iterable[Proposal]) -> list[Proposal]:
        """Return the declared relations, then those found that they do not replace.

        Examples
        --------
        >>> from kelan_analysis.checking.relation import linear
        >>> found = [Proposal(linear("sum", "c", ["a", "b"]))]
        >>> len(Declared(ignored=frozenset([frozenset("abc")])).applied(found))
        0
        """
        taken = self.ignored | {frozenset(p.relation.names) for p in self.proposals}
        kept = [p for p in found if frozenset(p.relation.names) not in taken]
        return [*self.proposals, *kept]


def read_checks(path: Path, figures: Figures) -> Declared:
    """Read a `checks.toml`: tables `[[relation]]` with `formula`, and a list `ignore` of formulas.

    In a formula a figure is named by its id (``F17 / F15 * 100 = F18``) or, where no other
    figure has it, by its indicator between 「 and 」. `reason` names a doubt that makes a failure
    undecidable (``partial``, ``other_scope``, ``revised_base`` ...); `note` is for people.

    Parameters
    ----------
    path : Path
        The file.
    figures : Figures
        The figures of the release.

    Raises
    ------
    InputError
        If the file is no TOML, or has an unknown field, reason or name; with file and line.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("储备项目123个，续建项目59个，新建项目64个。"))
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "checks.toml"
    ...     _ = path.write_text('[[relation]]\\nformula = "F02 + F03 = F01"\\n', "utf-8")
    ...     [p.relation.names for p in read_checks(path, figures).proposals]
    [('F02', 'F03', 'F01')]
    """
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: checks.toml must be TOML in UTF-8. Got: {problem}.") from None
    _known_fields(path, text, data, {"relation", "ignore"})
    declared = []
    for entry in data.get("relation", []):
        _known_fields(path, text, entry, _FIELDS)
        if not isinstance(entry.get("formula"), str):
            raise InputError(f"{path}: each [[relation]] has a text `formula`. Got {entry!r}.")
        relation = _relation(path, text, entry["formula"], figures)
        reason = entry.get("reason")
        if reason is not None and reason not in REASONS:
            where = f"{path}:{_line(text, str(reason))}: field `reason`"
            known_name(str(reason), REASONS, where, "a doubt that the checker knows")
        declared.append(Proposal(relation, reason))
    ignored = [
        frozenset(_relation(path, text, formula, figures).names)
        for formula in data.get("ignore", [])
    ]
    return Declared(tuple(declared), frozenset(ignored))


def _known_fields(
    path: Path, text: str, table: Mapping[str, Any], known: Collection[str]
) -> None:
    for name in table:
        if name not in known:
            known_name(name, sorted(known), f"{path}:{_line(text, name)}: a field", "one it knows")


def _relation(path: Path, text: str, formula: str, figures: Figures) -> Relation:
    where = f"{path}:{_line(text, formula)}"
    try:
        relation = parse_relation(formula)
    except InputError as problem:
        raise InputError(f"{where}: field `formula`: {problem}") from None
    ids = {name: _id(name, figures, f"{where}: field `formula`") for name in relation.names}
    return replace(
        relation,
        result=None if relation.result is None else ids[relation.result],
        numerator=tuple((ids[name], weight) for name, weight in relation.numerator),
        denominator=tuple((ids[name], weight) for name, weight in relation.denominator),
    )


def _id(name: str, figures: Figures, where: str) -> str:
    if name in figures:
        return name
    named = [f.id for f in figures if f.indicator == name]
    if len(named) == 1:
        return named[0]
    if named:
        raise InputError(
            f"{where} names one figure at a time. Got {name!r}, which {', '.join(named)} share; "
            "write the id."
        )
    known = [*(f.id for f in figures), *(f.indicator for f in figures if f.indicator)]
    known_name(name, known, where, "a figure of the release")
    return name


def _line(text: str, found: str) -> int:
    """Return the line on which a word first stands, 1 where it is escaped."""
    for number, line in enumerate(text.splitlines(), 1):
        if found in line:
            return number
    return 1


def known_name(
    name: str, known: Collection[str], where: str, what: str = "figures that are given"
) -> None:
    """Refuse a name that is not known, with the nearest one that is.

    Examples
    --------
    >>> known_name("totl", ["total"], "Relation 'a = totl'")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: Relation 'a = totl' names figures that are given. Got 'totl'; \
did you mean 'total'?
    """
    if name not in known:
        near = get_close_matches(name, list(known), n=1, cutoff=0.3)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known) or 'none'}."
        raise InputError(f"{where} names {what}. Got {name!r}; {hint}")
