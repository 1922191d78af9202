"""Qiji (企迹): the front door. The command line, and the names that notebooks import.

from qiji import Edition, Home
edition = Edition.current()
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

import click

from graph.edition import Edition
from graph.errors import QijiError
from graph.home import Home
from graph.options import home_option
from graph.progress import stages

__all__ = ["Edition", "Home", "build_edition", "main"]

STAGES = ("read", "resolve", "draft", "write", "control", "grades", "verify", "seal", "swap")

COMMANDS = {
    "load": "loaders.commands:load",
    "build": "qiji:build",
    "status": "loaders.commands:status",
    "deliveries": "loaders.commands:list_deliveries",
    "withdraw": "loaders.commands:withdraw",
    "quality": "loaders.quality.commands:report_quality",
    "editions": "graph.shelf:editions",
    "serve": "webapp.commands:serve",
    "ask": "queries.commands:ask",
    "grade": "queries.grade_command:grade",
    "judge": "loaders.judging.commands:judge",
    "resolve": "loaders.resolving.commands:resolve",
    "table": "loaders.sketching.commands:table",
    "export": "queries.commands:export",
    "publish": "graph.commands:publish",
    "cypher": "graph.commands:cypher",
}
"""Where each command is: none waits for what the others need."""


def build_edition(home: Home, step: Callable[[str], None] = lambda stage: None) -> str:
    """Build an edition of all that a home's deliveries say, and make it the one in use.

    Loaders draft it, questions derive into it, the ground verifies and seals it. Until the last
    step the edition in use stays as it is.

    Returns:
        The new edition's id.
    """

    from graph import sealing, search
    from graph.memory import give_back_memory, keep_freed_memory
    from loaders.draft import draft
    from loaders.taking.rows import known_tables
    from queries.derive import derive

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
    from loaders.judging.listing import told_reports

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


class _Commands(Mapping[str, click.Command]):
    """The commands by name, each imported when somebody asks for it."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, attribute = COMMANDS[name].partition(":")
        here = sys.modules[__name__] if module == "qiji" else importlib.import_module(module)
        found: click.Command = getattr(here, attribute)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


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


@click.group(cls=_Door, commands=_Commands())
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


if __name__ == "__main__":
    main()
