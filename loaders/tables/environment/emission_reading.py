"""Emissions measured hour by hour (污染源在线监测小时数据), one row an outlet, pollutant and hour.

Source: the environment office's online monitoring (污染物排放自动监测设备); each row with the limit
of its own permit or standard (标准限值). The readings stay rows of their delivery; successive hours
above the limit are one event.
"""

from loaders.table import Choice, Code, Company, Exceedance, Hour, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="emission_reading",
    title="污染源在线监测",
    files=("*污染源*监测*", "*在线监测*小时*", "*emission_reading*"),
    kind="append",
    unit="an outlet, pollutant and hour",
    level="public",
    rhythm="daily",
    feeds=("C8", "C10"),
    columns={
        "排放口编号": Code("outlet"),
        "污染物": Text("pollutant"),
        "监测时间": Hour("measured_at"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "浓度": Number("value", required=False, least=0),
        "标准限值": Number("limit", required=False, least=0),
        "数据标记": Choice(
            "flag",
            required=False,
            other="marked",
            words={"N": "normal", "正常": "normal", "有效": "normal"},
        ),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "监控点编号": "排放口编号",
        "监测点编号": "排放口编号",
        "污染物名称": "污染物",
        "监测因子": "污染物",
        "数据时间": "监测时间",
        "时间": "监测时间",
        "排放浓度": "浓度",
        "折算浓度": "浓度",
        "小时均值": "浓度",
        "排放限值": "标准限值",
        "限值": "标准限值",
        "标记": "数据标记",
    },
    key=("outlet", "pollutant", "measured_at"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Exceedance(
            "ENV_OVER",
            hour="measured_at",
            value="value",
            sensor=("outlet", "pollutant"),
            parties={"company": "subject"},
            measured="排放浓度",
            measured_field="pollutant",
            limit_field="limit",
            number="outlet",
            when={"flag": ("normal", "")},
        ),
    ),
)
