"""Whether a list of parts leaves nothing out: by the words around it, or by the parts' own names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os.path import commonprefix

from kelan_analysis.checking.lists import totals_a_table
from kelan_analysis.checking.proposal import Figures
from kelan_analysis.checking.totals import adds_to_more
from kelan_analysis.checking.vocabulary import says
from kelan_analysis.reading.figure import Figure

_BAND = re.compile(r"(\d+)\s*(?:[-—–~至]\s*(\d+))?\s*(?:周?岁)?(及?以上|以下|及以下)?")
_GRADE = re.compile(r"(?:\d+|[特一二三四五六七八九十](?=[级类等档星]))(?P<what>[A级类等档星]+)(?P<bound>及?以[上下])?")
_COLON = re.compile(r"\s*[:：]\s*[^，,。；;:：]*\Z")
# 其他支出 and 其他收入 are items of the budget's own classification, no remainder.
_REST = re.compile(r"(?:其余|其它|其他)(?!支出|收入)[^，,。；;、]{0,12}\Z")
_BY_KIND = re.compile(r"按[^，,。；;：:]{1,8}(?:分|划分)[，,：:为]|从[^，,。；;]{0,4}(?:构成|组成|结构)[看上]")
_IN_ALL = re.compile(r"[，,、；;\s]*(?:一|总)?共(?:有)?")  # 24场、16场和38场，共78场
_SAYS_ONE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_JOINTS = re.compile(r"[、和与及]")


def is_complete(figures: Figures, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the text shows, without any arithmetic, that these parts are the whole.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("床位3120张，其中医院2245张、卫生院735张、其他140张。"))
    >>> is_complete(figures, figures["F01"], [figures[id] for id in ("F02", "F03", "F04")])
    True
    >>> is_complete(figures, figures["F01"], [figures[id] for id in ("F02", "F03")])
    False
    """
    if len(parts) < 2:
        return False
    return (
        _said_complete(figures, whole, parts)
        or ends_with_the_rest(figures, parts)
        or bands_cover(parts)
        or _named_by_the_whole(whole, parts)
        or _done_and_not_done(whole, parts)
        or totals_a_table(figures, whole, parts)
    )


def _said_complete(figures: Figures, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the text says that the parts leave nothing out: 分为, 按性质分, 合计, and no 其中."""
    first, last = parts[0], parts[-1]
    if figures.sentence(first) != figures.sentence(last):
        return False
    if last.start < whole.start:
        said = figures.between(last, whole)
        total = (says(said, "complete", "sums_up") or _IN_ALL.fullmatch(said)) and not says(said, "complete", "partial")
        return total and not adds_to_more(figures, first)
    if first.start < whole.start:
        return False
    said = figures.between(whole, first)
    if says(said, "complete", "partial"):
        return False
    if told_by_kind(figures, first):  # they share no member, but may not be all
        return sum(part.base_value for part in parts) > whole.base_value
    if figures.sentence(whole) != figures.sentence(first):
        return False
    return says(said, "complete", "before_parts") or bool(_COLON.match(said))


def told_by_kind(figures: Figures, first: Figure) -> bool:
    """Whether a list is said to be one by kinds, of which it may leave out some: 按行业分.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("事故126起。按行业分，运输86起，建筑12起。"))
    >>> told_by_kind(figures, figures["F02"]), told_by_kind(figures, figures["F01"])
    (True, False)
    """
    return _BY_KIND.search(figures.sentence_before(first)) is not None


def ends_with_the_rest(figures: Figures, parts: Sequence[Figure]) -> bool:
    """Whether the last part is what remains of the whole: 其余780万元, 其他各税.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> figures = Figures.of(read_figures("资金2680万元，其中1900万元建菌棚，其余780万元建厂。"))
    >>> ends_with_the_rest(figures, [figures["F02"], figures["F03"]])
    True
    """
    first, last = parts[0], parts[-1]
    near = figures.sentence(first) == figures.sentence(last)
    return near and _REST.search(figures.between(parts[-2], last)) is not None


def bands_cover(parts: Sequence[Figure]) -> bool:
    """Whether the parts are bands that follow each other without a gap: 0-15, 16-60, 61 and over.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> bands = read_figures("其中0—14岁2.1万人、15—59岁8.6万人、60岁及以上3.3万人。").figures
    >>> bands_cover(bands), bands_cover(bands[:2])
    (True, False)
    """
    bands = []
    for part in parts:
        found = _BAND.match(part.indicator or "")
        if found is None or (found[2] is None and found[3] is None):
            return False
        open_above = bool(found[3]) and "上" in found[3]
        low = 0 if found[3] and "下" in found[3] else int(found[1])
        high = int(found[2]) if found[2] else (10**6 if open_above else int(found[1]))
        bands.append((low, high))
    bands.sort()
    joined = all(b[0] - a[1] in (0, 1) for a, b in zip(bands, bands[1:], strict=False))
    return joined and bands[0][0] == 0 and bands[-1][1] == 10**6


def on_one_scale(parts: Sequence[Figure]) -> bool:
    """Whether the parts are grades of one scale, so that nothing is counted in two of them.

    Examples
    --------
    >>> from kelan_analysis import read_figures
    >>> whole, *parts = read_figures("旅游景区46家，其中5A级2家，4A级14家，3A级及以下30家。")
    >>> on_one_scale(parts), on_one_scale([whole, *parts])
    (True, False)
    """
    found = [_GRADE.match(part.indicator or "") for part in parts]
    bounds = [f["bound"] for f in found if f is not None and f["bound"]]
    alike = all(found) and len({f["what"] for f in found if f is not None}) == 1
    return alike and len(parts) > 1 and len(set(bounds)) == len(bounds)


def _named_by_the_whole(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the name of the whole lists its parts: 猪牛羊禽肉产量 of 猪肉, 牛肉, 羊肉, 禽肉."""
    names = [part.indicator or "" for part in parts]
    shared = len(commonprefix([name[::-1] for name in names]))
    heads = [name[: len(name) - shared] for name in names]
    tail = names[0][len(names[0]) - shared :]
    name = _JOINTS.sub("", whole.indicator or "")
    if not all(heads):
        return False
    if not shared:  # 道路、铁路、水路共发送旅客, and each of them
        return len(parts) > 2 and all(map(_SAYS_ONE.fullmatch, names)) and name.startswith("".join(names))
    return name.startswith("".join(heads) + tail)  # 大中型水库蓄水总量 of 大型水库, 中型水库


def _done_and_not_done(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether of two parts one is what the other is not: 已复工 and 未复工."""
    if len(parts) != 2:
        return False
    done, other = ((part.indicator or "").replace(whole.indicator or "\0", "") for part in parts)
    sign = next((sign for sign in ("非", "未") if (sign in done) != (sign in other)), None)
    if sign is None:
        return False
    if sign == "非":  # 居民, 非居民
        short, long = sorted((done, other), key=len)
        return long.replace("非", "", 1) == short
    plain = [name.lstrip("已尚未").removeprefix("未") for name in (done, other)]
    return bool(plain[0]) and plain[0] == plain[1]
