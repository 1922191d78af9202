"""Which id was given to whom, kept for ever, so that ids never change.

One append-only CSV a label: `key,id`. A key says who is meant (`uscc:…`, `name:…`, `id:<hash>`);
an entity has several, and any of them brings its id back.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pcsv

from graph.home import Home, disk
from graph.schema import NODES

DIGITS = 9


class Identities:
    """The ids of one label."""

    def __init__(self, home: Home, label: str) -> None:
        self.path: Path = home.identities / f"{label}.csv"
        self.prefix = NODES[label].prefix
        self.known = self._read()
        self.fresh: list[pd.Series] = []
        self.merged: dict[str, str] = {}

    def _read(self) -> pd.Series:
        if not self.path.exists():
            return pd.Series(dtype="int64", index=pd.Index([], dtype="object"))
        options = pcsv.ConvertOptions(column_types={"key": pa.string(), "id": pa.string()})
        table = pcsv.read_csv(self.path, convert_options=options).to_pandas()
        whole = table[table["id"].notna() & (table["id"].str.len() == DIGITS + 1)]
        serial = whole["id"].str.slice(1).astype("int64")
        return pd.Series(serial.to_numpy(), index=pd.Index(whole["key"].astype("object")))

    def assign(self, keys: pd.DataFrame, entities: int) -> np.ndarray:
        """Return the serial of each entity, minting what is new.

        Args:
            keys: `entity` (0 .. entities - 1) and `key`, strongest key of an entity first.
            entities: how many there are; each has at least one key.

        An entity whose keys were given to several ids keeps the oldest; the others are noted in
        `merged`. Two entities that claim one id: the one whose stronger key it is keeps it.
        """
        frame = keys.drop_duplicates(["entity", "key"])
        place = frame.groupby("entity").cumcount().to_numpy()
        found = self.known.index.get_indexer(pd.Index(frame["key"].astype("object")))
        serial = np.where(found >= 0, self.known.to_numpy()[found] if len(self.known) else -1, -1)
        held = frame.assign(serial=serial, place=place)[serial >= 0]
        best = held.sort_values(["place", "serial"], kind="stable")
        best = best[~best.duplicated("serial")].sort_values(["entity", "serial"], kind="stable")
        oldest = best[~best.duplicated("entity")]
        given = np.full(entities, -1, np.int64)
        given[oldest["entity"].to_numpy()] = oldest["serial"].to_numpy()
        for entity, other in best.loc[best.duplicated("entity"), ["entity", "serial"]].to_numpy():
            self.merged[self.name(other)] = self.name(given[entity])
        self._mint(frame, given)
        wanted = frame.assign(serial=given[frame["entity"].to_numpy()])
        new = wanted[(found < 0)].drop_duplicates("key")
        self.fresh.append(pd.Series(new["serial"].to_numpy(), index=pd.Index(new["key"])))
        return given

    def _mint(self, frame: pd.DataFrame, given: np.ndarray) -> None:
        lacking = np.flatnonzero(given < 0)
        first = frame[~frame.duplicated("entity")].set_index("entity")["key"]
        order = lacking[np.argsort(first.loc[lacking].to_numpy().astype(str), kind="stable")]
        start = int(self.known.max()) + 1 if len(self.known) else 1
        given[order] = np.arange(start, start + len(order))

    def name(self, serial: int) -> str:
        """Return a serial as an id."""
        return f"{self.prefix}{int(serial):0{DIGITS}d}"

    def names(self, serials: np.ndarray) -> np.ndarray:
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
            new = not self.path.exists()
            with open(self.path, "a", encoding="utf-8", newline="") as file:
                lines.to_csv(file, index=False, header=new, lineterminator="\n")
