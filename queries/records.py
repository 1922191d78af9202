"""Where a fact comes from: table, delivery, file, line, and the row as it stood, masked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import Moment
from graph.edition import Edition
from graph.errors import UnknownParty
from graph.schema import DERIVED_EDGES, EDGES
from queries import company as companies


def of(edition: Edition, records: Sequence[int]) -> pd.DataFrame:
    """Return where source rows stand: record, table, delivery, file, line."""
    wanted = np.unique([r for r in records if r >= 0])
    frame = edition.rows("records", wanted)
    frame.insert(0, "record", wanted)
    return frame


def source_row(edition: Edition, record: int) -> pd.DataFrame:
    """Return one source row as it stood (numbers of people masked): field and value.

    Raises:
        UnknownParty: there is no such record, or its delivery is no longer in the home.
    """
    if not 0 <= record < edition.table("records").num_rows:
        raise UnknownParty(f"The edition {edition.edition_id} has no source row {record}.")
    place = edition.rows("records", np.array([record])).iloc[0]
    name = f"{place['table']}.arrow"
    own = edition.home.deliveries / place["delivery"] / "rows" / name
    # A row that was mended lies in the delivery that brought it back.
    others = sorted(set(edition.home.deliveries.glob(f"*/rows/{name}")) - {own}, reverse=True)
    for file in (own, *others):
        row = _row(file, str(place["file"]), int(place["line"])) if file.exists() else None
        if row is not None:
            return row
    raise UnknownParty(
        f"The delivery {place['delivery']} of source row {record} is not in the home."
    )


def _row(file: Path, name: str, line: int) -> pd.DataFrame | None:
    with pa.memory_map(str(file)) as source:
        rows = pa.ipc.open_file(source).read_all()
        found = pc.and_(pc.equal(rows["_line"], line), pc.equal(rows["_file"], name))
        row = rows.filter(found).slice(0, 1)
    if not len(row):
        return None
    fields = [c for c in row.column_names if c.startswith("src:")]
    values = [row.column(c)[0].as_py() for c in fields]
    return pd.DataFrame({"field": [c.removeprefix("src:") for c in fields], "value": values})


def of_company(edition: Edition, number: int, moment: Moment) -> pd.DataFrame:
    """Return the source rows behind what holds of a company at a moment, and what each states.

    Columns: record, table, delivery, file, line, facts (names of properties, links, events and
    monthly measures, each once).
    """
    parts = [
        companies.profile(edition, number, moment)[["record", "property"]],
        companies.events(edition, number, moment)[["record", "kind"]],
        companies.series(edition, number, moment)[["record", "measure"]],
    ]
    for name in (n for n in EDGES if n not in DERIVED_EDGES):
        for out in (True, False):
            found = companies.links_of(edition, number, moment, name, out=out)
            parts.append(found[["record", "relation"]])
    stated = pd.concat([part.set_axis(["record", "fact"], axis=1) for part in parts])
    stated = stated[stated["record"] >= 0].drop_duplicates()
    facts = stated.groupby("record", sort=True)["fact"].agg(", ".join)
    return of(edition, facts.index.to_list()).assign(facts=facts.to_numpy(object))
