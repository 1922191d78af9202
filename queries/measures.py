"""What an indicator can measure, on arrays: one company or a city, by the same code.

Each measure takes a cut edition and a declared indicator and returns a value a company (NaN: not
known) with the facts that made it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST
from graph.kinds import NOTHING
from queries.control import controls
from queries.cut import CutEdition
from queries.cut_rows import Events, Floats, Ints, Months
from queries.holdings import Holdings
from queries.scales.declared import Happened, Indicator

Measure = Callable[[CutEdition, Indicator], "Measured"]
# A repaired record is no longer used (36号令 art. 3); what was lawfully deferred is no arrears.
UNCOUNTED = ("repaired", *NOTHING)


@dataclass(frozen=True, eq=False)
class Facts:
    """What made a value: one entry a company and source row; `event` -1 where it is no event."""

    at: Ints
    event: Ints
    record: Ints

    @classmethod
    def of(cls, at: Ints, record: Ints, event: Ints | None = None) -> Facts:
        """Return facts, of events or of other rows."""
        events = np.full(len(at), -1, np.int64) if event is None else event
        return cls(at, events, np.asarray(record, np.int64))


@dataclass(frozen=True, eq=False)
class Measured:
    """A value a company, NaN where it is not known, and the facts behind them."""

    value: Floats
    facts: Facts


def happened(cut: CutEdition, which: Happened, nodes: Ints | None = None) -> Events:
    """Return the events that a declaration means, once a party and event."""
    found = cut.events(which.kinds, which.roles, nodes)
    day = cut.moment.as_of
    states = UNCOUNTED if which.state == "any" else (*UNCOUNTED, "ended")
    keep = ~cut.says(found.state, "nodes/Event", "state", states)
    if which.window is not None:
        keep &= found.day > day - which.window
    if which.state == "in_force":
        term = which.term(day)
        until = found.until if term is None else np.minimum(found.until, found.day + term)
        keep &= day < until
    for excuse in which.excused:
        keep &= (found.day < excuse.start) | (found.day >= excuse.until)
    found = found.only(keep)
    order = np.lexsort([found.event, found.at])
    at, event = found.at[order], found.event[order]
    first = np.r_[True, (at[1:] != at[:-1]) | (event[1:] != event[:-1])][: len(order)]
    return found.only(order[first])


def count(cut: CutEdition, indicator: Indicator) -> Measured:
    """How many events there were."""
    found = happened(cut, indicator.happened)
    return Measured(_sums(cut, found.at), Facts.of(found.at, found.record, found.event))


def total(cut: CutEdition, indicator: Indicator) -> Measured:
    """The sum of the events' amounts, CNY yuan; what is not stated adds nothing."""
    found = happened(cut, indicator.happened)
    value = _sums(cut, found.at, np.nan_to_num(found.amount))
    return Measured(value, Facts.of(found.at, found.record, found.event))


def days_since(cut: CutEdition, indicator: Indicator) -> Measured:
    """Days since the first or the last event; not known where there was none."""
    found = happened(cut, indicator.happened)
    order = np.lexsort([found.day if indicator.first else -found.day, found.at])
    found = found.only(order)
    chosen = found.only(np.r_[True, found.at[1:] != found.at[:-1]][: len(order)])
    value = np.full(len(cut), np.nan)
    value[chosen.at] = cut.moment.as_of - chosen.day
    return Measured(value, Facts.of(chosen.at, chosen.record, chosen.event))


def streak(cut: CutEdition, indicator: Indicator) -> Measured:
    """How many of the latest events in a row bear the word asked; not known where none is."""
    found = happened(cut, indicator.happened)
    found = found.only(np.lexsort([-found.event, -found.day, found.at]))
    equal = cut.texts("title", found.event) == indicator.equals
    begin = np.r_[True, found.at[1:] != found.at[:-1]][: len(found.at)]
    broken = np.cumsum(~equal)
    before = np.maximum.accumulate(np.where(begin, broken - ~equal, 0)) if len(begin) else broken
    kept = equal & (broken == before)
    value = np.full(len(cut), np.nan)
    value[found.at] = 0.0
    value += _sums(cut, found.at[kept])
    found = found.only(kept)
    return Measured(value, Facts.of(found.at, found.record, found.event))


def latest(cut: CutEdition, indicator: Indicator) -> Measured:
    """Which of the declared words a property says, as its place; an old or other one says none."""
    found = cut.values(str(indicator.property))
    place = pd.Index(indicator.words).get_indexer(pd.Index(found.value, dtype="object"))
    keep = place >= 0
    if indicator.window is not None:
        keep &= found.start > cut.moment.as_of - indicator.window
    value = np.full(len(cut), np.nan)
    value[found.at[keep]] = place[keep]
    return Measured(value, Facts.of(found.at[keep], found.record[keep]))


# --- months ---------------------------------------------------------------------------------


def _months(cut: CutEdition, indicator: Indicator, before: int = 0) -> Months:
    return cut.months(str(indicator.series), indicator.months + before)


def slope(cut: CutEdition, indicator: Indicator) -> Measured:
    """Change in a year as a share of the mean, by the least-squares line through the months."""
    found = _months(cut, indicator)
    x = (found.month - (found.month.max() if len(found.month) else 0)).astype(np.float64)
    n, sx, sy = (_sums(cut, found.at, w) for w in (None, x, found.value))
    sxx, sxy = _sums(cut, found.at, x * x), _sums(cut, found.at, x * found.value)
    spread = n * sxx - sx * sx
    mean = sy / np.maximum(n, 1)
    known = (n >= indicator.least) & (spread > 0) & (mean > indicator.floor)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(known, 12 * (n * sxy - sx * sy) / spread / mean, np.nan)
    return Measured(value, Facts.of(found.at, found.record))


def volatility(cut: CutEdition, indicator: Indicator) -> Measured:
    """Standard deviation over mean."""
    found = _months(cut, indicator)
    n, sums = _sums(cut, found.at), _sums(cut, found.at, found.value)
    mean = sums / np.maximum(n, 1)
    away = found.value - mean[found.at]
    deviation = np.sqrt(_sums(cut, found.at, away * away) / np.maximum(n, 1))
    known = (n >= indicator.least) & (mean >= indicator.floor) & (mean > 0)
    value = np.where(known, deviation / np.where(mean > 0, mean, 1.0), np.nan)
    return Measured(value, Facts.of(found.at, found.record))


def largest_drop(cut: CutEdition, indicator: Indicator) -> Measured:
    """The largest fall from one month to the month `span` later, as a share; 0: none fell.

    A month that nobody reported is no fall: silence says nothing.
    """
    found = _months(cut, indicator, before=indicator.span)
    room = np.int64(1 << 20)
    key = found.at * room + found.month
    place, there = _found(key, key - indicator.span)
    before = np.where(there, found.value[place], np.nan) if len(key) else np.empty(0)
    usable = there & (before >= max(indicator.floor, 1e-9))
    fall = np.full(len(key), -1.0)
    fall[usable] = 1 - found.value[usable] / before[usable]
    known = _sums(cut, found.at) >= indicator.least
    known &= _sums(cut, found.at[usable]) > 0
    most = np.zeros(len(cut))
    np.maximum.at(most, found.at[usable], fall[usable])
    worst = usable & (fall > 0) & (fall == most[found.at])
    ends = np.flatnonzero(worst)
    at = np.concatenate([found.at[ends], found.at[ends]])
    rows = np.concatenate([place[ends], ends]).astype(np.int64)
    value = np.where(known, most, np.nan)
    return Measured(value, Facts.of(at, found.record[rows]))


def _found(keys: Ints, wanted: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return where each wanted key stands among rising keys, and whether it does."""
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, bool)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1).astype(np.int64)
    return place, keys[place] == wanted


def _sums(cut: CutEdition, at: Ints, weights: Floats | None = None) -> Floats:
    return np.bincount(at, weights, minlength=len(cut)).astype(np.float64)


# --- neighbours -----------------------------------------------------------------------------


def neighbours(cut: CutEdition, indicator: Indicator) -> Measured:
    """How many parties, tied by law, have an event; the facts are the events and the ties."""
    pairs = NEIGHBOURS[str(indicator.through)](cut, indicator.happened)
    if not len(pairs):
        none = np.empty(0, np.int64)
        return Measured(np.zeros(len(cut)), Facts(none, none, none))
    tied = pairs.drop_duplicates(["at", "other"])
    facts = pd.concat(
        [pairs[["at", "event", "record"]], pairs[["at", "tie"]].rename(columns={"tie": "record"})]
    )
    facts = facts[facts["record"] >= 0].fillna({"event": -1}).drop_duplicates()
    facts = facts.sort_values(["at", "event", "record"], kind="stable")
    at, event, record = (facts[c].to_numpy(np.int64) for c in ("at", "event", "record"))
    return Measured(_sums(cut, tied["at"].to_numpy(np.int64)), Facts(at, event, record))


def _with_events(cut: CutEdition, ties: pd.DataFrame, which: Happened) -> pd.DataFrame:
    """Return ties (`at`, `other`, `tie`) to parties that have an event, one row an event."""
    nodes = np.unique(ties["other"].to_numpy(np.int64))
    found = happened(cut, which, nodes)
    if not len(found.at):
        return ties.iloc[:0].assign(event=np.empty(0, np.int64), record=np.empty(0, np.int64))
    events = pd.DataFrame({"other": nodes[found.at], "event": found.event, "record": found.record})
    return ties.merge(events, on="other")


def _representative(cut: CutEdition, which: Happened) -> pd.DataFrame:
    return _with_events(cut, _represented(cut), which)


def _represented(cut: CutEdition) -> pd.DataFrame:
    kind = "LEGAL_REPRESENTATIVE_OF"
    held = cut.links(kind, out=False)
    return pd.DataFrame({"at": held.at, "other": held.other, "tie": cut.records(kind, held.row)})


def _same_representative(cut: CutEdition, which: Happened) -> pd.DataFrame:
    """The other companies of a company's legal representative."""
    kind = "LEGAL_REPRESENTATIVE_OF"
    own = _represented(cut).rename(columns={"other": "person", "tie": "own"})
    persons = np.unique(own["person"].to_numpy(np.int64))
    held = cut.links(kind, out=True, nodes=persons)
    others = pd.DataFrame(
        {"person": persons[held.at], "other": held.other, "tie": cut.records(kind, held.row)}
    )
    # Those with an event are few: they are found before anybody is paired with them.
    listed = _with_events(cut, others.assign(at=0), which).drop(columns="at")
    if not len(listed):
        return listed
    found = own.merge(listed, on="person")
    itself = cut.nodes[found["at"].to_numpy(np.int64)] == found["other"].to_numpy()
    kept: pd.DataFrame = found.loc[~itself]
    return kept


def _controlled(cut: CutEdition, which: Happened) -> pd.DataFrame:
    """The companies that a company controls; the ties are the holdings that cast the votes."""
    held = cut.holdings()
    holders = cut.nodes[held.held_from[cut.nodes + 1] > held.held_from[cut.nodes]]
    none = pd.DataFrame({c: np.empty(0, np.int64) for c in ("at", "other", "tie")})
    if not len(holders):
        return _with_events(cut, none, which)
    nodes = held.reach(holders, up=False)
    part = held.among(nodes)
    found = controls(part)
    pairs = pd.DataFrame({"holder": nodes[found.controller], "other": nodes[found.company]})
    pairs = pairs[np.isin(pairs["holder"], cut.nodes)]
    ties = pairs.assign(at=np.searchsorted(cut.nodes, pairs["holder"]), tie=-1)
    listed = _with_events(cut, ties, which)
    return _with_votes(cut, held, pairs, listed) if len(listed) else listed


def _with_votes(
    cut: CutEdition, held: Holdings, pairs: pd.DataFrame, listed: pd.DataFrame
) -> pd.DataFrame:
    """Add, as ties, the holdings of a controller and of what it controls in the company."""
    targets = np.unique(listed["other"])
    entries = np.concatenate([held.holders_of(int(t)) for t in targets])
    votes = pd.DataFrame({"member": held.src[entries], "other": held.dst[entries]})
    votes["vote"] = cut.records("OWNS", held.edge[entries].astype(np.int64))
    own = pd.DataFrame({"holder": cut.nodes, "member": cut.nodes})
    inside = pd.concat([pairs.rename(columns={"other": "member"}), own])
    cast = votes.merge(inside, on="member")
    joined = listed.merge(cast[["holder", "other", "vote"]], on=["holder", "other"], how="left")
    return joined.assign(tie=joined["vote"].fillna(-1).astype(np.int64))


NEIGHBOURS: dict[str, Callable[[CutEdition, Happened], pd.DataFrame]] = {
    "representative": _representative,
    "controlled": _controlled,
    "same_representative": _same_representative,
}

MEASURES: dict[str, Measure] = {
    "count": count,
    "sum": total,
    "days_since": days_since,
    "streak": streak,
    "latest": latest,
    "slope": slope,
    "volatility": volatility,
    "largest_drop": largest_drop,
    "neighbours": neighbours,
}

__all__ = ["EARLIEST", "LATEST", "MEASURES", "Facts", "Measure", "Measured", "happened"]
