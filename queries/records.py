"""Where a fact comes from: table, delivery, file, line, and the row as it stood, masked."""

from __future__ import annotations

import re
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
    row = _row(edition, record)
    fields = [c for c in row.column_names if c.startswith("src:")]
    values = [row.column(c)[0].as_py() for c in fields]
    return pd.DataFrame({"field": [c.removeprefix("src:") for c in fields], "value": values})


def typed_row(edition: Edition, record: int) -> dict[str, object]:
    """Return one source row as it was read: typed value by field.

    Raises:
        UnknownParty: as `source_row`.
    """
    row = _row(edition, record)
    fields = [c for c in row.column_names if not c.startswith(("src:", "_"))]
    return {field: row.column(field)[0].as_py() for field in fields}


def _row(edition: Edition, record: int) -> pa.Table:
    """Return one source row, typed and as it stood."""
    if not 0 <= record < edition.table("records").num_rows:
        raise UnknownParty(f"The edition {edition.edition_id} has no source row {record}.")
    place = edition.rows("records", np.array([record])).iloc[0]
    name = f"{place['table']}.arrow"
    own = edition.home.deliveries / place["delivery"] / "rows" / name
    file, line = str(place["file"]), int(place["line"])
    row = _at(own, int(place["row"]), file, line)
    # A row that was read again since stands elsewhere; a mended one where it was brought back.
    others = sorted(set(edition.home.deliveries.glob(f"*/rows/{name}")) - {own}, reverse=True)
    for rows in (own, *others) if row is None else ():
        row = _searched(rows, file, line)
        if row is not None:
            break
    if row is None:
        raise UnknownParty(
            f"The delivery {place['delivery']} of source row {record} is not in the home."
        )
    return row


def _at(rows: Path, row: int, file: str, line: int) -> pa.Table | None:
    """Return a row of a delivery by its number, None where another stands there now."""
    if not rows.exists():
        return None
    found = pa.ipc.open_file(pa.memory_map(str(rows))).read_all().slice(row, 1)
    same = len(found) and (found["_file"][0].as_py(), found["_line"][0].as_py()) == (file, line)
    return found if same else None


def _searched(rows: Path, file: str, line: int) -> pa.Table | None:
    if not rows.exists():
        return None
    with pa.memory_map(str(rows)) as source:
        whole = pa.ipc.open_file(source).read_all()
        at = pc.and_(pc.equal(whole["_line"], line), pc.equal(whole["_file"], file))
        found = whole.filter(at).slice(0, 1)
        return found if len(found) else None


_SHEET = re.compile(r"(.*\.\w{1,5})#(.*)", re.DOTALL)


def where_from(edition: Edition, record: int) -> pd.DataFrame:
    """Return where a source row stands, and each of its cells as it stood (people's masked).

    Columns: table, delivery, received (its day), file, sheet (None: it has none), line, field,
    value; the first six are the same in each row. A mended row stands where it stood first, in
    the delivery that brought it back.

    Raises:
        UnknownParty: as `source_row`.
    """
    cells = source_row(edition, record)
    place = edition.rows("records", np.array([record])).iloc[0]
    days = {str(d["id"]): str(d["received"]) for d in edition.manifest["deliveries"]}
    part = _SHEET.fullmatch(str(place["file"]))
    stands = {
        "table": place["table"],
        "delivery": place["delivery"],
        "received": days.get(str(place["delivery"])),
        "file": part[1] if part else place["file"],
        "sheet": part[2] if part else None,
        "line": int(place["line"]),
    }
    return pd.DataFrame([stands | cell for cell in cells.to_dict("records")])


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
