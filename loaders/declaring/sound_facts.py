"""Whether a declaration makes sense: itself, and every fact against the schema."""

from __future__ import annotations

from typing import Any

from graph.kinds import KINDS
from graph.schema import EDGES, MEASURES, NODES, PROPERTIES
from loaders.declaring.literal import Read
from loaders.declaring.soundness import ANY, MONTH_DAY, NUMBERS, WORDS, Check, choices
from loaders.fields import PRIVATE
from loaders.table import (
    Change,
    Choice,
    Code,
    Date,
    Event,
    Exceedance,
    Located,
    Name,
    Number,
    Property,
    Reached,
    Relation,
    Series,
    Text,
    Trade,
)

_EDGE_COLUMN = {"text": WORDS, "word": WORDS, "int": (Number,), "float": NUMBERS}
_STATES = frozenset({"in_force", "ended", "repaired", "withdrawn", "deferred"})
INVOICE_STATES = ("normal", "void", "red")
_PROPERTY_OF = {p.name: {q.label for q in PROPERTIES if q.name == p.name} for p in PROPERTIES}
_MEASURE_NAMES = {m.name for m in MEASURES}
_EVENT_WORDS = {c.name for c in NODES["Event"].columns if c.type in ("word", "text")}


def require_sound(read: Read) -> None:
    """Check a declaration against itself and the schema.

    Raises:
        DeclarationError: it contradicts one of them; the text names file and line.
    """
    check = Check(read)
    check.names()
    for name, party in read.table.parties.items():
        check.party(name, party)
    for fact in read.table.facts:
        check.needed(fact)
        check.where(fact, getattr(fact, "when", {}))
        _FACTS[type(fact)](check, fact)


def _relation(check: Check, fact: Relation) -> None:
    edge = EDGES.get(fact.type)
    drafted = sorted(e.name for e in EDGES.values() if not e.inferred)
    check.require(
        edge is not None and not edge.inferred,
        f"{fact.type!r} is no edge a row can say; there is {', '.join(drafted)}.",
        fact,
    )
    assert edge is not None
    check.end(fact.source, edge.sources, fact, "source")
    check.end(fact.target, edge.targets, fact, "target")
    types = {c.name: c.type for c in edge.columns}
    check.words(set(fact.columns) | set(fact.words), types, f"{fact.type} is given", fact)
    for column, field in fact.columns.items():
        check.field(field, _EDGE_COLUMN[types[column]], f"{fact.type}.{column}", fact)
    if fact.share_of is not None:
        check.words({"share"}, types, f"share_of makes {fact.type} need", fact)


def _located(check: Check, fact: Located) -> None:
    check.end(fact.company, ("Company",), fact, "company")


def _reached(check: Check, fact: Reached) -> None:
    check.labels(fact.party, fact, "party")


def _property(check: Check, fact: Property) -> None:
    check.end(fact.party, _property_of(check, fact.name, fact), fact, "party")
    check.require(
        (fact.field is None) != (fact.word is None),
        f"the property {fact.name!r} takes either a field or a word.",
        fact,
    )
    private = isinstance(check.fields.get(fact.field or ""), PRIVATE)
    check.require(not private, "a person's number cannot be a property.", fact)


def _property_of(check: Check, name: str, fact: object) -> set[str]:
    """Return which nodes have a property of this name."""
    check.words({name}, _PROPERTY_OF, "the property is", fact)
    return _PROPERTY_OF[name]


def _change(check: Check, fact: Change) -> None:
    check.end(fact.party, ("Company",), fact, "party")
    check.require(
        (fact.property is None) != (fact.relation is None),
        "a Change is either of a property or of a relation.",
        fact,
    )
    if fact.property is not None:
        check.end(fact.party, _property_of(check, fact.property, fact), fact, "party")
        for side in ("before", "after"):
            check.field(getattr(fact, side), ANY, f"Change.{side}", fact)
    else:
        _changed_relation(check, fact)


def _changed_relation(check: Check, fact: Change) -> None:
    edge = EDGES.get(str(fact.relation))
    check.require(
        edge is not None and not edge.inferred and "Company" in edge.targets,
        f"{fact.relation!r} is no edge that a change record can say.",
        fact,
    )
    assert edge is not None
    for side in ("before", "after"):
        check.end(getattr(fact, side), edge.sources, fact, side)


def _event(check: Check, fact: Event) -> None:
    kinds = {fact.kind}
    if fact.by_field:
        column = check.field(fact.kind, (Choice,), "Event.kind", fact)
        kinds = choices(column)
    kinds |= {k for k in (fact.rise, fact.fall) if k is not None}
    kinds -= {""} if fact.compared or fact.by_field else set()
    check.words(kinds, KINDS, "the kind of an Event is", fact)
    check.require(
        len(fact.compared or "ab") == 2, "compared names two fields, before and after.", fact
    )
    days = any(isinstance(check.fields.get(f), Date) for f in fact.compared or ())
    for field in fact.compared or ():
        check.field(field, (Date,) if days else (Text, Name, Code), "Event.compared", fact)
    check.require(
        fact.due is None or (days and MONTH_DAY.fullmatch(fact.due) is not None),
        f"due is a month and day such as 06-30 of compared days, not {fact.due!r}.",
        fact,
    )
    check.require(
        fact.shared is None or bool(fact.key), "events shared with other tables need a key.", fact
    )
    check.require(bool(fact.parties), "an Event has at least one party.", fact)
    for name in (*fact.parties, *fact.roles):
        check.end(name, EDGES["PARTY_TO"].sources, fact, "parties")
    for field in fact.roles.values():
        check.field(field, (Choice,), "Event.roles", fact)
    for field in fact.key or ():
        check.field(field, ANY, "Event.key", fact)
    check.words(set(fact.words), _EVENT_WORDS, "an Event's words are", fact)
    states = {fact.words["state"]} if "state" in fact.words else set()
    if fact.state is not None:
        states |= choices(check.fields[fact.state])
    check.words(states, _STATES, "the state of an Event is", fact)


def _series(check: Check, fact: Series) -> None:
    check.require(
        check.table.kind != "changes",
        "a month's figure is corrected, never deleted; a Series is of a full or append table.",
        fact,
    )
    check.end(fact.party, ("Company",), fact, "party")
    check.words({fact.measure}, _MEASURE_NAMES, "the measure of a Series is", fact)


def _trade(check: Check, fact: Trade) -> None:
    check.end(fact.seller, ("Company",), fact, "seller")
    check.end(fact.buyer, ("Company",), fact, "buyer")
    check.words(choices(check.fields[fact.state]), INVOICE_STATES, "the state of a Trade is", fact)


def _exceedance(check: Check, fact: Exceedance) -> None:
    check.words({fact.kind}, KINDS, "the kind of an Exceedance is", fact)
    check.require(
        fact.limit is not None or fact.limit_field is not None,
        "an Exceedance has a limit, or a limit_field with each row's own.",
        fact,
    )
    check.require(fact.hours >= 1, "the hours of an Exceedance are 1 or more.", fact)
    check.require(bool(fact.sensor), "an Exceedance names the fields of its sensor.", fact)
    for field in fact.sensor:
        check.field(field, ANY, "Exceedance.sensor", fact)
    check.require(bool(fact.parties), "an Exceedance has at least one party.", fact)
    for name in fact.parties:
        check.end(name, EDGES["PARTY_TO"].sources, fact, "parties")


_FACTS: dict[type, Any] = {
    Relation: _relation,
    Located: _located,
    Reached: _reached,
    Property: _property,
    Change: _change,
    Event: _event,
    Series: _series,
    Trade: _trade,
    Exceedance: _exceedance,
}
