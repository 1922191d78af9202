"""A user's own list of what is so: names with codes, or pairs of names that are one or not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import MissingColumn, MissingFile, UnreadableFile

Ints = npt.NDArray[np.int64]

_WORDS = {
    "name": ("name", "名称", "企业名称", "单位名称", "entname"),
    "code": ("code", "uscc", "代码", "统一社会信用代码", "uniscid"),
    "representative": ("representative", "法定代表人", "法人代表"),
    "name_a": ("name_a", "a", "名称1", "名称a", "企业名称1"),
    "name_b": ("name_b", "b", "名称2", "名称b", "企业名称2"),
    "code_a": ("code_a", "代码1", "代码a", "统一社会信用代码1"),
    "code_b": ("code_b", "代码2", "代码b", "统一社会信用代码2"),
    "same": ("same", "相同", "是否相同", "是否同一", "label"),
}
_YES = {"1", "true", "yes", "y", "是", "同", "same"}
_NO = {"0", "false", "no", "n", "否", "不同", "different"}


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

    UTF-8 or GB18030; headers may be Chinese.

    Raises:
        MissingFile, UnreadableFile: there is no such file, or it is no table of text.
        MissingColumn: it has neither the one nor the other columns, or a word for `same` that
            says neither yes nor no.
    """
    frame = read_list(path)
    known = {word: ours for ours, words in _WORDS.items() for word in words}
    frame = frame.rename(columns=lambda header: known.get(str(header).strip().lower(), header))
    if {"name_a", "name_b"} <= set(frame):
        return _pairs(path, frame)
    if {"name", "code"} <= set(frame):
        said = frame.reindex(columns=["name", "code", "representative"])
        said = said[said["name"].notna()].drop_duplicates().reset_index(drop=True)
        return Truth(said.astype("object").where(said.notna(), None))
    raise MissingColumn(
        f"{path} has the columns {', '.join(map(str, frame.columns))}; wanted are name and code "
        "(名称, 统一社会信用代码), or name_a, name_b and same (名称1, 名称2, 相同)."
    )


def read_list(path: Path) -> pd.DataFrame:
    """Return a CSV as text, UTF-8 or GB18030.

    Raises:
        MissingFile, UnreadableFile: there is no such file, or it is no table of text.
    """
    if not path.is_file():
        raise MissingFile(f"There is no file {path}; give a CSV of names and codes, or of pairs.")
    body = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pd.read_csv(io.StringIO(body.decode(encoding)), dtype="str")
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise UnreadableFile(f"{path} is no CSV: {error}.") from error
    raise UnreadableFile(f"{path} is neither UTF-8 nor GB18030; save it as UTF-8.")


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


def said_same(path: Path, given: pd.Series) -> npt.NDArray[np.bool_]:
    """Return which pairs are said to be one.

    Raises:
        MissingColumn: a word says neither yes nor no.
    """
    words = given.fillna("").str.strip().str.lower()
    strange = words[~words.isin(_YES | _NO)]
    if len(strange):
        raise MissingColumn(
            f"{path} says {strange.iloc[0]!r} of pair {strange.index[0] + 1}; "
            "say 1 (是) or 0 (否) in the column same."
        )
    return words.isin(_YES).to_numpy(bool)
