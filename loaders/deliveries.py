"""Deliveries: what was received and when, with the very bytes it came in.

    deliveries/<received>-<hash of its contents>/
        manifest.json               files, tables, figures; no clock, so that it repeats
        raw/<sha256 of bytes>.<ext> each file as it came
        declarations/<table>.py     the text that the rows were read by
        rows/<table>.arrow          typed rows

A delivery is written beside and renamed when it is whole; what a killed one leaves begins with
a dot, and the next writer sweeps it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from graph.days import calendar_day, day_number
from graph.errors import HomeError, UnreadableFile
from graph.home import Home, disk
from loaders.rejects import write_rejects
from loaders.table import Table

FORMAT = 1
_BATCH = 1 << 20
_ID_LETTERS = 12


@dataclass(frozen=True)
class RawFile:
    """One file of a delivery: its name there, the hash of its bytes, the tables it gave."""

    name: str
    sha256: str
    size: int
    tables: tuple[str, ...]

    @property
    def raw(self) -> str:
        """Its name in the archive."""
        suffix = Path(self.name).suffix.lower()
        return self.sha256 + (suffix if suffix.isascii() and len(suffix) <= 8 else "")


@dataclass(frozen=True)
class Delivery:
    """One delivery, whole and never changed but for rows that are read again."""

    path: Path
    received: int
    files: tuple[RawFile, ...]
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id, the name of its folder."""
        return self.path.name

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it has rows of."""
        return tuple(self.manifest["tables"])

    @property
    def mends(self) -> bool:
        """Whether its rows belong to an earlier delivery, as mended ones do."""
        return bool(self.manifest.get("mends"))

    @property
    def sequence(self) -> int:
        """How many deliveries were there when it was loaded."""
        return int(self.manifest["sequence"])

    def before(self, other: Delivery) -> bool:
        """Return whether it counts as earlier than another."""
        return (self.received, self.sequence) < (other.received, other.sequence)

    @property
    def figures(self) -> list[dict[str, Any]]:
        """Counts and findings, one entry a file (or sheet) and table."""
        return list(self.manifest["figures"])

    def rows_file(self, table: str) -> Path:
        """Return where the typed rows of a table are."""
        return self.path / "rows" / f"{table}.arrow"

    def raw_file(self, file: RawFile) -> Path:
        """Return where the bytes of a file are."""
        return self.path / "raw" / file.raw

    def declaration(self, table: str) -> tuple[str, str]:
        """Return department and text of the declaration that a table was read by."""
        text = (self.path / "declarations" / f"{table}.py").read_text("utf-8")
        return str(self.manifest["tables"][table]["department"]), text

    def digest(self, table: str) -> str:
        """Return the hash of the declaration that the typed rows were made by."""
        with pa.memory_map(str(self.rows_file(table))) as source:
            metadata = pa.ipc.open_file(source).schema.metadata or {}
        return str(metadata.get(b"digest", b"").decode())

    def rows(self, table: str) -> pa.Table:
        """Return the typed rows of a table, mapped into memory."""
        return pa.ipc.open_file(pa.memory_map(str(self.rows_file(table)))).read_all()


def deliveries(home: Home) -> list[Delivery]:
    """Return every delivery of a home by received day, those of one day as they were loaded.

    Raises:
        HomeError: one cannot be read.
    """
    if not home.deliveries.is_dir():
        return []
    found = [_opened(p) for p in home.deliveries.iterdir() if not p.name.startswith(".")]
    return sorted(found, key=lambda delivery: (delivery.received, delivery.sequence, delivery.id))


def _opened(path: Path) -> Delivery:
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        known = manifest["format"]
    except (OSError, ValueError, KeyError) as error:
        raise HomeError(
            f"The delivery {path} has no manifest that can be read ({error}); put it back from "
            "a copy, or move the folder away and load its files again."
        ) from error
    if known != FORMAT:
        raise HomeError(
            f"The delivery {path} is of format {known}, this program reads {FORMAT}; "
            "load its files again into a new home."
        )
    files = tuple(
        RawFile(f["name"], f["sha256"], f["bytes"], tuple(f["tables"])) for f in manifest["files"]
    )
    received = day_number(datetime.date.fromisoformat(manifest["received"]))
    return Delivery(path, received, files, manifest)


def loaded_before(known: Iterable[Delivery]) -> dict[tuple[str, str], str]:
    """Return which delivery holds which bytes: (table, sha256) -> id of the first one."""
    found: dict[tuple[str, str], str] = {}
    for delivery in known:
        for file in delivery.files:
            for table in file.tables:
                found.setdefault((table, file.sha256), delivery.id)
    return found


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes.

    Raises:
        UnreadableFile: it is not a regular file, or cannot be read.
    """
    try:
        if not path.is_file():
            raise UnreadableFile(f"{path.name!r} is not a regular file; give a file.")
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"{path.name!r} cannot be read ({error.strerror}).") from error


@dataclass
class Incoming:
    """A delivery being written beside: nothing of it counts until `seal`."""

    home: Home
    received: int
    mends: bool = False
    files: dict[str, RawFile] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, list[pd.DataFrame]] = field(default_factory=dict)

    def __enter__(self) -> Incoming:
        with disk(self.home.path):
            for folder in (self.path / "rows", self.path / "raw", self.path / "declarations"):
                folder.mkdir(parents=True)
            self.rejects.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.rmtree(self.rejects, ignore_errors=True)

    @property
    def path(self) -> Path:
        """The folder written in until it is whole."""
        return self.home.deliveries / ".incoming"

    @property
    def rejects(self) -> Path:
        """The folder of refused rows until it is whole."""
        return self.home.rejects / ".incoming"

    def archive(self, source: Path, name: str, sha256: str, table: str) -> None:
        """Keep the bytes of a file that gave rows to a table.

        Raises:
            UnreadableFile: they are no longer those that were read.
        """
        known = self.files.get(name)
        tables = (*(known.tables if known else ()), table)
        file = RawFile(name, sha256, source.stat().st_size, tables)
        self.files[name] = file
        target = self.path / "raw" / file.raw
        if not target.exists():
            shutil.copyfile(source, target)
            if sha256_of(target) != sha256:
                raise UnreadableFile(f"{name!r} changed while it was read; load it again.")

    def keep(self, table: Table, text: str, rows: pa.Table, refused: list[pd.DataFrame]) -> None:
        """Keep what the files say of a table, and the declaration that read them."""
        write_rows(self.path / "rows" / f"{table.name}.arrow", rows, table.digest)
        declaration = self.path / "declarations" / f"{table.name}.py"
        declaration.write_text(text, encoding="utf-8")
        self.refused[table.name] = refused
        self.tables[table.name] = {
            "title": table.title,
            "department": table.department,
            "kind": table.kind,
            "rows": len(rows),
        }

    def seal(self) -> str:
        """Make the delivery count, in one step; return its id."""
        contents = sorted((f.sha256, t) for f in self.files.values() for t in f.tables)
        day = calendar_day(self.received)
        letters = hashlib.sha256(json.dumps([str(day), contents]).encode()).hexdigest()
        name = f"{day}-{letters[:_ID_LETTERS]}"
        manifest = {
            "format": FORMAT,
            "id": name,
            "received": str(day),
            "sequence": sum(1 for p in self.home.deliveries.iterdir() if p.name[0] != "."),
            "mends": self.mends,
            "files": [
                {"name": f.name, "sha256": f.sha256, "bytes": f.size, "tables": sorted(f.tables)}
                for _, f in sorted(self.files.items())
            ],
            "tables": dict(sorted(self.tables.items())),
            "rejects": self._write_rejects(name),
            "figures": self.figures,
        }
        write_json(self.path / "manifest.json", manifest)
        _synced(self.path)
        if any(self.rejects.iterdir()):
            _synced(self.rejects)
            os.replace(self.rejects, self.home.rejects / name)
        os.replace(self.path, self.home.deliveries / name)
        _sync_folder(self.home.deliveries)
        return name

    def _write_rejects(self, delivery: str) -> dict[str, str]:
        """Write the refused rows; return the hash of each table's file."""
        found = {}
        for table, parts in sorted(self.refused.items()):
            path = self.rejects / f"{table}.csv"
            write_rejects(path, parts, delivery)
            if path.exists():
                found[table] = sha256_of(path)
        return found


def write_json(path: Path, content: object) -> None:
    """Write a file of JSON in one step: whole, or as it was."""
    beside = path.with_name("." + path.name)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def write_rows(path: Path, rows: pa.Table, digest: str) -> None:
    """Write typed rows in one step, with the hash of the declaration that made them.

    They are not compressed, so that one row can be shown without reading all; the source's
    own words, which repeat, are kept once each.
    """
    beside = path.with_name("." + path.name)
    marked = _with_words_once(rows).replace_schema_metadata({b"digest": digest.encode()})
    with (
        pa.OSFile(str(beside), "wb") as sink,
        pa.ipc.new_file(sink, marked.schema) as writer,
    ):
        writer.write_table(marked, max_chunksize=_BATCH)
    os.replace(beside, path)


def _with_words_once(rows: pa.Table) -> pa.Table:
    for place, name in enumerate(rows.column_names):
        if name.startswith("src:") and not pa.types.is_dictionary(rows.schema.types[place]):
            words = rows[name].combine_chunks().dictionary_encode()
            rows = rows.set_column(place, name, words)
    return rows


def sweep(home: Home) -> None:
    """Remove what killed loads left; call it while holding the lock."""
    home.sweep()
    whole = {p.name for p in home.deliveries.iterdir()}
    for folder in home.rejects.iterdir():
        if folder.name not in whole:
            shutil.rmtree(folder, ignore_errors=True)


def _synced(folder: Path) -> None:
    """Have the disk keep what was written, before a rename says that it is there."""
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
