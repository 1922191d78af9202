"""Counts of entries on the registry's list of dishonest enterprises; none is dated.

Source: table justice_credit_aic of the Jinan set of 2020, explained in fields.xlsx. A count
without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_justice_credit_aic",
    title="失信企业(工商部)",
    files=("justice_credit_aic",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_justice_creditaic": Number("dishonest_enterprise_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="dishonest_enterprise_count"),
    ),
)
