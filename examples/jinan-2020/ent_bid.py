"""Counts of bids won, one row an enterprise; none is dated.

Source: table ent_bid of the Jinan set of 2020, explained in fields.xlsx (there as OPERATION_BID).
A count without a day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_ent_bid",
    title="中标次数",
    files=("ent_bid",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "bidnum": Number("bid_win_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="bid_win_count"),
    ),
)
