"""The parts of `benchmarks.city` that run in a process of their own, each printing JSON lines.

python -m benchmarks.parts build HOME | paths HOME PAIRS
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd

from graph.edition import Edition
from graph.home import Home
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


PARTS: dict[str, Callable[..., None]] = {
    "build": build,
    "paths": paths,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](*sys.argv[2:])
