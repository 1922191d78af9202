"""How well each field is filled, and how many of its codes can be trusted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from loaders.fields import PRIVATE, ColumnType
from loaders.keeping.deliveries import Delivery
from loaders.quality.said import Said
from loaders.table import (
    CaseNumber,
    OrgCode,
    RegistrationNumber,
    ResidentId,
    TaxpayerId,
    Uscc,
)

CODES = (Uscc, OrgCode, RegistrationNumber, TaxpayerId, ResidentId, CaseNumber)
FIELD_COLUMNS = [
    "department",
    "table",
    "field",
    "header",
    "type",
    "required",
    "rows",
    "filled",
    "share",
    "distinct",
]
CODE_COLUMNS = [
    "department",
    "table",
    "field",
    "type",
    "said",
    "valid",
    "odd",
    "masked",
    "refused",
    "valid_share",
]


def by_field(found: Sequence[Said]) -> pd.DataFrame:
    """Return one row a table and declared field: how many of the rows that count now fill it.

    Returns:
        FIELD_COLUMNS; `share` in [0, 1], null without rows; `distinct` counts different values
        (of people's numbers those that could be read).
    """
    rows = [
        _place(said) | {"field": c.field, "header": h} | _filled(said, c)
        for said in found
        for h, c in said.table.columns.items()
    ]
    return pd.DataFrame(rows, columns=FIELD_COLUMNS)


def _place(said: Said) -> dict[str, Any]:
    return {"department": said.table.department, "table": said.table.name}


def _filled(said: Said, column: ColumnType) -> dict[str, Any]:
    values = said.column(column.field)
    filled = filled_rows(said, column, said.counting)
    return {
        "type": type(column).__name__,
        "required": column.required,
        "rows": len(values),
        "filled": filled,
        "share": filled / len(values) if len(values) else math.nan,
        "distinct": pc.count_distinct(values, mode="only_valid").as_py(),
    }


def filled_rows(said: Said, column: ColumnType, deliveries: Sequence[Delivery]) -> int:
    """Return how many rows of some deliveries fill a field; a masked number fills it."""
    values = said.column(column.field, deliveries)
    there = values.is_valid()
    if isinstance(column, PRIVATE):
        there = pc.or_(there, said.column(f"{column.field}_masked", deliveries).is_valid())
    return int(pc.sum(there).as_py() or 0)


def by_code(found: Sequence[Said], rejects: pd.DataFrame) -> pd.DataFrame:
    """Return one row a table and field of codes: how many cells were valid, odd, masked, refused.

    Over all deliveries that stand. `odd` codes were read with a warning (an old form, a check
    that never was); `masked` ones identify nobody; `refused` ones made their row a reject.

    Args:
        rejects: of `tables.refusals`.

    Returns:
        CODE_COLUMNS; `valid_share` = valid / said, in [0, 1], null where none was said.
    """
    rows = [
        _place(said) | _codes(said, column, rejects)
        for said in found
        for column in said.table.columns.values()
        if isinstance(column, CODES)
    ]
    return pd.DataFrame(rows, columns=CODE_COLUMNS)


def _codes(said: Said, column: ColumnType, rejects: pd.DataFrame) -> dict[str, Any]:
    warned: Counter[str] = Counter()
    for figure in said.figures():
        warned.update(figure["odd"])
    masked = _masked(said, column)
    read = len(values := said.column(column.field, said.came)) - values.null_count
    odd = min(max(warned[column.field] - masked, 0), read)
    mine = rejects[rejects["table"] == said.table.name]
    named = mine["field"].str.split("; ").explode() == column.field
    refused = int(mine["rows"].reindex(named.index[named].unique()).sum())
    all_said = read + masked + refused
    return {
        "field": column.field,
        "type": type(column).__name__,
        "said": all_said,
        "valid": read - odd,
        "odd": odd,
        "masked": masked,
        "refused": refused,
        "valid_share": (read - odd) / all_said if all_said else math.nan,
    }


def _masked(said: Said, column: ColumnType) -> int:
    """Return how many cells hold a code of which a part is hidden: they are read as nothing."""
    empty = pc.invert(said.column(column.field, said.came).is_valid())
    if isinstance(column, PRIVATE):
        shown = said.column(f"{column.field}_masked", said.came).is_valid()
        return int(pc.sum(pc.and_(empty, shown)).as_py() or 0)
    total = 0
    header = next(h for h, c in said.table.columns.items() if c is column)
    for name in said.spellings(header, said.came):
        shown = said.column(f"src:{name}", said.came)
        hidden = pc.fill_null(pc.match_substring_regex(shown, r"[*＊]"), False)
        total += int(pc.sum(pc.and_(empty, hidden)).as_py() or 0)
    return total
