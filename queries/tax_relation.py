"""Related parties under 42号公告 (transfer pricing): holding and staff; the rest has no source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graph.days import Moment
from graph.edition import Edition
from queries.holdings import Holdings, holdings
from queries.rulebooks import Version
from queries.staff import Post, posts_at, posts_of
from queries.tax_shares import TaxShares, tax_shares
from queries.ties import Facts, Link, holding_facts, link, state_bodies

MANAGING = ("director", "executive")


def tax_links(
    edition: Edition,
    company: int,
    moment: Moment,
    version: Version,
    relatives: Sequence[Sequence[int]] = (),
) -> list[Link]:
    """Return the parties related to a company by holding (A) and by staff (E).

    Args:
        relatives: groups of persons whose holdings are added up, from a lawful source.
    """
    held = holdings(edition, moment)
    return [
        *holding_links(held, company, version, state_bodies(edition), relatives),
        *_staff_links(edition, company, moment, version),
    ]


def holding_links(
    held: Holdings,
    company: int,
    version: Version,
    state: set[int],
    relatives: Sequence[Sequence[int]] = (),
) -> list[Link]:
    """Return who holds the company, whom it holds, and who is held by the same third party.

    State holders are holders like others, but tie nobody as a third party (R5X).
    """
    found: list[Link] = []
    for group in _holder_groups(held, company, relatives):
        reach = _shares(held, group, version)
        share = reach.shares.get(company, 0.0)
        if version.met("holding", share):
            found += _held_by(held, reach, company, version, share)
            if not set(group) & state:
                found += _sisters(held, reach, company, version)
    own = _shares(held, [company], version)
    for party, share in _enough(own, version):
        facts = holding_facts(held, own.support(party))
        found.append(link(version, "A-holds", party, "held", facts, value=share))
    return found


def _holder_groups(
    held: Holdings, company: int, relatives: Sequence[Sequence[int]]
) -> Iterator[list[int]]:
    up = set(held.reach(np.array([company]), up=True).tolist()) - {company}
    for group in relatives:
        if up & set(group):
            yield list(group)
    taken = {person for group in relatives for person in group}
    yield from ([holder] for holder in sorted(up - taken))


def _shares(held: Holdings, group: Sequence[int], version: Version) -> TaxShares:
    multiply = version.choices["below_middle"].value == "multiply"
    return tax_shares(held, group, version.threshold("middle"), multiply=multiply)


def _enough(reach: TaxShares, version: Version) -> Iterator[tuple[int, float]]:
    for party, share in sorted(reach.shares.items()):
        if version.met("holding", share):
            yield party, share


def _held_by(
    held: Holdings, reach: TaxShares, company: int, version: Version, share: float
) -> Iterator[Link]:
    facts = holding_facts(held, reach.support(company))
    if len(reach.holders) == 1:
        (party,) = reach.holders
        yield link(version, "A-holds", party, "holds", facts, value=share)
        return
    basis = "holds_with_relatives"
    for person in sorted(reach.holders):
        others = tuple(sorted(reach.holders - {person}))
        yield link(version, "A-relatives", person, basis, facts, value=share, through=others)


def _sisters(held: Holdings, reach: TaxShares, company: int, version: Version) -> Iterator[Link]:
    mine = holding_facts(held, reach.support(company))
    third = tuple(sorted(reach.holders))
    for party, share in _enough(reach, version):
        if party != company:
            facts = mine + holding_facts(held, reach.support(party))
            yield link(version, "A-third", party, "held_by_same", facts, value=share, through=third)


# --- staff ------------------------------------------------------------------------------------


def _staff_links(
    edition: Edition, company: int, moment: Moment, version: Version
) -> Iterator[Link]:
    mine = [p for p in posts_at(edition, company, moment) if p.role in MANAGING]
    people = {p.person for p in mine}
    elsewhere = [
        p
        for person in sorted(people)
        for p in posts_of(edition, person, moment)
        if p.role in MANAGING and p.company != company
    ]
    for party in sorted({p.company for p in elsewhere}):
        theirs = [p for p in posts_at(edition, party, moment) if p.role in MANAGING]
        best = max((_part(mine, theirs), _part(theirs, mine)), key=lambda found: found[0])
        if version.met("staff", best[0]):
            share, role, both = best
            basis = f"shared_{role}s"
            facts = sum((p.facts for p in (*mine, *theirs) if p.person in both), Facts())
            yield link(
                version, "E-serves", party, basis, facts, value=share, through=tuple(sorted(both))
            )


def _part(one: Sequence[Post], two: Sequence[Post]) -> tuple[float, str, set[int]]:
    """The larger part of one side's directors, or executives, who manage the other as well."""
    other = {p.person for p in two}
    found = [(0.0, MANAGING[0], set[int]())]
    for role in MANAGING:
        members = {p.person for p in one if p.role == role}
        if members:
            both = members & other
            found.append((len(both) / len(members), role, both))
    return max(found, key=lambda part: part[0])
