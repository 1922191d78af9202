"""Contributions in annual reports (企业年报出资信息), one row a holder who is not named.

Source: table ent_contribution_year of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_CONTRIBUTION_YEAR). GB18030; 万元; days are epoch milliseconds of which six digits are
kept. A contribution without a holder makes nobody an owner; no key tells rows apart.
"""

from loaders.table import Choice, Code, Company, Date, Money, Property, Table, Text

TABLE = Table(
    name="jinan_ent_contribution_year",
    title="企业年报出资信息",
    files=("ent_contribution_year",),
    kind="append",
    columns={
        # 填写/修改后已公示 here is another column's value: in such a row every word stands one
        # column off (currency under the form, form under the kind of report). Of "0" the
        # source does not say which currency it is.
        "subconcurrency": Choice(
            "subscribed_currency", required=False, words={"人民币": "CNY", "0": "unknown"}
        ),
        "accondate": Date("paid_on", required=False, significant=6),
        "subconform": Text("subscribed_form", required=False),
        "anchetype": Choice(
            "report_kind", required=False, words={"公司": "company", "GS": "company"}
        ),
        "subcondate": Date("subscribed_by", required=False, significant=6),
        "acconcurrency": Choice(
            "paid_currency", required=False, words={"人民币": "CNY", "0": "unknown"}
        ),
        "acconform": Text("paid_form", required=False),
        "entname": Code("company_key"),
        "liacconam": Money("paid_contribution_reported", unit="wan", required=False),
        "lisubconam": Money("subscribed_contribution_reported", unit="wan"),
    },
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="subscribed_contribution_reported"),
        Property("company", "fact", field="paid_contribution_reported"),
    ),
    # 66 of the 2,000 rows (3.3 %) hold other columns' values; no further row is bad.
    max_rejects=0.035,
)
