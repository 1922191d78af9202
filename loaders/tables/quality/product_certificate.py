"""Product certificates and production licences (3C认证与生产许可), one row a certificate.

Source: the certifying body's or the quality office's register (强制性产品认证管理规定;
工业产品生产许可证管理条例).
"""

from loaders.table import Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="product_certificate",
    title="产品认证与生产许可",
    files=("*3C认证*", "*产品认证*", "*生产许可证*", "*product_certificate*"),
    kind="append",
    unit="a certificate",
    level="public",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13", "C15", "C18"),
    columns={
        "证书编号": Text("certificate"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "产品名称": Text("product"),
        "发证日期": Date("granted_on"),
        "有效期至": Date("valid_until", required=False, ends=True),
        "撤销日期": Date("revoked_on", required=False),
        "发证机构": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "持证人": "企业名称",
        "获证组织": "企业名称",
        "生产许可证编号": "证书编号",
        "产品类别": "产品名称",
        "颁证日期": "发证日期",
        "证书有效期": "有效期至",
        "截止日期": "有效期至",
        "注销日期": "撤销日期",
        "发证机关": "发证机构",
    },
    key=("certificate", "granted_on"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "LIC_GRANT",
            day="granted_on",
            until="valid_until",
            key=("certificate", "granted_on"),
            parties={"company": "subject"},
            title="product",
            number="certificate",
            authority="authority",
            when={"revoked_on": ""},
        ),
        Event(
            "LIC_GRANT",
            day="granted_on",
            until="revoked_on",
            key=("certificate", "granted_on"),
            parties={"company": "subject"},
            title="product",
            number="certificate",
            authority="authority",
            when={"revoked_on": "*"},
        ),
        Event(
            "LIC_REVOKE",
            day="revoked_on",
            parties={"company": "subject"},
            title="product",
            number="certificate",
            authority="authority",
            when={"revoked_on": "*"},
        ),
    ),
)
