"""What the parts and columns of the report are called, in Chinese and in English."""

from __future__ import annotations

from typing import Literal

from graph.chinese import chinese
from graph.schema import PROPERTIES

Language = Literal["zh-CN", "en"]

PARTS: dict[str, tuple[str, str]] = {
    "tables": ("数据表", "Tables"),
    "rejects": ("退回原因", "Rejects by reason"),
    "fields": ("字段填写", "Fields"),
    "codes": ("代码有效性", "Codes"),
    "deadlines": ("法定时限", "Lawful deadlines"),
    "drift": ("与上批次的变化", "Drift"),
    "conflicts": ("部门间不一致", "Conflicts"),
    "references": ("登记中查无此企业", "Not in any register"),
}

COLUMNS: dict[str, tuple[str, str]] = {
    "department": ("部门", "Department"),
    "table": ("数据表", "Table"),
    "title": ("名称", "Title"),
    "kind": ("更新方式", "Kind"),
    "rhythm": ("更新周期", "Rhythm"),
    "deliveries": ("批次", "Deliveries"),
    "rows": ("行数", "Rows"),
    "loaded": ("入库", "Loaded"),
    "rejected": ("退回", "Rejected"),
    "mended": ("改正", "Mended"),
    "superseded": ("被更正", "Superseded"),
    "skipped": ("跳过", "Skipped"),
    "odd": ("存疑", "Odd"),
    "rejected_share": ("退回率", "Rejected share"),
    "last": ("最近批次", "Last delivery"),
    "age": ("距数据日(天)", "Days before the data day"),
    "due": ("应报日", "Due"),
    "late_days": ("逾期(天)", "Days late"),
    "field": ("字段", "Field"),
    "reason": ("原因", "Reason"),
    "header": ("表头", "Header"),
    "type": ("类型", "Type"),
    "required": ("必填", "Required"),
    "filled": ("已填", "Filled"),
    "share": ("填写率", "Filled share"),
    "distinct": ("不同值", "Distinct"),
    "said": ("给出", "Said"),
    "valid": ("有效", "Valid"),
    "masked": ("掩码", "Masked"),
    "refused": ("无效", "Refused"),
    "valid_share": ("有效率", "Valid share"),
    "law": ("依据", "Law"),
    "measured": ("完成日取自", "Measured by"),
    "met": ("按时", "In time"),
    "unsure": ("待定", "Unsure"),
    "late": ("逾期", "Late"),
    "met_share": ("按时率", "Share in time"),
    "longest": ("最长逾期(天)", "Longest delay, days"),
    "what": ("变化", "What"),
    "before_day": ("上批次", "Before"),
    "day": ("本批次", "Last"),
    "before": ("原值", "Was"),
    "now": ("现值", "Is"),
    "change": ("变动", "Change"),
    "words": ("新出现的词", "New words"),
    "company": ("企业", "Company"),
    "name": ("企业名称", "Company name"),
    "property": ("项目", "Property"),
    "within": ("范围", "Between"),
    "coded_rows": ("行数:代码查无", "Rows, by code"),
    "named_rows": ("行数:仅有名称", "Rows, by name only"),
    "companies": ("企业数", "Companies"),
    "coded": ("企业数:代码查无", "Companies, by code"),
    "named": ("企业数:仅有名称", "Companies, by name only"),
    "file": ("文件", "File"),
    "line": ("行号", "Line"),
    "value": ("所述", "Says"),
    "since": ("起始日", "Since"),
    "delivery": ("批次", "Delivery"),
    "record": ("来源行", "Record"),
}

CODES: dict[str, tuple[str, str]] = {
    "full": ("全量", "full"),
    "append": ("增量", "append"),
    "changes": ("变更", "changes"),
    "daily": ("每日", "daily"),
    "weekly": ("每周", "weekly"),
    "monthly": ("每月", "monthly"),
    "quarterly": ("每季", "quarterly"),
    "half-yearly": ("每半年", "half-yearly"),
    "yearly": ("每年", "yearly"),
    "departments": ("部门之间", "departments"),
    "tables": ("同一部门", "one department"),
    "rows": ("行数", "rows"),
    "filled": ("填写率", "filled share"),
    "words": ("新词", "new words"),
}

SHARES = frozenset({"rejected_share", "share", "valid_share", "met_share"})
"""Columns of shares in [0, 1]."""

WORDS = frozenset({"kind", "rhythm", "within", "what"})
"""Columns whose cells are codes of ours (CODES)."""

_TITLES = {p.name: p.title for p in PROPERTIES if p.label == "Company"}


def heading(column: str, language: Language) -> str:
    """Return what a column is called; of one side of a conflict without the side."""
    name = column if column in COLUMNS else column.removesuffix("_a").removesuffix("_b")
    return COLUMNS[name][language == "en"]


def cell(column: str, value: object, language: Language) -> str:
    """Return a cell as it is read: shares in percent, codes in words, nothing for none."""
    if value is None or value != value:
        return ""
    if column in SHARES and isinstance(value, float):
        return f"{value:.1%}"
    if column in WORDS and str(value) in CODES:
        return CODES[str(value)][language == "en"]
    if column == "reason" and language == "zh-CN":
        return chinese(str(value)) or str(value)
    if column == "property":
        return _TITLES[str(value)] if language == "zh-CN" else str(value).replace("_", " ")
    if isinstance(value, bool):
        return ("是", "yes")[language == "en"] if value else ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def plain(value: object) -> object:
    """Return a cell of a frame as Python's own: None for what is missing."""
    item = getattr(value, "item", None)
    found = item() if item is not None else value
    return None if str(found) in ("nan", "NaT", "<NA>") else found
