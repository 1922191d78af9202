"""Whom a judgement is about: what a person typed, as an id with its name and identity keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.edition import Edition
from graph.errors import AmbiguousParty, UnknownParty, WrongParameters
from graph.home import Home
from graph.names import fold
from loaders.judging.judgements import Side, judgements
from loaders.resolving.companies import LEVELS
from loaders.resolving.identities import MERGED, given

_ID = re.compile(r"[CP]\d{9}")
MOST_KEYS = 24  # [param] identity keys kept of one side
STRENGTH = {kind: place for place, kind in enumerate((*LEVELS, "part", "id", "name", "in", "row"))}


def sides(edition: Edition, texts: Iterable[str]) -> list[Side]:
    """Return those whom texts mean: an id, an identifier or a name of a company or a person.

    An id that a judgement gave up for another is still the one it was.

    Raises:
        UnknownParty: nobody answers to a text.
        AmbiguousParty: several do.
    """
    ids = [_id_of(edition, text.strip()) for text in texts]
    found = identities(edition.home, ids)
    told = {side.id: side.name for j in judgements(edition.home) for side in (j.a, j.b) if side}
    made = []
    for asked in ids:
        node_id, keys = found[asked]
        made.append(Side(node_id, _name(edition, node_id, told, keys), keys))
    return made


def joined_to(edition: Edition, node_id: str) -> list[Side]:
    """Return those who are one with a node in this edition, by a model or a judgement alone.

    Those whom identifiers made one with it, for good, are not among them.
    """
    merged: dict[str, str] = edition.manifest["merged"]
    now = merged.get(node_id, node_id)
    every = {now, *(old for old, new in merged.items() if new == now)}
    ids = sorted(every - {node_id})
    found = identities(edition.home, ids) if ids else {}
    return sides(edition, [old for old in ids if found[old][0] == old])


def one_label(a: Side, b: Side) -> None:
    """Raise unless two sides are two, and both companies or both people.

    Raises:
        WrongParameters: they are not.
    """
    if a.id == b.id:
        raise WrongParameters(f"{a.id} was given twice; a judgement is about two.")
    if a.id[0] != b.id[0]:
        raise WrongParameters(
            f"{a.id} and {b.id} are a company and a person; only two of a kind can be judged."
        )


def evidence(edition: Edition, a: str, b: str) -> dict[str, Any]:
    """Return what the edition shows of two that may be one, to keep with the judgement."""
    shown: dict[str, Any] = {"edition": edition.edition_id}
    one, two = edition.number(a), edition.number(b)
    src, dst = (edition.column("edges/POSSIBLY_SAME_AS", side) for side in ("src", "dst"))
    rows = np.flatnonzero(((src == one) & (dst == two)) | ((src == two) & (dst == one)))
    if len(rows):
        found = edition.rows("edges/POSSIBLY_SAME_AS", rows)
        best = found.sort_values("probability", ascending=False).iloc[0]
        shown["probability"] = round(float(best["probability"]), 6)
        shown["evidence"] = str(best["evidence"])
    return shown


def _id_of(edition: Edition, text: str) -> str:
    if _ID.fullmatch(text):
        edition.number(text)  # raises where it is nobody's
        return text
    day = edition.data_day
    answer = edition.names.find(text, as_of=day, known_on=day, limit=20)
    exact = [hit for hit in answer.hits if fold(hit.text) == fold(text)]
    now = [hit for hit in exact if hit.standing == "current"] or exact
    found = {hit.node_id: hit.text for hit in now if hit.node_id[0] in "CP"}
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise UnknownParty(
            f"Nobody in the edition {edition.edition_id} is called {text!r} or has it as a code; "
            "look with `qiji ask search text=…`.",
            text=text,
        )
    listed = "; ".join(f"{node_id} {name}" for node_id, name in found.items())
    raise AmbiguousParty(
        f"{text!r} may be {len(found)}: {listed}. Give the id of the one you mean.",
        candidates=list(found.items()),
    )


def _name(edition: Edition, node_id: str, told: dict[str, str], keys: tuple[str, ...]) -> str:
    """Return what somebody is called; of one that is joined to another, its own name."""
    own = [key.removeprefix("name:") for key in keys if key.startswith("name:")]
    held = edition.node(edition.number(node_id)).get("name")
    name = held if isinstance(held, str) and held else node_id
    joined = node_id in edition.manifest["merged"] or (own and fold(name) not in own)
    return told.get(node_id) or next(iter(own), name) if joined else name


def identities(home: Home, ids: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return, for each id, the id that it is for good, and its keys, the strongest first."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, tuple[str, tuple[str, ...]]] = {one: (one, ()) for one in wanted}
    for label, prefix in (("Company", "C"), ("Person", "P")):
        mine = [node_id for node_id in wanted if node_id.startswith(prefix)]
        table = given(home.identities / f"{label}.csv") if mine else None
        if table is not None:
            found |= _keyed(table, mine)
    return found


def _keyed(table: pa.Table, ids: list[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    gone = table.filter(pc.starts_with(table["key"], MERGED))
    pairs = zip(gone["key"].to_pylist(), gone["id"].to_pylist(), strict=True)
    stays = {key.removeprefix(MERGED): node_id for key, node_id in pairs}
    last = {node_id: _last(stays, node_id) for node_id in ids}
    heirs = {one: _last(stays, one) for one in (*stays, *last.values())}
    heirs = {one: heir for one, heir in heirs.items() if heir in last.values()}
    ours = table.filter(pc.is_in(table["id"], value_set=pa.array(list(heirs))))
    # The last line of a key counts: one that was given on is no longer theirs.
    lines = table.filter(pc.is_in(table["key"], value_set=ours["key"].combine_chunks()))
    frame = lines.to_pandas()
    frame = frame[~frame["key"].duplicated(keep="last") & frame["id"].isin(list(heirs))]
    frame = frame[~frame["key"].str.startswith(MERGED)]
    kind = frame["key"].str.extract(r"^([a-z_]+):", expand=False).map(STRENGTH)
    frame = frame.assign(
        id=frame["id"].map(heirs), kind=kind.fillna(len(STRENGTH)), line=np.arange(len(frame))
    )
    frame = frame.sort_values(["kind", "line"], kind="stable")
    held = {str(node_id): tuple(part["key"]) for node_id, part in frame.groupby("id")}
    return {one: (heir, held.get(heir, ())[:MOST_KEYS]) for one, heir in last.items()}


def _last(stays: dict[str, str], node_id: str) -> str:
    while node_id in stays:
        node_id = stays[node_id]
    return node_id
