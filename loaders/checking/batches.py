"""Small files of one table, looked at together: what a column takes hardly grows with its cells.

Each says what it would say alone. Where a column's reading depends on all of its cells, as with
Excel's day serials and numbers without a unit, a file that has such cells is looked at by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.checking import units
from loaders.checking.assigning import Sheet
from loaders.checking.check import Checked, Stood, check, tally
from loaders.checking.guarding import Guard
from loaders.checking.looking import (
    MOST_ROWS,
    Look,
    Piece,
    headed_sheet,
    looks,
    require_nothing_above,
    require_one_order,
    serials,
    together,
    told,
)
from loaders.checking.parts import unmasked
from loaders.reading import HeadedGrid
from loaders.table import Table

TOGETHER = 12 << 20  # [param] bytes of files that are looked at at once

Grids = list[tuple[int, HeadedGrid]]


def batches(sheets: Sequence[Sheet]) -> Iterator[list[Sheet]]:
    """Yield sheets in their order, those of small files that follow each other together."""
    batch: list[Sheet] = []
    held = 0
    for sheet in sheets:
        path = sheet.source.path
        size = path.stat().st_size if path.is_file() and not sheet.sheet else TOGETHER
        if batch and held + size > TOGETHER:
            yield batch
            batch, held = [], 0
        batch.append(sheet)
        held += size
    if batch:
        yield batch


def looks_of(
    tasks: Sequence[Sheet | Piece], table: Table, received: int, guard: Guard
) -> Iterator[Iterator[Look]]:
    """Yield what each sheet of a batch says, or one sheet or piece by itself, in their order.

    Raises:
        MissingColumn, UnreadableFile: as `loaders.checking.looking.looks`.
    """
    sheets = [task for task in tasks if isinstance(task, Sheet)]
    if len(tasks) == 1 or len(sheets) < len(tasks):
        yield from (looks([task], table, received, guard) for task in tasks)
        return
    under = [headed_sheet(sheet, table) for sheet in sheets]
    found: dict[int, Look] = {}
    for grids in _alike(under, table):
        for (place, grid), one in zip(
            grids, _checked(grids, sheets, table, received, guard), strict=True
        ):
            require_nothing_above(grid, table, received, guard)
            require_one_order(grid, table, one)
            found[place] = told(one, grid, sheets[place].name, table)
    yield from (iter([found[place]]) for place in range(len(sheets)))


def looked_at(
    sheets: Sequence[Sheet], table: Table, received: int, guard: Guard
) -> Callable[[Sheet], Look]:
    """Return what looks at a sheet in this process, and at the others of its batch with it.

    Raises, when it is asked:
        MissingColumn, UnreadableFile: as `looks_of`, of a sheet of the batch.
    """
    batch_of = {sheet: batch for batch in batches(sheets) for sheet in batch}
    found: dict[Sheet, Look] = {}

    def looked(sheet: Sheet) -> Look:
        if sheet not in found:
            every = looks_of(batch_of[sheet], table, received, guard)
            looks_ = [together(list(parts)) for parts in every]
            found.update(zip(batch_of[sheet], looks_, strict=True))
        return found.pop(sheet)

    return looked


def _alike(under: Sequence[HeadedGrid], table: Table) -> Iterator[Grids]:
    """Yield grids with the same header together, as many as may be checked at once."""
    kinds: dict[object, Grids] = defaultdict(list)
    for place, grid in enumerate(under):
        by_itself = bool(serials(grid, table)) or bool(units.in_doubt(grid, table))
        alone = place if by_itself else -1
        kinds[(*grid.spelling.items(), *grid.frame.columns, alone)].append((place, grid))
    for grids in kinds.values():
        batch: Grids = []
        for place, grid in grids:
            if batch and sum(len(g.frame) for _, g in batch) + len(grid.frame) > MOST_ROWS:
                yield batch
                batch = []
            batch.append((place, grid))
        yield batch


def _checked(
    grids: Grids, sheets: Sequence[Sheet], table: Table, received: int, guard: Guard
) -> Iterator[Checked]:
    """Yield what the rows of each grid are, checked all together."""
    under = [grid for _, grid in grids]
    frame = pd.concat([grid.frame for grid in under], ignore_index=True)
    sizes = [len(grid.frame) for grid in under]
    names = np.array([sheets[place].name for place, _ in grids], object)
    lines = np.concatenate([grid.lines for grid in under])
    stood = Stood(np.repeat(names, sizes), lines, np.full(len(frame), "", object))
    found = check(replace(under[0], frame=frame, lines=lines), table, stood, received, guard)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    kept = np.concatenate([[0], np.cumsum(found.kept)])
    for begin, end in pairwise(bounds.tolist()):
        first, last = int(kept[begin]), int(kept[end])
        rejects = found.rejects.iloc[begin - first : end - last].reset_index(drop=True)
        odd = {name: at[(at >= begin) & (at < end)] for name, at in found.odd_at.items()}
        yield Checked(
            _part(found.rows, first, last - first),
            found.kept[begin:end],
            rejects,
            {name: at - begin for name, at in odd.items() if len(at)},
            tally(rejects),
            found.doubted,  # of a file by itself: of others nobody doubts a unit
        )


def _part(rows: pa.Table, first: int, size: int) -> pa.Table:
    """Return some of the rows, in the very bytes they have alone: no nulls, no mask."""
    columns = [column.combine_chunks() for column in rows.slice(first, size).columns]
    return pa.table([unmasked(column) for column in columns], schema=rows.schema)
