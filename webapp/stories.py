"""Sample stories for the first page: four true results of the edition in use, found by counting.

A story is a place to begin, so each is the plainest extreme of its kind on the data day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.days import Moment, effective_start, holds
from graph.edition import Edition
from graph.network import HUB

Numbers = npt.NDArray[np.int64]
STEPS = 4


@dataclass(frozen=True)
class Stories:
    """Node numbers to begin with; None where the edition holds nothing of the kind."""

    eventful: int | None
    held: int | None
    busy: int | None
    tied: tuple[int, int] | None


def stories(edition: Edition) -> Stories:
    """Return the stories of an edition on its data day.

    The held one has the most controllers one above another; the tied ones lie far apart.
    """
    now = edition.moment()
    eventful = most(edition, counted(edition, "PARTY_TO", "src", now), "Company")
    controllers = counted(edition, "CONTROLS", "dst", now)
    holders = counted(edition, "OWNS", "dst", now)
    held = most(edition, controllers if controllers.any() else holders, "Company")
    busy = most(edition, counted(edition, "LEGAL_REPRESENTATIVE_OF", "src", now), "Person")
    starts = [n for n in (held, eventful, *led_by(edition, busy, now)) if n is not None]
    tied = next((pair for n in starts if (pair := far(edition, n, now))), None)
    return Stories(eventful, held, busy, tied)


def led_by(edition: Edition, person: int | None, now: Moment) -> list[int]:
    """Return the companies that a person represents."""
    if person is None:
        return []
    kinds = ("LEGAL_REPRESENTATIVE_OF",)
    return [int(n) for n in edition.network.neighbours(person, now, kinds, out=True).other]


def counted(edition: Edition, kind: str, end: str, now: Moment) -> Numbers:
    """Return how many links of a type each node has at one end on a day."""
    name = f"edges/{kind}"
    bounds = [edition.column(name, c) for c in ("valid_from", "valid_to", "known_from", "known_to")]
    starts = effective_start(bounds[0], bounds[1], bounds[2])
    ends = edition.column(name, end)[holds(now, starts, *bounds[1:])]
    return np.bincount(ends, minlength=edition.size)


def most(edition: Edition, counts: Numbers, label: str) -> int | None:
    """Return the node of a type with the highest count below a hub's, or None."""
    span = edition.span(label)
    mine = np.where(counts[span.start : span.stop] > HUB, 0, counts[span.start : span.stop])
    if not len(mine) or mine.max() == 0:
        return None
    return span.start + int(np.argmax(mine))


def far(edition: Edition, start: int, now: Moment) -> tuple[int, int] | None:
    """Return a company and the last company met within some steps of it."""
    kinds = ("LEGAL_REPRESENTATIVE_OF", "SERVES_AS", "OWNS")
    around = edition.network.neighbourhood([start], now, steps=STEPS, kinds=kinds, limit=200)
    companies = [n for n in around.nodes if edition.label_of(n) == "Company" and n != start]
    return (start, companies[-1]) if companies else None
