"""Refused rows of a register of which a part of the key can be read: which row each was before.

A row of a company's list that names a person, with a slip in the number, is that person's row of
the delivery before if there was one, and only one that this delivery does not say in another row.
Where more rows fit than were refused, nobody knows which of them was meant: none is held
(docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.keeping.deliveries import Delivery
from loaders.table import Table
from loaders.taking.holding import UNREAD

Rows = Sequence[tuple[Delivery, pa.Table]]
_NOTHING = "(nothing)"  # an empty part of a key agrees with an empty one


def completed(
    table: Table, delivered: Rows, held: Mapping[str, pa.Table | None]
) -> dict[str, pa.Table | None]:
    """Return the held keys of each delivery of a register, whole.

    Args:
        delivered: the rows of every delivery that stands, oldest first.
        held: of `loaders.taking.holding.held_keys`, by the id of the delivery.
    """
    found = {name: _whole(keys) for name, keys in held.items()}
    days = sorted({d.received for d, _ in delivered if not d.mends})
    for delivery, _ in delivered:
        keys = held.get(delivery.id)
        partly = _partly(keys)
        earlier = [day for day in days if day < delivery.received]
        if keys is None or partly is None or not earlier:
            continue
        before = _said_on(table, delivered, found, earlier[-1], partly, mended=True)
        now = _said_on(table, delivered, found, delivery.received, partly, mended=False)
        more = _fitting(table, partly, before, now)
        if len(more):
            parts = [pa.Table.from_pandas(more, _schema(keys), preserve_index=False)]
            whole = found[delivery.id]
            found[delivery.id] = pa.concat_tables([*([whole] if whole is not None else []), *parts])
    return found


def _schema(keys: pa.Table) -> pa.Schema:
    return keys.drop_columns([UNREAD]).schema


def _whole(keys: pa.Table | None) -> pa.Table | None:
    if keys is None or UNREAD not in keys.column_names:
        return keys
    whole = keys.filter(pc.equal(keys[UNREAD], ""))
    return whole.drop_columns([UNREAD]) if len(whole) else None


def _partly(keys: pa.Table | None) -> pd.DataFrame | None:
    if keys is None or UNREAD not in keys.column_names:
        return None
    some = keys.filter(pc.not_equal(keys[UNREAD], ""))
    return some.to_pandas() if len(some) else None


def _said_on(
    table: Table,
    delivered: Rows,
    held: Mapping[str, pa.Table | None],
    day: int,
    partly: pd.DataFrame,
    *,
    mended: bool,
) -> pd.DataFrame:
    """Return the keys that a register said on a day, of those that have a part in common.

    Args:
        mended: whether rows that came back mended are among them: what was mended later was not
            known when the next delivery came, but what it was mended to is.
    """
    names = {d.id for d, _ in delivered if d.received == day and not d.mends}
    parts = []
    for delivery, rows in delivered:
        if delivery.id in names:
            parts += [rows, held.get(delivery.id)]
        elif mended and delivery.mends:
            parts.append(rows.filter(pc.is_in(rows["_origin"], value_set=pa.array([*names]))))
    key = list(table.key)
    first = next((k for k in key if partly[k].notna().all()), None)
    frames = [pd.DataFrame(columns=key, dtype=object)]
    for part in parts:
        if part is not None:
            if first is not None:
                part = part.filter(pc.is_in(part[first], value_set=_values(partly[first], part)))
            frames.append(part.select(key).to_pandas())
    return pd.concat(frames, ignore_index=True).drop_duplicates()


def _values(column: pd.Series, part: pa.Table) -> pa.Array:
    kind = part[str(column.name)].type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.array(column.dropna().unique(), kind)


def _fitting(
    table: Table, partly: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame
) -> pd.DataFrame:
    """Return the rows of before that the refused ones stand for, with where those stand."""
    key = list(table.key)
    said = set(map(tuple, now[key].fillna(_NOTHING).to_numpy(object).tolist()))
    left = [
        tuple(row) not in said for row in before[key].fillna(_NOTHING).to_numpy(object).tolist()
    ]
    free = before[left]
    found = []
    for unread, group in partly.groupby(UNREAD, sort=True):
        on = [name for name in key if name not in str(unread).split(",")]
        ours, theirs = (one.assign(**one[on].fillna(_NOTHING)) for one in (group, free))
        refused = ours.groupby(on).agg(times=("_line", "size"), _file=("_file", "first"),
                                       _line=("_line", "first")).reset_index()  # fmt: skip
        fits = theirs.assign(_place=range(len(theirs))).merge(refused, on=on)
        fits = fits[fits.groupby(on)["_place"].transform("size") <= fits["times"]]
        found.append(free.iloc[fits["_place"]].assign(
            _file=fits["_file"].to_numpy(), _line=fits["_line"].to_numpy()))  # fmt: skip
    return pd.concat(found).drop_duplicates(key)
