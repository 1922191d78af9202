"""Counts of entries on the list of abnormal operation, one row an enterprise; none is dated.

Source: table business_risk_abnormal of the Jinan set of 2020, explained in fields.xlsx (there as
BUSINESS_RISK__ABNORMAL). A count without a day is a property since nobody knows when, never an
event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_business_risk_abnormal",
    title="经营异常次数",
    files=("business_risk_abnormal",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "is_bra": Number("abnormal_operation_count", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="abnormal_operation_count"),
    ),
)
