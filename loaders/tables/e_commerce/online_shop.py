"""Online shops (网店), one row a shop.

Source: the platforms' or the market office's register of those who sell online (电子商务法 art. 10,
15 and 27: registered, licence shown, identity checked by the platform). A shop is told by its
address, else by its number on the platform, else by its name.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Name,
    Number,
    Relation,
    Table,
    Text,
    Thing,
    Uscc,
)

TABLE = Table(
    name="online_shop",
    title="网店",
    files=("*网店*", "*网络经营者*", "*online_shop*"),
    kind="full",
    unit="a shop",
    level="public",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C16"),
    columns={
        "网店名称": Text("shop_name"),
        "网址": Text("url", required=False),
        "平台名称": Text("platform", required=False),
        "店铺编号": Code("shop_number", required=False),
        "经营者名称": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "是否公示执照": Choice(
            "licence_shown",
            required=False,
            words={"是": "yes", "已亮照": "yes", "1": "yes", "否": "no", "未亮照": "no", "0": "no"},
        ),
        "ICP备案号": Text("icp", required=False),
        "开店日期": Date("opened_on", required=False),
        "关店日期": Date("closed_on", required=False),
        "投诉量": Number("complaints", required=False, least=0),
        "交易评价": Number("rating", required=False, least=0, most=100),
    },
    aliases={
        "店铺名称": "网店名称",
        "websitname": "网店名称",
        "网店网址": "网址",
        "链接": "网址",
        "website": "网址",
        "所属平台": "平台名称",
        "belongplatformname": "平台名称",
        "店铺ID": "店铺编号",
        "shopid": "店铺编号",
        "主体名称": "经营者名称",
        "企业名称": "经营者名称",
        "tyshxydm": "统一社会信用代码",
        "亮照情况": "是否公示执照",
        "icpbackno": "ICP备案号",
        "备案号": "ICP备案号",
        "开业日期": "开店日期",
        "注销日期": "关店日期",
        "投诉数": "投诉量",
        "评分": "交易评价",
        "信用评价": "交易评价",
    },
    key=("platform", "shop_number", "url", "shop_name"),
    parties={
        "shop": Thing("Shop", name="shop_name", key=("url", "shop_number")),
        "company": Company(uscc="uscc", name="company_name"),
    },
    facts=(
        Relation(
            "OPERATES",
            source="company",
            target="shop",
            since="opened_on",
            until="closed_on",
            words={"role": "operator"},
        ),
    ),
)
