"""The declared model: one declaration a thing, and layouts that order their rows totally."""

from __future__ import annotations

import re

import pytest

from graph.kinds import EVENT_KINDS, KINDS, LANES, ROLE_POLARITY, EventKind, polarity
from graph.schema import (
    DATED,
    DERIVED_EDGES,
    EDGE_CODES,
    EDGE_TYPES,
    EDGES,
    MEASURES,
    NODE_TYPES,
    NODES,
    PROPERTIES,
    EdgeType,
    Layout,
    layouts,
)

LAYOUTS = pytest.mark.parametrize("layout", layouts().values(), ids=lambda layout: layout.name)


def test_names_are_declared_once() -> None:
    for names in (
        [t.label for t in NODE_TYPES],
        [t.prefix for t in NODE_TYPES],
        [t.name for t in EDGE_TYPES],
        [(p.label, p.name) for p in PROPERTIES],
        [m.name for m in MEASURES],
        [k.code for k in EVENT_KINDS],
    ):
        assert len(names) == len(set(names))


def test_a_prefix_tells_a_node_s_type() -> None:
    prefixes = [t.prefix for t in NODE_TYPES]
    assert not [(a, b) for a in prefixes for b in prefixes if a != b and a.startswith(b)]


@pytest.mark.parametrize("edge_type", EDGE_TYPES, ids=lambda t: t.name)
def test_an_edge_s_ends_are_declared_and_its_name_is_in_capitals(edge_type: EdgeType) -> None:
    assert edge_type.sources
    assert edge_type.targets
    assert {*edge_type.sources, *edge_type.targets} <= set(NODES)
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", edge_type.name)
    assert 0 < edge_type.strength <= 1


def test_what_is_derived_is_inferred() -> None:
    assert all(EDGES[name].inferred for name in DERIVED_EDGES)


def test_codes_of_edge_types_are_their_places_and_fit_a_byte() -> None:
    assert list(EDGE_CODES.values()) == list(range(len(EDGE_TYPES)))
    assert len(EDGE_TYPES) < 256


@LAYOUTS
def test_a_layout_names_each_column_once_and_orders_by_some_of_them(layout: Layout) -> None:
    names = [column.name for column in layout.columns]
    assert len(names) == len(set(names))
    assert layout.order
    assert set(layout.order) <= set(names)


@LAYOUTS
def test_every_fact_carries_its_days_its_source_and_its_record(layout: Layout) -> None:
    names = {column.name for column in layout.columns}
    if layout.name.startswith("edges/") or layout.name == "properties":
        assert {column.name for column in DATED} <= names
    elif layout.name == "series":
        assert {"known_from", "known_to", "record"} <= names
    elif layout.name == "nodes/Event":
        assert {"day", "known_from", "known_to", "source", "record"} <= names


def test_protected_values_are_marked_as_never_published() -> None:
    kept = {("Person", "masked_id"), ("Contact", "masked")}
    marked = {(t.label, c.name) for t in NODE_TYPES for c in t.columns if not c.published}
    assert marked == kept
    assert "registry_key" in {p.name for p in PROPERTIES if not p.published}


@pytest.mark.parametrize("kind", EVENT_KINDS, ids=lambda kind: kind.code)
def test_an_event_kind_is_whole(kind: EventKind) -> None:
    assert -2 <= kind.polarity <= 2
    assert kind.lane in LANES
    assert kind.disclosure in ("public", "gov", "auth")
    assert all((kind.title, kind.english, kind.day))
    assert not kind.opens or KINDS[kind.opens].lane == kind.lane


def test_a_side_s_polarity_stays_within_the_scale() -> None:
    for kind, role in ROLE_POLARITY:
        assert -2 <= polarity(kind, role) <= 2
    assert polarity("JUDG", "defendant") < polarity("JUDG", "plaintiff")
    assert polarity("LIT_FILED", "plaintiff") == 0
    assert polarity("EXEC", "judgment_debtor") == KINDS["EXEC"].polarity
