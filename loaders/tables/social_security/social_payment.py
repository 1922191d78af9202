"""Social insurance paid in (社保费征缴), one row a payer, insurance, period and payment.

Source: the tax office, which collects it (in Shandong from about 2020-11), by item: zsxm_dm 10201
pension, 10202 unemployment, 10203 medical, 10204 injury, 10205 maternity; amounts in yuan. The
payments of a month add up to one figure a month, of all kinds together.
"""

from loaders.table import Choice, Code, Company, Date, Money, Month, Name, Series, Table, TaxpayerId

TABLE = Table(
    name="social_payment",
    title="社保费征缴",
    files=("*社保费征缴*", "*社会保险费征收*", "*social_payment*"),
    kind="append",
    unit="a payment",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C7", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id", required=False),
        "登记序号": Code("tax_key", required=False),
        "缴费人名称": Name("company_name"),
        "征收项目代码": Choice(
            "insurance",
            keeps="insurance_code",
            words={
                "10201": "pension",
                "10202": "unemployment",
                "10203": "medical",
                "10204": "injury",
                "10205": "maternity",
                "养老": "pension",
                "失业": "unemployment",
                "医疗": "medical",
                "工伤": "injury",
                "生育": "maternity",
                "基本养老保险费": "pension",
                "失业保险费": "unemployment",
                "基本医疗保险费": "medical",
                "工伤保险费": "injury",
                "生育保险费": "maternity",
            },
        ),
        "费款所属期起": Month("month"),
        "费款所属期止": Month("month_to", required=False),
        "入库日期": Date("received_on", required=False),
        "实缴金额": Money("amount", negative=True),
        "电子税票号码": Code("receipt", required=False),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "统一社会信用代码": "纳税人识别号",
        "tyshxydm": "纳税人识别号",
        "djxh": "登记序号",
        "nsrmc": "缴费人名称",
        "单位名称": "缴费人名称",
        "zsxm_dm": "征收项目代码",
        "险种": "征收项目代码",
        "征收项目": "征收项目代码",
        "skssqq": "费款所属期起",
        "所属期起": "费款所属期起",
        "所属期": "费款所属期起",
        "skssqz": "费款所属期止",
        "所属期止": "费款所属期止",
        "rkrq": "入库日期",
        "sjje": "实缴金额",
        "金额": "实缴金额",
        "实缴金额(元)": "实缴金额",
        "dzsphm": "电子税票号码",
    },
    key=("taxpayer_id", "company_name", "insurance", "month", "received_on", "receipt"),
    parties={"company": Company(taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name")},
    facts=(Series("company", measure="social_paid", month="month", value="amount", summed=True),),
)
