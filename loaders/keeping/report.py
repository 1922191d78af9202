"""What a load did, file by file: the counts add up, or the load stops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["loaded", "known", "stopped", "unmatched", "refused", "unmended"]

WRONG: tuple[State, ...] = ("stopped", "unmatched", "refused")
"""What happened to a file that a person has to see to."""


@dataclass(frozen=True)
class Figure:
    """One file (or sheet) and what became of its rows.

    Attributes:
        state: `loaded`; `known` (its bytes are here already); `stopped` (too many refused rows,
            nothing loaded); `unmatched` (belongs to no table, or to several); `refused` (cannot
            be read); `unmended` (refused rows that came back as they were).
        rows: rows in the file, but for its header: the sum of the four counts after it.
        odd: cells that were read and are worth a look.
        skipped: title, blank, repeated_header and total rows.
        doubted: columns of which numbers are left out, since nobody says their unit.
        given: columns that the file does not have, and what it says of them once for all rows.
    """

    file: str
    table: str
    state: State
    rows: int = 0
    loaded: int = 0
    rejected: int = 0
    superseded: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    odd: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    delimiter: str = ""
    doubted: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counted = self.loaded + self.rejected + self.superseded + sum(self.skipped.values())
        if self.state in ("loaded", "unmended") and counted != self.rows:
            raise AssertionError(
                f"{self.file}: {self.rows} rows came in, {counted} are accounted for"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return it for a manifest."""
        return {
            "file": self.file,
            "table": self.table,
            "state": self.state,
            "rows": self.rows,
            "loaded": self.loaded,
            "rejected": self.rejected,
            "superseded": self.superseded,
            "skipped": dict(self.skipped),
            "odd": dict(self.odd),
            "notes": list(self.notes),
            "header": list(self.header),
            "delimiter": self.delimiter,
            "doubted": list(self.doubted),
            "given": dict(self.given),
        }


@dataclass(frozen=True)
class Report:
    """What one `qiji load` did."""

    deliveries: tuple[str, ...]
    figures: tuple[Figure, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is left for a person to see to."""
        return not any(f.state in WRONG for f in self.figures)

    def total(self, count: str) -> int:
        """Return the sum of a count over what was loaded."""
        return sum(int(getattr(f, count)) for f in self.figures if f.state == "loaded")
