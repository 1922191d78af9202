"""Notes that stand in a name and are no part of it: shops, other names, states, lists.

A note is cut, and kept as what it says. What is bracketed in the middle stays; so does a
bracket at the end that names a branch (`(天桥店)`) or the legal form (`(有限合伙)`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Strings = Any  # pyarrow has no types

SHOP, OTHER_NAME, STATUS, LIST = "shop", "other_name", "status", "list"
KINDS = (SHOP, OTHER_NAME, STATUS, LIST)

_SHOPS = (
    "旗舰店|专卖店|专营店|自营店|网店|店铺|天猫|淘宝|京东|拼多多|抖音|快手|美团|饿了么|1688|阿里巴巴|"
    "苏宁易购|唯品会|微店|有赞|小红书|亚马逊|速卖通|小程序|公众号|直播间|平台|网站|官网|app|电商"
)
_STATES = (
    "已注销|注销|吊销未注销|吊销,未注销|吊销已注销|吊销|已吊销|已撤销|撤销|已迁出|迁出|已迁入|迁入|存续|"
    "在营|在业|开业|正常|停业|歇业|已停业|已歇业|清算中|清算|破产|破产清算|重整中|筹建|筹|筹备|非正常户|"
    "非正常|异常|已变更|作废|无效|在册|关闭|已关闭|拟注销|简易注销"
)
_LISTS = (
    "[白黑红灰]名单|重点(?:企业|单位|户|监控|监管|关注|税源|排污单位|\\w{1,6})?|监控|试点|示范|备案|挂靠|代缴|代理|补录|补|新|旧|老|重复|测试|本级|本部|"
    "总部|内资|外资|个体|个体户|私营|民营|国有|自然人\\p{Han}{0,8}|一人有限公司|小微企业|规上|规下|限上|限下|"
    "新户|老户|临时|非企业|乙方|甲方|供应商|采购人|中标人|被执行人|原告|被告|上诉人|被上诉人|申请人|被申请人|"
    "第三人|(?:一审|二审|原审|再审|反诉)(?:原告|被告|上诉人|被上诉人|申请人|被申请人|第三人)|"
    "债权人|债务人|出租方|承租方|管理人|破产管理人|清算组|联合体(?:牵头人|牵头方|成员|成员方)?|供货商|发包人|承包人|发包方|承包方|"
    "(?:施工|建设|监理|设计|勘察|采购|中标|用工|用人)单位|规上企业|规下企业|[0-9]{1,4}|[a-z]|[a-z0-9]{15,20}|"
    "(?:经营者|业主|户主|负责人|法定代表人|法人代表|法人|联系人)[:：][^()]{2,}|"
    "(?:经营者|法定代表人|负责人|联系人)\\p{Han}{2,4}|"
    "统一社会信用代码[^()]*|信用代码[^()]*|注册号[^()]*|"
    "(?:19|20)[0-9]{2}(?:年|[-./][0-9]{1,2})[^()]*|以下简称[^()]*|简称[^()]*|下称[^()]*"
)
_OLD = (
    "(?:曾用名称?|原企业名称|原公司名称|原名称|原名|原称|旧名|前身|现更名为|已更名为|更名为|现名为|现名|"
    "变更前|更名前|现用名|又名)"
)
_WHEN = "(?:(?:自|于)?(?:19|20)[0-9]{2}[0-9年月日.-]*(?:起|后|前)?)?"
_ENDING = (
    "(?:公司|集团|厂|店|社|所|院|行|部|中心|学校|合伙企业|幼儿园|银行|商行|超市|企业|合伙\\)|合伙)"
)
_OPEN, _CLOSE = "[（【〔［〈《「『﹙{\\[]", "[）】〕］〉》」』﹚}\\]]"
# What is left in a bracket at the end of a legal form, and is not a place, a branch or a form.
_KEPT = (
    "\\((?:特殊的?普通合伙|普通合伙|有限合伙|个人独资|股份合作|集团|第?[一二三四五六七八九十]{1,3}|"
    "第?[一二三四五六七八九十0-9]{1,3}号|[东西南北]|"
    "[^()]*(?:分公司|分店|支行|分行|分厂|店|厂|部|门市|校区|院区|中心|站|所|处|办|队|库|基地|车间|食堂|工地|项目|"
    "期|园区|分校|学校|柜))\\)$"
)

MAY_HOLD = f"[^\\p{{Han}}\\s]|(?:{_STATES}|旗舰店|专卖店|专营店|自营店|平台)\\s*$"
"""What a name has in which a note may be."""


def even(names: Strings) -> Strings:
    """Return names with brackets of one kind, full-width letters narrow, blanks gone."""
    text = pc.replace_substring_regex(names, _OPEN, "(")
    text = pc.replace_substring_regex(text, _CLOSE, ")")
    text = pc.utf8_lower(pc.utf8_normalize(text, form="NFKC"))
    text = pc.replace_substring_regex(text, "\\s+", "")
    # An unclosed bracket at the end is closed; an unopened one goes.
    open_end = pc.match_substring_regex(text, "\\([^()]*$")
    text = pc.if_else(open_end, pc.binary_join_element_wise(text, ")", ""), text)
    return pc.replace_substring_regex(text, "^([^()]*)\\)", "\\1")


def cut_notes(names: Strings) -> tuple[Strings, pd.DataFrame]:
    """Return names without their notes, evened out; and the notes.

    Returns:
        The names; and a row a note: `row` (place of the name), `kind` (of KINDS), `text`.

    >>> cut_notes(pa.array(["鼎盛商贸有限公司（鼎盛旗舰店-天猫）"]))[0].to_pylist()
    ['鼎盛商贸有限公司']
    """
    text = even(names)
    found: list[pd.DataFrame] = []
    for _ in range(3):  # three notes behind one another are the most that was ever seen
        before = text
        for kind, pattern in _PATTERNS:
            text = _cut(text, kind, pattern, found)
        if text.equals(before):
            break
    notes = pd.concat(found) if found else pd.DataFrame({"row": [], "kind": [], "text": []})
    return text, notes.astype({"row": "int64"}).sort_values("row", kind="stable")


_PATTERNS = (
    (
        OTHER_NAME,
        f"^(?P<head>.{{2,}}?)[(,，;；/、-]*{_WHEN}{_OLD}[:：]?(?P<note>[^()]{{2,}}(?:\\([^()]*\\)[^()]*)?)\\)?$",
    ),
    (OTHER_NAME, f"^(?P<head>.{{4,}}?)\\(原[:：]?(?P<note>[^()]{{3,}}{_ENDING})\\)$"),
    (OTHER_NAME, f"^(?P<head>.{{4,}}?{_ENDING})[,，;；/、-]*原[:：](?P<note>[^()]{{2,}})$"),
    (STATUS, f"^(?P<head>.{{2,}}?)\\((?P<note>{_STATES})\\)$"),
    (STATUS, f"^(?P<head>.{{2,}}?{_ENDING})[-_—–,，;；/]*(?P<note>{_STATES})$"),
    (STATUS, f"^\\((?P<note>{_STATES})\\)(?P<head>.{{2,}})$"),
    (LIST, f"^(?P<head>.{{2,}}?)\\((?P<note>{_LISTS})\\)$"),
    (LIST, "^(?P<head>.{4,}?)[(,，;；/、-]+(?P<note>个体工商户)\\)?$"),
    (LIST, f"^\\((?P<note>{_LISTS})\\)(?P<head>.{{4,}})$"),
    (LIST, "^(?P<note>[0-9]{1,4}[.、:：])(?P<head>\\D.{3,})$"),
    (
        LIST,
        "^(?P<note>第[一二三四五六七八九十0-9]{1,2}(?:名|标段|(?:中标|成交)候选人)[:：])(?P<head>.{4,})$",
    ),
    (SHOP, f"^(?P<note>[^()]*(?:{_SHOPS})[^()]*)\\((?P<head>[^()]{{4,}}公司)\\)$"),
    (SHOP, f"^(?P<head>.{{4,}}?)\\((?P<note>[^()]*(?:{_SHOPS})[^()]*)\\)$"),
    (SHOP, f"^(?P<head>.{{3,}}?{_ENDING})[-_—–:：/|]+(?P<note>[^()]*(?:{_SHOPS})[^()]*)$"),
    (
        SHOP,
        "^(?P<head>.{3,}?公司)(?P<note>[^()公司]{0,12}(?:旗舰店|专卖店|专营店|自营店)(?:[-_—–].*)?)$",
    ),
)
_LAST = "^(?P<head>.{3,}?(?:公司|企业|合作社|事务所|厂))\\((?P<note>[^()]+)\\)$"


def _cut(text: Strings, kind: str, pattern: str, found: list[pd.DataFrame]) -> Strings:
    hit = pc.match_substring_regex(text, pattern.replace("?P<head>", "").replace("?P<note>", ""))
    rows = np.flatnonzero(hit.fill_null(False).to_numpy(zero_copy_only=False))
    if not len(rows):
        return text
    told = pc.extract_regex(text.take(pa.array(rows)), pattern)
    found.append(pd.DataFrame({"row": rows, "kind": kind, "text": _words(told, "note")}))
    return pc.replace_with_mask(text, hit.fill_null(False), pc.struct_field(told, "head"))


def cut_last(text: Strings, places: npt.NDArray[np.int64]) -> tuple[Strings, pd.DataFrame]:
    """Return names without a bracket behind the legal form that is none of what may stand there.

    Args:
        places: by name, the region that its last bracket names; 0 where it names none.
    """
    hit = pc.match_substring_regex(text, _LAST.replace("?P<head>", "").replace("?P<note>", ""))
    hit = pc.and_(hit, pc.invert(pc.match_substring_regex(text, _KEPT)))
    rows = np.flatnonzero(hit.fill_null(False).to_numpy(zero_copy_only=False) & (places == 0))
    told = pc.extract_regex(text.take(pa.array(rows)), _LAST)
    notes = pd.DataFrame({"row": rows, "kind": LIST, "text": _words(told, "note")})
    mask = np.zeros(len(text), bool)
    mask[rows] = True
    return pc.replace_with_mask(text, pa.array(mask), pc.struct_field(told, "head")), notes


def _words(told: pa.Array, field: str) -> npt.NDArray[np.object_]:
    found: npt.NDArray[np.object_] = pc.struct_field(told, field).to_numpy(zero_copy_only=False)
    return found
