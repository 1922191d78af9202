"""Deliveries being written: beside, and renamed when whole.

What a killed load leaves begins with a dot, or lacks its delivery; the next one sweeps it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from graph.days import calendar_day
from graph.errors import DataError, UnreadableFile
from graph.home import Home, disk
from loaders.checking.parts import Parts, worded, words_once
from loaders.checking.rejects import write_rejects
from loaders.keeping.deliveries import FORMAT, RawFile, sha256_of
from loaders.table import Table
from loaders.taking.intake import Intake

_BATCH = 1 << 20
_ID_LETTERS = 12


@dataclass
class Incoming:
    """A delivery being written beside: nothing of it counts until `seal`."""

    home: Home
    received: int
    mends: bool = False
    files: dict[str, RawFile] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, Sequence[pd.DataFrame]] = field(default_factory=dict)

    def __enter__(self) -> Incoming:
        try:
            with disk(self.home.path):
                for folder in (self.path / "rows", self.path / "raw", self.path / "declarations"):
                    folder.mkdir(parents=True)
                self.rejects.mkdir()
        except BaseException:  # also of whoever presses Ctrl-C just here
            self.__exit__()
            raise
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

    def keep(
        self, table: Table, text: str, intake: Intake, after: str, held: pa.Table | None
    ) -> None:
        """Keep what the files say of a table, and the declaration that read them.

        Args:
            after: the mark of what was said before (`loaders.taking.repeats.Earlier`).
            held: the keys of refused rows (`loaders.taking.holding`).
        """
        rows = self.path / "rows" / f"{table.name}.arrow"
        write_rows(rows, intake.rows, table.digest, after)
        if held is not None:
            write_rows(self.path / "held" / f"{table.name}.arrow", held, table.digest)
        declaration = self.path / "declarations" / f"{table.name}.py"
        declaration.write_text(text, encoding="utf-8")
        self.refused[table.name] = intake.refused
        self.tables[table.name] = {
            "title": table.title,
            "department": table.department,
            "kind": table.kind,
            "rows": len(intake.rows),
        }

    def seal(self) -> str:
        """Make the delivery count, in one step; return its id."""
        contents = sorted((f.sha256, t) for f in self.files.values() for t in f.tables)
        day = calendar_day(self.received)
        letters = hashlib.sha256(json.dumps([str(day), contents]).encode()).hexdigest()
        name = f"{day}-{letters[:_ID_LETTERS]}"
        if (self.home.deliveries / name).exists():
            raise DataError(
                f"These files came on {day} before and were withdrawn as {name}; "
                f"`qiji withdraw {name} --undo --why TEXT` brings them back."
            )
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


def write_rows(path: Path, rows: pa.Table | Parts, digest: str, after: str = "") -> None:
    """Write typed rows in one step, with the hash of the declaration that made them, and `after`.

    They are not compressed, so that one row can be shown without reading all; the source's
    own words, which repeat, are kept once each.
    """
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name("." + path.name)
    parts = rows if isinstance(rows, Parts) else Parts.of(rows)
    words = words_once(parts)
    metadata = {b"digest": digest.encode(), b"after": after.encode()}
    schema = worded(parts.schema.empty_table(), words).schema.with_metadata(metadata)
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for part in parts.tables():
            made = worded(part, words).replace_schema_metadata(metadata)
            writer.write_table(made, max_chunksize=_BATCH)
    os.replace(beside, path)


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
