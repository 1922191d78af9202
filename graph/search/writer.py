"""Write the name index.

Rows stand in the order of the answers: by shelf (a label's names, a label's identifiers), then
shorter first, then `rank`, then id. So the order of `rowid`, in which FTS5 yields what it
finds, is already our own, and asking may stop at the first page.
"""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyarrow import feather

from graph.names import fold_many, grams
from graph.sorting import stable_order

FORMAT = 2
APART = 100_000  # names; fewer are not worth another process
AT_ONCE = 100_000  # entries that are held as Python's objects
OFTEN = 2**14  # names whose grams are kept: people of one name are many
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
        names: one row a name or identifier and period, with `COLUMNS`: `kind` is `name`,
            `also_called` or `identifier:<which>`; days as `graph.days` has them; of two alike the
            lower `rank` comes first. A text without a letter or digit cannot be found, and is
            left out.
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


@contextmanager
def building(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Yield what begins to write the name index, while the body goes on with something else.

    A city's names are written by a process of its own, on another core; few are written at once.
    At the end of the `with` the index is whole.

    Raises:
        OSError: the index could not be written, as on a full disk.
    """
    given = path.with_name(".names.arrow")
    begun: list[subprocess.Popen[bytes]] = []

    def begin(names: pd.DataFrame) -> None:
        if len(names) < APART:
            build(path, names)
            return
        feather.write_feather(names.reset_index(drop=True), given, compression="uncompressed")
        command = [sys.executable, "-c", "from graph.search.writer import main; main()"]
        arguments = [*command, str(given), str(path)]
        begun.append(subprocess.Popen(arguments, stderr=subprocess.PIPE))

    try:
        yield begin
        for process in begun:
            _finish(process, path)
    except BaseException:
        for process in begun:
            process.kill()
            process.wait()
        raise
    given.unlink(missing_ok=True)


def _finish(process: subprocess.Popen[bytes], path: Path) -> None:
    fault = process.communicate()[1].decode(errors="replace").strip().splitlines()
    if process.returncode:
        full = any("full" in line or "No space" in line for line in fault)
        raise OSError(errno.ENOSPC if full else errno.EIO, fault[-1] if fault else "", str(path))


def main() -> None:
    """Write the index of the names in one file to another: the process of `building`."""
    given, path = sys.argv[1:]
    build(Path(path), feather.read_feather(given))


def _in_order(names: pd.DataFrame) -> pd.DataFrame:
    """Return the names with what they are sorted by, in the order of the answers."""
    entries = names[list(COLUMNS)].assign(folded=fold_many(names["text"]))
    entries = entries[entries["folded"].fillna("") != ""]
    entries["identifiers"] = entries["kind"].str.startswith("identifier:").astype(np.int8)
    entries["length"] = entries["folded"].str.len().astype(np.int32)
    entries["last_day"] = -entries["valid_to"].astype(np.int64)
    order = ["label", "identifiers", "length", "rank", "node_id", "last_day", "kind", "text", *DAYS]
    entries = entries.take(_order(entries, order[:5], order)).reset_index(drop=True)
    entries.index += 1
    return entries


def _order(
    entries: pd.DataFrame, first: list[str], every: list[str]
) -> npt.NDArray[np.signedinteger[Any]]:
    """Return the order by all columns; most rows are told apart by the first few of them."""
    keys = [_sortable(entries[name]) for name in first]
    order = stable_order(*keys)
    alike = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        alike &= np.diff(key[order]) == 0
    tied = np.append(alike, False)[: len(order)] | np.append([False], alike)[: len(order)]
    part = entries.take(order[tied]).assign(_at=order[tied])
    order[tied] = part.sort_values(every, kind="stable")["_at"].to_numpy()
    return order


def _sortable(column: "pd.Series[Any]") -> npt.NDArray[np.signedinteger[Any]]:
    if column.dtype.kind == "i":
        return column.to_numpy()
    codes, words = pd.factorize(column)
    place = np.empty(len(words), np.int64)
    place[np.argsort(words.to_numpy(object), kind="stable")] = np.arange(len(words))
    found: npt.NDArray[np.signedinteger[Any]] = place[codes]
    return found


def _rows(entries: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for part in _parts(entries):
        columns = [_values(part[name]) for name in (*COLUMNS, "folded")]
        yield from zip(part.index.tolist(), *columns, strict=True)


def _parts(entries: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the entries some at a time: as Python's objects a city's would fill the memory."""
    for begin in range(0, len(entries), AT_ONCE):
        yield entries.iloc[begin : begin + AT_ONCE]


def _values(column: "pd.Series[Any]") -> list[object]:
    """Return a column as a list, in which a word that repeats stands as one object."""
    if column.dtype.kind == "i":
        return column.to_list()
    codes, words = pd.factorize(column, use_na_sentinel=False)
    found: list[object] = np.asarray(words, object)[codes].tolist()
    return found


def _shelves(entries: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Return where each shelf's rows begin and end, both included, and its first known day."""
    shelves = entries.assign(row=entries.index).groupby(["label", "identifiers"], sort=True)
    facts = shelves.agg(first=("row", "min"), last=("row", "max"), known=("known_from", "min"))
    return facts.reset_index().itertuples(index=False, name=None)


def _gram_texts(entries: pd.DataFrame) -> Iterator[tuple[int, str]]:
    named = lru_cache(OFTEN)(lambda folded: " ".join(name_grams(folded)))
    for part in _parts(entries):
        identifiers, texts = part["identifiers"].tolist(), _values(part["folded"])
        for row, folded, code in zip(part.index.tolist(), texts, identifiers, strict=True):
            yield row, " ".join(prefix_grams(str(folded))) if code else named(folded)


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
