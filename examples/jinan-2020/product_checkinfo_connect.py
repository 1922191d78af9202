"""Shares of spot checks that products passed, one row an enterprise; none is dated.

Source: table product_checkinfo_connect of the Jinan set of 2020, explained in fields.xlsx (there as
BUSINESS_RISK__QUALITY_CHECK, its column as parent). In [0, 1]; 0.0 is of the enterprises checked
(those never checked are not here), so it says that all failed.
"""

from loaders.table import Code, Company, Property, Share, Table

TABLE = Table(
    name="jinan_product_checkinfo_connect",
    title="产品抽查合格率",
    files=("product_checkinfo_connect",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "passpercent": Share("spot_check_pass_share", percent=False),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="spot_check_pass_share"),
    ),
)
