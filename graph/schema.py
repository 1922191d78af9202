"""The model, declared once: node types, edge types, dated properties, series.

Event kinds stand in `graph.kinds`. Everyone reads these declarations: loaders draft frames of
these columns, `graph.sealing` writes and checks them, questions and pages show them,
`graph.neo4j` publishes them, and `docs/schema.md` is rendered from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from graph.properties import MEASURES as MEASURES
from graph.properties import PROPERTIES as PROPERTIES
from graph.properties import Disclosure as Disclosure
from graph.properties import Measure as Measure
from graph.properties import Property as Property

ColumnType = Literal["text", "word", "int", "float", "flag", "day"]


@dataclass(frozen=True)
class Column:
    """One typed column. `word` is text drawn from few values, stored as a dictionary."""

    name: str
    type: ColumnType
    meaning: str
    published: bool = True


@dataclass(frozen=True)
class NodeType:
    """A kind of thing. Its key is `id`, minted once and kept in `identities/`."""

    label: str
    prefix: str
    title: str
    meaning: str
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class EdgeType:
    """A sentence between two nodes, dated by both clocks."""

    name: str
    title: str
    meaning: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    inferred: bool = False
    strength: float = 1.0  # [param] how much one hop says about two parties, in (0, 1]


DATED = (
    Column("valid_from", "day", "first day on which it holds; null: nobody stated it"),
    Column("valid_to", "day", "first day on which it no longer holds; null: open"),
    Column("known_from", "day", "first day on which it was known"),
    Column("known_to", "day", "first day on which it was known otherwise; null: still believed"),
    Column("precision", "word", "of valid_from (of day, in events): day, month, year, about"),
    Column("source", "word", "the declared table it comes from, or the rule that made it"),
    Column("record", "int", "row of `records`; -1 where a rule made it"),
)

NODE_TYPES = (
    NodeType(
        "Company",
        "C",
        "企业",
        "An enterprise or another organisation that can hold rights.",
        (
            Column("name", "text", "name on the edition's data day"),
            Column("uscc", "text", "unified social credit code on the data day, or null"),
            Column(
                "kind",
                "word",
                "company, branch, individual_business, cooperative, public_body, "
                "social_organisation, foreign or unknown",
            ),
            Column("state_body", "flag", "a state holder: it ties nobody by being state-held"),
            Column("region", "word", "GB/T 2260 code of its address, or null"),
        ),
    ),
    NodeType(
        "Person",
        "P",
        "人员",
        "One natural person that can be told apart; namesakes stay apart.",
        (
            Column("name", "text", "name as the departments write it"),
            Column("masked_id", "text", "resident id, masked to show", published=False),
        ),
    ),
    NodeType(
        "Event",
        "E",
        "事件",
        "Something that happened to parties; a corrected version is an event of its own.",
        (
            Column("kind", "word", "a code of graph.kinds"),
            Column("day", "day", "when it happened"),
            Column("until", "day", "first day on which its effect no longer holds; null: open"),
            Column("published_on", "day", "when it was made public"),
            Column("amount", "float", "CNY, yuan"),
            Column("title", "text", "what it was, in the source's words"),
            Column("number", "text", "document or case number"),
            Column("authority", "text", "who decided"),
            Column(
                "state",
                "word",
                "in_force, ended, repaired or withdrawn, as the row says; deferred while a lawful "
                "deferral is known to cover it",
            ),
            Column("corrects", "text", "id of the version that this one replaces"),
            *(c for c in DATED if c.name not in ("valid_from", "valid_to")),
        ),
    ),
    NodeType(
        "Address",
        "A",
        "地址",
        "One unit-level address.",
        (
            Column("text", "text", "the address as written"),
            Column("region", "word", "GB/T 2260 code, or null"),
        ),
    ),
    NodeType(
        "Contact",
        "T",
        "联系方式",
        "A phone or an e-mail, known by a keyed hash that never leaves the home.",
        (
            Column("kind", "word", "phone or email"),
            Column("masked", "text", "masked to show", published=False),
        ),
    ),
    NodeType(
        "Shop",
        "S",
        "网店",
        "An online shop or a website that a company runs.",
        (Column("name", "text", "its name"),),
    ),
    NodeType("Site", "B", "工地", "A building site.", (Column("name", "text", "its name"),)),
)

_SHARE = Column("share", "float", "share in [0, 1]; null: not stated")
_AMOUNT = Column("amount", "float", "CNY, yuan")
_PARTY = ("Person", "Company")

EDGE_TYPES = (
    # (:Person)-[:LEGAL_REPRESENTATIVE_OF]->(:Company)
    EdgeType(
        "LEGAL_REPRESENTATIVE_OF", "法定代表人", "signs for the company", ("Person",), ("Company",)
    ),
    # (:Person)-[:SERVES_AS {position}]->(:Company)
    EdgeType(
        "SERVES_AS",
        "任职",
        "is director, supervisor or executive of",
        ("Person",),
        ("Company",),
        (
            Column("position", "text", "in the source's words"),
            Column("role", "word", "director, supervisor, executive, liaison or other"),
        ),
        strength=0.8,
    ),
    # (:Person|Company)-[:OWNS {share, amount}]->(:Company)   share in [0, 1]
    EdgeType("OWNS", "持股", "holds a share of", _PARTY, ("Company",), (_SHARE, _AMOUNT)),
    # (:Company)-[:BRANCH_OF]->(:Company)
    EdgeType("BRANCH_OF", "分支机构", "is a branch of", ("Company",), ("Company",)),
    # (:Person|Company)-[:GUARANTEES {amount}]->(:Company)   guarantor to debtor
    EdgeType("GUARANTEES", "担保", "guarantees a debt of", _PARTY, ("Company",), (_AMOUNT,)),
    # (:Person|Company)-[:PLEDGES {amount}]->(:Company)   holder to the company whose shares
    EdgeType("PLEDGES", "出质", "pledged shares of", _PARTY, ("Company",), (_AMOUNT,)),
    # (:Company)-[:SUCCEEDED_BY]->(:Company)
    EdgeType("SUCCEEDED_BY", "承继", "was succeeded by", ("Company",), ("Company",)),
    # (:Company)-[:LOCATED_AT]->(:Address)
    EdgeType("LOCATED_AT", "住所", "has its address at", ("Company",), ("Address",), strength=0.4),
    # (:Company|Person)-[:REACHED_BY]->(:Contact)
    EdgeType("REACHED_BY", "联系方式", "is reached by", _PARTY, ("Contact",), strength=0.4),
    # (:Company)-[:OPERATES {role}]->(:Shop|Site)
    EdgeType(
        "OPERATES",
        "经营",
        "operates a shop, or builds on a site",
        ("Company",),
        ("Shop", "Site"),
        (Column("role", "word", "operator, builder, developer or supervisor"),),
    ),
    # (:Company|Person)-[:PARTY_TO {role}]->(:Event)
    EdgeType(
        "PARTY_TO",
        "涉及",
        "is a party to",
        _PARTY,
        ("Event",),
        (Column("role", "word", "subject, judgment_debtor, plaintiff, defendant ..."),),
        strength=0.5,
    ),
    # (:Person|Company)-[:REPORTS_HOLDING {amount}]->(:Company)   not a register's word: no OWNS
    EdgeType(
        "REPORTS_HOLDING",
        "自报出资",
        "is reported, by one of the two, to have put capital into",
        _PARTY,
        ("Company",),
        (
            Column("amount", "float", "subscribed; CNY, yuan"),
            Column("paid_in", "float", "paid in; CNY, yuan"),
        ),
        strength=0.6,
    ),
    # (:Company)-[:TRADES_WITH {month, amount, tax, invoices, voids, reds}]->(:Company)
    EdgeType(
        "TRADES_WITH",
        "交易",
        "sold to, in a month, by the invoices known",
        ("Company",),
        ("Company",),
        (
            Column("month", "int", "year * 12 + month - 1"),
            Column("amount", "float", "without tax, red-letter invoices taken off; CNY, yuan"),
            Column("tax", "float", "likewise; CNY, yuan"),
            Column("invoices", "int", "invoices in force, red-letter ones not counted"),
            Column("voids", "int", "invoices made void (作废); they are in no sum"),
            Column("reds", "int", "red-letter invoices (红冲)"),
        ),
        strength=0.6,
    ),
    # (:Person|Company)-[:CONTROLS {votes}]->(:Company)
    EdgeType(
        "CONTROLS",
        "控制",
        "controls, by votes closed over what it controls",
        _PARTY,
        ("Company",),
        (Column("votes", "float", "votes held by it and by what it controls, in [0, 1]"),),
        inferred=True,
    ),
    # (:Person)-[:BENEFICIAL_OWNER_OF {share_min, share_max}]->(:Company)
    EdgeType(
        "BENEFICIAL_OWNER_OF",
        "受益所有人",
        "is a beneficial owner of",
        ("Person",),
        ("Company",),
        (
            Column("share_min", "float", "integrated share, what is not stated taken as 0"),
            Column("share_max", "float", "the same, what is not stated taken as its most"),
        ),
        inferred=True,
    ),
    # (:Person|Company)-[:RELATED_TO {rule, basis}]-(:Company)
    EdgeType(
        "RELATED_TO",
        "关联关系",
        "is a related party of, under a rule",
        _PARTY,
        ("Company",),
        (
            Column("rule", "word", "rule book and article"),
            Column("basis", "text", "the facts that made it"),
        ),
        inferred=True,
    ),
    # (:Person)-[:POSSIBLY_SAME_AS {probability, evidence}]-(:Person), and for companies
    EdgeType(
        "POSSIBLY_SAME_AS",
        "可能同一",
        "may be the same as; never treated as the same",
        _PARTY,
        _PARTY,
        (
            Column("probability", "float", "in (0, 1)"),
            Column("evidence", "text", "what speaks for and against, as codes: feature.level; …"),
        ),
        inferred=True,
        strength=0.2,
    ),
)

RECORDS = (
    Column("table", "word", "name of the declared table"),
    Column("delivery", "word", "id of the delivery"),
    Column("file", "word", "file's name in the delivery, and its sheet after `#`"),
    Column("line", "int", "line of the file (row, in a workbook), from 1"),
    Column("row", "int", "row of the delivery's typed rows of this table, from 0"),
)


@dataclass(frozen=True)
class Layout:
    """The columns of one frame of an edition, and the order of its rows."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...] = field(default=())


_END = (Column("src", "int", "number of the source node"), Column("dst", "int", "of the target"))

# What questions compute for the data day; sealed in frames of their own, never walked as facts.
DERIVED_EDGES = frozenset({"CONTROLS", "BENEFICIAL_OWNER_OF", "RELATED_TO"})

NODES = {t.label: t for t in NODE_TYPES}
EDGES = {t.name: t for t in EDGE_TYPES}
EDGE_CODES = {t.name: code for code, t in enumerate(EDGE_TYPES)}


def layouts() -> dict[str, Layout]:
    """Return every frame that an edition holds before anything is derived, by its name.

    Node frames are called `nodes/<Label>`, edge frames `edges/<TYPE>`. Total order: the
    columns named in `order`, then all others, so that equal content gives equal bytes.
    """
    key = Column("id", "text", "the node's id")
    found = [Layout(f"nodes/{t.label}", (key, *t.columns), ("id",)) for t in NODE_TYPES]
    found += [
        Layout(f"edges/{t.name}", (*_END, *t.columns, *DATED), ("src", "dst")) for t in EDGE_TYPES
    ]
    found.append(
        Layout(
            "properties",
            (
                Column("node", "int", "number of the node"),
                Column("property", "word", "a name of PROPERTIES"),
                Column("value", "text", "as text; numbers and days in their plain form"),
                *DATED,
            ),
            ("node", "property", "valid_from"),
        )
    )
    found.append(
        Layout(
            "series",
            (
                Column("node", "int", "number of the company"),
                Column("measure", "word", "a name of MEASURES"),
                Column("month", "int", "year * 12 + month - 1"),
                Column("value", "float", "in the measure's unit"),
                Column("known_from", "day", "first day on which it was known"),
                Column("known_to", "day", "first day on which it was known otherwise"),
                Column("record", "int", "row of `records`"),
            ),
            ("node", "measure", "month", "known_from"),
        )
    )
    found.append(Layout("records", RECORDS, ("table", "delivery", "row")))
    return {layout.name: layout for layout in found}
