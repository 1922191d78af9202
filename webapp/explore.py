"""The canvas (图谱): a view is a list of steps; the page and its `.json` twin replay them."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response, g, render_template, request, url_for

from graph.days import Moment
from graph.edition import Edition
from graph.schema import EDGES
from webapp import dossier, levels, rating, steps
from webapp.answers import page, twin
from webapp.frame import percent
from webapp.home import begun
from webapp.language import t
from webapp.moment import moment
from webapp.parties import Party, called
from webapp.steps import Group, Step, View

pages = Blueprint("explore", __name__)
LINKS_SHOWN = 60
STANDING = ("uscc", "status", "established_on", "registered_capital", "legal_representative_name")
# How the canvas draws lines (`LINES` of graph-view.js): the rest are dashed, these are not.
DASHES = {
    kind: "4 3"
    for kind in EDGES
    if kind not in ("OWNS", "LEGAL_REPRESENTATIVE_OF", "PARTY_TO", "POSSIBLY_SAME_AS")
} | {"PARTY_TO": "1 3", "POSSIBLY_SAME_AS": "1 3"}
NODE_COLUMNS = ("id", "name", "kind", "risk", "seed")


@twin(pages, "/explore")
def show() -> Response:
    """The view that the address's steps lead to: as columns, and as two tables."""
    taken = steps.parse(request.args.get("steps", ""))
    seed = request.args.get("seed")
    if seed and not taken:
        taken = [Step(verb, (seed,)) for verb in ("seed", "rp", "sh", "in")]
    view = steps.replay(g.edition, taken, moment())
    names = called(g.edition, every_node(g.edition, taken, view), moment())
    graph = columns(g.edition, view, names, moment())
    facts = {"steps": text_of(taken), "graph": graph, "no_path": [str(s) for s in view.no_path]}
    drawn = {"trail": trail(taken, names), "dashes": DASHES, "example": example(view)}
    return page("explore/show.html", facts, **drawn)


def example(view: View) -> Party | None:
    """Return the company to begin with on an empty canvas: the one most are held above."""
    found = None if view.shown else begun(g.edition).held
    return None if found is None else called(g.edition, [found], moment())[found]


@pages.get("/explore/node/<node_id>")
def node(node_id: str) -> str:
    """One node: what it is, how much each relation would bring, and its links."""
    number = g.edition.number(node_id)
    found = g.edition.network.neighbours(number, moment())
    shown = found.other[:LINKS_SHOWN].tolist()
    names = called(g.edition, [number, *shown], moment())
    kinds = [tuple(EDGES)[code] for code in found.kind[:LINKS_SHOWN].tolist()]
    return render_template(
        "explore/node.html",
        party_=names[number],
        risk_level=levels.worst(g.edition, [number], moment())[number],
        letter_now=rating.stored(g.edition, number, moment())
        if names[number].kind == "Company"
        else None,
        known=standing(number, names[number].kind),
        counts=steps.counts(g.edition, number, moment()),
        links=[(names[n], kind) for n, kind in zip(shown, kinds, strict=True)],
        total=len(found.other),
    )


def standing(number: int, kind: str) -> list[tuple[str, str]]:
    """Return the few properties by which a company is recognised, as known at the moment."""
    if kind != "Company":
        return []
    values = dossier.values(g.edition, number, moment())
    return [(name, values[name]) for name in STANDING if name in values]


@pages.get("/explore/group/<verb>/<node_id>")
def group(verb: str, node_id: str) -> str:
    """The members of a group node as a table, to take some out of it."""
    number = g.edition.number(node_id)
    members = steps.reached(g.edition, verb, number, moment())
    names = called(g.edition, [number, *members[: steps.MOST]], moment())
    return render_template(
        "explore/group.html", verb=verb, around=names[number], total=len(members),
        members=[names[n] for n in members[: steps.MOST] if n != number],
    )  # fmt: skip


def every_node(edition: Edition, taken: list[Step], view: View) -> list[int]:
    """Return every node that the page names: on screen, in the trail, around a group."""
    return [*view.shown, *(edition.number(id) for step in taken for id in step.ids)]


def text_of(taken: list[Step]) -> str:
    """Return steps as they stand in an address."""
    return ".".join(map(str, taken))


def trail(taken: list[Step], names: dict[int, Party]) -> list[tuple[str, str, str]]:
    """Return each step in words, the steps up to it, and the address of the view they give."""
    by_id = {party.id: party.name for party in names.values()}
    return [
        (
            t(f"step.{step.verb}", who=", ".join(by_id.get(id, id) for id in step.ids[:3])),
            text_of(taken[: n + 1]),
            url_for("explore.show", steps=text_of(taken[: n + 1])),
        )
        for n, step in enumerate(taken)
    ]


def columns(
    edition: Edition, view: View, names: dict[int, Party], now: Moment
) -> dict[str, dict[str, list[Any]]]:
    """Return the view as columns: nodes, then edges by places in them."""
    shown = list(view.shown)
    parties = [n for n in shown if names[n].kind in ("Company", "Person")]
    risks = levels.worst(edition, parties, now)
    nodes: dict[str, list[Any]] = {
        "id": [names[n].id for n in shown],
        "name": [names[n].name for n in shown],
        "kind": [names[n].kind for n in shown],
        "risk": [risks.get(n, 0) for n in shown],
        "seed": [n in view.seeds for n in shown],
    }
    place = {n: i for i, n in enumerate(shown)}
    edges = edge_columns(edition, np.array(shown, np.int64), place, now)
    for found in view.groups.values():
        add_group(found, nodes, edges, place)
    return {"nodes": nodes, "edges": edges}


def edge_columns(
    edition: Edition, shown: np.ndarray[Any, Any], place: dict[int, int], now: Moment
) -> dict[str, list[Any]]:
    """Return the edges among nodes on screen as columns."""
    frame = edition.network.among(shown, now)
    columns: dict[str, list[Any]] = {c: [] for c in ("id", "src", "dst", "kind", "label", "share")}
    for kind, part in frame.groupby("kind", sort=True):
        rows = edition.rows(f"edges/{kind}", part["edge"].to_numpy(np.int64))
        share = rows["share"] if "share" in rows else [None] * len(rows)
        words = rows["position"] if "position" in rows else [None] * len(rows)
        columns["id"] += [f"{kind}-{edge}" for edge in part["edge"]]
        columns["src"] += [place[n] for n in part["src"].tolist()]
        columns["dst"] += [place[n] for n in part["dst"].tolist()]
        columns["kind"] += [kind] * len(part)
        columns["share"] += list(share)
        columns["label"] += [label(str(kind), s, w) for s, w in zip(share, words, strict=True)]
    return columns


def label(kind: str, share: float | None, word: str | None) -> str:
    """Return what is written on an edge."""
    if kind == "OWNS":
        return f"{t('edge.OWNS')} {percent(share)}"
    return word or t(f"edge.{kind}")


def add_group(
    found: Group, nodes: dict[str, list[Any]], edges: dict[str, list[Any]], place: dict[int, int]
) -> None:
    """Add a group node and its one edge."""
    around = place[found.around]
    nodes["id"].append(f"g-{found.verb}-{nodes['id'][around]}")
    nodes["name"].append(t("explore.group", what=t(f"relation.{found.verb}"), n=len(found.members)))
    nodes["kind"].append("Group")
    nodes["risk"].append(0)
    nodes["seed"].append(False)
    row = (f"e-{nodes['id'][-1]}", around, len(nodes["id"]) - 1, "GROUP", "", None)
    for column, value in zip(edges, row, strict=True):
        edges[column].append(value)
