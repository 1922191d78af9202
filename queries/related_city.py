"""Related parties of every company at once, under the Company Law, for an edition to store."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph import days
from graph.days import EARLIEST, Moment
from graph.edition import Edition
from queries.control import Controls, controls, dated_frame
from queries.holdings import Holdings, above, holdings, spread
from queries.pairs import Numbers, direct
from queries.rulebooks import Version, rule_book
from queries.staff import ROLES
from queries.ties import state_bodies

BOOK = "company-law-265"
PAIRS = 10_000  # [param] pairs that one party may tie; beyond it, its own ties alone are stored

Ties = tuple[Numbers, Numbers, Numbers, Numbers]  # party, company, since (a code), known


def derive_related(edition: Edition, moment: Moment) -> pd.DataFrame:
    """Return related parties under art. 265 at a moment in the columns of `edges/RELATED_TO`.

    One row a pair and rule: controlling shareholders (R1) and controllers (R2) with their
    company, and companies tied by a controller, director, supervisor or executive of one who
    controls the other (R3). That a person serves in a company is `SERVES_AS` already. Two
    companies stand once, the lower number first.

    `frame.attrs["hubs"]` lists the parties that tie more than PAIRS pairs: these pairs are not
    stored, the ties of the party itself are, and `related_parties` answers in full.
    """
    version = rule_book(BOOK).on(moment.as_of)
    held = holdings(edition, moment)
    found = controls(held)
    state = np.zeros(held.nodes, bool)
    state[list(state_bodies(edition))] = True
    top = _highest(found, state, held.nodes)
    named = _of(found, (top & ~state[found.controller]) | found.ultimate)
    inside = _joined(_of(found, top & ~state[found.controller]), _posts(edition, moment))
    tied, hubs = _tied(inside, _of(found, ~state[found.controller]), held.nodes)
    frames = [
        _frame(edition, version, "R1", _shareholders(held, version)),
        _frame(edition, version, "R2", named),
        _frame(edition, version, "R3-controlled", tied[:4], tied[4]),
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame.attrs["hubs"] = hubs
    return frame


def _of(found: Controls, keep: npt.NDArray[np.bool_]) -> Ties:
    return found.controller[keep], found.company[keep], found.since[keep], found.known[keep]


def _joined(one: Ties, two: Ties) -> Ties:
    a, b, c, d = (np.concatenate(pair) for pair in zip(one, two, strict=True))
    return a, b, c, d


def _highest(found: Controls, state: npt.NDArray[np.bool_], nodes: int) -> npt.NDArray[np.bool_]:
    """Which pairs name a controller that no other, save state bodies, controls.

    Of those who control each other, the one of the lowest number.
    """
    below = found.company[~state[found.controller]]
    over = found.controller[~state[found.controller]]
    mutual = np.isin(below * nodes + over, over * nodes + below)
    lower = np.unique(below[~(mutual & (below < over))])
    return ~np.isin(found.controller, lower)


def _shareholders(held: Holdings, version: Version) -> Ties:
    pairs = direct(held)
    most = pairs.only(above(pairs.value, version.threshold("controlling_shareholder")))
    holder, company = np.divmod(most.key, np.int64(held.nodes))
    return holder, company, most.since, most.known


def _posts(edition: Edition, moment: Moment) -> Ties:
    """Directors, supervisors, executives and legal representatives with their companies."""
    parts: list[Ties] = []
    for kind in ("SERVES_AS", "LEGAL_REPRESENTATIVE_OF"):
        frame = f"edges/{kind}"
        names = ("valid_from", "valid_to", "known_from", "known_to")
        dated = [edition.column(frame, c) for c in names]
        starts = days.effective_start(*dated[:3])
        keep = days.holds(moment, starts, *dated[1:])
        if kind == "SERVES_AS":
            keep &= np.isin(edition.column(frame, "role").astype("U"), ROLES)
        rows = np.flatnonzero(keep)
        vague = (dated[0][rows] == EARLIEST) | (edition.column(frame, "precision")[rows] != "day")
        since = starts[rows].astype(np.int64) * 2 + vague
        src, dst = (edition.column(frame, c)[rows].astype(np.int64) for c in ("src", "dst"))
        parts.append((src, dst, since, dated[2][rows].astype(np.int64)))
    return _joined(parts[0], parts[1])


def _tied(
    inside: Ties, ruled: Ties, nodes: int
) -> tuple[tuple[Numbers, Numbers, Numbers, Numbers, Numbers], list[int]]:
    """Return pairs of companies, one with a party inside it that controls the other, and hubs.

    Of several parties that tie one pair, the one whose facts are known and hold the longest.
    """
    order = np.argsort(ruled[0], kind="stable")
    rulers, firms, since, known = (column[order] for column in ruled)
    starts = np.searchsorted(rulers, np.arange(nodes + 1)).astype(np.int64)
    ways = np.bincount(inside[0], minlength=nodes) * np.diff(starts)
    hub = ways > PAIRS
    keep = ~hub[inside[0]]
    party, company, tie_since, tie_known = (column[keep] for column in inside)
    owner, entry = spread(starts, party)
    one, two = company[owner], firms[entry]
    frame = pd.DataFrame(
        {
            "one": np.minimum(one, two),
            "two": np.maximum(one, two),
            "since": np.maximum(tie_since[owner], since[entry]),
            "known": np.maximum(tie_known[owner], known[entry]),
            "party": party[owner],
        }
    )[one != two]
    best = frame.sort_values(["one", "two", "since", "known", "party"], kind="stable")
    best = best.drop_duplicates(["one", "two"])
    columns = [best[c].to_numpy(np.int64) for c in ("one", "two", "since", "known", "party")]
    return (columns[0], columns[1], columns[2], columns[3], columns[4]), np.flatnonzero(
        hub
    ).tolist()


def _frame(
    edition: Edition,
    version: Version,
    test: str,
    ties: Ties,
    through: Numbers | None = None,
) -> pd.DataFrame:
    src, dst, since, known = ties
    rule = version.tests[test]
    basis = pd.Series([rule.title.zh] * len(src), dtype="object")
    if through is not None:
        basis = pd.Series([f"{rule.title.zh} · {party}" for party in edition.id_list(through)])
    values = {"rule": f"{version.book} {rule.key}", "basis": basis.to_numpy(object)}
    return dated_frame(src, dst, values, since, known, f"rule:{version.book}")
