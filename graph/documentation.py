"""What the documentation takes from the code: the model's reference, and each command's help.

`python -m graph.documentation` writes `docs/schema.md`, `scripts/docs` that and the helps in
`docs/commands.md`; tests keep both equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from graph.kinds import EVENT_KINDS, KINDS, LANES, ROLE_POLARITY
from graph.schema import (
    DATED,
    DERIVED_EDGES,
    EDGE_TYPES,
    MEASURES,
    NODE_TYPES,
    PROPERTIES,
    RECORDS,
    Column,
    EdgeType,
    layouts,
)

PAGE = Path(__file__).parent.parent / "docs" / "schema.md"

HEAD = """# The model

Rendered from `graph/schema.py` and `graph/kinds.py` by `python -m graph.documentation`; a test
keeps this page equal to them. Change the declarations, never this page. Words are explained in
the [glossary](glossary.md).
"""

TYPES = {
    "text": "text",
    "word": "word",
    "int": "whole number",
    "float": "number",
    "flag": "yes or no",
    "day": "day",
}


def picture(edge: EdgeType) -> str:
    """Return an edge type as it is drawn: `(:Person)-[:OWNS {share}]->(:Company)`."""
    own = ", ".join(column.name for column in edge.columns)
    inside = f"{edge.name} {{{own}}}" if own else edge.name
    return f"(:{'|'.join(edge.sources)})-[:{inside}]->(:{'|'.join(edge.targets)})"


def rendered() -> str:
    """Return the whole page, in Markdown."""
    parts = [_nodes(), _edges(), _dated(), _properties(), _measures(), _events(), _frames()]
    return "\n".join([HEAD, *parts])


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(rendered(), encoding="utf-8")


HELP = re.compile(r"(?<=```text\n\$ )qiji([^\n]*) --help\n.*?(?=```)", re.DOTALL)
WIDTH = 96  # characters of a line of help


def with_help(text: str, group: click.Group) -> str:
    """Return a page with the help of every command it quotes (`$ qiji load --help`) as it is."""
    return HELP.sub(
        lambda found: f"{found[0].splitlines()[0]}\n{help_of(group, found[1].split())}\n", text
    )


def help_of(group: click.Group, words: list[str]) -> str:
    """Return what a command prints for `--help` on a terminal of WIDTH columns.

    Raises:
        KeyError: there is no such command.
    """
    command: click.Command = group
    context = _context(group, "qiji", None)
    for word in words:
        held: dict[str, click.Command] = getattr(command, "commands", {})
        command = held[word]
        context = _context(command, word, context)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def _context(command: click.Command, word: str, parent: click.Context | None) -> click.Context:
    return click.Context(
        command,
        parent=parent,
        info_name=word,
        terminal_width=WIDTH,
    )


def _table(head: str, rows: Iterable[Iterable[object]]) -> str:
    titles = [title.strip() for title in head.split("|")]
    lines = [_row(titles), _row("---" for _ in titles), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _section(title: str, *parts: str) -> str:
    return "\n".join([f"## {title}\n", *parts])


def _columns(columns: Iterable[Column]) -> str:
    rows = (
        (f"`{c.name}`", TYPES[c.type], c.meaning + ("" if c.published else "; never published"))
        for c in columns
    )
    return _table("column | type | meaning", rows)


def _nodes() -> str:
    table = _table(
        "node | 中文 | ids | what it is",
        ((f"`{t.label}`", t.title, f"`{t.prefix}…`", t.meaning) for t in NODE_TYPES),
    )
    own = (f"### {t.label} {t.title}\n\n{_columns(t.columns)}" for t in NODE_TYPES)
    lead = "Each has an `id`, minted once and the same in every edition.\n"
    return _section("Nodes", lead, table, *own)


def _edges() -> str:
    lead = (
        "An edge is a sentence from source to target. One that is *inferred* is worked out by a "
        "rule;\none that is *derived* is worked out for the data day and never walked as a fact.\n"
    )
    return _section("Edges", lead, *map(_edge, EDGE_TYPES))


def _edge(edge: EdgeType) -> str:
    marks = ["inferred"] * edge.inferred + ["derived"] * (edge.name in DERIVED_EDGES)
    told = f" ({', '.join(marks)})" if marks else ""
    parts = [
        f"### {edge.name} {edge.title}\n",
        f"`{picture(edge)}`\n",
        f"Meaning: {edge.meaning}{told}. Strength of one hop: {edge.strength:g}.\n",
    ]
    return "\n".join([*parts, _columns(edge.columns)] if edge.columns else parts)


def _dated() -> str:
    lead = (
        "Every edge and every dated property carries these. Periods are half-open. It shows at a "
        "moment\nwhen `valid_from <= as_of < valid_to` and `known_from <= known_on < known_to`; "
        "where nobody stated\n`valid_from`, the day on which it was first known stands for it.\n"
    )
    return _section("The four days, and the source", lead, _columns(DATED))


def _properties() -> str:
    rows = (
        (
            f"`{p.name}`",
            f"`{p.label}`",
            p.title,
            p.meaning + ("" if p.published and p.disclosure != "auth" else "; never published"),
            "one" if p.single else "several",
            p.disclosure,
        )
        for p in PROPERTIES
    )
    head = "property | of | 中文 | meaning | values on a day | disclosure"
    return _section("Dated properties", _table(head, rows))


def _measures() -> str:
    rows = ((f"`{m.name}`", m.title, m.unit, m.meaning, m.disclosure) for m in MEASURES)
    lead = "A value a month; neither an event nor a node.\n"
    return _section("Series", lead, _table("measure | 中文 | unit | meaning | disclosure", rows))


def _events() -> str:
    lead = (
        "Polarity runs from -2 (very adverse) to +2 (very good); it is a parameter, never law. "
        "Disclosure:\n`public` what law publishes, `gov` shared among departments, `auth` on the "
        "subject's authority.\n"
    )
    roles = _table(
        "event | role of the party | polarity",
        (
            (f"`{kind}`", f"`{role}`", f"{value:+d}")
            for (kind, role), value in ROLE_POLARITY.items()
        ),
    )
    by_role = "### Where the side a party stands on decides\n"
    return _section("Event kinds", lead, *_lanes(), by_role, roles)


def _lanes() -> Iterator[str]:
    head = "kind | 中文 | English | polarity | the day that counts | disclosure | ends"
    for lane, title in LANES.items():
        rows = (
            (
                f"`{k.code}`",
                k.title,
                k.english,
                f"{k.polarity:+d}" if k.polarity else "0",
                k.day,
                k.disclosure,
                f"`{KINDS[k.opens].code}`" if k.opens else "",
            )
            for k in EVENT_KINDS
            if k.lane == lane
        )
        yield f"### {lane} {title}\n\n{_table(head, rows)}"


def _frames() -> str:
    rows = (
        (f"`{layout.name}`", ", ".join(f"`{c.name}`" for c in layout.columns))
        for layout in layouts().values()
    )
    lead = (
        "What an edition holds on disk before anything is derived: Arrow files, in the order of "
        "these\nnames. `qiji export` writes one whole.\n"
    )
    return (
        _section(
            "Frames",
            lead,
            _table("frame | columns", rows),
            "### records\n\nWhere each row came from.\n",
            _columns(RECORDS),
        ).rstrip("\n")
        + "\n"
    )


@click.command()
def main() -> None:
    """Write `docs/schema.md` from the declarations."""
    write()
    click.echo(f"Wrote {PAGE.name}.")


if __name__ == "__main__":
    main()
