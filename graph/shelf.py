"""The editions of a home, side by side: list, compare, check, go back, prune."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click
import pandas as pd

from graph.answers import write
from graph.edition import Edition
from graph.errors import EditionError, WrongParameters
from graph.home import Home, disk
from graph.options import answer_options, home_option, opened
from graph.schema import NODE_TYPES
from graph.sealing import content_id, digests


def listed(home: Home) -> pd.DataFrame:
    """Return the editions of a home: id, in_use, data_day, built_at, deliveries, counts.

    Of one that is damaged, or of an older format, no more is known than that it is there.
    """
    rows: list[dict[str, object]] = []
    for name in home.edition_ids():
        manifest = _manifest(home, name)
        if manifest is None:
            mebibytes = round(_size(home.editions / name) / 2**20, 1)
            rows.append(
                {"edition": name, "in_use": name == home.current_id(), "mebibytes": mebibytes}
            )
            continue
        counts = manifest["rows"]
        rows.append(
            {
                "edition": name,
                "in_use": name == home.current_id(),
                "data_day": manifest["data_day"],
                "built_at": manifest["built_at"][:19] + "Z",
                "deliveries": len(manifest["deliveries"]),
                "companies": counts["nodes/Company"],
                "people": counts["nodes/Person"],
                "events": counts["nodes/Event"],
                "mebibytes": round(_size(home.editions / name) / 2**20, 1),
            }
        )
    columns = "edition in_use data_day built_at deliveries companies people events mebibytes"
    numbers = dict.fromkeys(("deliveries", "companies", "people", "events"), "Int64")
    found = pd.DataFrame(rows, columns=columns.split())
    return found.astype(numbers) if found.isna().any(axis=None) else found


def _manifest(home: Home, name: str) -> dict[str, Any] | None:
    """Return what an edition says of itself, or None where it cannot be read."""
    try:
        return Edition.open(home.editions / name).manifest
    except EditionError:
        return None


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def compared(home: Home, one: str, two: str) -> pd.DataFrame:
    """Return how two editions differ: rows of each frame, and which nodes came and went.

    Raises:
        WrongParameters: they are the same.
    """
    one, two = home.edition_begun(one), home.edition_begun(two)
    if one == two:
        raise WrongParameters(f"{one!r} is given twice; name two editions to compare.", given=one)
    first, second = (Edition.open(home.edition_path(name)) for name in (one, two))
    names = sorted({*first.manifest["rows"], *second.manifest["rows"]})
    rows = []
    for name in names:
        counts = [edition.manifest["rows"].get(name, 0) for edition in (first, second)]
        rows.append({"what": name, one: counts[0], two: counts[1], "change": counts[1] - counts[0]})
    for node_type in NODE_TYPES:
        ids = [pd.Index(edition.ids(node_type.label)) for edition in (first, second)]
        gone, come = len(ids[0].difference(ids[1])), len(ids[1].difference(ids[0]))
        rows.append({"what": f"{node_type.label} ids gone", one: gone, two: 0, "change": -gone})
        rows.append({"what": f"{node_type.label} ids new", one: 0, two: come, "change": come})
    return pd.DataFrame(rows, columns=["what", one, two, "change"])


def altered(edition: Edition) -> list[str]:
    """Return a sentence for each file of an edition that is not as it was sealed.

    Every byte is read; opening looks at none of them, so that it stays fast.
    """
    sealed: dict[str, str] = edition.manifest.get("files", {})
    found = digests(edition.path)
    said = [
        f"{name} is {'not as it was sealed' if name in found else 'missing'}."
        for name, digest in sealed.items()
        if found.get(name) != digest
    ]
    said += [f"{name} was not there when it was sealed." for name in found if name not in sealed]
    if content_id(edition.manifest) != edition.path.name:
        said.append("manifest.json is not as it was sealed.")
    return sorted(said)


def prune(home: Home, keep: int) -> list[str]:
    """Remove all editions but the newest `keep` and the one in use; return what was removed."""
    with home.lock("editions prune"):
        # What cannot be read any more counts as the oldest.
        found = {name: _manifest(home, name) for name in home.edition_ids()}
        built = {name: made["built_at"] if made else "" for name, made in found.items()}
        newest = sorted(built, key=lambda name: built[name], reverse=True)
        removed = [name for name in newest[keep:] if name != home.current_id()]
        for name in removed:
            with disk(home.path):
                # Out of sight in one step, so that nobody opens half an edition.
                hidden = home.editions / f".pruned-{name}"
                (home.editions / name).rename(hidden)
                shutil.rmtree(hidden)
        return removed


@click.group(invoke_without_command=True)
@home_option
@answer_options
@click.pass_context
def editions(ctx: click.Context, home: Home, form: str, out: Path | None) -> None:
    """List the editions of a home; compare two, check one, go back to one, remove old ones.

    \b
    Example: qiji editions
             qiji editions use 2025-12-31-0a1b2c3d4e
    """
    ctx.obj = home
    if ctx.invoked_subcommand is None:
        write(listed(home), form, out)


@editions.command()
@click.argument("one")
@click.argument("two")
@answer_options
@click.pass_obj
def compare(home: Home, one: str, two: str, form: str, out: Path | None) -> None:
    """Show how edition TWO differs from edition ONE.

    \b
    Example: qiji editions compare 2024-12-31-0a1b2c3d4e 2025-12-31-1b2c3d4e5f
    """
    write(compared(home, one, two), form, out)


@editions.command()
@click.argument("edition", required=False)
@click.pass_obj
def check(home: Home, edition: str | None) -> None:
    """Hold every file of EDITION (of the one in use unless told) against what was sealed.

    Exits 1 if any is missing, altered or added; a sentence a file says so.

    \b
    Example: qiji editions check
    """
    checked = opened(home, None if edition is None else home.edition_begun(edition))
    said = altered(checked)
    for sentence in said:
        click.echo(sentence)
    if said:
        raise EditionError(
            f"The edition {checked.path.name} is not as it was sealed ({len(said)} of its files); "
            "run `qiji build`."
        )
    files = len(checked.manifest["files"])
    click.echo(f"The edition {checked.path.name} is as it was sealed: {files} files.")


@editions.command()
@click.argument("edition")
@click.pass_obj
def use(home: Home, edition: str) -> None:
    """Make EDITION the one in use; a running server takes it up by itself.

    The beginning of its id is enough, where no other edition begins so; `compare` and `check`
    take it likewise.

    \b
    Example: qiji editions use 2024-12-31-0a1b2c3d4e
    """
    with home.lock("editions use"):
        edition = home.edition_begun(edition)
        Edition.open(home.edition_path(edition))
        home.use(edition)
    click.echo(f"Edition {edition} is in use now.")


@editions.command("prune")
@click.option("--keep", type=click.IntRange(min=1), default=3, show_default=True)
@click.pass_obj
def prune_command(home: Home, keep: int) -> None:
    """Remove all editions but the newest ones and the one in use.

    \b
    Example: qiji editions prune --keep 2
    """
    removed = prune(home, keep)
    click.echo(f"Removed {len(removed)} of {len(removed) + len(home.edition_ids())} editions.")
