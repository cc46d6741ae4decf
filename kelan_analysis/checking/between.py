"""Growth of a whole between the growths of its parts, where no levels are printed."""

from __future__ import annotations

from collections.abc import Iterator

from kelan_analysis.checking.proposal import Figures, Proposal, same_time_and_place
from kelan_analysis.checking.relation import linear
from kelan_analysis.checking.vocabulary import Partition, partitions
from kelan_analysis.reading.figure import Figure

_NEAR = 200  # characters behind the whole in which its parts stand


def propose_growths_between(figures: Figures) -> Iterator[Proposal]:
    """Propose that a whole grew no less than its slowest part and no more than its fastest.

    Means per head are left out: where people move from the country to the town, all may gain
    more than either.

    Parameters
    ----------
    figures : Figures
        The figures of a text.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> text = "固定资产投资增长6.8%。其中，第一产业投资增长12.1%，第二产业投资增长5.3%，第三产业投资增长7.8%。"
    >>> [p.relation.operands for p in propose_growths_between(Figures.of(read_figures(text)))]
    [('F02', 'F03', 'F04')]
    """
    growths = [f for f in figures if _is_plain(f)]
    for whole in growths:
        near = [g for g in growths if _stands_behind(figures, whole, g)]
        for partition in partitions() if len(near) > 1 and "人均" not in (whole.indicator or "") else ():
            parts = _members(partition, whole, near)
            if parts is None or all(figures.target(f) for f in (whole, *parts)):
                continue  # with levels printed, the growths are weighed
            ids = [part.id for part in parts]
            yield Proposal(
                linear("growth_of_sum", whole.id, ids), growth_of=tuple(zip(ids, ids, strict=True))
            )


def _is_plain(figure: Figure) -> bool:
    plain = figure.kind == "growth" and figure.unit == "%" and figure.hedge is None
    return plain and not figure.implicit and figure.against != "环比"


def _stands_behind(figures: Figures, whole: Figure, part: Figure) -> bool:
    """Whether a growth stands behind another in one paragraph, compared with the same time."""
    if part.start < whole.end or part.start - whole.end > _NEAR:
        return False
    said = figures.between(whole, part)
    return "\n" not in said and part.against == whole.against and same_time_and_place(whole, part)


def _members(partition: Partition, whole: Figure, near: list[Figure]) -> list[Figure] | None:
    """Return one growth for each part, named for the part and for what the whole measures."""
    if not partition.whole or not partition.completes(whole):
        return None
    found = []
    for words in partition.members:
        own = [g for g in near if _measures_alike(g.indicator or "", words, whole.indicator or "")]
        if len(own) != 1:
            return None
        found += own
    return found


def _measures_alike(name: str, words: tuple[str, ...], whole: str) -> bool:
    """Whether a name is a part's word and the end of the whole's name: 第一产业投资."""
    tails = (name.removeprefix(word) for word in words if name.startswith(word))
    ends = (whole, whole.replace("总", ""))  # 城镇消费品零售额 of 社会消费品零售总额
    return any(len(tail) > 1 and any(e.endswith(tail) for e in ends) and whole != name for tail in tails)
