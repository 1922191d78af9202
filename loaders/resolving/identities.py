"""Which id was given to whom, kept for ever, so that ids never change.

One append-only CSV a label: `key,id`. A key says who is meant (`uscc:…`, `name:…`, `id:<hash>`);
an entity has several, and any of them brings its id back; the last line of a key counts.
`merged:<id>,<id>` says that the first was given up for the second; it stays so until the two are
told apart again, when the first goes back to whom it was first given (`merged:<id>,<id>` of one
id). What a killed build or a full disk left of a last line is no line.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import weakref
from collections.abc import Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from pandas.api.extensions import ExtensionArray

from graph.home import Home, disk
from graph.schema import NODES

DIGITS = 9
MERGED = "merged:"
SPOOLED = 2**24  # [param] bytes of new lines that wait in memory
AT_ONCE = 500_000  # new lines that are made at a time

Serials = npt.NDArray[np.int64]


class Identities:
    """The ids of one label.

    Attributes:
        merged: ids given up -> the id that stays.
        before: serial by key of those that have been given up since.
    """

    def __init__(self, home: Home, label: str) -> None:
        self.path: Path = home.identities / f"{label}.csv"
        self.prefix = NODES[label].prefix
        self.merged: dict[str, str] = {}
        self.highest = 0
        self.before = pd.Series(dtype="int64", index=pd.Index([], dtype="object"))
        self._keys, self._serials = self._read()
        # It has no name on the disk: what is never kept leaves nothing there.
        self._fresh = SpooledTemporaryFile(SPOOLED, "w+b", dir=str(self.path.parent))  # noqa: SIM115
        weakref.finalize(self, self._fresh.close)

    def _read(self) -> tuple[pa.Array, Serials]:
        """Return the keys of earlier builds, each once, and the serial that each stands for."""
        table = given(self.path)
        if table is None or not len(table):
            return pa.array([], pa.large_string()), np.empty(0, np.int64)
        keys, serials = table["key"], _serials(table["id"])
        self.highest = int(serials.max())
        gone = pc.starts_with(keys, MERGED)
        for old, new in zip(
            *(table[c].filter(gone).to_pylist() for c in ("key", "id")), strict=True
        ):
            self.merged[old.removeprefix(MERGED)] = new
        self.highest = max([self.highest, *(int(old[1:]) for old in self.merged)])
        self.merged = {old: new for old, new in self.merged.items() if old != new}
        for old in self.merged:
            self.merged[old] = self._stays(old)
        stands = ~np.asarray(gone.to_numpy(), bool)
        code, words = _coded(keys.filter(pa.array(stands)))
        found = np.empty(len(words), np.int64)
        found[code] = serials[stands]  # of several lines of a key the last counts
        if self.merged:
            given_up = {int(old[1:]): int(new[1:]) for old, new in self.merged.items()}
            held = np.flatnonzero(np.isin(found, list(given_up)))
            names = pd.Index(words.take(pa.array(held)).to_pylist(), dtype="object")
            self.before = pd.Series(found[held], index=names, dtype="int64")
            found[held] = [given_up[serial] for serial in found[held].tolist()]
        return words, found

    def _stays(self, node_id: str) -> str:
        """Return the id that an id given up leads to in the end."""
        while node_id in self.merged:
            node_id = self.merged[node_id]
        return node_id

    def assign(self, keys: pd.DataFrame, entities: int) -> Serials:
        """Return the serial of each entity, minting what is new; call it once.

        What earlier builds gave is let go of with it: a city's keys are many.

        Args:
            keys: `entity` (0 .. entities - 1) and `key`, strongest key of an entity first.
            entities: how many there are; each has at least one key.

        An entity whose keys were given to several ids keeps the oldest; the others are noted in
        `merged`. Two entities that claim one id: the one whose stronger key it is keeps it; the
        other has back the id it had before the two were thought one, if it had any.
        """
        entity = keys["entity"].to_numpy(np.int64)
        # With what earlier builds gave before them, keys known to these have their places there.
        known, given_keys = self._keys, pa.array(keys["key"], pa.large_string())
        serials = np.append(self._serials, -1)
        self._keys, self._serials = pa.array([], pa.large_string()), np.empty(0, np.int64)
        code, words = _coded(_chunked(known, given_keys))
        code = code[len(known) :]
        once = ~pd.Series(entity * max(len(words), 1) + code).duplicated().to_numpy()
        frame = pd.DataFrame({"entity": entity[once], "code": code[once]})
        place = np.asarray(frame.groupby("entity").cumcount(), np.int64)
        place_known = np.where(frame["code"] < len(known), frame["code"], -1)
        serial = serials[place_known]
        del known, serials
        # Who was first given an id has more of a claim to it than who came to it by a merger.
        came = np.zeros(len(frame), bool)
        if len(self.before):
            came = self._before(words)[frame["code"].to_numpy()] >= 0
        held = frame.assign(serial=serial, place=place, came=came)[serial >= 0]
        best = held.sort_values(["came", "place", "serial"], kind="stable")
        best = best[~best.duplicated("serial")].sort_values(["entity", "serial"], kind="stable")
        oldest = best[~best.duplicated("entity")]
        given = np.full(entities, -1, np.int64)
        given[oldest["entity"].to_numpy()] = oldest["serial"].to_numpy()
        self._merge(best[best.duplicated("entity")], given)
        minted = np.zeros(entities, bool)
        minted[self._part(frame, words, place, given)] = True
        minted[self._mint(frame[place == 0], words, given)] = True
        # A key by which somebody else was known is from now on that of whoever it means first.
        first = (place == 0) & minted[frame["entity"].to_numpy()]
        new = frame[(serial < 0) | first].drop_duplicates("code")
        self._note(words.take(pa.array(new["code"])), given[new["entity"].to_numpy()])
        return given

    def known(self, keys: pa.Array) -> Serials:
        """Return the serial that earlier builds gave each key, -1 where none did.

        What was merged has the one that stays.
        """
        if not len(self._keys):
            return np.full(len(keys), -1, np.int64)
        at = np.asarray(pc.index_in(keys, value_set=self._keys).fill_null(-1))
        return np.where(at >= 0, self._serials[at], -1)

    def _before(self, keys: pa.Array) -> Serials:
        """Return the place of each key in `before`, -1 where it is not there."""
        known = pa.array(self.before.index, keys.type)
        return np.asarray(pc.index_in(keys, value_set=known).fill_null(-1), np.int64)

    def _note(self, keys: pa.Array, serials: Serials) -> None:
        """Note new lines for the file; a city's are many, and wait on the disk."""
        for at in range(0, len(keys), AT_ONCE):
            part = keys.slice(at, AT_ONCE).cast(pa.large_string())
            self._fresh.write(_lines(part, self._named(serials[at : at + AT_ONCE])))

    def _merge(self, others: pd.DataFrame, given: Serials) -> None:
        """Note the ids that entities had besides the oldest, and whoever was merged into those."""
        pairs = others[["entity", "serial"]].to_numpy(np.int64).tolist()
        if not pairs:
            return
        found = {self.name(serial): self.name(given[entity]) for entity, serial in pairs}
        self.merged |= found
        self.merged = {old: self._stays(old) for old in self.merged}
        self._note_merged(list(found), np.array([int(new[1:]) for new in found.values()], np.int64))

    def _note_merged(self, names: Sequence[str], serials: Serials) -> None:
        self._note(pa.array([MERGED + name for name in names], pa.large_string()), serials)

    def _part(
        self, frame: pd.DataFrame, words: pa.Array, place: Serials, given: Serials
    ) -> Serials:
        """Give entities without an id the one that was given up for another's; return these."""
        lacking = given[frame["entity"].to_numpy()] < 0
        if not len(self.before) or not lacking.any():
            return np.empty(0, np.int64)
        asked = frame.assign(place=place)[lacking]
        at = self._before(words)[asked["code"].to_numpy()]
        held = asked.assign(serial=self.before.to_numpy()[at])[at >= 0]
        held = held[held["serial"].map(self.name).isin(list(self.merged))]
        held = held.sort_values(["place", "serial"], kind="stable")
        held = held[~held["serial"].duplicated()]
        held = held[~held["entity"].duplicated()]
        entity, serial = held["entity"].to_numpy(np.int64), held["serial"].to_numpy(np.int64)
        given[entity] = serial
        names = [self.name(one) for one in serial.tolist()]
        for name in names:
            del self.merged[name]
        self._note_merged(names, serial)
        return np.asarray(entity, np.int64)

    def _mint(self, first: pd.DataFrame, words: pa.Array, given: Serials) -> Serials:
        """Give new serials to entities without one, in the order of their keys; return these.

        Args:
            first: the strongest key of each entity.
        """
        entity = first["entity"].to_numpy()
        lacking = np.flatnonzero(given[entity] < 0)
        lacking = lacking[np.argsort(entity[lacking], kind="stable")]
        keys = words.take(pa.array(first["code"].to_numpy()[lacking]))
        order = entity[lacking[np.asarray(pc.sort_indices(keys), np.int64)]]
        given[order] = np.arange(self.highest + 1, self.highest + 1 + len(order))
        return np.asarray(order, np.int64)

    def name(self, serial: int) -> str:
        """Return a serial as an id."""
        return f"{self.prefix}{int(serial):0{DIGITS}d}"

    def names(self, serials: Serials) -> ExtensionArray:
        """Return serials as ids."""
        ids: ExtensionArray = pd.Series(self._named(serials), dtype="str").array
        return ids

    def _named(self, serials: Serials) -> pa.Array:
        digits = pc.utf8_lpad(pa.array(serials).cast(pa.large_string()), DIGITS, "0")
        none = pa.scalar("", pa.large_string())
        return pc.binary_join_element_wise(pa.scalar(self.prefix, none.type), digits, none)

    def keep(self) -> None:
        """Append what is new to the file; call it once the edition is sound."""
        if not self._fresh.tell():
            return
        self._fresh.seek(0)
        with disk(self.path), self._fresh:
            whole = _whole(self.path)
            with open(self.path, "ab") as file:
                file.truncate(whole)
                file.write(b"" if whole else b"key,id\n")
                shutil.copyfileobj(self._fresh, file)
                file.flush()
                os.fsync(file.fileno())


def _chunked(*columns: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """Return columns one after the other."""
    pieces = [piece for column in columns for piece in getattr(column, "chunks", [column])]
    return pa.chunked_array([piece.cast(pa.large_string()) for piece in pieces], pa.large_string())


def _coded(texts: pa.ChunkedArray) -> tuple[Serials, pa.Array]:
    """Return the number of each text, and the distinct texts in the order of their numbers."""
    chunks = texts.cast(pa.large_string()).dictionary_encode().chunks  # all of one dictionary
    if not chunks:
        return np.empty(0, np.int64), pa.array([], pa.large_string())
    return np.concatenate([np.asarray(c.indices, np.int64) for c in chunks]), chunks[-1].dictionary


def _serials(ids: pa.ChunkedArray) -> Serials:
    return np.asarray(pc.utf8_slice_codeunits(ids, 1).cast(pa.int64()).to_numpy(), np.int64)


def _lines(keys: pa.Array, ids: pa.Array) -> bytes:
    """Return lines of the file; the few keys that a comma or a quote would break are quoted."""
    odd = pc.match_substring_regex(keys, '[",\r\n]')
    if pc.any(odd).as_py():
        quoted = [_quoted(key) for key in keys.filter(odd).to_pylist()]
        keys = pc.replace_with_mask(keys, odd, pa.array(quoted, keys.type))
    if not len(keys):
        return b""
    lines = pc.binary_join_element_wise(keys, ids, pa.scalar(",", keys.type))
    every = pa.LargeListArray.from_arrays(pa.array([0, len(lines)], pa.int64()), lines)
    return bytes(pc.binary_join(every, pa.scalar("\n", keys.type))[0].as_buffer()) + b"\n"


def _quoted(key: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([key, ""])
    return text.getvalue().removesuffix(",\n")


def given(path: Path) -> pa.Table | None:
    """Return every whole line of a label's file: `key`, `id`; None where there is none."""
    whole = _whole(path)
    if not whole:
        return None
    with pa.memory_map(str(path)) as source:
        return pcsv.read_csv(
            pa.BufferReader(source.read_buffer(whole)),
            parse_options=pcsv.ParseOptions(newlines_in_values=True),
            convert_options=pcsv.ConvertOptions(
                column_types={"key": pa.string(), "id": pa.string()}
            ),
        )


def _whole(path: Path) -> int:
    """Return how many bytes of a file are whole lines; 0 where it is not there."""
    if not path.exists():
        return 0
    with open(path, "rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            begin = max(end - 4096, 0)
            file.seek(begin)
            place = file.read(end - begin).rfind(b"\n")
            if place >= 0:
                return begin + place + 1
            end = begin
    return 0
