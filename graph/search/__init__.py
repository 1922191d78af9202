"""Names and identifiers to nodes: one SQLite file of an edition, written once, then only read."""

from graph.search.index import Answer, Hit, NameIndex
from graph.search.writer import COLUMNS, build, building

__all__ = ["COLUMNS", "Answer", "Hit", "NameIndex", "build", "building"]
