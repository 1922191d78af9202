"""The commands of what comes in: `load`, `status`, `deliveries`, `withdraw`."""

from __future__ import annotations

import datetime
import sys
import time
from pathlib import Path

import click

from graph.answers import deliver, require_place, write
from graph.answers import rows as rows_of
from graph.days import day_number
from graph.errors import DataError
from graph.home import Home
from graph.options import DAY, answer_options, home_option
from loaders.judging.listing import summary
from loaders.keeping.deliveries import deliveries, to_mend
from loaders.keeping.report import Report
from loaders.keeping.stock import aligned, as_frame, as_json, as_table, delivered, dumped, per_table
from loaders.keeping.withdrawing import bring_back, withdrawn
from loaders.keeping.withdrawing import withdraw as withdraw_delivery

_QUIET = 2.0  # seconds before a progress bar shows
_EVERY = 0.1
_WIDTH = 30


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
@answer_options
@home_option
@click.pass_context
def load(
    context: click.Context,
    path: Path,
    extra: Path | None,
    received: int | None,
    form: str,
    out: Path | None,
    home: Home,
) -> None:
    """Load a department's files, or one file, as one delivery.

    A file belongs to the table whose name pattern and header it fits. Rows that break their
    declaration go to `rejects/` in the home; mend them there and load that file again. Loading
    the same again changes nothing. A register that says now what it said before another one is
    loaded only with the day it came on. Exits 1 if a file was left out.

    \b
    Example: qiji load city/2024-03 --received 2024-03-05
    """
    from loaders.taking.load import load_folder

    require_place(form, out)
    day = day_number(datetime.date.today()) if received is None else received
    with Bar() as bar:
        try:
            report = load_folder(
                home, path, received=day, stated=received is not None, extra=extra, progress=bar
            )
        except KeyboardInterrupt:
            raise DataError(
                "Stopped; nothing of this load was kept, and what was there before is whole."
            ) from None
    _say_report(report, home, form, out)
    if not report.whole:
        context.exit(1)


def _say_report(report: Report, home: Home, form: str, out: Path | None) -> None:
    if form in ("table", "json"):
        text = as_json(report) if form == "json" else as_table(report, home)
        deliver(f"{text}\n".encode(), out)
    else:
        write(as_frame(report), form, out)


@click.command()
@answer_options
@home_option
def status(form: str, out: Path | None, home: Home) -> None:
    """Say what the home holds: deliveries, tables, rows to mend, the edition in use.

    As JSON it is all of that; csv, ndjson, parquet and xlsx hold a row a table (`qiji deliveries`
    gives a row a delivery).

    \b
    Example: qiji status
    """
    require_place(form, out)
    if form == "table":
        deliver(f"{_status(home)}\n".encode(), out)
        return
    found, gone = deliveries(home), withdrawn(home)
    tables = per_table([d for d in found if d.id not in gone])
    if form == "json":
        told = {
            "home": str(home.path),
            "edition": home.current_id(),
            "deliveries": rows_of(delivered(found, gone)),
            "tables": rows_of(tables),
        }
        deliver(f"{dumped(told)}\n".encode(), out)
        return
    write(tables, form, out)


def _status(home: Home) -> str:
    """Return what a home holds, as lines to read."""
    found, gone, edition = deliveries(home), withdrawn(home), home.current_id()
    lines = [
        f"Home {home.path}",
        f"Edition {edition}" if edition else "No edition yet; run `qiji build`.",
    ]
    if not found:
        return "\n".join([*lines, "No delivery yet; run `qiji load DIR`."])
    stands = [d for d in found if d.id not in gone]
    for frame in (delivered(stands, {}).drop(columns="withdrawn"), per_table(stands)):
        if len(frame):
            lines += ["", aligned([list(frame.columns), *frame.to_numpy(object).tolist()])]
    for name, rows in to_mend(stands).items():
        lines.append(f"\nRows to mend: {home.rejects / name} ({rows:,})")
    for d in found:
        if d.id in gone:
            by = gone[d.id]
            lines.append(f"\nWithdrawn: {d.id}, by {by.who} on {by.at[:10]}: {by.why}")
    if judged := summary(home):
        lines += ["", *judged]
    return "\n".join(lines)


@click.command("deliveries")
@answer_options
@home_option
def list_deliveries(form: str, out: Path | None, home: Home) -> None:
    """List what was received: one row a delivery, withdrawn ones with who, when and why.

    \b
    Example: qiji deliveries
             qiji deliveries --format csv
    """
    write(delivered(deliveries(home), withdrawn(home)), form, out)


@click.command()
@click.argument("delivery")
@click.option("--why", required=True, help="The reason; it is kept with the decision.")
@click.option("--who", help="Who decides.  [default: the user of this machine]")
@click.option("--undo", is_flag=True, help="Bring a withdrawn delivery back.")
@home_option
def withdraw(delivery: str, why: str, who: str | None, undo: bool, home: Home) -> None:
    """Take DELIVERY back: its facts leave the next edition.

    DELIVERY is an id of `qiji deliveries`, or a beginning that only it has. Nothing is deleted;
    the decision is kept for ever with who, when and why, and can be undone.

    \b
    Example: qiji withdraw 2024-03-05 --why "sent by mistake"
             qiji withdraw 2024-03-05 --undo --why "it was right after all"
    """
    done = (bring_back if undo else withdraw_delivery)(home, delivery, why, who)
    said = "is withdrawn; its facts leave" if done.withdrawn else "counts again, its facts from"
    click.echo(f"Delivery {done.delivery} {said} the next edition; run `qiji build`.")


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
