"""Insurances that enterprises joined (单位参保信息), one row an enterprise and kind of insurance.

Source: table enterprise_insurance of the Jinan set of 2020, explained in fields.xlsx. GB18030;
days as 20180503130640, of which 19000101000000 is no day: such a row is kept without an event.
"""

from loaders.table import Code, Company, Date, Event, Property, Region, Table, Text

TABLE = Table(
    name="jinan_enterprise_insurance",
    title="单位参保信息",
    files=("enterprise_insurance",),
    kind="append",
    columns={
        "cbrq": Date("insured_on", required=False),
        "xzbz": Code("insurance_code"),
        "sbjgbh": Region("office", required=False),
        "xzbzmc": Text("insurance"),
        "cbzt": Code("state_code", required=False),
        "cbztmc": Text("state", required=False),
        "dwbh": Code("social_unit"),
        "entname": Code("company_key"),
    },
    key=("company_key", "insurance_code"),
    parties={"company": Company(source_key="company_key", social_unit="social_unit")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property("company", "social_unit", field="social_unit"),
        Event(
            "SI_REG",
            day="insured_on",
            parties={"company": "subject"},
            title="insurance",
            number="social_unit",
            authority="office",
            when={"insured_on": "*"},
        ),
    ),
)
