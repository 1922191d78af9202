"""Splits: rows that identifiers or a name gave to one, and that people say are somebody else's.

A split moves exactly the mentions that it tells, and nothing else: facts go where their rows go.
What is moved is an entity of its own, known by the key `part:…`, which is the same each time the
same rows are told of the same one; its id stays with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.names import fold_many
from loaders.judging.constraints import Entities, entities_of
from loaders.judging.judgements import Judgement, Part
from loaders.resolving.companies import LEVELS


@dataclass
class Moved:
    """Who mentions are once splits are obeyed.

    Attributes:
        entity: by mention.
        count: how many entities there are.
        keys: entity, key; those of the parts are the last.
        pairs: number of the split, verdict, and the two entities of whom that follows.
        reports: what could not be obeyed, or is against an identifier: number, sentence.
    """

    entity: Entities
    count: int
    keys: pd.DataFrame
    pairs: list[tuple[int, str, int, int]] = field(default_factory=list)
    reports: list[tuple[int, str]] = field(default_factory=list)


def named_rows(
    judged: Sequence[Judgement], records: pd.DataFrame
) -> dict[str, dict[int, list[int]]]:
    """Return the records that splits tell one by one: table -> number of the split -> records.

    Args:
        records: table, delivery, file, line of every source row, by number.
    """
    found: dict[str, dict[int, list[int]]] = {}
    for one in judged:
        for part in one.parts if one.stands else ():
            if part.by == "row":
                table, delivery, *file, line = part.value.split("|")
                here = (records["delivery"] == delivery) & (records["line"] == int(line))
                here &= (records["table"] == table) & (records["file"] == "|".join(file))
                told = np.flatnonzero(here.to_numpy(bool)).tolist()
                found.setdefault(table, {}).setdefault(one.number, []).extend(told)
    return found


def split(
    splits: Sequence[Judgement],
    mentions: pd.DataFrame,
    entity: Entities,
    count: int,
    keys: pd.DataFrame,
) -> Moved:
    """Return who mentions are once splits are obeyed, the oldest first.

    Args:
        splits: standing splits of one label.
        mentions: `shown` (the name as written), `name` (folded, without notes), the codes of
            LEVELS where there are any, `table`, and `told` (what `Obeyed.rows_told` returns).
        entity: who each is without splits.
        keys: entity, key, the strongest first.
    """
    made = Moved(entity.copy(), count, keys)
    for one in splits:
        anchors = _anchors(one, made.entity, made.keys)
        mine = np.flatnonzero(np.isin(made.entity, anchors))
        told = np.zeros(len(mentions), bool)
        told[mine] = _told(one, mentions.iloc[mine])
        whole = [e for e in anchors.tolist() if told[made.entity == e].all()]
        stays = [e for e in anchors.tolist() if e not in whole]
        if not told.any() or not stays:
            which = "none" if not told.any() else "all"
            made.reports.append((one.number, _void(one.number, which)))
            continue
        rest = mine[~told[mine]]
        made.reports += _against_codes(one.number, mentions[told], mentions.iloc[rest])
        _move(one, made, told & ~np.isin(made.entity, whole), whole, stays)
    return made


def _anchors(one: Judgement, entity: Entities, keys: pd.DataFrame) -> Entities:
    """Return whose rows a split looks at: its node's, and those of who was joined to it then."""
    assert one.a is not None
    sides = [(one.a.id, one.a.keys), *(("", (p.value,)) for p in one.parts if p.by == "joined")]
    found = entities_of(sides, keys, pd.Series(dtype="float64"))
    return np.intersect1d(found[found >= 0], entity)


def _move(
    one: Judgement,
    made: Moved,
    told: npt.NDArray[np.bool_],
    whole: Sequence[int],
    stays: Sequence[int],
) -> None:
    """Move mentions to an entity of their own; it, and entities told whole, are one, and apart."""
    assert one.a is not None
    pieces = list(whole)
    if told.any():
        made.entity[told] = made.count
        key = pd.DataFrame({"entity": [made.count], "key": [part_key(one.parts, one.a.keys)]})
        made.keys = pd.concat([made.keys, key], ignore_index=True)
        pieces.append(made.count)
        made.count += 1
    made.pairs += [(one.number, "different", a, b) for a in stays for b in pieces]
    made.pairs += [(one.number, "same", pieces[0], b) for b in pieces[1:]]


def part_key(parts: Sequence[Part], keys: Sequence[str]) -> str:
    """Return the identity key of what a split parts from one."""
    told = ",".join(sorted(f"{part.by}={part.value}" for part in parts if part.by != "joined"))
    return " ".join(f"part:{told}@{keys[0] if keys else ''}".split())


def _told(one: Judgement, mentions: pd.DataFrame) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(mentions), bool)
    for part in one.parts:
        match part.by:
            case "name":
                # Who is called so with a note beside the name is called so.
                for names in (fold_many(mentions["shown"]).astype("object"), mentions["name"]):
                    found |= (names == part.value).fillna(False).to_numpy(bool)
            case "table":
                found |= (mentions["table"] == part.value).to_numpy(bool)
            case "code":
                for level in [level for level in LEVELS if level in mentions]:
                    found |= (mentions[level] == part.value).fillna(False).to_numpy(bool)
            case "row":
                found |= (mentions["told"] == one.number).to_numpy(bool)
    return found


def _void(number: int, which: str) -> str:
    return (
        f"Judgement {number} (split) changes nothing: it tells {which} of the rows; take it back "
        "with `qiji judge undo`, or tell them otherwise."
    )


def _against_codes(number: int, moved: pd.DataFrame, stays: pd.DataFrame) -> list[tuple[int, str]]:
    shared = [
        f"{level} {value}"
        for level in LEVELS
        if level in moved
        for value in sorted({*moved[level].dropna()} & {*stays[level].dropna()})
    ]
    if not shared:
        return []
    return [(number, f"Judgement {number} (split) is obeyed, though both show {shared[0]}.")]
