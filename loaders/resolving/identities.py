"""Which id was given to whom, kept for ever, so that ids never change.

One append-only CSV a label: `key,id`. A key says who is meant (`uscc:…`, `name:…`, `id:<hash>`);
an entity has several, and any of them brings its id back; the last line of a key counts.
`merged:<id>,<id>` says that the first was given up for the second; it stays so until the two are
told apart again, when the first goes back to whom it was first given (`merged:<id>,<id>` of one
id). What a killed build or a full disk left of a last line is no line.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pcsv

from graph.home import Home, disk
from graph.schema import NODES

DIGITS = 9
MERGED = "merged:"

Serials = npt.NDArray[np.int64]


class Identities:
    """The ids of one label.

    Attributes:
        known: serial by key, as earlier builds gave them; what was merged has the one that stays.
        merged: ids given up -> the id that stays.
        before: serial by key of those that have been given up since.
    """

    def __init__(self, home: Home, label: str) -> None:
        self.path: Path = home.identities / f"{label}.csv"
        self.prefix = NODES[label].prefix
        self.merged: dict[str, str] = {}
        self.highest = 0
        self.before = pd.Series(dtype="int64", index=pd.Index([], dtype="object"))
        self.known = self._read()
        self.fresh: list[pd.Series[Any]] = []

    def _read(self) -> pd.Series[Any]:
        nothing = pd.Series(dtype="int64", index=pd.Index([], dtype="object"))
        given_ids = given(self.path)
        if given_ids is None:
            return nothing
        table = given_ids.to_pandas()
        del given_ids
        keys, serials = table["key"].astype("object"), table["id"].str.slice(1).astype("int64")
        if not len(keys):
            return nothing
        self.highest = int(serials.max())
        gone = table["key"].str.startswith(MERGED)
        for old, new in zip(keys[gone], table["id"][gone], strict=True):
            self.merged[old.removeprefix(MERGED)] = new
        self.highest = max([self.highest, *(int(old[1:]) for old in self.merged)])
        self.merged = {old: new for old, new in self.merged.items() if old != new}
        for old in self.merged:
            self.merged[old] = self._stays(old)
        found = pd.Series(serials[~gone].to_numpy(), index=pd.Index(keys[~gone]))
        found = found[~found.index.duplicated(keep="last")]
        if not self.merged:
            return found
        given_up = {int(old[1:]): int(new[1:]) for old, new in self.merged.items()}
        self.before = found[found.isin(list(given_up))]
        return found.map(lambda serial: given_up.get(serial, serial))

    def _stays(self, node_id: str) -> str:
        """Return the id that an id given up leads to in the end."""
        while node_id in self.merged:
            node_id = self.merged[node_id]
        return node_id

    def assign(self, keys: pd.DataFrame, entities: int) -> Serials:
        """Return the serial of each entity, minting what is new.

        Args:
            keys: `entity` (0 .. entities - 1) and `key`, strongest key of an entity first.
            entities: how many there are; each has at least one key.

        An entity whose keys were given to several ids keeps the oldest; the others are noted in
        `merged`. Two entities that claim one id: the one whose stronger key it is keeps it; the
        other has back the id it had before the two were thought one, if it had any.
        """
        frame = keys.drop_duplicates(["entity", "key"])
        place = np.asarray(frame.groupby("entity").cumcount(), np.int64)
        found = self.known.index.get_indexer(pd.Index(frame["key"].astype("object")))
        serial = np.where(found >= 0, self.known.to_numpy()[found] if len(self.known) else -1, -1)
        # Who was first given an id has more of a claim to it than who came to it by a merger.
        came = np.zeros(len(frame), bool)
        if len(self.before):
            came = self.before.index.get_indexer(pd.Index(frame["key"].astype("object"))) >= 0
        held = frame.assign(serial=serial, place=place, came=came)[serial >= 0]
        best = held.sort_values(["came", "place", "serial"], kind="stable")
        best = best[~best.duplicated("serial")].sort_values(["entity", "serial"], kind="stable")
        oldest = best[~best.duplicated("entity")]
        given = np.full(entities, -1, np.int64)
        given[oldest["entity"].to_numpy()] = oldest["serial"].to_numpy()
        self._merge(best[best.duplicated("entity")], given)
        parted = self._part(frame, place, given)
        minted = np.concatenate([parted, self._mint(frame, given)])
        wanted = frame.assign(serial=given[frame["entity"].to_numpy()])
        # A key by which somebody else was known is from now on that of whoever it means first.
        first = (place == 0) & np.isin(frame["entity"].to_numpy(), minted)
        new = wanted[(found < 0) | first].drop_duplicates("key")
        self._note(new["key"], new["serial"].to_numpy())
        return given

    def _note(self, keys: Sequence[str] | pd.Series[str], serials: npt.ArrayLike) -> None:
        """Note new lines for the file; a city's keys are many, and are kept as bytes."""
        index = pd.Index(pd.Series(keys, dtype="str"))
        self.fresh.append(pd.Series(np.asarray(serials, np.int64), index=index))

    def _merge(self, others: pd.DataFrame, given: Serials) -> None:
        """Note the ids that entities had besides the oldest, and whoever was merged into those."""
        pairs = others[["entity", "serial"]].to_numpy(np.int64).tolist()
        if not pairs:
            return
        found = {self.name(serial): self.name(given[entity]) for entity, serial in pairs}
        self.merged |= found
        self.merged = {old: self._stays(old) for old in self.merged}
        self._note([MERGED + old for old in found], [int(new[1:]) for new in found.values()])

    def _part(self, frame: pd.DataFrame, place: Serials, given: Serials) -> Serials:
        """Give entities without an id the one that was given up for another's; return these."""
        lacking = given[frame["entity"].to_numpy()] < 0
        if not len(self.before) or not lacking.any():
            return np.empty(0, np.int64)
        asked = frame.assign(place=place)[lacking]
        at = self.before.index.get_indexer(pd.Index(asked["key"].astype("object")))
        held = asked.assign(serial=self.before.to_numpy()[at])[at >= 0]
        held = held[held["serial"].map(self.name).isin(list(self.merged))]
        held = held.sort_values(["place", "serial"], kind="stable")
        held = held[~held["serial"].duplicated()]
        held = held[~held["entity"].duplicated()]
        entity, serial = held["entity"].to_numpy(np.int64), held["serial"].to_numpy(np.int64)
        given[entity] = serial
        for name in map(self.name, serial.tolist()):
            del self.merged[name]
        self._note([MERGED + name for name in map(self.name, serial.tolist())], serial)
        return np.asarray(entity, np.int64)

    def _mint(self, frame: pd.DataFrame, given: Serials) -> Serials:
        """Give new serials to entities without one, in the order of their keys; return these."""
        lacking = np.flatnonzero(given < 0)
        first = frame[~frame.duplicated("entity")].set_index("entity")["key"]
        order = lacking[np.argsort(first.reindex(lacking).to_numpy().astype(str), kind="stable")]
        given[order] = np.arange(self.highest + 1, self.highest + 1 + len(order))
        return lacking

    def name(self, serial: int) -> str:
        """Return a serial as an id."""
        return f"{self.prefix}{int(serial):0{DIGITS}d}"

    def names(self, serials: Serials) -> npt.NDArray[np.object_]:
        """Return serials as ids."""
        digits = pd.Series(serials).astype("str").str.zfill(DIGITS)
        return (self.prefix + digits).to_numpy(object)

    def keep(self) -> None:
        """Append what is new to the file; call it once the edition is sound."""
        fresh = pd.concat(self.fresh) if self.fresh else pd.Series(dtype="int64")
        if not len(fresh):
            return
        lines = pd.DataFrame({"key": fresh.index, "id": self.names(fresh.to_numpy())})
        with disk(self.path):
            whole = _whole(self.path)
            with open(self.path, "ab") as file:
                file.truncate(whole)
                lines.to_csv(file, index=False, header=not whole, lineterminator="\n")
                file.flush()
                os.fsync(file.fileno())


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
