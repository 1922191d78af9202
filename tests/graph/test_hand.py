"""Another process: it does what it is asked, and its end is told."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from graph.errors import HandLost
from graph.hand import hand
from graph.names import fold


def test_another_process_does_one_thing_after_another() -> None:
    with hand() as other:
        assert other.do(fold, "華瑞（济南）") == "华瑞济南"
        assert other.do(os.getpid) == other.process.pid != os.getpid()
    assert other.process.poll() is not None


def test_what_is_raised_there_is_raised_here() -> None:
    with hand() as other:
        with pytest.raises(ValueError, match="invalid literal"):
            other.do(int, "x")
        assert other.do(int, "7") == 7


def test_a_process_that_is_ended_from_outside_is_told_as_lost() -> None:
    with hand() as other:
        kill = threading.Timer(0.3, os.kill, (other.process.pid, signal.SIGKILL))
        kill.start()
        began = time.monotonic()
        with pytest.raises(HandLost, match="ended from outside"):
            other.do(time.sleep, 60)
        assert time.monotonic() - began < 30
        kill.join()


def test_a_block_that_is_left_ends_the_process() -> None:
    with pytest.raises(KeyboardInterrupt), hand() as other:
        raise KeyboardInterrupt
    assert other.process.poll() is not None
