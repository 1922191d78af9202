"""The commands by which people judge who is who: `qiji judge …`."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from graph import answers
from graph.errors import WrongParameters
from graph.home import Home
from graph.options import answer_options, home_option, opened
from loaders.judging.constraints import contradictions
from loaders.judging.judgements import Judgement, Verdict, add, judgements
from loaders.judging.listing import listed, said, told_reports

F = TypeVar("F", bound=Callable[..., None])
NEXT_BUILD = "The next edition obeys: run `qiji build`."


def who_judges(by: str | None) -> str:
    """Return the name given, or this user's.

    Raises:
        WrongParameters: neither is known.
    """
    try:
        return by if by is not None else getpass.getuser()
    except (KeyError, OSError):
        raise WrongParameters("This user has no name here; say who judges with --by.") from None


def _reasoned(command: F) -> F:
    """Add `--why` and `--by`."""
    by = click.option("--by", metavar="NAME", help="Who judges.  [default: the user's name]")
    why = click.option(
        "--why", required=True, metavar="TEXT", help="The reason; it is kept for ever."
    )
    return why(by(command))


@click.group()
def judge() -> None:
    """Judge who is who: two that are one, or one that is two.

    A judgement is stronger than any model, is kept for ever with who, when and why, and can be
    taken back. The next build obeys.

    \b
    Example: qiji judge queue --limit 5
    """


@judge.command()
@click.argument("a")
@click.argument("b")
@_reasoned
@home_option
def same(a: str, b: str, why: str, by: str | None, home: Home) -> None:
    """Judge that A and B are one: the older id stays, the other leads to it.

    A and B are ids, codes or names that only one bears.

    \b
    Example: qiji judge same C000000002 C000000003 --why "same seal on both files"
    """
    _on_two(home, "same", (a, b), why, by)


@judge.command()
@click.argument("a")
@click.argument("b")
@_reasoned
@home_option
def different(a: str, b: str, why: str, by: str | None, home: Home) -> None:
    """Judge that A and B are two, whatever a model or other judgements make of them.

    What an earlier `same` had joined, it parts again. What identifiers or an exact name made
    one is parted by `qiji judge split`.

    \b
    Example: qiji judge different C000000002 C000000003 --why "two sites, two owners"
    """
    _on_two(home, "different", (a, b), why, by)


@judge.command()
@click.argument("a")
@click.argument("b")
@_reasoned
@home_option
def unsure(a: str, b: str, why: str, by: str | None, home: Home) -> None:
    """Note that A and B were looked at and nobody could tell; the queue asks no more.

    \b
    Example: qiji judge unsure C000000002 C000000003 --why "no file shows an address"
    """
    _on_two(home, "unsure", (a, b), why, by)


def _on_two(home: Home, verdict: Verdict, two: tuple[str, str], why: str, by: str | None) -> None:
    from loaders.judging.sides import evidence, one_label, sides

    edition = opened(home)
    a, b = sides(edition, two)
    one_label(a, b)
    shown = evidence(edition, a.id, b.id)
    made = add(home, verdict, by=who_judges(by), why=why, a=a, b=b, evidence=shown)
    _told(made)
    for sentence in contradictions(judgements(home), made):
        click.echo(f"Contradiction: {sentence}")


def _told(made: Judgement) -> None:
    click.echo(f"Judgement {made.number}: {said(made)}.\n{NEXT_BUILD}")


@judge.command()
@click.argument("a")
@click.option("--name", "names", multiple=True, metavar="TEXT", help="Rows that call it so.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Rows that show this code.")
@click.option("--table", "tables", multiple=True, metavar="TABLE", help="All rows of a table.")
@click.option(
    "--record", "records", multiple=True, type=int, metavar="N", help="One source row, by number."
)
@_reasoned
@home_option
def split(
    a: str,
    names: tuple[str, ...],
    codes: tuple[str, ...],
    tables: tuple[str, ...],
    records: tuple[int, ...],
    why: str,
    by: str | None,
    home: Home,
) -> None:
    """Judge that some rows of A are somebody else's: they get a node of their own.

    Facts go where their rows go. Rows are told by what they call A, by a code they show, by
    their table, or one by one; several options take the rows of any. To give them to somebody
    known, build, then judge the new node the same as that one.

    \b
    Example: qiji judge split C000000002 --table tax_arrears --why "the debt is a namesake's"
    """
    from loaders.judging.parting import parts
    from loaders.judging.sides import joined_to, sides

    edition = opened(home)
    (side,) = sides(edition, (a,))
    told = parts(
        edition,
        side.id,
        names=names,
        codes=codes,
        tables=tables,
        records=records,
        joined=joined_to(edition, side.id),
    )
    _told(add(home, "split", by=who_judges(by), why=why, a=side, parts=told))


@judge.command()
@click.argument("number", type=click.IntRange(min=1))
@_reasoned
@home_option
def undo(number: int, why: str, by: str | None, home: Home) -> None:
    """Take judgement NUMBER back; both lines are kept.

    \b
    Example: qiji judge undo 1 --why "the seal was forged"
    """
    made = add(home, "undo", by=who_judges(by), why=why, undoes=number)
    click.echo(f"Judgement {made.number} takes back judgement {number}.\n{NEXT_BUILD}")


@judge.command("list")
@home_option
@answer_options
def list_(home: Home, form: str, out: Path | None) -> None:
    """List every judgement, the latest first, those taken back among them.

    \b
    Example: qiji judge list --format csv
    """
    reports = told_reports(opened(home)) if home.current_id() else []
    answers.write(listed(judgements(home), reports), form, out)


@judge.command()
@click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many pairs to show, those that are worth most first.",
)
@click.option("--unsure", is_flag=True, help="Also those that were judged unsure.")
@home_option
@answer_options
def queue(limit: int, unsure: bool, home: Home, form: str, out: Path | None) -> None:
    """List the pairs that wait for a judgement, the uncertain and consequential first.

    worth = 4 p (1 - p) x (1 + log2(1 + links) + log10(1 + yuan) / 2 + score gap / 10), of the
    lesser of the two.

    \b
    Example: qiji judge queue --limit 5
    """
    from loaders.judging.queue import queue as waiting
    from loaders.judging.queue import told
    from loaders.resolving.evidence import in_words

    edition = opened(home)
    found = waiting(edition, judgements(home), unsure=unsure)
    rows = told(edition, found.head(limit))
    if form == "table":  # for people; the other forms keep the codes
        rows["evidence"] = rows["evidence"].map(in_words)
    answers.write(rows, form, out)
    if len(found) > limit:
        click.echo(f"{limit} of {len(found):,}; --limit shows more.", err=True)


@judge.command("next")
@home_option
def next_(home: Home) -> None:
    """Show the pair that is worth most, and the commands to judge it by.

    \b
    Example: qiji judge next
    """
    from loaders.judging.queue import queue as waiting
    from loaders.judging.queue import told
    from loaders.resolving.evidence import in_words

    edition = opened(home)
    found = waiting(edition, judgements(home))
    if found.empty:
        click.echo("No pair waits for a judgement.")
        return
    row = told(edition, found.head(1)).iloc[0]
    for side in ("a", "b"):
        click.echo(f"{side.upper()}  {row[side]}  {row[f'{side}_name']}")
    says = in_words(str(row["evidence"]))
    click.echo(f"probability {row['probability']:.2f}, worth {row['worth']:.2f}: {says}")
    for verdict in ("same", "different", "unsure"):
        click.echo(f'  qiji judge {verdict} {row["a"]} {row["b"]} --why "…"')
    click.echo(f"{len(found) - 1:,} more wait.")
