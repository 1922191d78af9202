"""The commands of what is asked: ask, export."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from graph import answers
from graph.days import Moment, effective_start, holds
from graph.edition import Edition
from graph.errors import WrongParameters
from graph.home import Home
from graph.options import answer_options, clock_options, home_option, moment_of, opened
from graph.schema import layouts
from queries import questions


@click.command()
@click.argument("name", required=False)
@click.argument("given", nargs=-1, metavar="[KEY=VALUE]...")
@home_option
@clock_options
@answer_options
def ask(
    name: str | None,
    given: tuple[str, ...],
    home: Home,
    as_of: int | None,
    known_on: int | None,
    form: str,
    out: Path | None,
) -> None:
    """Ask a question; without a name, list the questions.

    A company or a person is given by id, by any identifier, or by its name; where a name is
    borne by several, they are listed and nothing is answered.

    \b
    Example: qiji ask company/holders company=91370102993441192P --as-of 2024-12-31
    """
    if name is None:
        found = questions.QUESTIONS.values()
        if form == "table" and out is None:
            for question in found:
                click.echo(f"{question.usage}\n    {question.meaning}")
            return
        listed = pd.DataFrame(
            {"question": [q.usage for q in found], "one row is": [q.meaning for q in found]}
        )
        answers.write(listed, form, out)
        return
    edition = opened(home)
    moment = moment_of(edition, as_of, known_on)
    frame = questions.ask(edition, moment, name, _pairs(given))
    answers.write(frame, form, out)
    if note := frame.attrs.get("note"):
        click.echo(str(note), err=True)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(word.partition("=")[::2] for word in given)
    if odd := [word for word in given if "=" not in word]:
        raise WrongParameters(
            f"{odd[0]!r} is no parameter; write it as key=value, such as text={odd[0]}.",
            given=odd,
        )
    return pairs


@click.command()
@click.argument("frame", required=False)
@home_option
@clock_options
@answer_options
def export(
    frame: str | None,
    home: Home,
    as_of: int | None,
    known_on: int | None,
    form: str,
    out: Path | None,
) -> None:
    """Export a whole frame of the edition (`edges/OWNS`); without one, list the frames.

    What holds and is known at the moment is written; with `--as-of` alone, what was known then.
    Hashes and masked numbers of people are left out.

    \b
    Example: qiji export edges/OWNS --as-of 2024-12-31 --format parquet --out owns.parquet
    """
    edition = opened(home)
    if frame is None:
        names = sorted(edition.manifest["rows"])
        counts = [edition.manifest["rows"][n] for n in names]
        answers.write(pd.DataFrame({"frame": names, "rows": counts}), form, out)
        return
    if not edition.has(frame):
        raise WrongParameters(
            f"The edition has no frame {frame!r}; `qiji export` lists them.", frame=frame
        )
    moment = moment_of(edition, as_of, known_on, strict=True)
    answers.write(published(edition, frame, moment), form, out)


def published(edition: Edition, name: str, moment: Moment) -> pd.DataFrame:
    """Return what a frame says at a moment, with ids for numbers and dates for days."""
    found = edition.rows(name, slice(None))
    if {"valid_from", "known_from"} <= set(found):
        start = effective_start(
            *(found[c].to_numpy() for c in ("valid_from", "valid_to", "known_from"))
        )
        found = found[
            holds(
                moment,
                start,
                *(found[c].to_numpy() for c in ("valid_to", "known_from", "known_to")),
            )
        ]
    elif "known_from" in found:
        known = (found["known_from"] <= moment.known_on) & (moment.known_on < found["known_to"])
        begun = found["day"] <= moment.as_of if "day" in found else True
        found = found[known & begun]
    layout = layouts().get(name)
    types = {c.name: c for c in layout.columns} if layout else {}
    for column in list(found):
        if column in ("src", "dst", "node"):
            found[column] = edition.id_list(found[column].to_numpy())
        elif column in types and not types[column].published:
            found = found.drop(columns=column)
        elif column in types and types[column].type == "day":
            found[column] = answers.as_dates(found[column].to_numpy()).to_numpy()
    return found.reset_index(drop=True)
