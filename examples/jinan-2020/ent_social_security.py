"""Social insurance unpaid, by kind of insurance, from annual reports, one row an enterprise.

Source: table ent_social_security of the Jinan set of 2020, explained in fields.xlsx (there as
ENTERPRISE_SOCIAL_SECURITY). In 万元 by the annual report's form (every sum here is 0.0); the time
of update is in epoch milliseconds of which six digits are kept, and dates the sums.
"""

from loaders.table import Code, Company, Date, Money, Property, Table

TABLE = Table(
    name="jinan_ent_social_security",
    title="年报社保信息",
    files=("ent_social_security",),
    kind="full",
    columns={
        "entname": Code("company_key"),
        "unpaidsocialins_so110": Money("unpaid_pension", unit="wan", required=False),
        "unpaidsocialins_so210": Money("unpaid_unemployment", unit="wan", required=False),
        "unpaidsocialins_so310": Money("unpaid_medical", unit="wan", required=False),
        "unpaidsocialins_so410": Money("unpaid_injury", unit="wan", required=False),
        "unpaidsocialins_so510": Money("unpaid_maternity", unit="wan", required=False),
        "updatetime": Date("updated_on", required=False, significant=6),
    },
    key=("company_key",),
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "fact", field="unpaid_pension", since="updated_on"),
        Property("company", "fact", field="unpaid_unemployment", since="updated_on"),
        Property("company", "fact", field="unpaid_medical", since="updated_on"),
        Property("company", "fact", field="unpaid_injury", since="updated_on"),
        Property("company", "fact", field="unpaid_maternity", since="updated_on"),
    ),
)
