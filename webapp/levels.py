"""How adverse an event is shown: 0 neutral, 1 noted, 2 warning, 3 grave.

The polarity of `graph.kinds` says how grave a kind is for a party of that role; one that has
ended or was repaired is only noted, one that was withdrawn says nothing. [param]
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from graph.days import Moment, calendar_day
from graph.edition import Edition
from graph.kinds import KINDS, polarity

OVER = ("ended", "repaired")
LISTINGS = frozenset(kind.opens for kind in KINDS.values() if kind.opens)


def level(kind: str, role: str, state: str | None, until: date | None, day: date) -> int:
    """Return how adverse an event is for a party of a role, as things stand on a day."""
    bad = polarity(kind, role) if kind in KINDS and state != "withdrawn" else 0
    if bad >= 0:
        return 0
    if state in OVER or (until is not None and until <= day):
        return 1
    return 3 if bad <= -2 else 2


def worst(edition: Edition, node: int, moment: Moment) -> int:
    """Return the gravest level of a party's events at a moment."""
    return max(counts(edition, node, moment), default=0)


def counts(edition: Edition, node: int, moment: Moment) -> dict[int, int]:
    """Return how many of a party's events stand at each adverse level, gravest first."""
    links = edition.network.trajectory(node, moment)
    if not len(links.other):
        return {}
    frame = edition.event_rows(links.other)
    roles = edition.rows("edges/PARTY_TO", np.asarray(links.edge, np.int64))["role"]
    columns = zip(frame["kind"], roles, frame["state"], frame["until"], strict=True)
    day = moment.day
    found = Counter(level(k, r, s, calendar_day(int(until)), day) for k, r, s, until in columns)
    return {n: found[n] for n in sorted(found, reverse=True) if n}
