"""Any department file into grids of text, and a grid into a header with its rows.

    path --open_source--> [Grid, ...] --find(grid, wanted)--> Header
                                      --headed(grid, Header)--> HeadedGrid

Nothing here knows a declaration: what a header should name is asked of `wanted`.
No row is lost or shifted: rows in = frame + ragged + skipped, asserted in `headed`.
"""

from loaders.reading.grid import Given, Grid, HeadedGrid, folded_name
from loaders.reading.header import headed, header
from loaders.reading.heading import Header, Pinned, find
from loaders.reading.large import LargeText, Span
from loaders.reading.sifting import is_note
from loaders.reading.source import in_pieces, open_source

__all__ = [
    "Given",
    "Grid",
    "HeadedGrid",
    "Header",
    "LargeText",
    "Pinned",
    "Span",
    "find",
    "folded_name",
    "headed",
    "header",
    "in_pieces",
    "is_note",
    "open_source",
]
