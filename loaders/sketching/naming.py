"""Names of fields, of a table and of its files, from what a file and declared tables call them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from graph.protection import scrub_many
from loaders.declaring.soundness import CARRIED
from loaders.fields import made
from loaders.reading.grid import TEXT
from loaders.sketching.guessing import Guess
from loaders.sketching.hints import Known

SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_DATED = re.compile(r"[(（]?\d{4,}[-_.年]?\d*[-_.月]?\d*[日)）]?|[(（]\d+[)）]$")
_ENDS = " _-.()（）"


def named(guesses: Sequence[Guess], known: Known) -> list[Guess]:
    """Return guesses with fields: those of declared tables for such a header, else by place."""
    taken: set[str] = set(CARRIED)
    found = []
    for place, one in enumerate(guesses, 1):
        plain = one.name.casefold()
        wanted = known.field(one.name) or (plain if SNAKE.fullmatch(plain) else "")
        names = (wanted, f"{wanted}_{place}") if wanted else ()
        for field in (*names, f"field_{place}", f"field_{place}_own"):
            called = one.called(field)
            if not taken & set(made(called.column)):
                break
        taken |= set(made(called.column))
        found.append(called)
    return found


def titled(stem: str) -> str:
    """Return a title from the name of a file, without the day or number of a delivery.

    >>> titled("欠税公告_202403")
    '欠税公告'
    """
    bare = _DATED.sub("", unicodedata.normalize("NFKC", stem)).strip(_ENDS)
    scrubbed = scrub_many(pd.Series([bare or stem], dtype=TEXT)).iloc[0]
    return " ".join("".join(c if c.isprintable() else " " for c in str(scrubbed)).split())


def pattern(stem: str) -> str:
    """Return the shell pattern under which the files of a table come.

    >>> pattern("欠税[1]公告2024")
    '*欠税?1?公告*'
    """
    bare = _DATED.sub("", unicodedata.normalize("NFKC", stem)).strip(_ENDS) or stem
    plain = re.sub(r"[^\w -]", "?", bare)
    return f"*{plain}*"


def table_name(title: str) -> str:
    """Return a name in small letters, by the title where it has any, else by its hash.

    >>> table_name("Shop list (2)")
    'shop_list_2'
    """
    plain = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")
    if SNAKE.fullmatch(plain):
        return plain
    return f"table_{hashlib.sha256(title.encode()).hexdigest()[:6]}"
