"""An edition sent to Neo4j in every way that Qiji has, beside a plain loader.

    python -m benchmarks.publishing --companies 2000

makes a city of yearly deliveries and builds two editions, the last and the one before it. Each
way has a local server of its own (`scripts/neo4j`), fresh and cold. Seconds are wall clock; CPU
seconds are those of the sender, and of the server from its start to the end of the work.
Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import city, plain_publish
from graph.commands import connected
from graph.edition import Edition
from graph.home import Home
from graph.neo4j import publish as publish_edition
from graph.neo4j.publishing.files import write_files

ROOT = Path(__file__).parent.parent
SCRIPT = ("sh", str(ROOT / "scripts/neo4j"))


@dataclass(frozen=True)
class Local:
    """A local server: its home, and the environment that names it."""

    home: Path
    environment: dict[str, str]

    def cpu(self) -> float:
        """Return the CPU seconds that it has taken."""
        pid = (self.home / "pid").read_text().strip()
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(home: Path) -> Iterator[Local]:
    """Run a server on what its home holds."""
    subprocess.run([*SCRIPT, "start", "--home", home], check=True, stdout=sys.stderr)
    try:
        uri = (home / "address").read_text().strip()
        named = {"QIJI_NEO4J_URI": uri, "QIJI_NEO4J_PASSWORD_FILE": f"{home}/password"}
        yield Local(home, named)
    finally:
        subprocess.run([*SCRIPT, "stop", "--home", home], check=True, stdout=sys.stderr)


# --- the parts, each in a process of its own ------------------------------------------------


def send(home: str, edition_id: str, again: bool = False) -> int:
    """Send an edition by Qiji; return how many nodes and edges were sent and removed."""
    edition = Edition.open(Home.at(home).edition_path(edition_id))
    with connected(os.environ["QIJI_NEO4J_URI"]) as found:
        report = publish_edition(found, edition, again=again)
    return report.nodes + report.edges + report.removed


def plainly(home: str, edition_id: str) -> int:
    """Send an edition by the plain loader."""
    edition = Edition.open(Home.at(home).edition_path(edition_id))
    return plain_publish.send(os.environ["QIJI_NEO4J_URI"], edition)


def to_files(home: str, edition_id: str, folder: str) -> int:
    """Write an edition as files."""
    edition = Edition.open(Home.at(home).edition_path(edition_id))
    report = write_files(edition, Path(folder))
    return report.nodes + report.edges


PARTS: dict[str, Callable[..., int]] = {
    "send": send,
    "again": lambda home, edition_id: send(home, edition_id, again=True),
    "plainly": plainly,
    "to-files": to_files,
}


def told(part: str, *words: str) -> None:
    """Run a part, and print what it made and took."""
    began, cpu = time.perf_counter(), time.process_time()
    rows = PARTS[part](*words)
    spent = {"rows": rows, "seconds": time.perf_counter() - began}
    print(json.dumps({"stage": part, **spent, "cpu": time.process_time() - cpu}), flush=True)


# --- the whole ------------------------------------------------------------------------------


def editions(folder: Path, companies: int) -> tuple[Path, str, str]:
    """Make a city; return a home with its two last editions, and their ids, the older first."""
    home = folder / "home"
    city.run("fixtures.city", "--companies", str(companies), "--out", folder / "city")
    *earlier, last = sorted((folder / "city").glob("2*"))
    for delivery in earlier:
        city.load(delivery, home)
    city.run("qiji", "build", "--home", home)
    older = Home.at(home).current_id()
    city.load(last, home)
    city.run("qiji", "build", "--home", home)
    newer = Home.at(home).current_id()
    return home, str(older), str(newer)


def row(name: str, local: Local | None, part: str, *words: str | Path) -> list[str]:
    """Run a part against a server, and return its line of the table."""
    before = local.cpu() if local else 0.0
    environment = local.environment if local else None
    spent = city.run("benchmarks.publishing", part, *words, environment=environment)
    line: dict[str, Any] = spent.stage(part)
    taken = local.cpu() - before if local else 0.0
    rate = f"{line['rows'] / line['seconds']:,.0f}"
    times = [f"{figure:.1f}" for figure in (line["seconds"], line["cpu"], taken)]
    return [name, f"{line['rows']:,}", *times, rate]


def imported(folder: Path, home: Path, edition_id: str) -> list[list[str]]:
    """Write files, import them into a server, and complete it."""
    files, place = folder / "files", folder / "imported"
    lines = [row("`qiji publish --to-files`", None, "to-files", home, edition_id, files)]
    rows, began, before = lines[0][1], time.perf_counter(), os.times()
    subprocess.run([*SCRIPT, "import", files, "--home", place], check=True, stdout=sys.stderr)
    after, seconds = os.times(), time.perf_counter() - began
    cpu = sum(after[2:4]) - sum(before[2:4])
    rate = f"{int(rows.replace(',', '')) / seconds:,.0f}"
    name = "`neo4j-admin database import full` of them"
    lines.append([name, rows, f"{seconds:.1f}", "0.0", f"{cpu:.1f}", rate])
    with server(place) as local:
        name = "`qiji publish`, completing what was imported"
        lines.append([*row(name, local, "send", home, edition_id)[:5], ""])
    return lines


def published(folder: Path, companies: int) -> None:
    """Make a city, send it in every way, and print what that took."""
    folder.mkdir(exist_ok=True)
    print(f"\nPublished to Neo4j: {companies:,} companies")
    sent(folder, *editions(folder, companies))


def sent(folder: Path, home: Path, older: str, newer: str) -> None:
    """Send two editions of a home in every way, and print what that took."""
    lines = []
    with server(folder / "plain") as local:
        name = "a plain driver, `UNWIND` and `CREATE`"
        lines.append(row(name, local, "plainly", home, newer))
    with server(folder / "first") as local:
        lines.append(row("`qiji publish`, the server empty", local, "send", home, newer))
        name = "`qiji publish --again`, all of it there already"
        lines.append(row(name, local, "again", home, newer))
    with server(folder / "difference") as local:
        lines.append(row("`qiji publish` of the edition before", local, "send", home, older))
        name = "`qiji publish`, the difference of a year"
        lines.append(row(name, local, "send", home, newer))
    lines += imported(folder, home, newer)
    header = ("way", "nodes and edges", "seconds", "CPU s, sender", "CPU s, server", "a second")
    city.table(header, lines)


def main() -> None:
    """Run one part, or everything."""
    if sys.argv[1:] and sys.argv[1] in PARTS:
        told(*sys.argv[1:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=2_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        published(Path(folder), given.companies)


if __name__ == "__main__":
    main()
