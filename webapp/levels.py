"""How adverse an event is shown: 0 neutral, 1 noted, 2 warning, 3 grave.

The polarity of `graph.kinds` says how grave a kind is for a party of that role; one that has
ended or was repaired is only noted, one that was withdrawn or lawfully deferred says nothing.
[param]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np

from graph.days import Moment, calendar_day
from graph.edition import Edition
from graph.kinds import KINDS, NOTHING, polarity
from graph.schema import EDGE_CODES

OVER = ("ended", "repaired")
LISTINGS = frozenset(kind.opens for kind in KINDS.values() if kind.opens)


def level(kind: str, role: str, state: str | None, until: date | None, day: date) -> int:
    """Return how adverse an event is for a party of a role, as things stand on a day."""
    bad = polarity(kind, role) if kind in KINDS and state not in NOTHING else 0
    if bad >= 0:
        return 0
    # The state is that of the latest row; on a day before the end it was still in force.
    over = until <= day if until is not None else state in OVER
    return 1 if over else 3 if bad <= -2 else 2


def worst(edition: Edition, nodes: Sequence[int], moment: Moment) -> dict[int, int]:
    """Return the gravest level of each party's events at a moment, 0 for none."""
    return {node: max(found, default=0) for node, found in counts(edition, nodes, moment).items()}


def counts(edition: Edition, nodes: Sequence[int], moment: Moment) -> dict[int, dict[int, int]]:
    """Return how many of each party's events stand at each adverse level, gravest first."""
    asked = np.array(nodes, np.int64)
    wanted = np.zeros(256, bool)
    wanted[EDGE_CODES["PARTY_TO"]] = True
    owner, rows = edition.network.expand(asked, moment, wanted)
    arrays = edition.network.arrays
    frame = edition.event_rows(arrays["other"][rows])
    roles = edition.rows("edges/PARTY_TO", arrays["edge"][rows].astype(np.int64))["role"]
    columns = zip(owner.tolist(), frame["kind"], roles, frame["state"], frame["until"], strict=True)
    day = moment.day
    found: dict[int, Counter[int]] = {node: Counter() for node in nodes}
    for place, kind, role, state, until in columns:
        found[nodes[place]][level(kind, role, state, calendar_day(int(until)), day)] += 1
    return {node: {n: at[n] for n in sorted(at, reverse=True) if n} for node, at in found.items()}
