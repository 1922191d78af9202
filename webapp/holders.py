"""Ownership, control and related parties as rows and geometry for the company's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.days import Moment
from graph.edition import Edition
from queries.control import ControlAnswer, Controller
from queries.holdings import holdings
from queries.owners import Owner, Owners
from queries.ownership import OwnershipTree
from queries.related import Related
from webapp import ownership_tree
from webapp.parties import Party, called

MOST_BOXES = 60
FACTS = 6  # facts listed under one tie; the rest are counted


def controller(edition: Edition, found: ControlAnswer, now: Moment) -> dict[str, Any]:
    """Return who controls a company: the party, its votes, and the steps of its control."""
    held = holdings(edition, now)
    path = found.actual.path if found.actual else ()
    numbers = {found.company, *(c.party for c in found.all), *(n for n, _ in found.nearest)}
    numbers |= {int(held.src[e]) for step in path for e in step.entries}
    names = called(edition, numbers | {step.company for step in path}, now)

    def told(one: Controller) -> dict[str, Any]:
        return {
            "party": names[one.party],
            "votes": one.votes,
            "since": one.since,
            "steps": [
                {
                    "company": names[step.company],
                    "votes": step.votes,
                    "cast": [
                        {"holder": names[int(held.src[e])], "share": float(held.share[e])}
                        for e in step.entries
                    ],
                }
                for step in one.path
            ],
        }

    return {
        "actual": told(found.actual) if found.actual else None,
        "others": [
            {"party": names[one.party], "votes": one.votes}
            for one in found.all
            if not found.actual or one.party != found.actual.party
        ],
        "nearest": [{"party": names[n], "share": share} for n, share in found.nearest],
        "reason": found.reason,
    }


def owners(edition: Edition, found: Owners, now: Moment) -> list[dict[str, Any]]:
    """Return beneficial owners with the chains that make their shares."""
    every = [*found.owners, *found.possible]
    numbers = {n for o in every for c in (o.paths.chains if o.paths else ()) for n in c.nodes}
    names = called(edition, numbers | {o.person for o in every}, now)
    return [told_owner(one, names) for one in every]


def told_owner(one: Owner, names: dict[int, Party]) -> dict[str, Any]:
    """Return one beneficial owner for a template."""
    paths = one.paths
    return {
        "person": names[one.person],
        "basis": one.basis,
        "share_min": one.share_min,
        "share_max": one.share_max,
        "votes": one.votes,
        "since": one.since,
        "chains": [
            {"nodes": [names[n] for n in c.nodes], "shares": c.shares, "product": c.product}
            for c in (paths.chains if paths else ())
        ],
        "cut": paths.cut if paths else 0,
        "cut_share": paths.cut_share if paths else 0.0,
        "circles": paths.circles if paths else 0.0,
        "total": paths.total if paths else 0.0,
    }


def told_tree(edition: Edition, found: OwnershipTree, now: Moment) -> dict[str, Any]:
    """Return an ownership tree as rows for a template, each with the parties of its line."""
    names = called(edition, {row.node for row in found.rows}, now)
    company = found.rows[0]
    return {
        "direction": found.direction,
        "rows": [
            {
                "party": names[row.node],
                "parent": names[row.parent] if row.parent >= 0 else None,
                "depth": row.depth,
                "share": share(row.share),
                "product": share(row.product),
                "integrated": row.integrated,
                "cycle": row.cycle,
                "repeated": row.repeated,
                "hidden": row.hidden,
                "overstated": row.overstated,
            }
            for row in found.rows
        ],
        "stated": company.stated,
        "complete": all(r.share == r.share for r in found.rows if r.depth == 1),
        "cut": found.cut,
        "hidden": sum(row.hidden for row in found.rows),
    }


def share(value: float) -> float | None:
    """Return a share, or None where nobody stated it."""
    return None if value != value else value


def drawn(found: OwnershipTree, rows: list[dict[str, Any]]) -> ownership_tree.Tree | None:
    """Return a tree as geometry: None where it has one party only, or too many to read."""
    parties = {row["party"].id: row["party"] for row in rows}
    if not 1 < len(parties) <= MOST_BOXES:
        return None
    target, up = rows[0]["party"].id, found.direction == "up"
    boxes = [ownership_tree.Holder(p.id, p.name, p.kind) for p in parties.values()]
    pairs = {(r["party"].id, r["parent"].id): r["share"] for r in rows if r["parent"]}
    lines = [
        ownership_tree.Holding(*((far, near) if up else (near, far)), value)
        for (far, near), value in pairs.items()
    ]
    return ownership_tree.draw(target, boxes, lines, down=not up)


def related_rows(edition: Edition, found: Related, now: Moment) -> list[dict[str, Any]]:
    """Return related parties, one row a party, with the tests that find it."""
    parties = found.parties()
    through = {n for link in found.links for n in link.through}
    names = called(edition, {*parties, *through}, now)
    tests = found.version.tests
    return [
        {
            "party": names[number],
            "ties": [
                {
                    "test": link.test,
                    "title": tests[link.test].title,
                    "article": link.article,
                    "basis": link.basis,
                    "value": link.value,
                    "through": [names[n] for n in link.through],
                    "since": link.since,
                    "until": link.until,
                    "facts": facts_of(edition, link.edges[:FACTS]),
                    "facts_cut": max(len(link.edges) - FACTS, 0),
                }
                for link in links
            ],
        }
        for number, links in parties.items()
    ]


def facts_of(edition: Edition, edges: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return where the edges behind a link are written: kind, source, record."""
    found = []
    for kind, place in edges:
        row = edition.rows(f"edges/{kind}", np.array([place])).iloc[0]
        found.append({"kind": kind, "source": row["source"], "record": int(row["record"])})
    return found
