"""A Neo4j server: an edition published to it, and Cypher asked of it."""

from graph.neo4j.asking import Answer, Held
from graph.neo4j.failures import GET_ONE, require_address
from graph.neo4j.publishing.publish import PublishReport, publish
from graph.neo4j.server import Server, account
from graph.neo4j.values import typed

__all__ = [
    "GET_ONE",
    "Answer",
    "Held",
    "PublishReport",
    "Server",
    "account",
    "publish",
    "require_address",
    "typed",
]
