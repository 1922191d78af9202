"""The home folder: closed to others, written by one at a time, swapped in one step."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from graph.errors import EditionError, HomeBusy, HomeError, HomeFull
from graph.home import FOLDERS, Home, default_home, disk

HOLDER = textwrap.dedent(
    """
    import sys, time
    from graph.home import Home
    with Home.at(sys.argv[1]).lock("build"):
        print("held", flush=True)
        time.sleep(60)
    """
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without anything in it."""
    return Home.at(tmp_path / "home").make()


def test_a_home_and_what_stands_in_it_are_closed_to_others(home: Home) -> None:
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert {p.name for p in home.path.iterdir()} == set(FOLDERS)
    os.chmod(home.path, 0o755)
    home.make()
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def test_looking_at_a_home_makes_nothing(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "nowhere")
    assert (home.current_id(), home.edition_ids()) == (None, [])
    assert not home.path.exists()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="is not a folder; choose another with --home"):
        Home.at(tmp_path / "file").make()


def test_the_default_home_is_the_one_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QIJI_HOME", str(tmp_path))
    assert default_home() == tmp_path
    assert Home.at().path == tmp_path
    monkeypatch.delenv("QIJI_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_home() == tmp_path / ".local/share/qiji"


# --- one writer ----------------------------------------------------------------------------


def test_a_second_writer_is_told_who_writes(home: Home) -> None:
    with home.lock("build"):
        with pytest.raises(HomeBusy) as refused, home.lock("load"):
            pass
        assert f"being written by `qiji build` (process {os.getpid()})" in str(refused.value)
    with home.lock("load"):
        pass


def test_a_dead_process_holds_no_lock(home: Home) -> None:
    command = [sys.executable, "-c", HOLDER, str(home.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(HomeBusy, match=f"process {holder.pid}"), home.lock("load"):
            pass
        holder.send_signal(signal.SIGKILL)
    with home.lock("load"):
        pass


def test_a_lock_is_given_back_when_its_work_fails(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), home.lock("build"):
        raise ZeroDivisionError
    with home.lock("build"):
        pass


# --- the edition in use --------------------------------------------------------------------


def test_an_edition_is_taken_into_use_in_one_step(home: Home) -> None:
    for name in ("2020-12-31-aaaa", "2021-12-31-bbbb"):
        (home.editions / name).mkdir()
        home.use(name)
        assert home.current_id() == name
        assert home.edition_path() == home.editions / name
    # What a killed swap left beside is no hindrance.
    (home.path / ".CURRENT").write_text("2020-12", "utf-8")
    assert home.current_id() == "2021-12-31-bbbb"
    home.use("2020-12-31-aaaa")
    assert home.current_id() == "2020-12-31-aaaa"
    assert not (home.path / ".CURRENT").exists()


@pytest.mark.parametrize("name", ["2020-12-31-cccc", "../identities", ".building-1", "", "."])
def test_what_is_no_edition_is_not_taken_into_use(home: Home, name: str) -> None:
    (home.editions / ".building-1").mkdir()
    with pytest.raises(EditionError):
        home.use(name)
    assert home.current_id() is None
    (home.editions / "2020-12-31-aaaa").mkdir()
    home.use("2020-12-31-aaaa")
    with pytest.raises(EditionError, match="holds no edition"):
        home.use(name)
    assert home.current_id() == "2020-12-31-aaaa"


def test_without_an_edition_one_is_told_how_to_get_one(home: Home) -> None:
    with pytest.raises(EditionError, match=r"load files with `qiji load DIR`, then run"):
        home.edition_path()


def test_only_sealed_editions_are_listed_and_the_rest_is_swept(home: Home) -> None:
    for name in ("2021-12-31-bbbb", "2020-12-31-aaaa", ".building-1", ".pruned-x"):
        (home.editions / name / "nodes").mkdir(parents=True)
    (home.deliveries / ".incoming/raw").mkdir(parents=True)
    (home.path / ".key.17.0a1b2c3d").touch()
    assert home.edition_ids() == ["2020-12-31-aaaa", "2021-12-31-bbbb"]
    home.sweep()
    assert not list(home.editions.glob(".*"))
    assert not list(home.deliveries.glob(".*"))
    assert not list(home.path.glob(".*"))
    assert home.edition_ids() == ["2020-12-31-aaaa", "2021-12-31-bbbb"]


# --- a disk that refuses -------------------------------------------------------------------


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(HomeFull, match="is full; nothing that was there is lost"), disk(tmp_path):
        Path("/dev/full").write_bytes(b"x")


def test_a_full_disk_is_told_also_where_sqlite_meets_it(tmp_path: Path) -> None:
    store = sqlite3.connect(tmp_path / "small.sqlite")
    store.execute("PRAGMA max_page_count = 4")
    store.execute("CREATE TABLE words (word)")
    with pytest.raises(HomeFull, match="Free some space"), disk(tmp_path):
        store.executemany("INSERT INTO words VALUES (?)", [("x" * 4096,)] * 10)
    store.close()


def test_another_fault_of_sqlite_is_not_called_a_full_disk(tmp_path: Path) -> None:
    store = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError), disk(tmp_path):
        store.execute("SELECT * FROM nowhere")
    store.close()


REFUSALS = [
    (errno.EDQUOT, HomeFull, "is full"),
    (errno.EACCES, HomeError, "may not be written by this user"),
    (errno.EROFS, HomeError, "may not be written by this user"),
    (errno.EIO, OSError, "Input/output"),
]


@pytest.mark.parametrize(("number", "kind", "words"), REFUSALS)
def test_a_refusal_of_the_system_is_named(
    tmp_path: Path, number: int, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words), disk(tmp_path):
        raise OSError(number, os.strerror(number))


def test_a_home_whose_current_was_lost_names_an_edition_to_go_back_to(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").make()
    with pytest.raises(EditionError, match="holds no edition yet"):
        home.edition_path()
    (home.editions / "2024-06-01-0a1b2c3d4e").mkdir()
    with pytest.raises(EditionError, match="`qiji editions use 2024-06-01-0a1b2c3d4e`"):
        home.edition_path()


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so(home: Home) -> None:
    for name in ("2020-12-31-aaaa", "2020-12-31-abbb", "2021-12-31-bbbb", ".building-1"):
        (home.editions / name).mkdir()
    assert home.edition_begun("2021") == "2021-12-31-bbbb"
    assert home.edition_begun("2020-12-31-aa") == "2020-12-31-aaaa"
    with pytest.raises(EditionError, match=r"2 editions .* 2020-12-31-aaaa, 2020-12-31-abbb; give"):
        home.edition_begun("2020")
    for nothing in ("", "2019", ".building", "../identities"):
        with pytest.raises(EditionError, match="holds no edition"):
            home.edition_begun(nothing)
