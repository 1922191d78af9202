"""The library of Cypher questions: its rules, and its answers against those of the edition.

Two engines that share no code answer the same question over the sample city; a question without
an answer in process fails.
"""

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from graph import days
from graph.answers import as_dates
from graph.days import Moment
from graph.edition import Edition
from graph.errors import QueryError, UnknownQuery, WrongParameters
from graph.kinds import KINDS
from graph.neo4j import Server
from graph.neo4j.shape import DATED_PROPERTIES
from graph.network import WALKED
from queries import company as companies
from queries.cypher import LibraryQuestion, _read, library, named
from queries.guarantees import guarantee_cycles
from queries.questions import QUESTIONS

LIBRARY = pytest.mark.parametrize("question", library().values(), ids=library())
ROLES = ("LEGAL_REPRESENTATIVE_OF", "SERVES_AS")
PARTIES = 8  # parties that each question about one party is asked of
Rows = list[dict[str, Any]]

# --- the rules of the folder ------------------------------------------------------------


def test_library_holds_at_least_twelve_questions() -> None:
    assert len(library()) >= 12


@LIBRARY
def test_question_is_cut_by_both_clocks_and_repeatable(question: LibraryQuestion) -> None:
    assert {"as_of", "known_on"} <= set(question.params)
    assert question.params["as_of"] == question.params["known_on"] == "date"
    assert "ORDER BY" in question.text
    assert question.meaning.en.startswith("One ")
    assert question.meaning.zh.endswith("。")
    assert len(question.text.splitlines()) <= 40


@LIBRARY
def test_columns_are_those_that_the_header_declares(question: LibraryQuestion) -> None:
    tokens = question.statement.tokens
    last = max(place for place, token in enumerate(tokens) if token.is_word("RETURN"))
    named_so = [
        after.text for token, after in itertools.pairwise(tokens[last:]) if token.is_word("AS")
    ]
    assert named_so == list(question.returns)


def test_unknown_question_lists_those_there_are() -> None:
    with pytest.raises(UnknownQuery, match=r"No query 'nobody'. There are: company/by_code, "):
        named("nobody")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("RETURN 1 AS x", "must begin with"),
        ("// One row.\n// params: \n// returns: x: int\nRETURN 1 AS x", "must begin with"),
        (
            "// One row.\n// zh: 一行。\n// params: \n// returns: x: number\nRETURN 1 AS x",
            "names the type",
        ),
        (
            "// One row.\n// zh: 一行。\n// params: a: int\n// returns: x: int\nRETURN $b AS x",
            "declares",
        ),
        (
            "// One row.\n// zh: 一行。\n// params: \n// returns: x: int\nCREATE (x) RETURN 1 AS x",
            "only reads",
        ),
    ],
)
def test_file_that_breaks_the_rules_is_refused(text: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        _read("company/test", text)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"company": "C1", "as_of": "2020-01-01"},
        {"company": "C1", "as_of": "2020-01-01", "known_on": "2020-01-01", "more": "x"},
        {"company": "C1", "as_of": "soon", "known_on": "2020-01-01"},
        {"company": 7, "as_of": date(2020, 1, 1), "known_on": date(2020, 1, 1)},
    ],
)
def test_missing_unknown_and_odd_values_are_refused(
    neo4j_server: Server, given: dict[str, Any]
) -> None:
    with pytest.raises(WrongParameters, match=r"company/holders (takes|wants)"):
        named("company/holders").ask(neo4j_server, given)


# --- the same questions, answered in process --------------------------------------------


@cache
def held(edition: Edition, name: str, moment: Moment) -> pd.DataFrame:
    """Return a dated frame as it holds at a moment."""
    frame = edition.rows(name, slice(None))
    bounds = [frame[c].to_numpy() for c in ("valid_from", "valid_to", "known_from", "known_to")]
    starts = days.effective_start(*bounds[:3])
    return frame[days.holds(moment, starts, *bounds[1:])]


@cache
def links(edition: Edition, types: tuple[str, ...], moment: Moment) -> pd.DataFrame:
    """Return edges of some types as they hold at a moment, their ends as ids."""
    parts = [held(edition, f"edges/{t}", moment)[["src", "dst"]].assign(type=t) for t in types]
    frame = pd.concat(parts, ignore_index=True)
    frame["src_id"] = edition.id_list(frame["src"].to_numpy())
    frame["dst_id"] = edition.id_list(frame["dst"].to_numpy())
    return frame


def rows_of(frame: pd.DataFrame) -> Rows:
    """Return a frame's rows as dicts."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


@cache
def properties(edition: Edition) -> pd.DataFrame:
    """Return every dated property."""
    return edition.rows("properties", slice(None))


def values_of(edition: Edition, wanted: dict[str, list[str]]) -> pd.DataFrame:
    """Return the dated rows of some property values, whatever the day."""
    frame = properties(edition)
    (value,) = wanted["value"]
    frame = frame[frame["property"].isin(wanted["property"]) & (frame["value"] == value)].copy()
    frame["id"] = edition.id_list(frame["node"].to_numpy())
    frame["since"], frame["until"] = as_dates(frame["valid_from"]).to_numpy(), None
    frame["until"] = as_dates(frame["valid_to"]).to_numpy()
    return frame[frame["id"].str.startswith("C")]


def by_name(edition: Edition, moment: Moment, name: str) -> Rows:
    frame = values_of(edition, {"property": ["name"], "value": [name]})
    found = []
    for row in rows_of(frame):
        known = row["known_from"] <= moment.known_on < row["known_to"]
        (start,) = days.effective_start(
            *(np.array([row[c]], np.int32) for c in ("valid_from", "valid_to", "known_from"))
        )
        if known and start <= moment.as_of:
            standing = "current" if moment.as_of < row["valid_to"] else "former"
            row["standing"] = standing
            found.append({c: row[c] for c in ("id", "since", "until", "standing")})
    return found


def by_code(edition: Edition, moment: Moment, code: str) -> Rows:
    kinds = ["uscc", "org_code", "registration_number", "taxpayer_id"]
    frame = values_of(edition, {"property": kinds, "value": [code]})
    kept = frame.index.isin(held(edition, "properties", moment).index)
    found = frame[kept].rename(columns={"property": "kind"})[["id", "kind", "since"]]
    return rows_of(found.drop_duplicates())


def profile(edition: Edition, moment: Moment, company: str) -> Rows:
    frame = companies.profile(edition, edition.number(company), moment)
    frame = frame[frame["property"].isin(DATED_PROPERTIES)]
    return rows_of(frame[["property", "value", "since", "source"]])


def chains(edition: Edition, moment: Moment, company: str) -> Rows:
    frame = held(edition, "edges/OWNS", moment)
    above: dict[int, list[tuple[int, float]]] = {}
    for src, dst, share in frame[["src", "dst", "share"]].itertuples(index=False):
        above.setdefault(dst, []).append((src, share))
    found: Rows = []

    def climb(nodes: tuple[int, ...], product: float) -> None:
        if len(nodes) > 1:
            ids = edition.id_list(nodes)
            steps = len(nodes) - 1
            found.append({"id": ids[0], "steps": steps, "product": product, "chain": ids})
        for holder, share in above.get(nodes[0], []) if len(nodes) <= 6 else []:
            if holder not in nodes:
                climb((holder, *nodes), product * share)

    climb((edition.number(company),), 1.0)
    return found


def inferred(name: str, columns: list[str]) -> Callable[..., Rows]:
    def answer(edition: Edition, moment: Moment, company: str) -> Rows:
        frame = held(edition, f"edges/{name}", moment)
        frame = frame[frame["dst"] == edition.number(company)]
        frame = frame.assign(id=edition.id_list(frame["src"].to_numpy()))
        return rows_of(frame[["id", *columns]])

    return answer


def common_person(edition: Edition, moment: Moment, company: str) -> Rows:
    frame = links(edition, ROLES, moment)
    mine = frame[frame["dst_id"] == company]["src_id"]
    others = frame[frame["src_id"].isin(mine) & (frame["dst_id"] != company)]
    pairs = others[["dst_id", "src_id"]].drop_duplicates()
    return rows_of(pairs.set_axis(["id", "person_id"], axis=1))


def between(edition: Edition, moment: Moment, one: str, two: str) -> Rows:
    frame = links(edition, WALKED, moment)
    ties: dict[frozenset[str], list[str]] = {}
    for src, dst, kind in frame[["src_id", "dst_id", "type"]].itertuples(index=False):
        ties.setdefault(frozenset((src, dst)), []).append(kind)
    graph: nx.Graph[str] = nx.Graph((min(pair), max(pair)) for pair in ties if len(pair) == 2)
    if one not in graph or two not in graph or not nx.has_path(graph, one, two):
        return []
    found = [
        {"steps": len(path) - 1, "parties": path, "relations": list(relations)}
        for path in nx.all_shortest_paths(graph, one, two)
        if len(path) <= 7
        for relations in itertools.product(*(ties[frozenset(p)] for p in itertools.pairwise(path)))
    ]
    search = edition.network.paths(edition.number(one), edition.number(two), moment, count=1)
    assert bool(search.paths) == bool(found)
    if found:
        assert len(search.paths[0].hops) == found[0]["steps"]
    return found


def rings(edition: Edition, moment: Moment) -> Rows:
    circles = guarantee_cycles(edition, moment).circles
    found = [ring for circle in circles for ring in circle.rings if len(ring) <= 6]
    assert all(circle.all_rings for circle in circles)
    return [{"steps": len(ring), "ring": edition.id_list(ring)} for ring in found]


def shared_things(kind: str, most: int) -> Callable[..., Rows]:
    def answer(edition: Edition, moment: Moment) -> Rows:
        frame = links(edition, (kind,), moment)
        frame = frame[frame["src_id"].str.startswith("C")]
        bearers = frame.groupby("dst_id")["src_id"].agg(lambda ids: sorted(set(ids)))
        bearers = bearers[bearers.map(len).between(2, most)]
        return [
            {"id": thing, "bearers": len(ids), "companies": ids} for thing, ids in bearers.items()
        ]

    return answer


def parties_to(edition: Edition, moment: Moment) -> pd.DataFrame:
    """Return companies and the events they took part in, as known at a moment."""
    frame = held(edition, "edges/PARTY_TO", moment)[["src", "dst", "role"]]
    frame["company"] = edition.id_list(frame["src"].to_numpy())
    events = edition.event_rows(frame["dst"].to_numpy())
    joined = pd.concat([frame.reset_index(drop=True), events.reset_index(drop=True)], axis=1)
    return joined[joined["company"].str.startswith("C")]


def adverse(edition: Edition, moment: Moment, since: date) -> Rows:
    frame = parties_to(edition, moment)
    frame["polarity"] = frame["kind"].map({code: kind.polarity for code, kind in KINDS.items()})
    first = days.day_number(since)
    frame = frame[(frame["polarity"] < 0) & frame["day"].between(first, moment.as_of)]
    frame = frame.assign(day=as_dates(frame["day"]).to_numpy())
    columns = ["company", "id", "day", "kind", "polarity", "role", "amount"]
    return rows_of(frame[columns])


def dishonest(edition: Edition, moment: Moment) -> Rows:
    frame = parties_to(edition, moment)
    frame = frame[(frame["kind"] == "SHIXIN_IN") & (frame["day"] <= moment.as_of)]
    frame = frame[moment.as_of < frame["until"]]
    frame = frame.assign(day=as_dates(frame["day"]).to_numpy())
    return rows_of(frame[["company", "id", "number", "day"]].drop_duplicates())


TWINS: dict[str, Callable[..., Rows]] = {
    "company/by_name": by_name,
    "company/by_code": by_code,
    "company/profile": profile,
    "ownership/chains": chains,
    "ownership/controllers": inferred("CONTROLS", ["votes"]),
    "ownership/beneficial_owners": inferred("BENEFICIAL_OWNER_OF", ["share_min", "share_max"]),
    "related/common_person": common_person,
    "paths/between": between,
    "guarantees/cycles": rings,
    "shared/addresses": shared_things("LOCATED_AT", 50),
    "shared/contacts": shared_things("REACHED_BY", 20),
    "events/adverse": adverse,
    "courts/dishonest_debtors": dishonest,
}


def in_process(edition: Edition, moment: Moment, name: str, given: dict[str, Any]) -> Rows:
    """Return the answer of the edition: the product's own question, or the twin above."""
    if name in TWINS:
        return TWINS[name](edition, moment, **given)
    numbers = {key: edition.number(value) for key, value in given.items()}
    return rows_of(QUESTIONS[name].answer(edition, moment, **numbers))


# --- what is asked ----------------------------------------------------------------------


def moments(edition: Edition) -> list[Moment]:
    """Return the data day, a day in the past as seen now, and the same as seen then."""
    past, then = (days.parse_day(text) for text in ("2020-06-30", "2021-01-15"))
    return [
        edition.moment(),
        Moment(past, edition.data_day),
        Moment(past, then),
    ]


def busiest(edition: Edition, types: tuple[str, ...], end: str, label: str) -> list[str]:
    """Return the parties with most edges at one end, and some others, by their ids."""
    ends = np.concatenate([edition.column(f"edges/{t}", end) for t in types])
    span = edition.span(label)
    counts = np.bincount(ends, minlength=edition.size)[span.start : span.stop]
    first = np.argsort(-counts, kind="stable")[: PARTIES // 2]
    others = np.flatnonzero(counts)[:: max(1, int((counts > 0).sum()) // (PARTIES // 2))]
    return edition.id_list(span.start + np.unique(np.concatenate([first, others])))


def asked(edition: Edition, question: LibraryQuestion) -> Iterator[dict[str, Any]]:
    """Yield the values that a question is asked with, beside the clocks."""
    takes = [name for name in question.params if name not in ("as_of", "known_on")]
    if not takes:
        yield {}
    elif takes == ["since"]:
        yield {"since": date(2019, 1, 1)}
    elif takes == ["one", "two"]:
        parties = busiest(edition, ("OWNS",), "dst", "Company")
        yield from ({"one": one, "two": _far_from(edition, one)} for one in parties)
        yield from ({"one": one, "two": two} for one, two in itertools.pairwise(parties))
    elif takes in (["name"], ["code"]):
        frame = properties(edition)
        kinds = ("name",) if takes == ["name"] else ("uscc", "registration_number", "taxpayer_id")
        found = frame[frame["property"].isin(kinds)]
        ended = found[found["valid_to"] < days.LATEST]["value"][:PARTIES]
        for value in [*ended, *found["value"][:: len(found) // PARTIES]]:
            yield {takes[0]: value}
    else:
        (name,) = takes
        yield from ({name: party} for party in SEEDS[question.name](edition))


def _far_from(edition: Edition, party: str) -> str:
    """Return a party some steps away, as far as its ties lead."""
    start = edition.number(party)
    around = edition.network.neighbourhood([start], edition.moment(), steps=4, kinds=WALKED)
    return edition.id(around.nodes[-1])


def _staffed_alike(edition: Edition) -> list[str]:
    """Return companies of the people who serve in most companies."""
    people = busiest(edition, ROLES, "src", "Person")
    served = [edition.network.neighbours(edition.number(p), None, ROLES).other for p in people]
    return edition.id_list(np.unique([int(companies[0]) for companies in served]))


def seeds(
    types: tuple[str, ...], end: str = "dst", label: str = "Company"
) -> Callable[[Edition], list[str]]:
    return lambda edition: busiest(edition, types, end, label)


SEEDS: dict[str, Callable[[Edition], list[str]]] = {
    "company/events": seeds(("PARTY_TO",), "src"),
    "company/former_names": lambda edition: _renamed(edition),
    "company/guarantees": seeds(("GUARANTEES",)),
    "company/holders": seeds(("OWNS",)),
    "company/holdings": seeds(("OWNS",), "src"),
    "company/people": seeds(ROLES),
    "company/profile": seeds(("LOCATED_AT",), "src"),
    "company/shared": seeds(("REACHED_BY", "LOCATED_AT"), "src"),
    "ownership/beneficial_owners": seeds(("BENEFICIAL_OWNER_OF",)),
    "ownership/chains": seeds(("CONTROLS",)),
    "ownership/controllers": seeds(("CONTROLS",)),
    "party/possibly_same": seeds(("POSSIBLY_SAME_AS",), "src", "Person"),
    "person/roles": seeds(ROLES, "src", "Person"),
    "related/common_person": lambda edition: _staffed_alike(edition),
}


def _renamed(edition: Edition) -> list[str]:
    frame = properties(edition)
    ended = frame[(frame["property"] == "name") & (frame["valid_to"] < days.LATEST)]["node"]
    return edition.id_list(ended.unique()[: 2 * PARTIES])


def plain(row: dict[str, Any], columns: list[str]) -> tuple[Any, ...]:
    """Return a row as a tuple that two engines can agree on: no NaN, floats to nine places."""
    return tuple(_plain(row[column]) for column in columns)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(map(_plain, value))
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value != value:
        return None
    return round(value, 9) if isinstance(value, float) else value


@LIBRARY
def test_server_and_edition_give_the_same_answer(
    neo4j_server: Server, edition: Edition, question: LibraryQuestion
) -> None:
    answered = 0
    for moment in moments(edition):
        for given in asked(edition, question):
            clocks = {"as_of": moment.day, "known_on": moment.known_day}
            answer = question.ask(neo4j_server, {**given, **clocks}, rows=50_000)
            assert answer.columns == tuple(question.returns)
            assert not answer.cut
            theirs = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
            ours = in_process(edition, moment, question.name, given)
            columns = _compared(question, ours, moment == edition.moment())
            expected = sorted((plain(row, columns) for row in ours), key=repr)
            assert sorted((plain(row, columns) for row in theirs), key=repr) == expected, given
            answered += len(expected)
    assert answered > 0, f"{question.name} was asked nothing that has an answer"


def _compared(question: LibraryQuestion, ours: Rows, today: bool) -> list[str]:
    """Return the columns that both answer; names are those of the data day on the server."""
    known = set(ours[0]) if ours else set()
    columns = [c for c in question.returns if c in known and c != "record"]
    names_nobody = question.name in ("company/former_names",)
    columns = [c for c in columns if c != "name" or today or names_nobody]
    assert not ours or len(columns) >= 2
    return columns


@LIBRARY
def test_answer_comes_in_the_same_order_again(
    neo4j_server: Server, edition: Edition, question: LibraryQuestion
) -> None:
    moment = edition.moment()
    clocks = {"as_of": moment.day, "known_on": moment.known_day}
    given = next(asked(edition, question))
    one, two = (question.ask(neo4j_server, {**given, **clocks}, rows=50_000) for _ in range(2))
    assert one.rows == two.rows
