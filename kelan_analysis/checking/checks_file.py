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
from kelan_analysis.releases import read_bytes

MOST = 1_000  # relations of a release; a text of a hundred pages has some hundred
_FIELDS = {"formula", "reason", "note"}
_SHOWN = 60  # characters of a wrong value


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

    def unused(self, found: Iterable[Proposal]) -> tuple[str, ...]:
        """Return what is to be ignored, but was not found among these relations.

        Examples
        --------
        >>> Declared(ignored=frozenset([frozenset(("F03", "F01"))])).unused([])
        ('F01, F03',)
        """
        known = {frozenset(p.relation.names) for p in found}
        return tuple(sorted(", ".join(sorted(names)) for names in self.ignored - known))


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
    text, data = _toml(path)
    _known_fields(path, text, data, {"relation", "ignore"})
    entries, formulas = data.get("relation", []), data.get("ignore", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(
            f"{path}:{_line(text, 'relation')}: relations are tables. Found relation = "
            f"{_short(entries)}; write [[relation]], and below it formula = \"F01 + F02 = F03\"."
        )
    if not isinstance(formulas, list) or not all(isinstance(formula, str) for formula in formulas):
        raise InputError(
            f"{path}:{_line(text, 'ignore')}: ignore is a list of formulas. Found "
            f"{_short(formulas)}; write ignore = [\"F01 + F02 = F03\"]."
        )
    if len(entries) + len(formulas) > MOST:
        raise InputError(
            f"{path}: a release may declare {MOST} relations. Found {len(entries) + len(formulas)}; "
            "leave out what the text's structure gives by itself."
        )
    declared = {}
    for entry in entries:
        _known_fields(path, text, entry, _FIELDS)
        for name in ("formula", *entry):
            if not isinstance(entry.get(name), str):
                raise InputError(
                    f"{path}:{_line(text, name)}: each [[relation]] has a text `{name}`. Got "
                    f"{_short(entry.get(name, 'none'))}; write it in quotes."
                )
        relation = _relation(path, text, entry["formula"], figures)
        reason = entry.get("reason")
        if reason is not None and reason not in REASONS:
            where = f"{path}:{_line(text, reason)}: field `reason`"
            known_name(reason, REASONS, where, "a doubt that the checker knows")
        if declared.setdefault(relation, reason) != reason:
            raise InputError(
                f"{path}:{_line(text, str(reason))}: a relation is declared once. "
                f"{entry['formula']!r} stands twice, with two reasons; remove one."
            )
    ignored = [frozenset(_relation(path, text, formula, figures).names) for formula in formulas]
    proposals = tuple(Proposal(relation, reason) for relation, reason in declared.items())
    return Declared(proposals, frozenset(ignored))


def _toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Read a file of at most the size of a text; a pipe or device is refused, not waited for."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as problem:
        found = f"Found byte 0x{problem.object[problem.start]:02x}; save the file as UTF-8"
    except tomllib.TOMLDecodeError as problem:
        found = f"{problem}; correct the line"
    except RecursionError:
        found = "It is nested too deep; remove the brackets"
    raise InputError(f"{path}: checks.toml must be TOML in UTF-8. {found}.")


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


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
    _one_sort(relation, {name: figures[id].base_unit for name, id in ids.items()}, where)
    return replace(
        relation,
        result=None if relation.result is None else ids[relation.result],
        numerator=tuple((ids[name], weight) for name, weight in relation.numerator),
        denominator=tuple((ids[name], weight) for name, weight in relation.denominator),
    )


def _one_sort(relation: Relation, units: Mapping[str, str | None], where: str) -> None:
    """Refuse a plain sum of percentages and something else; a factor may make them one sort."""
    if relation.denominator or any(abs(weight) != 1 for _, weight in relation.numerator):
        return
    shares = [name for name, unit in units.items() if unit == "%"]
    others = [name for name in units if name not in shares]
    if shares and others:
        raise InputError(
            f"{where}: field `formula`: a sum is among figures of one sort. {shares[0]} is in %, "
            f"{others[0]} in {units[others[0]] or 'no unit'}; write a division or a factor."
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
