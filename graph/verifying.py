"""Whether an edition is whole: counts add up, every end exists, offsets fit, and it answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph.edition import Edition
from graph.errors import EditionError
from graph.schema import NODE_TYPES, layouts


def verify(path: Path) -> None:
    """Check that counts add up, every end exists, offsets fit, and the edition answers.

    Raises:
        EditionError: it does not; the text says what.
    """
    edition = Edition.open(path, sealed=False)
    if edition.starts[0] != 0 or (np.diff(edition.starts) < 0).any():
        raise EditionError("The nodes' offsets do not rise from nought; run `qiji build`.")
    for name in {**layouts(), **edition.manifest["rows"]}:
        _verify_frame(edition, name)
    for node_type in NODE_TYPES:
        _verify_ids(edition, node_type.label)
    edition.network.verify()
    for name in ("properties", "series"):
        _verify_offsets(edition, name)
    if edition.size:
        middle = edition.size // 2
        if edition.number(edition.id(middle)) != middle:
            raise EditionError(f"{edition.id(middle)} cannot be found by its id; build again.")
        edition.network.neighbours(middle, edition.moment())
    edition.names.find("a", limit=1)


def _verify_frame(edition: Edition, name: str) -> None:
    """Check a frame's count, and that the nodes and source rows that it names are there."""
    table = edition.table(name)
    if table.num_rows != edition.manifest["rows"].get(name):
        raise EditionError(
            f"{name} holds {table.num_rows} rows, its manifest says "
            f"{edition.manifest['rows'].get(name)}; run `qiji build`."
        )
    for column in ("src", "dst", "node"):
        if table.num_rows and column in table.column_names:
            numbers = edition.column(name, column)
            if numbers.min() < 0 or numbers.max() >= edition.size:
                raise EditionError(
                    f"{name}.{column} names a node that is not there; run `qiji build`."
                )
    named = table.num_rows and name != "records" and "record" in table.column_names
    if named and edition.column(name, "record").max() >= edition.table("records").num_rows:
        raise EditionError(f"{name}.record names a source row that is not there; run `qiji build`.")


def _verify_ids(edition: Edition, label: str) -> None:
    """Check that the ids of a label are those of its frame, in order, each once."""
    ids = edition.ids(label)
    named = edition.column(f"nodes/{label}", "id").astype("S") if len(ids) else ids
    fits = len(ids) == len(edition.span(label)) == edition.table(f"nodes/{label}").num_rows
    if not fits or (ids[1:] <= ids[:-1]).any() or not np.array_equal(ids, named):
        raise EditionError(f"The ids of nodes/{label} do not fit its rows; run `qiji build`.")


def _verify_offsets(edition: Edition, name: str) -> None:
    """Check that the rows of each node are those that its offsets say."""
    starts = edition.offsets(name)
    rows = edition.column(name, "node")
    fits = len(starts) == edition.size + 1 and starts[0] == 0 and starts[-1] == len(rows)
    if not fits or not np.array_equal(
        np.repeat(np.arange(edition.size), np.diff(starts).clip(0)), rows
    ):
        raise EditionError(f"The offsets of {name} do not fit its rows; run `qiji build`.")
