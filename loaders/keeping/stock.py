"""What a load did and what a home holds, as lines to read and as frames."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from graph.days import calendar_day
from graph.home import Home
from loaders.keeping.deliveries import Delivery
from loaders.keeping.report import Figure, Report
from loaders.keeping.withdrawing import Decision

_WORDS = {
    "known": "already loaded",
    "stopped": "not loaded",
    "unmatched": "not loaded",
    "refused": "not loaded",
    "unmended": "nothing mended",
}
_PLAIN = ("utf-8",)
_KEPT = ("header", "delimiter", "doubted", "given")  # for those who mend rows
_COUNTS = ("rows", "loaded", "rejected", "superseded", "skipped", "odd")


def as_json(report: Report) -> str:
    """Return a report as JSON."""
    counts = ("rows", "loaded", "rejected", "superseded")
    files = [{k: v for k, v in f.as_dict().items() if k not in _KEPT} for f in report.figures]
    total = {
        **{c: report.total(c) for c in counts},
        "skipped": sum(sum(f.skipped.values()) for f in report.figures if f.state == "loaded"),
    }
    return dumped({"deliveries": list(report.deliveries), "files": files, "total": total})


def as_table(report: Report, home: Home) -> str:
    """Return a report as lines to read: counts, then what a person has to see to."""
    parts = []
    counted = [f for f in report.figures if f.state in ("loaded", "unmended")]
    if counted:
        head = ["file", "table", "rows", "loaded", "rejected", "superseded", "skipped", "odd"]
        parts.append(aligned([head, *map(_counts, counted), _totals(counted)]))
    parts += _recognised(counted)
    for figure in report.figures:
        if figure.state in _WORDS and figure.state != "unmended":
            parts.append(f"{figure.file}: {_WORDS[figure.state]}: {' '.join(figure.notes)}")
        elif figure.state == "unmended":
            parts.append(f"{figure.file}: nothing of it is mended yet; its rows stay refused.")
    for name in report.deliveries:
        parts.append(f"Delivery {name}.")
        if (home.rejects / name).is_dir():
            parts.append(f"Rows to mend and load again: {home.rejects / name}")
    if not report.deliveries:
        parts.append("Nothing new was loaded.")
    return "\n".join(parts)


def _recognised(figures: Sequence[Figure]) -> list[str]:
    """Return what was recognised of files that are not plain: those read alike in one line."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for figure in figures:
        if figure.notes and figure.notes != _PLAIN:
            alike.setdefault(figure.notes, []).append(figure.file)
    found = []
    for notes, files in alike.items():
        more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
        found.append(f"{files[0]}{more}: read as {', '.join(notes)}.")
    return found


def as_frame(report: Report) -> pd.DataFrame:
    """Return a report as a row a file (or sheet): file, table, state, counts, notes."""
    rows = [
        {"file": f.file, "table": f.table, "state": f.state}
        | dict(zip(_COUNTS, _counts(f)[2:], strict=True))
        | {"notes": " ".join(f.notes)}
        for f in report.figures
    ]
    return pd.DataFrame(rows, columns=["file", "table", "state", *_COUNTS, "notes"])


def _counts(figure: Figure) -> list[Any]:
    return [
        figure.file,
        figure.table,
        figure.rows,
        figure.loaded,
        figure.rejected,
        figure.superseded,
        sum(figure.skipped.values()),
        sum(figure.odd.values()),
    ]


def _totals(figures: Sequence[Figure]) -> list[Any]:
    rows = [_counts(f)[2:] for f in figures]
    return ["total", "", *(sum(column) for column in zip(*rows, strict=True))]


def delivered(found: Sequence[Delivery], gone: Mapping[str, Decision]) -> pd.DataFrame:
    """Return what each delivery holds, one row each, oldest first.

    Columns: delivery, received, files, tables, rows, rejected, withdrawn (day, who and why; None
    where it stands).
    """
    rows = [
        {
            "delivery": d.id,
            "received": str(calendar_day(d.received)),
            "files": len(d.files),
            "tables": len(d.tables),
            "rows": sum(t["rows"] for t in d.manifest["tables"].values()),
            "rejected": sum(f["rejected"] for f in d.figures),
            "withdrawn": _why(gone.get(d.id)),
        }
        for d in found
    ]
    columns = ["delivery", "received", "files", "tables", "rows", "rejected", "withdrawn"]
    return pd.DataFrame(rows, columns=columns).astype({"withdrawn": "object"})


def _why(decision: Decision | None) -> str | None:
    return f"{decision.at[:10]} {decision.who}: {decision.why}" if decision else None


def per_table(found: Sequence[Delivery]) -> pd.DataFrame:
    """Return what standing deliveries hold of each table, one row a table."""
    names = sorted({name for d in found for name in d.tables})
    rows = [_table_stock(name, [d for d in found if name in d.tables]) for name in names]
    columns = "table title department kind deliveries rows rejected latest"
    return pd.DataFrame(rows, columns=columns.split())


def _table_stock(name: str, found: Sequence[Delivery]) -> dict[str, Any]:
    latest = found[-1].manifest["tables"][name]
    return {
        "table": name,
        "title": latest["title"],
        "department": latest["department"],
        "kind": latest["kind"],
        "deliveries": len(found),
        "rows": sum(d.manifest["tables"][name]["rows"] for d in found),
        "rejected": sum(f["rejected"] for d in found for f in d.figures if f["table"] == name),
        "latest": str(calendar_day(found[-1].received)),
    }


def aligned(rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as aligned columns; figures stand to the right, Chinese counts double."""
    cells = [[f"{c:,}" if isinstance(c, int) else str(c) for c in row] for row in rows]
    figures = [isinstance(c, int) for c in rows[-1]]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = [
            " " * (w - _width(c)) + c if right else c + " " * (w - _width(c))
            for c, w, right in zip(row, widths, figures, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
