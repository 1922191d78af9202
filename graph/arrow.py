"""Arrow's columns in one piece: what is made of one of pandas may come in several, or in none."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def long_texts(values: Any) -> pa.Array:
    """Return texts, with nulls where one is missing, in one piece."""
    return whole(pa.array(values, pa.large_string(), from_pandas=True))
