"""What people decided about who is who, kept for ever: one line of JSON a judgement.

home/judgements/judgements.jsonl   append-only

A judgement is never changed: what undoes it is a line of its own. What a killed command or a full
disk left of a last line is no line; any other line that cannot be read is an error, with its
number, for nobody's decision may be lost in silence.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from graph.errors import HomeError, WrongParameters
from graph.home import Home, disk

Verdict = Literal["same", "different", "unsure", "split", "undo"]
VERDICTS: tuple[Verdict, ...] = ("same", "different", "unsure", "split", "undo")
MOST_WHY = 2000  # [param] characters of a reason


@dataclass(frozen=True)
class Side:
    """One of the two that are judged.

    Attributes:
        id: the id it had when it was judged.
        name: what it was called then, to read.
        keys: the identity keys it had, the strongest first; they find it again when ids change.
    """

    id: str
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What tells which mentions of a node are somebody else's.

    Attributes:
        by: name (folded), code, table or row; or joined: whose rows are looked at besides.
        value: the name, code or table; of a row `table|delivery|file|line`; of one that was
            joined to the node then, its identity key.
    """

    by: str
    value: str


@dataclass(frozen=True)
class Judgement:
    """One line of the file.

    Attributes:
        number: from 1, without gaps; the later of two is the one with the higher number.
        a, b: the two sides; of a split `a` alone.
        parts: of a split, any of which tells a mention that is not a's.
        undoes: number of the judgement that this line takes back; 0: none.
        undone_by: number of the line that took this one back; 0: it stands.
        evidence: what was shown when it was judged (probability, evidence, edition).
    """

    number: int
    verdict: Verdict
    by: str
    at: str
    why: str
    a: Side | None = None
    b: Side | None = None
    parts: tuple[Part, ...] = ()
    undoes: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    undone_by: int = 0

    @property
    def stands(self) -> bool:
        """Whether it counts: it is none that takes back, and was not taken back."""
        return self.verdict != "undo" and not self.undone_by

    @property
    def label(self) -> str:
        """Whom it is about: Company or Person."""
        return "Person" if self.a and self.a.id.startswith("P") else "Company"


def file_of(home: Home) -> Path:
    """Return where a home's judgements stand."""
    return home.judgements / "judgements.jsonl"


def judgements(home: Home) -> list[Judgement]:
    """Return every judgement of a home, the oldest first, those taken back among them.

    Raises:
        HomeError: a line is no judgement, or lines are missing.
    """
    path = file_of(home)
    with disk(path):
        text = path.read_bytes() if path.exists() else b""
    lines = text[: text.rfind(b"\n") + 1].splitlines()
    found = [_read(path, place, line) for place, line in enumerate(lines, 1)]
    taken = {one.undoes: one.number for one in found if one.undoes}
    return [replace(one, undone_by=taken.get(one.number, 0)) for one in found]


def add(
    home: Home,
    verdict: Verdict,
    *,
    by: str,
    why: str,
    a: Side | None = None,
    b: Side | None = None,
    parts: Sequence[Part] = (),
    undoes: int = 0,
    evidence: Mapping[str, Any] | None = None,
) -> Judgement:
    """Keep one judgement; return it with its number.

    Raises:
        WrongParameters: no reason or no name is given, or the two are one.
        HomeBusy: another command is writing this home.
        HomeFull: the disk is full; no part of the judgement was kept.
    """
    by, why = _said(by, "who judges", "--by"), _said(why, "a reason", "--why")
    if a and b and a.id == b.id:
        raise WrongParameters(f"{a.id} was given twice; a judgement is about two.")
    with home.lock("judge"):
        before = judgements(home)
        if verdict == "undo":
            _may_undo(before, undoes)
        made = Judgement(
            number=len(before) + 1,
            verdict=verdict,
            by=by,
            at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            why=why,
            a=a,
            b=b,
            parts=tuple(parts),
            undoes=undoes,
            evidence=evidence or {},
        )
        _append(file_of(home), made)
    return made


def _said(text: str, what: str, option: str) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise WrongParameters(f"A judgement needs {what}; give it with {option}.")
    if len(clean) > MOST_WHY:
        raise WrongParameters(
            f"{option} has {len(clean):,} characters; say it in {MOST_WHY:,} or fewer."
        )
    return clean


def _may_undo(before: Sequence[Judgement], number: int) -> None:
    if not 1 <= number <= len(before):
        raise WrongParameters(f"There is no judgement {number}; `qiji judge list` lists them.")
    wanted = before[number - 1]
    if wanted.verdict == "undo":
        raise WrongParameters(
            f"Judgement {number} took back judgement {wanted.undoes}; to have that again, judge "
            "it anew."
        )
    if wanted.undone_by:
        raise WrongParameters(
            f"Judgement {number} was taken back already, by judgement {wanted.undone_by}."
        )


def _append(path: Path, made: Judgement) -> None:
    """Write one line, whole or not at all."""
    content = asdict(made)
    content.pop("undone_by")
    line = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    with disk(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            whole = path.read_bytes().rfind(b"\n") + 1
            os.ftruncate(handle, whole)  # what a killed command left of a line
            _write_whole(handle, line, whole)
        finally:
            os.close(handle)


def _write_whole(handle: int, line: bytes, whole: int) -> None:
    try:
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, whole)
        raise


def _read(path: Path, place: int, line: bytes) -> Judgement:
    try:
        content = json.loads(line)
        made = _judgement(content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path, place, "is no judgement") from error
    if made.number != place:
        raise _damaged(path, place, f"should be judgement {place} and is {made.number}")
    if made.verdict not in VERDICTS or not 0 <= made.undoes < made.number:
        raise _damaged(path, place, "is no judgement that this program knows")
    whole = {"undo": made.undoes > 0, "split": bool(made.a and made.parts)}
    if not whole.get(made.verdict, bool(made.a and made.b)):
        raise _damaged(path, place, f"is {made.verdict!r} and does not say of whom")
    return made


def _damaged(path: Path, place: int, what: str) -> HomeError:
    return HomeError(
        f"{path} line {place} {what}; put that line back from a copy of the home (no build "
        "passes over what people decided).",
        line=place,
    )


def _judgement(content: dict[str, Any]) -> Judgement:
    return Judgement(
        number=int(content["number"]),
        verdict=content["verdict"],
        by=str(content["by"]),
        at=str(content["at"]),
        why=str(content["why"]),
        a=_side(content["a"]),
        b=_side(content["b"]),
        parts=tuple(Part(str(one["by"]), str(one["value"])) for one in content["parts"]),
        undoes=int(content["undoes"]),
        evidence=dict(content["evidence"]),
    )


def _side(content: dict[str, Any] | None) -> Side | None:
    if content is None:
        return None
    return Side(str(content["id"]), str(content["name"]), tuple(map(str, content["keys"])))
