"""Counts of patent applications, one row an enterprise; none is dated.

Source: table intangible_patent of the Jinan set of 2020, explained in fields.xlsx. A count
without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_intangible_patent",
    title="专利申请次数",
    files=("intangible_patent",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "ipat_num": Number("patent_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="patent_count"),
    ),
)
