"""Frames put aside: what comes back is what was put there, and nothing stays on the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph import aside
from graph.aside import Aside


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder into which the smallest frame is put."""
    monkeypatch.setattr(aside, "LARGE", 0)
    return tmp_path / "aside"


def a_frame(rows: int = 4) -> pd.DataFrame:
    """Return a frame of every kind of column that a draft has."""
    texts = [None, "济南", "", "a"][:rows]
    return pd.DataFrame(
        {
            "text": pd.array(texts, "str"),
            "word": pd.Categorical(texts),
            "number": np.arange(rows, dtype=np.int32),
            "hash": np.full(rows, 2**63 + 1, np.uint64) + np.arange(rows, dtype=np.uint64),
            "share": np.array([0.5, np.nan, -1.0, 0.0][:rows]),
            "flag": np.array([True, False, True, True][:rows]),
            "same": np.broadcast_to(np.int32(7), rows),
            "object": np.array([None, "x", 3, 4.5][:rows], object),
        },
        copy=False,
    )


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_a_frame_comes_back_as_it_was_put_aside(folder: Path, rows: int) -> None:
    held, frame = Aside(folder), a_frame(rows)
    held["it"] = frame
    assert list(held) == ["it"]
    pd.testing.assert_frame_equal(held["it"], frame)
    assert len(list(folder.glob("*"))) == min(rows, 1)


def test_a_column_of_one_value_takes_no_room(folder: Path) -> None:
    held = Aside(folder)
    held["it"] = a_frame()
    assert held["it"]["same"].to_numpy().strides == (0,)


def test_what_is_dropped_leaves_the_disk_and_whoever_reads_it_keeps_it(folder: Path) -> None:
    held = Aside(folder)
    held["one"], held["two"] = a_frame(), a_frame(1)
    read = held["one"]
    held["one"] = a_frame(2)
    del held["two"]
    assert len(held["one"]) == 2
    assert len(list(folder.iterdir())) == 1
    pd.testing.assert_frame_equal(read, a_frame())
    held.clear()
    assert not list(folder.iterdir())


def test_another_of_its_kind_has_files_of_its_own(folder: Path) -> None:
    held = Aside(folder)
    other = held.another()
    held["it"], other["it"] = a_frame(), a_frame(1)
    assert (len(held["it"]), len(other["it"])) == (4, 1)
    other.clear()
    assert len(held["it"]) == 4


def test_small_frames_and_those_without_a_folder_stay_in_memory(tmp_path: Path) -> None:
    for held in (Aside(), Aside(tmp_path / "aside")):
        frame = a_frame()
        held["it"] = frame
        assert held["it"] is frame
    assert not (tmp_path / "aside").exists()


def test_a_full_disk_is_told_when_the_frame_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Aside(folder)
    folder.mkdir()
    monkeypatch.setattr("pyarrow.OSFile", full)
    held["it"] = a_frame()
    with pytest.raises(OSError, match="No space left"):
        held["it"]


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")
