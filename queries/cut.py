"""An edition cut to a moment: all that an indicator may see.

A grade as of a day sees nothing that had not begun or was not known on it. `CutEdition` hands out
rows that stand within its moment and refuses every other: whatever of an edition is not offered
here raises LeakError. It is cut to some companies (one, or all of a city), and everything comes
as arrays whose `at` is a place among them, so one company and a city are counted by the same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Never

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph import days
from graph.days import EARLIEST, Moment
from graph.edition import Edition, as_array, month_end
from graph.errors import LeakError
from graph.kinds import KINDS
from queries.cut_rows import (
    AFTER_AT,
    Events,
    Flags,
    Ints,
    Links,
    Months,
    Rows,
    Values,
    one_a_month,
    places,
    plain,
    rows_of,
    words_of,
)
from queries.holdings import Holdings, holdings

FEW = 1000  # [param] so many companies are looked up one by one; more are read as whole frames


class CutEdition:
    """An edition as it was known at a moment, for some companies.

    Args:
        edition: the whole edition.
        moment: the two clocks.
        companies: numbers of the companies; None: all.
    """

    def __init__(
        self, edition: Edition, moment: Moment, companies: Sequence[int] | None = None
    ) -> None:
        self._edition = edition
        self.moment = moment
        self.whole = companies is None
        chosen = edition.span("Company") if companies is None else sorted(set(companies))
        self.nodes = np.array(chosen, np.int64)
        self._codes: dict[tuple[str, str], dict[str, int]] = {}
        self._months: dict[tuple[str, int], Months] = {}
        self._values: dict[str, Values] = {}

    def __len__(self) -> int:
        return len(self.nodes)

    def __getattr__(self, name: str) -> Never:
        if hasattr(Edition, name):
            raise LeakError(
                f"An indicator reached for `{name}` of the edition, which is not cut to "
                f"{self.moment.day}; let it use what CutEdition offers.",
                name=name,
            )
        raise AttributeError(name)

    # --- single rows: the guard -----------------------------------------------------------

    def rows(self, name: str, rows: Sequence[int]) -> pd.DataFrame:
        """Return some rows of a dated frame.

        Raises:
            LeakError: one of them had not begun, or was not known, at the moment; or the frame
                has no days to cut it by.
        """
        frame = self._edition.rows(name, np.asarray(rows, np.int64))
        self._refuse(name, np.asarray(rows), frame)
        return frame

    def require(self, events: npt.NDArray[np.integer[Any]]) -> None:
        """Refuse events that lie outside the moment.

        Raises:
            LeakError: one does.
        """
        self._within("nodes/Event", np.unique(events) - self._edition.span("Event").start)

    def _within(self, name: str, rows: npt.NDArray[np.integer[Any]]) -> None:
        """Refuse rows of a frame that lie outside the moment, by reading their days alone."""
        own = ("day",) if name == "nodes/Event" else ("valid_from", "valid_to")
        columns = (*own, "known_from", "known_to")
        frame = pd.DataFrame({c: self._plain(name, c, rows) for c in columns})
        self._refuse(name, rows, frame)

    def _refuse(self, name: str, rows: npt.NDArray[Any], frame: pd.DataFrame) -> None:
        bad = ~self._visible(name, frame)
        if bad.any():
            raise LeakError(
                f"Row {int(rows[bad][0])} of {name} had not begun or was not known "
                f"by {self.moment.day} (known on {self.moment.known_day}); a grade may not use it.",
                frame=name,
            )

    def _visible(self, name: str, frame: pd.DataFrame) -> Flags:
        columns = {c: frame[c].to_numpy() for c in frame}
        if name == "series":
            begun = month_end(columns["month"]) <= self.moment.as_of
        elif "day" in columns:
            start = np.where(columns["day"] == EARLIEST, columns["known_from"], columns["day"])
            begun = start <= self.moment.as_of
        elif "valid_from" in columns:
            dated = (columns[c] for c in ("valid_from", "valid_to", "known_from"))
            begun = days.effective_start(*dated) <= self.moment.as_of
        else:
            raise LeakError(
                f"{name} says how things stand on the edition's data day and cannot be cut to "
                f"{self.moment.day}; a grade may not use it.",
                frame=name,
            )
        return begun & self._known(columns["known_from"], columns["known_to"])

    def _known(self, known_from: days.Days, known_to: days.Days) -> Flags:
        return (known_from <= self.moment.known_on) & (self.moment.known_on < known_to)

    # --- events ---------------------------------------------------------------------------

    def events(
        self, kinds: Sequence[str], roles: Sequence[str] = (), nodes: Ints | None = None
    ) -> Events:
        """Return the events of some kinds in which nodes took part in some roles.

        Args:
            roles: none given means any.
            nodes: numbers, rising; the companies unless told.
        """
        asked = self.nodes if nodes is None else nodes
        if self.whole:
            found = self._all_events
        elif nodes is None:
            found = self._own_events
        else:
            found = self._gathered(nodes)
        keep = self.says(found.kind, "nodes/Event", "kind", kinds)
        if roles:
            keep &= self.says(found.role, "edges/PARTY_TO", "role", roles)
        found = found.only(keep)
        if not self.whole:
            return found
        place, inside = places(asked, found.at)
        found = found.only(inside)
        return Events(place[inside], *(getattr(found, n) for n in AFTER_AT))

    @cached_property
    def _own_events(self) -> Events:
        return self._gathered(self.nodes)

    @cached_property
    def _all_events(self) -> Events:
        """Every party's events; `at` is the party's number."""
        rows = slice(0, self._edition.table("edges/PARTY_TO").num_rows)
        return self._ended(self._events(rows, self._plain("edges/PARTY_TO", "src", rows)))

    def _gathered(self, nodes: Ints) -> Events:
        place, rows = self._from(nodes, "edges/PARTY_TO")
        return self._ended(self._events(rows, place))

    def _from(self, nodes: Ints, name: str) -> tuple[Ints, Ints]:
        """Return the rows of an edge frame whose source is among nodes: (place, row)."""
        return rows_of(self._plain(name, "src", slice(None)), nodes)

    def _events(self, rows: Rows, at: Ints) -> Events:
        link, event = "edges/PARTY_TO", "nodes/Event"
        known = self._known(*(self._plain(link, c, rows) for c in ("known_from", "known_to")))
        number = self._plain(link, "dst", rows)[known]
        where = number - self._edition.span("Event").start
        columns = {
            c: self._plain(event, c, where)
            for c in ("day", "known_from", "known_to", "until", "amount", "kind", "state", "record")
        }
        start = np.where(columns["day"] == EARLIEST, columns["known_from"], columns["day"])
        begun = (start <= self.moment.as_of) & self._known(
            columns["known_from"], columns["known_to"]
        )
        return Events(
            at[known][begun].astype(np.int64),
            number[begun].astype(np.int64),
            columns["kind"][begun],
            self._plain(link, "role", rows)[known][begun],
            start[begun].astype(np.int64),
            *(columns[c][begun] for c in ("until", "amount", "state", "record")),
        )

    def _ended(self, found: Events) -> Events:
        """Let an entry that a later row ends (移出) end on that day, where it names no end."""
        until = found.until.astype(np.int64)
        for kind in (k for k in KINDS.values() if k.opens):
            listed, removed = (
                self.says(found.kind, "nodes/Event", "kind", [code])
                for code in (kind.opens, kind.code)
            )
            begun = np.flatnonzero(listed & (until == days.LATEST))
            over = np.flatnonzero(removed)
            if len(begun) and len(over):
                until[begun] = self._ends(found, begun, over)
        return replace(found, until=until)

    def _ends(self, found: Events, begun: Ints, over: Ints) -> Ints:
        """Return the day after the first removal of the same party and number, else LATEST."""
        frames = [
            pd.DataFrame(
                {
                    "at": found.at[rows],
                    "day": found.day[rows],
                    "number": pd.Series(
                        self.texts("number", found.event[rows]), dtype="object"
                    ).fillna(""),
                }
            ).assign(place=np.arange(len(rows)))
            for rows in (begun, over)
        ]
        listed, removed = (f.sort_values("day", kind="stable") for f in frames)
        removed = removed.assign(end=removed["day"] + 1).drop(columns="place")
        joined = pd.merge_asof(listed, removed, on="day", by=["at", "number"], direction="forward")
        ends = joined["end"].fillna(days.LATEST).to_numpy(np.int64)
        result: Ints = np.empty(len(begun), np.int64)
        result[joined["place"].to_numpy()] = ends
        return result

    def texts(self, column: str, events: Ints) -> npt.NDArray[np.object_]:
        """Return a text column of events that were handed out (`title`, `number`, `authority`)."""
        rows = events - self._edition.span("Event").start
        self._within("nodes/Event", rows)
        part = self._edition.table("nodes/Event").column(column).take(pa.array(rows))
        return as_array(part, column)

    # --- months, properties, edges --------------------------------------------------------

    def months(self, measure: str, count: int) -> Months:
        """Return a monthly measure over the last `count` months that were over on the day."""
        if (measure, count) not in self._months:
            self._months[measure, count] = self._read_months(measure, count)
        return self._months[measure, count]

    def _read_months(self, measure: str, count: int) -> Months:
        after = np.int64(self.moment.as_of + 1).astype("datetime64[D]").astype("datetime64[M]")
        last = int(after.astype(np.int64)) + 1970 * 12 - 1
        rows: Rows = slice(0, self._edition.table("series").num_rows)
        if not self.whole:
            rows = self._ranges("series", "node")[1]
        month = self._plain("series", "month", rows)
        keep = (month <= last) & (month > last - count)
        keep &= self.says(self._plain("series", "measure", rows), "series", "measure", [measure])
        chosen = np.flatnonzero(keep) if isinstance(rows, slice) else rows[keep]
        known = self._known(*(self._plain("series", c, chosen) for c in ("known_from", "known_to")))
        chosen = chosen[known]
        place, _ = places(self.nodes, self._plain("series", "node", chosen))
        columns = (self._plain("series", c, chosen) for c in ("month", "value", "record"))
        return one_a_month(Months(place, *columns))

    def _ranges(self, name: str, column: str) -> tuple[Ints, Ints]:
        """Return the rows of the companies in a frame sorted by a column: (place, row)."""
        return rows_of(self._plain(name, column, slice(None)), self.nodes)

    def values(self, name: str) -> Values:
        """Return what a property of one value a day says at the moment; the latest start wins."""
        if name not in self._values:
            self._values[name] = self._read_values(name)
        return self._values[name]

    def _read_values(self, name: str) -> Values:
        at, rows = self._ranges("properties", "node")
        said = self._plain("properties", "property", rows)
        keep = self.says(said, "properties", "property", [name])
        at, rows = at[keep], rows[keep]
        dated = [
            self._plain("properties", c, rows)
            for c in ("valid_from", "valid_to", "known_from", "known_to")
        ]
        start = days.effective_start(*dated[:3])
        held = days.holds(self.moment, start, *dated[1:])
        at, rows, start, known = at[held], rows[held], start[held], dated[2][held]
        record = self._plain("properties", "record", rows)
        order = np.lexsort([record, known, start, at])
        last = order[np.r_[at[order][1:] != at[order][:-1], True][: len(order)]]
        value = as_array(
            self._edition.table("properties").column("value").take(pa.array(rows[last])), "value"
        )
        return Values(at[last], value, start[last].astype(np.int64), record[last])

    def links(self, kind: str, *, out: bool, nodes: Ints | None = None) -> Links:
        """Return the edges of a type whose source (`out`) or target is among nodes."""
        asked = self.nodes if nodes is None else nodes
        name = f"edges/{kind}"
        if out:
            at, rows = self._from(asked, name)
        elif len(asked) <= FEW:
            at, rows = self._into(kind, asked)
        else:
            place, inside = places(asked, self._plain(name, "dst", slice(None)))
            rows = np.flatnonzero(inside)
            at = place[rows]
        dated = [
            self._plain(name, c, rows) for c in ("valid_from", "valid_to", "known_from", "known_to")
        ]
        held = days.holds(self.moment, days.effective_start(*dated[:3]), *dated[1:])
        other = self._plain(name, "dst" if out else "src", rows[held]).astype(np.int64)
        return Links(at[held], other, rows[held])

    def _into(self, kind: str, nodes: Ints) -> tuple[Ints, Ints]:
        network = self._edition.network
        found = [network.neighbours(int(n), self.moment, (kind,), out=False).edge for n in nodes]
        at = np.repeat(np.arange(len(nodes)), [len(rows) for rows in found])
        return at, np.concatenate([*found, np.empty(0)]).astype(np.int64)

    def records(self, kind: str, rows: Ints) -> Ints:
        """Return the source records of edges that were handed out."""
        self._within(f"edges/{kind}", rows)
        return self._plain(f"edges/{kind}", "record", rows).astype(np.int64)

    def holdings(self) -> Holdings:
        """Return who holds whom at the moment."""
        return holdings(self._edition, self.moment)

    # --- columns --------------------------------------------------------------------------

    def _plain(self, name: str, column: str, rows: Rows) -> npt.NDArray[Any]:
        return plain(self._edition, name, column, rows)

    def says(self, codes: npt.NDArray[Any], name: str, column: str, wanted: Sequence[str]) -> Flags:
        """Return which codes of a column of words stand for one of the words wanted."""
        place = self._codes.get((name, column))
        if place is None:
            words = words_of(self._edition, name, column)
            place = self._codes[(name, column)] = {word: code for code, word in enumerate(words)}
        table = np.zeros(len(place) + 1, bool)  # the last stands for no word, code -1
        table[[place[w] for w in wanted if w in place]] = True
        found: Flags = table[codes]
        return found
