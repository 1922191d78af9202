"""The command `grade`: a city's grades for export, or one company's card."""

from __future__ import annotations

from pathlib import Path

import click

from graph import answers
from graph.days import Moment
from graph.edition import Edition
from graph.home import Home
from graph.options import answer_options, clock_options, home_option, moment_of, opened
from queries import party, scales
from queries.grade_sheet import card, sheet
from queries.grades import Grade
from queries.grades import grade as grade_of

WHY = {
    "insufficient": "not enough information: too few departments know it",
    "too_young": "not enough information: it is younger than a year",
    "unknown": "not enough information: its registration is not known on that day",
    "gone": "not graded: it no longer exists, or has moved away",
}


@click.command()
@click.argument("company", required=False)
@home_option
@clock_options
@click.option(
    "--scale",
    "scale_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A scale of your own, as a TOML file.",
)
@answer_options
def grade(
    company: str | None,
    home: Home,
    as_of: int | None,
    known_on: int | None,
    scale_path: Path | None,
    form: str,
    out: Path | None,
) -> None:
    """Grade all companies as of a day, or show one company's grade with its reasons.

    What was known on the day is used, unless --known-on says otherwise. A grade carries score,
    percentile, caps, reasons, the scale's version and the day.

    \b
    Example: qiji grade --as-of 2024-12-31 --format xlsx --out grades.xlsx
    Example: qiji grade 91370102993441192P --as-of 2024-12-31
    """
    edition = opened(home)
    moment = moment_of(edition, as_of, known_on, strict=True)
    used = scales.scale_file(scale_path) if scale_path else scales.scale()
    form = _form(form, out)
    if company is None:
        found = sheet(edition, moment, used)
        answers.write(found, form, out)
        if left := found.attrs["left_out"]:
            click.echo(
                f"{left:,} more companies are in the edition whose registration was not known "
                f"on {moment.known_day}; they are not listed.",
                err=True,
            )
        return
    number = party.find(edition, company, moment, label="Company")
    graded = grade_of(edition, number, moment, used)
    if form == "table" and out is None:
        click.echo(headline(edition, graded, moment))
        if graded.letter is None:
            return
    answers.write(card(edition, graded), form, out)


def _form(form: str, out: Path | None) -> str:
    """Return the form: of a file whose name says it, that one, unless another was chosen."""
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return ending if form == "table" and ending in answers.FORMATS else form


def headline(edition: Edition, found: Grade, moment: Moment) -> str:
    """Return what the grade is, in one line."""
    name = party.name(edition, found.company, moment)
    head = f"{edition.id(found.company)} {name}: "
    scale = f"scale {found.scale.name} {found.scale.version}"
    tail = f" ({scale}, as of {moment.day}, known on {moment.known_day})"
    if found.letter is None:
        code = "—" if found.state == "gone" else found.scale.none
        titles = {d.name: d.title.en for d in found.scale.evidence.departments}
        known = ", ".join(titles[name] for name in found.departments) or "nobody"
        return f"{head}{code}, {WHY[found.state]}; known to {known}{tail}"
    share = found.percentile
    lower = "" if share is None else f", {share:.1%} of the graded stand lower"
    return f"{head}{found.letter}, score {found.score}{lower}{tail}"
