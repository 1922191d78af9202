"""Websites and online shops in annual reports (企业年报 网站网店), one row a site and year.

Source: the enterprise publicity system (企业信息公示暂行条例 art. 8 and 9: due from 1 January to
30 June for the year before; websites and shops are public by art. 9, block 6).
"""

from loaders.table import Code, Company, Date, Deadline, Name, Relation, Table, Text, Thing, Uscc

TABLE = Table(
    name="annual_shop",
    title="企业年报网站网店",
    files=(
        "*年报*网站*",
        "*网站或网店*",
        "*annual_shop*",
        "*an_websiteinfo*",
    ),
    kind="append",
    unit="a website or shop in a report",
    level="public",
    deadlines=(Deadline(law="企业信息公示暂行条例 第八条", by="06-30", after="report_year"),),
    rhythm="yearly",
    feeds=("C8", "C10", "C16", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False, level="public"),
        "企业名称": Name("company_name", required=False, level="public"),
        "年报年度": Date("report_year", level="public"),
        "类型": Text("web_kind", required=False),
        "网站网店名称": Name("web_name"),
        "网址": Text("address", required=False),
        "所属平台": Text("platform", required=False),
        "电子商务类型": Text("commerce_kind", required=False),
        "备案号": Text("filing_number", required=False),
        "微信公众号": Text("wechat_account", required=False),
        "应用名称": Text("app_names", required=False),
        "发货地址": Text("sends_from", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "ancheyear": "年报年度",
        "报送年度": "年报年度",
        "webtype": "类型",
        "websitname": "网站网店名称",
        "名称": "网站网店名称",
        "website": "网址",
        "域名": "网址",
        "belongplatformname": "所属平台",
        "ecommercetype": "电子商务类型",
        "icpbackno": "备案号",
        "wechatpublicno": "微信公众号",
        "appnames": "应用名称",
        "sendaddress": "发货地址",
    },
    key=(
        "registry_key",
        "report_year",
        "web_name",
        "address",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "shop": Thing("Shop", name="web_name", key=("address",)),
    },
    facts=(Relation("OPERATES", source="company", target="shop", since="report_year", lasts=546),),
)
