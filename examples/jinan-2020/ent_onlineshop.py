"""Counts of online shops, from annual reports, one row an enterprise; none is dated.

Source: table ent_onlineshop of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_ONLINESHOP). A count without a day is a property since nobody knows when, never an
event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_ent_onlineshop",
    title="网店个数",
    files=("ent_onlineshop",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "shopnum": Number("online_shop_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="online_shop_count"),
    ),
)
