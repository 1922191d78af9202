"""A user's own list of what is so of people: rows that name them, or pairs of ids.

A list has a row for each time that somebody is named: who it is in truth, the name, the company,
and what else the row shows. What it shows is compared as a department's rows are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import MissingColumn
from graph.names import fold_many
from loaders.resolving.lists import first_row, read_list, said_same
from loaders.resolving.people.inside import Inside, coded, resolve_inside
from loaders.resolving.people.resolving import Around

Ints = npt.NDArray[np.int64]

_WORDS = {
    "person": ("person", "人员", "人员编号", "真实人员"),
    "name": ("name", "姓名"),
    "company": ("company", "企业", "企业名称", "单位", "单位名称"),
    "id": ("id", "证件号码", "身份证号", "身份证号码"),
    "masked": ("masked", "证件号码掩码", "脱敏证件号码"),
    "phone": ("phone", "电话", "联系电话", "手机"),
    "address": ("address", "地址", "住所", "企业住所"),
    "case": ("case", "案号"),
    "id_a": ("id_a", "人员1", "人员a"),
    "id_b": ("id_b", "人员2", "人员b"),
    "same": ("same", "相同", "是否相同", "是否同一", "label"),
}
_TOLD = ({"id_a", "id_b"}, {"name", "company", "person"}, {"name", "company", "id"})


@dataclass(frozen=True)
class PeopleList:
    """What is so of people.

    Attributes:
        rows: person (who it is), name, company, id, masked, phone, address, case; null where
            nothing is told. Empty where pairs are given.
        one, two: ids of the people of a home, given as pairs.
        same: by given pair, whether it is one.
    """

    rows: pd.DataFrame
    one: list[str]
    two: list[str]
    same: npt.NDArray[np.bool_]

    @property
    def paired(self) -> bool:
        """Whether pairs of ids were given."""
        return bool(self.one)


def is_of_people(path: Path) -> bool:
    """Return whether a list is of people: it has their ids in pairs, or says who each row is."""
    told = ({"id_a", "id_b"}, {"person"}, {"name", "company", "id"})
    return read_list(path, _WORDS, told) is not None


def read_people(path: Path) -> PeopleList:
    """Return a list `person,name,company[,id,masked,phone,address,case]`, or `id_a,id_b,same`.

    Any text or workbook; headers may be Chinese. Without a column id, a person's own word for who
    it is stands for the id, and is hidden as that would be; without a column person, the id says
    who it is.

    Raises:
        MissingFile, UnreadableFile: there is no such file, or it is no table of text.
        MissingColumn: it has neither the one nor the other columns, or nothing in them.
    """
    frame = read_list(path, _WORDS, _TOLD)
    if frame is None:
        raise MissingColumn(
            f"{path} has the columns {first_row(path)}; wanted of people are "
            "person, name and company (人员, 姓名, 企业名称), or id_a, id_b and same "
            "(人员1, 人员2, 相同)."
        )
    if {"id_a", "id_b"} <= set(frame):
        return _pairs(path, frame)
    told = set(frame)
    columns = ["person", "name", "company", "id", "masked", "phone", "address", "case"]
    rows = frame.reindex(columns=columns)
    rows["person"] = rows["person"].where(rows["person"].notna(), rows["id"])
    if "id" not in told:
        rows["id"] = rows["person"]
    rows = rows[rows["name"].notna()].reset_index(drop=True)
    if rows.empty:
        raise MissingColumn(f"{path} names nobody; fill the column name (姓名).")
    nobody = np.empty(0, bool)
    return PeopleList(rows.astype("object").where(rows.notna(), None), [], [], nobody)


def _pairs(path: Path, frame: pd.DataFrame) -> PeopleList:
    if "same" not in frame:
        raise MissingColumn(f"{path} has pairs of people, but no column same (相同: 1 or 0).")
    frame = frame.dropna(subset=["id_a", "id_b"]).reset_index(drop=True)
    if frame.empty:
        raise MissingColumn(f"{path} has no pair of people; fill id_a and id_b (人员1, 人员2).")
    one, two = (frame[end].str.strip().tolist() for end in ("id_a", "id_b"))
    return PeopleList(pd.DataFrame(), one, two, said_same(path, frame["same"]))


def told_inside(given: PeopleList, hidden: npt.NDArray[np.bool_]) -> tuple[Inside, Around]:
    """Return the persons of a list, as ids and companies tell them, and what surrounds them.

    Args:
        hidden: rows whose id is not looked at.
    """
    rows = given.rows
    mentions = pd.DataFrame(
        {
            "name": fold_many(rows["name"].astype("str")).astype("object"),
            "id": rows["id"].mask(hidden, None),
            "masked": rows["masked"],
            "company": fold_many(rows["company"]).astype("object"),
            "row": np.array([f"row {n}" for n in range(len(rows))], object),
        }
    )
    mentions = mentions.astype("object").where(mentions.notna(), None)
    mentions["company"] = mentions["company"].where(mentions["company"] != "", None)
    around = Around.of(
        _told(mentions["company"], rows["address"], "company", "address"),
        pd.concat(
            [
                _told(pd.Series(np.arange(len(rows))), rows[field], "mention", kind)
                for field, kind in (("phone", "contact"), ("case", "case"))
            ]
        ),
    )
    return resolve_inside(coded(mentions), mentions["row"]), around


def _told(holder: pd.Series, value: pd.Series, name: str, kind: str) -> pd.DataFrame:
    """Return what a column tells of holders, each value once."""
    frame = pd.DataFrame({name: holder, "kind": kind, "value": fold_many(value)}).dropna()
    kept: pd.DataFrame = frame[frame["value"] != ""].drop_duplicates().reset_index(drop=True)
    return kept
