"""The one module that writes editions.

A `Draft` holds frames; `write_base` puts them beside the other editions, `add_derived` adds what
the questions computed for the data day, and `seal` verifies the whole, names it by its content
and swaps `CURRENT`. Equal frames give equal bytes: rows in a total order, zeros under nulls, no
library's metadata; only the manifest holds a clock.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph import search
from graph.adjacency import adjacency_arrays
from graph.edition import FORMAT, Edition
from graph.errors import EditionError
from graph.home import Home, disk, flush_folder
from graph.memory import give_back_memory
from graph.schema import NODE_TYPES, Layout, layouts
from graph.sorting import stable_order
from graph.tables import alphabetical, arrow_table, texts, write_table
from graph.verifying import verify

MANY = 100_000  # rows of a frame, after which memory is given back
LARGE = 2_000_000  # [param] rows of a frame of which no two are written at a time
THREADS = 2  # frames written at a time; each needs memory for itself


@dataclass
class Draft:
    """An edition's frames before they are written.

    Node frames (`nodes/<Label>`) carry `id`. Edge frames carry `src` and `dst`, and
    `properties` and `series` carry `node`, as ids (text) or, where there are `starts`, as codes:
    the first code of a label is that of the first row of its node frame, and so on. Sealing
    turns them into numbers.
    `record` is a row of `records` as given; sealing renumbers it. Days are int32 with
    EARLIEST / LATEST, or nullable, for missing bounds.
    """

    frames: MutableMapping[str, pd.DataFrame]
    names: pd.DataFrame | None
    data_day: date
    deliveries: list[dict[str, object]] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)  # an id given up -> the id that stays
    notes: dict[str, object] = field(default_factory=dict)
    starts: dict[str, int] | None = None  # by label, its first code


@dataclass(frozen=True)
class Numbers:
    """By what a draft's ids and records become numbers, once all nodes are known.

    Attributes:
        offsets: each type's first number, and `end`.
        ids: of all nodes, by number.
        places: number of each code of a draft; None where it names nodes by their ids.
        records: place of each row of `records` as given; -1 stands last, for no row.
    """

    offsets: dict[str, int]
    ids: pa.Array
    places: npt.NDArray[np.int32] | None
    records: npt.NDArray[np.int32]

    @classmethod
    def of(cls, draft: Draft) -> Numbers:
        """Number a draft's nodes by type and id, and sort its node frames and records so.

        Raises:
            EditionError: an id stands twice.
        """
        offsets: dict[str, int] = {}
        parts, orders, count = [], {}, 0
        for node_type in NODE_TYPES:
            name = f"nodes/{node_type.label}"
            frame = _frame(draft, layouts()[name])
            given = texts(frame["id"])
            order = _ordered(given)
            if order is not None:
                draft.frames[name] = frame.take(order).reset_index(drop=True)
                given = given.take(pa.array(order))
            orders[node_type.label] = np.arange(len(frame)) if order is None else order
            offsets[node_type.label] = count
            count += len(frame)
            parts.append(given)
        ids = pa.concat_arrays(parts)
        if not _rising(parts) and len(ids.unique()) < len(ids):
            counts = ids.value_counts()
            twice = counts.filter(pc.greater(counts.field("counts"), 1))[0]["values"].as_py()
            raise EditionError(
                f"The draft holds the id {twice!r} twice; this is a fault of the build."
            )
        offsets["end"] = count
        places = None if draft.starts is None else _numbers_of(draft.starts, orders, offsets)
        return cls(offsets, ids, places, _renumbered_records(draft.frames))

    def numbered(self, frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
        """Return a frame with numbers for its nodes and records.

        Raises:
            EditionError: it names a node that is not in the draft.
        """
        name = layout.name
        if name.startswith("nodes/") and name != "nodes/Event":
            return frame
        frame = frame.copy(deep=False)
        for end in ("src", "dst", "node"):
            if end in frame.columns and any(c.name == end for c in layout.columns):
                frame[end] = _numbers(frame[end], self.ids, self.places, name)
        if "record" in frame.columns and name != "records" and len(frame):
            given = np.maximum(_whole(frame["record"]), -1)
            frame["record"] = self.records[given] if len(self.records) > 1 else self.records[0]
        return frame


def _frame(draft: Draft, layout: Layout) -> pd.DataFrame:
    """Return a frame of a draft; one without rows where it has none."""
    if layout.name in draft.frames:
        return draft.frames[layout.name]
    return pd.DataFrame({c.name: pd.Series(dtype="object") for c in layout.columns})


def _ordered(ids: pa.Array) -> npt.NDArray[np.int64] | None:
    """Return the order of ids, None where they stand in it."""
    if len(ids) < 2 or pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py():
        return None
    return stable_order(alphabetical(ids))


def _rising(parts: list[pa.Array]) -> bool:
    """Return whether each of several runs of ids rises, and none goes into another."""
    runs = [part for part in parts if len(part)]
    rises = all(len(part) < 2 or pc.all(pc.less(part[:-1], part[1:])).as_py() for part in runs)
    ends = sorted((part[0].as_py(), part[-1].as_py()) for part in runs)
    return rises and all(one[1] < two[0] for one, two in pairwise(ends))


def _numbers_of(
    starts: Mapping[str, int],
    orders: Mapping[str, npt.NDArray[np.int64]],
    offsets: Mapping[str, int],
) -> npt.NDArray[np.int32]:
    """Return the number of each code; -1 where no node has it."""
    size = max((start + len(orders[label]) for label, start in starts.items()), default=0)
    found = np.full(size, -1, np.int32)
    for label, start in starts.items():
        found[start + orders[label]] = offsets[label] + np.arange(len(orders[label]))
    return found


def _places(asked: pa.Array, ids: pa.Array) -> npt.NDArray[np.int32]:
    """Return where each id stands among all; -1: nowhere."""
    return np.asarray(pc.index_in(asked, value_set=ids).fill_null(-1), np.int32)


def _whole(values: pd.Series) -> npt.NDArray[np.integer[Any]]:
    """Return whole numbers, copied only where they are not held as such."""
    plain: npt.NDArray[np.integer[Any]] = values.to_numpy(
        None if values.dtype.kind in "iu" else np.int64
    )
    return plain


def _numbers(
    values: pd.Series, ids: pa.Array, places: npt.NDArray[np.int32] | None, name: str
) -> npt.NDArray[np.int32]:
    if places is not None:
        given = _whole(values)
        if not len(given):
            return np.empty(0, np.int32)
        held = given.min() >= 0 and given.max() < len(places)
        found: npt.NDArray[np.int32] = places[given] if held else np.full(1, -1, np.int32)
        if found.min() < 0:
            raise EditionError(f"{name} names a node that the draft lacks; a fault of the build.")
        return found
    codes, unique = pd.factorize(values)
    found = _places(pa.array(unique, pa.string()), ids)
    if (found < 0).any() or (codes < 0).any():
        stray = unique[found < 0][0] if (found < 0).any() else None
        raise EditionError(
            f"{name} names {stray!r}, which is no node of the draft; this is a fault of the build."
        )
    return np.asarray(found[codes] if len(codes) else [], np.int32)


def _renumbered_records(frames: MutableMapping[str, pd.DataFrame]) -> npt.NDArray[np.int32]:
    """Sort `records` and return where each given row went; last stands -1, for no row."""
    layout = layouts()["records"]
    frame = frames.get("records")
    if frame is None or not len(frame):
        return np.array([-1], np.int32)
    keys = [pd.factorize(frame[c], sort=True)[0] for c in ("table", "delivery")]
    order = stable_order(*keys, frame["row"].to_numpy())
    place = np.full(len(order) + 1, -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    if not np.array_equal(order, place[:-1]):
        columns = [c.name for c in layout.columns]
        frames["records"] = frame.iloc[order][columns].reset_index(drop=True)
    return place


@contextlib.contextmanager
def beside(home: Home) -> Iterator[Path]:
    """Yield a folder beside the editions; it is gone afterwards unless it was sealed."""
    path = home.editions / f".building-{os.getpid()}"
    shutil.rmtree(path, ignore_errors=True)
    with disk(home.path):
        path.mkdir(parents=True)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def aside(home: Home) -> Iterator[Path]:
    """Yield a folder for what a build puts aside (`graph.aside`); it is gone afterwards.

    Should something still be written there when a build is stopped, the next one sweeps it.
    """
    with tempfile.TemporaryDirectory(
        prefix=".aside-", dir=home.editions, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def write_base(path: Path, draft: Draft) -> None:
    """Write a draft's frames, adjacency, ids and name index, and a manifest marked unsealed.

    The draft's frames are let go of as they are written: a city's fill the memory. The names may
    be None: then somebody else writes their index (`search.building`).
    """
    if draft.names is not None:
        search.build(path / "names.sqlite", draft.names)
    numbers = Numbers.of(draft)
    offsets = numbers.offsets

    one_at_a_time = Lock()

    def written_from(layout: Layout) -> pa.Table:
        frame = _frame(draft, layout)
        with one_at_a_time if len(frame) > LARGE else contextlib.nullcontext():
            frame = numbers.numbered(frame, layout)
            draft.frames.pop(layout.name, None)
            table = arrow_table(frame, layout)
            del frame
            written = write_table(table, path / f"{layout.name}.arrow")
            if table.num_rows > MANY:
                del table
                give_back_memory()
            return written

    # Sorting and writing leave the interpreter to others: two frames at a time use both cores.
    # Edges come first, so that the adjacency is made beside the largest of the others.
    with ThreadPoolExecutor(THREADS) as threads:
        edges = {n: threads.submit(written_from, one) for n, one in layouts().items() if _edge(n)}
        walked = threads.submit(_write_adjacency, path, edges, offsets["end"])
        rest = {
            n: threads.submit(written_from, one) for n, one in layouts().items() if n not in edges
        }
        written = {name: future.result() for name, future in {**edges, **rest}.items()}
        walked.result()
    for node_type in NODE_TYPES:
        ids = written[f"nodes/{node_type.label}"].column("id").to_numpy().astype("S")
        _save(path / f"nodes/{node_type.label}.ids.npy", ids if len(ids) else ids.astype("S1"))
    for name in ("properties", "series"):
        nodes = written[name].column("node").to_numpy()
        starts = np.searchsorted(nodes, np.arange(offsets["end"] + 1)).astype(np.int64)
        _save(path / f"adjacency/{name}.npy", starts)
    manifest = {
        "format": FORMAT,
        "data_day": draft.data_day.isoformat(),
        "offsets": offsets,
        "rows": {name: table.num_rows for name, table in written.items()},
        "deliveries": draft.deliveries,
        "merged": draft.merged,
        "notes": draft.notes,
        "derived": [],
    }
    write_manifest(path, manifest)


def _edge(name: str) -> bool:
    return name.startswith("edges/")


def _write_adjacency(path: Path, edges: Mapping[str, Future[pa.Table]], size: int) -> None:
    tables = {name: future.result() for name, future in edges.items()}
    for name, array in adjacency_arrays(tables, size).items():
        _save(path / f"adjacency/{name}.npy", array)


def _save(path: Path, array: npt.NDArray[np.generic]) -> None:
    """Write an array as `np.save` does, but so that a full disk is told as one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = np.ascontiguousarray(array)
    with open(path, "wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(plain))
        file.write(plain.tobytes())


def write_manifest(path: Path, manifest: Mapping[str, object]) -> None:
    """Write a manifest, whole or not at all: a line for each of its parts."""
    part = path / ".manifest.json"
    parts = {key: json.dumps(manifest[key], ensure_ascii=False, sort_keys=True) for key in manifest}
    lines = ",\n".join(f" {json.dumps(key)}: {parts[key]}" for key in sorted(parts))
    part.write_text(f"{{\n{lines}\n}}\n", "utf-8")
    os.replace(part, path / "manifest.json")


def add_derived(path: Path, derived: Mapping[str, tuple[pd.DataFrame, Layout]]) -> None:
    """Write frames computed from an unsealed edition: `derived/<name>`, `edges/<TYPE>`.

    Ends of edges are node numbers here. Derived edges stand in their frame only, never in the
    adjacency: what is inferred is not walked as if it were a fact.
    """
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    for name, (frame, layout) in sorted(derived.items()):
        table = arrow_table(frame, layout)
        write_table(table, path / f"{name}.arrow")
        manifest["rows"][name] = table.num_rows
        manifest["derived"] = sorted({*manifest["derived"], name})
    write_manifest(path, manifest)


def seal(home: Home, path: Path, step: Callable[[str], None] = lambda stage: None) -> str:
    """Verify an edition, name it by its content, and make it the one in use.

    Returns:
        The edition's id: its data day and the first letters of the hash of its content.

    Raises:
        EditionError: something does not fit; the edition in use stays.
    """
    step("verify")
    verify(path)
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    files = digests(path)
    manifest["files"] = files
    name = content_id(manifest)
    manifest |= {"id": name, "built_at": datetime.now(UTC).isoformat()}
    write_manifest(path, manifest)
    step("seal")
    _place(path, home.editions / name, files)
    step("swap")
    home.use(name)
    return name


def content_id(manifest: Mapping[str, object]) -> str:
    """Return the id that a manifest's content gives; its clock is no content."""
    content = {key: value for key, value in manifest.items() if key not in ("id", "built_at")}
    stable = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.blake2b(stable.encode(), digest_size=16).hexdigest()
    return f"{manifest.get('data_day')}-{digest[:10]}"


def digests(path: Path) -> dict[str, str]:
    """Return the hash of every file of an edition but its manifest."""
    files = [p for p in sorted(path.rglob("*")) if p.is_file() and p.name != "manifest.json"]
    with ThreadPoolExecutor(THREADS) as threads:  # hashing leaves the interpreter to others
        found = threads.map(_digest, files)
        return {str(p.relative_to(path)): digest for p, digest in zip(files, found, strict=True)}


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _place(path: Path, target: Path, files: Mapping[str, str]) -> None:
    """Put a sealed edition where its name says, unless it stands there already, sound."""
    if target.exists():
        with contextlib.suppress(EditionError):
            if Edition.open(target).manifest["files"] == files == digests(target):
                return
        # What was damaged since then is put out of sight, and swept by the next build.
        os.replace(target, target.with_name(f".damaged-{os.getpid()}-{target.name}"))
    _flush(path)
    os.replace(path, target)
    flush_folder(target.parent)


def _flush(path: Path) -> None:
    """Ask the disk to keep every file, so that a swap never points at a half-written edition."""
    for place in (path, *path.rglob("*")):
        flush_folder(place)
