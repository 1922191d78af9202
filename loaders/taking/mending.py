"""Refused rows that come back: each takes the place in which it stood first.

A mended row belongs to the delivery that it came in with, for a register that is whole at each
delivery would else be thought to say nothing but the mended rows. It is known from the day on
which it could be read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from loaders import cells
from loaders.checking.assigning import Sheet
from loaders.checking.check import Stood, check
from loaders.checking.guarding import Guard
from loaders.checking.looking import headed_sheet
from loaders.checking.parts import Parts, Refused
from loaders.checking.rejects import ADDED, DELIVERY, RAW, WHERE, as_they_stood, reread
from loaders.keeping.deliveries import Delivery
from loaders.keeping.report import Figure
from loaders.reading import HeadedGrid, folded_name
from loaders.reading.grid import TEXT
from loaders.table import Table
from loaders.taking.intake import Intake

ORIGIN = "_origin"
PLACE = [ORIGIN, "_file", "_line"]
_DELIMITERS = (",", "\t", ";", "|", "，")

Mask = npt.NDArray[np.bool_]


def mend(
    table: Table,
    sheet: Sheet,
    received: int,
    guard: Guard,
    known: Mapping[str, Delivery],
) -> Intake:
    """Return the mended rows of a file of refused rows; those as bad as before stay refused.

    Args:
        known: every delivery of the home, by its id.
    """
    headed = headed_sheet(sheet, table)
    headed = dataclasses.replace(headed, frame=headed.frame.apply(as_they_stood))
    came = _came(headed, known)
    own = headed.frame.drop(columns=[n for n in ADDED if n in headed.frame])
    own, ragged = _reread(own, headed, came, _headers(known.values(), table.name))
    left = ragged | ~came["known"].to_numpy(bool)
    place = came[~left]
    grid = dataclasses.replace(
        headed, frame=own[~left].reset_index(drop=True), lines=headed.lines[~left]
    )
    stood = Stood(
        place["file"].to_numpy(object),
        place["line"].to_numpy(np.int32),
        place["delivery"].to_numpy(object),
    )
    found = check(grid, table, stood, received, guard)
    rows = found.rows.append_column(ORIGIN, pa.array(stood.delivery[found.kept], pa.large_string()))
    again = _said_before(rows, table.name, known.values())
    refused = [found.rejects, _still(headed, came, left)]
    rejected = sum(len(part) for part in refused) + len(headed.ragged)
    figure = Figure(
        sheet.name,
        table.name,
        "loaded" if len(rows) > again.sum() else "unmended",
        rows=headed.rows,
        loaded=len(rows) - int(again.sum()),
        rejected=rejected,
        superseded=int(again.sum()),
        skipped=headed.skipped,
        odd=found.odd,
        notes=headed.notes,
    )
    return Intake(Parts.of(rows.filter(pa.array(~again))), Refused(refused), [figure])


def _came(headed: HeadedGrid, known: Mapping[str, Delivery]) -> pd.DataFrame:
    """Return delivery, file and line in which each row stood first, and whether we know it."""
    empty = pd.Series("", index=headed.frame.index)
    line = cells.integers(headed.frame["_line"], least=1, most=2**31 - 1).value
    came = pd.DataFrame(
        {
            "delivery": headed.frame.get(DELIVERY, empty).str.strip().to_numpy(object),
            "file": headed.frame["_file"].to_numpy(object),
            "line": line.fillna(0).to_numpy(np.int64),
        }
    )
    origins = [d.id for d in known.values() if not d.mends]
    came["known"] = came["delivery"].isin(origins) & (came["line"] > 0)
    return came


def _headers(known: Iterable[Delivery], table: str) -> dict[tuple[str, str], list[str]]:
    """Return the header that each file of a table had: (delivery, file) -> folded names."""
    return {
        (d.id, f["file"]): [folded_name(name) for name in f["header"]]
        for d in known
        for f in d.figures
        if f["table"] == table and not d.mends
    }


def _reread(
    own: pd.DataFrame,
    headed: HeadedGrid,
    came: pd.DataFrame,
    headers: Mapping[tuple[str, str], list[str]],
) -> tuple[pd.DataFrame, Mask]:
    """Return the rows with those filled in that were mended in `_raw`; and which still are not."""
    ragged = np.zeros(len(own), bool)
    if RAW not in headed.frame or not len(own):
        return own, ragged
    raw = headed.frame[RAW]
    blank = own.apply(lambda column: column.str.strip().eq("")).all(axis=1)
    own = own.astype(object)
    for place in np.flatnonzero((blank & raw.str.strip().ne("")).to_numpy(bool)).tolist():
        names = headers.get((came["delivery"].iloc[place], came["file"].iloc[place]), [])
        cells_ = reread(raw.iloc[place], len(names), _DELIMITERS) if names else None
        if cells_ is None or not set(names) <= set(own.columns):
            ragged[place] = True
        else:
            own.iloc[place, own.columns.get_indexer(pd.Index(names))] = np.array(cells_, object)
    return own.astype(TEXT), ragged


def _still(headed: HeadedGrid, came: pd.DataFrame, left: Mask) -> pd.DataFrame:
    """Return the rows that cannot be placed, or fit no header still, as they came."""
    rows = headed.frame[left].rename(columns=headed.spelling).reset_index(drop=True)
    if RAW not in rows:
        rows[RAW] = ""
    lost = ~came["known"].to_numpy(bool)[left]
    if DELIVERY not in rows:
        rows[DELIVERY] = ""
    rows.loc[lost, "_field"] = DELIVERY
    rows.loc[lost, "_reason"] = "names no delivery of this home, or no line of it"
    own = [name for name in rows.columns if name not in ADDED]
    return rows[[*own, RAW, DELIVERY, *WHERE]]


def _said_before(rows: pa.Table, table: str, known: Iterable[Delivery]) -> Mask:
    """Return which mended rows came back before, in the same place and with the same content."""
    earlier = [d.rows(table) for d in known if d.mends and table in d.tables]
    columns = [*PLACE, "_content"]
    new = rows.select(columns).to_pandas()
    before = pd.concat([*(part.select(columns).to_pandas() for part in earlier), new.iloc[:0]])
    both = pd.concat([before.drop_duplicates(PLACE, keep="last"), new], ignore_index=True)
    both["_content"] = both["_content"].astype("UInt64")
    last = both.groupby(PLACE, sort=False)["_content"].shift()
    again = (last == both["_content"]).fillna(False).to_numpy(bool)
    return np.asarray(again[len(both) - len(new) :], bool)
