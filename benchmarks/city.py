"""A city from raw files to a verified edition, stage by stage, beside plain pandas and networkx.

    python -m benchmarks.city --companies 100000 [--plain-companies N] [--neo4j] [--published N]

Each stage is a process of its own. Seconds are wall clock; CPU seconds are of all its threads;
the peak is what it and the processes that it started held in memory at most, mapped files that it
touched included.
`--neo4j` publishes a city of `--published` companies to local servers, as
`benchmarks.publishing` does. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

ROOT = Path(__file__).parent.parent
MONTHS = 24
LOOK = 0.1  # seconds between two looks at memory
PAIRS = 500  # of companies, between which paths are looked for
STEPS = 4  # of the walk that made half of the pairs


@dataclass(frozen=True)
class Spent:
    """What a process took: seconds, CPU seconds, GB at its peak, and the JSON lines it printed."""

    seconds: float
    cpu: float
    peak: float
    lines: list[dict[str, Any]] = field(default_factory=list)

    def stage(self, name: str) -> dict[str, Any]:
        """Return what it printed of one of its stages."""
        (found,) = (line for line in self.lines if line.get("stage") == name)
        return found


def run(*words: str | Path, environment: dict[str, str] | None = None) -> Spent:
    """Run a Python module in a process of its own."""
    began = time.perf_counter()
    command = [sys.executable, "-m", *map(str, words)]
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=told,
            env={**os.environ, **(environment or {})},
            process_group=0,
        )
        with watched(process.pid) as held:
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed")
        told.seek(0)
        lines = [json.loads(line) for line in told if line.startswith("{")]
    spent = usage.ru_utime + usage.ru_stime
    peak = max(usage.ru_maxrss, *held) / 1024**2
    return Spent(time.perf_counter() - began, spent, peak, lines)


@contextmanager
def watched(group: int) -> Iterator[list[int]]:
    """Give a list that fills with the memory, in KB, of a group of processes taken together."""
    held, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(LOOK):
            held.append(sum(map(memory, members(group))))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield held
    finally:
        done.set()
        watcher.join()


def members(group: int) -> Iterator[Path]:
    """Yield the folders in /proc of a group's processes."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(folder.name)) == group:
                yield folder


def memory(process: Path) -> int:
    """Return what a process holds in KB, its part of what it shares with others (Pss)."""
    with suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


# --- cities -------------------------------------------------------------------------------------


def make(folder: Path, companies: int) -> tuple[Spent, Path]:
    """Make a city; return what that took, and the folder of its delivery."""
    words = ("--deliveries", "1", "--series-months", str(MONTHS), "--out", str(folder))
    spent = run("fixtures.city", "--companies", str(companies), *words)
    (delivery,) = folder.glob("2*")
    return spent, delivery


def load(delivery: Path, home: Path) -> Spent:
    """Load a delivery into a home."""
    return run("qiji", "load", delivery, "--received", delivery.name, "--home", home)


def pairs_of(city: Path, file: Path) -> None:
    """Write pairs of companies: half drawn at random, half some steps apart by people."""
    rng = np.random.default_rng(5)
    truth = city / "truth"
    firms = _truth(truth, "companies").set_index("company")["uscc"]
    ties = pd.concat([_truth(truth, "representatives"), _truth(truth, "holdings")])
    graph: nx.Graph[str] = nx.Graph()
    ends = ties["person"].fillna(ties["holder"])
    graph.add_edges_from(zip(ends, ties["company"], strict=True))
    chosen = firms.index.to_numpy()
    one = rng.choice(chosen, PAIRS)
    two = rng.choice(chosen, PAIRS)
    for place in range(0, PAIRS, 2):
        at = one[place]
        for _ in range(STEPS):
            near = sorted(graph[at]) if at in graph else [at]
            at = near[rng.integers(0, len(near))]
        two[place] = at if at in firms.index else two[place]
    pd.DataFrame({"one": firms[one].to_numpy(), "two": firms[two].to_numpy()}).to_csv(
        file, index=False
    )


def _truth(folder: Path, name: str) -> pd.DataFrame:
    files = [
        f for f in folder.glob(f"{name}*.csv") if f.stem[len(name) :].strip("_0123456789") == ""
    ]
    return pd.concat([pd.read_csv(file, dtype=str) for file in sorted(files)], ignore_index=True)


# --- tables -------------------------------------------------------------------------------------


def table(header: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    print("\n| " + " | ".join(header) + " |")
    print("|" + " --- |" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def figures(seconds: float, cpu: float, rows: int, peak: float | None) -> list[str]:
    """Return the figures of a stage as they are printed."""
    rate = f"{rows / seconds:,.0f}" if rows else ""
    return [f"{seconds:.2f}", f"{cpu:.2f}", rate, "" if peak is None else f"{peak:.2f}"]


@dataclass(frozen=True)
class Taken:
    """A city taken from raw files to an edition and asked: its delivery, what each part took."""

    delivery: Path
    loaded: Spent
    built: Spent
    asked: Spent


def whole(folder: Path, companies: int) -> Taken:
    """Take a city from raw files to an edition, print its stages, and return them."""
    city, home = folder / "city", folder / "home"
    folder.mkdir()
    made, delivery = make(city, companies)
    pairs_of(city, folder / "pairs.csv")
    loaded = load(delivery, home)
    rows = counted(home)
    built = run("benchmarks.parts", "build", home)
    asked = run("benchmarks.parts", "paths", home, folder / "pairs.csv")
    lines = [["make the city (not counted)", *figures(made.seconds, made.cpu, rows, made.peak)]]
    lines.append(["`qiji load`", *figures(loaded.seconds, loaded.cpu, rows, loaded.peak)])
    lines.append(["`qiji build`", *figures(built.seconds, built.cpu, rows, built.peak)])
    for part in built.lines:
        lines.append([f"— {part['stage']}", *figures(part["seconds"], part["cpu"], rows, None)])
    seconds, cpu = loaded.seconds + built.seconds, loaded.cpu + built.cpu
    peak = max(loaded.peak, built.peak)
    lines.append(
        ["**raw files to a verified edition with grades**", *figures(seconds, cpu, rows, peak)]
    )
    print(f"\n{companies:,} companies, {rows:,} rows of files, {MONTHS} months of the series")
    table(("stage", "seconds", "CPU seconds", "rows a second", "peak, GB"), lines)
    return Taken(delivery, loaded, built, asked)


def counted(home: Path) -> int:
    """Return how many rows the deliveries of a home held."""
    manifests = [json.loads(file.read_text()) for file in home.glob("deliveries/*/manifest.json")]
    return sum(int(figure["rows"]) for found in manifests for figure in found["figures"])


MORE = {  # what Qiji does besides the plain script, by work
    "read": "checks each cell, refuses rows, hashes and masks people's numbers, keeps the files",
    "merge": "both clocks, who may be the same, search, arrays to walk, writing, verifying",
    "ownership": "circles exactly, bounds where a share is not stated, beneficial owners",
    "paths": "as of a day, hubs not walked through",
}


def beside(city: Taken) -> None:
    """Do the same work on a city in plain pandas and networkx, and print both."""
    pairs = city.delivery.parent.parent / "pairs.csv"
    plain = run("benchmarks.plain", city.delivery, "--pairs", pairs)
    steps = {line["stage"]: line["seconds"] for line in city.built.lines}
    asked = city.asked.stage("paths")
    ours = {
        "read": city.loaded.seconds,
        "merge": sum(spent for name, spent in steps.items() if name not in ("control", "grades")),
        "ownership": steps["control"],
        "paths": asked["seconds"],
    }
    lines = [
        [work, f"{ours[work]:.2f}", f"{plain.stage(work)['seconds']:.2f}", more]
        for work, more in MORE.items()
    ]
    table(("work", "Qiji, s", "plain, s", "what Qiji does besides"), lines)
    print(
        f"Paths: {PAIRS} pairs, {asked['rows']} found, p95 {asked['p95']:.2f} ms; plain found "
        f"{plain.stage('paths')['rows']}, after {plain.stage('connect')['seconds']:.2f} s to make "
        f"its graph. Peak of the plain run: {plain.peak:.2f} GB."
    )


def main() -> None:
    """Run one part, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--plain-companies", type=int)
    parser.add_argument("--neo4j", action="store_true")
    parser.add_argument("--published", type=int, default=2_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        city = whole(Path(folder) / "whole", given.companies)
        if given.plain_companies not in (None, given.companies):
            city = whole(Path(folder) / "slice", given.plain_companies)
        beside(city)
        if given.neo4j:
            from benchmarks import publishing  # it makes its city by this module

            publishing.published(Path(folder) / "published", given.published)


if __name__ == "__main__":
    main()
