"""Changes of equity, by annual report (企业年报 股权变更), one row a holder and change.

Source: the enterprise publicity system (企业信息公示暂行条例 art. 8 and 9: due from 1 January to
30 June for the year before; public by block 5). The same change may be published at once too
(table equity_change): by company, holder and day the two are one event.
"""

from loaders.table import (
    AnyParty,
    Code,
    Company,
    Date,
    Deadline,
    Event,
    Name,
    Person,
    Share,
    Table,
    Uscc,
)

TABLE = Table(
    name="annual_equity_change",
    title="企业年报股权变更",
    files=(
        "*年报*股权变更*",
        "*年报*股权转让*",
        "*annual_equity_change*",
        "*an_alterstockinfo*",
    ),
    kind="append",
    unit="a holder and change",
    level="public",
    natural="public",
    deadlines=(Deadline(law="企业信息公示暂行条例 第八条", by="06-30", after="report_year"),),
    rhythm="yearly",
    feeds=("C7", "C8", "C10", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False, level="public"),
        "企业名称": Name("company_name", required=False, level="public"),
        "年报年度": Date("report_year", level="public"),
        "股东": Name("holder_name"),
        "变更前股权比例": Share("before", required=False),
        "变更后股权比例": Share("after", required=False),
        "股权变更日期": Date("changed_on"),
        "公示日期": Date("published_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "ancheyear": "年报年度",
        "报送年度": "年报年度",
        "inv": "股东",
        "股东名称": "股东",
        "transamprbf": "变更前股权比例",
        "变更前股权比例(%)": "变更前股权比例",
        "transampraf": "变更后股权比例",
        "变更后股权比例(%)": "变更后股权比例",
        "altdate": "股权变更日期",
        "变更日期": "股权变更日期",
        "publicdate": "公示日期",
    },
    key=(
        "registry_key",
        "report_year",
        "holder_name",
        "changed_on",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "holder": AnyParty(
            company=Company(name="holder_name"), person=Person(name="holder_name", of="company")
        ),
    },
    facts=(
        Event(
            "CHG_EQUITY",
            day="changed_on",
            parties={"company": "subject", "holder": "holder"},
            key=("registry_key", "holder_name", "changed_on"),
            shared="equity_change",
            title="holder_name",
            published="published_on",
        ),
    ),
    published="published_on",
)
