"""The server's values as plain ones: the one place where driver types end."""

from datetime import date, datetime, time
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

_NOT_LABELS = frozenset(["Qiji"])


def plain(value: Any) -> Any:
    """Return a value of an answer as Python's own.

    A node is `{id, label, …its properties}`, a relationship `{type, from, to, …}`, a path the
    list of its nodes and relationships in turn. Days are `datetime.date`.
    """
    if isinstance(value, (Date, DateTime, Time)):
        native: date | datetime | time = value.to_native()
        return native
    if isinstance(value, Duration):
        return value.iso_format()
    if isinstance(value, Node):
        return _node(value)
    if isinstance(value, Relationship):
        return _relationship(value)
    if isinstance(value, Path):
        return _path(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    return str(value)


def _node(node: Node) -> dict[str, Any]:
    labels = sorted(node.labels - _NOT_LABELS)
    inner = {key: plain(value) for key, value in node.items() if key != "edition"}
    return {"id": _key(node), "label": ":".join(labels), **inner}


def _relationship(edge: Relationship) -> dict[str, Any]:
    inner = {key: plain(value) for key, value in edge.items() if key != "edition"}
    ends = {"from": _key(edge.start_node), "to": _key(edge.end_node)}
    return {"type": edge.type, **ends, **inner}


def _path(path: Path) -> list[dict[str, Any]]:
    parts = [plain(path.nodes[0])]
    for edge, node in zip(path.relationships, path.nodes[1:], strict=True):
        parts += [plain(edge), plain(node)]
    return parts


def _key(node: Node | None) -> str | None:
    """Return our own key of a node, or the server's where it was not sent along."""
    if node is None:
        return None
    return str(node.get("id", node.element_id))


def typed(text: str) -> Any:
    """Return what a person typed for a `$name`: a number, a day, true or false, or text.

    Text in double quotes stays text; so does a code of 16 and more digits.
    """
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float, date.fromisoformat) if len(text) < 16 else ():
        try:
            return kind(text)
        except ValueError:
            continue
    return text
