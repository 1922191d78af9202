"""Sums over rows of one group, as they were known from day to day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from graph.days import LATEST
from loaders.keeping.versions import again


def known_sums(rows: pd.DataFrame, group: Sequence[str], values: Sequence[str]) -> pd.DataFrame:
    """Return the sum of each group on each day on which it became known or was corrected.

    Args:
        rows: the columns of `group` and `values`, `known_from`, `until` (the day from which a row
            was known otherwise; LATEST: it still stands) and `record`.

    Returns:
        A row a group and day: `known_from`, the sums, and the last `record` to change them.
    """
    gone = rows[rows["until"] != LATEST]
    taken = gone.assign(known_from=gone["until"], **{name: -gone[name] for name in values})
    told = pd.concat([rows, taken], ignore_index=True).drop(columns="until")
    told = told.sort_values([*group, "known_from", "record"], kind="stable", ignore_index=True)
    same = np.ones(len(told), bool)
    for name in group:
        same &= again(told[name].to_numpy())
    group_of = np.cumsum(~same)
    sums = told[list(values)].groupby(group_of, sort=False).cumsum()
    told[list(values)] = sums
    same_day = same & again(told["known_from"].to_numpy())
    last = ~np.append(same_day[1:], False)[: len(told)]
    return told[last].reset_index(drop=True)
