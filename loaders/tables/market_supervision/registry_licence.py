"""Licences in the enterprise publicity system (公示系统 行政许可), one row a licence.

Source: the market supervision department (企业信息公示暂行条例 art. 6 and 7). The same licence may
stand in the publication lists too (table licence): by licence number, name and first day the two
are one event.
"""

from loaders.table import Choice, Code, Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="registry_licence",
    title="公示系统行政许可",
    files=(
        "*公示系统行政许可*",
        "*registry_licence*",
        "*e_licence*",
    ),
    kind="append",
    unit="a licence",
    level="public",
    rhythm="weekly",
    feeds=("C5", "C7", "C8", "C10", "C15", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("party_name"),
        "许可文件编号": Text("licence_number"),
        "许可文件名称": Text("licence_name", required=False),
        "有效期自": Date("valid_from"),
        "有效期至": Date("valid_until", required=False, ends=True),
        "许可机关": Text("authority", required=False),
        "许可内容": Text("content", required=False),
        "状态": Choice(
            "state",
            required=False,
            words={
                "1": "in_force",
                "有效": "in_force",
                "正常": "in_force",
                "2": "ended",
                "无效": "ended",
                "已注销": "ended",
                "注销": "ended",
                "撤销": "withdrawn",
                "已撤销": "withdrawn",
            },
        ),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "licno": "许可文件编号",
        "许可证编号": "许可文件编号",
        "licname_cn": "许可文件名称",
        "valfrom": "有效期自",
        "valto": "有效期至",
        "licanth": "许可机关",
        "licanth_cn": "许可机关",
        "licitem": "许可内容",
        "type": "状态",
    },
    key=(
        "registry_key",
        "licence_number",
        "valid_from",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="party_name"),
    },
    facts=(
        Event(
            "LIC_GRANT",
            day="valid_from",
            until="valid_until",
            parties={"company": "subject"},
            key=("licence_number", "party_name", "valid_from"),
            shared="licence",
            title="content",
            number="licence_number",
            authority="authority",
            state="state",
        ),
    ),
)
