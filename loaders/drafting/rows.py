"""What a declared fact takes from the versions of a table's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, calendar_day, filled
from loaders.table import Date, Table, Where

Codes = npt.NDArray[np.int64]
NOBODY = -1


def meets(rows: pd.DataFrame, conditions: Where) -> npt.NDArray[np.bool_]:
    """Return which rows meet every condition of a fact's `when`."""
    keep = np.ones(len(rows), bool)
    for field, wanted in conditions.items():
        column = rows[field]
        if wanted == "*":
            keep &= column.notna().to_numpy()
        elif wanted == "":
            keep &= column.isna().to_numpy()
        else:
            words = (wanted,) if isinstance(wanted, str) else wanted
            keep &= column.isin(words).to_numpy()
    return keep


@dataclass(frozen=True)
class Said:
    """A table's versions, and who its parties are.

    Attributes:
        rows: the versions (`loaders.versions`).
        parties: party -> code of the node meant, by row; NOBODY where none is.
        delivery_days: received day of each delivery of the table.
    """

    table: Table
    rows: pd.DataFrame
    parties: Mapping[str, Codes]
    delivery_days: npt.NDArray[np.int64]

    def where(self, conditions: Where) -> npt.NDArray[np.bool_]:
        """Return which rows meet every condition."""
        return meets(self.rows, conditions)

    def days(self, field: str | None, missing: int) -> npt.NDArray[np.int64]:
        """Return a Date field as day numbers."""
        if field is None:
            return np.full(len(self.rows), missing, np.int64)
        return filled(self.rows[field], missing).astype(np.int64)

    def precision(self, field: str | None) -> npt.NDArray[np.object_]:
        """Return how precise a Date field is, row by row."""
        if field is None:
            return np.full(len(self.rows), "unknown", object)
        given = self.rows[f"{field}_precision"].astype("object")
        return given.where(given.notna(), "unknown").to_numpy(object)

    def values(self, field: str | None) -> npt.NDArray[np.object_]:
        """Return a field as it is, None where it is missing."""
        if field is None:
            return np.full(len(self.rows), None, object)
        column = self.rows[field].astype("object")
        return column.where(column.notna(), None).to_numpy(object)

    def texts(self, field: str) -> npt.NDArray[np.object_]:
        """Return a field as text: days in ISO form, whole numbers without a point."""
        values = self.values(field)
        column = next((c for c in self.table.columns.values() if c.field == field), None)
        if isinstance(column, Date):
            return np.array([None if v is None else _iso(v) for v in values], object)
        return as_words(values)

    def frame(
        self, keep: npt.NDArray[np.bool_], **columns: npt.NDArray[np.generic]
    ) -> pd.DataFrame:
        """Return some columns for the rows kept, with what every fact carries."""
        carried = ("first", "last", "known_from", "known_to", "closed", "replaced", "key", "record")
        picked = {name: self.rows[name].to_numpy()[keep] for name in carried}
        made = {name: values[keep] for name, values in columns.items()}
        return pd.DataFrame({**made, **picked}).assign(source=self.table.name)


def period(said: Said, since: str | None, until: str | None) -> dict[str, npt.NDArray[np.generic]]:
    """Return `valid_from`, `valid_to` and `precision` of rows; `until` is a last day."""
    last = said.days(until, LATEST)
    return {
        "valid_from": said.days(since, EARLIEST),
        "valid_to": np.where(last == LATEST, LATEST, last + 1),
        "precision": said.precision(since),
    }


def _iso(value: object) -> str:
    day = value if isinstance(value, date) else calendar_day(int(float(str(value))))
    return str(day)


def as_words(values: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return property values as text: whole numbers without a point."""
    return np.array([None if v is None else _word(v) for v in values], object)


def _word(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
