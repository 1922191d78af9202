"""Counts of internet domains, one row an enterprise; none is dated.

Source: table web_record_info of the Jinan set of 2020, explained in fields.xlsx. A count without
a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_web_record_info",
    title="域名数",
    files=("web_record_info",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "idom_num": Number("domain_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="domain_count"),
    ),
)
