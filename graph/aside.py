"""Frames put aside on disk while others are worked on: a city's do not fit beside each other.

    aside = Aside(folder)
    aside["properties"] = frame     # a large one leaves the memory
    aside["properties"]             # mapped anew at each asking, and let go with what is returned

A small frame, or any where there is no folder, stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.arrow import long_texts

LARGE = 2**24  # [param] bytes of a frame that is worth a file

Column = npt.NDArray[Any] | pd.api.extensions.ExtensionArray


class Aside(MutableMapping[str, pd.DataFrame]):
    """Frames by name.

    Args:
        folder: one of our own, which whoever made it removes; None: all stay in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._held: dict[str, pd.DataFrame | Future[_Mapped]] = {}
        self._numbers = count()
        self._lock = Lock()
        self._writer = ThreadPoolExecutor(1)
        self._last: Future[_Mapped] | None = None

    def another(self) -> Aside:
        """Return another of its kind, whose files lie in the same folder."""
        return Aside(None if self._folder is None else self._folder / f"{next(self._numbers)}")

    def __setitem__(self, name: str, frame: pd.DataFrame) -> None:
        self._drop(self._held.pop(name, None))
        if self._folder is None or frame.empty or _bytes(frame) < LARGE:
            self._held[name] = frame
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            if self._last is not None:
                self._last.result()  # no more than one waits in memory
            path = self._folder / f"{next(self._numbers)}.arrow"
            self._last = self._held[name] = self._writer.submit(_Mapped.of, frame, path)

    def __getitem__(self, name: str) -> pd.DataFrame:
        held = self._held[name]
        return held if isinstance(held, pd.DataFrame) else held.result().frame()

    def __delitem__(self, name: str) -> None:
        self._drop(self._held.pop(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def _drop(self, held: pd.DataFrame | Future[_Mapped] | None) -> None:
        if isinstance(held, Future):
            # Who still reads it keeps what was mapped.
            held.result().path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Mapped:
    """A frame whose columns lie in a file.

    Attributes:
        names: all columns, in their order.
        kinds: by column of the file: the type of its values.
        kept: columns that stay in memory: of one value, which take no room, or of an odd type.
    """

    path: Path
    names: list[str]
    kinds: dict[str, Any]
    kept: dict[str, Column]

    @classmethod
    def of(cls, frame: pd.DataFrame, path: Path) -> _Mapped:
        """Write a frame with a plain index.

        Raises:
            OSError: the disk is full.
        """
        columns = {str(name): frame[name].array for name in frame}
        kept = {name: v for name, v in columns.items() if _is_constant(v) or not _is_usual(v)}
        kinds = {name: v.dtype for name, v in columns.items() if name not in kept}
        table = pa.table({name: _arrow(columns[name]) for name in kinds})
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=max(len(table), 1))
        return cls(path, list(columns), kinds, kept)

    def frame(self) -> pd.DataFrame:
        """Return the frame, mapped: its values cannot be changed."""
        table = pa.ipc.open_file(pa.memory_map(str(self.path))).read_all()
        read = {name: _column(table.column(name), kind) for name, kind in self.kinds.items()}
        columns = self.kept | read
        return pd.DataFrame({name: columns[name] for name in self.names}, copy=False)


def _bytes(frame: pd.DataFrame) -> int:
    return sum(0 if _is_constant(frame[name].array) else frame[name].nbytes for name in frame)


def _is_plain(values: Any) -> bool:
    return isinstance(values, pd.arrays.NumpyExtensionArray) and values.dtype.kind in "iufb"


def _is_usual(values: Any) -> bool:
    return _is_plain(values) or isinstance(values.dtype, pd.CategoricalDtype | pd.StringDtype)


def _is_constant(values: Any) -> bool:
    return _is_plain(values) and values.to_numpy().strides == (0,)


def _arrow(values: Any) -> pa.Array:
    if isinstance(values, pd.Categorical):
        return pa.array(values.codes)
    if isinstance(values.dtype, pd.StringDtype):
        return long_texts(values)
    plain = np.ascontiguousarray(values.to_numpy())
    return pa.array(plain.view(np.uint8) if plain.dtype == bool else plain)


def _column(values: pa.ChunkedArray, kind: Any) -> Column:
    if isinstance(kind, pd.StringDtype):
        words: Column = pd.array(values, dtype=kind)
        return words
    plain: npt.NDArray[Any] = values.chunk(0).to_numpy()
    if isinstance(kind, pd.CategoricalDtype):
        return pd.Categorical.from_codes(plain, dtype=kind, validate=False)
    typed: npt.NDArray[Any] = plain.view(kind.numpy_dtype)
    return typed
