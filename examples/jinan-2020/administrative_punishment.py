"""Counts of administrative penalties, one row an enterprise; none is dated.

Source: table administrative_punishment of the Jinan set of 2020, explained in fields.xlsx. A
count without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_administrative_punishment",
    title="行政处罚次数",
    files=("administrative_punishment",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_punish": Number("penalty_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="penalty_count"),
    ),
)
