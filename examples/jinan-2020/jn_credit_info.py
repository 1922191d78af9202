"""Credit grades (济南市信用信息), one row an enterprise; none is dated, and no scale is given.

Source: table jn_credit_info of the Jinan set of 2020, explained in fields.xlsx (N+, B-, A, C, N,
A-). One enterprise has two grades: the source contradicts itself, and both are kept, which is
why the grade is part of the key.
"""

from loaders.table import Choice, Code, Company, Property, Table

TABLE = Table(
    name="jinan_jn_credit_info",
    title="济南市信用信息",
    files=("jn_credit_info",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "credit_grade": Choice(
            "jinan_credit_grade",
            words={"A": "A", "A-": "A-", "B-": "B-", "C": "C", "N": "N", "N+": "N+"},
        ),
    },
    key=("company_key", "jinan_credit_grade"),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="jinan_credit_grade"),
    ),
)
