"""One large file: how fast it is loaded, and how much memory that takes.

    python -m benchmarks.reading --megabytes 2000

makes a file of penalties, invented, and loads it into a home of its own. The declaration is that
of the damaged files of `tests/damage`.
"""

from __future__ import annotations

import os
import resource
import tempfile
import threading
import time
from pathlib import Path
from random import Random

import click

from graph.days import parse_day
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.taking.load import load
from tests.damage.cases import DECLARATION, HEADER, fact

_CAUSES = (
    "未按期公示年度报告，违反条例第八条",
    "超出核准的经营范围经营",
    "不正常申告",
    "逾期未申报",
    "",
)


def make(path: Path, megabytes: int) -> None:
    """Write rows until a file has so many megabytes."""
    dice = Random(5)
    known = [fact(dice, number) for number in range(1, 2001)]
    count = size = 0
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        while size < megabytes << 20:
            rows = []
            for one in known:
                count += 1
                cells = one.cells
                cells[0], cells[1] = f"JN{count:09}", f"{one.company}{count % 300_000}"
                rows.append(",".join([*cells[:5], _CAUSES[count % 5]]) + "\n")
            text = "".join(rows)
            size += len(text.encode())
            file.write(text)


class Peak:
    """The most memory that this process and those it started had at once, in bytes."""

    def __init__(self) -> None:
        self.most = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        me = os.getpid()
        while True:
            others = Path(f"/proc/{me}/task/{me}/children").read_text().split()
            self.most = max(self.most, sum(_resident(pid) for pid in (str(me), *others)))
            time.sleep(0.05)


def _resident(pid: str) -> int:
    """Return the bytes that a process has in memory, 0 once it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def seconds() -> float:
    """Return the CPU seconds of this process and of those that have ended."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


@click.command()
@click.option("--megabytes", default=500, show_default=True)
def main(megabytes: int) -> None:
    """Load one large file and say what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tables" / "bureau").mkdir(parents=True)
        (folder / "tables" / "bureau" / "damaged.py").write_text(DECLARATION, "utf-8")
        tables = declared(extra=folder / "tables")
        texts = declaration_texts(extra=folder / "tables")
        make(folder / "处罚.csv", megabytes)
        home, peak = Home.at(folder / "home").make(), Peak()
        begun, clock = seconds(), time.perf_counter()
        report = load(home, folder / "处罚.csv", tables, texts, parse_day("2024-03-05"))
        clock, spent = time.perf_counter() - clock, seconds() - begun
        rows = report.total("rows")
        print(
            f"{megabytes:,} MB, {rows:,} rows: {clock:.1f} s, {spent:.1f} CPU s, "
            f"{rows / spent:,.0f} rows a CPU second, peak {peak.most / 1e9:.2f} GB, all processes"
        )


if __name__ == "__main__":
    main()
