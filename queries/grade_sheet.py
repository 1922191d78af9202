"""Grades as people take them away: one row a company, with names and reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.answers import as_dates
from graph.days import Moment
from graph.edition import Edition
from queries import records, scales
from queries.cut import CutEdition
from queries.grades import Grade, Reason, city, shown
from queries.grading import BASE
from queries.scales import Scale

BASE_TITLE = "基础分"


def sheet(edition: Edition, moment: Moment, scale: Scale | None = None) -> pd.DataFrame:
    """Return the grades of all companies known at a moment, best first, then by id.

    Columns: id, name and uscc as known at the moment, grade, state, score, percentile, caps,
    reasons (in words, heaviest first), scale (name and version), as_of, known_on. Companies whose
    registration was not known are left out and counted in `attrs["left_out"]`.
    """
    used = scale or scales.scale()
    found, reasons = city(edition, moment, used)
    cut = CutEdition(edition, moment)
    keep = (found["state"] != "unknown").to_numpy()
    ids = edition.ids("Company").astype("str").astype(object)
    caps = {cap.name: cap.title.zh for cap in used.caps}
    titles = {
        words: "、".join(caps[name] for name in words.split(", "))
        for words in found["cap"].dropna().unique()
    }
    rows = pd.DataFrame(
        {
            "id": ids,
            "name": _texts(cut, "name"),
            "uscc": _texts(cut, "uscc"),
            "grade": found["grade"].to_numpy(object),
            "state": found["state"].to_numpy(object),
            "score": found["score"].to_numpy(),
            "percentile": found["percentile"].round(4).to_numpy(),
            "caps": found["cap"].map(titles).to_numpy(object),
            "reasons": _reason_texts(len(cut), reasons, used),
            "scale": f"{used.name} {used.version}",
            "as_of": as_dates(np.full(len(found), moment.as_of)),
            "known_on": as_dates(np.full(len(found), moment.known_on)),
        }
    )
    order = np.lexsort([np.arange(len(rows)), -rows["percentile"].fillna(-1).to_numpy()])
    shown = rows.iloc[order[keep[order]]].reset_index(drop=True)
    shown.attrs["left_out"] = len(rows) - len(shown)
    return shown


def _texts(cut: CutEdition, name: str) -> npt.NDArray[np.object_]:
    found = cut.values(name)
    texts = np.full(len(cut), None, object)
    texts[found.at] = found.value
    return texts


def _reason_texts(count: int, reasons: pd.DataFrame, scale: Scale) -> npt.NDArray[np.object_]:
    """Return each company's reasons in words, or None; equal reasons are worded once."""
    titles = {i.name: i.title.zh for i in scale.indicators} | {BASE: BASE_TITLE}
    order = np.lexsort(
        [
            -reasons["points"].abs().to_numpy(),
            (reasons["indicator"] != BASE).to_numpy(),
            reasons["node"].to_numpy(),
        ]
    )
    frame = reasons.iloc[order]
    kinds = frame.groupby(["indicator", "points"], sort=False).ngroup().to_numpy()
    first = frame.drop_duplicates(["indicator", "points"])
    words = np.array(
        [
            f"{titles[name]} {points}" if name == BASE else f"{titles[name]} {points:+d}"
            for name, points in zip(first["indicator"], first["points"], strict=True)
        ],
        object,
    )
    texts = np.full(count, None, object)
    node = frame["node"].to_numpy()
    begin = np.flatnonzero(np.r_[True, node[1:] != node[:-1]][: len(node)])
    end = np.r_[begin[1:], len(node)][: len(begin)]
    worded = words[kinds].tolist()
    for place, start, stop in zip(node[begin].tolist(), begin.tolist(), end.tolist(), strict=True):
        texts[place] = "；".join(worded[start:stop])
    return texts


def card(edition: Edition, grade: Grade) -> pd.DataFrame:
    """Return the reasons of one grade: what, value, points, meaning, and where it stands.

    Caps come first (their points are none), then the base, then what counted or asks for
    attention, heaviest first; the points add up to the score. Not known and indifferent
    indicators close the list.
    """
    lines: list[dict[str, Any]] = [
        {
            "reason": f"封顶：{c.cap.title.zh}",
            "value": c.cap.grade,
            "points": 0,
            "meaning": c.cap.source,
            "sources": _sources(edition, c.records),
        }
        for c in grade.caps
    ]
    lines += [_line(edition, r) for r in sorted(grade.reasons, key=_place)]
    return pd.DataFrame(lines, columns=["reason", "value", "points", "meaning", "sources"])


def _place(reason: Reason) -> int:
    if reason.indicator is None:
        return 0
    return 1 if reason.points or (reason.indicator.attention and reason.value) else 2


def _line(edition: Edition, reason: Reason) -> dict[str, Any]:
    declared = reason.indicator
    if declared is None:
        return {"reason": BASE_TITLE, "value": "", "points": reason.points, "meaning": ""}
    known = reason.value is not None
    return {
        "reason": declared.title.zh,
        "value": shown(declared, float(reason.value or 0)) if known else "未知",
        "points": reason.points,
        "meaning": declared.meaning.zh,
        "sources": _sources(edition, reason.records),
    }


MOST = 3  # sources that a card lists before it counts the rest


def _sources(edition: Edition, numbers: Sequence[int]) -> str:
    """Return where records stand, `file:line (record n)`; what is cut is counted."""
    if not numbers:
        return ""
    rows = records.of(edition, numbers[:MOST])
    told = [
        f"{file}:{line} (record {record})"
        for file, line, record in zip(rows["file"], rows["line"], rows["record"], strict=True)
    ]
    more = len(numbers) - len(told)
    return "; ".join(told) + (f"; and {more} more of {len(numbers)}" if more else "")


__all__ = ["card", "sheet"]
