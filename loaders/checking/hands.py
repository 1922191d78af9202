"""Other processes that read files, so that a large load uses every core.

Each is a `graph.hand`. Rows come back as files beside the home's deliveries, which are removed
once they are let go; everything else comes back over its pipe. A large text is looked at in
pieces, by whoever is free.
"""

from __future__ import annotations

import contextlib
import queue
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from graph.errors import DataError, HandLost, QijiError
from graph.hand import Hand, cores
from graph.home import Home
from loaders.checking.assigning import Sheet, Source, sheets
from loaders.checking.batches import batches, looks_of
from loaders.checking.guarding import Guard
from loaders.checking.looking import Look, Piece, look, pieces, restored, stored, together
from loaders.reading import in_pieces
from loaders.reading.large import PIECE
from loaders.table import Table

WORTH = 8 << 20  # bytes of files that pay for the start of another process
UNFOLDED = 1 << 20  # bytes of a file that another process opens, and gives its memory back
_MOST = 4  # each needs memory of its own

Opening = Callable[[], list[Sheet]]
Looks = Callable[[Sheet], Look]
Kept = tuple[Look, Path]  # what was found, and where its rows are kept
Asked = tuple["Future[list[list[Kept]]]", int]  # of several tasks, and which of them is meant


def hands_for(
    home: Home, found: Sequence[Source]
) -> contextlib.AbstractContextManager[Hands | Alone | None]:
    """Return processes to read these files with; None where they are so small that one reads all.

    Where cores are few, it is this one, which keeps rows in files as well.
    """
    sizes = [source.path.stat().st_size for source in found if source.path.is_file()]
    count = min(cores(), _MOST, sum(1 + size // PIECE for size in sizes))
    if sum(sizes) < WORTH:
        return contextlib.nullcontext()
    return _hired(home.deliveries / ".parts", count) if count > 1 else alone(home)


@contextlib.contextmanager
def _hired(folder: Path, count: int) -> Iterator[Hands]:
    folder.mkdir()
    hands = Hands(folder, count)
    try:
        yield hands
    finally:
        hands.end()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def alone(home: Home) -> Iterator[Alone]:
    """Read in this process, with rows kept in files beside the home's deliveries."""
    with tempfile.TemporaryDirectory(prefix=".parts-", dir=home.deliveries) as folder:
        yield Alone(Path(folder))


@dataclass(frozen=True)
class Alone:
    """This process, looking at sheets when it is asked for them."""

    folder: Path

    def ask(self, asked_for: Sequence[Sheet], table: Table, received: int, guard: Guard) -> Looks:
        """Return what looks at a sheet."""
        return lambda sheet: look(sheet, table, received, guard, self.folder)

    def sheets(self, source: Source, tables: Mapping[str, Table]) -> Opening:
        """Return what opens a file."""
        return partial(sheets, source, tables)


class Hands:
    """Processes that look at sheets; each does one at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self._free: queue.SimpleQueue[Hand] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(count)
        self._every = [Hand() for _ in range(count)]
        for one in self._every:
            self._free.put(one)
        self._asked = 0

    def ask(self, asked_for: Sequence[Sheet], table: Table, received: int, guard: Guard) -> Looks:
        """Have sheets looked at in the background; return what waits for one of them.

        What is returned raises whatever looking raised: DataError, OSError of a full disk.
        """
        asked: dict[Sheet, list[Asked]] = {}
        for batch in batches(asked_for):
            if len(batch) == 1:
                asked[batch[0]] = self._pieces(batch[0], table, received, guard)
                continue
            future = self._asked_of(batch, table, received, guard)
            asked |= {sheet: [(future, place)] for place, sheet in enumerate(batch)}
        return lambda sheet: together(
            [restored(*one) for part, place in asked.pop(sheet) for one in part.result()[place]]
        )

    def _pieces(self, sheet: Sheet, table: Table, received: int, guard: Guard) -> list[Asked]:
        """Have a sheet, or the pieces of a large text, looked at."""
        asked: list[Asked] = []
        try:
            for piece in pieces(sheet, table):
                asked.append((self._asked_of([piece], table, received, guard), 0))
        except DataError as error:  # raised again by whoever asks for it
            failed: Future[list[list[Kept]]] = Future()
            failed.set_exception(error)
            asked.append((failed, 0))
        return asked

    def _asked_of(
        self, tasks: Sequence[Sheet | Piece], table: Table, received: int, guard: Guard
    ) -> Future[list[list[Kept]]]:
        path = self.folder / str(self._asked)
        self._asked += 1
        name = (tasks[0] if isinstance(tasks[0], Sheet) else tasks[0].sheet).name
        return self._threads.submit(self._do, name, _look, tasks, table, received, guard, path)

    def sheets(self, source: Source, tables: Mapping[str, Table]) -> Opening:
        """Have a file opened in the background if it is read whole and not small.

        What is returned waits for its sheets; it raises whatever opening raised.
        """
        if _is_small(source.path):
            return partial(sheets, source, tables)
        return self._threads.submit(self._do, source.name, sheets, source, tables).result

    def _do(self, name: str, *given: Any) -> Any:
        free = self._free.get()
        try:
            return free.do(*given)
        except HandLost as error:
            raise QijiError(
                f"A process that read {name} was ended from outside, often for want of "
                "memory; nothing of this load was kept. Run the same command again."
            ) from error
        finally:
            self._free.put(free)  # a dead one too: who takes it next is told the same

    def end(self) -> None:
        """End the processes, whatever they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for one in self._every:
            one.end()
        self._threads.shutdown(wait=True)
        for one in self._every:
            one.close()


def _is_small(path: Path) -> bool:
    """Return whether little of a file is read to open it; also if it cannot be read."""
    try:
        return not path.is_file() or path.stat().st_size <= UNFOLDED or in_pieces(path)
    except (DataError, OSError):
        return True


def _look(
    tasks: Sequence[Sheet | Piece], table: Table, received: int, guard: Guard, path: Path
) -> list[list[Kept]]:
    return [
        [stored(one, path.with_name(f"{path.name}-{at}-{n}")) for n, one in enumerate(found)]
        for at, found in enumerate(looks_of(tasks, table, received, guard))
    ]
