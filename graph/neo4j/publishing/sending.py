"""Batches on their way to a server: two lanes side by side, each batch exactly once.

A batch and the count of its lane are one transaction. A run that was cut off, or whose connection
broke while the server was committing, goes on behind the last batch that is in.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import pyarrow as pa

from graph.neo4j.publishing.statements import STRIP, encoded
from graph.neo4j.server import Server
from graph.schema import NODES

BATCH = 5_000  # rows a transaction; with 512 MB of heap, more is slower
BYTES = 16 * 2**20  # of rows with long texts; the local server ends a transaction at 256 MB
LANES = 2  # transactions at a time; a third waits for the others' locks
AHEAD = 2  # batches that a lane has ready

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of one part, and what is done with them; all are in before the next step begins.

    Args:
        name: of the part.
        statement: what is done with each batch.
        count: how many rows there are.
        tables: the rows, each time in the same order and the same tables.
        removes: whether the rows, keys alone, are removed.
    """

    name: str
    statement: str
    count: int
    tables: Callable[[], Iterable[pa.Table]]
    removes: bool = False

    @property
    def strips(self) -> bool:
        """Whether nodes lose what else hangs on them before they are removed."""
        return self.removes and self.name in NODES

    def batches(self) -> Iterator[pa.Table]:
        """Yield the rows, at most `BATCH` at a time, and fewer where their texts are long."""
        for table in self.tables():
            bearable = table.num_rows * BYTES // max(table.nbytes, 1)
            size = max(1, min(BATCH, bearable))
            for start in range(0, table.num_rows, size):
                yield table.slice(start, size)


@dataclass(slots=True)
class Sent:
    """What was done: rows sent by part, and how many nodes and edges the server removed."""

    rows: dict[str, int] = field(default_factory=dict)
    removed: int = 0


def send(server: Server, steps: list[Step], at: tuple[int, ...], progress: Progress) -> Sent:
    """Send steps to a server, behind the batches that are in.

    Args:
        at: how many batches of each lane are in.
    """
    sent, total, done, number = Sent(), sum(step.count for step in steps), 0, 0
    with ExitStack() as stack:
        lanes = [stack.enter_context(_Lane(server, lane, at[lane])) for lane in range(len(at))]
        for step in steps:
            for batch in step.batches():
                progress(step.name, done, total)
                done += batch.num_rows
                if lanes[number % len(at)].put(step, batch) and not step.removes:
                    sent.rows[step.name] = sent.rows.get(step.name, 0) + batch.num_rows
                number += 1
            for lane in lanes:
                lane.drain()
        sent.removed = sum(lane.removed for lane in lanes)
    progress("", total, total)
    return sent


class _Lane:
    """One row of transactions, one after the other, on a thread of its own."""

    def __init__(self, server: Server, lane: int, at: int) -> None:
        self._server, self._lane, self._at = server, lane, at
        self._number = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"qiji-lane-{lane}")
        self._waiting: list[Future[int]] = []
        self.removed = 0

    def __enter__(self) -> "_Lane":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    def put(self, step: Step, batch: pa.Table) -> bool:
        """Have a batch sent; return False where it is in already."""
        self._number += 1
        if self._number <= self._at:
            return False
        while len(self._waiting) >= AHEAD:
            self._finish_one()
        self._waiting.append(self._thread.submit(self._write, step, batch, self._number))
        return True

    def drain(self) -> None:
        """Wait until all that was put is in."""
        while self._waiting:
            self._finish_one()

    def _finish_one(self) -> None:
        self.removed += self._waiting.pop(0).result()

    def _write(self, step: Step, batch: pa.Table, number: int) -> int:
        stripped = strip(self._server, batch.column("id").to_pylist()) if step.strips else 0
        parameters = encoded(batch)
        return stripped + self._server.write_once(step.statement, self._lane, number, parameters)


def strip(server: Server, ids: list[str]) -> int:
    """Remove every edge of nodes that are to go, in transactions of a bounded size.

    A hub of a large city has more edges than one transaction may hold.
    """
    removed = 0
    while found := server.alter(STRIP, ids=ids):
        removed += found
    return removed
