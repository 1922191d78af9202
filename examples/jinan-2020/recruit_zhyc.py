"""Counts of job advertisements on 中华英才网, one row an enterprise; none is dated.

Source: table recruit_zhyc of the Jinan set of 2020, explained in fields.xlsx. A count without a
day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_recruit_zhyc",
    title="招聘记录条数(中华英才网)",
    files=("recruit_zhyc",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "zhycnum": Number("job_advertisement_count_zhyc", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="job_advertisement_count_zhyc"),
    ),
)
