"""Whether a clause begins with a place: 岢岚县, 全市, 甲镇; but 城市, 百强县 and 互市 are none."""

from __future__ import annotations

import re

from kelan_analysis.reading.words import any_of, load

_DATA = load("places")
_BEFORE = _DATA["before"]

# 全县, 我省, 本市; but 全县城 no place, and 全县级 none.
_OWN_PLACE = (
    r"(?:全(?:公社|大队|[国省市县区镇乡村州旗盟])|我[国省市县区镇乡村州旗]|本[省市县区镇乡村])"
    r"(?![级域委府长办属直]|辖(?=[\u4e00-\u9fff])|城(?![乡镇市区])|外(?!贸|资(?!金)|汇|商)|内(?![外设])|上(?!下|半|市|网|学|线|报|年))"
    r"(?:上下|范围内|内|的)?"
)
# Up to five characters of a name, none of which is a word of the grammar, and the suffix.
_NAME = (
    r"[\u4e00-\u9fff]"
    r"(?<![的于经中在从对和与及局会是为有等向至到由年月日处所各全本我该其住里内外出受将现被因完])"
)
_SUFFIX = (
    rf"(?:(?<![{_BEFORE['县']}])县|(?<![{_BEFORE['市']}])市|自治县|自治州|开发区|保税区"
    rf"|(?<=[^{_BEFORE['区']}])区(?![划间别块段])|(?<=[^{_BEFORE['镇']}])镇|(?<=[^{_BEFORE['乡']}])乡)"
)
_NO_PLACE_BEFORE = (
    r"(?![级域委府办属直场区容化值村籍]|[东南西北]站|辖(?=[\u4e00-\u9fff])|政[府协]|长(?![期效三江途远])|民政局"
    r"|城(?![乡镇市])|镇(?!居)|外(?!贸|资(?!金)|汇|商)|内(?![外设]))"
)
_ORDINARY = rf"(?!{any_of(_DATA['words']['ordinary'])})"
_PLACE_AT = re.compile(
    rf"(?:{any_of(_DATA['given_to']['verbs'])}(?=[^全]))?"
    rf"(?P<place>{_OWN_PLACE}|{_ORDINARY}(?:{_NAME}){{1,5}}?{_SUFFIX}{_NO_PLACE_BEFORE}"
    rf"|(?:{_NAME}){{1,5}}?村(?=全村)|{any_of(_DATA['zones']['listed'])}(?=、|和|分别))"
)
# One of these characters stands near the beginning of every place, so that most clauses are done.
_PLACE_MARKS = frozenset("全我本县市州区镇乡村").union(z[0] for z in _DATA["zones"]["listed"])
_PLACE_WITHIN = 12


def place_at(clause: str) -> tuple[str, int] | None:
    """Return the place that a clause begins with, and how many characters to take off; else None.

    Parameters
    ----------
    clause : str
        Folded text.

    Examples
    --------
    >>> place_at("岢岚县粮食产量"), place_at("全市上下"), place_at("安排甲县资金")
    (('岢岚县', 3), ('全市', 4), ('甲县', 4))
    >>> [place_at(word) for word in ("城市人口", "百强县", "边民互市贸易额", "甲市籍员工")]
    [None, None, None, None]
    """
    if _PLACE_MARKS.isdisjoint(clause[:_PLACE_WITHIN]):
        return None
    found = _PLACE_AT.match(clause)
    if found is None:
        return None
    return found["place"].removesuffix("的").removesuffix("上下"), found.end()
