"""Counts of investments in others, from annual reports, one row an enterprise; none is dated.

Source: table ent_investment of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_INVESTMENT). A count without a day is a property since nobody knows when, never an
event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_ent_investment",
    title="对外投资次数",
    files=("ent_investment",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "investnum": Number("investment_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="investment_count"),
    ),
)
