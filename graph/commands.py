"""The commands of the ground: publish an edition to Neo4j, and ask Cypher of one."""

import shlex
import sys
import time
from datetime import date
from pathlib import Path

import click
import pandas as pd

from graph import answers
from graph.cypher import check
from graph.days import calendar_day
from graph.errors import QueryError, ServerError, WrongParameters
from graph.home import Home
from graph.neo4j import GET_ONE, PublishReport, Server, account, require_address, typed
from graph.neo4j import publish as publish_edition
from graph.neo4j.publishing.files import FilesReport, write_files
from graph.options import answer_options, clock_options, home_option, opened
from graph.progress import PATIENCE


def connected(uri: str) -> Server:
    """Return the server at an address, with the account of the environment or of a prompt."""
    require_address(uri)
    user, password = account()
    if password is None:
        if not sys.stdin.isatty():
            raise ServerError(
                f"Neo4j at {uri} wants the password of {user!r}; set QIJI_NEO4J_PASSWORD_FILE or "
                "QIJI_NEO4J_PASSWORD."
            )
        password = click.prompt(f"Password of {user} at {uri}", hide_input=True, err=True)
    return Server.connect(uri, user, password)


@click.command()
@click.argument("uri", required=False)
@home_option
@click.option("--edition", "edition_id", help="Another edition than the one in use.")
@click.option("--into-shared", is_flag=True, help="Publish beside data of others on the server.")
@click.option("--again", is_flag=True, help="Send everything although the server has it already.")
@click.option("--to-files", "folder", metavar="DIR", type=click.Path(path_type=Path),
              help="Write files for `neo4j-admin database import full` instead.")  # fmt: skip
@click.option("--gz", is_flag=True, help="Compress the files.")
def publish(
    uri: str | None,
    home: Home,
    edition_id: str | None,
    into_shared: bool,
    again: bool,
    folder: Path | None,
    gz: bool,
) -> None:
    """Make a Neo4j server hold the edition in use, for Cypher.

    Where the server holds an edition of this home, only what differs is sent. Only nodes
    labelled Qiji are touched. What is cut off is run again. User and password come from
    QIJI_NEO4J_USER and QIJI_NEO4J_PASSWORD_FILE (or QIJI_NEO4J_PASSWORD), or are asked for.

    A large city comes into an empty server fastest as files: --to-files writes them and says
    what to run; afterwards `qiji publish URI` finds the edition there and completes it.

    \b
    Example: qiji publish bolt://127.0.0.1:7687
    """
    if (uri is None) == (folder is None) or (folder and (into_shared or again)) or (uri and gz):
        raise WrongParameters(
            "Publish to a server, `qiji publish bolt://HOST:7687`, or to files, "
            "`qiji publish --to-files DIR [--gz]`, one of the two."
        )
    edition = opened(home, edition_id)
    if folder is not None:
        with _Bar() as bar:
            written = write_files(edition, folder, gz=gz, progress=bar.show)
        click.echo(_written(written, folder))
    elif uri is not None:
        with connected(uri) as server, _Bar() as bar:
            report = publish_edition(
                server, edition, into_shared=into_shared, progress=bar.show, again=again
            )
        click.echo(_told(report, uri))


def _written(report: FilesReport, folder: Path) -> str:
    return (
        f"{folder} holds the edition {report.edition} for an import: {report.nodes:,} nodes and "
        f"{report.edges:,} edges, {report.size / 1e6:,.0f} MB. With the server stopped, run\n"
        f"  cd {shlex.quote(str(folder.resolve()))} && {report.command}\n"
        "then start the server and complete it by `qiji publish bolt://HOST:7687`; "
        "README.md there says more."
    )


def _told(report: PublishReport, uri: str) -> str:
    if report.unchanged:
        return f"{uri} holds the edition {report.edition} already."
    if report.way == "imported":
        return f"{uri} holds the edition {report.edition}, imported from files; complete now."
    way = {"difference": f", the difference from {report.base}", "merge": ", merged by key"}
    after = " This went on behind a run that was cut off." if report.resumed else ""
    return (
        f"{uri} holds the edition {report.edition}: {report.nodes:,} nodes and "
        f"{report.edges:,} edges sent{way.get(report.way, '')}, {report.removed:,} old ones "
        f"removed, {report.seconds:.1f} s.{after}"
    )


class _Bar:
    """A bar on standard error, for what takes longer than two seconds."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = False

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r" + " " * 70 + "\r", nl=False, err=True)

    def show(self, what: str, done: int, total: int) -> None:
        """Show what is being sent, where standard error is a terminal."""
        if time.monotonic() - self._began < PATIENCE or not sys.stderr.isatty():
            return
        self._shown = True
        filled = round(24 * done / max(total, 1))
        bar = "█" * filled + "░" * (24 - filled)
        line = f"{bar} {done:,} of {total:,}  {what}"
        click.echo(f"\r{line:<70}", nl=False, err=True)


@click.command()
@click.argument("text")
@click.argument("given", nargs=-1, metavar="[NAME=VALUE]...")
@clock_options
@click.option(
    "--server", "uri", envvar="QIJI_NEO4J_URI", help="Address of the Neo4j.  [$QIJI_NEO4J_URI]"
)
@click.option("--rows", default=1000, show_default=True, type=click.IntRange(1, 100_000),
              help="Rows to show at most; the others are counted.")  # fmt: skip
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1, 3600),
              help="Time after which the statement is ended.")  # fmt: skip
@answer_options
def cypher(
    text: str,
    given: tuple[str, ...],
    as_of: int | None,
    known_on: int | None,
    uri: str | None,
    rows: int,
    seconds: float,
    form: str,
    out: Path | None,
) -> None:
    """Ask a Cypher statement of a published edition; TEXT may be - to read it from standard input.

    It reads only. $as_of and $known_on are the day looked at and the day of knowledge (the
    edition's data day unless told); other parameters are given as NAME=VALUE, where a
    number in quotes, NAME='"12"', stays text.
    Ctrl-C ends the statement on the server.

    \b
    Example: qiji cypher 'MATCH (c:Company {kind: $kind}) RETURN c.name AS name' kind=branch
    """
    if uri is None:
        raise ServerError(f"No Neo4j is named; {GET_ONE}.")
    statement = check(sys.stdin.read() if text == "-" else text)
    values = dict(_pair(word) for word in given)
    with connected(uri) as server:
        for name, day in (("as_of", as_of), ("known_on", known_on)):
            if name in statement.parameters:
                values.setdefault(name, _clock(server, day))
        answer = server.ask(statement, values, seconds=seconds, rows=rows)
    columns = pd.Index(_distinct(answer.columns), dtype="object")
    answers.write(pd.DataFrame(answer.rows, columns=columns, dtype="object"), form, out)
    for note in filter(None, (answer.warning, answer.extent if answer.cut else "")):
        click.echo(note, err=True)


def _clock(server: Server, number: int | None) -> date:
    """Return a day given, or the data day of the edition on the server."""
    day = server.holds().data_day if number is None else calendar_day(number)
    if day is None:
        raise QueryError(
            "The statement wants $as_of or $known_on, and the server holds no edition; "
            "give the day with --as-of or --known-on."
        )
    return day


def _pair(word: str) -> tuple[str, object]:
    name, sign, value = word.partition("=")
    if not sign:
        raise WrongParameters(f"{word!r} is no parameter; write it as NAME=VALUE.", given=word)
    return name, typed(value)


def _distinct(columns: tuple[str, ...]) -> list[str]:
    return [c if c not in columns[:n] else f"{c}_{n}" for n, c in enumerate(columns)]
