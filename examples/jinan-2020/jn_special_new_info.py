"""Counts of recognitions as a specialised and new (专精特新) small enterprise; none is dated.

Source: table jn_special_new_info of the Jinan set of 2020, explained in fields.xlsx. A count
without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_jn_special_new_info",
    title="专精特新中小企业",
    files=("jn_special_new_info",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_jnsn": Number("specialised_new_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="specialised_new_count"),
    ),
)
