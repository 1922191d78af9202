"""A user's own list of what is so: names with codes, or pairs of names that are one or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import MissingColumn
from loaders.resolving.lists import first_row, read_list, said_same

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
_TOLD = ({"name_a", "name_b"}, {"name", "code"})


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
    frame = read_list(path, _WORDS, _TOLD)
    if frame is None:
        raise MissingColumn(
            f"{path} has the columns {first_row(path)}; wanted are name and code "
            "(名称, 统一社会信用代码), or name_a, name_b and same (名称1, 名称2, 相同)."
        )
    if {"name_a", "name_b"} <= set(frame):
        return _pairs(path, frame)
    said = frame.reindex(columns=["name", "code", "representative"])
    said = said[said["name"].notna()].drop_duplicates().reset_index(drop=True)
    return Truth(said.astype("object").where(said.notna(), None))


def _pairs(path: Path, frame: pd.DataFrame) -> Truth:
    frame = frame.dropna(subset=["name_a", "name_b"]).reset_index(drop=True)
    if "same" in frame:
        same = said_same(path, frame["same"])
    elif {"code_a", "code_b"} <= set(frame):
        same = (frame["code_a"] == frame["code_b"]).fillna(False).to_numpy(bool)
    else:
        raise MissingColumn(f"{path} has pairs of names, but no column same, nor two of codes.")
    count = len(frame)
    names = pd.concat([frame["name_a"], frame["name_b"]], ignore_index=True)
    said = pd.DataFrame({"name": names.astype("object"), "code": None, "representative": None})
    return Truth(said, np.arange(count), np.arange(count, 2 * count), same)
