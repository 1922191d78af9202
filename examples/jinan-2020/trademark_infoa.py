"""Counts of well-known trademarks (驰名商标), one row an enterprise; none is dated.

Source: table trademark_infoa of the Jinan set of 2020, explained in fields.xlsx. A count without
a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_trademark_infoa",
    title="驰名商标",
    files=("trademark_infoa",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_infoa": Number("wellknown_trademark_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="wellknown_trademark_count"),
    ),
)
