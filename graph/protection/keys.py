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
_CONSTANT = "the fingerprint of this home's key"  # no number of a person is spelt so
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
                _create(path, secrets.token_bytes(KEY_BYTES))
            return cls(_read(path))

    @classmethod
    def of(cls, home: Home) -> Self:
        """Return a home's key; one is made only for a home that has no delivery yet.

        Call it while holding the home's lock: a fingerprint that lacks is written.

        Raises:
            HomeError: the key of a home with deliveries is gone, or is another: their numbers of
                people are hashed with it, and under another nobody would be known again.
        """
        path = home.key_file
        loaded = home.has_deliveries()
        with disk(path):
            if not os.path.lexists(path) and loaded:
                raise HomeError(
                    f"The key {path} is missing, and the deliveries of this home were loaded with "
                    "it; put it back from a copy, or load all files again into a new home.",
                    path=str(path),
                )
            key = cls.load_or_create(path)
            if not loaded:  # what was hashed with an earlier key is gone
                home.key_fingerprint.unlink(missing_ok=True)
            key._fit(home.key_fingerprint, path)
        return key

    def _fit(self, fingerprint: Path, path: Path) -> None:
        """Hold this key against its fingerprint; one is taken where there is none."""
        own = self.digest(_CONSTANT)
        if not fingerprint.exists():
            _create(fingerprint, own.encode())
        elif fingerprint.read_text("ascii", "replace").strip() != own:
            raise HomeError(
                f"The key {path} is not the one that the deliveries of this home were loaded "
                "with; put that one back from a copy, or load all files again into a new home.",
                path=str(path),
            )

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


def _create(path: Path, content: bytes) -> None:
    """Make the file whole or not at all; of two who make it at once, one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
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
