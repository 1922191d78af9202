"""The dated properties of nodes and the monthly measures of companies, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Who may see it: everyone, departments by duty, or the subject and those it authorises in writing;
# `auth` never leaves the home for a server (docs/decisions/0020).
Disclosure = Literal["public", "gov", "auth"]


@dataclass(frozen=True)
class Property:
    """A dated property of a node: one row a value and period."""

    name: str
    label: str
    title: str
    meaning: str
    single: bool = True  # at most one value holds on a day; the latest start wins
    published: bool = True
    disclosure: Disclosure = "public"


@dataclass(frozen=True)
class Measure:
    """A monthly measure of a company, kept as a series (never an event, never a node)."""

    name: str
    title: str
    unit: str
    meaning: str
    disclosure: Disclosure = "gov"


PROPERTIES = (
    Property("name", "Company", "名称", "full registered name"),
    Property("uscc", "Company", "统一社会信用代码", "GB 32100-2015"),
    Property("org_code", "Company", "组织机构代码", "GB 11714"),
    Property("registration_number", "Company", "注册号", "GS 15-2006"),
    Property("taxpayer_id", "Company", "纳税人识别号", "as the tax office writes it"),
    Property("registry_key", "Company", "主体身份代码", "PRIPID of the registry", published=False),
    Property("social_unit", "Company", "社保单位编号", "AAB001 of social security"),
    Property("tax_key", "Company", "登记序号", "DJXH of the tax office"),
    Property("source_key", "Company", "来源键", "a source's own key, such as a hash of the name"),
    Property("status", "Company", "登记状态", "active, suspended, revoked, deregistered ..."),
    Property("registered_capital", "Company", "注册资本", "CNY, yuan"),
    Property("paid_in_capital", "Company", "实缴资本", "CNY, yuan"),
    Property("established_on", "Company", "成立日期", "ISO day"),
    Property("address", "Company", "住所", "as written"),
    Property("region", "Company", "行政区划", "GB/T 2260"),
    Property("enterprise_type", "Company", "企业类型", "in the source's words"),
    Property("industry", "Company", "行业", "GB/T 4754 code or words"),
    Property("scope", "Company", "经营范围", "in the source's words"),
    Property("term_to", "Company", "营业期限至", "ISO day"),
    Property("registration_authority", "Company", "登记机关", "in the source's words"),
    Property("tax_credit_rating", "Company", "纳税信用等级", "A, B, M, C or D"),
    Property("legal_representative_name", "Company", "法定代表人姓名", "as a source writes it"),
    Property("tax_status", "Company", "纳税人状态", "normal, abnormal, suspended, cancelled ..."),
    Property("total_assets", "Company", "资产总额", "year's end; CNY, yuan", disclosure="auth"),
    Property(
        "total_liabilities", "Company", "负债总额", "year's end; CNY, yuan", disclosure="auth"
    ),
    Property("net_assets", "Company", "所有者权益合计", "year's end; CNY, yuan", disclosure="auth"),
    Property("revenue", "Company", "营业总收入", "of a year; CNY, yuan", disclosure="auth"),
    Property("main_revenue", "Company", "主营业务收入", "of a year; CNY, yuan", disclosure="auth"),
    Property("total_profit", "Company", "利润总额", "of a year; CNY, yuan", disclosure="auth"),
    Property("net_profit", "Company", "净利润", "of a year; CNY, yuan", disclosure="auth"),
    Property("tax_total", "Company", "纳税总额", "of a year; CNY, yuan", disclosure="auth"),
    Property("employees", "Company", "从业人数", "as its annual report says", disclosure="auth"),
    Property(
        "insurance_status", "Company", "参保状态", "insured, paused or ended", disclosure="gov"
    ),
    Property("insured_pension", "Company", "养老参保人数", "persons", disclosure="gov"),
    Property("insured_medical", "Company", "医疗参保人数", "persons", disclosure="gov"),
    Property("insured_unemployment", "Company", "失业参保人数", "persons", disclosure="gov"),
    Property("insured_injury", "Company", "工伤参保人数", "persons", disclosure="gov"),
    Property("insured_maternity", "Company", "生育参保人数", "persons", disclosure="gov"),
    Property("paid_pension", "Company", "养老缴至", "last month paid", disclosure="gov"),
    Property("paid_medical", "Company", "医疗缴至", "last month paid", disclosure="gov"),
    Property("paid_unemployment", "Company", "失业缴至", "last month paid", disclosure="gov"),
    Property("paid_injury", "Company", "工伤缴至", "last month paid", disclosure="gov"),
    Property("paid_maternity", "Company", "生育缴至", "last month paid", disclosure="gov"),
    Property(
        "fund_status", "Company", "公积金账户状态", "open, sealed or closed", disclosure="gov"
    ),
    Property("fund_total", "Company", "公积金年缴存额", "of a year; CNY, yuan", disclosure="gov"),
    Property("safety_grade", "Company", "安全标准化等级", "1, 2 or 3; 1 is the highest"),
    Property("environment_rating", "Company", "环保信用等级", "green, blue, yellow, red or black"),
    Property("fact", "Company", "来源事实", "what a source states, as `field=value`", single=False),
    Property(
        "former_name",
        "Company",
        "曾用名",
        "a name that it bore before, as a source notes beside its name; until when, nobody says",
        single=False,
    ),
    Property(
        "other_name",
        "Company",
        "别名",
        "what else it is called, or is called since, as a source notes beside its name",
        single=False,
    ),
    Property(
        "status_note",
        "Company",
        "名称所附状态",
        "a state that a source writes beside its name, in the source's words",
        single=False,
    ),
    Property(
        "name_note",
        "Company",
        "名称附注",
        "what else a source writes beside its name: a list, a number, a remark",
        single=False,
    ),
    Property("name", "Person", "姓名", "as a source writes it"),
    Property("state_body", "Company", "国有主体", "yes where it stands for the state"),
)

SEVERAL = frozenset(p.name for p in PROPERTIES if not p.single)
"""The properties of which several values may hold on one day."""

MEASURES = (
    Measure("headcount", "参保人数", "persons", "people insured by the company, month by month"),
    Measure("turnover", "销售收入", "yuan", "sales declared to the tax office"),
    Measure("tax_paid", "税额", "yuan", "tax declared to the tax office"),
    Measure("social_paid", "实缴社保费", "yuan", "social insurance paid, all kinds together"),
    Measure("social_due", "应缴社保费", "yuan", "what a unit owes for its people, month by month"),
    Measure("fund_paid", "公积金缴存额", "yuan", "paid into the housing fund"),
    Measure("fund_headcount", "公积金缴存人数", "persons", "people for whom it is paid"),
    Measure("tax_received", "入库税款", "yuan", "tax, late fees and fines paid into the treasury"),
)
