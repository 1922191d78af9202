"""The guard before Neo4j: what may be asked, and the text that is sent instead of the typed one."""

from graph.cypher.guard import Statement, check
from graph.cypher.lexer import Token

__all__ = ["Statement", "Token", "check"]
