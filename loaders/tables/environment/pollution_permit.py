"""Pollution permits (排污许可证), one row a permit.

Source: the environment office's register (排污许可管理条例, 国务院令第736号: valid five years).
"""

from loaders.table import Company, Date, Deadline, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="pollution_permit",
    title="排污许可证",
    files=("*排污许可*", "*pollution_permit*"),
    kind="append",
    unit="a permit",
    level="public",
    rhythm="monthly",
    deadlines=(
        Deadline(law="济天信用办〔2020〕4号 五(一)", after="granted_on", days=7, working=True),
    ),
    feeds=("C5", "C8", "C10", "C15", "C17", "C18"),
    columns={
        "许可证编号": Text("permit_number"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "管理类别": Text("category", required=False),
        "发证日期": Date("granted_on"),
        "有效期至": Date("valid_until", required=False, ends=True),
        "注销或撤销日期": Date("revoked_on", required=False),
        "发证机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "排污许可证编号": "许可证编号",
        "行业类别": "管理类别",
        "核发日期": "发证日期",
        "有效期始": "发证日期",
        "有效期止": "有效期至",
        "有效期限": "有效期至",
        "撤销日期": "注销或撤销日期",
        "核发机关": "发证机关",
    },
    key=("permit_number", "granted_on"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "LIC_GRANT",
            day="granted_on",
            until="valid_until",
            key=("permit_number", "granted_on"),
            parties={"company": "subject"},
            title="category",
            number="permit_number",
            authority="authority",
            when={"revoked_on": ""},
        ),
        Event(
            "LIC_GRANT",
            day="granted_on",
            until="revoked_on",
            key=("permit_number", "granted_on"),
            parties={"company": "subject"},
            title="category",
            number="permit_number",
            authority="authority",
            when={"revoked_on": "*"},
        ),
        Event(
            "LIC_REVOKE",
            day="revoked_on",
            parties={"company": "subject"},
            title="category",
            number="permit_number",
            authority="authority",
            when={"revoked_on": "*"},
        ),
    ),
)
