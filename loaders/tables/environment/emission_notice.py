"""Exceedances announced (排放超标通报), one row a company, pollutant and day.

Source: the environment office's announcements of daily means above the limit (超标倍数), where the
hours themselves are not handed over.
"""

from loaders.table import Company, Date, Event, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="emission_notice",
    title="排放超标通报",
    files=("*排放超标*", "*超标通报*", "*emission_notice*"),
    kind="append",
    unit="a company, pollutant and day",
    level="public",
    rhythm="monthly",
    feeds=("C5", "C8", "C10"),
    columns={
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "超标日期": Date("happened_on"),
        "污染物": Text("pollutant"),
        "监测值": Number("value", required=False, least=0),
        "标准限值": Number("limit", required=False, least=0),
        "超标倍数": Number("times_over", required=False, least=0),
        "通报日期": Date("published_on", required=False),
        "通报机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "日期": "超标日期",
        "监测日期": "超标日期",
        "超标因子": "污染物",
        "污染物名称": "污染物",
        "浓度": "监测值",
        "限值": "标准限值",
        "排放限值": "标准限值",
        "公布日期": "通报日期",
        "发布单位": "通报机关",
    },
    key=("uscc", "company_name", "pollutant", "happened_on"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "ENV_OVER",
            day="happened_on",
            parties={"company": "subject"},
            title="pollutant",
            authority="authority",
            published="published_on",
        ),
    ),
    published="published_on",
)
