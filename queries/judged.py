"""Questions whose answers a rule makes: control, owners, related parties, circles, the grade."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

import pandas as pd

from graph.days import Moment, calendar_day, day_number
from graph.edition import Edition
from graph.errors import WrongParameters
from queries import control, grades, ownership, party, related
from queries import guarantees as guaranteed
from queries import owners as owning
from queries.grade_sheet import BASE_TITLE
from queries.grading import BASE
from queries.holdings import Holdings
from queries.holdings import holdings as holdings_at
from queries.parameters import Company

SHOWN = 50  # [param] controllers whose path is written out


def counted(shown: int, total: int, *, complete: bool = True) -> str:
    """Return what was cut, or nothing: `20 of 12431`."""
    if shown >= total and complete:
        return ""
    return f"{shown} of {'' if complete else 'at least '}{total}"


# --- control ------------------------------------------------------------------------------------


def controller(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One controller of the company on the day, the actual controller first, with its path."""
    answer = control.actual_controller(edition, company, moment)
    held = holdings_at(edition, moment)
    rows = [
        {
            "id": edition.id(found.party),
            "name": party.name(edition, found.party, moment),
            "ultimate": found.ultimate,
            "votes": found.votes,
            "path": " ; ".join(_step(edition, moment, held, step) for step in found.path),
            "since": calendar_day(found.since),
        }
        for found in (control.with_path(held, ruler, company) for ruler in answer.all[:SHOWN])
    ]
    frame = pd.DataFrame(rows, columns=["id", "name", "ultimate", "votes", "path", "since"])
    reason = f"nobody controls it: {answer.reason}" if answer.reason else ""
    frame.attrs["note"] = reason or counted(len(rows), len(answer.all))
    return frame


def _step(edition: Edition, moment: Moment, held: Holdings, step: control.Step) -> str:
    owners_of = [
        f"{party.name(edition, int(held.src[e]), moment)} {_percent(held.share[e])}"
        for e in step.entries
    ]
    return f"{' + '.join(owners_of)} → {party.name(edition, step.company, moment)}"


def _percent(share: float) -> str:
    """Return a share in words; one that nobody stated is a question mark."""
    return "?" if share != share else f"{share:.4%}"


def beneficial_owners(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One beneficial owner of the company on the day, with the rule's basis."""
    found = owning.beneficial_owners(edition, company, moment)
    rows = [
        {
            "id": edition.id(owner.person),
            "name": party.name(edition, owner.person, moment),
            "basis": owner.basis,
            "share_min": owner.share_min,
            "share_max": owner.share_max,
            "votes": owner.votes,
            "since": calendar_day(owner.since),
        }
        for owner in [*found.owners, *found.possible]
    ]
    columns = ["id", "name", "basis", "share_min", "share_max", "votes", "since"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["note"] = " ".join(map(str, found.notes))
    return frame


def ownership_tree(
    edition: Edition,
    moment: Moment,
    company: Company,
    direction: str = "up",
    depth: int = 4,
    min_share: float = 0.0,
) -> pd.DataFrame:
    """One line of the tree of who holds the company (`up`), or what it holds (`down`)."""
    wanted = cast(Literal["up", "down"], direction)
    found = ownership.ownership_tree(edition, company, moment, wanted, depth, min_share)
    rows = [
        {
            "depth": row.depth,
            "id": edition.id(row.node),
            "name": party.name(edition, row.node, moment),
            "parent_id": edition.id(row.parent) if row.parent >= 0 else None,
            "share": row.share,
            "along_path": row.product,
            "integrated": row.integrated,
            "circular": row.cycle,
            "repeated": row.repeated,
            "hidden": row.hidden,
        }
        for row in found.rows
    ]
    columns = ["depth", "id", "name", "parent_id", "share", "along_path", "integrated"]
    frame = pd.DataFrame(rows, columns=[*columns, "circular", "repeated", "hidden"])
    frame.attrs["note"] = f"the tree was cut after {len(rows)} lines" if found.cut else ""
    return frame


# --- who is tied to whom ------------------------------------------------------------------------


def related_parties(
    edition: Edition, moment: Moment, company: Company, book: str = "company-law-265"
) -> pd.DataFrame:
    """One link to a related party under a rule book, with rule, article, basis and dates."""
    found = related.related_parties(edition, company, moment, book)
    rows = [
        {
            "id": edition.id(link.party),
            "name": party.name(edition, link.party, moment),
            "rule": f"{book}:{link.test}",
            "article": link.article,
            "basis": str(link.said),
            "since": calendar_day(link.since),
            "until": calendar_day(link.until),
        }
        for link in found.links
    ]
    columns = ["id", "name", "rule", "article", "basis", "since", "until"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["note"] = " ".join(map(str, found.notes))
    return frame


def guarantee_cycles(edition: Edition, moment: Moment) -> pd.DataFrame:
    """One firm of one circle of guarantees on the day, the largest circle first.

    Columns: circle (counted from 1), kind (`mutual`, `ring`, `joint` or `net`), firms (how many
    it has), rings (how many ways round it were found), id, name, guarantees and guaranteed_by
    (ids within the circle), clients (how many firms it guarantees in all), limit, state (against
    the limit).
    """
    found = guaranteed.guarantee_cycles(edition, moment)
    every = {guarantor.party: guarantor for guarantor in found.guarantors}
    rows = []
    for place, circle in enumerate(found.circles, 1):
        links = edition.rows("edges/GUARANTEES", pd.Series(circle.edges, dtype="int64").to_numpy())
        for member in circle.members:
            mine = every[member]
            rows.append(
                {
                    "circle": place,
                    "kind": circle.kind,
                    "firms": len(circle.members),
                    "rings": len(circle.rings),
                    "id": edition.id(member),
                    "name": party.name(edition, member, moment),
                    "guarantees": _ids(edition, links["dst"][links["src"] == member]),
                    "guaranteed_by": _ids(edition, links["src"][links["dst"] == member]),
                    "clients": len(mine.clients),
                    "limit": mine.limit,
                    "state": mine.state,
                }
            )
    columns = ["circle", "kind", "firms", "rings", "id", "name", "guarantees", "guaranteed_by"]
    frame = pd.DataFrame(rows, columns=[*columns, "clients", "limit", "state"])
    frame.attrs["note"] = " ".join(map(str, found.notes))
    return frame


def _ids(edition: Edition, numbers: pd.Series[int]) -> str:
    return " ".join(edition.id_list(sorted(set(numbers.tolist()))))


# --- the grade ----------------------------------------------------------------------------------


def grade(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One reason or cap of the company's grade on the day, with the records behind it.

    Points of the reasons add up to the score; `record` may be given to `source_row`.
    """
    found = grades.grade(edition, company, moment)
    rows: list[dict[str, object]] = [
        {
            "part": "cap",
            "name": held.cap.name,
            "title": held.cap.title.zh,
            "shown": f"≤ {held.cap.grade}",
            "points": None,
            "record": " ".join(map(str, held.records)),
        }
        for held in found.caps
    ]
    rows += [
        {
            "part": "reason" if reason.indicator else BASE,
            "name": reason.name,
            "title": reason.indicator.title.zh if reason.indicator else BASE_TITLE,
            "shown": reason.shown,
            "points": reason.points,
            "record": " ".join(map(str, reason.records)),
        }
        for reason in found.reasons
    ]
    frame = pd.DataFrame(rows, columns=["part", "name", "title", "shown", "points", "record"])
    frame["points"] = frame["points"].astype("Int64")
    frame.attrs["note"] = _summary(found)
    return frame


def _summary(found: grades.Grade) -> str:
    by = f"scale {found.scale.name} {found.scale.version}, {found.moment.day}"
    if found.letter is None:
        return f"not graded: {found.state} ({by})"
    rank = "" if found.percentile is None else f", above {found.percentile:.0%} of those graded"
    return f"{found.letter}: {found.score} points{rank} ({by})"


def grade_history(
    edition: Edition, moment: Moment, company: Company, years: int = 5
) -> pd.DataFrame:
    """One year's end up to the day, with the grade as it was given then, by what was known then."""
    if not 1 <= years <= 50:
        raise WrongParameters(f"years is {years}, wanted 1 to 50.", value=years)
    last = moment.day.year
    ends = [day_number(date(year, 12, 31)) for year in range(last - years, last)]
    found = grades.history(edition, company, [*ends, moment.as_of])
    return pd.DataFrame(
        {
            "day": [calendar_day(day) for day, _ in found],
            "grade": pd.Series([letter for _, letter in found], dtype="object"),
        }
    )
