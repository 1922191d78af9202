"""Guarantees given to others (企业年报对外担保), one row each; who owes is not named.

Source: table ent_guarantee of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_GUARANTEE). GB18030; days are epoch milliseconds of midnight in Shanghai; 万元 by the
annual report's form, though a few sums were clearly written in yuan and stand as stated. With no
debtor named there is no guarantee between two parties, only an event of the guarantor; equal
rows may be two guarantees, so no key is declared.
"""

from loaders.table import Code, Company, Date, Event, Money, Property, Table, Text

TABLE = Table(
    name="jinan_ent_guarantee",
    title="年报对外担保",
    files=("ent_guarantee",),
    kind="append",
    columns={
        "priclaseckind": Text("claim_kind", required=False),
        "pefperfrom": Date("performs_from"),
        "iftopub": Text("is_disclosed", required=False),
        "priclasecam": Money("amount", unit="wan", required=False),
        "pefperto": Date("performs_until", required=False),
        "guaranperiod": Text("guarantee_period", required=False),
        "entname": Code("company_key"),
        "gatype": Text("guarantee_kind", required=False),
        "rage": Text("guarantee_scope", required=False),
    },
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Event(
            "GUAR_OUT",
            day="performs_from",
            until="performs_until",
            parties={"company": "guarantor"},
            amount="amount",
            title="guarantee_kind",
        ),
    ),
    # Nobody guarantees 0.0: the sum of 48 of the 101 rows was not given.
    nulls=("0.0",),
)
