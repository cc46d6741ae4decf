"""A structure beside its levels: shares that are honest, or adjusted so that they close at 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kelan_analysis.checking.check import Check
from kelan_analysis.checking.explain import closed_sentences
from kelan_analysis.checking.judged import checked
from kelan_analysis.checking.operands import named, quantities, same_base
from kelan_analysis.checking.quantity import Printed
from kelan_analysis.checking.relation import Relation, ratio
from kelan_analysis.checking.verdict import judge
from kelan_analysis.errors import InputError
from kelan_analysis.rounding import Convention, digits_text


def check_structure(
    parts: Sequence[str], whole: str, shares: Sequence[str], *, rounding: Convention = "half-up"
) -> tuple[Check, ...]:
    """Check each share of a structure, and whether one was adjusted so that all close at 100.

    Parameters
    ----------
    parts, whole, shares : sequence of str, str, sequence of str
        The levels, their total, and the printed shares in the same order; a bare share is
        in percent.
    rounding : str
        The convention of every printed figure.

    Returns
    -------
    tuple of Check
        One a share. A share that only the habit of closing at 100 explains has the verdict
        ``convention`` and the convention ``closed_to_100``.

    Examples
    --------
    >>> checks = check_structure(["30.10", "87.60", "132.30"], "250.00", ["12.0", "35.0", "53.0"])
    >>> [(check.verdict, check.convention) for check in checks]
    [('exact', None), ('exact', None), ('convention', 'closed_to_100')]
    """
    if len(parts) != len(shares):
        raise InputError(
            f"A structure has one share for each part. Got {len(parts)} parts and {len(shares)} "
            "shares."
        )
    levels = quantities([*parts, whole])
    same_base(levels)
    percent = quantities([s if s.endswith("%") else s + "%" for s in shares])
    figures = named([*levels, *percent])
    n = len(parts)
    relations = [ratio("share", str(n + 1 + i), str(i), str(n), scale=100) for i in range(n)]
    checks = [checked(relation, figures, rounding) for relation in relations]
    adjusted = closed_to_100(relations, figures, rounding)
    return tuple(
        closed(check, figures, adjusted[relation.result])
        if relation.result in adjusted
        else check
        for check, relation in zip(checks, relations, strict=True)
    )


def closed_to_100(
    relations: Sequence[Relation], figures: Mapping[str, Printed], rounding: Convention
) -> dict[str | None, int]:
    """Return the shares that were moved by one in the last place so that all add to 100.

    The printed shares must close at 100 exactly, and each that its levels do not explain must
    be explained one place away, all on the same side and no more than half of them.

    Parameters
    ----------
    relations : sequence of Relation
        One a share, of one whole.
    figures : mapping of str to Printed
        Levels and shares.
    rounding : str
        The convention.

    Returns
    -------
    dict of str to int
        By share, the side it was moved to: 1 or -1.

    Examples
    --------
    >>> closed_to_100([], {}, "half-up")
    {}
    """
    shares = [figures[r.result] for r in relations if r.result is not None]
    if sum(share.value for share in shares) != 100:
        return {}
    failing = [r for r in relations if not _holds(r, figures, rounding)]
    if not failing or 2 * len(failing) > len(relations):
        return {}
    for side in (1, -1):
        if all(_holds(r, _moved(figures, r, -side), rounding) for r in failing):
            return {relation.result: side for relation in failing}
    return {}


def closed(check: Check, figures: Mapping[str, Printed], side: int) -> Check:
    """Return the check of a share that was adjusted, with the verdict that says so.

    Examples
    --------
    >>> share = check_structure(["30.10", "87.60", "132.30"], "250.00", ["12.0", "35.0", "53.0"])[2]
    >>> share.because
    '按总量计算应为52.9%，文中为53.0%；为使各占比合计为100%而把其中一项调整了最末一位，这是常见做法。'
    """
    assert check.result is not None
    share = figures[check.result]
    honest = digits_text(share.mantissa - side, share.decimals) + (share.unit or "")
    because, because_en = closed_sentences(share.text, honest)
    return replace(
        check, verdict="convention", convention="closed_to_100", because=because,
        because_en=because_en,
    )  # fmt: skip


def _holds(relation: Relation, figures: Mapping[str, Printed], rounding: Convention) -> bool:
    return judge(relation, figures, rounding).verdict in ("exact", "rounding")


def _moved(
    figures: Mapping[str, Printed], relation: Relation, by: int
) -> dict[str, Printed]:
    assert relation.result is not None
    share = figures[relation.result]
    return {**figures, relation.result: replace(share, mantissa=share.mantissa + by)}
