"""What notes beside names say, in the words in which they were written.

`graph.naming.notes` cuts notes from names that were evened out; here each note, and the name
without any, is found again in what was written.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.naming.columns import last_bracket
from graph.naming.notes import LIST, MAY_HOLD, OTHER_NAME, SHOP, STATUS, cut_last, cut_notes, even
from graph.naming.places import place_of

FORMER_NAME = "former_name"
KINDS = (SHOP, FORMER_NAME, OTHER_NAME, STATUS, LIST)
COLUMNS = ("row", "kind", "text", "name")

_BETWEEN = re.compile("[、,，;；]")  # stands between several names in one note
# What stands before a name that is no former one: what it is called since, or besides.
_SINCE = ("现更名为", "已更名为", "更名为", "现名为", "现名", "现用名", "又名")


def notes_of(names: pd.Series[Any]) -> pd.DataFrame:
    """Return the notes beside names, none of them twice for one name.

    Returns:
        A row a note: `row` (place of the name), `kind` (of KINDS), `text` (the note as it was
        written) and `name` (the name as it was written, without any of its notes).

    >>> notes_of(pd.Series(["鼎盛商贸有限公司（鼎盛旗舰店-天猫）"])).to_numpy().tolist()
    [[0, 'shop', '鼎盛旗舰店-天猫', '鼎盛商贸有限公司']]
    """
    codes, values = pd.factorize(names.to_numpy(object))
    text = pa.array(values, pa.string(), from_pandas=True)
    may = np.flatnonzero(pc.match_substring_regex(text, MAY_HOLD).to_numpy(zero_copy_only=False))
    written = text.take(pa.array(may))
    cut, notes = cut_notes(written)
    cut, more = cut_last(cut, place_of(last_bracket(cut)))
    notes = pd.concat([notes, more], ignore_index=True)
    held = notes["row"].unique()
    raw, evened, bare = (
        dict(zip(held.tolist(), column.take(pa.array(held)).to_pylist(), strict=True))
        for column in (written, even(written), cut)
    )
    rows = []
    for row, kind, note in notes[["row", "kind", "text"]].itertuples(index=False, name=None):
        what = _told(evened[row], note, kind)
        name = _as_written(raw[row], evened[row], bare[row])
        for part in filter(None, _BETWEEN.split(note) if kind == OTHER_NAME else [note]):
            rows.append((int(may[row]), what, _as_written(raw[row], evened[row], part), name))
    told = pd.DataFrame(rows, columns=["value", *COLUMNS[1:]]).drop_duplicates()
    where = pd.DataFrame({"row": np.arange(len(codes)), "value": codes})
    where = where[np.isin(codes, told["value"].to_numpy(np.int64))]
    found: pd.DataFrame = where.merge(told.astype({"value": "int64"}), on="value")
    return found.sort_values(["row", "kind", "text"], kind="stable")[list(COLUMNS)].reset_index(
        drop=True
    )


def _told(evened: str, note: str, kind: str) -> str:
    """Return what a note is; of another name, whether it is a former one."""
    if kind != OTHER_NAME:
        return kind
    before = evened[: max(evened.find(note), 0)].rstrip(":：")
    return OTHER_NAME if before.endswith(_SINCE) else FORMER_NAME


def _as_written(raw: str, evened: str, part: str) -> str:
    """Return a part of an evened name as it stands in the name as it was written."""
    begin = evened.find(part)
    if begin < 0 or not part:
        return part
    if len(raw) == len(evened):
        return raw[begin : begin + len(part)].strip()
    place = [
        at
        for at, letter in enumerate(raw)
        if not letter.isspace()
        for _ in unicodedata.normalize("NFKC", letter)
    ]
    end = begin + len(part) - 1
    return raw[place[begin] : place[end] + 1] if end < len(place) else part
