"""Enforcement cases (被执行人数据), one row a case and debtor, without its case number.

Source: table justice_enforced of the Jinan set of 2020, explained in fields.xlsx (whose CASE_NO
the file lacks). GB18030; yuan, and —— where no sum is given. Without a case number equal rows may
be two cases, so no key is declared.
"""

from loaders.table import Code, Company, Date, Event, Money, Property, Table

TABLE = Table(
    name="jinan_justice_enforced",
    title="被执行人",
    files=("justice_enforced",),
    kind="append",
    columns={
        "entname": Code("company_key"),
        "record_date": Date("filed_on"),
        "enforce_amount": Money("claim", required=False),
    },
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Event(
            "EXEC",
            day="filed_on",
            parties={"company": "judgment_debtor"},
            amount="claim",
        ),
    ),
)
