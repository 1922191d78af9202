"""A file into a declaration that is accepted and loads as it is."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.protection import Key
from loaders.checking.columns import typed
from loaders.checking.guarding import Guard
from loaders.declaring.declaration import declared, read_text
from loaders.sketching import hazards, parties
from loaders.sketching.guessing import Guess, always_filled, guess
from loaders.sketching.hints import Known, known
from loaders.sketching.keys import keyed
from loaders.sketching.masking import masked, plain
from loaders.sketching.naming import named, pattern, table_name, titled
from loaders.sketching.sampling import Sample, sample
from loaders.sketching.writing import Sketch, written
from loaders.table import Table, Text

_BEARABLE = 0.05  # of rows that may be refused: the default of Table.max_rejects


def throwaway_guard() -> Guard:
    """Return a guard by a key that nobody keeps."""
    return Guard(Key(os.urandom(32)))


@functools.cache
def _words() -> Known:
    return known(declared().values())


def sketched(
    path: Path, *, name: str | None = None, title: str | None = None, sheet: str | None = None
) -> str:
    """Return a first declaration for a file, which `read_declaration` accepts.

    Args:
        name, title: of the table; None: from the file's name.
        sheet: of a workbook; None: the first with a header.

    Raises:
        UnreadableFile: the file cannot be read.
        DataError: it has no header, no rows, or too many columns.
    """
    words = _words()
    text = written(_sketch(path, words, sample(path, words.__contains__, sheet), name, title))
    read_text(text, f"the declaration of {path.name}", "")
    return text


def _sketch(path: Path, words: Known, found: Sample, name: str | None, title: str | None) -> Sketch:
    nulls = hazards.null_words(found.frame)
    guard = throwaway_guard()
    guesses = named(_bearable(_guesses(found, words, nulls, guard), found, nulls, guard), words)
    key = keyed(guesses, found.frame)
    said = title or titled(path.stem)
    meant = parties.parties(guesses)
    table = Table(
        name=name or table_name(said),
        title=said,
        files=(pattern(path.stem),),
        kind="append",
        columns={one.header: one.column for one in guesses},
        parties=meant,
        facts=parties.facts(meant, guesses, said),
        key=key.key,
        nulls=nulls,
    )
    lines = found.under.lines
    remarks = {one.name: list(hazards.of_column(one, found.frame, lines)) for one in guesses}
    return Sketch(
        table, guesses, list(hazards.of_file(found, key)), remarks, plain(masked(path.name))
    )


def _guesses(found: Sample, words: Known, nulls: tuple[str, ...], guard: Guard) -> list[Guess]:
    guesses = []
    for name in found.frame.columns:
        spelled = found.under.spelling.get(name, "")
        if not spelled.strip():
            continue  # the reader's notes tell of a column without a name; no header can name it
        kind = words.type(name)
        one = guess(spelled, name, found.frame[name], nulls, guard, kind)
        guesses.append(one.required() if always_filled(one) else one)
    return guesses


def _bearable(
    guesses: Sequence[Guess], found: Sample, nulls: tuple[str, ...], guard: Guard
) -> list[Guess]:
    """Return guesses by which no more rows are refused than a load bears: the worst become Text."""
    kept = list(guesses)
    while True:
        bad = np.zeros(len(found.frame), bool)
        for one in kept:
            bad[one.read.refused] = True
        if bad.sum() <= _BEARABLE * len(bad):
            return kept
        worst = max(range(len(kept)), key=lambda n: len(kept[n].read.refused))
        one = kept[worst]
        column = Text(one.column.field, required=False)
        read = typed(column, found.frame[one.name], nulls, guard)
        if len(read.refused) >= len(one.read.refused):
            return kept
        missed = (one.column, one.read)
        kept[worst] = Guess(one.header, one.name, column, read, one.filled, missed)
