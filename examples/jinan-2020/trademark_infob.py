"""Counts of famous trademarks (著名商标), one row an enterprise; none is dated.

Source: table trademark_infob of the Jinan set of 2020, explained in fields.xlsx. A count without
a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_trademark_infob",
    title="著名商标",
    files=("trademark_infob",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_infob": Number("famous_trademark_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="famous_trademark_count"),
    ),
)
