"""The home folder: where deliveries, judgements, identities and editions live.

deliveries/<id>/{raw/, rows/, manifest.json}   append-only
rejects/<delivery>/<table>.csv                 rows to mend
judgements/  identities/                       append-only
editions/<id>/                                 immutable
CURRENT                                        the edition in use, swapped atomically
key                                            keyed hashes of people's numbers (mode 600)
key.fingerprint                                by which another key in its place is noticed
lock                                           held by whoever writes; freed when it dies
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import EditionError, HomeBusy, HomeError, HomeFull

FOLDERS = ("deliveries", "rejects", "judgements", "identities", "editions")
DEFAULT = "~/.local/share/qiji"


def default_home() -> Path:
    """Return the folder that `QIJI_HOME` names, else the user's own data folder."""
    return Path(os.environ.get("QIJI_HOME") or DEFAULT).expanduser()


@contextlib.contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn a full disk, or a folder that may not be written, into one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            raise _full(path) from error
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            raise _full(path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise HomeError(
                f"{error.filename or path} may not be written by this user; "
                "choose another home with --home, or change its owner."
            ) from error
        raise


def _full(path: Path) -> HomeFull:
    return HomeFull(
        f"The disk that holds {path} is full; nothing that was there is lost. "
        "Free some space, then run the same command again."
    )


def flush_folder(path: Path) -> None:
    """Have the disk keep a folder's entries, as after a rename in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Home:
    """One home folder. Making the object touches nothing; `make()` creates the folders."""

    path: Path

    @classmethod
    def at(cls, path: Path | str | None = None) -> Home:
        """Return the home at a path, or the default one."""
        return cls(Path(path).expanduser().resolve() if path else default_home().resolve())

    def checked(self) -> Home:
        """Return this home, unless something else than a folder stands in its place.

        Raises:
            HomeError: it does, or this user may not look.
        """
        with disk(self.path):
            other = self.path.exists() and not self.path.is_dir()
        if other:
            raise HomeError(f"{self.path} is not a folder; choose another with --home.")
        return self

    def make(self) -> Home:
        """Create what is missing, closed to other users (mode 700).

        Raises:
            HomeError: something else stands there, or it may not be written.
        """
        self.checked()
        with disk(self.path):
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.chmod(self.path, 0o700)
            for name in FOLDERS:
                (self.path / name).mkdir(exist_ok=True)
        return self

    @property
    def deliveries(self) -> Path:
        """The deliveries, one folder each."""
        return self.path / "deliveries"

    def has_deliveries(self) -> bool:
        """Return whether anything was ever loaded."""
        return self.deliveries.is_dir() and any(
            not path.name.startswith(".") for path in self.deliveries.iterdir()
        )

    @property
    def rejects(self) -> Path:
        """The rows to mend, one folder a delivery."""
        return self.path / "rejects"

    @property
    def identities(self) -> Path:
        """Which id was given to whom."""
        return self.path / "identities"

    @property
    def judgements(self) -> Path:
        """What people decided."""
        return self.path / "judgements"

    @property
    def editions(self) -> Path:
        """The editions, one folder each."""
        return self.path / "editions"

    @property
    def key_file(self) -> Path:
        """The key of the keyed hashes."""
        return self.path / "key"

    @property
    def key_fingerprint(self) -> Path:
        """What the key makes of a constant."""
        return self.path / "key.fingerprint"

    @contextlib.contextmanager
    def lock(self, doing: str) -> Iterator[None]:
        """Hold this home for writing; the kernel frees it when the process dies.

        Args:
            doing: what is done, for the sentence that a second writer reads.

        Raises:
            HomeBusy: another process holds it.
        """
        self.make()
        with disk(self.path), open(self.path / "lock", "a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise
                file.seek(0)
                holder = file.read().strip() or "another command"
                raise HomeBusy(
                    f"{self.path} is being written by {holder}; wait until it is done, "
                    "then run this again."
                ) from None
            file.truncate(0)
            file.write(f"`qiji {doing}` (process {os.getpid()})")
            file.flush()
            try:
                yield
            finally:
                file.truncate(0)

    def current_id(self) -> str | None:
        """Return the id of the edition in use, or None before the first build."""
        try:
            return (self.path / "CURRENT").read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def edition_path(self, edition_id: str | None = None) -> Path:
        """Return the folder of an edition (the one in use unless told).

        Raises:
            EditionError: there is none.
        """
        wanted = self.current_id() if edition_id is None else edition_id
        if wanted is None and self.edition_ids():
            raise EditionError(
                f"{self.path} says of none of its editions that it is in use; choose one with "
                f"`qiji editions use {self.edition_ids()[-1]}`, or run `qiji build`."
            )
        if wanted is None:
            raise EditionError(
                f"{self.path} holds no edition yet; load files with `qiji load DIR`, "
                "then run `qiji build`."
            )
        path = self.editions / wanted
        if not wanted or "/" in wanted or wanted.startswith(".") or not path.is_dir():
            raise EditionError(
                f"{self.path} holds no edition {wanted!r}; `qiji editions` lists what is there."
            )
        return path

    def edition_begun(self, begin: str) -> str:
        """Return the id of the one edition that begins so, or is called so.

        Raises:
            EditionError: none is, or several begin so.
        """
        found = [name for name in self.edition_ids() if begin and name.startswith(begin)]
        if len(found) > 1 and begin not in found:
            raise EditionError(
                f"{len(found)} editions of {self.path} begin with {begin!r}: {', '.join(found)}; "
                "give more of the one you mean."
            )
        return found[0] if len(found) == 1 else self.edition_path(begin).name

    def use(self, edition_id: str) -> None:
        """Make an edition the one in use, in one atomic step."""
        self.edition_path(edition_id)
        beside = self.path / ".CURRENT"
        with disk(self.path):
            with open(beside, "w", encoding="utf-8") as file:
                file.write(edition_id + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.path / "CURRENT")
            flush_folder(self.path)

    def edition_ids(self) -> list[str]:
        """Return the ids of the sealed editions, oldest data day first."""
        if not self.editions.is_dir():
            return []
        found = (p.name for p in self.editions.iterdir() if not p.name.startswith("."))
        return sorted(found)

    def sweep(self) -> None:
        """Remove what killed commands left half-written; call it while holding the lock."""
        for folder in (self.editions, self.deliveries, self.rejects):
            for path in folder.glob(".*"):
                shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob(".key*"):
            path.unlink()
