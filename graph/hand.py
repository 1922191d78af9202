"""Another process of this program, for work that would hold the interpreter up.

It is this program started anew with a pipe, not a fork: threads of Arrow do not survive one, and
nothing of the caller's own script is run again. It does one thing at a time, whatever function
that is, and ends by itself when it is left alone, because this process was killed.

    with hand() as other:
        answer = other.do(function, *given)
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

import pyarrow as pa

from graph.errors import HandLost


class Hand:
    """A process that waits for something to do."""

    def __init__(self) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "graph.hand", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path),
                },
                process_group=0,  # Ctrl-C is for the one who was asked
            )

    def do(self, what: Callable[..., Any], *given: Any) -> Any:
        """Have a function of this program called there; return, or raise, what it does.

        Raises:
            HandLost: the process was ended from outside.
        """
        try:
            self._pipe.send((what, *given))
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise HandLost("A process was ended from outside, often for want of memory.") from error
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def end(self) -> None:
        """End the process, whatever it does; whoever waits for it is told that it is lost."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """Close the pipe of a process that was ended."""
        self._pipe.close()


@contextlib.contextmanager
def hand() -> Iterator[Hand]:
    """Yield a process, which ends with the block."""
    other = Hand()
    try:
        yield other
    finally:
        other.end()
        other.close()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve(pipe: Connection) -> None:
    """Do what is asked over a pipe until it is closed."""
    while True:
        try:
            pipe.send(_answer(*pipe.recv()))
        except (EOFError, BrokenPipeError):
            return
        pa.default_memory_pool().release_unused()  # before it waits, or takes up a small task


def _answer(what: Callable[..., Any], *given: Any) -> Any:
    try:
        return what(*given)
    except Exception as error:  # raised again by whoever asked
        return error


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
