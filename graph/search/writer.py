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
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from graph.arrow import long_texts
from graph.memory import give_back_memory, keep_freed_memory
from graph.names import fold_many, grams
from graph.sorting import stable_order
from graph.tables import alphabetical

FORMAT = 2
APART = 100_000  # names; fewer are not worth another process
AT_ONCE = 20_000  # entries that are held as Python's objects
GATHERED = 2**26  # [param] bytes of grams that FTS5 gathers before it writes, and merges, them
OFTEN = 2**16  # names whose grams are kept: people of one name are many
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
    give_back_memory()
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
        store.execute("INSERT INTO grams (grams, rank) VALUES ('hashsize', ?)", (GATHERED,))
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
    keep_freed_memory()
    build(Path(path), feather.read_feather(given))


@dataclass(frozen=True)
class _Entries:
    """Names as they were given, and the order in which they are written.

    Attributes:
        names: their `COLUMNS`, `folded` and `identifiers` (1: an identifier).
        order: places of those that can be found, in the order of the answers.
    """

    names: pd.DataFrame
    order: npt.NDArray[np.signedinteger[Any]]

    def parts(self) -> Iterator[pd.DataFrame]:
        """Yield entries by row, some at a time: as Python's objects a city's fill the memory."""
        for begin in range(0, len(self.order), AT_ONCE):
            at = self.order[begin : begin + AT_ONCE]
            yield self.names.take(at).set_axis(pd.RangeIndex(begin + 1, begin + 1 + len(at)))


def _in_order(names: pd.DataFrame) -> _Entries:
    """Return the names with what they are written by, in the order of the answers."""
    folded = fold_many(names["text"])
    names = names[list(COLUMNS)].assign(
        # In one piece: of several, all would be put together for each part that is taken.
        **{name: pd.array(long_texts(names[name]), "str") for name in ("node_id", "text")},
        folded=pd.array(long_texts(folded), "str"),
        identifiers=names["kind"].str.startswith("identifier:").astype(np.int8),
    )
    length = folded.str.len().fillna(0).to_numpy(np.int32)
    label, node = (alphabetical(long_texts(names[name])) for name in ("label", "node_id"))
    keys = [label, names["identifiers"].to_numpy(), length, names["rank"].to_numpy(), node]
    order = _order(names, keys)
    return _Entries(names, order[length[order] > 0])


def _order(names: pd.DataFrame, keys: list[npt.NDArray[Any]]) -> npt.NDArray[np.signedinteger[Any]]:
    """Return the order by all columns; most rows are told apart by the keys of the first few."""
    order = stable_order(*keys)
    alike = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        alike &= np.diff(key[order]) == 0
    tied = np.append(alike, False)[: len(order)] | np.append([False], alike)[: len(order)]
    at = order[tied]
    part = names.take(at).assign(_at=at, _group=np.cumsum(~np.append([False], alike))[tied])
    part["last_day"] = -part["valid_to"].astype(np.int64)
    part = part.sort_values(["_group", "last_day", "kind", "text", *DAYS], kind="stable")
    order[tied] = part["_at"].to_numpy()
    return order


def _rows(entries: _Entries) -> Iterator[tuple[object, ...]]:
    for part in entries.parts():
        columns = [_values(part[name]) for name in (*COLUMNS, "folded")]
        yield from zip(part.index.tolist(), *columns, strict=True)


def _values(column: "pd.Series[Any]") -> list[object]:
    """Return a column as a list, in which a word that repeats stands as one object."""
    if column.dtype.kind == "i":
        return column.to_list()
    codes, words = pd.factorize(column, use_na_sentinel=False)
    found: list[object] = np.asarray(words, object)[codes].tolist()
    return found


def _shelves(entries: _Entries) -> Iterator[tuple[object, ...]]:
    """Return where each shelf's rows begin and end, both included, and its first known day."""
    told = entries.names[["label", "identifiers", "known_from"]].take(entries.order)
    told["row"] = np.arange(1, len(told) + 1)
    shelves = told.groupby(["label", "identifiers"], sort=True, observed=True)
    facts = shelves.agg(first=("row", "min"), last=("row", "max"), known=("known_from", "min"))
    return facts.reset_index().itertuples(index=False, name=None)


def _gram_texts(entries: _Entries) -> Iterator[tuple[int, str]]:
    named = lru_cache(OFTEN)(lambda folded: " ".join(name_grams(folded)))
    for part in entries.parts():
        for codes, rows in part.groupby("identifiers", sort=False)["folded"]:
            texts = prefix_grams(rows) if codes else map(named, map(str, _values(rows)))
            yield from zip(rows.index.tolist(), texts, strict=True)


def name_grams(folded: str) -> list[str]:
    """Return the grams by which a name is found: its own, and those that it begins with."""
    return [START + folded[:1], START + folded[:2], *grams(folded)]


def prefix_grams(folded: "pd.Series[str]") -> list[str]:
    """Return the grams by which identifiers are found, each a prefix, with blanks between."""
    text = long_texts(folded)
    start, nothing, blank = (pa.scalar(word, text.type) for word in (START, "", " "))
    lengths = pc.utf8_length(text)
    found = []
    for length in MARKED:
        prefix = pc.utf8_slice_codeunits(text, 0, length)
        gram = pc.binary_join_element_wise(start, prefix, nothing)
        found.append(pc.if_else(pc.greater_equal(lengths, length), gram, None))
    every = pc.binary_join_element_wise(*found, blank, null_handling="skip")
    marked: list[str] = every.to_pylist()
    return marked


def _flush(path: Path) -> None:
    """Have the file on disk before anyone is told that it is there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
