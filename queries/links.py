"""Who is tied to whom: paths between two parties, shared addresses and contacts, neighbourhoods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.days import Moment, calendar_day
from graph.edition import Edition
from graph.network import HUB, WALKED, Path_
from graph.schema import EDGES
from queries import party

SHARED_CAPS = {"LOCATED_AT": 50, "REACHED_BY": 20}  # [param] more firms than this is a hub


@dataclass(frozen=True)
class Route:
    """One path: its parties, its hops, and how strong it is (the product of its hops')."""

    nodes: list[int]
    hops: list[dict[str, object]]
    strength: float


@dataclass(frozen=True)
class Routes:
    """The paths found between two parties, and what was left out."""

    routes: list[Route]
    hubs: list[int]
    cut: bool
    gave_up: bool


def paths(
    edition: Edition,
    one: int,
    two: int,
    moment: Moment,
    *,
    kinds: Sequence[str] = WALKED,
    most: int = 6,
    count: int = 5,
    hub: int = HUB,
) -> Routes:
    """Return the shortest paths between two parties at a moment.

    Args:
        kinds: edge types that may be walked, in either direction.
        most: longest path, in hops. count: how many paths.
        hub: a node with more links is not walked through; it is listed instead.
    """
    found = edition.network.paths(one, two, moment, kinds=kinds, most=most, count=count, hub=hub)
    routes = [_route(edition, path) for path in found.paths]
    return Routes(routes, found.hubs, found.cut, found.gave_up)


def _route(edition: Edition, path: Path_) -> Route:
    hops, strength = [], 1.0
    for hop in path.hops:
        row = edition.rows(f"edges/{hop.kind}", np.array([hop.edge])).iloc[0]
        strength *= EDGES[hop.kind].strength
        share = row.get("share")
        hops.append(
            {
                "relation": hop.kind,
                "title": EDGES[hop.kind].title,
                "forward": hop.out,
                "share": None if share is None or np.isnan(share) else float(share),
                "position": row.get("position"),
                "valid_from": calendar_day(int(row["valid_from"])),
                "valid_to": calendar_day(int(row["valid_to"])),
                "source": row["source"],
                "record": int(row["record"]),
            }
        )
    return Route(list(path.nodes), hops, strength)


def paths_frame(edition: Edition, routes: Routes, moment: Moment) -> pd.DataFrame:
    """Return paths as rows: path, step, from, relation, to, share, since, source, record."""
    rows = []
    for number, route in enumerate(routes.routes, 1):
        names = party.names(edition, route.nodes, moment)
        ids = edition.id_list(route.nodes)
        for step, hop in enumerate(route.hops):
            arrow = f"-{hop['relation']}->" if hop["forward"] else f"<-{hop['relation']}-"
            rows.append(
                {
                    "path": number,
                    "step": step + 1,
                    "from_id": ids[step],
                    "from": names[step],
                    "relation": arrow,
                    "to_id": ids[step + 1],
                    "to": names[step + 1],
                    "share": hop["share"],
                    "since": hop["valid_from"],
                    "source": hop["source"],
                    "record": hop["record"],
                }
            )
    columns = ["path", "step", "from_id", "from", "relation", "to_id", "to", "share"]
    columns += ["since", "source", "record"]
    return pd.DataFrame(rows, columns=columns)


def shared(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return who shares an address or a contact with a company at a moment.

    One row a company and thing shared. What is shared by more than SHARED_CAPS is a hub: it is
    shown once, with its count, and the companies behind it are not listed.
    """
    rows = []
    for kind, most in SHARED_CAPS.items():
        for thing in edition.network.neighbours(company, moment, (kind,), out=True).other.tolist():
            others = edition.network.neighbours(thing, moment, (kind,), out=False).other
            others = np.unique(others[others != company])
            base = {
                "relation": kind,
                "shared_id": edition.id(thing),
                "shared": party.name(edition, thing, moment),
                "bearers": len(others) + 1,
            }
            if len(others) + 1 > most:
                rows.append({**base, "hub": True, "id": None, "name": None})
                continue
            for other in others.tolist():
                name = party.name(edition, other, moment)
                rows.append({**base, "hub": False, "id": edition.id(other), "name": name})
    columns = ["relation", "shared_id", "shared", "bearers", "hub", "id", "name"]
    return pd.DataFrame(rows, columns=columns)
