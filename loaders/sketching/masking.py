"""Cells as they may stand in a declaration or on a screen: no number of a person in full."""

from __future__ import annotations

import re

import pandas as pd

from graph.protection import scrub_many
from loaders.reading.grid import TEXT
from loaders.table import ColumnType, Date, Hour, Money, Month, Number, Share

_RUN = re.compile(
    r"(?=(?:[\d*Xx -]*\d){7})[\d*][\d*Xx -]{5,}[\d*Xx]|[0-9A-Za-z]*\d{7,}[0-9A-Za-z]*"
)
_LONG_RUN = re.compile(r"(?=(?:[\d*Xx -]*\d){9})[\d*][\d*Xx -]{7,}[\d*Xx]|[0-9A-Za-z]*\d{9,}\w*")
_MAIL = re.compile(r"[^\s@]+(?=@)")
_KEPT = 3
_LONGEST = 40
_FIGURES = (Date, Hour, Money, Month, Number, Share)


def masked(cell: str, column: ColumnType | None = None) -> str:
    """Return a cell in one short line, whatever may be a person's number masked.

    Args:
        column: its type; figures and days keep runs of digits too short for a number.
    """
    scrubbed = str(scrub_many(pd.Series([cell], dtype=TEXT)).iloc[0])
    if not (isinstance(column, _FIGURES) and len(cell) < 11):
        scrubbed = _MAIL.sub("***", _RUN.sub(_cut, scrubbed))
    return plain(scrubbed)


def masked_reason(reason: str) -> str:
    """Return a reason in one line, whatever number it quotes masked."""
    return plain(_LONG_RUN.sub(_cut, _MAIL.sub("***", reason)), 160)


def plain(text: str, longest: int = _LONGEST) -> str:
    """Return a text in one line of printable letters, cut where it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _cut(found: re.Match[str]) -> str:
    run = found[0]
    return run[:_KEPT] + "*" * (len(run) - _KEPT)
