"""The parts of `benchmarks.city` that run in a process of their own, each printing JSON lines.

python -m benchmarks.parts build HOME | paths HOME PAIRS | publish HOME | publish-plainly HOME
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd

from benchmarks import plain_publish
from graph.commands import connected
from graph.edition import Edition
from graph.home import Home
from graph.neo4j import publish as publish_edition
from qiji import build_edition


def build(home: str) -> None:
    """Build an edition, and print what each of its stages took."""
    marks: list[tuple[str, float, float]] = []

    def step(stage: str) -> None:
        marks.append((stage, time.perf_counter(), time.process_time()))

    build_edition(Home.at(home), step)
    step("end")
    for (stage, wall, cpu), (_, later, more) in pairwise(marks):
        print(json.dumps({"stage": stage, "seconds": later - wall, "cpu": more - cpu}))


def paths(home: str, pairs: str) -> None:
    """Look for the shortest path of each pair, and print what that took."""
    edition = Edition.current(home)
    number = {code: n for n, code in enumerate(edition.column("nodes/Company", "uscc")) if code}
    asked = pd.read_csv(pairs, dtype=str).map(number.get).dropna().astype(int)
    moment, found, spent = edition.moment(), 0, []
    for one, two in asked.itertuples(index=False, name=None):
        began = time.perf_counter()
        found += bool(edition.network.paths(one, two, moment, count=1).paths)
        spent.append(time.perf_counter() - began)
    p95 = float(np.percentile(spent, 95)) * 1000
    print(json.dumps({"stage": "paths", "seconds": sum(spent), "rows": found, "p95": p95}))


def publish(home: str) -> None:
    """Send an edition by Qiji, and once more, and print what that took."""
    edition = Edition.current(home)
    with connected(os.environ["QIJI_NEO4J_URI"]) as server:

        def send() -> int:
            report = publish_edition(server, edition, again=True)
            return report.nodes + report.edges

        told("`qiji publish`", send)
        told("`qiji publish --again`, all of it there already", send)


def publish_plainly(home: str) -> None:
    """Send an edition by the plain loader, and print what that took."""
    uri, edition = os.environ["QIJI_NEO4J_URI"], Edition.current(home)
    told("a plain driver, `UNWIND` and `CREATE`", lambda: plain_publish.send(uri, edition))


def told(stage: str, work: Callable[[], int]) -> None:
    """Run, and print the rows that it made and what it took."""
    began, cpu = time.perf_counter(), time.process_time()
    rows = work()
    spent = {"stage": stage, "seconds": time.perf_counter() - began, "rows": rows}
    print(json.dumps({**spent, "cpu": time.process_time() - cpu}), flush=True)


PARTS: dict[str, Callable[..., None]] = {
    "build": build,
    "paths": paths,
    "publish": publish,
    "publish-plainly": publish_plainly,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](*sys.argv[2:])
