"""A progress bar on standard error, only for what takes longer than two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

PATIENCE = 2.0  # seconds before anything is shown
WIDTH = 24


@contextmanager
def stages(names: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """Yield a function to be called as each stage begins."""
    start = time.monotonic()
    shown = False

    def step(stage: str) -> None:
        nonlocal shown
        if time.monotonic() - start < PATIENCE:
            return
        shown = True
        done = names.index(stage) / len(names) if stage in names else 0.0
        bar = "█" * round(done * WIDTH)
        spent = time.monotonic() - start
        line = f"{bar:░<{WIDTH}} {done:4.0%}  {stage}  {spent:.0f} s"
        sys.stderr.write(f"\r{line:<60}" if sys.stderr.isatty() else line + "\n")
        sys.stderr.flush()

    try:
        yield step
    finally:
        if shown and sys.stderr.isatty():
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
