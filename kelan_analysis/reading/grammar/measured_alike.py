"""What a name measures that says only whose it is: 公办机构月收费2180元，民办机构3460元."""

from __future__ import annotations

import re

from kelan_analysis.reading.words import load, longest_first

_EXTREME = re.compile(r"最[多少高低大小长短]")
_RATES = longest_first(load("nouns")["rates"])


def _by_first_character() -> dict[str, list[tuple[str, ...]]]:
    """The kinds that stand against each other, by the characters that one of them begins with."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for words in (*load("nouns")["contrasts"], *load("nouns")["opposed"]):
        for begun in {word[0] for word in words}:
            table.setdefault(begun, []).append(longest_first(words))
    return table


_KINDS = _by_first_character()


def may_be_a_kind(subject: str) -> bool:
    """Whether a name can begin with one of some kinds that stand against each other, or say 最多.

    Examples
    --------
    >>> may_be_a_kind("民办机构"), may_be_a_kind("粮食产量")
    (True, False)
    """
    return subject[:1] in _KINDS or subject[:1] == "最"


def measured_alike(subject: str, name: str) -> str | None:
    """Return the whole name of a kind, by the name of the opposite kind before it; else None.

    Parameters
    ----------
    subject : str
        What the clause says: 民办机构.
    name : str
        The name before it: 公办机构平均月收费.

    Examples
    --------
    >>> measured_alike("民办机构", "公办机构平均月收费"), measured_alike("居民", "职工住院报销比例")
    ('民办机构平均月收费', '居民住院报销比例')
    >>> measured_alike("最少", "个人捐款最多"), measured_alike("小学", "民办机构")
    ('个人捐款最少', None)
    """
    if _EXTREME.fullmatch(subject) and _EXTREME.fullmatch(name[-2:]) and len(name) > 2:
        return name[:-2] + subject
    for words in _KINDS.get(subject[:1], ()):
        own = next((word for word in words if subject.startswith(word)), None)
        other = own and next((word for word in words if name.startswith(word)), None)
        if not own or not other or own == other:
            continue
        said, measured = subject[len(own) :], name[len(other) :]
        if measured.startswith(said) and len(measured) > len(said) + 1:
            return subject + measured[len(said) :]
    return None


def kinds_of(names: list[str]) -> str | None:
    """Return what names of opposite kinds are kinds of, if all are; else None.

    Examples
    --------
    >>> kinds_of(["公办幼儿园", "民办幼儿园"]), kinds_of(["小学", "初中"])
    ('幼儿园', None)
    """
    for words in _KINDS.get(names[0][:1], ()):
        owns = [next((word for word in words if name.startswith(word)), "") for name in names]
        rests = {name[len(own) :] for name, own in zip(names, owns, strict=True)}
        if all(owns) and len(set(owns)) > 1 and len(rests) == 1 and len(rest := rests.pop()) > 1:
            return rest
    return None


def rate_of_a_part(subject: str, name: str) -> str | None:
    """Return the name of a part's rate, by the rate of the whole before it; else None.

    Examples
    --------
    >>> rate_of_a_part("小麦", "主要农作物耕种收综合机械化率"), rate_of_a_part("男性", "人均收入")
    ('小麦机械化率', None)
    """
    noun = next((noun for noun in _RATES if name.endswith(noun)), None)
    return subject + noun if noun and not subject.endswith(noun) else None
