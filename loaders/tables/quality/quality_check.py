"""Quality spot checks of products (产品质量监督抽查), one row a batch.

Source: the quality office's results (产品质量监督抽查管理暂行办法, 总局令第18号): who made it and
who sold it are told apart; a seller of what another made badly is not its maker.
"""

from loaders.table import Choice, Code, Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="quality_check",
    title="产品质量抽查",
    files=("*质量*抽查*", "*产品抽检*", "*食品*抽检*", "*quality_check*"),
    kind="append",
    unit="a batch of a product",
    level="public",
    rhythm="quarterly",
    feeds=("C5", "C8", "C10", "C13", "C18"),
    columns={
        "抽样单编号": Code("sample_number"),
        "产品名称": Text("product"),
        "规格型号": Text("model", required=False),
        "生产者名称": Name("producer_name", required=False),
        "生产者统一社会信用代码": Uscc("producer_uscc", required=False, lenient=True),
        "销售者名称": Name("seller_name", required=False),
        "销售者统一社会信用代码": Uscc("seller_uscc", required=False, lenient=True),
        "抽样日期": Date("sampled_on"),
        "抽查结果": Choice(
            "result",
            words={
                "合格": "QC_PASS",
                "未发现不合格": "QC_PASS",
                "所检项目合格": "QC_PASS",
                "不合格": "QC_FAIL",
                "不符合": "QC_FAIL",
            },
        ),
        "不合格项目": Text("failed_items", required=False),
        "后处理": Text("follow_up", required=False),
        "承检机构": Text("laboratory", required=False),
        "公布日期": Date("published_on", required=False),
        "组织抽查部门": Text("authority", required=False),
    },
    aliases={
        "抽样编号": "抽样单编号",
        "样品编号": "抽样单编号",
        "抽查产品": "产品名称",
        "样品名称": "产品名称",
        "食品名称": "产品名称",
        "规格": "规格型号",
        "生产企业": "生产者名称",
        "标称生产企业名称": "生产者名称",
        "生产单位": "生产者名称",
        "被抽样单位": "销售者名称",
        "被抽样单位名称": "销售者名称",
        "销售单位": "销售者名称",
        "抽查日期": "抽样日期",
        "检验结果": "抽查结果",
        "结果": "抽查结果",
        "主要不合格项目": "不合格项目",
        "处理情况": "后处理",
        "检验机构": "承检机构",
        "公示日期": "公布日期",
        "抽查机关": "组织抽查部门",
    },
    key=("sample_number",),
    parties={
        "producer": Company(uscc="producer_uscc", name="producer_name"),
        "seller": Company(uscc="seller_uscc", name="seller_name"),
    },
    facts=(
        Event(
            "result",
            by_field=True,
            day="sampled_on",
            parties={"producer": "producer", "seller": "seller"},
            title="product",
            number="sample_number",
            authority="authority",
            published="published_on",
        ),
    ),
    published="published_on",
)
