"""Other words that departments have for one thing, whichever table it stands in."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


@functools.cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return plain name -> the other names of its groups, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for group in tomllib.loads(_FILE.read_text("utf-8"))["group"]:
        names = [str(name).casefold() for name in group["names"]]
        for name in names:
            others = (other for other in names if other != name)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *others)))
    return found
