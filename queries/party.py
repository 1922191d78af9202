"""Who is meant by what a person typed, and what a party was called on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from graph.days import EARLIEST, LATEST, Moment, effective_start
from graph.edition import Edition
from graph.errors import AmbiguousParty, UnknownParty
from graph.names import fold

_ID = re.compile(r"[A-Z][0-9a-f]{9,}(\.\d+)?")
CANDIDATES = 10  # how many a refusal lists


def find(edition: Edition, text: str, moment: Moment, label: str | None = None) -> int:
    """Return the number of the one party that a text means: an id, an identifier or a name.

    Args:
        label: `Company` or `Person`, where only one will do.

    Raises:
        UnknownParty: nobody answers to it.
        AmbiguousParty: several do; `facts["candidates"]` lists them.
    """
    wanted = text.strip()
    if _ID.fullmatch(wanted):
        try:
            return edition.number(wanted)
        except UnknownParty:
            pass
    answer = edition.names.find(
        wanted, label=label, as_of=moment.as_of, known_on=moment.known_on, limit=CANDIDATES
    )
    folded = fold(wanted)
    exact = [hit for hit in answer.hits if fold(hit.text) == folded]
    now = [hit for hit in exact if hit.standing == "current"]
    chosen = now or exact or list(answer.hits)
    if len({hit.node_id for hit in chosen}) == 1:
        return edition.number(chosen[0].node_id)
    if not chosen:
        raise UnknownParty(
            f"Nobody in the edition {edition.edition_id} is called {wanted!r} or has it as a "
            f"code, as known on {moment.known_day}; look with `qiji ask search text=…`.",
            text=wanted,
        )
    listed = [(hit.node_id, hit.text, hit.kind) for hit in chosen]
    names = "; ".join(f"{node_id} {shown}" for node_id, shown, _ in listed)
    every = f"{'' if answer.complete else 'at least '}{answer.total}"
    more = "" if answer.complete and answer.total <= len(chosen) else f" of {every}"
    raise AmbiguousParty(
        f"{wanted!r} may be {len(listed)}{more}: {names}. Give the id of the one you mean.",
        candidates=listed,
        total=answer.total,
    )


def names(edition: Edition, numbers: Iterable[int], moment: Moment) -> list[str]:
    """Return what parties were called at a moment; their id where no name was known."""
    return [name(edition, int(number), moment) for number in numbers]


def name(edition: Edition, number: int, moment: Moment) -> str:
    """Return what one node was called at a moment."""
    label = edition.label_of(number)
    row = number - edition.span(label).start
    if label == "Company":
        if moment.as_of < edition.data_day or moment.known_on < edition.data_day:
            held = edition.properties(number, moment)
            held = held[held["property"] == "name"]
            if len(held):
                return str(held["value"].iloc[-1])
            return _first_name(edition, number, moment) or edition.id(number)
        found = edition.column("nodes/Company", "name")[row]
        return str(found) if found is not None else _any_key(edition, number)
    column = {"Address": "text", "Contact": "masked", "Event": "kind"}.get(label, "name")
    found = edition.column(f"nodes/{label}", column)[row]
    return str(found) if found is not None else edition.id(number)


def _first_name(edition: Edition, number: int, moment: Moment) -> str | None:
    """Return the first name known by the moment, of a company that had none on the day."""
    frame = edition.properties(number)
    known = frame["property"].eq("name") & (frame["known_from"] <= moment.known_on)
    known &= moment.known_on < frame["known_to"]
    frame = frame[known]
    # A name whose start nobody stated is not the first for that: it may be the latest.
    starts = effective_start(
        *(frame[c].to_numpy() for c in ("valid_from", "valid_to", "known_from"))
    )
    frame = frame.assign(start=starts).sort_values(["start", "known_from"], kind="stable")
    return str(frame["value"].iloc[0]) if len(frame) else None


def _any_key(edition: Edition, number: int) -> str:
    frame = edition.properties(number)
    keys = frame[frame["property"] == "source_key"]["value"]
    return str(keys.iloc[0]) if len(keys) else edition.id(number)


def company_names(edition: Edition) -> np.ndarray:
    """Return the name of every company on the data day, or its id."""
    found = edition.column("nodes/Company", "name").copy()
    missing = np.flatnonzero(np.array([n is None for n in found], bool))
    for row in missing.tolist():
        found[row] = edition.id(row)
    return found


__all__ = ["EARLIEST", "LATEST", "company_names", "find", "name", "names"]
