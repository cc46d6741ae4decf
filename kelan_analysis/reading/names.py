"""Names of indicators: tidied, with their measures, and the heads that stand after figures."""

from __future__ import annotations

import re
from functools import lru_cache

from kelan_analysis.reading.words import ACTIONS, ATTRIBUTES, MEASURES, any_of, load, phrases

_TRIM = re.compile(r"^[的,、;:\s)]+|[的,、;:\s(]+$|^[”’]|^“(?=[^”]*$)")
# What is cut out of a name, in this order.
_CUTS = (
    re.compile(r"^位于[\u4e00-\u9fff]{2,12}的(?=[\u4e00-\u9fff]{2})"),
    re.compile(
        rf"(?<=单位|企业|园区|市场|公司)(?:全年|当年|年内|累计|共)+(?:实现|完成)(?={phrases('money_done')})"
    ),
    re.compile(
        rf"^.+?{phrases('name_begins_after')}(?=[\u4e00-\u9fff]{{3,}})(?!.*占|(?<=工程累计|项目累计)完成)"
        r"|^“[^”]*”(?=新增|带动|累计|完成)"
    ),
    re.compile(rf"^[^占]*?{phrases('approved_by')}的(?=[\u4e00-\u9fff]{{3}})"),
    re.compile(rf"的(?={phrases('nouns_without_de')}$)"),
    re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:实现|累计)(?={phrases('money_done')})"),
    re.compile(r"^[^占率]*、[^占率、]*等(?=[\u4e00-\u9fff]{2})(?![级于候因额])"),
    re.compile(rf"^[^占率]{{2,}}?{phrases('does_something')}(?=[\u4e00-\u9fff“]{{2}})"),
    re.compile(r"(?<=[\u4e00-\u9fff]{2})完成(?=[\u4e00-\u9fff]{0,6}(?:量|产值|增加值|税收)$)"),
    re.compile(r"(?:再|屡|连|又|首次|两|三|[再两三]次)?创[^,占率]{0,6}(?:新高|新低|纪录|峰值)$"),
    re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:全年|累计|年内|当年|共)+(?:开行|办理|开通|完成|建成|发放|受理|接待)$"),
    re.compile(r"共(?<=[\u4e00-\u9fff]{2}共)(?<![公一]共)(?![需同有享建青产识生赢治富聚用作营护管])(?=[\u4e00-\u9fff]{3})"),
    re.compile(r"^.{0,6}?(?:建成|投产|达产|投用|投运|达效|竣工|运营)后(?:预计|每年)?(?:可|将|能)*(?:实现|形成|创造|带来)?(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^[^占率]{2,8}期间(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^[^占率]{2,}?(?=受理[\u4e00-\u9fff]{2})"),
    re.compile(r"^[^占率]{0,8}?部门(?:共|累计)?(?=(?:立案|查处|查办|查获|侦破|破获|抓获|出动|检查|办理)[\u4e00-\u9fff]{2})"),
    re.compile(r"^(?:夜间至)?\d{1,2}日(?:[至到-]\d{1,2}日)?(?:上午|下午|[晚凌晨夜间]*)(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^按?[户人]数?计算(?=[\u4e00-\u9fff]{2})"),  # 按户计算风险消除率
    re.compile(r"^以(?=[\u4e00-\u9fff]{2,8}方式)"),
    re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:出现|发生)在[^,占率]{2,10}$"),
    re.compile(r"^可(?=(?:新增|提供|带动|吸纳|解决|节约|形成|创造)[\u4e00-\u9fff]{2})"),
    re.compile(r"^控制在(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^[^占率]{0,4}财政(?:每年|全年|当年)?(?:安排|拨付|统筹|筹措)(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^[^占率每均]{0,8}?(?:现有|设有|办有|建有)(?=[\u4e00-\u9fff]{2})"),
    re.compile(
        r"(?<=[\u4e00-\u9fff]{2})(?:今年|去年|上年|当年)"
        r"(?:前[一二三四五六七八九十\d]+个?(?:月|季度)|上半年|下半年|以来|全年)(?=[\u4e00-\u9fff]{2})"
    ),
    re.compile(r"^.{0,8}最[大高多长快慢低小少]的是(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^用[^,]{1,8}时间(?:建成)?(?=[\u4e00-\u9fff]{2})"),
    re.compile(r"^(?:省、市、县|省市县|市、县|省、市)(?:三级|两级)?(?=重点)"),
)
_THESE = re.compile(r"(?:上述|以上)?[两二三四五](?:者|项(?:指标)?)|(?:(?:上述|以上)[两二三四五]|两)类")
_LIVING_IN = re.compile(r"^居住在(?P<where>城镇|乡村|农村)的人口")
_APPROVED = re.compile(rf"{phrases('approved')}$")
_PER_HEAD = re.compile(r"(?P<place>城镇|农村)(?=人均(?:可支配|生活消费|消费|纯|现金))")
_FOR_SO_MUCH = re.compile(r"(?<=[价格费])[为是]?每\d+(?:克|毫升|公斤|千克|斤)$")
_FOR_EACH = tuple(load("phrases")["for_each"])
# Every name that the above may change holds one of these; most names hold none.
_CUTTABLE = re.compile(
    any_of(
        [*load("phrases")["name_begins_after"], *load("phrases")["approved"], *_FOR_EACH]
        + ["“", "的", "实现", "累计", "重点", "人均", "等", "完成", "创", "用", "共"]
        + ["方式", "可", "财政", "控制在", "每", "现在", "生在", "最", "现有", "设有", "办有", "建有", "今年", "去年", "上年", "当年"]
        + ["产后", "成后", "用后", "运后", "效后", "工后", "营后", "期间", "受理", "部门", "计算", "日"]
        + load("phrases")["does_something"]
    )
)
_HEAD_END = re.compile(
    rf"{any_of(ACTIONS)}|{phrases('head_ends_before')}|{phrases('does_something')}"
    rf"|中(?=[排列位居])|、(?=[逾超近约])|建设(?=[,。;]|$)|从(?![业事教属])|[平人户亩日月年件次笔]?均(?!衡)|已(?!建)|,|未(?=[开复完动竣])"
    rf"|(?<=项目|工程|工地)(?:建设)?现场(?!会)"
)
_SAYS_ITS_MEASURE = tuple(
    {*load("phrases")["says_its_measure"], *(m for m in MEASURES if len(m) > 1)}
)
_GLOSS = re.compile(r"\([\u4e00-\u9fff]{1,2}\)")  # 7个县（区）
_WHOSE_MEAN = re.compile(r"(?<=[院村县镇乡校社区业])(?:村民|居民|农民|职工|法官|干警|教师|员工|社员)$")
_PLACES_FIRST = re.compile(r"(?:行政村|村|乡镇|镇|乡|街道|社区)(?=[\u4e00-\u9fff]{2,}[率]$|集体经济)")
_WHOSE_WATER = re.compile(r"(?<=[地面库湖河])水质$")  # 2个水源地水质达标率均为100%
_AMONG = re.compile(r"(?:之?中)(?:有)?$")
_MEASURES_ENDING = {  # by their last character
    end: tuple(m for m in MEASURES if m[-1] == end and len(m) > 1) for end in {m[-1] for m in MEASURES}
}
_TOTALS = ("总产量", "总收入", "总产值", "总支出")


@lru_cache(maxsize=4096)  # each rule that looks at a clause asks again
def tidy(name: str) -> str:
    """Return a name as an indicator is written: without the words around it.

    Examples
    --------
    >>> tidy("水毁工程的修复资金"), tidy("城镇人均可支配收入")
    ('水毁工程修复资金', '城镇居民人均可支配收入')
    """
    name = _TRIM.sub("", name.replace("分别", "")).removesuffix("按")  # 留成按5∶5分成
    if _THESE.fullmatch(name):  # 三者增速依次为: those named before
        return ""
    if len(name) < 2:
        return name
    if not _CUTTABLE.search(name):
        return name
    for cut in _CUTS:
        name = cut.sub("", name)
    name = _LIVING_IN.sub(r"\g<where>人口", name)
    if _APPROVED.search(name):
        return ""
    name = _PER_HEAD.sub(r"\g<place>居民", name)
    if name.endswith(_FOR_EACH) and len(name) > 3 and name[:3] != "平均每":
        name = name[: name.rindex("每")]
    elif "每" in name:
        name = _FOR_SO_MUCH.sub("", name)
    return name


def is_attribute(name: str) -> bool:
    """Whether a noun needs an owner: 总投资, 增速, 占比.

    Examples
    --------
    >>> is_attribute("总投资"), is_attribute("固定资产投资")
    (True, False)
    """
    return name in ATTRIBUTES


def head_after(tail: str) -> tuple[str, str]:
    """Split what follows a count into its head noun and the rest.

    Examples
    --------
    >>> head_after("的续建项目全部复工")
    ('续建项目', '全部复工')
    >>> head_after("病险水库除险加固完工")
    ('病险水库', '除险加固完工')
    """
    text = tail.lstrip("的 ")
    end = _head_end(text)
    head = _AMONG.sub("", tidy(text[:end]))
    head = _WHOSE_WATER.sub("", head)
    if places := _PLACES_FIRST.match(head):
        head = places[0]  # 8个乡镇农村自来水普及率达100%
    if text.startswith("人均", end):
        head = _WHOSE_MEAN.sub("", head)  # 3个基层法院法官人均结案超过400件
    return head, text[end:]


def _head_end(text: str) -> int:
    opened = 0
    for i, c in enumerate(text):
        if c == "(" and _GLOSS.match(text, i):
            opened += 1
        elif c == ")" and opened:
            opened -= 1
        elif c in "“《":
            opened += 1
        elif c in "”》":
            opened -= 1
        elif c in ",。;()" or opened == 0 and i > 0 and text[i - 1] != "或" and _HEAD_END.match(text, i):
            return i
    return len(text)


def starts_with_action(text: str) -> str | None:
    """Return the action that `text` begins with, such as 开工 or 参加.

    Examples
    --------
    >>> starts_with_action("开工率"), starts_with_action("城镇就业")
    ('开工', None)
    """
    return next(a for a in ACTIONS if text.startswith(a)) if text.startswith(ACTIONS) else None


def measure_of(name: str) -> str:
    """Return the measure that a name ends with, or nothing.

    Examples
    --------
    >>> measure_of("粮食总产量"), measure_of("农机总动力")
    ('产量', '')
    """
    found = next((m for m in _MEASURES_ENDING.get(name[-1:], ()) if name.endswith(m) and name != m), "")
    return found.removeprefix("总") if found in _TOTALS else found


def without_measure(name: str) -> bool:
    """Whether a member's name lacks a measure of its own: 水稻, but not 农机总动力.

    Examples
    --------
    >>> without_measure("水稻"), without_measure("水稻产量")
    (True, False)
    """
    return not name.endswith(_SAYS_ITS_MEASURE)


def shared_end(first: str, second: str) -> str:
    """Return what two names end with alike.

    Examples
    --------
    >>> shared_end("新建项目", "续建项目")
    '建项目'
    """
    n = 0
    while n < min(len(first), len(second)) and first[-1 - n] == second[-1 - n]:
        n += 1
    return first[len(first) - n :]
