"""Tiny editions of companies with lives: events, months, properties and edges by both clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph import sealing
from graph.days import EARLIEST, LATEST, parse_day
from graph.drafted import Draft
from graph.edition import Edition
from graph.home import Home
from graph.schema import layouts
from graph.search.writer import COLUMNS


def span(since: str = "", until: str = "", known: str = "", known_to: str = "") -> dict[str, Any]:
    """Return the four days of a fact; known since it began unless told."""
    start = parse_day(since) if since else EARLIEST
    return {
        "valid_from": start,
        "valid_to": parse_day(until) if until else LATEST,
        "known_from": parse_day(known) if known else start,
        "known_to": parse_day(known_to) if known_to else LATEST,
        "precision": "day",
        "source": "test",
    }


class Lives:
    """Companies `A`, `B` ... and persons `P...`; every fact is a source row of its own."""

    def __init__(self, home: Path) -> None:
        self.home = Home.at(home).make()
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.ids: dict[str, str] = {}

    def party(self, name: str) -> str:
        """Return a party's id, making the party when it is new."""
        if name not in self.ids:
            label = "Person" if name.startswith("P") else "Company"
            self.ids[name] = f"{label[0]}{len(self.ids) + 1:09d}"
            row = {"id": self.ids[name], "name": name, "kind": "company", "state_body": False}
            self.frames.setdefault(f"nodes/{label}", []).append(row)
        return self.ids[name]

    def fact(self, frame: str, row: dict[str, Any]) -> None:
        """Add a row that leads to a source row of its own."""
        place = len(self.frames.setdefault("records", []))
        told = {"table": "test", "delivery": "d1", "file": "f.csv", "line": place + 2, "row": place}
        self.frames["records"].append(told)
        self.frames.setdefault(frame, []).append(row | {"record": place})

    def event(self, who: str, kind: str, day: str, role: str = "subject", **more: Any) -> str:
        """Add an event; `until`, `known`, `known_to`, `title`, `number`, `amount`, `state`."""
        code = f"E{len(self.frames.get('nodes/Event', [])):016x}"
        days = {k: more.pop(k) for k in ("known", "known_to") if k in more}
        clocks = span(day, **days)
        until = parse_day(more.pop("until")) if "until" in more else LATEST
        row = {"id": code, "kind": kind, "day": clocks["valid_from"], "until": until, **more}
        self.fact("nodes/Event", clocks | row)
        edge = {"src": self.party(who), "dst": code, "role": role}
        self.fact("edges/PARTY_TO", clocks | edge)
        return code

    def property(self, who: str, name: str, value: str, since: str, **days: str) -> None:
        """Add a dated property."""
        row = {"node": self.party(who), "property": name, "value": value}
        self.fact("properties", span(since, **days) | row)

    def months(self, who: str, measure: str, first: str, values: list[float]) -> None:
        """Add months from the first on; each is known on the tenth of the month after it."""
        year, month = (int(n) for n in first.split("-"))
        for place, value in enumerate(values, year * 12 + month - 1):
            after = place + 1
            known = f"{after // 12:04d}-{after % 12 + 1:02d}-10"
            row = {"node": self.party(who), "measure": measure, "month": place, "value": value}
            days = {"known_from": parse_day(known), "known_to": LATEST}
            self.fact("series", row | days)

    def edge(self, kind: str, src: str, dst: str, since: str, **more: Any) -> None:
        """Add an edge; `share`, `until`, `known`, `known_to`."""
        days = {k: more.pop(k) for k in ("until", "known", "known_to") if k in more}
        row = {"src": self.party(src), "dst": self.party(dst), **more}
        self.fact(f"edges/{kind}", span(since, **days) | row)

    def firm(self, who: str, founded: str = "2015-03-02", uscc: str = "") -> None:
        """Add a sound company: registered, rated B, insured and selling from 2021 to 2024."""
        self.event(who, "REG_EST", founded)
        for name, value in (("name", f"{who}有限公司"), ("status", "active"), ("uscc", uscc)):
            if value:
                self.property(who, name, value, founded)
        self.property(who, "established_on", founded, founded)
        self.months(who, "headcount", "2021-01", [10.0, 12.0] * 24)
        self.months(who, "turnover", "2021-01", [100_000.0] * 48)
        self.property(who, "tax_credit_rating", "B", "2024-04-20")

    def build(self, data_day: str = "2025-06-30") -> Edition:
        """Write and seal the edition."""
        frames = {n: framed(n, rows) for n, rows in self.frames.items()}
        draft = Draft(frames, pd.DataFrame(columns=COLUMNS), date.fromisoformat(data_day))
        with self.home.lock("build"), sealing.beside(self.home) as path:
            sealing.write_base(path, draft)
            sealing.seal(self.home, path)
        return Edition.current(self.home)


def framed(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows with all columns of their layout."""
    return pd.DataFrame(rows).reindex(columns=[c.name for c in layouts()[name].columns])


@pytest.fixture(scope="session")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Lives]:
    """Makes tiny editions, each in a home of its own."""
    return lambda: Lives(tmp_path_factory.mktemp("lives"))
