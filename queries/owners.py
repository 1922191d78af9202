"""Beneficial owners (受益所有人): the natural persons behind a company.

A person is one who holds 25 % or more of the equity, directly or indirectly (multiplied along a
path, added over paths), or who controls the company. Where there is none, it is the person in
charge of daily management, here the legal representative, typed as that fallback.

**Source:** 受益所有人信息管理办法 (央行/总局令〔2024〕3号), declared in
`queries/rulebooks/beneficial-owner-2024.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import scipy.sparse as sp

from graph.days import EARLIEST, LATEST, Moment
from graph.edition import Edition
from queries.chains import Chains, chains
from queries.control import Controls, Step, controls, dated_frame, rulers, with_path
from queries.holdings import Floats, Holdings, at_least, holdings
from queries.integrated import Matrix, Shares, integrated, shares_in
from queries.pairs import Numbers, Pairs, among, direct, onward
from queries.rulebooks import Version, rule_book
from queries.staff import REPRESENTATIVE, posts_at
from queries.words import Said

BOOK = "beneficial-owner-2024"
RULE = "rule:beneficial_owner"


@dataclass(frozen=True)
class Owner:
    """A beneficial owner of a company, and why.

    Args:
        person: its number.
        basis: `equity`, `control`, `equity and control` or `person in charge` (the fallback).
        share_min: integrated share, what nobody stated counted as nothing; infinite shares of
            closed circles never reach a person.
        share_max: the same at most.
        votes: held by the person and what it controls, where that is control; else 0.
        paths: how the share comes about; None for the fallback.
        control: the steps of control, if any.
        since: day from which the facts have held together, as far as days are stated.
        until: first day on which one of them no longer holds; LATEST: open.
        edges: the facts, as (edge type, row).
    """

    person: int
    basis: str
    share_min: float
    share_max: float
    votes: float
    paths: Chains | None
    control: tuple[Step, ...]
    since: int
    until: int
    edges: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Owners:
    """The beneficial owners of a company.

    Args:
        owners: those the rule makes.
        possible: persons who would be one only if unstated shares were all theirs.
        stated: the sum of the directly stated shares.
        complete: every share on the way up is stated.
        exempt: a promise would do instead of a filing (small capital, only natural persons);
            None: the capital is not known.
        notes: what a reader has to know.
    """

    company: int
    version: Version
    owners: list[Owner]
    possible: list[Owner] = field(default_factory=list)
    stated: float = 0.0
    complete: bool = True
    exempt: bool | None = None
    notes: list[Said] = field(default_factory=list)


def owners_of(
    held: Holdings, company: int, threshold: float = 0.25, shares: Shares | None = None
) -> list[Owner]:
    """Return the persons who hold a threshold or more of a company, or control it.

    Those who reach it only at most (`share_max`) come with the basis `possible`.

    Args:
        shares: what `shares_in` answers, if it is at hand.
    """
    shares = shares_in(held, company) if shares is None else shares
    people = held.is_person[shares.holders]
    votes = {c.party: c for c in rulers(held, company) if held.is_person[c.party]}
    wanted = people & (at_least(shares.most, threshold) | np.isin(shares.holders, list(votes)))
    found = []
    for place in np.flatnonzero(wanted).tolist():
        person, least = int(shares.holders[place]), float(shares.least[place])
        by_equity, ruler = bool(at_least(np.array(least), threshold)), votes.get(person)
        control = with_path(held, ruler, company) if ruler else None
        basis = " and ".join([*(["equity"] * by_equity), *(["control"] * (control is not None))])
        paths = chains(held, person, company, total=least)
        entries = {e for c in paths.chains for step in c.entries for e in step}
        if control is not None:
            entries |= {e for step in control.path for e in step.entries}
        found.append(
            Owner(
                person,
                basis or "possible",
                least,
                float(shares.most[place]),
                control.votes if control else 0.0,
                paths,
                control.path if control else (),
                max((int(held.since[e]) for e in entries), default=EARLIEST),
                min((int(held.until[e]) for e in entries), default=LATEST),
                tuple(("OWNS", int(held.edge[e])) for e in sorted(entries)),
            )
        )
    return sorted(found, key=lambda o: (-o.share_min, -o.votes, o.person))


def beneficial_owners(edition: Edition, company: int, moment: Moment) -> Owners:
    """Return who the beneficial owners of a company are at a moment, and by which facts."""
    version = rule_book(BOOK).on(moment.as_of)
    held = holdings(edition, moment)
    shares = shares_in(held, company)
    found = owners_of(held, company, version.threshold("equity"), shares)
    owners = [o for o in found if o.basis != "possible"]
    notes = version.notes(moment.as_of)
    if not owners:
        owners = _in_charge(edition, company, moment)
        notes.append(Said("manager_stands_in" if owners else "nobody_stands_in"))
    return Owners(
        company,
        version,
        owners,
        [o for o in found if o.basis == "possible"],
        shares.stated,
        shares.complete,
        _exempt(edition, held, company, moment, version.threshold("exempt_capital")),
        notes,
    )


def _in_charge(edition: Edition, company: int, moment: Moment) -> list[Owner]:
    """The legal representative, who stands in where no person owns or controls."""
    return [
        Owner(
            post.person,
            "person in charge",
            0.0,
            0.0,
            0.0,
            None,
            (),
            post.facts.since,
            post.facts.until,
            post.facts.edges,
        )
        for post in posts_at(edition, company, moment)
        if post.role == REPRESENTATIVE
    ]


def _exempt(
    edition: Edition, held: Holdings, company: int, moment: Moment, most: float
) -> bool | None:
    """Whether small capital and natural holders alone make a promise enough (R4x)."""
    direct = held.src[held.holders_of(company)]
    if not len(direct) or not held.is_person[direct].all():
        return False
    values = edition.properties(company, moment)
    capital = values.loc[values["property"] == "registered_capital", "value"]
    return None if capital.empty else float(capital.iloc[0]) <= most


# --- the whole city -------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class OwnerPairs:
    """Pairs of person and company over a whole graph, parallel arrays sorted by both."""

    person: Numbers
    company: Numbers
    share_min: Floats
    share_max: Floats
    since: Numbers
    known: Numbers


def all_owners(held: Holdings, threshold: float, found: Controls | None = None) -> OwnerPairs:
    """Return every beneficial owner by equity or control over the whole graph.

    Args:
        found: what `controls` answers, if it is at hand.
    """
    found = controls(held) if found is None else found
    people = np.flatnonzero(held.is_person)
    least = integrated(held)
    most = _bounded_all(held, least) if np.isnan(held.share).any() else least
    nodes = np.int64(held.nodes)
    sure = least.tocoo()
    enough = at_least(sure.data, threshold)
    equity = np.sort(people[sure.row[enough]].astype(np.int64) * nodes + sure.col[enough])
    ruling = held.is_person[found.controller]
    control = found.controller[ruling] * nodes + found.company[ruling]
    key = np.sort(np.concatenate([equity, control[~among(control, equity)]]))
    person, company = np.divmod(key, nodes)
    row = np.searchsorted(people, person)
    since, known = _days(held, key, threshold)
    alone = ~among(key, equity)
    place = np.searchsorted(control, key[alone])
    since[alone] = found.since[ruling][place]
    known[alone] = found.known[ruling][place]
    return OwnerPairs(
        person, company, _picked(least, row, company), _picked(most, row, company), since, known
    )


def _picked(shares: Matrix, row: Numbers, column: Numbers) -> Floats:
    if not len(row):
        return np.empty(0)
    return np.asarray(shares[row, column]).ravel().astype(np.float64)


def _bounded_all(held: Holdings, least: Matrix) -> Matrix:
    """The most that persons can hold, at most what is not surely others'."""
    ends = np.flatnonzero(np.bincount(held.dst, minlength=held.nodes) == 0)
    others = ends[~held.is_person[ends]]
    others = others[np.diff(held.held_from)[others] > 0]
    sure = np.asarray(least.sum(axis=0)).ravel()
    sure += np.asarray(integrated(held, others).sum(axis=0)).ravel()
    most = integrated(held, most=True).tocoo()
    mine = _picked(least, most.row.astype(np.int64), most.col.astype(np.int64))
    room = 1.0 - (sure[most.col] - mine)
    data = np.maximum(np.minimum(most.data, room), mine)
    return sp.csr_array((data, (most.row, most.col)), shape=least.shape)


def _days(held: Holdings, key: Numbers, threshold: float) -> tuple[Numbers, Numbers]:
    """Return for each pair the days since which its facts have held and were known.

    Where the direct holding alone reaches the threshold it is the fact; else all the holdings
    on all paths are.
    """
    since, known = np.full((2, len(key)), EARLIEST, np.int64)
    sure = direct(held)
    enough = sure.only(at_least(sure.value, threshold))
    indirect = np.unique(key[~among(key, enough.key)] // held.nodes)
    walked = _walked(held, sure.only(np.isin(sure.key // held.nodes, indirect)))
    for facts in (walked, enough):
        some = among(key, facts.key)
        place = np.searchsorted(facts.key, key[some])
        since[some], known[some] = facts.since[place], facts.known[place]
    return since, known


def _walked(held: Holdings, start: Pairs) -> Pairs:
    """Return all pairs that paths make, with the latest days on any of their paths."""
    table = fresh = start
    while len(fresh.key):
        merged = table.plus(onward(held, fresh))
        place = np.minimum(np.searchsorted(table.key, merged.key), len(table.key) - 1)
        old = table.key[place] == merged.key
        later = (merged.since > table.since[place]) | (merged.known > table.known[place])
        fresh, table = merged.only(~old | later), merged
    return table


def derive_owners(edition: Edition, moment: Moment) -> pd.DataFrame:
    """Return all beneficial owners at a moment in the columns of `edges/BENEFICIAL_OWNER_OF`.

    Owners by equity or control only; the person in charge, who stands in where there is none,
    is `LEGAL_REPRESENTATIVE_OF` already. `valid_from` is as in `derive_control`.
    """
    version = rule_book(BOOK).on(moment.as_of)
    found = all_owners(holdings(edition, moment), version.threshold("equity"))
    shares = {"share_min": found.share_min, "share_max": found.share_max}
    return dated_frame(found.person, found.company, shares, found.since, found.known, RULE)
