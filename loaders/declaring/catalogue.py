"""The catalogue of sources (公共信用信息目录): every table, what it says and whom it serves.

`scripts/docs` writes it to `docs/sources.md`; a test keeps the two equal.

**Source:** 济天信用办〔2020〕4号 六(二) asks for a catalogue that is kept up to date; the one here
is rendered from the declarations, so it cannot fall behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeVar

from graph.kinds import KINDS
from loaders.declaring.capabilities import CAPABILITIES
from loaders.declaring.soundness import LEVELS, choices
from loaders.fields import Choice, Money
from loaders.table import (
    AnyParty,
    Change,
    Deadline,
    Event,
    Exceedance,
    Located,
    Person,
    Property,
    Reached,
    Relation,
    Series,
    Table,
    Thing,
    Trade,
)

Word = TypeVar("Word")

HEAD = """# Sources

Rendered from the declarations in `loaders/tables/` by `scripts/docs`; a test keeps this page equal
to them. Change the declarations, never this page. The words are explained in the
[glossary](glossary.md), what tables say in [the model](schema.md), and how to add one in
[CONTRIBUTING](../CONTRIBUTING.md#1-a-table).

Who may see a field: `public` everyone, `gov` departments by their duty, `auth` whom the subject
lets (山东省社会信用条例 art. 20 and 21). Where a field's level stands in its row, the field that
holds it is named. Rows about natural persons are never wider than stated for them. A rhythm is
what we ask of a department, a deadline what law sets.
"""


def rendered(tables: Mapping[str, Table]) -> str:
    """Return the page, in Markdown: the capabilities, then every table by department."""
    order = sorted(tables.values(), key=lambda t: (t.department, t.name))
    parts = [HEAD, *_capabilities(order), *_counts(order)]
    for department, group in groupby(order, key=lambda t: t.department):
        parts.append(f"## {department}\n")
        parts += [_table(table) for table in group]
    return "\n".join(parts).rstrip("\n") + "\n"


def _capabilities(tables: list[Table]) -> Iterator[str]:
    yield "## What is asked for, and what serves it\n"
    yield "What 济天信用办〔2020〕4号 asks for, in our numbering, and the tables that feed it.\n"
    yield "| | section | asked for | here | tables |\n| --- | --- | --- | --- | --- |"
    for code, asked in CAPABILITIES.items():
        served = ", ".join(f"[{t.name}](#{t.name})" for t in tables if code in t.feeds)
        told = served if asked.tables else "the whole system"
        yield f"| {code} | {asked.section} | {asked.asks} | {asked.here} | {told} |"
    yield ""


def _counts(tables: list[Table]) -> Iterator[str]:
    yield "## Departments\n"
    yield "| department | tables |\n| --- | --- |"
    for department, group in groupby(tables, key=lambda t: t.department):
        names = ", ".join(f"[{t.title}](#{t.name})" for t in group)
        yield f"| [{department}](#{department}) | {names} |"
    yield ""


def _table(table: Table) -> str:
    kind = {
        "full": "whole at each delivery",
        "append": "each delivery adds, and corrects by key",
        "changes": "each row marked insert, update or delete",
    }[table.kind]
    lines = [
        f"### {table.name}\n",
        f"{table.title}; one row {table.unit}; {kind}; {table.rhythm or 'no rhythm'}.\n",
        f"- files: {', '.join(f'`{pattern}`' for pattern in table.files)}",
        f"- key: {', '.join(f'`{field}`' for field in table.key) or 'none'}",
        *(f"- deadline: {_deadline(d)}" for d in table.deadlines),
        *_amounts(table),
        *_levels(table),
        *_says(table),
        f"- feeds: {', '.join(table.feeds) or 'no capability'}\n",
    ]
    return "\n".join(lines)


def _deadline(deadline: Deadline) -> str:
    if deadline.by is not None:
        told = f"by {deadline.by} of the year after `{deadline.after}`"
    else:
        days = "working days" if deadline.working else "days"
        start = "the end of the month of " if deadline.next_month else ""
        told = f"{deadline.days} {days} after {start}`{deadline.after}`"
    met = f"`{deadline.met}`" if deadline.met else "the day of publication or delivery"
    return f"{told}, held against {met} ({deadline.law})"


def _amounts(table: Table) -> Iterator[str]:
    for unit, title in (("yuan", "元"), ("wan", "万元")):
        fields = [
            c.field for c in table.columns.values() if isinstance(c, Money) and c.unit == unit
        ]
        if fields:
            yield f"- in {title}: {_codes(fields)}"


def _levels(table: Table) -> Iterator[str]:
    columns = list(table.columns.values())
    fixed = [c for c in columns if c.level_by is None]
    for level in LEVELS:
        fields = [c.field for c in fixed if table.disclosure(c.field) == level]
        if fields:
            yield f"- {level}: {_codes(fields)}"
    for by in dict.fromkeys(c.level_by for c in columns if c.level_by is not None):
        fields = [c.field for c in columns if c.level_by == by]
        yield f"- as `{by}` says, else {table.disclosure(fields[0])}: {_codes(fields)}"
    if any(isinstance(party, AnyParty) for party in table.parties.values()):
        yield f"- rows about natural persons: {table.natural}"


def _says(table: Table) -> Iterator[str]:
    nodes = set().union(*(_labels(party) for party in table.parties.values()))
    nodes |= {"Address"} if _of(table, Located) else set()
    nodes |= {"Contact"} if _of(table, Reached) else set()
    told = {
        "nodes": sorted(nodes),
        "edges": _edges(table),
        "events": [f"{kind} {KINDS[kind].title}" for kind in _kinds(table)],
        "properties": sorted({f.name for f in _of(table, Property)} | _placed(table)),
        "series": sorted({f.measure for f in _of(table, Series)}),
    }
    for what, words in told.items():
        if words:
            yield f"- {what}: {', '.join(words)}"


def _labels(party: object) -> set[str]:
    if isinstance(party, Thing):
        return {party.label}
    if isinstance(party, AnyParty):
        return {"Company", "Person"}
    return {"Person"} if isinstance(party, Person) else {"Company"}


def _edges(table: Table) -> list[str]:
    found = {fact.type for fact in _of(table, Relation)}
    found |= {fact.relation for fact in _of(table, Change) if fact.relation is not None}
    for word, edge in (
        (Located, "LOCATED_AT"),
        (Reached, "REACHED_BY"),
        (Trade, "TRADES_WITH"),
        (Event, "PARTY_TO"),
        (Exceedance, "PARTY_TO"),
    ):
        found |= {edge} if _of(table, word) else set()
    return sorted(found)


def _kinds(table: Table) -> list[str]:
    """Return the kinds of events that a table may tell, in the order of `graph.kinds`."""
    found = {fact.kind for fact in _of(table, Exceedance)}
    for fact in _of(table, Event):
        column = next((c for c in table.columns.values() if c.field == fact.kind), None)
        found |= choices(column) if fact.by_field and isinstance(column, Choice) else {fact.kind}
        found |= {kind for kind in (fact.rise, fact.fall) if kind is not None}
    return [kind for kind in KINDS if kind in found]


def _placed(table: Table) -> set[str]:
    """Return the properties that places and change records say."""
    found = {fact.property for fact in _of(table, Change) if fact.property is not None}
    for fact in _of(table, Located):
        found |= {"address"} | ({"region"} if fact.region else set())
    return found


def _of(table: Table, word: type[Word]) -> list[Word]:
    return [fact for fact in table.facts if isinstance(fact, word)]


def _codes(fields: Iterable[str]) -> str:
    return ", ".join(f"`{field}`" for field in fields)
