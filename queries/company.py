"""A company: what it is, who stands in it, what happened to it, and where each row comes from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import kinds
from graph.answers import as_dates
from graph.days import EARLIEST, LATEST, Moment, effective_start
from graph.edition import Edition, month_end
from graph.schema import EDGES, PROPERTIES
from queries import party

TITLES = {p.name: p.title for p in PROPERTIES if p.label == "Company"}
ROLES = ("LEGAL_REPRESENTATIVE_OF", "SERVES_AS")
_DAYS = ("valid_from", "valid_to", "known_from", "known_to")


def profile(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return what a company is at a moment: property, value, since when, and its source."""
    frame = edition.properties(company, moment)
    order = {name: place for place, name in enumerate(TITLES)}
    frame = frame.assign(place=frame["property"].map(order)).sort_values("place", kind="stable")
    return pd.DataFrame(
        {
            "property": frame["property"].to_numpy(object),
            "title": frame["property"].map(TITLES).to_numpy(object),
            "value": frame["value"].to_numpy(object),
            "since": as_dates(frame["valid_from"]),
            "precision": frame["precision"].to_numpy(object),
            "known_from": as_dates(frame["known_from"]),
            "source": frame["source"].to_numpy(object),
            "record": frame["record"].to_numpy(),
        }
    )


def value(edition: Edition, company: int, moment: Moment, name: str) -> str | None:
    """Return one property of a company at a moment, or None."""
    frame = edition.properties(company, moment)
    found = frame[frame["property"] == name]["value"]
    return None if found.empty else str(found.iloc[-1])


def former_names(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return the names that a company bore before: name, from, to (the first day without it).

    Of one that a source only notes beside another name, neither day is known.
    """
    frame = edition.properties(company)
    frame = frame[(frame["known_from"] <= moment.known_on) & (moment.known_on < frame["known_to"])]
    name, start = frame["property"], effective_start(*(frame[c].to_numpy() for c in _DAYS[:3]))
    over = (name == "name") & (frame["valid_to"] <= moment.as_of)
    noted = (name == "former_name") & (start <= moment.as_of) & (moment.as_of < frame["valid_to"])
    now = party.name(edition, company, moment)
    kept = frame[(over | noted) & (frame["value"] != now)]
    # A name whose days are known is not told once more without them.
    dated = (kept["property"] == "name").to_numpy()
    again = kept["value"].isin(kept["value"][dated]) | kept["value"].duplicated()
    kept = kept[dated | ~again.to_numpy(bool)]
    by_note = kept["property"] == "former_name"
    kept = kept.assign(
        valid_from=kept["valid_from"].mask(by_note, EARLIEST),
        valid_to=kept["valid_to"].mask(by_note, LATEST),
    ).sort_values("valid_to", kind="stable")
    return pd.DataFrame(
        {
            "name": kept["value"].to_numpy(object),
            "from": as_dates(kept["valid_from"]),
            "to": as_dates(kept["valid_to"]),
            "record": kept["record"].to_numpy(),
        }
    )


def people(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return who serves in a company at a moment: one row a person and position."""
    frame = _links(edition, company, moment, ROLES, out=False)
    position = frame["position"] if "position" in frame else pd.Series(None, index=frame.index)
    title = EDGES["LEGAL_REPRESENTATIVE_OF"].title
    frame["position"] = position.where(frame["relation"] == "SERVES_AS", title)
    columns = (
        "id",
        "name",
        "relation",
        "position",
        "role",
        "since",
        "known_from",
        "source",
        "record",
    )
    return _columns(frame, columns)


def holders(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return who holds shares of a company at a moment, largest share first."""
    frame = _links(edition, company, moment, ("OWNS",), out=False)
    columns = ("id", "name", "label", "share", "amount", "since", "known_from", "source", "record")
    return _by_share(_columns(frame, columns))


def holdings(edition: Edition, holder: int, moment: Moment) -> pd.DataFrame:
    """Return the companies that a party holds shares of at a moment, largest share first."""
    frame = _links(edition, holder, moment, ("OWNS",), out=True)
    columns = ("id", "name", "share", "amount", "since", "known_from", "source", "record")
    return _by_share(_columns(frame, columns))


def guarantees(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return the guarantees a company gave (out) and received (in) at a moment."""
    given = _links(edition, company, moment, ("GUARANTEES",), out=True).assign(direction="out")
    taken = _links(edition, company, moment, ("GUARANTEES",), out=False).assign(direction="in")
    columns = ("direction", "id", "name", "amount", "since", "known_from", "source", "record")
    return _columns(pd.concat([given, taken], ignore_index=True), columns)


def roles(edition: Edition, person: int, moment: Moment) -> pd.DataFrame:
    """Return the companies in which a person serves at a moment."""
    frame = _links(edition, person, moment, ROLES, out=True)
    position = frame["position"] if "position" in frame else pd.Series(None, index=frame.index)
    title = EDGES["LEGAL_REPRESENTATIVE_OF"].title
    frame["position"] = position.where(frame["relation"] == "SERVES_AS", title)
    columns = (
        "id",
        "name",
        "relation",
        "position",
        "role",
        "since",
        "known_from",
        "source",
        "record",
    )
    return _columns(frame, columns)


def possibly_same(edition: Edition, number: int, moment: Moment) -> pd.DataFrame:
    """Return who may be the same party, likeliest first; nobody here is treated as the same."""
    both = [
        _links(edition, number, moment, ("POSSIBLY_SAME_AS",), out=out) for out in (True, False)
    ]
    frame = pd.concat(both, ignore_index=True)
    found = _columns(frame, ("id", "name", "label", "probability", "evidence"))
    return found.sort_values("probability", ascending=False, kind="stable", ignore_index=True)


def events(edition: Edition, number: int, moment: Moment) -> pd.DataFrame:
    """Return what happened to a party up to a moment, latest first: its trajectory.

    Columns: id, day, precision, kind, title, lane, polarity (-2 to 2), role, amount (CNY, yuan),
    what, number, authority, until (first day without effect), state, published_on,
    known_from, corrects, source, record.
    """
    found = edition.network.trajectory(number, moment)
    frame = edition.event_rows(found.other)
    role = edition.column("edges/PARTY_TO", "role")[found.edge]
    ended = (frame["until"] <= moment.as_of).to_numpy(bool)
    said = frame["state"].fillna("in_force").to_numpy(object)
    # A row received later may call ended what, on the day looked at, was still to end.
    lasting = (said == "ended") & ~ended & (frame["until"] != LATEST).to_numpy(bool)
    kept = np.isin(said.astype("str"), kinds.NOTHING)  # neither was ever in force, nor ended
    state = np.where(ended & ~kept, "ended", np.where(lasting, "in_force", said))
    kind = frame["kind"].to_numpy(object)
    shown = pd.DataFrame(
        {
            "id": frame["id"].to_numpy(object),
            "day": as_dates(frame["day"]),
            "precision": frame["precision"].to_numpy(object),
            "kind": kind,
            "title": [kinds.KINDS[k].title for k in kind],
            "lane": [kinds.KINDS[k].lane for k in kind],
            "polarity": [kinds.polarity(k, r) for k, r in zip(kind, role, strict=True)],
            "role": role,
            "amount": frame["amount"].to_numpy(),
            "what": frame["title"].to_numpy(object),
            "number": frame["number"].to_numpy(object),
            "authority": frame["authority"].to_numpy(object),
            "until": as_dates(frame["until"]),
            "state": state,
            "published_on": as_dates(frame["published_on"]),
            "known_from": as_dates(frame["known_from"]),
            "corrects": frame["corrects"].to_numpy(object),
            "source": frame["source"].to_numpy(object),
            "record": frame["record"].to_numpy(),
        }
    )
    ids = frame["id"].to_numpy(object).astype("str")  # of equals: the same order in every edition
    order = np.lexsort([ids, kind.astype("str"), -frame["day"].to_numpy(np.int64)])
    return shown.iloc[order].reset_index(drop=True)


def series(edition: Edition, company: int, moment: Moment) -> pd.DataFrame:
    """Return a company's monthly measures known at a moment: measure, month, value."""
    frame = edition.series(company, moment)
    ends = month_end(frame["month"].to_numpy(np.int64)) if len(frame) else np.empty(0)
    return pd.DataFrame(
        {
            "measure": frame["measure"].to_numpy(object),
            "month": [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in frame["month"].tolist()],
            "month_end": as_dates(ends),
            "value": frame["value"].to_numpy(),
            "record": frame["record"].to_numpy(),
        }
    )


def parties(edition: Edition, event: int, moment: Moment) -> pd.DataFrame:
    """Return who took part in an event, as known at a moment."""
    frame = _links(edition, event, moment, ("PARTY_TO",), out=False)
    return _columns(frame, ("id", "name", "label", "role", "known_from", "source", "record"))


def _by_share(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(
        ["share", "id"], ascending=[False, True], kind="stable", na_position="last"
    ).reset_index(drop=True)


def _columns(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame.reindex(columns=list(columns)).reset_index(drop=True)


def _links(
    edition: Edition, node: int, moment: Moment, types: tuple[str, ...], *, out: bool
) -> pd.DataFrame:
    """Return a node's edges of some types at a moment, with the node across."""
    parts = [links_of(edition, node, moment, name, out=out) for name in types]
    whole = [part for part in parts if len(part)]
    return pd.concat(whole, ignore_index=True) if whole else parts[0]


def links_of(
    edition: Edition, node: int, moment: Moment, type_name: str, *, out: bool
) -> pd.DataFrame:
    """Return a node's edges of one type at a moment: the node across, and the edge's columns."""
    found = edition.network.neighbours(node, moment, (type_name,), out=out)
    frame = _said_once(edition.rows(f"edges/{type_name}", found.edge))
    across = frame["src" if not out else "dst"].tolist()
    frame = frame.drop(columns=["src", "dst"])
    frame.insert(0, "id", edition.id_list(across))
    frame.insert(1, "name", party.names(edition, across, moment))
    frame.insert(2, "label", [edition.label_of(n) for n in across])
    frame.insert(3, "relation", type_name)
    since = frame["valid_from"].to_numpy(np.int64) if len(frame) else np.empty(0, np.int64)
    frame["since"] = as_dates(np.where(since == EARLIEST, EARLIEST, since))
    for name in _DAYS:
        frame[name] = as_dates(frame[name])
    return frame


def _said_once(edges: pd.DataFrame) -> pd.DataFrame:
    """Keep one of the edges that say the same for the same days: the one known first.

    An edition keeps such rows apart where, later, one source changed its mind and another did
    not; on a day before that, there is nothing to tell them apart by.
    """
    told = ["known_from", "known_to", "precision", "source", "record"]
    order = edges.sort_values(["known_from", "record"], kind="stable")
    repeated = order.duplicated([name for name in edges if name not in told])
    return edges[~repeated.reindex(edges.index)].reset_index(drop=True)
