"""Invoices as trade: one TRADES_WITH a seller, buyer and month, as its sums were known.

A row counts from the day on which it was known until the day on which it was known otherwise, so
an invoice that is made void later, or a red letter that comes late, changes its month from that
day on; what was known before stays as it was. Sums are made in whole cents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST
from loaders.drafting.rows import NOBODY, Said
from loaders.keeping.versions import again
from loaders.table import Trade

Numbers = npt.NDArray[np.int64]
MONTHS = 12 * 3000  # more months than any year has come to
_CENTS = 100


def frames(told: Sequence[Said]) -> dict[str, pd.DataFrame]:
    """Return the frame of TRADES_WITH, where any table tells of trade."""
    sold = [
        edges(said, fact) for said in told for fact in said.table.facts if isinstance(fact, Trade)
    ]
    return {"edges/TRADES_WITH": pd.concat(sold, ignore_index=True)} if sold else {}


def edges(said: Said, fact: Trade) -> pd.DataFrame:
    """Return the TRADES_WITH rows that a table of invoices makes.

    A void invoice is in no sum and only counted; a red-letter one is below nought by its own
    amount, and takes that off the month in which it was written.

    Returns:
        A row a pair, month and span of knowledge: `src`, `dst`, the columns of TRADES_WITH
        (amounts in yuan), the four days, and `record`, the last row to change the sums.
    """
    kept = _counted(said, fact)
    nodes = max(int(said.parties[party].max(initial=0)) for party in (fact.seller, fact.buyer)) + 1
    rows = said.rows.loc[kept]
    pair = said.parties[fact.seller][kept] * nodes + said.parties[fact.buyer][kept]
    month = _months(said.days(fact.day, EARLIEST)[kept])
    key, day, sums, record = _ledger(
        pair * MONTHS + month,
        rows["known_from"].to_numpy(np.int64),
        _until(rows),
        _entries(rows, fact),
        rows["record"].to_numpy(np.int64),
    )
    follows = np.append(again(key)[1:], False)[: len(key)]
    stop = np.where(follows, np.append(day[1:], LATEST)[: len(key)], LATEST)
    stands = sums[:, 2:].any(axis=1)
    key, day, stop, sums, record = (part[stands] for part in (key, day, stop, sums, record))
    pair, month = np.divmod(key, MONTHS)
    first = (month - 1970 * 12).astype("M8[M]")
    columns = {
        "src": pair // nodes,
        "dst": pair % nodes,
        "month": month,
        "amount": sums[:, 0] / _CENTS,
        "tax": sums[:, 1] / _CENTS if fact.tax else np.full(len(key), np.nan),
        "invoices": sums[:, 2],
        "voids": sums[:, 3],
        "reds": sums[:, 4],
        "valid_from": first.astype("M8[D]").astype(np.int64),
        "valid_to": (first + 1).astype("M8[D]").astype(np.int64),
        "known_from": day,
        "known_to": stop,
        "record": record,
    }
    return pd.DataFrame(columns).assign(
        precision="month",
        source=pd.Categorical.from_codes(np.zeros(len(key), np.int8), pd.Index([said.table.name])),
    )


def _counted(said: Said, fact: Trade) -> npt.NDArray[np.bool_]:
    """Return which rows are of a trade between two companies that are known."""
    seller, buyer = said.parties[fact.seller], said.parties[fact.buyer]
    rows = said.rows
    kept = said.where(fact.when) & (seller != NOBODY) & (buyer != NOBODY) & (seller != buyer)
    kept &= rows[[fact.day, fact.amount, fact.state]].notna().all(axis=1).to_numpy()
    return np.asarray(kept & (rows["known_from"].to_numpy() < _until(rows)))


def _until(rows: pd.DataFrame) -> Numbers:
    """Return the day from which a row was known otherwise; LATEST: it still stands."""
    return np.asarray(np.minimum(rows["replaced"], rows["known_to"]), np.int64)


def _months(day: Numbers) -> Numbers:
    return day.astype("M8[D]").astype("M8[M]").astype(np.int64) + 1970 * 12


def _entries(rows: pd.DataFrame, fact: Trade) -> Numbers:
    """Return what each row adds: cents without tax, cents of tax, invoices, voids, reds."""
    state = rows[fact.state].astype("object").to_numpy()
    void, red = state == "void", state == "red"
    found = np.zeros((len(rows), 5), np.int64)
    for place, field in enumerate((fact.amount, fact.tax)):
        if field is not None:
            cents = np.rint(rows[field].fillna(0).to_numpy(np.float64) * _CENTS)
            found[:, place] = np.where(void, 0, cents)
    found[:, 2], found[:, 3], found[:, 4] = ~void & ~red, void, red
    return found


def _ledger(
    key: Numbers, since: Numbers, until: Numbers, entries: Numbers, record: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return what was known of each key from each day on which that changed.

    Returns:
        The key, the day, the sums of the entries known then, and the last record that changed
        them; by key and day.
    """
    gone = until != LATEST
    key = np.concatenate([key, key[gone]])
    day = np.concatenate([since, until[gone]])
    entries = np.concatenate([entries, -entries[gone]])
    record = np.concatenate([record, record[gone]])
    # On a day what is taken off comes first, so that the record is of what then stands.
    comes = np.arange(len(key)) < len(since)
    order = np.lexsort((record, comes, day, key))
    key, day, record = key[order], day[order], record[order]
    last = np.flatnonzero(~np.append((again(key) & again(day))[1:], False)[: len(key)])
    running = np.cumsum(entries[order], axis=0)[last]
    key, day, record = key[last], day[last], record[last]
    first = np.flatnonzero(~again(key))
    before = np.zeros((len(first), entries.shape[1]), np.int64)
    before[1:] = running[first[1:] - 1]
    sums = running - np.repeat(before, np.diff(np.append(first, len(key))), axis=0)
    same = again(key)
    same[1:] &= (sums[1:] == sums[:-1]).all(axis=1)
    return key[~same], day[~same], sums[~same], record[~same]
