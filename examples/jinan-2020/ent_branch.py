"""Counts of branches, one row an enterprise; none is dated.

Source: table ent_branch of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_BRANCH). A count without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_ent_branch",
    title="分支机构数",
    files=("ent_branch",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "branchnum": Number("branch_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="branch_count"),
    ),
)
