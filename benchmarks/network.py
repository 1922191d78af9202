"""Neighbours, trajectories and paths at a million companies; prints p50 and p95.

    python benchmarks/network.py [--companies 1000000]

The graph is invented: holdings, offices, addresses and events with a few large hubs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from graph import sealing
from graph.days import EARLIEST, LATEST
from graph.drafted import Draft
from graph.edition import Edition
from graph.schema import EDGES, layouts


def draft(companies: int, rng: np.random.Generator) -> Draft:
    """Return a draft of a city: 1.2 people and 8 events a company."""
    people, events = int(companies * 1.2), companies * 8
    counts = {"Company": companies, "Person": people, "Event": events, "Address": companies // 2}
    prefixes = {"Company": "C", "Person": "P", "Event": "E", "Address": "A"}
    codes: list[np.ndarray] = []
    starts: dict[str, int] = {}
    for label, count in counts.items():
        starts[label] = sum(len(c) for c in codes)
        codes.append(np.char.add(prefixes[label], np.char.zfill(np.arange(count).astype(str), 9)))
    frames: dict[str, pd.DataFrame] = {}
    for label, ids in zip(counts, codes, strict=True):
        columns = {c.name: None for c in layouts()[f"nodes/{label}"].columns}
        frames[f"nodes/{label}"] = pd.DataFrame({**columns, "id": ids.astype(object)})
    frames["nodes/Event"] = frames["nodes/Event"].assign(kind="EXEC", record=-1)
    frames["nodes/Event"]["day"] = rng.integers(14000, 20000, events)

    def edges(name: str, src: np.ndarray, dst: np.ndarray) -> None:
        start = rng.integers(14000, 20000, len(src))
        frames[f"edges/{name}"] = pd.DataFrame(
            {
                **{c.name: None for c in EDGES[name].columns},
                "src": src,
                "dst": dst,
                "valid_from": start,
                "valid_to": np.where(rng.random(len(src)) < 0.2, start + 1000, LATEST),
                "known_from": start,
                "known_to": LATEST,
                "precision": "day",
                "source": "benchmark",
                "record": -1,
            }
        )

    def some(label: str, count: int, skew: float = 1.0) -> np.ndarray:
        return starts[label] + (rng.random(count) ** skew * counts[label]).astype(np.int64)

    every = np.arange(companies)
    edges("LEGAL_REPRESENTATIVE_OF", some("Person", companies), every)
    edges("SERVES_AS", some("Person", companies * 2), np.tile(every, 2))
    edges("OWNS", some("Person", int(companies * 1.6), 1.2), some("Company", int(companies * 1.6)))
    holder = some("Company", companies // 4, 1.5)
    edges("GUARANTEES", holder, some("Company", companies // 4))
    edges("LOCATED_AT", every, some("Address", companies, 2.5))
    edges("PARTY_TO", some("Company", events, 1.5), starts["Event"] + np.arange(events))
    names = pd.DataFrame(
        {
            "node_id": ["C000000000"], "label": ["Company"], "text": ["甲"], "kind": ["name"],
            "valid_from": [EARLIEST], "valid_to": [LATEST], "known_from": [EARLIEST],
            "known_to": [LATEST], "rank": [0],
        }
    )  # fmt: skip
    return Draft(frames, names, date(2024, 12, 31), starts=starts)


def timed(label: str, work: Callable[[int], object], picks: np.ndarray) -> None:
    """Print p50 and p95 of some work over picked nodes, in milliseconds."""
    spent = []
    for pick in picks.tolist():
        start = time.perf_counter()
        work(pick)
        spent.append((time.perf_counter() - start) * 1000)
    p50, p95 = np.percentile(spent, [50, 95])
    print(f"{label:28} p50 {p50:8.3f} ms   p95 {p95:8.3f} ms   worst {max(spent):8.3f} ms")


def main() -> None:
    """Make the city, write it, and ask it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=500)
    given = parser.parse_args()
    rng = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition"
        path.mkdir()
        start = time.perf_counter()
        sealing.write_base(path, draft(given.companies, rng))
        print(f"written in {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        edition = Edition.open(path, sealed=False)
        network, moment = edition.network, edition.moment()
        print(f"opened in {(time.perf_counter() - start) * 1000:.1f} ms; {network.size:,} nodes")
        picks = rng.integers(0, given.companies, given.asked)
        timed("neighbours on a day", lambda n: network.neighbours(n, moment), picks)
        timed(
            "one trajectory",
            lambda n: edition.event_rows(network.trajectory(n, moment).other),
            picks,
        )
        other = rng.permutation(picks)
        pairs = dict(zip(picks.tolist(), other.tolist(), strict=True))
        timed("path of up to six steps", lambda n: network.paths(n, pairs[n], moment), picks)
        timed(
            "neighbourhood, two steps", lambda n: network.neighbourhood([n], moment, steps=2), picks
        )


if __name__ == "__main__":
    main()
