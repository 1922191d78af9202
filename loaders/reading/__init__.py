"""Any department file into grids of text, and a grid into a header with its rows.

    path --open_source--> [Grid, ...] --header(grid, wanted)--> HeadedGrid

Nothing here knows a declaration: what a header should name is asked of `wanted`.
No row is lost or shifted: rows in = frame + ragged + skipped, asserted in `header`.
"""

from loaders.reading.grid import Grid, HeadedGrid, folded_name
from loaders.reading.header import header
from loaders.reading.source import open_source

__all__ = ["Grid", "HeadedGrid", "folded_name", "header", "open_source"]
