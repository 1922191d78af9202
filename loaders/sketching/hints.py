"""What a header says of its column, and the fields that declared tables give to such a header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.checking.header_names import bare
from loaders.checking.synonyms import synonyms
from loaders.fields import ColumnType
from loaders.reading import folded_name
from loaders.table import Table

USCC = re.compile(r"信用代码|uscc|uniscid|credit_?code|creditno")
ORG_CODE = re.compile(r"机构代码|org_?code")
REGISTRATION = re.compile(r"注册号|regno|reg_?no")
TAXPAYER = re.compile(r"纳税人识别|税号|taxpayer|nsrsbh")
RESIDENT = re.compile(r"身份证|证件号|公民身份|id_?card|cert_?no|certno|sfzh")
PHONE = re.compile(r"电话|手机|联系方式|传真|phone|mobile|tel$|^tel")
EMAIL = re.compile(r"邮箱|邮件|e-?mail")
CASE = re.compile(r"案号|case_?no")
REGION = re.compile(r"区划|地区代码|区域代码|region|area_?code|xzqh")
DATE = re.compile(r"日期|时间|期限|日$|^自|^至|起$|止$|date|_?time$|day$")
YEAR = re.compile(r"年度|年份|年$|year")
MONTH = re.compile(r"月|所属期|属期|month|period")
HOUR = re.compile(r"时间|小时|时刻|time|hour")
MONEY = re.compile(
    r"金额|[(（万亿]元|资本|资金|款|税额|费|余额|价|欠税|罚没|营业额|收入|amount|money|fee|capital"
)
WAN = re.compile(r"万元|\(万\)|wan")
YI = re.compile(r"亿元")
SHARE = re.compile(r"比例|占比|比率|率$|率\(|%|percent|ratio|share")
COUNTED = re.compile(r"数|量|额|得分|分值|小时|天$|count|num|amount|total|score|hours|days")
SERIAL = re.compile(r"^(序号|序|编号|行号|no\.?|#|id|index|rownum)$")
NUMBERED = re.compile(r"号|编码|代码|文书|主键|code|_?no$|number|_?id$|^id")
PERSON = re.compile(r"姓名|法定代表人|负责人|法人代表|联系人|经办人|股东|监事|董事|.人$|person|xm$")
NAMED = re.compile(
    r"名称|姓名|单位|企业|公司|机构|机关|主体|当事人|相对人|法定代表人|负责人|联系人|股东|.人$|name"
)
TITLED = re.compile(
    r"(项目|工程|公告|许可|产品|商品|证书|文书|计划|任务|事项|标段|荣誉|名单|案件)名称|类别|类型|性质|地址"
)
AUTHORITY = re.compile(r"机关|部门|法院|主管|登记机|发证|认定|authority")


@dataclass(frozen=True)
class Known:
    """What the declared tables call the columns of a header, and how they read them."""

    fields: dict[str, str]
    types: dict[str, type[ColumnType]]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.called(name) in self.fields

    def called(self, name: str) -> str:
        """Return a header as declared tables call it: without notes and unit, or by a synonym."""
        plain, short = name.casefold(), bare(name)
        others = (*synonyms().get(plain, ()), *synonyms().get(short, ()))
        return next((one for one in (plain, short, *others) if one in self.fields), plain)

    def field(self, name: str) -> str | None:
        """Return the field that most declared tables make of a header."""
        return self.fields.get(self.called(name))

    def type(self, name: str) -> type[ColumnType] | None:
        """Return the type by which most declared tables read a header."""
        return self.types.get(self.called(name))


def known(tables: Iterable[Table]) -> Known:
    """Return header (folded, without case) -> the field and type that most tables give it."""
    fields: dict[str, Counter[str]] = {}
    types: dict[str, Counter[type[ColumnType]]] = {}
    for table in tables:
        for name, header in [*((h, h) for h in table.columns), *table.aliases.items()]:
            column = table.columns[header]
            plain = folded_name(name).casefold()
            fields.setdefault(plain, Counter())[column.field] += 1
            types.setdefault(plain, Counter())[type(column)] += 1
    return Known(
        {name: min(c, key=lambda f: (-c[f], f)) for name, c in fields.items()},
        {name: min(c, key=lambda t: (-c[t], t.__name__)) for name, c in types.items()},
    )
