"""Tax unpaid in all, one row an enterprise; none is dated.

Source: table business_risk_taxunpaid of the Jinan set of 2020, explained in fields.xlsx (there as
BUSINESS_RISK__TAXUNPAID). In yuan, written as 318720.0, 48,151.71 or 1.325976586E7. A sum without
a day is a property since nobody knows when, never an announcement of arrears.
"""

from loaders.table import Code, Company, Money, Property, Table

TABLE = Table(
    name="jinan_business_risk_taxunpaid",
    title="累计欠税额",
    files=("business_risk_taxunpaid",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "taxunpaidnum": Money("tax_unpaid"),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="tax_unpaid"),
    ),
)
