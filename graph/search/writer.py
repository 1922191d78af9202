"""Write the name index.

Rows stand in the order of the answers: by shelf (a label's names, a label's identifiers), then
shorter first, then `rank`, then id. So the order of `rowid`, in which FTS5 yields what it
finds, is already our own, and asking may stop at the first page.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd

from graph.names import fold_many, grams

FORMAT = 1
START = "\ue000"  # stands before a gram that begins its name; no folded name holds it
MARKED = (1, 2, 4, 6, 8, 10, 12, 14)  # prefixes of an identifier that have a gram of their own

DAYS = ("valid_from", "valid_to", "known_from", "known_to")
COLUMNS = ("node_id", "label", "text", "kind", *DAYS, "rank")

_SCHEMA = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, node_id TEXT, label TEXT, text TEXT, kind TEXT,
    valid_from INTEGER, valid_to INTEGER, known_from INTEGER, known_to INTEGER,
    rank INTEGER, folded TEXT);
CREATE TABLE shelf (
    label TEXT, identifiers INTEGER, first INTEGER, last INTEGER, known_from INTEGER);
CREATE VIRTUAL TABLE grams USING fts5 (
    text, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
"""
_ENTRY = f"INSERT INTO entry VALUES ({', '.join('?' * 11)})"


def build(path: Path, names: pd.DataFrame) -> None:
    """Write the name index of an edition; equal names give equal bytes.

    Args:
        path: the file to write; one that is there is replaced.
        names: one row a name or identifier, with `COLUMNS`: `kind` is `name`, `former_name`
            or `identifier:<which>`; days as `graph.days` has them; of two alike the lower
            `rank` comes first. A text without a letter or digit cannot be found, and is left out.
    """
    entries = _in_order(names)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            store.execute(f"PRAGMA {pragma}")
        store.execute(f"PRAGMA user_version = {FORMAT}")
        store.executescript(_SCHEMA)
        store.execute("BEGIN")
        store.executemany(_ENTRY, _rows(entries))
        store.executemany("INSERT INTO shelf VALUES (?, ?, ?, ?, ?)", _shelves(entries))
        store.execute("CREATE INDEX entry_folded ON entry (folded)")
        store.executemany("INSERT INTO grams (rowid, text) VALUES (?, ?)", _gram_texts(entries))
        store.execute("INSERT INTO grams (grams) VALUES ('optimize')")
        store.execute("COMMIT")
    _flush(path)


def _in_order(names: pd.DataFrame) -> pd.DataFrame:
    """Return the names with what they are sorted by, in the order of the answers."""
    entries = names[list(COLUMNS)].assign(folded=fold_many(names["text"]))
    entries = entries[entries["folded"].fillna("") != ""]
    entries["identifiers"] = entries["kind"].str.startswith("identifier:").astype(np.int64)
    entries["length"] = entries["folded"].str.len().astype(np.int64)
    entries["last_day"] = -entries["valid_to"].astype(np.int64)
    order = ["label", "identifiers", "length", "rank", "node_id", "last_day", "kind", "text", *DAYS]
    entries = entries.sort_values(order, kind="stable", ignore_index=True)
    entries.index += 1
    return entries


def _rows(entries: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    columns = [entries[name].to_numpy(object).tolist() for name in (*COLUMNS, "folded")]
    return zip(entries.index.tolist(), *columns, strict=True)


def _shelves(entries: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Return where each shelf's rows begin and end, both included, and its first known day."""
    shelves = entries.assign(row=entries.index).groupby(["label", "identifiers"], sort=True)
    facts = shelves.agg(first=("row", "min"), last=("row", "max"), known=("known_from", "min"))
    return facts.reset_index().itertuples(index=False, name=None)


def _gram_texts(entries: pd.DataFrame) -> Iterator[tuple[int, str]]:
    identifiers, texts = entries["identifiers"].tolist(), entries["folded"].to_numpy(object)
    for row, folded, code in zip(entries.index.tolist(), texts, identifiers, strict=True):
        yield row, " ".join(prefix_grams(folded) if code else name_grams(folded))


def name_grams(folded: str) -> list[str]:
    """Return the grams by which a name is found: its own, and those that it begins with."""
    return [START + folded[:1], START + folded[:2], *grams(folded)]


def prefix_grams(folded: str) -> list[str]:
    """Return the grams by which an identifier is found, each a prefix of it."""
    return [START + folded[:length] for length in MARKED if length <= len(folded)]


def _flush(path: Path) -> None:
    """Have the file on disk before anyone is told that it is there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
