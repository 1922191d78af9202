"""Counts of administrative penalties over all sources, one row an enterprise; none is dated.

Source: table business_risk_all_punish of the Jinan set of 2020, explained in fields.xlsx (there
as BUSINESS_RISK__ALL_PUNISH). A count without a day is a property since nobody knows when, never
an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_business_risk_all_punish",
    title="行政处罚(综合)次数",
    files=("business_risk_all_punish",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_brap": Number("penalty_count_all_sources", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="penalty_count_all_sources"),
    ),
)
