"""Work safety licences (安全生产许可证), one row a licence.

Source: the issuing office's register (安全生产许可证条例: mines, building, dangerous chemicals,
fireworks and explosives need one, valid three years).
"""

from loaders.table import Company, Date, Deadline, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="safety_licence",
    title="安全生产许可证",
    files=("*安全生产许可*", "*safety_licence*"),
    kind="append",
    unit="a licence",
    level="public",
    rhythm="monthly",
    deadlines=(
        Deadline(law="济天信用办〔2020〕4号 五(一)", after="granted_on", days=7, working=True),
    ),
    feeds=("C5", "C8", "C10", "C13", "C15", "C17", "C18"),
    columns={
        "许可证编号": Text("licence_number"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "许可范围": Text("scope", required=False),
        "发证日期": Date("granted_on"),
        "有效期至": Date("valid_until", required=False, ends=True),
        "注销或吊销日期": Date("revoked_on", required=False),
        "发证机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "证书编号": "许可证编号",
        "编号": "许可证编号",
        "许可内容": "许可范围",
        "颁发日期": "发证日期",
        "有效期起": "发证日期",
        "有效期止": "有效期至",
        "有效期": "有效期至",
        "吊销日期": "注销或吊销日期",
        "颁发机关": "发证机关",
    },
    key=("licence_number", "granted_on"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "LIC_GRANT",
            day="granted_on",
            until="valid_until",
            key=("licence_number", "granted_on"),
            parties={"company": "subject"},
            title="scope",
            number="licence_number",
            authority="authority",
            when={"revoked_on": ""},
        ),
        Event(
            "LIC_GRANT",
            day="granted_on",
            until="revoked_on",
            key=("licence_number", "granted_on"),
            parties={"company": "subject"},
            title="scope",
            number="licence_number",
            authority="authority",
            when={"revoked_on": "*"},
        ),
        Event(
            "LIC_REVOKE",
            day="revoked_on",
            parties={"company": "subject"},
            title="scope",
            number="licence_number",
            authority="authority",
            when={"revoked_on": "*"},
        ),
    ),
)
