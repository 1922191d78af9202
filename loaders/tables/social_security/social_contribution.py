"""What is owed for each insured person (个人应缴明细), one row a person, insurance and month.

Source: social security's detail (AAB001, AAC001, AAE140, AAE002, AAE180 ...), amounts in yuan. It
is of natural persons, whose insurance is nobody's business (山东省社会信用条例 art. 42): the rows
stay where they are, on the subject's authority, and no person is drawn from them; only what a unit
owes in a month, for all its people together, is.
"""

from loaders.table import Choice, Code, Company, Money, Month, ResidentId, Series, Table, Text

TABLE = Table(
    name="social_contribution",
    title="个人社保应缴明细",
    files=("*应缴明细*", "*个人缴费明细*", "*social_contribution*"),
    kind="append",
    unit="a unit, person, insurance and month",
    level="auth",
    natural="auth",
    rhythm="monthly",
    feeds=("C7", "C10", "C13"),
    columns={
        "AAB001": Code("social_unit"),
        "AAC001": Code("person_number"),
        "AAE135": ResidentId("person_id", required=False, lenient=True),
        "AAE140": Choice(
            "insurance",
            words={
                "11": "pension",
                "21": "unemployment",
                "31": "medical",
                "41": "injury",
                "51": "maternity",
                "110": "pension",
                "210": "unemployment",
                "310": "medical",
                "410": "injury",
                "510": "maternity",
            },
        ),
        "AAE002": Month("month"),
        "AAE180": Money("base", required=False),
        "AAE020": Money("unit_owes"),
        "AAE022": Money("person_owes", required=False),
        "AAE078": Choice(
            "paid", required=False, words={"1": "yes", "0": "no", "是": "yes", "否": "no"}
        ),
        "AAE079": Month("paid_month", required=False),
        "EAC302": Text("liability_kind", required=False),
    },
    aliases={
        "单位编号": "AAB001",
        "aaz001": "AAB001",
        "个人编号": "AAC001",
        "公民身份号码": "AAE135",
        "证件号码": "AAE135",
        "险种": "AAE140",
        "险种类型": "AAE140",
        "费款所属期": "AAE002",
        "缴费基数": "AAE180",
        "单位应缴金额": "AAE020",
        "单位应缴": "AAE020",
        "个人应缴金额": "AAE022",
        "个人应缴": "AAE022",
        "足额到账标志": "AAE078",
        "到账年月": "AAE079",
        "应缴类型": "EAC302",
    },
    key=("social_unit", "person_number", "insurance", "month", "liability_kind"),
    parties={"company": Company(social_unit="social_unit")},
    facts=(Series("company", measure="social_due", month="month", value="unit_owes", summed=True),),
)
