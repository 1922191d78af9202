"""Options that several commands share, and how a refusal is printed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from graph.answers import FORMATS
from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.errors import QueryError
from graph.home import Home

F = TypeVar("F", bound=Callable[..., Any])


class DayType(click.ParamType[int]):
    """A day such as 2024-03-01, as a day number."""

    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the day's number, or refuse what is no day."""
        if isinstance(value, int):
            return value
        try:
            return parse_day(value)
        except QueryError as error:
            self.fail(str(error), param, ctx)


DAY = DayType()


def home_option(command: F) -> F:
    """Add `--home DIR` (or `QIJI_HOME`), handed over as a Home.

    The command raises HomeError where something else than a folder stands there.
    """

    @functools.wraps(command)
    def wrapped(*args: Any, home: Path | None, **options: Any) -> Any:
        return command(*args, home=Home.at(home).checked(), **options)

    return click.option(
        "--home",
        envvar="QIJI_HOME",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Where the data live.  [default: $QIJI_HOME or ~/.local/share/qiji]",
    )(wrapped)  # type: ignore[return-value]


def clock_options(command: F) -> F:
    """Add `--as-of DAY` and `--known-on DAY`."""
    known = click.option(
        "--known-on", type=DAY, help="Use only what was known on this day, such as 2024-03-01."
    )
    looked = click.option(
        "--as-of", type=DAY, help="Look at this day, such as 2024-03-01.  [default: data day]"
    )
    return looked(known(command))


def answer_options(command: F) -> F:
    """Add `--format` and `--out`."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How the answer is written; xlsx and parquet need --out.",
    )
    out = click.option(
        "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write to."
    )
    return form(out(command))


def opened(home: Home, edition_id: str | None = None) -> Edition:
    """Open the edition in use of a home (or another one)."""
    return Edition.open(home.edition_path(edition_id))


def moment_of(
    edition: Edition, as_of: int | None, known_on: int | None, *, strict: bool = False
) -> Moment:
    """Return the two clocks of a command.

    Args:
        strict: what is known defaults to the day looked at (grades, backtests, exports).
    """
    if strict and known_on is None:
        known_on = as_of
    return edition.moment(as_of, known_on)
