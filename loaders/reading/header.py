"""The header of a grid, and its rows under it: data, ragged or skipped, none lost."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import UnreadableFile
from loaders.reading.grid import TEXT, Grid, HeadedGrid, Rows, folded_name

_LOOKED_AT = 20  # rows among which the header is looked for
_GAP = r"[\t-\r\x1c-\x20\x85\p{Z}]*"  # every blank; RE2's \s is ASCII alone
_TOTAL = (
    rf"(?i)^{_GAP}(?:(?:本[页月季年]{_GAP})?(?:总{_GAP}合{_GAP}计|[总合小累共]{_GAP}计)"
    rf"|(?:grand |sub)?total){_GAP}[:：]?{_GAP}$"
)

Mask = npt.NDArray[np.bool_]


def header(
    grid: Grid, wanted: Callable[[list[str]], bool], *, key: Sequence[str] = ()
) -> HeadedGrid | None:
    """Return a grid under its header, or None if no way of reading it has a wanted header.

    Args:
        wanted: is given a row's names, folded by `folded_name`, and says whether they are the
            header it looks for. It is asked of the first rows, in every encoding and delimiter
            the bytes allow.
        key: folded names of columns that tell a data row from a total row: a row that begins
            with 合计 but fills one of them is data.

    Raises:
        UnreadableFile: a wanted header names a column twice.
    """
    for reading in grid.readings():
        for place, row in enumerate(reading.head(_LOOKED_AT)):
            names = [folded_name(cell) for cell in row]
            if any(names) and wanted(names):
                return _headed(reading, place, row, names, key)
    return None


def _headed(
    grid: Grid, place: int, row: list[str], names: list[str], key: Sequence[str]
) -> HeadedGrid:
    _refuse_twins(grid, place, names)
    rows = grid.below(place + 1, len(names))
    above = grid.head(place)
    frame, labels, notes = _labelled(rows.frame, names)
    blank, total = _blank_and_total(frame, [label for label in key if label in frame])
    repeated = _repeats(frame, row, names, labels)
    keep = ~(blank | total | repeated)
    ragged, ragged_skips = _sifted(grid, rows)
    blanks_above = sum(not any(cell.strip() for cell in cells) for cells in above)
    skipped = {
        "title": place - blanks_above,
        "blank": blanks_above + int(blank.sum()) + ragged_skips["blank"],
        "repeated_header": int(repeated.sum()),
        "total": int(total.sum()) + ragged_skips["total"],
    }
    headed = HeadedGrid(
        grid=grid,
        frame=frame[keep].reset_index(drop=True) if not keep.all() else frame,
        lines=grid.lines[rows.at[keep]],
        ragged=ragged,
        skipped=skipped,
        spelling={label: row[n] for n, label in enumerate(labels) if label in frame},
        header_line=int(grid.lines[place]),
        rows=len(grid.lines) - 1,
        notes=(*grid.notes, *notes),
    )
    counted = len(headed.frame) + len(ragged) + sum(skipped.values())
    if counted != headed.rows:
        raise AssertionError(f"{grid.place}: {headed.rows} rows in, {counted} accounted for")
    return headed


def _refuse_twins(grid: Grid, place: int, names: list[str]) -> None:
    twins = [name for name, times in Counter(names).items() if times > 1 and name]
    if twins:
        where = " and ".join(str(n + 1) for n, name in enumerate(names) if name == twins[0])
        raise UnreadableFile(
            f"{grid.place}, line {int(grid.lines[place])}: the header names {twins[0]!r} more "
            f"than once (columns {where}); give each column a name of its own.",
            file=grid.file,
            column=twins[0],
        )


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


def _blank_and_total(frame: pd.DataFrame, key: list[str]) -> tuple[Mask, Mask]:
    """Return which rows are blank throughout, and which begin with a word for a total."""
    total = np.zeros(len(frame), bool)
    undecided = np.arange(len(frame))
    for label in frame.columns:
        cells = frame[label] if len(undecided) == len(frame) else frame[label].iloc[undecided]
        short = np.flatnonzero((cells.str.len() <= 16).to_numpy(bool))
        some = cells.iloc[short]
        total[undecided[short[_says_total(some)]]] = True
        empty = short[(some.str.strip() == "").to_numpy(bool)]
        undecided = undecided[empty]
        if not len(undecided):
            break
    blank = np.zeros(len(frame), bool)
    blank[undecided] = True
    for label in key:
        cells = frame.loc[total, label]
        said = _says_total(cells) | (cells.str.strip() == "").to_numpy(bool)
        total[np.flatnonzero(total)[~said]] = False
    return blank, total


def _says_total(cells: pd.Series) -> Mask:
    """Return which cells hold nothing but a word for a total."""
    found = pc.match_substring_regex(pa.array(cells, pa.large_string(), from_pandas=True), _TOTAL)
    return np.asarray(pc.fill_null(found, False), bool)


def _repeats(frame: pd.DataFrame, row: list[str], names: list[str], labels: list[str]) -> Mask:
    """Return which rows say the header over again."""
    repeated = np.zeros(len(frame), bool)
    first = next(n for n, name in enumerate(names) if name)
    alike = frame[labels[first]].str.strip() == row[first].strip()
    if not alike.any():
        return repeated
    at = np.flatnonzero(alike.to_numpy(bool))
    wanted = [name for name, label in zip(names, labels, strict=True) if label in frame]
    for place, cells in zip(at.tolist(), frame.iloc[at].to_numpy(object).tolist(), strict=True):
        repeated[place] = [folded_name(cell) for cell in cells] == wanted
    return repeated


def _sifted(grid: Grid, rows: Rows) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the ragged rows with their lines, without those that are blank or a total."""
    ragged = rows.ragged
    between = grid.delimiter or "\t"
    bare = ragged["raw"].str.replace('"', "", regex=False)
    bare = bare.str.strip(f"{between} \t\r\n\u3000\u00a0")
    blank = (bare == "").to_numpy(bool)
    first = bare.str.split(between, n=1, regex=False).str[0].astype(TEXT)
    total = _says_total(first)
    keep = ~(blank | total)
    ragged = ragged[keep].reset_index(drop=True)
    ragged.insert(0, "line", grid.lines[ragged.pop("row").to_numpy(np.int64)])
    return ragged, {"blank": int(blank.sum()), "total": int(total.sum())}
