"""Node frames and the names to search by, from dated properties."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.days import EARLIEST, LATEST
from graph.identifiers import entity_kind
from graph.search.writer import DAYS
from loaders.drafting.narrow import narrow, stacked
from loaders.drafting.rows import Values
from loaders.meant.who import Who

STATE_BODIES = ("国有资产监督管理", "财政局", "财政厅", "财政部", "国资委")  # [param]
IDENTIFIERS = (
    "uscc",
    "org_code",
    "registration_number",
    "taxpayer_id",
    "tax_key",
    "social_unit",
    "registry_key",
    "source_key",
)
SOUGHT = {
    **{"node_id": "text", "label": "word", "text": "text", "kind": "word"},
    **dict.fromkeys(DAYS, "day"),
    "rank": "int",
}
NOTED = {"former_name": "former_name", "other_name": "also_called"}
"""Names that only notes beside others tell, and what those are to a search."""


def latest(properties: pd.DataFrame, name: str) -> pd.Series:
    """Return the value of a property that is believed last, by node code."""
    frame = properties[(properties["property"] == name) & (properties["known_to"] == LATEST)]
    start = np.where(frame["valid_from"] == EARLIEST, frame["known_from"], frame["valid_from"])
    frame = frame.assign(start=start, open=frame["valid_to"] == LATEST)
    frame = frame.sort_values(["node", "open", "start", "known_from", "record"], kind="stable")
    return frame[~frame["node"].duplicated(keep="last")].set_index("node")["text"]


def company_nodes(who: Who, properties: pd.DataFrame, kinds: pd.Series) -> pd.DataFrame:
    """Return the company frame, as of the data day.

    Args:
        kinds: stated kind by company code, where a source states one.
    """
    count = who.starts["Person"]
    every = np.arange(count)
    name, uscc, region = (
        latest(properties, word).reindex(every).astype("str") for word in ("name", "uscc", "region")
    )
    begins = uscc.str.slice(0, 2)  # as much of a code as tells its holder's kind
    by_code = begins.map({begin: entity_kind(begin) for begin in begins.dropna().unique()})
    kind = kinds.reindex(every).astype("object")
    kind = kind.where(kind.notna() & (kind != "unknown"), by_code.astype("object"))
    stated = pd.Series(every).isin(properties.loc[properties["property"] == "state_body", "node"])
    named = pd.Series(False, name.index)
    for part in STATE_BODIES:
        named |= name.str.contains(part, regex=False).fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "id": who.ids[:count],
            "name": name.array,
            "uscc": uscc.array,
            "kind": kind.fillna("unknown").to_numpy(object),
            "state_body": (named | stated.to_numpy()).to_numpy(bool),
            "region": region.array,
        }
    )


def other_nodes(who: Who) -> dict[str, pd.DataFrame]:
    """Return the frames of people, addresses and contacts."""
    ends = {
        label: who.ids[who.starts[label] :][: len(frame)]
        for label, frame in (
            ("Person", who.people),
            ("Address", who.places),
            ("Contact", who.reach),
        )
    }
    return {
        "nodes/Person": pd.DataFrame(
            {
                "id": ends["Person"],
                "name": who.people["name"].array,
                "masked_id": who.people["masked"].array,
            }
        ),
        "nodes/Address": pd.DataFrame(
            {"id": ends["Address"], "text": who.places["text"].array, "region": None}
        ),
        "nodes/Contact": pd.DataFrame(
            {
                "id": ends["Contact"],
                "kind": np.where(
                    who.reach["text"].astype("str").str.contains("@", regex=False), "email", "phone"
                ),
                "masked": who.reach["text"].array,
            }
        ),
    }


def search_names(
    who: Who, properties: pd.DataFrame, people: pd.DataFrame, also: pd.DataFrame
) -> pd.DataFrame:
    """Return every name and identifier by which a party can be found.

    Args:
        people: `code`, `known_from`: from when each person is known.
        also: `node`, `property`, `text`, `known_from`: what else rows call some companies.
    """
    # One row a period and a time of knowledge: a name that was left, once thought open, must be
    # current neither now nor, before that was known, former.
    frame = properties[properties["property"].isin(("name", *NOTED, *IDENTIFIERS))]
    companies = frame.assign(
        node_id=who.ids[frame["node"].to_numpy(np.int64)],
        label="Company",
        kind=_kinds(frame["property"]),
        rank=1,
    )
    codes = people["code"].to_numpy(np.int64)
    persons = pd.DataFrame(
        {
            "node_id": who.ids[codes],
            "label": "Person",
            "text": who.people["name"].array[codes - who.starts["Person"]],
            "kind": "name",
            "valid_from": EARLIEST,
            "valid_to": LATEST,
            "known_from": people["known_from"].to_numpy(),
            "known_to": LATEST,
            "rank": 2,
        }
    )
    parts = [companies, _also_called(who, frame, also), persons]
    return stacked([narrow(part, SOUGHT) for part in parts], SOUGHT)


def _kinds(properties: pd.Series) -> Values:
    """Return what kind of name or identifier each property is to a search."""
    codes, words = pd.factorize(properties)
    kinds = [NOTED.get(w, w if w == "name" else f"identifier:{w}") for w in words.tolist()]
    return pd.Categorical.from_codes(codes, pd.Index(kinds, dtype="str"))


def _also_called(who: Who, spans: pd.DataFrame, also: pd.DataFrame) -> pd.DataFrame:
    """Return what else rows call some companies, that no property of theirs says."""
    keys = ["node", "property", "text"]
    spans = spans[spans["node"].isin(also["node"].unique())]
    fresh = also.merge(spans[keys], on=keys, how="left", indicator="where")
    fresh = fresh[fresh["where"] == "left_only"]
    identifier = "identifier:" + fresh["property"].astype("object")
    return fresh.assign(
        node_id=who.ids[fresh["node"].to_numpy(np.int64)],
        label="Company",
        kind=np.where(fresh["property"] == "name", "also_called", identifier),
        valid_from=EARLIEST,
        valid_to=LATEST,
        known_to=LATEST,
        rank=1,
    )
