"""Counts of honours for keeping contracts, one row an enterprise; none is dated.

Source: table enterprise_keep_contract of the Jinan set of 2020, explained in fields.xlsx. A count
without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_enterprise_keep_contract",
    title="守合同重信用企业",
    files=("enterprise_keep_contract",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_kcont": Number("contract_keeping_honour_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="contract_keeping_honour_count"),
    ),
)
