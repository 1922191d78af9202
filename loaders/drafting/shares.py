"""Shares from subscribed amounts: of the registered capital, or of what all holders subscribed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from loaders.versions import hashed

SLACK = 1e-6  # relative; amounts are written with few digits


def with_shares(
    edges: pd.DataFrame, capital: pd.DataFrame, delivery_days: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return OWNS rows of a register with `share`, one row a run of deliveries with one share.

    The whole is the registered capital known at each delivery, or the sum of what the holders
    listed in it subscribed where that is more or no capital is known.

    Args:
        edges: `src`, `dst`, `subscribed` (yuan, may be missing), `first`, `last` and the rest.
        capital: `node`, `known_from`, `yuan`, as the registers said it.
    """
    counts = (edges["last"] - edges["first"] + 1).to_numpy(np.int64)
    each = edges.loc[edges.index.repeat(counts)].reset_index(drop=True)
    begin = np.repeat(np.cumsum(counts) - counts, counts)
    order = each["first"].to_numpy(np.int64) + np.arange(len(each)) - begin
    each["known_from"] = np.where(order == each["first"], each["known_from"], delivery_days[order])
    each["first"] = each["last"] = order
    each["closed"] = np.append(delivery_days, LATEST)[order + 1]
    each["share"] = _shares(each, capital, delivery_days[order])
    own = ["share", "amount", "subscribed", "valid_from", "valid_to"]
    each["value"] = hashed(each, own)
    return each


def _shares(
    each: pd.DataFrame, capital: pd.DataFrame, day: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    subscribed = pd.to_numeric(each["subscribed"]).to_numpy(np.float64, na_value=np.nan)
    listed = pd.DataFrame({"dst": each["dst"], "first": each["first"], "yuan": subscribed})
    total = listed.groupby(["dst", "first"])["yuan"].transform("sum").to_numpy(np.float64)
    whole = np.maximum(_capital(each["dst"].to_numpy(np.int64), day, capital), 0.0)
    whole = np.where(whole >= total * (1 - SLACK), whole, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, subscribed / whole, np.nan)
    stated = pd.to_numeric(each["share"]).to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isnan(stated), np.round(np.clip(share, 0.0, 1.0), 9), stated)


def _capital(
    node: npt.NDArray[np.int64], day: npt.NDArray[np.int64], capital: pd.DataFrame
) -> npt.NDArray[np.float64]:
    """Return the registered capital of each node as known on a day, -1 where it is not."""
    if capital.empty:
        return np.full(len(node), -1.0)
    asked = pd.DataFrame({"node": node, "day": day, "at": np.arange(len(node))})
    told = capital.rename(columns={"known_from": "day"}).sort_values("day", kind="stable")
    joined = pd.merge_asof(asked.sort_values("day", kind="stable"), told, on="day", by="node")
    found = np.full(len(node), -1.0)
    found[joined["at"].to_numpy()] = joined["yuan"].fillna(-1.0).to_numpy(np.float64)
    return found
