"""Shares from subscribed amounts: of the registered capital, or of what all holders subscribed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST, Moment, effective_start, holds
from loaders.keeping.versions import hashed

_BOUNDS = ("start", "valid_to", "known_from", "known_to")
SLACK = 1e-6  # relative; amounts are written with few digits


def with_shares(
    edges: pd.DataFrame, capital: pd.DataFrame, delivery_days: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return OWNS rows of a register with `share`, one row a run of deliveries with one share.

    The whole is the registered capital known at each delivery, or the sum of what the holders
    listed in it subscribed where that is more or no capital is known.

    Args:
        edges: `src`, `dst`, `subscribed` (yuan, may be missing), `first`, `last` and the rest.
        capital: `node`, `yuan` and the four days, as registers and change records said it.
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
    """Return the registered capital that each node had on a day, as known then; -1: not known."""
    found = np.full(len(node), -1.0)
    told = capital[capital["node"].isin(pd.unique(node))]
    bounds = [told[c].to_numpy(np.int64) for c in ("valid_from", "valid_to", "known_from")]
    start = effective_start(*bounds)
    told = told.assign(start=start).sort_values(["node", "start", "known_from"], kind="stable")
    for one in np.unique(day):
        moment = Moment(int(one), int(one))
        held = told[holds(moment, *(told[c].to_numpy(np.int64) for c in _BOUNDS))]
        latest = held[~held["node"].duplicated(keep="last")].set_index("node")["yuan"]
        asked = day == one
        found[asked] = latest.reindex(node[asked]).fillna(-1.0).to_numpy(np.float64)
    return found
