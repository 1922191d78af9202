"""Related parties under the Company Law, art. 265: shareholders, controllers, people, firms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.days import Moment
from graph.edition import Edition
from queries.control import Controller, Step, control_path, controlled, rulers, with_path
from queries.holdings import Holdings, holdings
from queries.rulebooks import Version
from queries.staff import REPRESENTATIVE, Post, posts_at
from queries.ties import Facts, Link, holding_facts, link, state_bodies


def company_law_links(
    edition: Edition, company: int, moment: Moment, version: Version
) -> list[Link]:
    """Return the parties related to a company under art. 265."""
    held = holdings(edition, moment)
    posts = posts_at(edition, company, moment)
    found = [
        *control_links(held, company, version, state_bodies(edition)),
        *_people(posts, version),
        *_firms_of_people(held, company, posts, version),
    ]
    # One who controls and directs the company ties the same firms twice; once is enough.
    once = {(x.party, x.test, x.through, x.basis, x.value): x for x in reversed(found)}
    return list(once.values())


def control_links(held: Holdings, company: int, version: Version, state: set[int]) -> list[Link]:
    """Return controlling shareholder, actual controller, and the firms these and it control.

    State bodies are named as what they are, but firms are not tied by being state-held alone
    (R3): under a state body, those tie that it controls and that are none themselves.
    """
    ruling = rulers(held, company)
    reach = {c.party: controlled(held, [c.party]) for c in ruling if c.party not in state}
    highest = {c.party for c in ruling if c.party in reach and _highest(c.party, reach)}
    named = [with_path(held, c, company) for c in ruling if c.ultimate or c.party in highest]
    top = [c for c in named if c.party in highest]
    return [
        *_shareholders(held, company, version),
        *_actual(held, named, version),
        *(found for c in top for found in _sisters(held, company, c, version, reach[c.party])),
        *_subsidiaries(held, company, version),
    ]


def _highest(party: int, reach: dict[int, dict[int, Step]]) -> bool:
    """Whether no other controls it; of those who control each other, the first is taken."""
    return not any(
        party in below and not (other in reach[party] and party < other)
        for other, below in reach.items()
        if other != party
    )


def _shareholders(held: Holdings, company: int, version: Version) -> Iterator[Link]:
    entries = held.holders_of(company)
    for holder in np.unique(held.src[entries]).tolist():
        mine = entries[held.src[entries] == holder]
        share = float(held.least[mine].sum())
        if holder != company and version.met("controlling_shareholder", share):
            facts = holding_facts(held, mine.tolist())
            yield link(version, "R1", holder, "holds", facts, value=share)


def _actual(held: Holdings, ruling: list[Controller], version: Version) -> Iterator[Link]:
    for found in ruling:
        if version.met("control", found.votes):
            facts = _steps_facts(held, found.path)
            yield link(version, "R2", found.party, "votes", facts, value=found.votes)


def _steps_facts(held: Holdings, steps: tuple[Step, ...]) -> Facts:
    return holding_facts(held, (entry for step in steps for entry in step.entries))


def _sisters(
    held: Holdings, company: int, top: Controller, version: Version, reach: dict[int, Step]
) -> Iterator[Link]:
    """Firms that one of the highest controllers controls as well, those in between included."""
    tie = _steps_facts(held, top.path)
    return _controlled(held, company, top.party, tie, version, reach)


def _controlled(
    held: Holdings,
    company: int,
    party: int,
    tie: Facts,
    version: Version,
    reach: dict[int, Step],
) -> Iterator[Link]:
    for firm, step in reach.items():
        if firm not in (company, party):
            facts = tie + _steps_facts(held, tuple(control_path(reach, held, firm)))
            yield link(
                version,
                "R3-controlled",
                firm,
                "controlled_by_tied",
                facts,
                value=step.votes,
                through=(party,),
            )


def _subsidiaries(held: Holdings, company: int, version: Version) -> Iterator[Link]:
    reach = controlled(held, [company])
    for firm, step in reach.items():
        facts = _steps_facts(held, tuple(control_path(reach, held, firm)))
        yield link(version, "R3-controlled", firm, "controls", facts, value=step.votes)


def _people(posts: list[Post], version: Version) -> Iterator[Link]:
    for post in posts:
        yield link(version, "R3-people", post.person, f"is_{post.role}", post.facts)


def _firms_of_people(
    held: Holdings, company: int, posts: list[Post], version: Version
) -> Iterator[Link]:
    """Firms that directors, supervisors and executives control.

    A person's posts are facts each for itself; the first that is stated carries the link, that
    of legal representative only where there is no other.
    """
    first: dict[int, Post] = {}
    for post in sorted(posts, key=lambda p: (p.role == REPRESENTATIVE, p.facts.since)):
        first.setdefault(post.person, post)
    for person, post in sorted(first.items()):
        reach = controlled(held, [person])
        yield from _controlled(held, company, person, post.facts, version, reach)
