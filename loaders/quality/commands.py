"""The command `qiji quality`."""

from __future__ import annotations

from pathlib import Path

import click

from graph.answers import deliver, require_place, write
from graph.home import Home
from graph.options import answer_options, home_option
from loaders.quality.report import PARTS


@click.command("quality")
@click.option("--table", metavar="NAME", help="Only what concerns this table.")
@click.option(
    "--part",
    type=click.Choice(PARTS),
    default="tables",
    show_default=True,
    help="Which part of the report.",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the whole report as one page into this file.",
)
@answer_options
@home_option
def report_quality(
    table: str | None, part: str, html: Path | None, form: str, out: Path | None, home: Home
) -> None:
    """Say how good the data are that departments sent, by table.

    Parts: `tables` (rows, rejects, freshness), `rejects` (by reason), `fields` (filled, distinct),
    `codes` (valid, odd, masked), `deadlines`, `drift` (against the last delivery), `conflicts`
    (what tables say differently of one company, with sources) and `references` (rows of companies
    that no register holds). The last two are of the edition in use.

    \b
    Example: qiji quality
             qiji quality --part conflicts --format csv --out conflicts.csv
             qiji quality --html quality.html
    """
    from loaders.quality.page import as_html
    from loaders.quality.report import quality

    for place in (out, html):
        require_place(form if place is not html else "table", place)
    found = quality(home, table=table)
    if html is not None:
        deliver(as_html(found).encode(), html)
        click.echo(f"The report is in {html}.")
    if html is None or out is not None:
        write(found.parts[part], form, out)
