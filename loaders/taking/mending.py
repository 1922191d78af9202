"""Refused rows that come back: each takes the place in which it stood first.

A mended row belongs to the delivery that it came in with, for a register that is whole at each
delivery would else be thought to say nothing but the mended rows. It is known from the day on
which it could be read.

Refused rows of several files stand in one, under the names of all their headers. Each is read
under those of its own file, and in the unit in which that file's numbers were read.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from loaders import cells
from loaders.checking import units
from loaders.checking.assigning import Sheet
from loaders.checking.check import Checked, Stood, check
from loaders.checking.guarding import Guard
from loaders.checking.looking import headed_sheet
from loaders.checking.parts import Parts, Refused, worded
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
Places = npt.NDArray[np.int64]


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
    origins = _origins(known.values(), table.name)
    own, ragged = _reread(own, headed, came, origins)
    left = ragged | ~came["known"].to_numpy(bool)
    read = [
        _read(dataclasses.replace(headed, frame=own), came, at, origin, (table, received, guard))
        for origin, at in _alike(came, left, origins)
    ]
    rows = _together(read)
    again = _said_before(rows, table.name, known.values())
    refused = [*(one.found.rejects for one in read), _still(headed, came, left)]
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
        odd=_summed(one.found.odd for one in read),
        notes=(*headed.notes, *dict.fromkeys(note for one in read for note in one.notes)),
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


@dataclass(frozen=True)
class _Origin:
    """A file that rows came in: its header, folded, and the names whose unit nobody said.

    The last of the names are `given`, with what the file says of them once for all rows.
    """

    names: tuple[str, ...]
    doubted: frozenset[str]
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Read:
    """Rows under one header: what they are, where each stands here, and where it stood first."""

    found: Checked
    at: Places
    delivery: npt.NDArray[np.object_]
    notes: tuple[str, ...]


def _origins(known: Iterable[Delivery], table: str) -> dict[tuple[str, str], _Origin]:
    """Return what each file of a table was: (delivery, file) -> its header."""
    return {
        (d.id, f["file"]): _Origin(
            tuple(folded_name(name) for name in f["header"]),
            frozenset(f.get("doubted", ())),
            tuple(f.get("given", {}).items()),
        )
        for d in known
        for f in d.figures
        if f["table"] == table and not d.mends
    }


def _reread(
    own: pd.DataFrame,
    headed: HeadedGrid,
    came: pd.DataFrame,
    origins: Mapping[tuple[str, str], _Origin],
) -> tuple[pd.DataFrame, Mask]:
    """Return the rows with those filled in that were mended in `_raw`; and which still are not."""
    ragged = np.zeros(len(own), bool)
    if RAW not in headed.frame or not len(own):
        return own, ragged
    raw = headed.frame[RAW]
    blank = own.apply(lambda column: column.str.strip().eq("")).all(axis=1)
    own = own.astype(object)
    for place in np.flatnonzero((blank & raw.str.strip().ne("")).to_numpy(bool)).tolist():
        origin = origins.get((came["delivery"].iloc[place], came["file"].iloc[place]))
        names = origin.names if origin is not None else ()
        given = [words for _, words in origin.given] if origin is not None else []
        width = len(names) - len(given)
        cells_ = reread(raw.iloc[place], width, _DELIMITERS) if width > 0 else None
        if cells_ is None or not set(names) <= set(own.columns):
            ragged[place] = True
        else:
            said = np.array([*cells_, *given], object)
            own.iloc[place, own.columns.get_indexer(pd.Index(names))] = said
    return own.astype(TEXT), ragged


def _alike(
    came: pd.DataFrame, left: Mask, origins: Mapping[tuple[str, str], _Origin]
) -> list[tuple[_Origin | None, Places]]:
    """Return the places of the rows that can be read, those of files with one header together."""
    groups: dict[_Origin | None, list[int]] = defaultdict(list)
    for place, stood in enumerate(zip(came["delivery"], came["file"], strict=True)):
        if not left[place]:
            groups[origins.get(stood)].append(place)
    return [(origin, np.array(at, np.int64)) for origin, at in (groups or {None: []}).items()]


def _read(
    headed: HeadedGrid,
    came: pd.DataFrame,
    at: Places,
    origin: _Origin | None,
    by: tuple[Table, int, Guard],
) -> _Read:
    """Return what some rows are under the header of the file they came in.

    Of the other names here those count under which one of them says something.
    """
    frame, place, sure = (
        headed.frame.iloc[at].reset_index(drop=True),
        came.iloc[at],
        frozenset[str](),
    )
    if origin is not None:
        blank = frame.apply(lambda column: column.str.strip().eq("").all())
        frame = frame[[n for n in frame if n in origin.names or not blank[n]]]
        sure = frozenset(origin.names) - origin.doubted
    stood = Stood(
        place["file"].to_numpy(object),
        place["line"].to_numpy(np.int32),
        place["delivery"].to_numpy(object),
    )
    under = dataclasses.replace(headed, frame=frame, lines=headed.lines[at])
    table, received, guard = by
    found = check(under, table, stood, received, guard, sure)
    notes = tuple(units.told(under, table, found.doubted))
    return _Read(found, at[found.kept], stood.delivery[found.kept], notes)


def _together(read: Sequence[_Read]) -> pa.Table:
    """Return the rows that could be read, in their order, each with the delivery it belongs to."""
    parts = [
        one.found.rows.append_column(ORIGIN, pa.array(one.delivery, pa.large_string()))
        for one in read
    ]
    if len(parts) == 1:
        return parts[0]
    whole = pa.concat_tables([worded(part, {}) for part in parts], promote_options="default")
    return whole.take(pa.array(np.argsort(np.concatenate([one.at for one in read]))))


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in counts:
        found.update(one)
    return dict(found)


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
