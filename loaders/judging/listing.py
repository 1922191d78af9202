"""Judgements in words and as a table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from graph.edition import Edition
from graph.home import Home
from loaders.judging.judgements import Judgement, judgements

COLUMNS = (
    "number",
    "verdict",
    "a",
    "a_name",
    "b",
    "b_name",
    "parts",
    "by",
    "at",
    "why",
    "undoes",
    "undone_by",
    "state",
)
_WORDS = {
    "same": "{a} and {b} are one",
    "different": "{a} and {b} are two",
    "unsure": "whether {a} and {b} are one nobody can tell",
}


def said(one: Judgement) -> str:
    """Return what a judgement says, in words."""
    names = {side: _named(one, side) for side in ("a", "b")}
    if one.verdict == "split":
        return f"of {names['a']}, the rows told by {told_by(one)} are somebody else's"
    if one.verdict == "undo":
        return f"judgement {one.undoes} is taken back"
    return _WORDS[one.verdict].format(**names)


def told_by(one: Judgement) -> str:
    """Return what tells the rows of a split."""
    return ", ".join(f"{part.by} {part.value}" for part in one.parts if part.by != "joined")


def _named(one: Judgement, side: str) -> str:
    found = one.a if side == "a" else one.b
    return f"{found.id} {found.name}" if found else ""


def listed(judged: Iterable[Judgement], reports: Iterable[tuple[int, str]] = ()) -> pd.DataFrame:
    """Return judgements as COLUMNS, the latest first.

    Args:
        reports: what the last build said of some (number, sentence); it stands in `state`.
    """
    problems: dict[int, str] = {}
    for number, sentence in reports:
        problems[number] = " ".join(filter(None, (problems.get(number), sentence)))
    rows = [
        {
            "number": one.number,
            "verdict": one.verdict,
            "a": one.a.id if one.a else None,
            "a_name": one.a.name if one.a else None,
            "b": one.b.id if one.b else None,
            "b_name": one.b.name if one.b else None,
            "parts": told_by(one) if one.parts else None,
            "by": one.by,
            "at": one.at,
            "why": one.why,
            "undoes": one.undoes or None,
            "undone_by": one.undone_by or None,
            "state": _state(one, problems.get(one.number)),
        }
        for one in judged
    ]
    return pd.DataFrame(rows[::-1], columns=list(COLUMNS), dtype="object")


def told_reports(edition: Edition) -> list[tuple[int, str]]:
    """Return what the build of an edition said of judgements: number, sentence."""
    notes = edition.manifest.get("notes", {})
    return [(int(one["number"]), str(one["problem"])) for one in notes.get("judgements", [])]


def summary(home: Home) -> list[str]:
    """Return lines that say how many judgements stand, and which a build could not obey as given.

    Nothing where nobody has judged.
    """
    judged = judgements(home)
    if not judged:
        return []
    stand = sum(one.stands for one in judged)
    line = f"Judgements: {stand} stand, {len(judged)} lines; `qiji judge list` shows them."
    reports = told_reports(Edition.current(home)) if home.current_id() else []
    return [line, *(text for _, text in reports)]


def _state(one: Judgement, problem: str | None) -> str:
    if one.verdict == "undo":
        return f"takes back {one.undoes}"
    if one.undone_by:
        return f"taken back by {one.undone_by}"
    return problem or "stands"
