"""Bytes that came before: what of a load is new, what is known, and what must say its day.

Notices (`append`) say nothing new by coming again. A register (`full`) may go back to what it was,
and a change (`changes`) may be made once more; but without a stated day the same bytes are more
likely loaded twice by mistake (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.checking.assigning import Sheet
from loaders.keeping.deliveries import Delivery, loaded_before
from loaders.keeping.report import Figure
from loaders.table import Table


@dataclass(frozen=True)
class Came:
    """The files of a load that are a table's: name -> hash of the bytes, each hash once.

    Attributes:
        stated: whether the day was given, not taken from the clock.
    """

    table: Table
    files: Mapping[str, str]
    received: int
    stated: bool


Verdicts = dict[str, tuple[str, str]]
"""File -> state of a figure (`known` or `stopped`) and a sentence; files that are new have none."""


def sifted(
    table: Table,
    sheets: Sequence[Sheet],
    hashes: Mapping[str, str],
    known: Iterable[Delivery],
    received: int,
    *,
    stated: bool,
) -> tuple[list[Sheet], list[Figure]]:
    """Return the sheets of a table to be loaded, and a figure for each of the others.

    Args:
        hashes: of the bytes of each file, by its name.
        known: the deliveries that stand, in their order.
    """
    files: dict[str, str] = {}
    first: dict[str, str] = {}
    verdicts: Verdicts = {}
    for name in dict.fromkeys(sheet.source.name for sheet in sheets):
        twin = first.setdefault(hashes[name], name)
        if twin == name:
            files[name] = hashes[name]
        else:
            verdicts[name] = _known(twin)
    ours = [d for d in known if table.name in d.tables]
    came = Came(table, files, received, stated)
    if any(sheet.mended for sheet in sheets):
        verdicts |= _notices(came, ours)
    elif table.kind == "append":
        verdicts |= _notices(came, [d for d in ours if d.received <= received])
    else:
        verdicts |= _register(came, [d for d in ours if d.received <= received and not d.mends])
    figures = [
        Figure(sheet.name, table.name, "known" if state == "known" else "stopped", notes=(why,))
        for sheet in sheets
        for state, why in [verdicts.get(sheet.source.name, ("", ""))]
        if state
    ]
    return [sheet for sheet in sheets if sheet.source.name not in verdicts], figures


def _known(where: str) -> tuple[str, str]:
    return "known", f"the same bytes are in {where}."


def _notices(came: Came, ours: Iterable[Delivery]) -> Verdicts:
    there, table = loaded_before(ours), came.table.name
    return {n: _known(there[table, h]) for n, h in came.files.items() if (table, h) in there}


def _hashes(delivery: Delivery, table: str) -> dict[str, str]:
    return {f.name: f.sha256 for f in delivery.files if table in f.tables}


@dataclass(frozen=True)
class _Day:
    """What a table's deliveries of one day hold: its files, and those replaced on the same day."""

    files: dict[str, str]  # name -> hash
    where: dict[str, str]  # hash -> delivery, of all that came

    @property
    def hashes(self) -> set[str]:
        return set(self.files.values())


def _days(table: Table, ours: Iterable[Delivery]) -> dict[int, _Day]:
    found: dict[int, _Day] = {}
    for delivery in ours:
        day = found.setdefault(delivery.received, _Day({}, {}))
        for name, hash_ in _hashes(delivery, table.name).items():
            # Of a register the later file of one name replaces the earlier; changes add up.
            day.files[name if table.kind == "full" else f"{delivery.id}/{name}"] = hash_
            day.where.setdefault(hash_, delivery.id)
    return found


def _register(came: Came, ours: Sequence[Delivery]) -> Verdicts:
    days = _days(came.table, ours)
    today = days.pop(came.received, _Day({}, {}))
    verdicts: Verdicts = {}
    left: dict[str, str] = {}
    for name, hash_ in came.files.items():
        if hash_ in today.hashes:
            verdicts[name] = _known(today.where[hash_])
        elif hash_ in today.where:
            why = f"the same bytes are in {today.where[hash_]}, and others replaced them that day"
            verdicts[name] = "stopped", f"{why}; withdraw the delivery that holds those."
        else:
            left[name] = hash_
    before = {h: d for day in sorted(days) for h, d in days[day].where.items()}
    old = {name: h for name, h in left.items() if h in before}
    if not old or (today.files and came.stated):
        return verdicts
    last = days[max(days)]
    if came.table.kind == "changes":
        state = "" if came.stated else "known" if set(old.values()) <= last.hashes else "stopped"
    else:
        state = _standing(came, left, old, last, [d.hashes for d in days.values()])
    if state == "known":
        verdicts |= {name: _known(before[h]) for name, h in old.items()}
    elif state:
        verdicts |= {
            name: _unstated(before[h], last, stated=came.stated) for name, h in old.items()
        }
    return verdicts


def _standing(
    came: Came, left: dict[str, str], old: dict[str, str], last: _Day, days: Iterable[set[str]]
) -> str:
    """Return what becomes of a register's files that came before: loaded (""), known, stopped."""
    same_parts = left.keys() == last.files.keys()
    hashes = set(left.values())
    if len(old) < len(left):  # some are new
        unchanged = set(old.values()) <= last.hashes
        return "" if same_parts and (unchanged or came.stated) else "known"
    if hashes == last.hashes:
        return "" if came.stated else "known"
    if hashes & last.hashes and not same_parts:
        return "known"
    whole = same_parts or any(hashes == day for day in days)
    return "" if came.stated and whole else "stopped"


def _unstated(where: str, last: _Day, *, stated: bool) -> tuple[str, str]:
    later = max(last.where.values())
    if stated:
        return "stopped", (
            f"the same bytes are in {where}, and came now with those of another delivery; load "
            "the files of one day at a time."
        )
    return "stopped", (
        f"the same bytes are in {where}, and {later} has said otherwise since; if they came once "
        "more, say on which day with --received DAY."
    )
