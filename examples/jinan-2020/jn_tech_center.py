"""Enterprise technology centres (企业技术中心名录), one row an enterprise; none is dated.

Source: table jn_tech_center of the Jinan set of 2020, explained in fields.xlsx, which speaks of 2
and 1 where the file has 省级 and 市级. GB18030.
"""

from loaders.table import Choice, Code, Company, Property, Table

TABLE = Table(
    name="jinan_jn_tech_center",
    title="企业技术中心名录",
    files=("jn_tech_center",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "level_rank": Choice(
            "technology_centre",
            words={"省级": "province", "2": "province", "市级": "city", "1": "city"},
        ),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="technology_centre"),
    ),
)
