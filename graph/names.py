"""Names of companies and people: their normal form, their grams, their parts.

The normal form is made character by character, so folding a part of a name gives that part of
the folded name: prefixes stay prefixes, and a place in one is found again in the other.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

_LINE = "\n"


def fold(text: str) -> str:
    """Return a name's normal form, for exact comparison and for search.

    Width and compatibility forms (NFKD), traditional characters made simplified, case, and
    without punctuation, brackets, blanks and accents. Folding twice changes nothing.

    >>> fold("華瑞（济南）ＴＥＣＨ 有限公司")
    '华瑞济南tech有限公司'
    """
    return text.replace(_LINE, " ").translate(_folding())


def fold_many(names: "pd.Series[Any]") -> "pd.Series[str]":
    """Return the normal form of each name; a missing name stays missing."""
    codes, found = pd.factorize(names.astype("str"))
    whole = pd.Series(found, dtype="str").str.replace(_LINE, " ", regex=False)
    folded = _LINE.join(whole).translate(_folding()).split(_LINE) if len(whole) else []
    taken = pd.array(folded, dtype="str").take(codes, allow_fill=True)
    return pd.Series(taken, index=names.index, name=names.name)


def grams(folded: str) -> list[str]:
    """Return the distinct characters and pairs of neighbours of a folded name, in their order.

    >>> grams("华瑞华")
    ['华', '瑞', '华瑞', '瑞华']
    """
    pairs = [folded[place : place + 2] for place in range(len(folded) - 1)]
    return list(dict.fromkeys([*folded, *pairs]))


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        simple = text.translate(_simplified())
        made = "".join(letter for letter in simple if letter.isalnum()) or ""
        self[code] = made
        return made


@cache
def _folding() -> _Folding:
    return _Folding({ord(_LINE): _LINE})


@cache
def _simplified() -> dict[int, str]:
    """Return OpenCC's table from traditional to simplified, one character at a time.

    A few simplified forms are themselves simplified further; each leads to the last.
    """
    from opencc import OpenCC  # only a name outside the common characters needs it

    letters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x33480))]
    turned = OpenCC("t2s").convert(_LINE.join(letters)).split(_LINE)
    table = {old: new for old, new in zip(letters, turned, strict=True) if old != new}
    return {ord(old): table.get(new, new) for old, new in table.items()}


@dataclass(frozen=True, slots=True)
class NameParts:
    """A company's name by its parts, folded; what is not told apart stays in the core.

    Args:
        place: region the name begins with, or holds in brackets.
        core: the word that tells the firm from others (字号).
        trade: what it deals in (行业).
        form: legal form (组织形式).
        branch: what follows the legal form (`天桥分公司`).
    """

    place: str
    core: str
    trade: str
    form: str
    branch: str


_PLACES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 中国 "
    "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 莱芜 "
    "历下 市中 槐荫 天桥 历城 长清 章丘 济阳 钢城 平阴 商河 "
    "广州 深圳 杭州 南京 苏州 武汉 成都 西安 郑州 长沙 沈阳 大连 哈尔滨 长春 石家庄 太原 合肥 厦门"
)
_TRADES = (
    "科技 网络科技 信息技术 电子科技 生物科技 新材料科技 技术 电子 信息 网络 软件 智能 贸易 商贸 "
    "经贸 物资 实业 工贸 建筑工程 建设工程 装饰工程 建筑 建设 工程 装饰 装修 建材 钢材 物流 运输 "
    "货运 供应链 仓储 机械 机械设备 设备 机电 电气 自动化 汽车 汽车服务 汽车销售 化工 能源 环保 "
    "新能源 医药 医疗器械 生物 食品 餐饮 餐饮管理 酒店 酒店管理 服装 纺织 家具 印刷 包装 广告 传媒 "
    "文化 文化传媒 文化传播 教育 教育咨询 咨询 管理咨询 企业管理 投资 投资管理 资产管理 担保 "
    "融资担保 房地产 房地产开发 置业 物业 物业管理 园林 园林绿化 农业 农业科技 种植 养殖 劳务 "
    "人力资源 保洁 家政 服务 销售 管理 发展 开发 制造 加工"
)
_FORMS = (
    "股份有限公司 有限责任公司 集团有限公司 集团股份有限公司 控股有限公司 有限公司 集团 公司 "
    "合伙企业有限合伙 合伙企业普通合伙 有限合伙 合伙企业 个人独资企业 农民专业合作社联合社 "
    "农民专业合作社 专业合作社 合作社 事务所 研究所 研究院 研究中心 中心 工作室 经营部 商行 商店 "
    "门市部 超市 饭店 餐厅 厂 店 部 行 社"
)
_BRANCHES = "分公司 分店 分厂 分行 支行 分所 分社 分部 办事处 营业部 营业厅 项目部 门店"


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=lambda word: (-len(word), word)))


_IN_BRACKETS = re.compile(rf"[(（]((?:{_any_of(_PLACES)})[省市区县]?)[)）]")
_PLACE = re.compile(rf"(?:(?:{_any_of(_PLACES)})(?:自治区|[省市区县])?)+")
_TRADE = re.compile(rf"(?<=.)(?:{_any_of(_TRADES)})+$")
_FORM = re.compile(rf"(?:{_any_of(_FORMS)})$")
_BRANCH = re.compile(rf"(?<=公司)[^公]*?(?:{_any_of(_BRANCHES)})$")


def split_name(text: str) -> NameParts:
    """Return a company's name by its parts, from declared lists of words.

    The core is never empty where the name is not: what is all place or trade stays whole there.

    >>> split_name("华瑞（济南）科技有限公司天桥分公司")
    NameParts(place='济南', core='华瑞', trade='科技', form='有限公司', branch='天桥分公司')
    """
    bracketed = _IN_BRACKETS.search(text)
    rest = fold(text.replace(bracketed[0], "", 1) if bracketed else text)
    rest, branch = _cut_end(rest, _BRANCH)
    rest, form = _cut_end(rest, _FORM)
    leading = _PLACE.match(rest)
    place = leading[0] if leading and leading.end() < len(rest) else ""
    core, trade = _cut_end(rest.removeprefix(place), _TRADE)
    return NameParts(fold(bracketed[1]) if bracketed else place, core, trade, form, branch)


def _cut_end(text: str, ending: re.Pattern[str]) -> tuple[str, str]:
    """Return the text before an ending, and the ending, which never takes all of it."""
    found = ending.search(text)
    if found is None or found.start() == 0:
        return text, ""
    return text[: found.start()], found[0]
