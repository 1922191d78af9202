"""Qiji (企迹): the front door. The command line, and the names that notebooks import.

from qiji import Edition, Home
edition = Edition.current()
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import click

from graph import sealing, search
from graph.commands import cypher, publish
from graph.edition import Edition
from graph.errors import QijiError
from graph.home import Home
from graph.memory import give_back_memory, keep_freed_memory
from graph.options import home_option
from graph.progress import stages
from graph.shelf import editions
from loaders.commands import list_deliveries, load, status, withdraw
from loaders.draft import draft
from loaders.judging.commands import judge
from loaders.judging.listing import told_reports
from loaders.quality.commands import report_quality
from loaders.resolving.commands import resolve
from loaders.sketching.commands import table
from loaders.taking.rows import known_tables
from queries.commands import ask, export
from queries.derive import derive
from queries.grade_command import grade
from webapp.commands import serve

__all__ = ["Edition", "Home", "build_edition", "main"]

STAGES = ("read", "resolve", "draft", "write", "control", "grades", "verify", "seal", "swap")


def build_edition(home: Home, step: Callable[[str], None] = lambda stage: None) -> str:
    """Build an edition of all that a home's deliveries say, and make it the one in use.

    Loaders draft it, questions derive into it, the ground verifies and seals it. Until the last
    step the edition in use stays as it is.

    Returns:
        The new edition's id.
    """

    def begin(stage: str) -> None:
        give_back_memory()  # what one stage took, the next need not hold
        step(stage)

    keep_freed_memory()
    with home.lock("build"):
        home.sweep()
        with sealing.beside(home) as path, sealing.aside(home) as aside:
            with search.building(path / "names.sqlite") as named:
                drafted = draft(home, known_tables(home), begin, named, aside)
                begin("write")
                sealing.write_base(path, drafted.draft)
                sealing.add_derived(path, derive(Edition.open(path, sealed=False), begin))
            # Ids are kept before the swap: an edition in use never holds one that could be
            # given to somebody else.
            drafted.keep_ids()
            return sealing.seal(home, path, begin)


@click.command()
@home_option
def build(home: Home) -> None:
    """Build an edition of everything loaded, and make it the one in use.

    Killed at any time, it leaves the edition in use as it was.

    \b
    Example: qiji build --home demo
    """
    with stages(STAGES) as step:
        name = build_edition(home, step)
    edition = Edition.open(home.edition_path(name))
    rows = edition.manifest["rows"]
    counts = ", ".join(
        f"{rows[f'nodes/{label}']:,} {word}"
        for label, word in (("Company", "companies"), ("Person", "people"), ("Event", "events"))
    )
    click.echo(f"Edition {name}: {counts}. It is in use now.")
    for _, problem in told_reports(edition):
        click.echo(problem)


class _Door(click.Group):
    """The commands; a refusal is one sentence, never a traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; wrong usage is one sentence as well, and exits 2."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = error.exit_code
        except click.ClickException as error:
            click.echo(f"qiji: {_usage(error)}", err=True)
            code = error.exit_code
        except click.Abort:
            click.echo("qiji: Stopped; nothing is half-written.", err=True)
            code = 130
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and say what went wrong as `qiji: …`."""
        try:
            return super().invoke(ctx)
        except QijiError as error:
            click.echo(f"qiji: {error}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("qiji: Stopped; nothing is half-written.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            ctx.exit(1)
        except MemoryError:
            click.echo(
                "qiji: Not enough memory for this; close other programs or use a larger machine.",
                err=True,
            )
            ctx.exit(1)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            click.echo(f"qiji: The system refused: {error.strerror}{where}.", err=True)
            ctx.exit(1)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "qiji"
    return f"{error.format_message().rstrip('.')}; see `{path} --help`."


@click.group(cls=_Door)
@click.version_option(version("qiji"), prog_name="qiji")
def main() -> None:
    """Qiji (企迹): the commercial trajectories of enterprises, as one dated graph.

    \b
    First:  qiji load DIR && qiji build
    Then:   qiji serve, or qiji ask, or qiji grade
    """
    signal.signal(signal.SIGTERM, _stop)


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


for command in (
    load,
    build,
    status,
    list_deliveries,
    withdraw,
    report_quality,
    editions,
    serve,
    ask,
    grade,
    judge,
    resolve,
    table,
    export,
    publish,
    cypher,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
