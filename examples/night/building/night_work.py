"""Permits to build at night (夜间施工许可), one row a permit applied for.

Source: an invented building office, monthly, CSV with a title and a total row. It is what
`qiji table new` wrote, finished by hand.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Money,
    Name,
    Number,
    Phone,
    Property,
    Reached,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="night_work",
    title="夜间施工许可",
    files=("*夜间施工*",),
    kind="append",
    by_hand=True,
    unit="a permit applied for",
    level="gov",
    rhythm="monthly",
    columns={
        "序号": Number("row_number", required=False),
        "许可文号": Code("permit_number"),
        "施工单位": Name("builder_name"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "工地名称": Text("site_name"),
        "施工日期": Date("worked_on"),
        "时长(小时)": Number("hours", least=0, most=12),
        "保证金(万元)": Money("deposit", unit="wan"),
        "许可结果": Choice("outcome", words={"准予": "granted", "不予": "denied"}),
        "联系电话": Phone("phone", required=False),
        "备注": Text("remark", required=False),
    },
    nulls=("不详",),
    key=("permit_number",),
    parties={"builder": Company(name="builder_name", uscc="uscc")},
    facts=(
        Property(
            "builder", "fact", field="site_name", since="worked_on", when={"outcome": "granted"}
        ),
        Reached("builder", "phone"),
    ),
)
