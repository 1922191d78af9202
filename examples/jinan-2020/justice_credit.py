"""Counts of entries on the list of dishonest judgment debtors; none is dated.

Source: table justice_credit of the Jinan set of 2020, explained in fields.xlsx. A count without a
day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_justice_credit",
    title="失信黑名单次数",
    files=("justice_credit",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_justice_credit": Number("dishonest_debtor_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="dishonest_debtor_count"),
    ),
)
