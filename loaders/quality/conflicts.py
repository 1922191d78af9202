"""What departments say differently of one company on the data day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.answers import as_dates
from graph.days import effective_start, holds
from graph.edition import Edition, as_array
from graph.names import fold_many
from loaders.quality.naming import named
from loaders.quality.said import Said
from loaders.table import Company, Table

COMPARED = (
    "name",
    "legal_representative_name",
    "status",
    "registered_capital",
    "paid_in_capital",
    "address",
    "region",
)
"""The properties of a company of which departments must say the same [param]."""

SIDE = ["table", "department", "value", "since", "delivery", "file", "line", "record"]
COLUMNS = ["company", "name", "property", "within"] + [f"{c}_{s}" for s in "ab" for c in SIDE]
_CLOCK = ("valid_from", "valid_to", "known_from", "known_to")


def conflicts(edition: Edition, found: Sequence[Said]) -> pd.DataFrame:
    """Return the properties of which two tables say something else on the data day.

    Each table's word is the one that began last. Names, addresses and people's names are compared
    in their normal form, amounts as numbers, regions by the digits that both say; an address that
    holds the other whole is the same. Where more than two differ, each stands against the
    register's word, or, without one, against what began last.

    Returns:
        COLUMNS: company id, its name, property, `within` (`departments`, or `tables` of one
        department), and of both sides table, department, value, the day since which it says so,
        and where it stands (delivery, file, line, record). Sorted by property and company.
    """
    tables = {one.table.name: one.table for one in found}
    names = named(edition, found)
    stated = [_properties(edition), _representatives(edition), *([names] if len(names) else [])]
    said = _in_conflict(pd.concat(stated, ignore_index=True))
    if said.empty:
        return pd.DataFrame(columns=COLUMNS)
    registers = [name for name, table in tables.items() if founds(table)]
    pairs = _paired(said, registers)
    departments = {name: table.department for name, table in tables.items()}
    return _told(edition, pairs, departments)


def founds(table: Table) -> bool:
    """Return whether a table is a register: its rows make the companies they speak of."""
    return any(isinstance(p, Company) and p.founds for p in table.parties.values())


def _held(edition: Edition, rows: pa.Table) -> pa.Table:
    """Return the rows of a dated frame that hold on the data day, with `start`."""
    days = {n: as_array(rows[n], n) for n in _CLOCK}
    starts = effective_start(days["valid_from"], days["valid_to"], days["known_from"])
    now = holds(edition.moment(), starts, days["valid_to"], days["known_from"], days["known_to"])
    return rows.append_column("start", pa.array(starts)).filter(pa.array(now))


def _properties(edition: Edition) -> pd.DataFrame:
    rows = edition.table("properties")
    wanted = pc.is_in(rows["property"].cast(pa.string()), value_set=pa.array(COMPARED))
    companies = pc.less(rows["node"], edition.span("Company").stop)
    rows = _held(edition, rows.filter(pc.and_(wanted, companies)))
    return _frame(rows, rows["property"], rows["node"], rows["value"])


def _representatives(edition: Edition) -> pd.DataFrame:
    """Return the people whom tables name as legal representatives, by their names."""
    rows = _held(edition, edition.table("edges/LEGAL_REPRESENTATIVE_OF"))
    people = edition.table("nodes/Person")["name"]
    at = pa.array(rows["src"].to_numpy() - edition.span("Person").start)
    kind = pa.array(np.full(len(rows), "legal_representative_name", object), pa.string())
    return _frame(rows, kind, rows["dst"], people.take(at))


def _frame(rows: pa.Table, kind: Any, node: Any, value: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "node": np.asarray(node, np.int64),
            "property": _texts(kind),
            "value": _texts(value),
            "source": _texts(rows["source"]),
            "record": np.asarray(rows["record"], np.int64),
            "start": np.asarray(rows["start"], np.int32),
        }
    )


def _texts(column: Any) -> npt.NDArray[np.object_]:
    found: npt.NDArray[np.object_] = column.cast(pa.string()).to_numpy(zero_copy_only=False)
    return found


def _in_conflict(said: pd.DataFrame) -> pd.DataFrame:
    """Return each table's last word where another table's differs, with the form compared."""
    told = said[said["record"] >= 0].dropna(subset=["value"])
    told = told.sort_values(["node", "property", "source", "start", "record"], kind="stable")
    told = told[~told.duplicated(["node", "property", "source"], keep="last")]
    told = told[told.duplicated(["node", "property"], keep=False)].reset_index(drop=True)
    if told.empty:
        return told.assign(form=pd.Series(dtype="str"))
    told["form"] = _forms(told)
    told = told[told["form"] != ""]
    return told[told.groupby(["node", "property"])["form"].transform("nunique") > 1]


def _forms(told: pd.DataFrame) -> pd.Series:
    """Return what is compared of each value."""
    folded = fold_many(told["value"]).astype("object")
    amount = told["property"].str.endswith("_capital")
    numbers = pd.to_numeric(told["value"].where(amount), errors="coerce").round()
    found = folded.mask(amount & numbers.notna(), numbers.map("{:.0f}".format))
    region = told["property"] == "region"
    return found.mask(region, told["value"].str.replace(r"(?:00)+$", "", regex=True))


def _paired(said: pd.DataFrame, registers: Sequence[str]) -> pd.DataFrame:
    """Return the register's word (or the last) beside each other table's that differs."""
    first = said.assign(registered=said["source"].isin(registers))
    first = first.sort_values(["node", "property", "registered", "start"], kind="stable")
    first = first[~first.duplicated(["node", "property"], keep="last")].drop(columns="registered")
    pairs = first.merge(said, on=["node", "property"], suffixes=("_a", "_b"))
    pairs = pairs[pairs["form_a"] != pairs["form_b"]]
    inside = [
        p in ("address", "region") and (a.startswith(b) or b.startswith(a) or a in b or b in a)
        for p, a, b in zip(pairs["property"], pairs["form_a"], pairs["form_b"], strict=True)
    ]
    return pairs[~np.array(inside, bool)].reset_index(drop=True)


def _told(edition: Edition, pairs: pd.DataFrame, departments: Mapping[str, str]) -> pd.DataFrame:
    made: dict[str, Any] = {
        "company": edition.id_list(pairs["node"].to_numpy()),
        "name": edition.table("nodes/Company")["name"].take(pa.array(pairs["node"])).to_numpy(),
        "property": pairs["property"],
    }
    for side in "ab":
        records = edition.rows("records", pairs[f"record_{side}"].to_numpy())
        made |= {
            f"table_{side}": pairs[f"source_{side}"],
            f"department_{side}": pairs[f"source_{side}"].map(departments).fillna(""),
            f"value_{side}": pairs[f"value_{side}"],
            f"since_{side}": as_dates(pairs[f"start_{side}"]),
            **{f"{n}_{side}": records[n] for n in ("delivery", "file", "line")},
            f"record_{side}": pairs[f"record_{side}"],
        }
    frame = pd.DataFrame(made)
    apart = frame["department_a"] != frame["department_b"]
    frame["within"] = np.where(apart, "departments", "tables")
    return frame[COLUMNS].sort_values(["property", "company", "table_b"]).reset_index(drop=True)
