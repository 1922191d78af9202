"""Other processes that read files, so that a large load uses every core.

Each is this program started anew with a pipe, not a fork: threads of Arrow do not survive one,
and nothing of the caller's own script is run again. Rows come back as a file beside the home's
deliveries, which is mapped and unlinked at once; everything else comes back over the pipe. A
process that is left alone, because this one was killed, ends by itself.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.errors import QijiError
from graph.home import Home
from loaders.assigning import Sheet, Source
from loaders.guarding import Guard
from loaders.intake import Look, look
from loaders.table import Table

WORTH = 8 << 20  # bytes of files that pay for the start of another process
_MOST = 4  # each needs memory of its own

Looks = Callable[[Sheet], Look]


def hands_for(
    home: Home, found: Sequence[Source]
) -> contextlib.AbstractContextManager[Hands | None]:
    """Return processes to read these files with, or None where they are small or cores few."""
    size = sum(source.path.stat().st_size for source in found if source.path.is_file())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    count = min(cores or 1, _MOST, len(found))
    if size < WORTH or count < 2:
        return contextlib.nullcontext()
    return _hired(home.deliveries / ".parts", count)


@contextlib.contextmanager
def _hired(folder: Path, count: int) -> Iterator[Hands]:
    folder.mkdir()
    hands = Hands(folder, count)
    try:
        yield hands
    finally:
        hands.end()
        shutil.rmtree(folder, ignore_errors=True)


class Hands:
    """Processes that look at sheets; each does one at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self._free: queue.SimpleQueue[Connection] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(count)
        self._processes = [self._start() for _ in range(count)]
        self._asked = 0

    def _start(self) -> subprocess.Popen[bytes]:
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "loaders.hands", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path),
                },
                process_group=0,  # Ctrl-C is for the one who was asked
            )
        self._free.put(ours)
        return process

    def ask(self, sheets: Sequence[Sheet], table: Table, received: int, guard: Guard) -> Looks:
        """Have sheets looked at in the background; return what waits for one of them.

        What is returned raises whatever looking raised: DataError, OSError of a full disk.
        """
        asked: dict[Sheet, Future[tuple[Look, Path]]] = {}
        for sheet in sheets:
            path = self.folder / f"{self._asked}.arrow"
            self._asked += 1
            asked[sheet] = self._threads.submit(self._do, sheet, table, received, guard, path)
        return lambda sheet: _with_rows(asked.pop(sheet).result())

    def _do(self, sheet: Sheet, *given: Any) -> tuple[Look, Path]:
        pipe = self._free.get()
        try:
            pipe.send((sheet, *given))
            answer = pipe.recv()
        except (EOFError, OSError) as error:
            raise QijiError(
                f"A process that read {sheet.name} was ended from outside, often for want of "
                "memory; nothing of this load was kept. Run the same command again."
            ) from error
        finally:
            self._free.put(pipe)  # a dead one too: who takes it next is told the same
        if isinstance(answer, BaseException):
            raise answer
        return answer, given[-1]

    def end(self) -> None:
        """End the processes, whatever they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        self._threads.shutdown(wait=True)
        while not self._free.empty():
            self._free.get().close()


def _with_rows(found: tuple[Look, Path]) -> Look:
    bare, path = found
    rows = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    path.unlink()
    return replace(bare, rows=rows)


def serve(pipe: Connection) -> None:
    """Look at what is asked over a pipe until it is closed."""
    while True:
        try:
            pipe.send(_answer(*pipe.recv()))
        except (EOFError, BrokenPipeError):
            return
        pa.default_memory_pool().release_unused()  # before it waits, or takes up a small file


def _answer(
    sheet: Sheet, table: Table, received: int, guard: Guard, path: Path
) -> Look | Exception:
    try:
        found = look(sheet, table, received, guard)
        with (
            pa.OSFile(str(path), "wb") as sink,
            pa.ipc.new_file(sink, found.rows.schema) as writer,
        ):
            writer.write_table(found.rows)
    except Exception as error:  # raised again by whoever asked
        return error
    return replace(found, rows=found.rows.schema.empty_table())


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
