"""Registered enterprises (企业基本信息), one row each.

Source: table company_baseinfo of the Jinan set of 2020, explained in fields.xlsx. GB18030;
capital in 万元. Days are epoch milliseconds of which the source keeps three digits, so each is
"about", 58 days either way. The column industryco holds names of trades, not codes.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Event,
    Money,
    Number,
    Property,
    Table,
    Text,
)

TABLE = Table(
    name="jinan_company_baseinfo",
    title="企业基本信息",
    files=("company_baseinfo",),
    kind="full",
    columns={
        "regcap": Money("registered_capital", unit="wan", required=False),
        "empnum": Number("employee_count", required=False, least=0),
        "estdate": Date("established_on", significant=3),
        "candate": Date("closed_on", required=False, significant=3),
        "revdate": Date("revoked_on", required=False, significant=3),
        "entstatus": Choice(
            "status",
            words={
                "在营(开业)企业": "active",
                "注销企业": "deregistered",
                "吊销企业": "revoked",
                "迁出": "moved_out",
            },
        ),
        "opto": Date("term_to", required=False, significant=3),
        "enttype": Choice(
            "company_kind",
            required=False,
            keeps="enterprise_type",
            within=True,
            words={
                "分公司": "branch",
                "分支机构": "branch",
                "办事机构": "branch",
                "合作": "cooperative",
                "个体": "individual_business",
                "公司": "company",
                "企业": "company",
            },
            other="unknown",
        ),
        "entcat": Text("category", required=False),
        "industryphy": Text("sector", required=False),
        "entname": Code("company_key"),
        "regcapcur": Text("currency", required=False),
        "industryco": Text("industry", required=False),
        "opfrom": Date("term_from", required=False, significant=3),
    },
    key=("company_key",),
    parties={
        "company": Company(source_key="company_key", founds=True, kind="company_kind"),
    },
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "registered_capital", field="registered_capital"),
        Property("company", "established_on", field="established_on", since="established_on"),
        Property("company", "term_to", field="term_to"),
        Property("company", "enterprise_type", field="enterprise_type"),
        Property("company", "industry", field="industry"),
        Property("company", "industry", field="sector", when={"industry": ""}),
        Property("company", "fact", field="employee_count"),
        Property("company", "fact", field="category"),
        Property(
            "company",
            "status",
            field="status",
            since="closed_on",
            when={"status": "deregistered"},
        ),
        Property(
            "company", "status", field="status", since="revoked_on", when={"status": "revoked"}
        ),
        Property("company", "status", field="status", when={"status": ("active", "moved_out")}),
        Event(
            "REG_EST",
            day="established_on",
            parties={"company": "subject"},
            key=("company_key", "established_on"),
        ),
        Event(
            "REG_CLOSE",
            day="closed_on",
            parties={"company": "subject"},
            key=("company_key", "closed_on"),
            when={"closed_on": "*"},
        ),
        Event(
            "REG_REVOKE",
            day="revoked_on",
            parties={"company": "subject"},
            key=("company_key", "revoked_on"),
            when={"revoked_on": "*"},
        ),
    ),
    # 127 of the 2,000 have a capital of 0.0, nearly all of them branches, which have none.
    nulls=("0.0",),
)
