"""Who directs, supervises and manages a company at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from graph.days import Moment, effective_start
from graph.edition import Edition
from queries.ties import Facts

ROLES = ("director", "supervisor", "executive")
REPRESENTATIVE = "legal_representative"


@dataclass(frozen=True)
class Post:
    """One office of one person in one company; `facts` are the edges that say so."""

    person: int
    company: int
    role: str  # one of ROLES, or REPRESENTATIVE
    facts: Facts


def posts_at(edition: Edition, company: int, moment: Moment) -> list[Post]:
    """Return the posts in a company, its legal representative's last."""
    return _once(_posts(edition, company, moment, out=False))


def posts_of(edition: Edition, person: int, moment: Moment) -> list[Post]:
    """Return the posts of a person in all companies."""
    return _once(_posts(edition, person, moment, out=True))


def _once(posts: Iterator[Post]) -> list[Post]:
    """A post that several sources state stands once, by the facts of all."""
    found: dict[tuple[int, int, str], Post] = {}
    for post in posts:
        key = (post.person, post.company, post.role)
        facts = found[key].facts | post.facts if key in found else post.facts
        found[key] = Post(*key, facts)
    return list(found.values())


def _posts(edition: Edition, node: int, moment: Moment, *, out: bool) -> Iterator[Post]:
    for kind in ("SERVES_AS", "LEGAL_REPRESENTATIVE_OF"):
        links = edition.network.neighbours(node, moment, (kind,), out=out)
        if not len(links.edge):
            continue
        frame, rows = f"edges/{kind}", links.edge
        dated = [edition.column(frame, c)[rows] for c in ("valid_from", "valid_to", "known_from")]
        facts = zip(rows.tolist(), effective_start(*dated).tolist(), dated[1].tolist(), strict=True)
        roles = [REPRESENTATIVE] * len(rows)
        if kind == "SERVES_AS":
            roles = edition.table(frame).column("role").take(pa.array(rows)).to_pylist()
        for other, role, (edge, since, until) in zip(
            links.other.tolist(), roles, facts, strict=True
        ):
            if role in (*ROLES, REPRESENTATIVE):
                person, company = (node, other) if out else (other, node)
                yield Post(person, company, role, Facts(((kind, edge),), since, until))
