"""Rows that were refused: kept whole in a file that can be mended and loaded again.

    rejects/<delivery>/<table>.csv    own columns, `_raw`, `_delivery`, `_file`, `_line`,
                                      `_field`, `_value`, `_reason`

`_raw` holds a row whose cells do not fit its header, as it stood; `_delivery` and `_file` and
`_line` say where a row came from, so that a mended one takes its place there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.answers import RUNS
from loaders.checking.columns import Typed
from loaders.reading import HeadedGrid, folded_name

RAW, DELIVERY = "_raw", "_delivery"
WHERE = ("_file", "_line", "_field", "_value", "_reason")
ADDED = (RAW, DELIVERY, *WHERE)
_BETWEEN = "; "
_CUT = 200
_RUN = f"'*[{re.escape(''.join(RUNS))}]"


def is_rejects(names: Iterable[str]) -> bool:
    """Return whether a header is that of a file of refused rows."""
    return set(WHERE) <= set(names)


def reject_rows(
    headed: HeadedGrid,
    bad: npt.NDArray[np.bool_],
    columns: Mapping[str, Typed],
    file: npt.NDArray[np.object_],
    line: npt.NDArray[np.int32],
    delivery: npt.NDArray[np.object_],
) -> pd.DataFrame:
    """Return the well-formed rows of a grid that are refused, as they stood.

    Args:
        bad: which of them are.
        columns: name in the header (or in the declaration, where it is absent) -> cells read.
        file, line, delivery: where each row stood first.
    """
    at = np.flatnonzero(bad)
    rows = headed.frame.iloc[at].rename(columns=headed.spelling).reset_index(drop=True)
    told = _told(headed, at, columns)
    rows[RAW], rows[DELIVERY] = "", delivery[at]
    return rows.assign(_file=file[at], _line=line[at].astype(np.int64), **told)


def ragged_rejects(headed: HeadedGrid, file: str) -> pd.DataFrame:
    """Return the rows of a grid that do not fit its header, as they stood, under its names."""
    return pd.DataFrame(
        {
            **{name: "" for name in headed.spelling.values() if name},
            RAW: headed.ragged["raw"],
            DELIVERY: "",
            "_file": file,
            "_line": headed.ragged["line"].astype(np.int64),
            "_field": "",
            "_value": "",
            "_reason": headed.ragged["reason"],
        }
    )


def _told(
    headed: HeadedGrid, at: npt.NDArray[np.intp], columns: Mapping[str, Typed]
) -> dict[str, list[str]]:
    """Return fields, values and reasons of the refused rows, several in a row parted by `;`."""
    told: list[list[tuple[str, str, str]]] = [[] for _ in at]
    places = {place: n for n, place in enumerate(at.tolist())}
    fields = {name: next(iter(t.read.fields)) for name, t in columns.items()}
    for name, column in columns.items():
        wrong = column.refused
        if not len(wrong):
            continue
        cells = headed.frame.get(name)
        values = [""] * len(wrong) if cells is None else cells.iloc[wrong].tolist()
        reasons = column.read.reason.iloc[column.places[wrong]].tolist()
        for place, value, reason in zip(wrong.tolist(), values, reasons, strict=True):
            told[places[place]].append((fields[name], str(value)[:_CUT], str(reason)))
    parts = zip(("_field", "_value", "_reason"), range(3), strict=True)
    return {name: [_BETWEEN.join(one[n] for one in row) for row in told] for name, n in parts}


def write_rejects(path: Path, parts: Sequence[pd.DataFrame], delivery: str) -> None:
    """Write refused rows as CSV in UTF-8 with a byte order mark, as Excel wants it.

    Args:
        delivery: of the rows that came for the first time.
    """
    spelled: dict[str, str] = {}  # a name counts once, however wide its files write it
    some = [
        part.rename(columns=lambda name: spelled.setdefault(folded_name(name), name))
        for part in parts
        if len(part)
    ]
    if not some:
        return
    rows = pd.concat(some, ignore_index=True)
    rows[DELIVERY] = rows[DELIVERY].where(rows[DELIVERY] != "", delivery)
    own = [name for name in rows.columns if name not in ADDED]
    if not rows[RAW].fillna("").ne("").any():
        rows = rows.drop(columns=RAW)
    last = [name for name in ADDED if name in rows.columns]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = rows[[*own, *last]].fillna("").astype("str")
    text.apply(_kept).to_csv(path, index=False, encoding="utf-8-sig")


def _kept(cells: pd.Series) -> pd.Series:
    """Return cells that a spreadsheet shows and does not run: a `'` before those it would."""
    runs = cells.str.match(_RUN)
    return cells.where(~runs, "'" + cells) if runs.any() else cells


def as_they_stood(cells: pd.Series) -> pd.Series:
    """Return the cells of a file of refused rows without the `'` that kept them from running."""
    return cells.where(~cells.str.match(f"'{_RUN}"), cells.str.slice(1))


def reread(raw: str, width: int, delimiters: Iterable[str]) -> list[str] | None:
    """Return the cells of a ragged row that was mended in place, or None while it is ragged."""
    for delimiter in delimiters:
        read = list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter))
        if len(read) == 1 and len(read[0]) == width:
            return read[0]
    return None
