"""A user's own list of what is so: names with codes, or pairs of names that are one or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import MissingColumn, MissingFile, UnreadableFile
from loaders.reading.grid import Grid
from loaders.reading.source import open_source

Ints = npt.NDArray[np.int64]

_WORDS = {
    "name": ("name", "名称", "企业名称", "单位名称", "公司名称", "主体名称", "entname"),
    "code": (
        "code", "uscc", "代码", "统一社会信用代码", "社会信用代码", "信用代码", "uniscid"
    ),
    "representative": ("representative", "法定代表人", "法人代表", "法人", "负责人"),
    "name_a": (
        "name_a", "a", "名称1", "名称a", "名称一", "企业名称1", "企业名称a", "公司1", "name1"
    ),
    "name_b": (
        "name_b", "b", "名称2", "名称b", "名称二", "企业名称2", "企业名称b", "公司2", "name2"
    ),
    "code_a": ("code_a", "代码1", "代码a", "统一社会信用代码1"),
    "code_b": ("code_b", "代码2", "代码b", "统一社会信用代码2"),
    "same": ("same", "相同", "是否相同", "是否同一", "同一", "是否一致", "标签", "label", "match"),
}  # fmt: skip
_YES = {"1", "1.0", "true", "yes", "y", "t", "是", "同", "相同", "同一", "一致", "same"}
_NO = {"0", "0.0", "false", "no", "n", "f", "否", "不同", "不是", "不一致", "different"}
_HEAD = 20  # [param] rows in which a header is looked for


@dataclass(frozen=True)
class Truth:
    """What is so.

    Attributes:
        said: `name`, `code` (None: not told), `representative` (or None); a row a saying.
        one, two: rows of `said` that were given as pairs; None: every two rows are a pair.
        same: by given pair, whether it is one.
    """

    said: pd.DataFrame
    one: Ints | None = None
    two: Ints | None = None
    same: npt.NDArray[np.bool_] | None = None


def read_truth(path: Path) -> Truth:
    """Return a list `name,code[,representative]`, or pairs `name_a,name_b,same` (or two codes).

    Any text or workbook that a department's table may be; headers may be Chinese, and may stand
    below a title.

    Raises:
        MissingFile, UnreadableFile: there is no such file, it is no table, it has no row, or
            a row has more or fewer cells than the header.
        MissingColumn: it has neither the one nor the other columns, or a word for `same` that
            says neither yes nor no.
    """
    frame = _read(path)
    if {"name_a", "name_b"} <= set(frame):
        return _pairs(path, frame)
    said = frame.reindex(columns=["name", "code", "representative"])
    said = said[said["name"].notna()].drop_duplicates().reset_index(drop=True)
    return Truth(said.astype("object").where(said.notna(), None))


def _read(path: Path) -> pd.DataFrame:
    """Return the rows below the first header that names what is wanted."""
    if not path.is_file():
        raise MissingFile(f"There is no file {path}; give a CSV of names and codes, or of pairs.")
    known = {word: ours for ours, words in _WORDS.items() for word in words}
    seen: list[str] = []
    for grid in (reading for sheet in open_source(path) for reading in sheet.readings()):
        for row, cells in enumerate(grid.head(_HEAD)):
            headers = [known.get(cell.strip().lower(), cell.strip()) for cell in cells]
            seen = seen or [cell for cell in cells if cell.strip()]
            if {"name_a", "name_b"} <= set(headers) or {"name", "code"} <= set(headers):
                return _below(path, grid, row, headers)
    raise MissingColumn(
        f"{path} has the columns {', '.join(seen)}; wanted are name and code "
        "(名称, 统一社会信用代码), or name_a, name_b and same (名称1, 名称2, 相同)."
    )


def _below(path: Path, grid: Grid, row: int, headers: list[str]) -> pd.DataFrame:
    rows = grid.below(row + 1, len(headers))
    if len(rows.ragged):
        first = rows.ragged.iloc[0]
        line = grid.line(int(first["row"]))
        raise UnreadableFile(f"{path}, line {line}: {first['reason']}; mend it and try again.")
    frame = rows.frame.set_axis(headers, axis=1)
    frame = frame.loc[:, ~frame.columns.duplicated()].apply(lambda column: column.str.strip())
    frame = frame.mask(frame == "").dropna(how="all")
    if not len(frame):
        raise UnreadableFile(f"{path} has a header and no row below it; there is nothing to learn.")
    cells: pd.DataFrame = frame.astype("object")
    return cells


def _pairs(path: Path, frame: pd.DataFrame) -> Truth:
    frame = frame.dropna(subset=["name_a", "name_b"]).reset_index(drop=True)
    if "same" in frame:
        words = frame["same"].fillna("").astype("str").str.lower()
        strange = words[~words.isin(_YES | _NO)]
        if len(strange):
            raise MissingColumn(
                f"{path} says {strange.iloc[0]!r} of pair {strange.index[0] + 1}; "
                "say 1 (是) or 0 (否) in the column same."
            )
        same = words.isin(_YES).to_numpy(bool)
    elif {"code_a", "code_b"} <= set(frame):
        same = (frame["code_a"] == frame["code_b"]).fillna(False).to_numpy(bool)
    else:
        raise MissingColumn(f"{path} has pairs of names, but no column same, nor two of codes.")
    count = len(frame)
    names = pd.concat([frame["name_a"], frame["name_b"]], ignore_index=True)
    said = pd.DataFrame({"name": names.astype("object"), "code": None, "representative": None})
    return Truth(said, np.arange(count), np.arange(count, 2 * count), same)
