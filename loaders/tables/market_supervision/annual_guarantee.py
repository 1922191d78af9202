"""Guarantees given to others, as reported each year (年报对外担保), one row a guarantee.

Source: block 对外提供保证担保 of the annual report (企业信息公示暂行条例 art. 9). The firm that
reports is the guarantor; `more` is the creditor and `mortgagor`, against its name, the debtor.
Amounts in 万元. The same guarantee stands in the reports of several years and is one event. The
firm chooses whether it is shown to the public (art. 9, block 7).
"""

from loaders.table import (
    AnyParty,
    Choice,
    Code,
    Company,
    Date,
    Event,
    Money,
    Name,
    Number,
    Person,
    Relation,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="annual_guarantee",
    title="年报对外担保信息",
    files=("*对外担保*", "*annual_guarantee*", "*an_forguaranteeinfo*"),
    kind="append",
    unit="a guarantee in a report",
    level="auth",
    rhythm="yearly",
    feeds=("C8", "C10", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False, level="public"),
        "企业名称": Name("company_name", required=False, level="public"),
        "年报年度": Number("report_year", required=False, least=1990, most=2100, level="public"),
        "债权人": Name("creditor_name", required=False, level_by="shown"),
        "债权人统一社会信用代码": Uscc(
            "creditor_uscc", required=False, lenient=True, level_by="shown"
        ),
        # A natural person may be guaranteed too, and must not become a company.
        "债务人": Choice(
            "debtor_kind",
            level_by="shown",
            keeps="debtor_name",
            within=True,
            words={
                "公司": "company",
                "企业": "company",
                "集团": "company",
                "中心": "company",
                "合作社": "company",
                "联社": "company",
                "厂": "company",
                "店": "company",
                "部": "company",
                "行": "company",
                "所": "company",
                "院": "company",
                "学校": "company",
                "委员会": "company",
            },
            other="person",
        ),
        "债务人统一社会信用代码": Uscc(
            "debtor_uscc", required=False, lenient=True, level_by="shown"
        ),
        "主债权种类": Text("claim_kind", required=False, level_by="shown"),
        "主债权数额": Money("amount", unit="wan", required=False, level_by="shown"),
        "履行债务的期限自": Date("performs_from", required=False, level_by="shown"),
        "履行债务的期限至": Date("performs_until", required=False, level_by="shown"),
        "保证的期间": Text("guarantee_period", required=False, level_by="shown"),
        "保证的方式": Text("guarantee_kind", required=False, level_by="shown"),
        "是否公示": Choice(
            "shown",
            required=False,
            words={
                "1": "public",
                "是": "public",
                "公示": "public",
                "0": "auth",
                "2": "auth",
                "否": "auth",
                "不公示": "auth",
            },
            other="auth",
        ),
        "公示日期": Date("published_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "担保人": "企业名称",
        "ancheyear": "年报年度",
        "more": "债权人",
        "mortgagor": "债务人",
        "priclaseckind": "主债权种类",
        "priclasecam": "主债权数额",
        "主债权数额(万元)": "主债权数额",
        "pefperform": "履行债务的期限自",
        "pefperfrom": "履行债务的期限自",
        "pefperto": "履行债务的期限至",
        "guaranperiod": "保证的期间",
        "gatype": "保证的方式",
        "moredis": "是否公示",
        "iftopub": "是否公示",
        "publicdate": "公示日期",
    },
    key=(
        "registry_key",
        "report_year",
        "creditor_name",
        "debtor_name",
        "performs_from",
        "amount",
    ),
    parties={
        "guarantor": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "debtor": AnyParty(
            company=Company(uscc="debtor_uscc", name="debtor_name"),
            person=Person(name="debtor_name", of="guarantor"),
            kind="debtor_kind",
        ),
        "creditor": AnyParty(
            company=Company(uscc="creditor_uscc", name="creditor_name"),
            person=Person(name="creditor_name", of="guarantor"),
        ),
    },
    facts=(
        Relation(
            "GUARANTEES",
            source="guarantor",
            target="debtor",
            since="performs_from",
            until="performs_until",
            columns={"amount": "amount"},
            when={"debtor_kind": "company"},
        ),
        Event(
            "GUAR_OUT",
            day="performs_from",
            until="performs_until",
            parties={"guarantor": "guarantor", "debtor": "debtor", "creditor": "creditor"},
            key=(
                "registry_key",
                "creditor_name",
                "debtor_name",
                "performs_from",
                "amount",
            ),
            amount="amount",
            title="claim_kind",
            published="published_on",
            when={"performs_from": "*"},
        ),
    ),
    published="published_on",
)
