"""Social insurance in annual reports (企业年报 社保信息), one row a company and year.

Source: the enterprise publicity system (企业信息公示暂行条例 art. 8 and 9: due from 1 January to
30 June for the year before), five insurances: people insured, wages they are paid on (none for
work injury), paid in the year, and still owed. Amounts in 万元; each block of them is shown to
the public only where the firm chooses so. What is stated here is set beside the insured that
social security counts itself (series headcount). Maternity insurance went into the medical one
about 2019 (国办发〔2019〕10号): nought since is no sign.
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Deadline,
    Money,
    Name,
    Number,
    Property,
    Shown,
    Table,
    Uscc,
)

TABLE = Table(
    name="annual_social",
    title="企业年报社保信息",
    files=(
        "*年报*社保*",
        "*annual_social*",
        "*an_socialinsurance*",
    ),
    kind="append",
    unit="a company and year",
    level="public",
    deadlines=(Deadline(law="企业信息公示暂行条例 第八条", by="06-30", after="report_year"),),
    rhythm="yearly",
    feeds=("C7", "C8", "C10", "C13"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False, level="public"),
        "企业名称": Name("company_name", required=False, level="public"),
        "年报年度": Date("report_year", level="public"),
        "城镇职工基本养老保险人数": Number(
            "pension_headcount", required=False, least=0, most=5_000_000
        ),
        "失业保险人数": Number("unemployment_headcount", required=False, least=0, most=5_000_000),
        "职工基本医疗保险人数": Number(
            "medical_headcount", required=False, least=0, most=5_000_000
        ),
        "工伤保险人数": Number("injury_headcount", required=False, least=0, most=5_000_000),
        "生育保险人数": Number("maternity_headcount", required=False, least=0, most=5_000_000),
        "城镇职工基本养老保险缴费基数": Money(
            "pension_base", unit="wan", required=False, level="auth", level_by="bases_shown"
        ),
        "失业保险缴费基数": Money(
            "unemployment_base", unit="wan", required=False, level="auth", level_by="bases_shown"
        ),
        "职工基本医疗保险缴费基数": Money(
            "medical_base", unit="wan", required=False, level="auth", level_by="bases_shown"
        ),
        "生育保险缴费基数": Money(
            "maternity_base", unit="wan", required=False, level="auth", level_by="bases_shown"
        ),
        "缴费基数是否公示": Shown("bases_shown"),
        "城镇职工基本养老保险本期实缴": Money(
            "pension_paid", unit="wan", required=False, level="auth", level_by="payments_shown"
        ),
        "失业保险本期实缴": Money(
            "unemployment_paid", unit="wan", required=False, level="auth", level_by="payments_shown"
        ),
        "职工基本医疗保险本期实缴": Money(
            "medical_paid", unit="wan", required=False, level="auth", level_by="payments_shown"
        ),
        "工伤保险本期实缴": Money(
            "injury_paid", unit="wan", required=False, level="auth", level_by="payments_shown"
        ),
        "生育保险本期实缴": Money(
            "maternity_paid", unit="wan", required=False, level="auth", level_by="payments_shown"
        ),
        "本期实缴是否公示": Shown("payments_shown"),
        "城镇职工基本养老保险累计欠缴": Money(
            "pension_unpaid", unit="wan", required=False, level="auth", level_by="arrears_shown"
        ),
        "失业保险累计欠缴": Money(
            "unemployment_unpaid",
            unit="wan",
            required=False,
            level="auth",
            level_by="arrears_shown",
        ),
        "职工基本医疗保险累计欠缴": Money(
            "medical_unpaid", unit="wan", required=False, level="auth", level_by="arrears_shown"
        ),
        "工伤保险累计欠缴": Money(
            "injury_unpaid", unit="wan", required=False, level="auth", level_by="arrears_shown"
        ),
        "生育保险累计欠缴": Money(
            "maternity_unpaid", unit="wan", required=False, level="auth", level_by="arrears_shown"
        ),
        "累计欠缴是否公示": Shown("arrears_shown"),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "ancheyear": "年报年度",
        "报送年度": "年报年度",
        "so110": "城镇职工基本养老保险人数",
        "so210": "失业保险人数",
        "so310": "职工基本医疗保险人数",
        "so410": "工伤保险人数",
        "so510": "生育保险人数",
        "totalwages_so110": "城镇职工基本养老保险缴费基数",
        "totalwages_so210": "失业保险缴费基数",
        "totalwages_so310": "职工基本医疗保险缴费基数",
        "totalwages_so510": "生育保险缴费基数",
        "totalwagesdis": "缴费基数是否公示",
        "totalpayment_so110": "城镇职工基本养老保险本期实缴",
        "totalpayment_so210": "失业保险本期实缴",
        "totalpayment_so310": "职工基本医疗保险本期实缴",
        "totalpayment_so410": "工伤保险本期实缴",
        "totalpayment_so510": "生育保险本期实缴",
        "totalpaymentdis": "本期实缴是否公示",
        "unpaidsocialins_so110": "城镇职工基本养老保险累计欠缴",
        "unpaidsocialins_so210": "失业保险累计欠缴",
        "unpaidsocialins_so310": "职工基本医疗保险累计欠缴",
        "unpaidsocialins_so410": "工伤保险累计欠缴",
        "unpaidsocialins_so510": "生育保险累计欠缴",
        "unpaidsocialinsdis": "累计欠缴是否公示",
    },
    key=(
        "registry_key",
        "report_year",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
    },
    facts=(
        Property(
            "company",
            "fact",
            field="pension_headcount",
            since="report_year",
            when={"pension_headcount": "*"},
        ),
        Property(
            "company",
            "fact",
            field="unemployment_headcount",
            since="report_year",
            when={"unemployment_headcount": "*"},
        ),
        Property(
            "company",
            "fact",
            field="medical_headcount",
            since="report_year",
            when={"medical_headcount": "*"},
        ),
        Property(
            "company",
            "fact",
            field="injury_headcount",
            since="report_year",
            when={"injury_headcount": "*"},
        ),
        Property(
            "company",
            "fact",
            field="maternity_headcount",
            since="report_year",
            when={"maternity_headcount": "*"},
        ),
        Property(
            "company",
            "fact",
            field="pension_unpaid",
            since="report_year",
            when={"pension_unpaid": "*"},
        ),
        Property(
            "company",
            "fact",
            field="unemployment_unpaid",
            since="report_year",
            when={"unemployment_unpaid": "*"},
        ),
        Property(
            "company",
            "fact",
            field="medical_unpaid",
            since="report_year",
            when={"medical_unpaid": "*"},
        ),
        Property(
            "company",
            "fact",
            field="injury_unpaid",
            since="report_year",
            when={"injury_unpaid": "*"},
        ),
        Property(
            "company",
            "fact",
            field="maternity_unpaid",
            since="report_year",
            when={"maternity_unpaid": "*"},
        ),
    ),
)
