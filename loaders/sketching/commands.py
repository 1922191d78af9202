"""The commands of a table of one's own: `table new`, `table check`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pandas as pd

from graph import answers
from graph.errors import DataError, DeclarationError, MissingFile
from graph.home import disk
from graph.options import answer_options
from loaders.checking.assigning import Source, printable, sheets
from loaders.declaring.declaration import declared, read_declaration, read_text
from loaders.sketching.checking import Checked, checked
from loaders.sketching.naming import SNAKE
from loaders.sketching.sketch import sketched

_DEPARTMENT = "own"


@click.group()
def table() -> None:
    """Declare a table of your own: a first declaration from a file, and a look at what it does.

    \b
    Example: qiji table new examples/night/夜间施工.csv --name night_work --out -
    """


@table.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Of the table, in small letters.  [default: from the file's name]")
@click.option("--title", help="What people call it.  [default: from the file's name]")
@click.option("--department", help="Whose table it is.  [default: own]")
@click.option("--sheet", help="Of a workbook.  [default: the first with a header]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The declaration to write; - shows it.  [default: tables/DEPARTMENT/NAME.py]",
)
@click.option("--force", is_flag=True, help="Write over a file, or beside a table of ours.")
def new(
    file: Path,
    name: str | None,
    title: str | None,
    department: str | None,
    sheet: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Write a first declaration of FILE, to be finished by hand.

    Types, key, units and parties are guessed from its first 5,000 rows, with what it hides as
    comments: words for nothing, masked and wrong codes, refused cells, repeats. It is accepted
    and loads as it is; no number of a person stands in it.

    \b
    Example: qiji table new examples/night/夜间施工.csv --name night_work --out -
    """
    _require_name("--name", name)
    _require_there(file)
    if not force:
        _require_stranger(file, name)
    text = sketched(file, name=name, title=title, sheet=sheet)
    if out is not None and str(out) == "-":
        sys.stdout.write(text)
        return
    folder = department or _DEPARTMENT
    _require_name("--department", folder)
    made = read_text(text, file.name, folder)
    place = out or Path("tables") / folder / f"{made.name}.py"
    _write(place, text, force)
    kinds = pd.Series([type(c).__name__ for c in made.columns.values()]).value_counts()
    click.echo(f"{place}: {len(made.columns)} columns ({_listed(kinds)}).")
    click.echo(f"Finish it by hand, then: qiji table check {place} {file}")


def _listed(kinds: pd.Series) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.items())


def _require_name(option: str, name: str | None) -> None:
    if name is not None and not SNAKE.fullmatch(name):
        raise DataError(f"{option} is of small letters, digits and `_`, not {name!r}.")


def _require_there(file: Path) -> None:
    """Refuse a file that is nowhere by the whole path, in which the slip may be."""
    if not os.path.lexists(file):
        raise MissingFile(f"{file} does not exist; name the department's file.")


def _require_stranger(file: Path, name: str | None) -> None:
    """Refuse a file that a table of ours reads, and a name that one of them has."""
    ours = declared()
    if name in ours:
        raise DeclarationError(
            f"There is a table {name!r} already ({ours[name].title}); choose another --name."
        )
    fitting = [t for s in sheets(Source(file, printable(file.name)), ours) for t in s.tables]
    if fitting:
        raise DataError(
            f"{file.name} is read by our table {fitting[0]} already: `qiji load {file}` loads it; "
            "--force declares it all the same."
        )


def _write(place: Path, text: str, force: bool) -> None:
    if place.exists() and not force:
        raise DataError(f"{place} is there already; --force writes over it, --out elsewhere.")
    with disk(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@table.command()
@click.argument("declaration", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rows", type=click.IntRange(0), default=5, show_default=True, help="First rows shown."
)
@answer_options
@click.pass_context
def check(
    context: click.Context, declaration: Path, file: Path, rows: int, form: str, out: Path | None
) -> None:
    """Show what the first rows of FILE become by DECLARATION, without loading.

    A declaration is read, never run. Exits 1 if rows are refused, or if the header or the name
    of the file is not the table's. Numbers of people are masked.

    \b
    Example: qiji table check examples/night/building/night_work.py examples/night/夜间施工.csv
    """
    answers.require_place(form, out)
    if not declaration.is_file():
        raise DeclarationError(f"{declaration} is no file; name the declaration itself.")
    _require_there(file)
    found = checked(read_declaration(declaration), file, rows)
    if form in ("table", "json"):
        text = _as_json(found) if form == "json" else _as_table(found)
        answers.deliver(text.encode(), out)
    else:
        answers.write(_as_frame(found), form, out)
    if not found.named:
        patterns = ", ".join(found.table.files)
        raise DataError(
            f"{file.name} is no name of {found.table.name} ({patterns}), so `qiji load` would "
            "leave it out; correct `files`."
        )
    if found.rejected:
        context.exit(1)


def _counts(found: Checked) -> dict[str, object]:
    return {
        "table": found.table.name,
        "sheets": found.sheets,
        "rows": found.came,
        "loaded": found.loaded,
        "refused": found.rejected,
        "skipped": found.skipped,
        "odd": found.odd,
        "notes": found.notes,
    }


def _as_json(found: Checked) -> str:
    parts = {"first": answers.rows(found.rows), "refusals": answers.rows(found.refused)}
    return json.dumps({**_counts(found), **parts}, ensure_ascii=False, indent=1) + "\n"


def _as_frame(found: Checked) -> pd.DataFrame:
    """Return the first rows, then the refused ones, told apart by `_reason`."""
    return pd.concat([found.rows, found.refused], ignore_index=True)


def _as_table(found: Checked) -> str:
    """Return a line a field with the first rows beside each other, counts, and refused rows."""
    parts = []
    if len(found.rows):
        parts.append(_turned(found))
    skipped = sum(found.skipped.values())
    parts.append(
        f"{', '.join(found.sheets)}: {found.came:,} rows, {found.loaded:,} would be loaded, "
        f"{found.rejected:,} refused, {skipped:,} skipped."
    )
    if found.notes:
        parts.append(f"Read as {'; '.join(found.notes)}.")
    if found.odd:
        told = ", ".join(f"{name} {times:,}" for name, times in found.odd.items())
        parts.append(f"Cells worth a look: {told}.")
    if found.rejected:
        parts += _refusals(found)
    if not found.bearable:
        parts.append(
            f"That is more than {found.table.max_rejects:.0%} (`max_rejects`), and more than a few "
            "(`few_rejects`): nothing of the file would be loaded."
        )
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _refusals(found: Checked) -> Iterator[str]:
    """Yield the refused rows that are shown, a line each."""
    for line, name, value, reason in found.refused.itertuples(index=False, name=None):
        yield f"  line {line}{f', {name}' if name else ''}: {value!r}: {reason}"
    if found.rejected > len(found.refused):
        yield f"  and {found.rejected - len(found.refused):,} more"


def _turned(found: Checked) -> str:
    rows = found.rows.set_index("_line")
    turned = rows.astype(object).T
    turned.columns = [f"line {line}" for line in turned.columns]
    turned.insert(0, "field", list(turned.index))
    return "\n".join(answers.table(turned).splitlines()[:-1])
