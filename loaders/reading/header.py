"""A grid under its header: data, ragged or skipped rows, none lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from graph.errors import UnreadableFile
from loaders.reading import sifting
from loaders.reading.grid import TEXT, Given, Grid, HeadedGrid
from loaders.reading.heading import Header, Wanted, find

_LINE_SIGN = re.compile("[\x0b\x0c\x1e\x85\u2028\u2029]")


def header(grid: Grid, wanted: Wanted, *, key: Sequence[str] = ()) -> HeadedGrid | None:
    """Return a grid under its header, or None if no way of reading it has a wanted header.

    Args:
        wanted: is given a row's names, folded by `folded_name`, and says how many of them it
            knows (or just whether) if they are the header it looks for. It is asked of the first
            rows, in every encoding and delimiter the bytes allow.
        key: folded names of columns that tell a data row from a total row: a row that begins
            with 合计 but fills one of them is data.

    Raises:
        UnreadableFile: a wanted header names a column twice, or stands again otherwise.
    """
    for reading in grid.readings():
        found = find(reading, wanted)
        if found is not None:
            return headed(reading, found, key)
    return None


def headed(grid: Grid, found: Header, key: Sequence[str] = (), *, last: bool = True) -> HeadedGrid:
    """Return a grid under a header that stands in it, or above it (`Header.above`).

    Args:
        last: whether the table ends with this grid, so that notes may stand at its end.

    Raises:
        UnreadableFile: the header stands again with its names in another order, or all rows are
            in it, since the lines end in a sign that ends no line.
    """
    _require_lines(grid, found)
    first = found.place - found.depth + 1
    rows = grid.below(found.place + 1, len(found.names))
    above = grid.head(first) if first else []
    frame, labels, notes = _labelled(rows.frame, found.names)
    keyed = [label for label in key if label in frame]
    blank, total = sifting.blank_and_total(frame, keyed)
    repeated, otherwise = sifting.repeats(frame, found, labels)
    if otherwise.any():
        raise another_order(grid, int(grid.lines[rows.at[np.flatnonzero(otherwise)[0]]]))
    between = grid.delimiter or "\t"
    bare, bare_total = sifting.bare_and_total(rows.ragged, between)
    note, bare_note = np.zeros(len(frame), bool), np.zeros(len(rows.ragged), bool)
    if last:
        passed = blank | total | repeated, bare | bare_total
        note, bare_note = sifting.notes(rows, frame, *passed, keyed, between)
    keep = ~(blank | total | repeated | note)
    ragged = _with_lines(grid, rows.ragged[~(bare | bare_total | bare_note)])
    blanks_above = sum(not any(cell.strip() for cell in cells) for cells in above)
    skipped = {
        "title": first - blanks_above,
        "blank": blanks_above + int(blank.sum() + bare.sum()),
        "repeated_header": int(repeated.sum()),
        "total": int(total.sum() + (bare_total & ~bare).sum()),
        "note": int(note.sum() + bare_note.sum()),
    }
    kept = frame[keep].reset_index(drop=True) if not keep.all() else frame
    spelled = {label: found.row[n] for n, label in enumerate(labels) if label in frame}
    made = HeadedGrid(
        grid=grid,
        frame=_with_given(kept, found.given),
        lines=grid.lines[rows.at[keep]],
        ragged=ragged,
        skipped=skipped,
        spelling=spelled | {one.name: one.name for one in found.given},
        header_line=grid.line(found.place) if found.depth else 0,
        rows=len(grid.lines) - found.depth,
        notes=(*grid.notes, *_where(grid, found), *notes, *_told(found.given)),
        above=_over(grid, above, [label in frame for label in labels]),
        given=found.given,
    )
    counted = len(made.frame) + len(ragged) + sum(skipped.values())
    if counted != made.rows:
        raise AssertionError(f"{grid.place}: {made.rows} rows in, {counted} accounted for")
    return made


def _with_given(frame: pd.DataFrame, given: Sequence[Given]) -> pd.DataFrame:
    """Return rows with what is said once for all of them in columns of their own."""
    said = {one.name: pd.Series([one.words] * len(frame), dtype=TEXT) for one in given}
    return frame.assign(**said) if said else frame


def _told(given: Sequence[Given]) -> list[str]:
    return [f"{one.name} of all rows is {one.words}, by line {one.line}" for one in given]


def _require_lines(grid: Grid, found: Header) -> None:
    """Refuse a text of one line that holds several, parted by what ends no line of a text."""
    ends = [n for n, cell in enumerate(found.row) if _LINE_SIGN.search(cell.strip())]
    if found.depth == 1 and len(grid.lines) == 1 and grid.delimiter and ends:
        raise UnreadableFile(
            f"{grid.place}: all of it is one line, in which signs of another system part the "
            f"rows (first in column {ends[0] + 1}); save it with plain line ends.",
            file=grid.file,
            line=grid.line(found.place),
        )


def another_order(grid: Grid, line: int) -> UnreadableFile:
    """Return what is said of a sheet whose header stands again with its columns elsewhere."""
    return UnreadableFile(
        f"{grid.place}, line {line}: the header stands again, with its names in another order; "
        "make a file of its own of what stands from there on.",
        file=grid.file,
        line=line,
    )


def _over(grid: Grid, above: list[list[str]], kept: list[bool]) -> list[tuple[int, list[str]]]:
    """Return the rows over the header that are as wide as it, cut to the columns of its frame."""
    found = []
    for place, row in enumerate(above):
        full = row if grid.delimiter else row + [""] * (len(kept) - len(row))
        if len(full) == len(kept) and any(cell.strip() for cell in full):
            cells = [cell for cell, keep in zip(full, kept, strict=True) if keep]
            found.append((grid.line(place), cells))
    return found


def _where(grid: Grid, found: Header) -> list[str]:
    """Return where the header stands, for a report, unless it is the first row."""
    if not found.depth:
        return []
    line = grid.line(found.place)
    if found.depth > 1:
        return [f"header in {found.depth} rows to line {line}"]
    return [f"header in line {line}"] if found.place else []


def _labelled(
    frame: pd.DataFrame, names: list[str]
) -> tuple[pd.DataFrame, list[str], tuple[str, ...]]:
    """Return the frame under its names; nameless columns go if wholly empty, else are numbered."""
    labels = [name or f"(column {n + 1})" for n, name in enumerate(names)]
    frame = frame.set_axis(labels, axis=1)
    nameless = [label for label, name in zip(labels, names, strict=True) if not name]
    empty = [label for label in nameless if not (frame[label].str.strip() != "").any()]
    notes = tuple(f"no name over column {label[8:-1]}" for label in nameless if label not in empty)
    return frame.drop(columns=empty), labels, notes


def _with_lines(grid: Grid, ragged: pd.DataFrame) -> pd.DataFrame:
    ragged = ragged.reset_index(drop=True)
    ragged.insert(0, "line", grid.lines[ragged.pop("row").to_numpy(np.int64)])
    return ragged
