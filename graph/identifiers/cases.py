"""Court case numbers (案号), of the numbering since 2016 and of the one before.

**Source:** 法〔2015〕137号 (from 2016-01-01): (year) court, kind of case, number. A court's code is
its province's character and the region's digits without the province.
"""

import re

from graph.errors import IdentifierError
from graph.identifiers.form import Identifier, is_masked, require, shown, without_blanks

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼兵军"

_LISTED = (
    "民初 民终 民申 民再 民监 民撤 民抗 民辖 民辖终 民特 民督 民催 民保令 "
    "刑初 刑终 刑申 刑再 刑监 刑抗 刑更 刑核 刑辖 "
    "行初 行终 行申 行再 行监 行抗 行审 行辖 行赔初 行赔终 "
    "知民初 知民终 知民辖终 知行初 知行终 "
    "执 执恢 执异 执复 执保 执监 执协 执他 执更 执请 执督 "
    "财保 行保 破申 破 破终 破监 清申 强清 清终 清监 司惩 司救执 委赔 法赔 认台 认港 协外认"
)
CASE_TYPES = tuple(_LISTED.split())

_BRACKETS = str.maketrans("〔〕[]【】{}", "()()()()")
_SUFFIX = r"(?P<suffix>(?:之[一二三四五六七八九十]+|-\d+)?)"
_NEW = re.compile(
    rf"\((?P<year>\d{{4}})\)(?P<court>(?:最高法|[{PROVINCES}]\d{{0,4}}))"
    rf"(?P<type>[\u4e00-\u9fff]{{1,6}}?)(?P<number>\d+)号{_SUFFIX}"
)
_OLD = re.compile(
    r"\((?P<year>\d{4})\)(?P<court>[\u4e00-\u9fff]{1,16}?)字第?(?P<number>\d+)号" + _SUFFIX
)
_WANTED = "wanted the shape (2024)鲁0105民初123号 or (2015)济民初字第123号"


def case_number(text: str) -> Identifier:
    """Return a case number with half-width brackets and without leading zeros.

    A kind of case that 法〔2015〕137号 is not known to list is a warning.

    >>> case_number("（2015）阜执字第00690号").value
    '(2015)阜执字第690号'

    Raises:
        IdentifierError: it has neither shape, or a year that no court of ours has seen.
    """
    code = without_blanks(text).translate(_BRACKETS)
    if is_masked(code):
        return Identifier("case_number", code, masked=True)
    old = _OLD.fullmatch(code)
    found = old or _NEW.fullmatch(code)
    if found is None:
        sentence = f"Case number {shown(code)} cannot be read, {_WANTED}."
        raise IdentifierError(sentence, kind="case_number", value=code)
    sentence = f"Case number {shown(code)} is of the year {found['year']}, wanted 1949 to 2099."
    require("1949" <= found["year"] <= "2099", sentence, "case_number", code)
    return _old_style(found) if old else _new_style(found)


def _old_style(found: re.Match[str]) -> Identifier:
    number = f"({found['year']}){found['court']}字第{_plain(found['number'])}号{found['suffix']}"
    return Identifier("case_number", number)


def _new_style(found: re.Match[str]) -> Identifier:
    head = f"({found['year']}){found['court']}{found['type']}"
    number = f"{head}{_plain(found['number'])}号{found['suffix']}"
    if found["type"] in CASE_TYPES:
        return Identifier("case_number", number)
    warning = f"Case number {number} is of the kind {found['type']!r}, which is not listed."
    return Identifier("case_number", number, (warning,))


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"
