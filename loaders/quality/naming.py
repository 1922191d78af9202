"""The names under which departments speak of a company, where its code says which it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.edition import Edition
from graph.names import fold_many
from graph.naming.parts import without_notes
from loaders.keeping.deliveries import Delivery
from loaders.quality.said import Said
from loaders.table import AnyParty, Company, Property

COLUMNS = ["node", "property", "value", "source", "record", "start"]
Numbers = npt.NDArray[np.int64]


def named(edition: Edition, found: Sequence[Said]) -> pd.DataFrame:
    """Return the names that rows give to companies beside their codes, unlike any they bear.

    Tables that state the name as a property of its own are left to the edition. Of each company a
    table's last word counts. A notice may keep the name that a company bore when it was written;
    a register may not. Notes in brackets behind a name are no part of it.

    Returns:
        COLUMNS, as the properties of an edition: `record` is a row of its `records`, `start` the
        day on which the row became known.
    """
    codes, nodes = _codes(edition)
    borne = _borne(edition)
    parts = [
        _unlike(_last(pd.concat(rows)), borne, current=said.table.kind == "full")
        for said in found
        if (rows := list(_rows(edition, said, codes, nodes)))
    ]
    return pd.concat([pd.DataFrame(columns=COLUMNS), *(p for p in parts if len(p))])


def _codes(edition: Edition) -> tuple[pa.Array, Numbers]:
    """Return the codes that one company alone ever bore, and its number."""
    rows = _properties(edition, "uscc")
    rows = rows.drop_duplicates(["node", "value"])
    rows = rows[~rows["value"].duplicated(keep=False)]
    return pa.array(rows["value"], pa.string()), rows["node"].to_numpy(np.int64)


def _properties(edition: Edition, name: str) -> pd.DataFrame:
    rows = edition.table("properties")
    mine = rows.filter(pc.equal(rows["property"].cast(pa.string()), name))
    mine = mine.filter(pc.less(mine["node"], edition.span("Company").stop))
    found: pd.DataFrame = mine.select(["node", "value", "valid_to", "known_to"]).to_pandas()
    return found


def _borne(edition: Edition) -> pd.DataFrame:
    """Return the names that companies bear or bore: node, form, whether it is borne still."""
    rows = _properties(edition, "name")
    still = rows["valid_to"].isna() & rows["known_to"].isna()
    return pd.DataFrame({"node": rows["node"], "form": _form(rows["value"]), "still": still})


def _form(names: pd.Series) -> pd.Series:
    return fold_many(without_notes(names.astype("str").reset_index(drop=True)))


def _rows(edition: Edition, said: Said, codes: pa.Array, nodes: Numbers) -> Iterator[pd.DataFrame]:
    """Yield what each delivery that counts says: node, value, source, record, start."""
    stated = {f.party for f in said.table.facts if isinstance(f, Property) and f.name == "name"}
    for party, one in said.table.parties.items():
        company = one.company if isinstance(one, AnyParty) else one
        if not isinstance(company, Company) or party in stated:
            continue
        if company.name is None or company.uscc is None:
            continue
        for delivery in said.counting:
            yield _said(edition, said, delivery, (company.name, company.uscc), codes, nodes)


def _said(
    edition: Edition,
    said: Said,
    delivery: Delivery,
    fields: tuple[str, str],
    codes: pa.Array,
    nodes: Numbers,
) -> pd.DataFrame:
    name, code = (said.column(field, (delivery,)).cast(pa.string()) for field in fields)
    at = pc.fill_null(pc.index_in(code, value_set=codes), -1).to_numpy().astype(np.int64)
    record = _records(edition, said.table.name, delivery, len(at))
    keep = np.flatnonzero((at >= 0) & (record >= 0) & name.is_valid().to_numpy())
    return pd.DataFrame(
        {
            "node": nodes[at[keep]],
            "property": "name",
            "value": name.take(pa.array(keep)).to_pandas().astype("object"),
            "source": said.table.name,
            "record": record[keep],
            "start": said.column("_known", (delivery,)).to_numpy()[keep],
        }
    )


def _records(edition: Edition, table: str, delivery: Delivery, size: int) -> Numbers:
    """Return the row of `records` of each typed row of a delivery, -1 where there is none."""
    rows = edition.table("records")
    mine = pc.and_(
        pc.equal(rows["table"].cast(pa.string()), table),
        pc.equal(rows["delivery"].cast(pa.string()), delivery.id),
    )
    places = np.flatnonzero(mine.to_numpy())
    found = np.full(size, -1, np.int64)
    row = rows["row"].take(pa.array(places)).to_numpy().astype(np.int64)
    within = (row >= 0) & (row < size)
    found[row[within]] = places[within]
    return found


def _last(said: pd.DataFrame) -> pd.DataFrame:
    """Return each company's last row."""
    ordered = said.sort_values(["node", "start", "record"], kind="stable")
    return ordered[~ordered["node"].duplicated(keep="last")].reset_index(drop=True)


def _unlike(said: pd.DataFrame, borne: pd.DataFrame, *, current: bool) -> pd.DataFrame:
    """Return the rows whose name is none that the company bears (or, unless current, bore)."""
    known = borne[borne["still"]] if current else borne
    keys = pd.DataFrame({"node": said["node"], "form": _form(said["value"])})
    told = keys.merge(known[["node", "form"]].drop_duplicates(), how="left", indicator=True)
    return said[(told["_merge"] == "left_only").to_numpy() & (keys["form"] != "").to_numpy()]
