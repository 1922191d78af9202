"""The model, declared once: node types, edge types, dated properties, series.

Event kinds stand in `graph.kinds`. Everyone reads these declarations: loaders draft frames of
these columns, `graph.sealing` writes and checks them, questions and pages show them,
`graph.neo4j` publishes them, and `docs/schema.md` is rendered from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["text", "word", "int", "float", "flag", "day"]
Disclosure = Literal["public", "gov", "auth"]


@dataclass(frozen=True)
class Column:
    """One typed column. `word` is text drawn from few values, stored as a dictionary."""

    name: str
    type: ColumnType
    meaning: str
    published: bool = True


@dataclass(frozen=True)
class NodeType:
    """A kind of thing. Its key is `id`, minted once and kept in `identities/`."""

    label: str
    prefix: str
    title: str
    meaning: str
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class EdgeType:
    """A sentence between two nodes, dated by both clocks."""

    name: str
    title: str
    meaning: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    inferred: bool = False
    strength: float = 1.0  # [param] how much one hop says about two parties, in (0, 1]


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


DATED = (
    Column("valid_from", "day", "first day on which it holds; null: nobody stated it"),
    Column("valid_to", "day", "first day on which it no longer holds; null: open"),
    Column("known_from", "day", "first day on which it was known"),
    Column("known_to", "day", "first day on which it was known otherwise; null: still believed"),
    Column("precision", "word", "of valid_from (of day, in events): day, month, year, about"),
    Column("source", "word", "the declared table it comes from, or the rule that made it"),
    Column("record", "int", "row of `records`; -1 where a rule made it"),
)

NODE_TYPES = (
    NodeType(
        "Company",
        "C",
        "企业",
        "An enterprise or another organisation that can hold rights.",
        (
            Column("name", "text", "name on the edition's data day"),
            Column("uscc", "text", "unified social credit code on the data day, or null"),
            Column(
                "kind",
                "word",
                "company, branch, individual_business, cooperative, public_body, "
                "social_organisation, foreign or unknown",
            ),
            Column("state_body", "flag", "a state holder: it ties nobody by being state-held"),
            Column("region", "word", "GB/T 2260 code of its address, or null"),
        ),
    ),
    NodeType(
        "Person",
        "P",
        "人员",
        "One natural person that can be told apart; namesakes stay apart.",
        (
            Column("name", "text", "name as the departments write it"),
            Column("masked_id", "text", "resident id, masked to show", published=False),
        ),
    ),
    NodeType(
        "Event",
        "E",
        "事件",
        "Something that happened to parties; a corrected version is an event of its own.",
        (
            Column("kind", "word", "a code of graph.kinds"),
            Column("day", "day", "when it happened"),
            Column("until", "day", "first day on which its effect no longer holds; null: open"),
            Column("published_on", "day", "when it was made public"),
            Column("amount", "float", "CNY, yuan"),
            Column("title", "text", "what it was, in the source's words"),
            Column("number", "text", "document or case number"),
            Column("authority", "text", "who decided"),
            Column(
                "state",
                "word",
                "in_force, ended, repaired or withdrawn, as the row says; deferred while a lawful "
                "deferral is known to cover it",
            ),
            Column("corrects", "text", "id of the version that this one replaces"),
            *(c for c in DATED if c.name not in ("valid_from", "valid_to")),
        ),
    ),
    NodeType(
        "Address",
        "A",
        "地址",
        "One unit-level address.",
        (
            Column("text", "text", "the address as written"),
            Column("region", "word", "GB/T 2260 code, or null"),
        ),
    ),
    NodeType(
        "Contact",
        "T",
        "联系方式",
        "A phone or an e-mail, known by a keyed hash that never leaves the home.",
        (
            Column("kind", "word", "phone or email"),
            Column("masked", "text", "masked to show", published=False),
        ),
    ),
    NodeType(
        "Shop",
        "S",
        "网店",
        "An online shop or a website that a company runs.",
        (Column("name", "text", "its name"),),
    ),
    NodeType("Site", "B", "工地", "A building site.", (Column("name", "text", "its name"),)),
)

_SHARE = Column("share", "float", "share in [0, 1]; null: not stated")
_AMOUNT = Column("amount", "float", "CNY, yuan")
_PARTY = ("Person", "Company")

EDGE_TYPES = (
    # (:Person)-[:LEGAL_REPRESENTATIVE_OF]->(:Company)
    EdgeType(
        "LEGAL_REPRESENTATIVE_OF", "法定代表人", "signs for the company", ("Person",), ("Company",)
    ),
    # (:Person)-[:SERVES_AS {position}]->(:Company)
    EdgeType(
        "SERVES_AS",
        "任职",
        "is director, supervisor or executive of",
        ("Person",),
        ("Company",),
        (
            Column("position", "text", "in the source's words"),
            Column("role", "word", "director, supervisor, executive, liaison or other"),
        ),
        strength=0.8,
    ),
    # (:Person|Company)-[:OWNS {share, amount}]->(:Company)   share in [0, 1]
    EdgeType("OWNS", "持股", "holds a share of", _PARTY, ("Company",), (_SHARE, _AMOUNT)),
    # (:Company)-[:BRANCH_OF]->(:Company)
    EdgeType("BRANCH_OF", "分支机构", "is a branch of", ("Company",), ("Company",)),
    # (:Person|Company)-[:GUARANTEES {amount}]->(:Company)   guarantor to debtor
    EdgeType("GUARANTEES", "担保", "guarantees a debt of", _PARTY, ("Company",), (_AMOUNT,)),
    # (:Person|Company)-[:PLEDGES {amount}]->(:Company)   holder to the company whose shares
    EdgeType("PLEDGES", "出质", "pledged shares of", _PARTY, ("Company",), (_AMOUNT,)),
    # (:Company)-[:SUCCEEDED_BY]->(:Company)
    EdgeType("SUCCEEDED_BY", "承继", "was succeeded by", ("Company",), ("Company",)),
    # (:Company)-[:LOCATED_AT]->(:Address)
    EdgeType("LOCATED_AT", "住所", "has its address at", ("Company",), ("Address",), strength=0.4),
    # (:Company|Person)-[:REACHED_BY]->(:Contact)
    EdgeType("REACHED_BY", "联系方式", "is reached by", _PARTY, ("Contact",), strength=0.4),
    # (:Company)-[:OPERATES {role}]->(:Shop|Site)
    EdgeType(
        "OPERATES",
        "经营",
        "operates a shop, or builds on a site",
        ("Company",),
        ("Shop", "Site"),
        (Column("role", "word", "operator, builder, developer or supervisor"),),
    ),
    # (:Company|Person)-[:PARTY_TO {role}]->(:Event)
    EdgeType(
        "PARTY_TO",
        "涉及",
        "is a party to",
        _PARTY,
        ("Event",),
        (Column("role", "word", "subject, judgment_debtor, plaintiff, defendant ..."),),
        strength=0.5,
    ),
    # (:Person|Company)-[:REPORTS_HOLDING {amount}]->(:Company)   not a register's word: no OWNS
    EdgeType(
        "REPORTS_HOLDING",
        "自报出资",
        "is reported, by one of the two, to have put capital into",
        _PARTY,
        ("Company",),
        (
            Column("amount", "float", "subscribed; CNY, yuan"),
            Column("paid_in", "float", "paid in; CNY, yuan"),
        ),
        strength=0.6,
    ),
    # (:Company)-[:TRADES_WITH {month, amount, tax, invoices, voids, reds}]->(:Company)
    EdgeType(
        "TRADES_WITH",
        "交易",
        "sold to, in a month, by the invoices known",
        ("Company",),
        ("Company",),
        (
            Column("month", "int", "year * 12 + month - 1"),
            Column("amount", "float", "without tax, red-letter invoices taken off; CNY, yuan"),
            Column("tax", "float", "likewise; CNY, yuan"),
            Column("invoices", "int", "invoices in force, red-letter ones not counted"),
            Column("voids", "int", "invoices made void (作废); they are in no sum"),
            Column("reds", "int", "red-letter invoices (红冲)"),
        ),
        strength=0.6,
    ),
    # (:Person|Company)-[:CONTROLS {votes}]->(:Company)
    EdgeType(
        "CONTROLS",
        "控制",
        "controls, by votes closed over what it controls",
        _PARTY,
        ("Company",),
        (Column("votes", "float", "votes held by it and by what it controls, in [0, 1]"),),
        inferred=True,
    ),
    # (:Person)-[:BENEFICIAL_OWNER_OF {share_min, share_max}]->(:Company)
    EdgeType(
        "BENEFICIAL_OWNER_OF",
        "受益所有人",
        "is a beneficial owner of",
        ("Person",),
        ("Company",),
        (
            Column("share_min", "float", "integrated share, what is not stated taken as 0"),
            Column("share_max", "float", "the same, what is not stated taken as its most"),
        ),
        inferred=True,
    ),
    # (:Person|Company)-[:RELATED_TO {rule, basis}]-(:Company)
    EdgeType(
        "RELATED_TO",
        "关联关系",
        "is a related party of, under a rule",
        _PARTY,
        ("Company",),
        (
            Column("rule", "word", "rule book and article"),
            Column("basis", "text", "the facts that made it"),
        ),
        inferred=True,
    ),
    # (:Person)-[:POSSIBLY_SAME_AS {probability, evidence}]-(:Person), and for companies
    EdgeType(
        "POSSIBLY_SAME_AS",
        "可能同一",
        "may be the same as; never treated as the same",
        _PARTY,
        _PARTY,
        (
            Column("probability", "float", "in (0, 1)"),
            Column("evidence", "text", "what speaks for and against"),
        ),
        inferred=True,
        strength=0.2,
    ),
)

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
    Property("name", "Person", "姓名", "as a source writes it"),
    Property("state_body", "Company", "国有主体", "yes where it stands for the state"),
)

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

RECORDS = (
    Column("table", "word", "name of the declared table"),
    Column("delivery", "word", "id of the delivery"),
    Column("file", "word", "file's name in the delivery, and its sheet after `#`"),
    Column("line", "int", "line of the file (row, in a workbook), from 1"),
    Column("row", "int", "row of the delivery's typed rows of this table, from 0"),
)


@dataclass(frozen=True)
class Layout:
    """The columns of one frame of an edition, and the order of its rows."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...] = field(default=())


_END = (Column("src", "int", "number of the source node"), Column("dst", "int", "of the target"))

# What questions compute for the data day; sealed in frames of their own, never walked as facts.
DERIVED_EDGES = frozenset({"CONTROLS", "BENEFICIAL_OWNER_OF", "RELATED_TO"})

NODES = {t.label: t for t in NODE_TYPES}
EDGES = {t.name: t for t in EDGE_TYPES}
EDGE_CODES = {t.name: code for code, t in enumerate(EDGE_TYPES)}


def layouts() -> dict[str, Layout]:
    """Return every frame that an edition holds before anything is derived, by its name.

    Node frames are called `nodes/<Label>`, edge frames `edges/<TYPE>`. Total order: the
    columns named in `order`, then all others, so that equal content gives equal bytes.
    """
    key = Column("id", "text", "the node's id")
    found = [Layout(f"nodes/{t.label}", (key, *t.columns), ("id",)) for t in NODE_TYPES]
    found += [
        Layout(f"edges/{t.name}", (*_END, *t.columns, *DATED), ("src", "dst")) for t in EDGE_TYPES
    ]
    found.append(
        Layout(
            "properties",
            (
                Column("node", "int", "number of the node"),
                Column("property", "word", "a name of PROPERTIES"),
                Column("value", "text", "as text; numbers and days in their plain form"),
                *DATED,
            ),
            ("node", "property", "valid_from"),
        )
    )
    found.append(
        Layout(
            "series",
            (
                Column("node", "int", "number of the company"),
                Column("measure", "word", "a name of MEASURES"),
                Column("month", "int", "year * 12 + month - 1"),
                Column("value", "float", "in the measure's unit"),
                Column("known_from", "day", "first day on which it was known"),
                Column("known_to", "day", "first day on which it was known otherwise"),
                Column("record", "int", "row of `records`"),
            ),
            ("node", "measure", "month", "known_from"),
        )
    )
    found.append(Layout("records", RECORDS, ("table", "delivery", "row")))
    return {layout.name: layout for layout in found}
