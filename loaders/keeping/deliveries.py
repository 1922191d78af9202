"""Deliveries: what was received and when, with the very bytes it came in.

    deliveries/<received>-<hash of its contents>/
        manifest.json               files, tables, figures; no clock, so that it repeats
        raw/<sha256 of bytes>.<ext> each file as it came
        declarations/<table>.py     the text that the rows were read by
        rows/<table>.arrow          typed rows
        held/<table>.arrow          keys of a register's refused rows, where there are any

A delivery is written beside and renamed when it is whole; what a killed one leaves begins with
a dot, and the next writer sweeps it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.days import day_number
from graph.errors import HomeError
from graph.home import Home
from loaders.reading.source import opened

FORMAT = 1


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
        return self._marked(table, b"digest")

    def after(self, table: str) -> str:
        """Return the mark of what the rows were compared with (`taking.repeats.Earlier`)."""
        return self._marked(table, b"after")

    def _marked(self, table: str, name: bytes) -> str:
        with pa.memory_map(str(self.rows_file(table))) as source:
            metadata = pa.ipc.open_file(source).schema.metadata or {}
        return str(metadata.get(name, b"").decode())

    def rows(self, table: str) -> pa.Table:
        """Return the typed rows of a table, mapped into memory."""
        return _mapped(self.rows_file(table))

    def held_file(self, table: str) -> Path:
        """Return where the keys of a register's refused rows are."""
        return self.path / "held" / f"{table}.arrow"

    def held(self, table: str) -> pa.Table | None:
        """Return the keys of a register's refused rows (`taking.holding`), None: there is none."""
        file = self.held_file(table)
        return _mapped(file) if file.exists() else None


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


def _mapped(file: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(file))).read_all()


def loaded_before(known: Iterable[Delivery]) -> dict[tuple[str, str], str]:
    """Return which delivery holds which bytes: (table, sha256) -> id of the first one."""
    found: dict[tuple[str, str], str] = {}
    for delivery in known:
        for file in delivery.files:
            for table in file.tables:
                found.setdefault((table, file.sha256), delivery.id)
    return found


def to_mend(standing: Iterable[Delivery]) -> dict[str, int]:
    """Return id of a delivery -> how many of its refused rows have not come back mended, if any.

    A row that comes back as bad as before stays one of the delivery that it came in with.

    Args:
        standing: the deliveries that were not withdrawn.
    """
    left: Counter[str] = Counter()
    mended: set[tuple[object, ...]] = set()
    for delivery in standing:
        if not delivery.mends:
            left[delivery.id] += sum(f["rejected"] for f in delivery.figures)
            continue
        for table in delivery.tables:
            places = delivery.rows(table).select(["_origin", "_file", "_line"]).to_pylist()
            mended |= {(table, *place.values()) for place in places}
    left.subtract(Counter(str(origin) for _, origin, _, _ in mended))
    return {name: rows for name, rows in left.items() if rows > 0}


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes.

    Raises:
        UnreadableFile: it is not a regular file, or cannot be read.
    """
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
