"""An edition: one immutable build of the graph, opened by memory map.

    with an `Edition`, a node is a number; `number(id)` and `id(number)` translate.

Opening reads the manifest only; each frame is mapped when first asked for, and shared by every
process that opens the same edition.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph import days
from graph.days import EARLIEST, LATEST, Moment
from graph.errors import EditionError, UnknownParty
from graph.home import Home
from graph.network import Network
from graph.properties import SEVERAL
from graph.schema import NODE_TYPES
from graph.search import NameIndex

FORMAT = 1
LABELS = tuple(t.label for t in NODE_TYPES)
_OPEN_ENDED = {"valid_to", "known_to", "until"}


class Edition:
    """One edition on disk."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest
        self._tables: dict[str, pa.Table] = {}
        self._columns: dict[tuple[str, str], npt.NDArray[Any]] = {}

    @classmethod
    def open(cls, path: Path, *, sealed: bool = True) -> Edition:
        """Open an edition's folder.

        Raises:
            EditionError: it is missing, unfinished, damaged or of another format.
        """
        try:
            manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise EditionError(
                f"The edition {path.name} has no manifest that can be read; run `qiji build`."
            ) from error
        if not isinstance(manifest, dict):
            raise EditionError(
                f"The edition {path.name} has a manifest that is no manifest; run `qiji build`."
            )
        if manifest.get("format") != FORMAT:
            raise EditionError(
                f"The edition {path.name} is of format {manifest.get('format')}, this program "
                f"reads format {FORMAT}; run `qiji build`."
            )
        if sealed and "id" not in manifest:
            raise EditionError(f"The edition {path.name} was never finished; run `qiji build`.")
        return cls(path, manifest)

    @classmethod
    def current(cls, home: Home | Path | str | None = None) -> Edition:
        """Open the edition in use of a home."""
        place = home if isinstance(home, Home) else Home.at(home)
        return cls.open(place.edition_path())

    # --- what it says of itself ---------------------------------------------------------

    @property
    def edition_id(self) -> str:
        """Its id."""
        return str(self.manifest.get("id", self.path.name))

    @property
    def home(self) -> Home:
        """The home it stands in."""
        return Home(self.path.parent.parent)

    @cached_property
    def data_day(self) -> int:
        """The day of its last delivery, as a day number."""
        return days.day_number(date.fromisoformat(self.manifest["data_day"]))

    def moment(self, as_of: int | None = None, known_on: int | None = None) -> Moment:
        """Return the two clocks: the data day, and what the latest delivery knew, unless told."""
        return Moment(
            self.data_day if as_of is None else as_of,
            self.data_day if known_on is None else known_on,
        )

    # --- nodes --------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return int(self.manifest["offsets"]["end"])

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """The first number of each label, in the order of LABELS, then `size`."""
        return np.array([*(self.manifest["offsets"][label] for label in LABELS), self.size])

    def span(self, label: str) -> range:
        """Return the numbers of the nodes of one label."""
        place = LABELS.index(label)
        return range(int(self.starts[place]), int(self.starts[place + 1]))

    def label_of(self, number: int) -> str:
        """Return a node's label."""
        return LABELS[int(np.searchsorted(self.starts, number, side="right")) - 1]

    def ids(self, label: str) -> npt.NDArray[np.bytes_]:
        """Return the ids of one label, in order, as bytes (memory-mapped)."""
        key = (label, "ids")
        if key not in self._columns:
            self._columns[key] = self._mapped(f"nodes/{label}.ids.npy")
        return self._columns[key]

    def id(self, number: int) -> str:
        """Return a node's id."""
        label = self.label_of(number)
        return str(self.ids(label)[number - self.span(label).start].decode())

    def id_list(self, numbers: Sequence[int] | npt.NDArray[np.integer[Any]]) -> list[str]:
        """Return the ids of several nodes."""
        asked = np.asarray(numbers, np.int64)
        places = np.searchsorted(self.starts, asked, side="right") - 1
        found = np.empty(len(asked), object)
        for place in np.unique(places).tolist():
            at = places == place
            found[at] = self.ids(LABELS[place])[asked[at] - self.starts[place]].astype("U")
        ids: list[str] = found.tolist()
        return ids

    def number(self, node_id: str) -> int:
        """Return a node's number; an id that was merged into another gives that other.

        Raises:
            UnknownParty: this edition has no such id.
        """
        wanted = self.manifest["merged"].get(node_id, node_id)
        for node_type in NODE_TYPES:
            if wanted.startswith(node_type.prefix):
                ids = self.ids(node_type.label)
                try:
                    key = np.bytes_(wanted.encode("ascii"))
                except UnicodeEncodeError:
                    break
                place = int(np.searchsorted(ids, key))
                if place < len(ids) and ids[place] == key:
                    return self.span(node_type.label).start + place
        raise UnknownParty(
            f"The edition {self.edition_id} holds no {node_id!r}; look for it with "
            "`qiji ask search text=…`.",
            id=node_id,
        )

    # --- frames -------------------------------------------------------------------------

    def table(self, name: str) -> pa.Table:
        """Return a frame as a memory-mapped Arrow table (`edges/OWNS`, `derived/grades` ...)."""
        if name not in self._tables:
            file = self.path / f"{name}.arrow"
            try:
                source = pa.memory_map(str(file))
                self._tables[name] = pa.ipc.open_file(source).read_all()
            except (OSError, pa.ArrowInvalid) as error:
                raise EditionError(
                    f"The edition {self.edition_id} has no {name} that can be read; "
                    "run `qiji build`."
                ) from error
        return self._tables[name]

    def column(self, name: str, column: str) -> npt.NDArray[Any]:
        """Return one column of a frame as an array.

        Days come as int32 with EARLIEST or LATEST for a missing bound, floats with NaN,
        texts and words as objects with None.
        """
        key = (name, column)
        if key not in self._columns:
            self._columns[key] = as_array(self.table(name).column(column), column)
        return self._columns[key]

    def rows(self, name: str, rows: npt.NDArray[np.integer[Any]] | slice) -> pd.DataFrame:
        """Return some rows of a frame as pandas, days as int32 like `column` gives them."""
        table = self.table(name)
        if isinstance(rows, slice):
            start, stop, _ = rows.indices(table.num_rows)
            part = table.slice(start, stop - start)
        else:
            part = table.take(pa.array(np.asarray(rows, np.int64)))
        return pd.DataFrame({c: as_array(part.column(c), c) for c in part.column_names})

    def has(self, name: str) -> bool:
        """Return whether the edition holds a frame."""
        return name in self.manifest["rows"]

    def node(self, number: int) -> dict[str, Any]:
        """Return a node's own row, as of the data day, with its `label`."""
        label = self.label_of(number)
        row = self.rows(f"nodes/{label}", np.array([number - self.span(label).start]))
        return {"label": label, **{str(k): v for k, v in row.iloc[0].items()}}

    def event_rows(self, numbers: npt.NDArray[np.integer[Any]]) -> pd.DataFrame:
        """Return the rows of several event nodes."""
        return self.rows("nodes/Event", np.asarray(numbers) - self.span("Event").start)

    # --- what hangs on a node -----------------------------------------------------------

    def _slice(self, name: str, number: int) -> slice:
        starts = self.offsets(name)
        return slice(int(starts[number]), int(starts[number + 1]))

    def offsets(self, name: str) -> npt.NDArray[Any]:
        """Return where each node's rows of `properties` or `series` begin."""
        key = (name, "offsets")
        if key not in self._columns:
            self._columns[key] = self._mapped(f"adjacency/{name}.npy")
        return self._columns[key]

    def _mapped(self, name: str) -> npt.NDArray[Any]:
        try:
            found: npt.NDArray[Any] = np.load(self.path / name, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise EditionError(
                f"The edition {self.edition_id} has no {name} that can be read; run `qiji build`."
            ) from error
        return found

    def properties(self, number: int, moment: Moment | None = None) -> pd.DataFrame:
        """Return a node's dated properties: all of them, or those that hold at a moment.

        At a moment, a property that has one value a day keeps the one that started last.
        """
        frame = self.rows("properties", self._slice("properties", number))
        if moment is None or frame.empty:
            return frame
        return current_values(frame, moment)

    def series(self, number: int, moment: Moment | None = None) -> pd.DataFrame:
        """Return a company's monthly measures, those before and known at a moment."""
        frame = self.rows("series", self._slice("series", number))
        if moment is None or frame.empty:
            return frame
        ends = month_end(frame["month"].to_numpy())
        known = (frame["known_from"] <= moment.known_on) & (moment.known_on < frame["known_to"])
        return frame[known & (ends <= moment.as_of)]

    @cached_property
    def network(self) -> Network:
        """The graph as arrays."""
        return Network.open(self.path / "adjacency", self.starts)

    @cached_property
    def names(self) -> NameIndex:
        """The index of names and identifiers."""
        return NameIndex(self.path / "names.sqlite")


def month_end(months: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Return the last day of months (year * 12 + month - 1), as day numbers."""
    following = (np.asarray(months, np.int64) + 1 - 1970 * 12).astype("datetime64[M]")
    return following.astype("datetime64[D]").astype(np.int64) - 1


def as_array(column: pa.ChunkedArray, name: str) -> npt.NDArray[Any]:
    """Return an Arrow column as the array that `Edition.column` describes."""
    kind = column.type
    if pa.types.is_date32(kind):
        return days.filled(column, LATEST if name in _OPEN_ENDED else EARLIEST)
    if pa.types.is_floating(kind):
        return np.asarray(column.fill_null(np.nan).to_numpy())
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind):
        return np.asarray(column.cast(pa.string()).to_numpy())
    return np.asarray(column.to_numpy())


def current_values(frame: pd.DataFrame, moment: Moment) -> pd.DataFrame:
    """Return the properties that hold at a moment; of a single one, the latest start wins."""
    starts = days.effective_start(
        frame["valid_from"].to_numpy(), frame["valid_to"].to_numpy(), frame["known_from"].to_numpy()
    )
    held = days.holds(
        moment,
        starts,
        frame["valid_to"].to_numpy(),
        frame["known_from"].to_numpy(),
        frame["known_to"].to_numpy(),
    )
    now = frame.assign(start=starts)[held]
    now = now.sort_values(["property", "start", "known_from", "record"], kind="stable")
    return now[~now.duplicated(["property"], keep="last") | now["property"].isin(SEVERAL)]
