"""The report as one page of HTML: no script, nothing from elsewhere; Chinese with English."""

from __future__ import annotations

from html import escape

import pandas as pd

from loaders.quality.report import Quality
from loaders.quality.words import COLUMNS, PARTS, cell, heading, plain

MOST = 1000  # rows of a part that the page shows; `qiji quality --part` gives all
_STYLE = """
body { font: 15px/1.55 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  margin: 0 auto; max-width: 1400px; padding: 16px; color: #16202e; background: #fff; }
h1 small, h2 small, th small { color: #4a5668; font-weight: 400; }
th small { display: block; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
th, td { border-bottom: 1px solid #d5dbe4; padding: 4px 8px; text-align: left;
  vertical-align: top; }
th { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
nav a { margin-right: 12px; }
"""


def as_html(report: Quality) -> str:
    """Return the report as a page that stands alone."""
    parts = "\n".join(_part(name, frame) for name, frame in report.parts.items())
    links = "".join(f'<a href="#{name}">{PARTS[name][0]}</a>' for name in report.parts)
    day = report.day or "—"
    edition = (
        f" · 版本 <span lang='en'>edition</span> {escape(report.edition)}" if report.edition else ""
    )
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>数据质量 {day}</title><style>{_STYLE}</style></head><body>"
        '<header><h1>数据质量 <small lang="en">Data quality</small></h1>'
        f'<p>数据日 <span lang="en">data day</span> {day}{edition}</p></header>'
        f'<nav aria-label="目录">{links}</nav>\n<main>{parts}</main></body></html>\n'
    )


def _part(name: str, frame: pd.DataFrame) -> str:
    zh, en = PARTS[name]
    count = f"{len(frame):,}"
    head = f'<h2 id="{name}">{zh} <small lang="en">{en}</small> <small>{count}</small></h2>'
    if frame.empty:
        return f'<section>{head}<p>无 <span lang="en">none</span></p></section>'
    cut = f"<p>前 {MOST:,} 行 / {count}</p>" if len(frame) > MOST else ""
    return (
        f'<section>{head}<div class="scroll" tabindex="0" role="group" aria-label="{zh}">'
        f"{_table(frame.head(MOST))}</div>{cut}</section>"
    )


def _table(frame: pd.DataFrame) -> str:
    columns = list(frame.columns)
    numbers = [pd.api.types.is_numeric_dtype(frame[c]) and frame[c].dtype != bool for c in columns]
    heads = "".join(_head(c, number) for c, number in zip(columns, numbers, strict=True))
    rows = [[plain(v) for v in row] for row in frame.astype("object").to_numpy().tolist()]
    body = "\n".join(
        "<tr>"
        + "".join(_cell(c, v, n) for c, v, n in zip(columns, row, numbers, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _head(column: str, number: bool) -> str:
    side = column[-2:].upper().replace("_", " ") if column not in COLUMNS else ""
    zh, en = heading(column, "zh-CN") + side, heading(column, "en") + side
    return f'<th scope="col"{_kind(number)}>{zh}<small lang="en">{en}</small></th>'


def _cell(column: str, value: object, number: bool) -> str:
    return f"<td{_kind(number)}>{escape(cell(column, value, 'zh-CN'))}</td>"


def _kind(number: bool) -> str:
    return ' class="number"' if number else ""
