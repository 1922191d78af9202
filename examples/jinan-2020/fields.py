"""The set's own guide to its tables and columns: one row a column, nothing of any enterprise.

Source: fields.xlsx of the Jinan set of 2020. It is declared so that every file of the delivery is
accounted for; it states no facts.
"""

from loaders.table import Table, Text

TABLE = Table(
    name="jinan_fields",
    title="字段说明",
    files=("fields",),
    kind="append",
    columns={
        "序号": Text("number", required=False),
        "表格名称": Text("table_name", required=False),
        "表格含义": Text("table_meaning", required=False),
        "字段": Text("column_name"),
        "字段含义": Text("column_meaning", required=False),
        "备注": Text("remark", required=False),
    },
)
