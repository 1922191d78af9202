"""Rows that were refused: kept whole in a file that can be mended and loaded again.

    rejects/<delivery>/<table>.csv    own columns, `_raw`, `_delivery`, `_file`, `_line`,
                                      `_field`, `_value`, `_reason`

`_raw` holds a row whose cells do not fit its header, as it stood; `_delivery` and `_file` and
`_line` say where a row came from, so that a mended one takes its place there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.columns import Typed
from loaders.reading import HeadedGrid
from loaders.reading.grid import TEXT
from loaders.table import Table

RAW, DELIVERY = "_raw", "_delivery"
WHERE = ("_file", "_line", "_field", "_value", "_reason")
ADDED = (RAW, DELIVERY, *WHERE)
_BETWEEN = "; "
_CUT = 200


def is_rejects(names: Iterable[str]) -> bool:
    """Return whether a header is that of a file of refused rows."""
    return set(WHERE) <= set(names)


def reject_rows(
    headed: HeadedGrid,
    file: str,
    bad: npt.NDArray[np.bool_],
    columns: Mapping[str, Typed],
    table: Table,
) -> pd.DataFrame:
    """Return the refused rows of a grid, in the order in which they stood.

    Args:
        bad: which of the well-formed rows are refused.
        columns: name in the header (or in the declaration, where it is absent) -> cells read.
    """
    at = np.flatnonzero(bad)
    rows = headed.frame.iloc[at].rename(columns=headed.spelling).reset_index(drop=True)
    rows.insert(len(rows.columns), RAW, "")
    told = _told(headed, at, columns, table)
    broken = rows.assign(_file=file, _line=headed.lines[at].astype(np.int64), **told)
    if not len(headed.ragged):
        return broken
    ragged = pd.DataFrame(
        {
            RAW: headed.ragged["raw"],
            "_file": file,
            "_line": headed.ragged["line"].astype(np.int64),
            "_field": "",
            "_value": "",
            "_reason": headed.ragged["reason"],
        }
    )
    both = pd.concat([broken, ragged], ignore_index=True) if len(broken) else ragged
    both = both.reindex(columns=broken.columns)
    return both.sort_values("_line", kind="stable", ignore_index=True)


def _told(
    headed: HeadedGrid, at: npt.NDArray[np.intp], columns: Mapping[str, Typed], table: Table
) -> dict[str, list[str]]:
    """Return fields, values and reasons of the refused rows, several in a row parted by `;`."""
    told: list[list[tuple[str, str, str]]] = [[] for _ in at]
    places = {place: n for n, place in enumerate(at.tolist())}
    fields = {name: next(iter(t.fields)) for name, t in columns.items()}
    for name, column in columns.items():
        wrong = np.flatnonzero(column.reason.notna().to_numpy(bool))
        cells = headed.frame.get(name)
        for place in wrong.tolist():
            value = "" if cells is None else str(cells.iloc[place])
            said = (fields[name], value[:_CUT], str(column.reason.iloc[place]))
            told[places[place]].append(said)
    parts = zip(("_field", "_value", "_reason"), range(3), strict=True)
    return {name: [_BETWEEN.join(one[n] for one in row) for row in told] for name, n in parts}


def write_rejects(path: Path, parts: list[pd.DataFrame]) -> None:
    """Write refused rows as CSV in UTF-8 with a byte order mark, as Excel wants it."""
    rows = joined(parts)
    if len(rows):
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL)


def joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the refused rows of a table's files as one frame: own columns first."""
    some = [part for part in parts if len(part)]
    if not some:
        return pd.DataFrame()
    rows = pd.concat(some, ignore_index=True)
    own = [name for name in rows.columns if name not in ADDED]
    if not rows[RAW].fillna("").ne("").any():
        rows = rows.drop(columns=RAW)
    last = [name for name in ADDED if name in rows.columns]
    return rows[[*own, *last]].fillna("")


def reread(raw: str, width: int, delimiters: Iterable[str]) -> list[str] | None:
    """Return the cells of a ragged row that was mended in place, or None while it is ragged."""
    for delimiter in delimiters:
        read = list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter))
        if len(read) == 1 and len(read[0]) == width:
            return read[0]
    return None


def no_rows(names: Iterable[str]) -> pd.DataFrame:
    """Return a frame of text without rows."""
    return pd.DataFrame({name: pd.Series([], dtype=TEXT) for name in names})
