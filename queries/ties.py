"""A link between a company and a related party, with the facts that make it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.days import EARLIEST, LATEST
from graph.edition import Edition
from queries.holdings import Holdings
from queries.rulebooks import Version
from queries.words import Said


@dataclass(frozen=True)
class Facts:
    """Edges that hold together: their (type, row), and the days between which all of them hold.

    A link counts only for the time in which all its facts hold (R5T).
    """

    edges: tuple[tuple[str, int], ...] = ()
    since: int = EARLIEST
    until: int = LATEST

    def __add__(self, more: Facts) -> Facts:
        return Facts(
            tuple(dict.fromkeys((*self.edges, *more.edges))),
            max(self.since, more.since),
            min(self.until, more.until),
        )

    def __or__(self, more: Facts) -> Facts:
        """Two sources of one fact: either is enough."""
        return Facts(
            tuple(dict.fromkeys((*self.edges, *more.edges))),
            min(self.since, more.since),
            max(self.until, more.until),
        )


def holding_facts(held: Holdings, entries: Iterable[int]) -> Facts:
    """Return the facts of some holdings."""
    places = sorted(set(entries))
    return Facts(
        tuple(("OWNS", int(held.edge[e])) for e in places),
        max((int(held.since[e]) for e in places), default=EARLIEST),
        min((int(held.until[e]) for e in places), default=LATEST),
    )


@dataclass(frozen=True)
class Link:
    """One party related to the company asked, under one test of a rule book.

    Args:
        party: number of the other party.
        test: key of the test in the book.
        article: of the law.
        basis: code of what makes it; `said` puts it in words.
        value: the figure that met the threshold (a share, a part of the votes or of the staff),
            or None where none is needed.
        through: the third parties that the link goes through.
        since: day from which all facts have held together; EARLIEST: not known.
        until: first day on which one of them no longer holds; LATEST: open.
        edges: the facts, as (edge type, row of its frame).
    """

    party: int
    test: str
    article: str
    basis: str
    value: float | None
    through: tuple[int, ...]
    since: int
    until: int
    edges: tuple[tuple[str, int], ...]

    @property
    def said(self) -> Said:
        """The basis with its figure, for a face to put in words."""
        shown = {} if self.value is None else {"share": percent(self.value)}
        return Said(self.basis, shown)


def link(
    version: Version,
    test: str,
    party: int,
    basis: str,
    facts: Facts,
    *,
    value: float | None = None,
    through: tuple[int, ...] = (),
) -> Link:
    """Return a link under a test of a rule book's version."""
    article = version.tests[test].article
    return Link(party, test, article, basis, value, through, facts.since, facts.until, facts.edges)


def percent(share: float) -> str:
    """Return a share in [0, 1] as a percentage of at most two decimals."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %"


def state_bodies(edition: Edition) -> set[int]:
    """Return the holders that stand for the state: they tie nobody by being state-held."""
    flags = edition.column("nodes/Company", "state_body")
    return set((np.flatnonzero(flags) + edition.span("Company").start).tolist())
