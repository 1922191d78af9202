"""Strangers' declarations as deliveries keep them: what made rows can read them again."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Mapping

from graph.errors import DeclarationError
from graph.home import Home
from loaders.declaring.declaration import read_text
from loaders.keeping.withdrawing import standing
from loaders.table import Table


def kept_declarations(
    home: Home, besides: Container[str], *, sound: bool = False
) -> dict[str, tuple[Table, str]]:
    """Return tables and their texts by name, as the latest standing delivery of each kept them.

    Args:
        besides: names of tables that are known otherwise.
        sound: leave out those that are no longer accepted, instead of raising.

    Raises:
        DeclarationError: one is no longer accepted.
    """
    found: dict[str, tuple[Table, str]] = {}
    for delivery in standing(home):
        for name in delivery.tables:
            if name in besides:
                continue
            department, text = delivery.declaration(name)
            place = str(delivery.path / "declarations" / f"{name}.py")
            with contextlib.suppress(*([DeclarationError] if sound else [])):
                found[name] = read_text(text, place, department), text
    return found


def with_kept(
    home: Home, tables: Mapping[str, Table], texts: Mapping[str, str]
) -> tuple[dict[str, Table], dict[str, str]]:
    """Return tables and their texts with those besides that deliveries keep."""
    kept = kept_declarations(home, tables, sound=True)
    return (
        {**tables, **{name: table for name, (table, _) in kept.items()}},
        {**texts, **{name: text for name, (_, text) in kept.items()}},
    )
