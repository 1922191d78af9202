"""The server's values as plain ones: the one place where driver types end."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

Keys = Mapping[str, str]
NO_KEYS: Keys = {}
_NOT_LABELS = frozenset(["Qiji"])


def plain(value: Any, keys: Keys = NO_KEYS) -> Any:
    """Return a value of an answer as Python's own.

    A node is `{id, label, …its properties}`, a relationship `{type, from, to, …}`, a path the
    list of its nodes and relationships in turn. Days are `datetime.date`.

    Args:
        keys: our ids of nodes by the server's, for the ends of relationships sent alone.
    """
    if isinstance(value, (Date, DateTime, Time)):
        native: date | datetime | time = value.to_native()
        return native
    if isinstance(value, Duration):
        return value.iso_format()
    if isinstance(value, Node):
        return _node(value)
    if isinstance(value, Relationship):
        return _relationship(value, keys)
    if isinstance(value, Path):
        return _path(value)
    if isinstance(value, dict):
        return {key: plain(inner, keys) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner, keys) for inner in value]
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    return str(value)


def _node(node: Node) -> dict[str, Any]:
    labels = sorted(node.labels - _NOT_LABELS)
    inner = {key: plain(value) for key, value in node.items()}
    return {"id": _key(node), "label": ":".join(labels), **inner}


def _relationship(edge: Relationship, keys: Keys) -> dict[str, Any]:
    inner = {key: plain(value) for key, value in edge.items()}
    ends = {"from": _key(edge.start_node, keys), "to": _key(edge.end_node, keys)}
    return {"type": edge.type, **ends, **inner}


def _path(path: Path) -> list[dict[str, Any]]:
    parts = [plain(path.nodes[0])]
    for edge, node in zip(path.relationships, path.nodes[1:], strict=True):
        parts += [plain(edge), plain(node)]
    return parts


def _key(node: Node | None, keys: Keys = NO_KEYS) -> str | None:
    """Return our own key of a node, or the server's where there is none."""
    if node is None:
        return None
    return str(node.get("id") or keys.get(node.element_id, node.element_id))


def bare_ends(value: Any) -> Iterator[str]:
    """Yield the server's ids of the nodes that only end a relationship of an answer."""
    if isinstance(value, Relationship):
        yield from (node.element_id for node in value.nodes if node and "id" not in node)
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from bare_ends(inner)


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
