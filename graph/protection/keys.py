"""The home's key, and the hashes that are made with it."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import pandas as pd

from graph.errors import HomeError
from graph.home import Home, disk

KEY_BYTES = 32
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Key:
    """The secret of one home; it is neither printed nor copied.

    Without it the numbers of people, of which there are few enough to try them all, could be
    found again from their hashes.
    """

    secret: bytes = field(repr=False)

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """Return the key in this file, which is made (mode 600) where there is none.

        Raises:
            HomeError: the file is not a regular one of mode 600 and 32 bytes.
            HomeFull: the disk is full.
        """
        with disk(path):
            if not path.exists():
                _create(path)
            return cls(_read(path))

    @classmethod
    def of(cls, home: Home) -> Self:
        """Return a home's key; one is made only for a home that has no delivery yet.

        Raises:
            HomeError: the key of a home with deliveries is gone: their numbers of people are
                hashed with it, and under another nobody would be known again.
        """
        path = home.key_file
        with disk(path):
            if not os.path.lexists(path) and home.has_deliveries():
                raise HomeError(
                    f"The key {path} is missing, and the deliveries of this home were loaded with "
                    "it; put it back from a copy, or load all files again into a new home.",
                    path=str(path),
                )
        return cls.load_or_create(path)

    def digest(self, text: str) -> str:
        """Return the keyed hash of a canonical value, as 32 hexadecimal digits."""
        hashed = blake2b(text.encode(), key=self.secret, digest_size=DIGEST_BYTES)
        return hashed.hexdigest()


def digest_many(key: Key, values: "pd.Series[Any]") -> "pd.Series[str]":
    """Return the keyed hash of each canonical value; a missing value stays missing.

    Equal values give equal hashes in every table of a home, so give each number one spelling
    first (`graph.identifiers`).
    """
    codes, found = pd.factorize(values.astype("str"))
    keyed = blake2b(key=key.secret, digest_size=DIGEST_BYTES)
    hashed = pd.array(list(_continued(keyed, found.tolist())), dtype="str")
    return pd.Series(hashed.take(codes, allow_fill=True), index=values.index, name=values.name)


def _continued(keyed: blake2b, texts: list[str]) -> Iterator[str]:
    for text in texts:
        hashed = keyed.copy()
        hashed.update(text.encode())
        yield hashed.hexdigest()


def _create(path: Path) -> None:
    """Make the file whole or not at all; of two who make it at once, one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    facts = path.lstat()
    if not stat.S_ISREG(facts.st_mode):
        raise HomeError(f"The key {path} is not a regular file; put the home's own key back.")
    mode = stat.S_IMODE(facts.st_mode)
    if mode != 0o600:
        sentence = (
            f"The key {path} has mode {mode:o}, others may have read it; run `chmod 600 {path}`."
        )
        raise HomeError(sentence, path=str(path))
    if facts.st_size != KEY_BYTES:
        sentence = (
            f"The key {path} has {facts.st_size} bytes, wanted {KEY_BYTES}; "
            "put the home's own key back, for another would match no earlier hash."
        )
        raise HomeError(sentence, path=str(path))
    return path.read_bytes()
