"""Shops and sites: by what they are told from all others, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from graph.names import fold_many
from loaders.drafting.rows import Codes, meets
from loaders.table import Relation, Table, Thing

_SCHEME = r"^(?:https?://)?(?:www\.)?"

Series = Mapping[tuple[str, str], pd.Series]


def meant(
    tables: Mapping[str, Table], rows: Mapping[str, pd.DataFrame], label: str
) -> tuple[Series, Series]:
    """Return what to show of the things of a label, and their keys, by table and party."""
    shown, keys = {}, {}
    for name in sorted(rows):
        for party, thing in tables[name].parties.items():
            if isinstance(thing, Thing) and thing.label == label:
                spoken = _spoken_of(tables[name], party, rows[name])
                shown[name, party] = rows[name][thing.name].astype("object")
                keys[name, party] = key_of(thing, rows[name]).where(spoken, None)
    return shown, keys


def key_of(thing: Thing, frame: pd.DataFrame) -> pd.Series:
    """Return what tells each row's thing from others: an address without its scheme, a number."""
    found = pd.Series(np.full(len(frame), None, object), frame.index)
    for field in (*thing.key, thing.name):
        text = fold_many(frame[field]).astype("str").str.lower()
        text = text.str.replace(_SCHEME, "", regex=True).str.rstrip("/").astype("object")
        found = found.where(found.notna(), text.where(text.notna() & (text != ""), None))
    return found


def _spoken_of(table: Table, party: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return in which rows a relation that names the thing holds."""
    found = np.zeros(len(frame), bool)
    for fact in table.facts:
        if isinstance(fact, Relation) and party in (fact.source, fact.target):
            found |= meets(frame, fact.when)
    return found


def frames(
    ids: ExtensionArray, starts: Mapping[str, int], shown: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return the node frames of shops and sites.

    Args:
        ids: id of each code. starts: first code of each label.
        shown: label -> what to show of its things, in the order of their codes.
    """
    found = {}
    for label, frame in shown.items():
        codes: Codes = starts[label] + np.arange(len(frame))
        found[f"nodes/{label}"] = pd.DataFrame({"id": ids[codes], "name": frame["text"].array})
    return found
