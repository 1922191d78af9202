"""A declaration as text: what was guessed, in the words of `loaders.table`, with comments."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from loaders.sketching.guessing import Guess
from loaders.sketching.masking import plain
from loaders.table import Choice, ColumnType, Fact, Party, Table, Thing

_WIDTH = 100
_KINDS = (
    'append: each delivery adds rows, and corrects by `key`. Write "full" where each delivery is',
    'the whole register: what a newer one leaves out has ended. Write "changes" where a column',
    "says of each row whether it is an insert, an update or a delete (`mark`).",
)
_FACTS = (
    "The least that is sure. What happened is an Event, who holds what a Relation, a month's",
    "figure a Series: see docs/schema.md and the house's own declarations in loaders/tables.",
)
_LEVEL = "who may see it: public, gov or auth; nothing is public until a person says so"


@dataclasses.dataclass(frozen=True)
class Sketch:
    """A guessed table, and what is to be said beside it.

    Attributes:
        remarks: column's header -> comments. hazards: of the file as a whole.
    """

    table: Table
    guesses: Sequence[Guess]
    hazards: Sequence[str]
    remarks: Mapping[str, Sequence[str]]
    file: str


def written(sketch: Sketch) -> str:
    """Return the text of a declaration."""
    table = sketch.table
    body = [
        f"name={_word(table.name)},",
        f"title={_word(table.title)},",
        f"files=({_word(table.files[0])},),",
        *(f"# {line}" for line in _KINDS),
        f"kind={_word(table.kind)},",
        'unit="a row",  # what one row is of: a decision, a company and month',
        f"level={_word(table.level)},  # {_LEVEL}",
        *_columns(sketch),
        *_nulls(table),
        *_key(table),
        *_parties(table.parties),
        *_facts(table.facts),
    ]
    used = sorted(_types(table))
    lines = [
        f'"""{_docstring(table.title)}: a first declaration, guessed from a file; finish it.',
        "",
        *_wrapped(f"Source: {_docstring(sketch.file)}. Say here who sends it, how often, by what."),
        '"""',
        "",
        *_import(used),
        "",
        *(line for hazard in sketch.hazards for line in _comment(hazard)),
        "TABLE = Table(",
        *(f"    {line}" for line in body),
        ")",
    ]
    return "\n".join(lines) + "\n"


def _columns(sketch: Sketch) -> Iterator[str]:
    yield "columns={"
    for one in sketch.guesses:
        for remark in sketch.remarks.get(one.name, ()):
            yield from (f"    {line}" for line in _comment(remark, 8))
        yield from (f"    {line}" for line in _column(one))
    yield "},"


def _column(one: Guess) -> Iterator[str]:
    line = f"{_word(one.header)}: {_said(one.column)},"
    if len(line) <= _WIDTH - 8 or not isinstance(one.column, Choice):
        yield line
        return
    begin, end = _said(dataclasses.replace(one.column, words={})).removesuffix(")"), "})"
    yield f"{_word(one.header)}: {begin}, words={{"
    yield from (f"    {_word(k)}: {_word(v)}," for k, v in one.column.words.items())
    yield f"{end},"


def _nulls(table: Table) -> Iterator[str]:
    if table.nulls:
        yield "# These words are taken to mean nothing; take out what means something here."
        yield f"nulls={_tuple(table.nulls)},"


def _key(table: Table) -> Iterator[str]:
    if table.key:
        yield "# What tells a row from another; it never repeats in the file."
        yield f"key={_tuple(table.key)},"
    else:
        yield "# No key was found: a later correction will stand beside what it corrects."
        yield "key=(),"


def _parties(parties: Mapping[str, Party | Thing]) -> Iterator[str]:
    if not parties:
        yield "# No code or name tells whom a row is about; without parties rows are only kept."
        return
    yield "parties={"
    yield from (f"    {_word(name)}: {_said(party)}," for name, party in parties.items())
    yield "},"


def _facts(facts: Sequence[Fact]) -> Iterator[str]:
    if facts:
        yield from (f"# {line}" for line in _FACTS)
        yield "facts=("
        yield from (f"    {_said(fact)}," for fact in facts)
        yield "),"


def _said(thing: ColumnType | Party | Thing | Fact) -> str:
    """Return an object as the call that makes it, without what is its default."""
    parts = []
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if value == _default(field):
            continue
        plain_value = _word(value)
        bare = not field.kw_only and field.default is dataclasses.MISSING
        parts.append(plain_value if bare else f"{field.name}={plain_value}")
    return f"{type(thing).__name__}({', '.join(parts)})"


def _default(field: dataclasses.Field[object]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _word(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(k)}: {_word(v)}" for k, v in value.items()) + "}"
    return _tuple(value) if isinstance(value, tuple) else repr(value)


def _tuple(words: Sequence[object]) -> str:
    return f"({', '.join(map(_word, words))}{',' if len(words) == 1 else ''})"


def _types(table: Table) -> set[str]:
    said = [*table.columns.values(), *table.parties.values(), *table.facts]
    return {type(one).__name__ for one in said} | {"Table"}


def _import(names: Sequence[str]) -> list[str]:
    line = f"from loaders.table import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return [line]
    return ["from loaders.table import (", *(f"    {name}," for name in names), ")"]


def _comment(text: str, indent: int = 0) -> list[str]:
    return textwrap.wrap(
        plain(text, 600),
        _WIDTH - indent,
        initial_indent="# ",
        subsequent_indent="#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _docstring(text: str) -> str:
    return plain(text.replace("\\", "/").replace('"', "'"), 60)
