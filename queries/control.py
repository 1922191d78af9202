"""Who controls whom, by votes closed over what one already controls.

C(x) begins with x and takes in every company of which x and the members of C(x) together hold
more than half of the votes. Votes are the shares held, an unstated one being no vote; what
agreements or acting in concert add has no source here.

**Source:** 公司法 (2023) art. 265 (2), (3); the closure is standard practice [param].
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, Moment
from graph.edition import Edition
from queries.holdings import Floats, Holdings, Index, above, holdings, ranges
from queries.pairs import Numbers, Pairs, among, direct, gathered, onward

MAJORITY = 0.5  # control needs more than this
RULE = "rule:control"


@dataclass(frozen=True, eq=False)
class Controls:
    """Pairs of controller and company, parallel arrays sorted by both.

    Args:
        controller: number of the controller.
        company: number of the company.
        votes: held by the controller and by what it controls, in [0, 1].
        since: day from which all facts that were counted have held together, as codes of
            `pairs.dated`; control itself may be older, by other facts.
        known: first day on which all of them were known.
    """

    controller: Numbers
    company: Numbers
    votes: Floats
    since: Numbers
    known: Numbers

    @cached_property
    def ultimate(self) -> npt.NDArray[np.bool_]:
        """Which pairs name a controller that nobody else controls."""
        return ~np.isin(self.controller, self.company)


def controls(held: Holdings) -> Controls:
    """Return every pair of a controller and a company that it controls, over the whole graph.

    Every holder's closure grows at once, round by round. Who takes in a company takes in what
    that company controls as well, so the rounds grow with the logarithm of a chain's length;
    holders that took in nothing in a round are done. Circles need no care: a pair is taken in
    once.
    """
    nodes = np.int64(held.nodes)
    votes = direct(held)
    fresh = votes.only(above(votes.value, MAJORITY))
    votes = votes.only(_rows(votes, fresh, nodes))
    firms = fresh.only(np.empty(0, np.int64))  # what companies are known to control
    done: list[Pairs] = []
    while len(fresh.key):
        before = votes.key[above(votes.value, MAJORITY)]
        firms = firms.plus(fresh.only(~held.is_person[fresh.key // nodes]))
        beyond = _composed(fresh, firms, nodes)
        taken = fresh.plus(beyond.only(~among(beyond.key, before)))
        firms = firms.plus(taken.only(~held.is_person[taken.key // nodes]))
        votes = votes.plus(onward(held, taken))
        now = votes.only(above(votes.value, MAJORITY))
        fresh = now.only(~among(now.key, before) & ~among(now.key, taken.key))
        moving = _rows(votes, fresh, nodes)
        done.append(now.only(~_rows(now, fresh, nodes)))
        votes = votes.only(moving)
    return _pairs(done, nodes)


def _rows(pairs: Pairs, of: Pairs, nodes: np.int64) -> npt.NDArray[np.bool_]:
    """Which pairs are of the holders of other pairs."""
    asked = np.zeros(int(nodes), bool)
    asked[of.key // nodes] = True
    return np.asarray(asked[pairs.key // nodes])


def _composed(fresh: Pairs, firms: Pairs, nodes: np.int64) -> Pairs:
    """What the companies just taken in are known to control; nobody controls oneself."""
    holder, firm = np.divmod(fresh.key, nodes)
    starts = np.searchsorted(firms.key, np.stack([firm, firm + 1]) * nodes)
    owner, entry = ranges(starts[0], starts[1])
    company = firms.key[entry] % nodes
    some = company != holder[owner]
    owner, entry, company = owner[some], entry[some], company[some]
    return gathered(
        holder[owner] * nodes + company,
        np.zeros(len(owner)),
        np.maximum(fresh.since[owner], firms.since[entry]),
        np.maximum(fresh.known[owner], firms.known[entry]),
    )


def _pairs(done: Sequence[Pairs], nodes: np.int64) -> Controls:
    empty = np.empty(0, np.int64)
    parts = [Pairs(empty, np.empty(0), empty, empty), *done]
    key = np.concatenate([p.key for p in parts])
    order = np.argsort(key, kind="stable")
    controller, company = np.divmod(key[order], nodes)
    return Controls(
        controller,
        company,
        np.concatenate([p.value for p in parts])[order],
        np.concatenate([p.since for p in parts])[order],
        np.concatenate([p.known for p in parts])[order],
    )


# --- one party ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One company on the way of control: the votes in it, and the entries that cast them."""

    company: int
    votes: float
    entries: tuple[int, ...]  # of the Holdings; src, share and edge are there


def group_votes(held: Holdings, holders: Sequence[int]) -> dict[int, Step]:
    """Return, for every company in which holders and what they control have votes, those votes.

    The companies above MAJORITY are what the holders control, in the order they were taken in.
    Several holders count as one (acting in concert, a family).
    """
    own, votes, entries = set(holders), dict[int, float](), dict[int, list[int]]()
    inside: dict[int, None] = {}
    waiting = deque(holders)
    while waiting:
        member = waiting.popleft()
        for entry in held.held_by(member).tolist():
            company, share = int(held.dst[entry]), float(held.least[entry])
            if company in own or company == member or share <= 0:
                continue
            votes[company] = votes.get(company, 0.0) + share
            entries.setdefault(company, []).append(entry)
            if company not in inside and above(np.array(votes[company]), MAJORITY):
                inside[company] = None
                waiting.append(company)
    order = [*inside, *(c for c in votes if c not in inside)]
    return {c: Step(c, votes[c], tuple(entries[c])) for c in order}


def controlled(held: Holdings, holders: Sequence[int]) -> dict[int, Step]:
    """Return the companies that holders control, with the votes that make it so."""
    steps = group_votes(held, holders)
    return {c: s for c, s in steps.items() if above(np.array(s.votes), MAJORITY)}


def control_path(steps: dict[int, Step], held: Holdings, company: int) -> list[Step]:
    """Return the steps by which control reaches a company, from the controller down."""
    needed, waiting = {company}, [company]
    while waiting:
        for entry in steps[waiting.pop()].entries:
            holder = int(held.src[entry])
            if holder in steps and holder not in needed:
                needed.add(holder)
                waiting.append(holder)
    return [step for member, step in steps.items() if member in needed]


@dataclass(frozen=True)
class Ruler:
    """One who controls a company, and the votes; `ultimate` where nobody else controls it."""

    party: int
    votes: float
    ultimate: bool


@dataclass(frozen=True)
class Controller(Ruler):
    """A controller with the way its votes go.

    Args:
        path: the steps of control, the company's own last; entries are of the Holdings asked.
        since: day from which all the facts have held together.
        until: first day on which one of them no longer holds; LATEST: open.
    """

    path: tuple[Step, ...]
    since: int
    until: int


@dataclass(frozen=True)
class ControlAnswer:
    """Who controls one company; `actual` is None where nobody does, and `reason` says why."""

    company: int
    actual: Controller | None
    all: list[Ruler] = field(default_factory=list)
    nearest: list[tuple[int, float]] = field(default_factory=list)  # most votes, when nobody does
    reason: str = ""


def rulers(held: Holdings, company: int) -> list[Ruler]:
    """Return all who control a company, ultimate ones first; only its upstream is looked at."""
    nodes = held.reach(np.array([company]), up=True)
    part = held.among(nodes)
    found = controls(part)
    target = int(np.searchsorted(nodes, company))
    mine = np.flatnonzero(found.company == target)
    mine = mine[np.lexsort([-found.votes[mine], ~found.ultimate[mine]])]
    parties, ultimate = nodes[found.controller[mine]].tolist(), found.ultimate[mine].tolist()
    votes = found.votes[mine].tolist()
    return [Ruler(p, v, u) for p, v, u in zip(parties, votes, ultimate, strict=True)]


def with_path(held: Holdings, ruler: Ruler, company: int) -> Controller:
    """Return a controller of a company with the steps of its control."""
    steps = controlled(held, [ruler.party])
    path = control_path(steps, held, company)
    entries = [entry for step in path for entry in step.entries]
    return Controller(
        ruler.party,
        ruler.votes,
        ruler.ultimate,
        tuple(path),
        max((int(held.since[e]) for e in entries), default=EARLIEST),
        min((int(held.until[e]) for e in entries), default=LATEST),
    )


def control_of(held: Holdings, company: int) -> ControlAnswer:
    """Return who controls a company, the actual controller (实际控制人) among them."""
    found = rulers(held, company)
    if found and found[0].ultimate:
        return ControlAnswer(company, with_path(held, found[0], company), found)
    if found:
        return ControlAnswer(company, None, found, reason="circle")
    direct = held.holders_of(company)
    top = direct[np.argsort(-held.least[direct], kind="stable")][:5]
    nearest = [(int(held.src[e]), float(held.least[e])) for e in top.tolist()]
    reason = "no holder" if not len(direct) else "no majority"
    if len(direct) and np.isnan(held.share[direct]).any():
        reason = "not stated"
    return ControlAnswer(company, None, [], nearest, reason)


def actual_controller(edition: Edition, company: int, moment: Moment) -> ControlAnswer:
    """Return the actual controller of a company at a moment, with the path of its votes.

    A state body is a controller like any other; that it ties nobody is for related parties.
    """
    return control_of(holdings(edition, moment), company)


def derive_control(edition: Edition, moment: Moment) -> pd.DataFrame:
    """Return all control at a moment in the columns of `edges/CONTROLS`.

    `valid_from` is the day from which all facts that were counted have held together, so the
    link is true from then on; earlier control, by other facts, is not in the frame.
    """
    found = controls(holdings(edition, moment))
    return dated_frame(
        found.controller, found.company, {"votes": found.votes}, found.since, found.known, RULE
    )


def dated_frame(
    src: Index,
    dst: Index,
    values: Mapping[str, object],
    since: Numbers,
    known: Numbers,
    rule: str,
) -> pd.DataFrame:
    """Return links that a rule made, in the columns of an edge frame.

    Where the day of the latest fact is not stated, `valid_from` is missing, and so the link
    counts from `known_from`.
    """
    stated = since % 2 == 0
    return pd.DataFrame(
        {
            "src": np.asarray(src, np.int32),
            "dst": np.asarray(dst, np.int32),
            **values,
            "valid_from": np.where(stated, since // 2, EARLIEST).astype(np.int32),
            "valid_to": np.full(len(src), LATEST, np.int32),
            "known_from": known.astype(np.int32),
            "known_to": np.full(len(src), LATEST, np.int32),
            "precision": np.where(stated, "day", "unknown"),
            "source": rule,
            "record": np.full(len(src), -1, np.int32),
        }
    )
