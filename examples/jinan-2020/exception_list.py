"""Counts of entries on the exception list, one row an enterprise; none is dated.

Source: table exception_list of the Jinan set of 2020, explained in fields.xlsx. A count without a
day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_exception_list",
    title="异常名单次数",
    files=("exception_list",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_except": Number("exception_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="exception_count"),
    ),
)
