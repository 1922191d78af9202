"""What a declared fact takes from the versions of a table's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, calendar_day, filled
from loaders.keeping.versions import CARRIED
from loaders.table import Date, Month, Table, Where

Codes = npt.NDArray[np.int64]
Values = npt.NDArray[Any] | pd.api.extensions.ExtensionArray
NOBODY = -1


def told_fields(table: Table) -> frozenset[str]:
    """Return the fields that facts and parties of a table read.

    A city's rows have many columns that only their source page shows: these are read there.
    """
    declared = (table.parties, table.facts, table.published)
    named = {word for part in declared for word in _words(part)}
    return frozenset(
        named | {f"{w}{suffix}" for w in named for suffix in ("_precision", "_masked")}
    )


def told_columns(table: Table, versions: pd.DataFrame) -> pd.DataFrame:
    """Return versions with the columns that facts and parties read, as small as they can be held.

    Days and places take 4 bytes, or none where all are alike. Where nothing is said, or how
    precisely, a word is kept once.
    """
    named = told_fields(table)
    kept = {
        name: _once(versions[name], often=name.endswith("_precision"))
        for name in versions
        if name in named or name == "key"
    }
    small = {name: _small(versions[name]) for name in (*CARRIED, "record") if name != "key"}
    return pd.DataFrame({**kept, **small}, copy=False)


def _once(column: pd.Series, *, often: bool) -> Values:
    """Return a column; of texts that come often, or of none at all, with each kept once."""
    texts = isinstance(column.dtype, pd.StringDtype)
    return pd.Categorical(column) if texts and (often or column.isna().all()) else column.array


def _small(column: pd.Series) -> npt.NDArray[np.int32]:
    values = column.to_numpy()
    if len(values) and (values == values[0]).all():
        return np.broadcast_to(np.int32(values[0]), len(values))
    return values.astype(np.int32)


def _words(part: object) -> Iterator[str]:
    """Yield every word in a declaration's part: the names of its fields are among them."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for item in part.items():
            yield from _words(item)
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _words(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _words(getattr(part, field.name))


def meets(rows: pd.DataFrame, conditions: Where) -> npt.NDArray[np.bool_]:
    """Return which rows meet every condition of a fact's `when`."""
    keep = np.ones(len(rows), bool)
    for field, wanted in conditions.items():
        column = rows[field]
        if wanted == "*":
            keep &= column.notna().to_numpy()
        elif wanted == "":
            keep &= column.isna().to_numpy()
        elif wanted == "!0":
            keep &= column.to_numpy(np.float64, na_value=np.nan) != 0
        else:
            words = (wanted,) if isinstance(wanted, str) else wanted
            found = column.isin(words)
            keep &= (found | column.isna() if "" in words else found).to_numpy()
    return keep


@dataclass(frozen=True)
class Said:
    """A table's versions, and who its parties are.

    Attributes:
        held: the versions (`loaders.keeping.versions`), or what fetches them.
        parties: party -> code of the node meant, by row; NOBODY where none is.
        delivery_days: received day of each delivery of the table.
    """

    table: Table
    held: pd.DataFrame | Callable[[], pd.DataFrame]
    parties: Mapping[str, Codes]
    delivery_days: npt.NDArray[np.int64]

    @property
    def rows(self) -> pd.DataFrame:
        """The versions; a city's are fetched at each asking, and let go of."""
        return self.held() if callable(self.held) else self.held

    def only(self, rows: Codes) -> Said:
        """Return what some of the rows say."""
        kept = self.rows.iloc[rows].reset_index(drop=True)
        parties = {name: codes[rows] for name, codes in self.parties.items()}
        return Said(self.table, kept, parties, self.delivery_days)

    def where(self, conditions: Where) -> npt.NDArray[np.bool_]:
        """Return which rows meet every condition."""
        return meets(self.rows, conditions)

    def days(self, field: str | None, missing: int) -> npt.NDArray[np.int64]:
        """Return a Date field as day numbers."""
        if field is None:
            return np.full(len(self.rows), missing, np.int64)
        return filled(self.rows[field], missing).astype(np.int64)

    def months(self, field: str) -> npt.NDArray[np.int64]:
        """Return the months that a Month field, or the days of a Date field, name; -1: none."""
        column = next((c for c in self.table.columns.values() if c.field == field), None)
        if not isinstance(column, Date):
            return pd.to_numeric(self.rows[field]).fillna(-1).to_numpy(np.int64)
        day = self.days(field, EARLIEST)
        month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
        return np.where(day == EARLIEST, -1, month)

    def ends(self, field: str | None) -> npt.NDArray[np.int64]:
        """Return the day after a Date field, a last day; LATEST: open.

        A month or a year lasts to its own end.
        """
        if field is None:
            return np.full(len(self.rows), LATEST, np.int64)
        last = self.days(field, LATEST)
        precise = self.precision(field)
        found = last + 1
        for word, unit in (("month", "M"), ("year", "Y")):
            at = np.flatnonzero((precise == word) & (last != LATEST))
            period = last[at].astype("datetime64[D]").astype(f"datetime64[{unit}]") + 1
            found[at] = period.astype("datetime64[D]").astype(np.int64)
        return np.where(last == LATEST, LATEST, found)

    def precision(self, field: str | None) -> npt.NDArray[np.object_]:
        """Return how precise a Date field is, row by row."""
        if field is None:
            return np.full(len(self.rows), "unknown", object)
        codes, words = pd.factorize(self.rows[f"{field}_precision"].array)
        found: npt.NDArray[np.object_] = np.append(np.asarray(words, object), "unknown")[codes]
        return found

    def values(self, field: str | None) -> Values:
        """Return a field as it is: numbers as floats, words as text, missing where it is empty."""
        if field is None:
            return np.full(len(self.rows), None, object)
        column = self.rows[field]
        if column.dtype.kind in "iuf":
            return column.to_numpy(np.float64, na_value=np.nan)
        values: Values = column.array
        return values

    def is_day(self, field: str) -> bool:
        """Return whether a field is a Date."""
        return any(isinstance(c, Date) and c.field == field for c in self.table.columns.values())

    def texts(self, field: str) -> pd.Series:
        """Return a field as text: days and months in ISO form, whole numbers without a point."""
        column = next((c for c in self.table.columns.values() if c.field == field), None)
        if isinstance(column, Date):
            return _each(self.rows[field], _iso)
        if isinstance(column, Month):
            return _each(self.rows[field], _iso_month)
        return as_words(self.rows[field])

    def frame(
        self, keep: npt.NDArray[np.bool_] | Codes, **columns: Values | pd.Series
    ) -> pd.DataFrame:
        """Return some columns for the rows kept, with what every fact carries.

        Args:
            keep: by row whether it is kept, or the places of those that are.
        """
        at = np.flatnonzero(keep) if keep.dtype == bool else keep
        picked = {name: self.rows[name].to_numpy()[at] for name in (*CARRIED, "record")}
        made = {name: getattr(values, "array", values)[at] for name, values in columns.items()}
        names = pd.Index([self.table.name])
        source = pd.Categorical.from_codes(np.zeros(len(at), np.int8), names)
        return pd.DataFrame({**made, **picked, "source": source}, copy=False)


def period(said: Said, since: str | None, until: str | None) -> dict[str, npt.NDArray[np.generic]]:
    """Return `valid_from`, `valid_to` and `precision` of rows; `until` is a last day."""
    return {
        "valid_from": said.days(since, EARLIEST),
        "valid_to": said.ends(until),
        "precision": said.precision(since),
    }


def _iso(value: object) -> str:
    day = value if isinstance(value, date) else calendar_day(int(float(str(value))))
    return str(day)


def _iso_month(value: object) -> str:
    year, month = divmod(int(float(str(value))), 12)
    return f"{year:04}-{month + 1:02}"


def as_words(values: pd.Series) -> pd.Series:
    """Return property values as text: whole numbers without a point."""
    plain = values.array
    if isinstance(values.dtype, pd.StringDtype):
        return pd.Series(plain)
    return _each(values, _word)


def _each(values: pd.Series, word: Callable[[object], str]) -> pd.Series:
    """Return each value in words; equal values are worded once."""
    codes, found = pd.factorize(values)
    words = pd.array([word(v) for v in found], dtype="str")
    return pd.Series(words.take(codes, allow_fill=True))


def _word(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
