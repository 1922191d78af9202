"""Files read in other processes: the same rows, and one sentence when such a process dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph.errors import QijiError
from graph.hand import Hand
from graph.home import Home
from loaders.checking import hands
from loaders.checking.check import combined
from loaders.taking.load import load_folder

FIXTURES = Path(__file__).parents[1] / "fixtures"
RECEIVED = 20_000
SECRET = bytes(range(32))


def a_home(path: Path) -> Home:
    """Return a home whose key is always the same, so that its hashes can be compared."""
    home = Home.at(path).make()
    home.key_file.write_bytes(SECRET)
    home.key_file.chmod(0o600)
    return home


def content(home: Home) -> dict[str, bytes]:
    """Return every file of a home's deliveries and refused rows."""
    roots = (home.deliveries, home.rejects)
    found = (p for root in roots for p in root.rglob("*") if p.is_file())
    return {str(p.relative_to(home.path)): p.read_bytes() for p in found}


def hire(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the smallest load read by two processes."""
    monkeypatch.setattr(hands, "WORTH", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)


def test_several_processes_load_the_very_bytes_that_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, together = a_home(tmp_path / "alone"), a_home(tmp_path / "together")
    first = load_folder(alone, FIXTURES, received=RECEIVED)
    hire(monkeypatch)
    second = load_folder(together, FIXTURES, received=RECEIVED)
    assert first == second
    assert content(alone) == content(together)
    assert [p.name for p in together.deliveries.iterdir()] == list(second.deliveries)


def test_what_a_process_refuses_is_said_as_if_there_were_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    good = (FIXTURES / "tax_arrears.csv").read_text("utf-8")
    (files / "tax_arrears_1.csv").write_text(good, "utf-8")
    head = good.splitlines()[0]
    (files / "hearing_1.csv").write_text(f"{head}\n", "utf-8")
    one = load_folder(a_home(tmp_path / "alone"), files, received=RECEIVED)
    hire(monkeypatch)
    two = load_folder(a_home(tmp_path / "together"), files, received=RECEIVED)
    assert one == two


def test_a_process_that_is_killed_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(monkeypatch)
    home = a_home(tmp_path / "home")

    class Doomed(Hand):
        def __init__(self) -> None:
            super().__init__()
            os.kill(self.process.pid, signal.SIGKILL)

    monkeypatch.setattr(hands, "Hand", Doomed)
    with pytest.raises(QijiError, match=r"was ended from outside.*nothing of this load was kept"):
        load_folder(home, FIXTURES, received=RECEIVED)
    assert not content(home)
    assert not list(home.deliveries.iterdir())


def test_a_stop_ends_the_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(monkeypatch)
    home = a_home(tmp_path / "home")
    started: list[hands.Hands] = []
    made = hands.Hands.__init__

    def noted(self: hands.Hands, folder: Path, count: int) -> None:
        made(self, folder, count)
        started.append(self)

    def stop(share: float, doing: str) -> None:
        if share >= 0.1:
            raise KeyboardInterrupt

    monkeypatch.setattr(hands.Hands, "__init__", noted)
    with pytest.raises(KeyboardInterrupt):
        load_folder(home, FIXTURES, received=RECEIVED, progress=stop)
    assert all(one.process.poll() is not None for one in started[0]._every)
    assert not list(home.deliveries.iterdir())


def test_numbers_for_content_are_those_of_pandas() -> None:
    frame = pd.DataFrame(
        {"a": pd.Series(["x", None, "济南"], dtype="str"), "b": [1.5, None, 0.0], "c": [1, 2, 3]}
    )
    hashes = [
        np.asarray(pd.util.hash_pandas_object(frame[name], index=False), np.uint64)
        for name in frame.columns
    ]
    whole = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    assert combined(hashes, 3).tolist() == whole.tolist()
