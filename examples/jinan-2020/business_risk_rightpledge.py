"""Counts of equity pledges, one row an enterprise; none is dated.

Source: table business_risk_rightpledge of the Jinan set of 2020, explained in fields.xlsx (there
as BUSINESS_RISK__RIGHTPLEDGE). A count without a day is a property since nobody knows when, never
an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_business_risk_rightpledge",
    title="股权出质次数",
    files=("business_risk_rightpledge",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "pledgenum": Number("pledge_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="pledge_count"),
    ),
)
