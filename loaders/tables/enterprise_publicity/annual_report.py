"""Annual reports of enterprises (企业年报 基本信息), one row a company and year.

Source: the enterprise publicity system (企业信息公示暂行条例 art. 8 and 9: due from 1 January to
30 June for the year before). Contact and state of business are public (art. 9); whether the
number of people working there is, the firm chooses.
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Deadline,
    Email,
    Event,
    Name,
    Number,
    Phone,
    Property,
    Reached,
    Shown,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="annual_report",
    title="企业年报基本信息",
    files=(
        "*年报基本信息*",
        "*annual_report*",
        "*an_baseinfo*",
    ),
    kind="append",
    unit="a company and year",
    level="public",
    deadlines=(
        Deadline(
            law="企业信息公示暂行条例 第八条", by="06-30", after="report_year", met="filed_on"
        ),
    ),
    rhythm="yearly",
    feeds=("C5", "C7", "C8", "C10", "C13", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False, level="public"),
        "企业名称": Name("company_name", required=False, level="public"),
        "年报年度": Date("report_year", level="public"),
        "通信地址": Text("postal_address", required=False),
        "邮政编码": Text("postcode", required=False),
        "联系电话": Phone("phone", required=False, level="public"),
        "电子邮箱": Email("email", required=False, level="public"),
        "经营状态": Text("business_state", required=False),
        "从业人数": Number(
            "employees",
            required=False,
            least=0,
            most=5_000_000,
            level="auth",
            level_by="employees_shown",
        ),
        "从业人数是否公示": Shown("employees_shown"),
        "是否有对外投资": Text("has_investment", required=False),
        "是否发生股权转让": Text("has_transfer", required=False),
        "是否有网站或网店": Text("has_shop", required=False),
        "是否有对外担保": Text("has_guarantee", required=False),
        "填报日期": Date("filed_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "ancheyear": "年报年度",
        "报送年度": "年报年度",
        "addr": "通信地址",
        "企业通信地址": "通信地址",
        "postalcode": "邮政编码",
        "tel": "联系电话",
        "企业联系电话": "联系电话",
        "email": "电子邮箱",
        "busst_cn": "经营状态",
        "empnum": "从业人数",
        "empnumdis": "从业人数是否公示",
        "anchedate": "填报日期",
        "报送日期": "填报日期",
    },
    key=(
        "registry_key",
        "report_year",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
    },
    facts=(
        Event(
            "AR_FILED",
            day="filed_on",
            parties={"company": "subject"},
            title="business_state",
            compared=("report_year", "filed_on"),
            due="06-30",
            rise="AR_LATE",
            when={"filed_on": "*"},
        ),
        Property(
            "company", "employees", field="employees", since="report_year", when={"employees": "*"}
        ),
        Reached("company", contact="phone"),
        Reached("company", contact="email"),
    ),
)
