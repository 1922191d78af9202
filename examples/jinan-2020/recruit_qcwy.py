"""Counts of job advertisements on 前程无忧, one row an enterprise; none is dated.

Source: table recruit_qcwy of the Jinan set of 2020, explained in fields.xlsx. A count without a
day is a property since nobody knows when, never an event.
"""

from loaders.table import Code, Company, Number, Property, Table

TABLE = Table(
    name="jinan_recruit_qcwy",
    title="招聘记录条数(前程无忧)",
    files=("recruit_qcwy",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "qcwynum": Number("job_advertisement_count_qcwy", least=0),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="job_advertisement_count_qcwy"),
    ),
)
