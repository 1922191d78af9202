"""The data page: what was received, when, how much of it counted, and what waits to be mended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from graph.edition import Edition
from graph.schema import EDGE_TYPES, NODE_TYPES
from loaders.keeping.deliveries import Delivery, deliveries, to_mend
from loaders.keeping.withdrawing import standing
from webapp.answers import page, twin

pages = Blueprint("data", __name__)


@twin(pages, "/data")
def show() -> Response:
    """Deliveries with their counts, and the sizes of the edition."""
    rows: dict[str, int] = g.edition.manifest["rows"]
    left = to_mend(standing(g.edition.home))
    received = [told(d, left.get(d.id, 0)) for d in reversed(deliveries(g.edition.home))]
    facts = {
        "edition": g.edition.edition_id,
        "data_day": g.edition.manifest["data_day"],
        "built_at": g.edition.manifest.get("built_at", ""),
        "nodes": {t.label: rows[f"nodes/{t.label}"] for t in NODE_TYPES},
        "edges": {t.name: rows[f"edges/{t.name}"] for t in EDGE_TYPES},
        "deliveries": received
        or [{**d, "figures": [], "to_mend": 0} for d in g.edition.manifest["deliveries"]],
        "tables": freshness(g.edition),
        "notes": g.edition.manifest["notes"],
    }
    return page("data/show.html", facts)


def told(delivery: Delivery, left: int) -> dict[str, Any]:
    """Return a delivery's counts, one row a file (or sheet) and table.

    Args:
        left: refused rows of it that have not come back mended.
    """
    figures = [counted(figures) for figures in delivery.figures]
    return {
        "id": delivery.id,
        "received": delivery.manifest["received"],
        "figures": figures,
        "to_mend": left,
        **{key: sum(one[key] or 0 for one in figures) for key in ("rows", "rejected")},
    }


def counted(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the counts of one file and table: rows in = loaded + rejected + superseded + skipped.

    A file that was refused as a whole has no counts, and its notes say why.
    """
    skipped = figures.get("skipped") or {}
    return {
        "file": figures.get("file"),
        "table": figures.get("table"),
        "state": figures.get("state"),
        "rows": figures.get("rows"),
        **{key: figures.get(key) for key in ("loaded", "rejected", "superseded")},
        "skipped": sum(skipped.values()) if isinstance(skipped, dict) else skipped,
        "notes": figures.get("notes") or [],
    }


def freshness(edition: Edition) -> list[dict[str, Any]]:
    """Return each table's source rows and its last delivery, by table."""
    records = edition.table("records").select(["table", "delivery"]).to_pandas()
    received = {d["id"]: d["received"] for d in edition.manifest["deliveries"]}
    days = records["delivery"].astype(object).map(received)
    found = records.assign(day=days).groupby("table", observed=True)["day"].agg(["size", "max"])
    return [{"table": t, "rows": int(n), "last": day} for t, n, day in found.itertuples()]
