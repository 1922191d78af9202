"""The commands that bring files in and say what is there: `load`, `status`."""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from graph.days import calendar_day, day_number
from graph.errors import DataError
from graph.home import Home
from graph.options import DAY, home_option
from loaders.deliveries import Delivery, deliveries
from loaders.report import Figure, Report

_QUIET = 2.0  # seconds before a progress bar shows
_EVERY = 0.1
_WIDTH = 30
_WORDS = {
    "known": "already loaded",
    "stopped": "not loaded",
    "unmatched": "not loaded",
    "refused": "not loaded",
    "unmended": "nothing mended",
}


_FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.command()
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--tables",
    "extra",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of declarations besides our own.",
)
@click.option("--received", type=DAY, help="The day on which the files came.  [default: today]")
@_FORMAT
@home_option
@click.pass_context
def load(
    context: click.Context,
    path: Path,
    extra: Path | None,
    received: int | None,
    form: str,
    home: Home,
) -> None:
    """Load a department's files, or one file, as one delivery.

    A file belongs to the table whose name pattern and header it fits. Rows that break their
    declaration go to `rejects/` in the home; mend them there and load that file again. Loading
    the same bytes twice changes nothing. Exits 1 if a file was left out.

    \b
    Example: qiji load city/2024-03 --received 2024-03-05
    """
    from loaders.load import load_folder

    day = day_number(datetime.date.today()) if received is None else received
    with Bar() as bar:
        try:
            report = load_folder(home, path, received=day, extra=extra, progress=bar)
        except KeyboardInterrupt:
            raise DataError(
                "Stopped; nothing of this load was kept, and what was there before is whole."
            ) from None
    click.echo(as_json(report) if form == "json" else as_table(report, home))
    if not report.whole:
        context.exit(1)


@click.command()
@_FORMAT
@home_option
def status(form: str, home: Home) -> None:
    """Say what the home holds: deliveries, tables, rows to mend, the edition in use.

    \b
    Example: qiji status
    """
    found = deliveries(home)
    edition = home.current_id()
    if form == "json":
        click.echo(_dumped({"home": str(home.path), "edition": edition, **_stock(found)}))
        return
    click.echo(f"Home {home.path}")
    click.echo(f"Edition {edition}" if edition else "No edition yet; run `qiji build`.")
    if not found:
        click.echo("No delivery yet; run `qiji load DIR`.")
        return
    stock = _stock(found)
    for name in ("deliveries", "tables"):
        click.echo("")
        click.echo(_columns([list(stock[name][0]), *([*row.values()] for row in stock[name])]))
    for row in stock["deliveries"]:
        if row["rejected"]:
            click.echo(f"\nRows to mend: {home.rejects / row['delivery']}")


class Bar:
    """A progress bar on standard error, for whatever lasts more than two seconds."""

    def __init__(self) -> None:
        self.began = self.shown = time.monotonic()
        self.visible = False

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.visible:
            sys.stderr.write("\r\x1b[K" if sys.stderr.isatty() else "\n")
            sys.stderr.flush()

    def __call__(self, share: float, doing: str) -> None:
        """Show the share done, in [0, 1], and what is done."""
        now = time.monotonic()
        pause = _EVERY if sys.stderr.isatty() else 10.0
        if now - self.began < _QUIET or (self.visible and now - self.shown < pause):
            return
        filled = round(share * _WIDTH)
        line = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%} {doing[:60]}"
        sys.stderr.write(f"\r\x1b[K{line}" if sys.stderr.isatty() else f"{line}\n")
        sys.stderr.flush()
        self.visible, self.shown = True, now


def as_json(report: Report) -> str:
    """Return a report as JSON."""
    counts = ("rows", "loaded", "rejected", "superseded")
    files = [
        {k: v for k, v in f.as_dict().items() if k not in ("header", "delimiter")}
        for f in report.figures
    ]
    total = {
        **{c: report.total(c) for c in counts},
        "skipped": sum(sum(f.skipped.values()) for f in report.figures if f.state == "loaded"),
    }
    return _dumped({"deliveries": list(report.deliveries), "files": files, "total": total})


def as_table(report: Report, home: Home) -> str:
    """Return a report as lines to read: counts, then what a person has to see to."""
    parts = []
    counted = [f for f in report.figures if f.state in ("loaded", "unmended")]
    if counted:
        head = ["file", "table", "rows", "loaded", "rejected", "superseded", "skipped", "odd"]
        parts.append(_columns([head, *map(_counts, counted), _totals(counted)]))
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


def _stock(found: Sequence[Delivery]) -> dict[str, list[dict[str, Any]]]:
    """Return what deliveries and tables hold."""
    per_delivery = [
        {
            "delivery": d.id,
            "received": str(calendar_day(d.received)),
            "files": len(d.files),
            "tables": len(d.tables),
            "rows": sum(t["rows"] for t in d.manifest["tables"].values()),
            "rejected": sum(f["rejected"] for f in d.figures),
        }
        for d in found
    ]
    names = sorted({name for d in found for name in d.tables})
    per_table = [_table_stock(name, [d for d in found if name in d.tables]) for name in names]
    return {"deliveries": per_delivery, "tables": per_table}


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


def _columns(rows: Sequence[Sequence[Any]]) -> str:
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


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
