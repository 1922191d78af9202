"""Contributions subscribed to enterprises (企业出资信息), one row a holder who is not named.

Source: table ent_contribution of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_CONTRIBUTION). GB18030; 万元; days are epoch milliseconds of which six digits are kept.
A contribution without a holder makes nobody an owner; two equal rows are two equal holders, so
no key is declared. A share (conprop) of 0.0 is not known.
"""

from loaders.table import Code, Company, Date, Money, Property, Share, Table, Text

TABLE = Table(
    name="jinan_ent_contribution",
    title="企业出资信息",
    files=("ent_contribution",),
    kind="append",
    columns={
        "entname": Code("company_key"),
        "invtype": Text("holder_type", required=False),
        "conform": Text("form", required=False),
        "subconam": Money("subscribed_contribution", unit="wan", required=False),
        "conprop": Share("contribution_share", required=False, zero_unknown=True),
        "condate": Date("subscribed_by", required=False, significant=6),
    },
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="subscribed_contribution"),
        Property("company", "fact", field="contribution_share"),
    ),
)
