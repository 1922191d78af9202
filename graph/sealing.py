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
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph import search
from graph.adjacency import adjacency_arrays
from graph.drafted import Draft, Numbers, frame_of
from graph.edition import FORMAT, Edition
from graph.errors import EditionError
from graph.home import Home, disk, flush_folder
from graph.memory import give_back_memory
from graph.schema import NODE_TYPES, Layout, layouts
from graph.tables import arrow_table, write_table
from graph.verifying import verify

MANY = 100_000  # rows of a frame, after which memory is given back
LARGE = 2_000_000  # [param] rows of a frame of which no two are written at a time
THREADS = 2  # frames written at a time; each needs memory for itself


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
        frame = frame_of(draft, layout)
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
