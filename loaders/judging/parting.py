"""What tells the rows of one node that are somebody else's: checked against the edition."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.edition import Edition
from graph.errors import WrongParameters
from graph.names import fold
from graph.naming.parts import without_notes
from graph.schema import DERIVED_EDGES, EDGES
from loaders.judging.judgements import Part, Side
from loaders.resolving.companies import LEVELS


def parts(
    edition: Edition,
    node_id: str,
    *,
    names: Sequence[str] = (),
    codes: Sequence[str] = (),
    tables: Sequence[str] = (),
    records: Sequence[int] = (),
    joined: Sequence[Side] = (),
) -> tuple[Part, ...]:
    """Return what a split is told by.

    Args:
        names, codes: rows that call the node so, or show that code.
        tables: all rows of a declared table.
        records: rows of the edition's `records`, as pages and answers number them.
        joined: those who are one with the node by a model or a judgement; their rows may be told.

    Raises:
        WrongParameters: nothing is given, or nothing of the node is told by it.
    """
    number = edition.number(node_id)
    found = [
        *(Part("name", _borne(edition, number, name, joined)) for name in names),
        *(Part("code", _shown(edition, number, code)) for code in codes),
    ]
    if tables or records:
        own = own_records(edition, number)
        found += [Part("table", _said_in(edition, node_id, own, table)) for table in tables]
        found += [Part("row", _row(edition, node_id, own, record)) for record in records]
    if not found:
        raise WrongParameters(
            f"Say which rows of {node_id} are somebody else's: with --name, --code, --table or "
            "--record."
        )
    also = [Part("joined", side.keys[0]) for side in joined if side.keys]
    return tuple(dict.fromkeys([*found, *also]))


def own_records(edition: Edition, number: int) -> npt.NDArray[np.int64]:
    """Return the source rows that say anything of a node."""
    near = edition.network.neighbours(number, None)
    frames = [edition.properties(number), edition.series(number)]
    for code in np.unique(near.kind):
        name = tuple(EDGES)[int(code)]
        if name not in DERIVED_EDGES:
            rows = np.asarray(near.edge[near.kind == code], np.int64)
            frames.append(edition.rows(f"edges/{name}", rows))
    told = np.unique(np.concatenate([f["record"].to_numpy(np.int64) for f in frames]))
    found: npt.NDArray[np.int64] = told[told >= 0]
    return found


def _borne(edition: Edition, number: int, name: str, joined: Sequence[Side]) -> str:
    folded = fold(name)
    if edition.label_of(number) == "Company":
        held = edition.properties(number)
        borne = {fold(str(v)) for v in held[held["property"] == "name"]["value"]}
        borne |= {fold(side.name) for side in joined}
        keys = (key for side in joined for key in side.keys if key.startswith("name:"))
        borne |= {key.removeprefix("name:") for key in keys}
        if not {folded, *without_notes(pd.Series([name]))} & borne:
            told = ", ".join(sorted(borne))
            raise WrongParameters(
                f"No row calls {edition.id(number)} {name!r}; it is called {told}."
            )
    return folded


def _shown(edition: Edition, number: int, code: str) -> str:
    held = edition.properties(number)
    wanted = code.strip().upper()
    values = held[held["property"].isin(LEVELS)]["value"]
    if wanted not in {str(v).upper() for v in values}:
        raise WrongParameters(
            f"No row shows {code!r} of {edition.id(number)}; it shows "
            f"{', '.join(values.drop_duplicates()) or 'no code'}."
        )
    return wanted


def _said_in(edition: Edition, node_id: str, own: npt.NDArray[np.int64], table: str) -> str:
    said = sorted(set(edition.rows("records", own)["table"]))
    if table not in said:
        raise WrongParameters(
            f"The table {table!r} says nothing of {node_id}; these do: {', '.join(said)}."
        )
    return table


def _row(edition: Edition, node_id: str, own: npt.NDArray[np.int64], record: int) -> str:
    if record not in own.tolist():
        raise WrongParameters(
            f"The source row {record} says nothing of {node_id}; its page and "
            f"`qiji ask company/records company={node_id}` list those that do."
        )
    row = edition.rows("records", np.array([record])).iloc[0]
    return "|".join(str(row[c]) for c in ("table", "delivery", "file", "line"))
