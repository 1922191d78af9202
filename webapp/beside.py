"""Two that may be one, beside each other: what both say, and what they say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from graph.answers import as_dates
from graph.days import Moment
from graph.edition import Edition
from loaders.judging.sides import joined_to
from webapp import dossier
from webapp.dossier import Event, Link
from webapp.parties import Party, called

MOST = 8  # [param] entries of a cell, and events and source rows of a side
IDENTIFIERS = (
    "uscc",
    "org_code",
    "registration_number",
    "taxpayer_id",
    "registry_key",
    "tax_key",
    "social_unit",
    "source_key",
)
LEFT_OUT = ("fact",)
NOT_TIES = ("PARTY_TO", "POSSIBLY_SAME_AS")


@dataclass(frozen=True)
class Entry:
    """One thing that a side says, and when it held."""

    text: str
    since: date | None = None
    until: date | None = None
    party: Party | None = None
    shared: bool = False


@dataclass(frozen=True)
class Facet:
    """One kind of thing, on both sides.

    Attributes:
        kind: name, identifier, value or link; says in which words `name` is shown.
        verdict: same, part (some are shared), differ, or one (only one side says anything).
    """

    kind: str
    name: str
    a: tuple[Entry, ...]
    b: tuple[Entry, ...]
    verdict: str


@dataclass(frozen=True)
class Standing:
    """One side: who it is, what happened to it, and where it stands written."""

    party: Party
    risks: dict[int, int]
    events: tuple[Event, ...]
    event_count: int
    records: tuple[tuple[str, int], ...]
    record_count: int


@dataclass(frozen=True)
class Maybe:
    """One that may be the same as a page's subject."""

    party: Party
    probability: float
    evidence: str


def likely(edition: Edition, number: int, moment: Moment) -> list[Maybe]:
    """Return those who may be the same as a node, the likeliest first."""
    near = edition.network.neighbours(number, None, ("POSSIBLY_SAME_AS",))
    if not len(near.other):
        return []
    rows = edition.rows("edges/POSSIBLY_SAME_AS", near.edge.astype(np.int64))
    names = called(edition, near.other.tolist(), moment)
    columns = (near.other.tolist(), rows["probability"].tolist(), rows["evidence"].tolist())
    found = [Maybe(names[n], float(p), str(e)) for n, p, e in zip(*columns, strict=True)]
    return sorted(found, key=lambda one: (-one.probability, one.party.id))


@dataclass(frozen=True)
class One:
    """One that was made one with a page's subject, by a model or a judgement."""

    id: str
    name: str


def made_one(edition: Edition, node_id: str) -> list[One]:
    """Return those who are one with a node in this edition, and may be parted by a judgement."""
    return [One(side.id, side.name) for side in joined_to(edition, node_id)]


def standing(edition: Edition, number: int, moment: Moment) -> Standing:
    """Return one side."""
    events = dossier.events(edition, number, moment)
    sources = dossier.sources(edition, number, moment)
    rows = list(zip(sources["table"].tolist(), sources["record"].tolist(), strict=True))
    return Standing(
        party=called(edition, [number], moment)[number],
        risks=dossier.risks(events),
        events=tuple(events[:MOST]),
        event_count=len(events),
        records=tuple((str(table), int(record)) for table, record in rows[:MOST]),
        record_count=len(rows),
    )


def facets(edition: Edition, a: int, b: int, moment: Moment) -> list[Facet]:
    """Return what two sides say, a row a kind of thing: names, codes, values, then links.

    What both sides speak of comes first.
    """
    said = [told(edition, number, moment) for number in (a, b)]
    order = {"name": 0, "identifier": 1, "value": 2, "link": 3}
    keys = sorted({*said[0], *said[1]}, key=lambda key: (order[key[0]], key[1]))
    found = [_facet(key, said[0].get(key, []), said[1].get(key, [])) for key in keys]
    return sorted(found, key=lambda facet: facet.verdict == "one")


Told = dict[tuple[str, str], list[Entry]]


def told(edition: Edition, number: int, moment: Moment) -> Told:
    """Return what is said of one node, by kind and name."""
    found: Told = {}
    for name, entry in [*_values(edition, number, moment), *_masked(edition, number)]:
        kind = "identifier" if name in (*IDENTIFIERS, "masked_id") else "value"
        found.setdefault(("name" if name == "name" else kind, name), []).append(entry)
    links = dossier.links(edition, number, moment) + dossier.ended(edition, number, moment)
    for link in links:
        if link.kind not in NOT_TIES:
            name = f"{link.kind}.{'out' if link.outward else 'in'}"
            found.setdefault(("link", name), []).append(_tie(link))
    return found


def _values(edition: Edition, number: int, moment: Moment) -> Iterable[tuple[str, Entry]]:
    frame = edition.properties(number)
    frame = frame[dossier.known(frame, moment) & ~frame["property"].isin(LEFT_OUT)]
    spans = frame.groupby(["property", "value"], sort=False, as_index=False).agg(
        since=("valid_from", "min"), until=("valid_to", "max")
    )
    if not len(spans) and edition.label_of(number) == "Person":
        yield "name", Entry(called(edition, [number], moment)[number].name)
    bounds = (as_dates(spans[c].to_numpy()) for c in ("since", "until"))
    columns = (spans["property"], spans["value"], *bounds)
    for name, value, since, until in zip(*columns, strict=True):
        yield str(name), Entry(str(value), _day(since), _day(until))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _masked(edition: Edition, number: int) -> Iterable[tuple[str, Entry]]:
    masked = edition.node(number).get("masked_id")
    if isinstance(masked, str):
        yield "masked_id", Entry(masked)


def _tie(link: Link) -> Entry:
    return Entry(link.other.name, link.since, link.until, link.other)


def _facet(key: tuple[str, str], a: Sequence[Entry], b: Sequence[Entry]) -> Facet:
    mine, theirs = ({_key(entry) for entry in side} for side in (a, b))
    both = mine & theirs
    verdict = "same" if mine == theirs else "part" if both else "differ" if a and b else "one"
    return Facet(key[0], key[1], _marked(a, both), _marked(b, both), verdict)


def _key(entry: Entry) -> str:
    return entry.party.id if entry.party else entry.text


def _marked(entries: Sequence[Entry], shared: set[str]) -> tuple[Entry, ...]:
    """Return each thing once, those that both sides say first."""
    once = {_key(entry): replace(entry, shared=_key(entry) in shared) for entry in entries[::-1]}
    return tuple(sorted(once.values(), key=lambda e: (not e.shared, str(e.since), e.text)))
