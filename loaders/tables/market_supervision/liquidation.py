"""Liquidations put on record (清算信息), one row a member of the liquidation group.

Source: the market supervision department (市场主体登记管理条例 art. 32: the group is put on record
within 10 days of being set up).
"""

from loaders.table import Code, Company, Date, Deadline, Event, Name, Person, Relation, Table, Uscc

TABLE = Table(
    name="liquidation",
    title="清算信息",
    files=(
        "*清算信息*",
        "*liquidation*",
        "*e_liquidation*",
    ),
    kind="append",
    unit="a member of a liquidation group",
    level="public",
    natural="public",
    deadlines=(
        Deadline(
            law="市场主体登记管理条例 第三十二条", after="formed_on", days=10, met="recorded_on"
        ),
    ),
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("company_name", required=False),
        "清算组负责人": Name("leader_name", required=False),
        "清算组成员": Name("member_name"),
        "清算组成立日期": Date("formed_on", required=False),
        "备案日期": Date("recorded_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "ligprisign": "清算组负责人",
        "liqmem": "清算组成员",
        "清算组成员姓名": "清算组成员",
        "清算负责人": "清算组负责人",
    },
    key=(
        "registry_key",
        "member_name",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "leader": Person(name="leader_name", of="company"),
        "member": Person(name="member_name", of="company"),
    },
    facts=(
        Relation(
            "SERVES_AS",
            source="member",
            target="company",
            since="formed_on",
            words={"position": "清算组成员", "role": "other"},
        ),
        Event(
            "LIQUIDATION",
            day="recorded_on",
            parties={"company": "subject", "leader": "liquidator"},
            key=("registry_key", "recorded_on"),
            title="leader_name",
            when={"recorded_on": "*"},
        ),
        Event(
            "LIQUIDATION",
            day="formed_on",
            parties={"company": "subject", "leader": "liquidator"},
            key=("registry_key", "formed_on"),
            title="leader_name",
            when={"recorded_on": "", "formed_on": "*"},
        ),
    ),
)
